"""Time zones as people write them: "Delhi", "münchen", "europe/paris", "utc+2", "Japan".

An IANA name is taken in any case; a city, in any case, accent and script, by the table in
`data/cities.txt`; a country, by the tables of tzdata, where all of it has one zone. "EST" is taken
for no zone: it names a clock without summer time, which hardly anybody who types it goes by.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from bot.core.offsets import beside_place, offset_named
from bot.core.text import folded
from bot.errors import BadSchedule

LONGEST = 100
_MOST_NEAR = 4
_LEAST_BEGINNING = 3
_ENOUGH = 80.0  # per cent of a name, to be shown as near
_AREAS = frozenset(
    "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific".split()  # noqa: SIM905  # as people list them
)
# Parts of names that are no places: "Australia/West".
_NO_PLACES = frozenset({"act", "lhi", "north", "south", "west", "victoria"})
# Abbreviations, each with the zones of those who say it: https://data.iana.org/time-zones/theory.html
# ("Names should not be ambiguous or surprising"). None of them says whether there is a summer time.
_ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("est", "edt", "et"), ("America/New_York", "America/Toronto")),
    **dict.fromkeys(("cst", "cdt", "ct"), ("America/Chicago", "Asia/Shanghai")),
    **dict.fromkeys(("mst", "mdt", "mt"), ("America/Denver", "America/Phoenix")),
    **dict.fromkeys(("pst", "pdt", "pt"), ("America/Los_Angeles", "America/Vancouver")),
    **dict.fromkeys(("akst", "akdt"), ("America/Anchorage",)),
    **dict.fromkeys(("hst", "hdt"), ("Pacific/Honolulu",)),
    **dict.fromkeys(
        ("cet", "cest", "mez", "mesz", "met", "central european"),
        ("Europe/Berlin", "Europe/Paris"),
    ),
    **dict.fromkeys(("eet", "eest", "eastern european"), ("Europe/Athens", "Europe/Kyiv")),
    **dict.fromkeys(("wet", "west", "western european"), ("Europe/Lisbon",)),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "msk": ("Europe/Moscow",),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    **dict.fromkeys(
        ("aest", "aedt", "australian eastern"), ("Australia/Sydney", "Australia/Brisbane")
    ),
    **dict.fromkeys(("acst", "acdt"), ("Australia/Adelaide", "Australia/Darwin")),
    "awst": ("Australia/Perth",),
    **dict.fromkeys(("nzst", "nzdt"), ("Pacific/Auckland",)),
    **dict.fromkeys(("ast", "adt", "atlantic"), ("America/Halifax", "Asia/Riyadh")),
    **dict.fromkeys(("brt", "brst"), ("America/Sao_Paulo",)),
    **dict.fromkeys(("sast", "cat", "eat", "wat"), ("Africa/Johannesburg", "Africa/Nairobi")),
    "pkt": ("Asia/Karachi",),
    "sgt": ("Asia/Singapore",),
    "hkt": ("Asia/Hong_Kong",),
    **dict.fromkeys(("gst", "gulf"), ("Asia/Dubai",)),
    "wib": ("Asia/Jakarta",),
}
_NICKNAMES: Mapping[str, str] = {
    "nyc": "America/New_York",
    "dc": "America/New_York",
    "la": "America/Los_Angeles",
    "sf": "America/Los_Angeles",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "indian": "Asia/Kolkata",
    "british": "Europe/London",
    "cdmx": "America/Mexico_City",
    "hochiminh": "Asia/Ho_Chi_Minh",
    "z": "UTC",
    "utc": "UTC",
    "gmt": "UTC",
    "zulu": "UTC",
    "universal": "UTC",
    "greenwich": "UTC",
}
_COUNTRIES: Mapping[str, str] = {
    **dict.fromkeys(("uk", "great britain", "england", "scotland", "wales"), "GB"),
    **dict.fromkeys(("usa", "america", "united states of america"), "US"),
    **dict.fromkeys(("uae", "emirates"), "AE"),
    **dict.fromkeys(("holland", "the netherlands"), "NL"),
    **dict.fromkeys(("korea", "south korea"), "KR"),
    "czechia": "CZ",
    "turkiye": "TR",
    "deutschland": "DE",
    "espana": "ES",
    "osterreich": "AT",
    "schweiz": "CH",
    "brasil": "BR",
}
# Where tzdata begins with what few mean, such as Kentucky: the zones that most people live in.
_LARGE: Mapping[str, tuple[str, ...]] = {
    "US": ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    "CA": ("America/Toronto", "America/Vancouver", "America/Winnipeg", "America/Halifax"),
    "RU": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok"),
    "BR": ("America/Sao_Paulo", "America/Manaus", "America/Fortaleza", "America/Rio_Branco"),
    "AU": ("Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"),
    "MX": ("America/Mexico_City", "America/Tijuana", "America/Cancun", "America/Hermosillo"),
}
_EAST_MOST, _WEST_MOST = 14, 12  # the hours that Etc/ has zones for
# In minutes. Those that have stood beside Greenwich like this, the year round, for years.
_BETWEEN_HOURS: Mapping[int, str] = {
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
    -570: "Pacific/Marquesas",
}
# Those that do in summer or in winter.
_SEASONS_BETWEEN_HOURS: Mapping[int, tuple[str, ...]] = {
    630: ("Australia/Lord_Howe", "Australia/Adelaide"),
    765: ("Pacific/Chatham",),
    825: ("Pacific/Chatham",),
    -210: ("America/St_Johns",),
    -150: ("America/St_Johns",),
}
_OLD_NAME = re.compile(r"(\w{3})\d\w{3}")  # EST5EDT
_AROUND = re.compile(
    r"^(?:time in|in) |(?: (?:local|standard|daylight|summer))*(?: time(?: ?zone)?)$"
)


def zone_named(name: str) -> ZoneInfo:
    """Return the zone of an IANA name. Raises BadSchedule("zone")."""
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError, RecursionError) as error:
        # ZoneInfo raises ValueError for "../x", OSError for a folder's name such as "America", and
        # goes into as many folders as a name has.
        raise BadSchedule("zone", name) from error


def zone_meant(typed: str) -> str:
    """Return the IANA name of the zone that somebody means.

    Raises BadSchedule: "zone" with the `nearest` names; "zone-abbreviation" for one such as EST;
    "zone-offset" for hours beside Greenwich that a place has for a part of the year; "zone-several"
    where cities or parts of a country in several zones are called so.
    """
    text = " ".join(typed.split())[:LONGEST]
    if (offset := offset_named(text)) is not None:
        return _beside_greenwich(typed, offset)
    if (beside := beside_place(text)) is not None:
        return _called(*beside, typed)
    return _named(typed, text)


def _called(place: str, offset: timedelta, typed: str) -> str:
    """Return the zone of a place with its hours beside it, which count where it is not known."""
    try:
        return _named(typed, place)
    except BadSchedule as refusal:
        if refusal.field != "zone":
            raise
        return _beside_greenwich(typed, offset)


def _named(typed: str, text: str) -> str:
    key = _AROUND.sub("", folded(text))
    if near := _ABBREVIATIONS.get(_OLD_NAME.sub(r"\1", key)):
        raise BadSchedule("zone-abbreviation", typed, nearest=near)
    found = _found(key, text)
    if not found:
        place = folded(text.partition(",")[0])
        raise BadSchedule("zone", typed, nearest=_found(place, "")[:_MOST_NEAR] or _near(key))
    if len(found) > 1:
        raise BadSchedule("zone-several", typed, nearest=found[:_MOST_NEAR])
    return found[0]


def zones_of_cities(beginning: str) -> tuple[str, ...]:
    """Return the zones of cities whose names begin so, that of the shortest name first.

    Nothing for fewer than three letters, which begin the names of too many.
    """
    key = folded(beginning)
    if len(key) < _LEAST_BEGINNING:
        return ()
    called = [(len(name), zone) for name, zone in _named_cities() if name.startswith(key)]
    return tuple(dict.fromkeys(zone for _, zone in sorted(called)))


@cache
def choosable_zones() -> tuple[str, ...]:
    """Return the names of all zones that one would choose: places, and UTC."""
    # Etc/GMT+5 is five hours *behind* Greenwich, EST has no summer: both would trap people.
    named = (zone for zone in available_timezones() if zone.split("/")[0] in _AREAS)
    return tuple(sorted({*named, "UTC"}))


def _found(key: str, text: str) -> tuple[str, ...]:
    """Return the zones that a name may mean, the likeliest kind of name alone."""
    if text in available_timezones() and "/" in text:
        return (text,)
    if zone := _NICKNAMES.get(key) or _by_name().get(key):
        return (zone,)
    if zones := _cities_called(key) or _of_country(key):
        return zones
    place, comma, where = text.partition(",")
    return _within(_found(folded(place), ""), folded(where)) if comma and place.strip() else ()


def _within(zones: tuple[str, ...], where: str) -> tuple[str, ...]:
    """Return those of the zones that are in a country or an area, all where that is not known."""
    there = {*_of_country(where)} | {zone for zone in zones if where in folded(zone)}
    return tuple(zone for zone in zones if zone in there) or (zones if len(zones) > 1 else ())


def _beside_greenwich(typed: str, offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    if near := _SEASONS_BETWEEN_HOURS.get(minutes):
        raise BadSchedule("zone-offset", typed, nearest=near)
    if zone := _BETWEEN_HOURS.get(minutes):
        return zone
    hours, beside = divmod(minutes, 60)
    if beside or not -_WEST_MOST <= hours <= _EAST_MOST:
        raise BadSchedule("zone", typed)
    # POSIX counts to the west: https://data.iana.org/time-zones/tzdb/etcetera
    return f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}" if hours else "UTC"


@cache
def _by_name() -> Mapping[str, str]:
    """Return the zones by their whole names and by their cities', folded."""
    names = {folded(zone): zone for zone in choosable_zones()}
    names |= {folded(zone): zone for zone in available_timezones() if zone.startswith("US/")}
    for zone in choosable_zones():
        city = folded(zone.rpartition("/")[2])
        if city not in _NO_PLACES:
            # Of "America/Louisville" and "America/Kentucky/Louisville" either will do.
            names.setdefault(city, zone)
    return names


