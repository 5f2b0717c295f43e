"""Names that come from outside: made safe to show, told apart, and found by what is typed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, count, takewhile
from typing import TypeVar

from bot.core.limits import MAX_NAME, MAX_TITLE, checked_line
from bot.core.text import folded, name_key
from bot.errors import ChoiceNeeded, NotFound, NothingCalled, TextEmpty

Id = TypeVar("Id", bound=str)

_ANY_LENGTH = 10**9
_FEW = 5
# Of a choice on a small screen little more is to be seen.
_AT_A_GLANCE = 50
_SHARE_OF_HEAD = 5  # of what is shown of long choices that begin alike
_BEFORE_DIFFERENCE = 8
# What a button or a list has given, of something that is gone since.
_OUR_ID = re.compile(r"[0-9a-f]{32}")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)


def safe_line(text: str, fallback: str, limit: int) -> str:
    """Return one line of at most `limit` characters; the fallback when nothing is to be seen."""
    try:
        line = cut(checked_line(text, "name", _ANY_LENGTH), limit)
        return checked_line(line, "name", limit)
    except TextEmpty:
        return fallback


def cut(text: str, limit: int) -> str:
    """Return the beginning of at most `limit` code points, without half a character at its end.

    What belongs together is told by a part of the rules of UAX 29: marks and skin tones stay with
    what they change, and the two letters of a flag with each other.
    """
    if len(text) <= limit:
        return text
    end = limit
    while end > 0 and _goes_on(text, end):
        end -= 1
    # A single letter under a hundred accents is cut all the same.
    return text[: end or limit]


def ellipsized(text: str, limit: int) -> str:
    """Return a text of at most `limit` code points, with "…" at its end where there was more."""
    return text if len(text) <= limit else f"{cut(text, limit - 1).rstrip()}…"


def cut_apart(texts: Sequence[str], limit: int) -> list[str]:
    """Return the texts, cut to at most `limit` code points so that those that differ look so.

    Of long ones that begin alike the beginning is followed by where they begin to differ; those
    that are the same throughout are numbered.
    """
    alike = defaultdict[str, list[int]](list)
    shown = [cut(text, limit) for text in texts]
    for place, text in enumerate(shown):
        alike[text[:_AT_A_GLANCE]].append(place)
    for places in (each for each in alike.values() if len(each) > 1):
        for place, told in zip(
            places, _apart([texts[each] for each in places], limit), strict=True
        ):
            shown[place] = told
    return list(_numbered(shown, limit))


def _numbered(shown: Iterable[str], limit: int) -> Iterator[str]:
    """Yield the texts, each that was there before with a number, within `limit`."""
    taken, times = set[str](), Counter[str]()
    for text in shown:
        name = text
        while name in taken:
            times[text] += 1
            name = _with_end(text, f" ({times[text] + 1})", limit)
        taken.add(name)
        yield name


def _apart(texts: Sequence[str], limit: int) -> list[str]:
    """Return texts that begin alike with where they begin to differ, within `limit`."""
    first, last = min(texts), max(texts)  # what these two share all others begin with as well
    same = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    common = sum(1 for _ in same)
    head = limit // _SHARE_OF_HEAD
    from_ = max(head, common - _BEFORE_DIFFERENCE)
    told = [f"{cut(text, head).rstrip()} … {text[from_:].lstrip()}" for text in texts]
    return [cut(each, limit) for each in told]


def free_name(name: str, taken: Collection[str], limit: int) -> str:
    """Return the name, or "Ann 2", "Ann 3", ... where it is taken.

    `taken` holds the `name_key` of each name that there is.
    """
    if name_key(name) not in taken:
        return name
    names = (_with_end(name, f" {number}", limit) for number in count(2))
    return next(each for each in names if name_key(each) not in taken)


def free_look(name: str, others: Iterable[str]) -> str:
    """Return the name, or "Ann 2", ... where one of the others is the same or looks the same."""
    taken = {key for each in others for key in (name_key(each), look_key(each))}
    names = chain([name], (_with_end(name, f" {number}", MAX_NAME) for number in count(2)))
    return next(each for each in names if taken.isdisjoint((name_key(each), look_key(each))))


def free_title(title: str, taken: Collection[str]) -> str:
    """Return the title, or "Title (2)", "Title (3)", ... where it is taken."""
    if title not in taken:
        return title
    titles = (_with_end(title, f" ({number})", MAX_TITLE) for number in count(2))
    return next(each for each in titles if each not in taken)


def look_key(name: str) -> str:
    """Return what names have in common that look the same, whatever scripts their letters are of.

    It is the skeleton of https://www.unicode.org/reports/tr39/#Confusable_Detection, of which
    confusable_homoglyphs has the data, though not the rule. A Greek name is a name like any other:
    only another that looks the same is the same. Two that differ in capitals alone may differ here,
    as a Greek Nu looks like N, and a small one like v; those have the same `name_key`.
    """
    letters = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", name))
    skeleton = unicodedata.normalize("NFD", "".join(map(_prototype, letters)))
    return " ".join(skeleton.casefold().split())


@lru_cache(maxsize=4096)
def _prototype(letter: str) -> str:
    """Return the letters that stand for all which look like this one; itself for most.

    The data has them side by side: each that looks like a prototype with it alone, and the
    prototype with all of those. Of two that have but each other, the longer stands for both: m
    looks like rn.
    """
    # Read by whoever takes a name, and by nobody else: it is half a megabyte.
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415

    alike: list[str] = [each["c"] for each in confusables_data.get(letter, ())]
    if len(alike) != 1:
        return letter
    (other,) = alike
    others = len(confusables_data.get(other, ()))
    return other if others > 1 else min(letter, other, key=lambda each: (-len(each), each))


def told_apart(things: Iterable[tuple[Id, str, str]]) -> dict[Id, str]:
    """Return what each is called: its title, with its place's name behind one that was before.

    Each thing has an id, a title and the name of its place. The first of one title has it alone.
    """
    names, taken = dict[Id, str](), set[str]()
    for id_, title, place in things:
        name = title if name_key(title) not in taken else f"{title} ({place})"
        names[id_] = free_name(name, taken, _ANY_LENGTH)
        taken.add(name_key(names[id_]))
    return names


def _with_end(text: str, end: str, limit: int) -> str:
    return cut(text, limit - len(end)).rstrip() + end


def _goes_on(text: str, place: int) -> bool:
    """Say whether the code point there belongs to the one before it."""
    char = text[place]
    if unicodedata.category(char).startswith("M") or ord(char) in _SKIN_TONES:
        return True
    letters = 0
    while letters < place and ord(text[place - 1 - letters]) in _FLAG_LETTERS:
        letters += 1
    return ord(char) in _FLAG_LETTERS and letters % 2 == 1


def meant(what: str, typed: str | None, among: Mapping[Id, str]) -> Id:
    """Return the id of what is meant; `among` holds the words of each by its id.

    Nothing typed means the only one that there is; a part of the words means what it is a part of,
    in any case and without accents. Raises ChoiceNeeded when there is not one alone, NothingCalled
    with the nearest for words that fit none, and NotFound for what was an id of ours.
    """
    if not typed:
        if len(among) != 1:
            raise ChoiceNeeded(what, tuple(among.values()), tuple(among))
        return next(iter(among))
    for id_ in among:
        if id_ == typed:
            return id_
    found = fitting(typed, among)
    if len(found) > 1:
        raise ChoiceNeeded(what, tuple(among[id_] for id_ in found), tuple(found))
    if found:
        return found[0]
    if _OUR_ID.fullmatch(typed):
        raise NotFound(what, typed)
    nearest = _nearest(typed, among)
    raise NothingCalled(what, typed, tuple(among[id_] for id_ in nearest), tuple(nearest))


def fitting(typed: str, among: Mapping[Id, str]) -> list[Id]:
    """Return those that are called so; else whose words have it in them, at best as it stands."""
    exact = [id_ for id_, words in among.items() if name_key(words) == name_key(typed)]
    wanted = folded(typed)
    if exact or not wanted:
        return exact
    keys = {id_: folded(words) for id_, words in among.items()}
    for fits in (wanted.__eq__, lambda key: wanted in key, lambda key: has_words(key, wanted)):
        if found := [id_ for id_, key in keys.items() if fits(key)]:
            return found
    return []


def has_words(key: str, wanted: str) -> bool:
    """Say whether each word that is wanted begins one of the key's."""
    words = key.split()
    return all(any(word.startswith(each) for word in words) for each in wanted.split())


def _nearest(typed: str, among: Mapping[Id, str]) -> list[Id]:
    """Return those whose words are most like what was typed, those that share one in front."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # a list of decks needs none

    wanted = folded(typed)

    def likeness(id_: Id) -> tuple[int, float]:
        key = folded(among[id_])
        return len({*key.split()} & {*wanted.split()}), fuzz.token_ratio(key, wanted)

    return sorted(among, key=likeness, reverse=True)[:_FEW]
