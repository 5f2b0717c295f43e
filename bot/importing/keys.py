# ruff: noqa: RUF001  # signs of other scripts are what it is about
"""Answers in a key of their own: `## Answers`, and below it a number and an answer for each.

A key is taken for one where its numbers are those of the questions above it, which have no answers
of their own. There may be one for every part of a document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from bot.importing.assembly import ItemDraft
from bot.importing.labels import as_title, is_title_of, read_label
from bot.importing.languages import every
from bot.importing.lines import SourceLine, joined, wraps_on
from bot.importing.option_keys import letters_of
from bot.importing.option_marks import CIRCLED, LETTERS
from bot.importing.options import run_of_options
from bot.importing.sections import is_section

_FEWEST = 2
_FEWEST_COUNTED = 3  # stems that ask by nothing but their numbers, which are the key's
_LONGEST_TITLE = 60  # characters
_LONGEST_LINE = 200  # with its marks
_COLON = re.compile("[:\uff1a]")
_FIRST_LINES = 40  # below a question, in which its options begin
_MOSTLY = 0.6  # of the entries have a question, of the questions no answer
# `1-B 2-C 3-A`: many entries on a line.
_ROW = re.compile(
    r"[(（]?(\d{1,4})[)）]?[ \t]{0,2}[.):：=\-–、．]?[ \t]{0,2}"
    rf"([{LETTERS}](?![^\W_])|[{CIRCLED}])[ \t,;|、]{{0,4}}"
)
_DIGIT = re.compile(r"\d")
_CELLS = re.compile(r"\|?[ \t]*(\d{1,4})[.)]?[ \t]*\|(?P<answer>.*?)\|?[ \t]*$")
_BARE = re.compile(
    r"[ \t>*_\-]{0,8}(\d{1,4})[ \t]{0,2}(?:[:：\-–=]|[ \t])[ \t]{0,3}(?P<answer>\S.*)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to the question with a number, its own lines.

    `part` counts the times that numbers began again above it, where those of the questions do.
    """

    number: int
    lines: list[SourceLine]
    part: int = 0

    @property
    def place(self) -> tuple[int, int]:
        return self.part, self.number


@dataclass(frozen=True, slots=True)
class Key:
    """A key: its title's line, the line after it, and what it says."""

    title: int
    end: int
    entries: tuple[Entry, ...]


Detect = Callable[[Sequence[SourceLine]], tuple[str, list[ItemDraft]] | None]


def detect_with_keys(
    lines: Sequence[SourceLine], detect: Detect
) -> tuple[str, list[ItemDraft]] | None:
    """Return what `detect` finds, with the answers of the document's keys joined by number."""
    keys = _keys(lines)
    found = detect(_without(lines, keys)) if keys else None
    counted = _counted(lines, keys[0]) if len(keys) == 1 else []
    if counted and (found is None or len(found[1]) < len(counted)):
        found = "numbered", counted
    if found:
        joined = _joined(lines, found[1], keys)
        if joined:
            return found[0], joined
    return detect(lines)


def _counted(lines: Sequence[SourceLine], key: Key) -> list[ItemDraft]:
    """Return what the numbers of a key count above it, whatever it says; none where they differ.

    `1. The grain in black bread` is asked where a key says what it is.
    """
    above = [line for line in lines[: key.title] if line.number is not None and not line.fenced]
    margin = min((line.indent for line in above), default=0)
    above = [line for line in above if line.indent <= margin + 1 and line.text]
    numbers = [line.number for line in above]
    if len(above) < _FEWEST_COUNTED or numbers != list(range(1, len(above) + 1)):
        return []
    if numbers != [entry.number for entry in key.entries]:
        return []
    ends = [*(line.index for line in above[1:]), key.title]
    return [_stem(lines, line, end) for line, end in zip(above, ends, strict=True)]


def _stem(lines: Sequence[SourceLine], line: SourceLine, end: int) -> ItemDraft:
    text, body = line.text, line.index + 1
    while body < end and wraps_on(text, lines[body]):
        text, body = joined(text, lines[body].text), body + 1
    return ItemDraft(text, line.index, body, end, number=line.number, is_sure=True)


def _keys(lines: Sequence[SourceLine]) -> list[Key]:
    keys: list[Key] = []
    for line in lines:
        if (not keys or line.index >= keys[-1].end) and _is_key_title(lines, line):
            key = _key(lines, line)
            if len(key.entries) >= _FEWEST:
                keys.append(key)
    return keys or _single(lines)


def _single(lines: Sequence[SourceLine]) -> list[Key]:
    """Return the key below the one heading of a document that says `Answer`.

    Where each question has such a heading of its own, a list below one is its answer's.
    """
    titles = [
        line
        for line in lines
        if line.heading and not line.fenced and is_title_of(line.text, "answer")
    ]
    key = _key(lines, titles[0]) if len(titles) == 1 else None
    return [key] if key and len(key.entries) > _FEWEST else []