def _cities_called(key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(zone for name, zone in _named_cities() if name == key))


def _named_cities() -> Iterator[tuple[str, str]]:
    """Yield each city's name with its zone. There are 40,000: none is kept in memory."""
    known = available_timezones()
    for line in (files("bot.core") / "data" / "cities.txt").read_text("utf-8").splitlines():
        zone, tab, names = line.partition("\t")
        if tab and zone in known:
            for name in names.split("|"):
                yield name, zone


def _of_country(key: str) -> tuple[str, ...]:
    codes = _countries()
    return _zones_of_countries().get(codes.get(key) or _COUNTRIES.get(key, ""), ())


@cache
def _countries() -> Mapping[str, str]:
    """Return the codes of countries by their names, folded: "Britain (UK)" has two."""
    return {
        folded(part): code
        for code, name in _table("iso3166.tab")
        for part in (name, name.partition("(")[0])
    }


@cache
def _zones_of_countries() -> Mapping[str, tuple[str, ...]]:
    """Return the zones of each country by its code: one, where its clocks have long been alike."""
    all_of = defaultdict[str, list[str]](list)
    for code, _, zone, *_ in _table("zone.tab"):
        all_of[code].append(zone)
    alike = defaultdict[str, list[str]](list)
    for codes, _, zone, *_ in _table("zone1970.tab"):
        alike[codes.partition(",")[0]].append(zone)
    return {
        code: _LARGE.get(code) or tuple(alike[code] if len(alike[code]) == 1 else zones)
        for code, zones in all_of.items()
    }


def _table(name: str) -> Iterator[list[str]]:
    for line in (files("tzdata.zoneinfo") / name).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _near(key: str) -> tuple[str, ...]:
    """Return the zones whose names look most like a name."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # a list of decks needs none

    if not key:
        return ()
    names, most = _by_name(), 3 * _MOST_NEAR
    found = process.extract(key, list(names), scorer=fuzz.WRatio, limit=most, score_cutoff=_ENOUGH)
    near = (names[name] for name, _, _ in found)
    return tuple(dict.fromkeys(near))[:_MOST_NEAR]
