"""What belongs together in a plan as it is typed in one go: "weekdays 9:00 Berlin time"."""

from __future__ import annotations

from bot.core.phrases import recurrence_of
from bot.core.zones import zone_meant
from bot.errors import BadSchedule

_LONGEST_ZONE = 4  # words: "Ho Chi Minh City"
_AROUND = " ,;()"
# What may follow a zone: the days are bounded, not the time.
_BOUNDS = frozenset(
    {"until", "till", "through", "from", "starting", "beginning"}
    | {"except", "excluding", "skipping", "without", "but", "not", "for"}
)
# Of these it is asked which zone is meant.
_OPEN = frozenset({"zone-abbreviation", "zone-offset", "zone-several"})


def says_when(text: str) -> bool:
    """Say whether words are about days and times that come again, and about nothing else."""
    try:
        recurrence_of(text)
    except BadSchedule as refusal:
        return bool(refusal.understood) and not refusal.unknown
    return True


def without_zone(phrase: str) -> tuple[str, str | None]:
    """Return a phrase without its time zone, and that as it is written there.

    It is at the end, or before what bounds the days: "every day 9:00 UTC until 3 May".
    """
    words = phrase.split()
    bounds = (at for at, word in enumerate(words) if word.casefold() in _BOUNDS)
    for end in (len(words), *bounds):
        for at in range(max(1, end - _LONGEST_ZONE), end):
            zone = " ".join(words[at:end]).strip(_AROUND)
            when = " ".join(words[:at]).rstrip(_AROUND)
            if zone and says_when(when) and _is_zone(zone):
                return " ".join((when, *words[end:])), zone
    return phrase, None


def _is_zone(text: str) -> bool:
    try:
        zone_meant(text)
    except BadSchedule as refusal:
        return refusal.field in _OPEN
    return True