def _is_key_title(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    if line.blank or line.fenced or line.bullet or not _may_name_key(line.raw):
        return False
    if not _names_key(line):
        return False
    above = lines[line.index - 1] if line.index else None
    return bool(line.heading or line.emphasis or above is None or above.blank or above.is_rule)


_BEGINNINGS = frozenset(title[:2] for title in every("key"))


def _may_name_key(raw: str) -> bool:
    """Whether a line can begin with a key's title: a look that spares most the rest."""
    if len(raw) > _LONGEST_LINE and ":" not in raw and "\uff1a" not in raw:
        return False
    begin = raw.lstrip("*_# \t.()[]:\x0b\x0c")[:2]
    if not begin.isascii() or begin.lower() in _BEGINNINGS:
        return True
    # The key's word may stand further on in a short title.
    return len(raw) <= _LONGEST_TITLE and " " in raw.strip()


def _names_key(line: SourceLine) -> bool:
    """Whether a line is a key's title, the key behind it perhaps: `Answers: 1-b, 2-a`."""
    if len(line.text) > _LONGEST_TITLE and not _COLON.search(line.raw, 0, _LONGEST_TITLE):
        return False
    title, colon, rest = line.raw.replace("\uff1a", ":").partition(":")
    return (
        is_title_of(line.raw, "key")
        or _mentions_key(line)
        or bool(colon and is_title_of(title, "key") and _row(line, rest))
    )


_MOST_WORDS = 7
_KEY_WORDS = frozenset(word for word in every("key") if " " not in word) - {"key", "klucz"}


def _mentions_key(line: SourceLine) -> bool:
    """Whether a title has a key's word in it: `Answers to the exercises`, `Quiz 3: solutions`."""
    title = as_title(line.text)
    if len(title) > _LONGEST_TITLE or line.text.rstrip("*_ ").endswith((".", "?", "!", ",")):
        return False
    words = [word.strip(",:;()-–") for word in title.split()]
    return 1 < len(words) <= _MOST_WORDS and not _KEY_WORDS.isdisjoint(words)


def _key(lines: Sequence[SourceLine], title: SourceLine) -> Key:
    entries = _row(title, title.raw.partition(":")[2] or title.raw.partition("\uff1a")[2])
    numbers: list[int] = []  # in the head of a table with a column for each question
    again = False  # below a title the numbers of the key's next part may begin
    for at in range(title.index + 1, len(lines)):
        line = lines[at]
        if _ends_key(line, title) or (len(entries) < _FEWEST and _is_key_title(lines, line)):
            return Key(title.index, line.index, tuple(entries))
        cells = _cells_of(line)
        if numbers and len(numbers) == len(cells) and not set(line.raw) <= _TABLE_SIGNS:
            entries += [
                Entry(number, [_saying(line, cell)])
                for number, cell in zip(numbers, cells, strict=True)
            ]
            numbers = []
        elif len(cells) >= _FEWEST and all(map(str.isdecimal, cells)):
            numbers = [int(cell) for cell in cells]
        elif line.number is None and entries and (line.heading or is_section(line)):
            again = True
        elif not numbers:
            read = _read(line, [] if again and line.number == 1 else entries)
            again = again and not read
            entries += read
    return Key(title.index, len(lines), tuple(entries))


_TABLE_SIGNS = frozenset("|-: \t")


def _cells_of(line: SourceLine) -> list[str]:
    """Return the cells of a table's row, the first one left out where it only says `Answer`."""
    if "|" not in line.raw or line.fenced:
        return []
    cells = [cell.strip(" \t*_") for cell in line.raw.strip().strip("|").split("|")]
    named = is_title_of(cells[0], "key") or is_title_of(cells[0], "question") or cells[0] in _COUNTS
    named = named or is_title_of(cells[0], "answer")
    return cells[1:] if named else cells


_COUNTS = frozenset({"#", "No", "No.", "Nr", "Nr.", "Q", "A", "N\u00b0", "\u2116"})


def _ends_key(line: SourceLine, title: SourceLine) -> bool:
    """Whether a heading leads away from a key; one with a number is an entry of it."""
    return bool(
        line.heading
        and line.number is None
        and (not title.heading or line.heading <= title.heading)
    )


def _read(line: SourceLine, entries: list[Entry]) -> list[Entry]:
    """Return the entries that a line begins; a line without any goes on with the last one."""
    if row := _row(line, line.raw):
        return row
    number, text = _numbered(line)
    if number is not None and _counts_on(number, line, entries):
        return [Entry(number, [_saying(line, text)])]
    if entries and not line.is_rule:
        entries[-1].lines.append(line)
    return []


def _row(line: SourceLine, text: str) -> list[Entry]:
    """Return the entries of a line with many: `1-B 2-C 3-A`."""
    if not _DIGIT.search(text):
        return []
    row = list(_ROW.finditer(text.strip(" \t|*_")))
    if len(row) < _FEWEST or sum(len(each[0]) for each in row) < _MOSTLY * len(text.strip()):
        return []
    return [Entry(int(each[1]), [_saying(line, each[2])]) for each in row]


def _numbered(line: SourceLine) -> tuple[int | None, str]:
    if line.fenced or line.blank:
        return None, ""
    if line.number is not None:
        return line.number, line.text
    found = read_label(line.raw.strip(" \t>#*_-"), alone=True)
    if found and found.number is not None:
        return found.number, found.rest
    label = re.match(
        r"\W{0,6}[^\W\d_]{1,12}[ ]?(\d{1,4})[*_]{0,3}[ \t]?[:：.)\-–][*_]{0,3}(.*)", line.raw
    )
    if label:
        return int(label[1]), label[2].strip()
    cells = _CELLS.match(line.raw.strip()) if "|" in line.raw else None
    found_bare = cells or _BARE.match(line.raw)
    return (int(found_bare[1]), found_bare["answer"].strip()) if found_bare else (None, "")


def _counts_on(number: int, line: SourceLine, entries: Sequence[Entry]) -> bool:
    """Whether a number is the next one, and not one of a list inside an answer."""
    last = entries[-1] if entries else None
    if last is None:
        return number <= 1 or bool(line.heading) or line.indent <= 1
    return 0 < number - last.number <= _FEWEST and line.indent <= last.lines[0].indent + 1


def _saying(line: SourceLine, text: str) -> SourceLine:
    # A bullet or a heading of the key is no part of the answer.
    return replace(
        line, raw=text, text=text, number=None, heading=0, bullet="", quote=0, delimiter=""
    )


def _without(lines: Sequence[SourceLine], keys: Sequence[Key]) -> list[SourceLine]:
    masked = list(lines)
    for key in keys:
        for at in range(key.title, key.end):
            masked[at] = SourceLine(at, "", is_boilerplate=True)
    return masked


def _joined(
    lines: Sequence[SourceLine], drafts: Sequence[ItemDraft], keys: Sequence[Key]
) -> list[ItemDraft]:
    """Return the drafts with what the keys say of them; none where the keys fit badly."""
    result = list(drafts)
    begin = 0
    for key in keys:
        above = list(
            takewhile(lambda at: result[at].first < key.title, range(begin, len(result)))  # noqa: B023
        )
        numbers = _part_numbers(_numbers([result[at] for at in above]))
        places = dict(zip(numbers, above, strict=True))
        key = _by_parts(key, numbers)  # noqa: PLW2901  # the same, its parts told apart
        known = [entry for entry in key.entries if entry.place in places]
        if len(known) < max(_FEWEST, _MOSTLY * len(key.entries)):
            return []
        unanswered = [
            entry for entry in known if _is_open(lines, result[places[entry.place]], key.title)
        ]
        if len(unanswered) < _MOSTLY * len(known):
            return []
        last = result[above[-1]]
        result[above[-1]] = replace(last, end=min(last.end, key.title))
        for entry in known:
            at = places[entry.place]
            result[at] = replace(result[at], keyed=_answering(entry, result[at]))
        begin = above[-1] + 1
    return result


def _answering(entry: Entry, draft: ItemDraft) -> tuple[SourceLine, ...]:
    """Return an entry's lines, its first one left out where it only asks the question again."""
    first, *rest = entry.lines
    if rest and letters_of(first.text) == letters_of(draft.question):
        return tuple(rest)
    return tuple(entry.lines)


def _part_numbers(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return each number with how many times the numbers before it began again."""
    part, last = 0, 0
    found = []
    for number in numbers:
        part += number <= last
        last = number
        found.append((part, number))
    return found


def _by_parts(key: Key, numbers: Sequence[tuple[int, int]]) -> Key:
    """Return a key, its entries told apart by part where it begins again as its questions do.

    Where it does not, the last question of a number is meant.
    """
    told = _part_numbers([entry.number for entry in key.entries])
    if {part for part, _ in told} != {part for part, _ in numbers}:
        latest = {number: part for part, number in numbers}
        told = [(latest.get(entry.number, 0), entry.number) for entry in key.entries]
    entries = zip(key.entries, told, strict=True)
    return replace(key, entries=tuple(replace(one, part=part) for one, (part, _) in entries))


def _is_open(lines: Sequence[SourceLine], draft: ItemDraft, end: int) -> bool:
    """Whether nothing stands below a question but options and what they are about."""
    below = range(draft.body, min(end, draft.end))
    written = [at for at in below if not _says_nothing(lines[at])]
    if not written:
        return not draft.inline
    return any(run_of_options(lines, at, bare=True) for at in written[:_FIRST_LINES])


def _says_nothing(line: SourceLine) -> bool:
    return line.blank or line.is_rule or line.is_boilerplate or bool(line.heading)


def _numbers(drafts: Sequence[ItemDraft]) -> list[int]:
    """Return the drafts' numbers, those by their order where they have none."""
    if any(draft.number is None for draft in drafts):
        return list(range(1, len(drafts) + 1))
    return [draft.number or 0 for draft in drafts]
