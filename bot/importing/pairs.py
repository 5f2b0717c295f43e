"""Terms with their meanings, one pair a line: `mitosis - division of a cell`, `cat -> Katze`.

What people copy out of vocabulary programs. A dash or a colon stands in many a sentence, so nearly
every line must be parted by the same sign, into something short and something that follows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, zip_longest

from bot.importing.assembly import ItemDraft
from bot.importing.containers.reading import alternatives
from bot.importing.languages import every
from bot.importing.lines import SourceLine, starts_paragraph
from bot.importing.questions import asks
from bot.importing.sections import item_ends

_FEWEST, _MOSTLY = 5, 0.9  # lines, and the share that is parted
_FEWEST_BOLD = 3  # where each term is set apart
_LONGEST_TERM, _FEW_WORDS = 80, 8
_DISTINCT = 0.9  # terms: who speaks in a dialogue comes again
_SIGNS = (
    re.compile(r"[ \t]{1,4}(?:->|=>|>>|→|⇒|➔|➜)[ \t]{1,4}"),
    re.compile(r"[ \t]{1,4}[-–—][ \t]{1,4}"),
    re.compile(r"[ \t]{1,4}=[ \t]{1,4}"),
    re.compile(r"[*_]{0,2}:[*_]{0,2}[ \t]{1,4}"),
)  # fmt: skip
_FEWEST_AT_COLON = 8  # lines: a colon stands in headers and lists of facts as well
_LEAST_SAID = 4  # words on average behind a colon


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the terms of a list that has hardly anything else, as drafts in order."""
    written = [line for line in lines if not (line.blank or line.is_rule or line.heading)]
    written = _without_parents(written)
    bold = all(line.emphasis for line in written)
    fewest = _FEWEST_BOLD if bold else _FEWEST
    if len(written) < fewest or any(line.fenced or line.label for line in written):
        return _bold_terms(lines)
    if asked := _asked_before(written):
        return asked
    for sign in _SIGNS:
        pairs = _all_parted(written, sign)
        if len(pairs) >= _MOSTLY * len(written) and _are_terms(
            pairs, colon=sign is _SIGNS[-1] and not bold
        ):
            return [_draft(line, *pair) for line, pair in _without_title(pairs)]
    return _bold_terms(lines) or _couples(lines)


def _couples(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return short terms with what they mean on the next line, a blank one between the pairs.

    So vocabulary is copied from the page of a set of cards. Verse in pairs of lines has lines of
    about one length, and ends them in commas.
    """
    blocks = [
        list(block) for blank, block in groupby(lines, key=lambda line: line.blank) if not blank
    ]
    if len(blocks) < _FEWEST or any(len(block) != _COUPLE for block in blocks):
        return []
    terms, meanings = zip(*((one.text, other.text) for one, other in blocks), strict=True)
    short = sum(1 for term in terms if len(term.split()) <= _FEWEST_WORDS and term[-1:].isalnum())
    longer = sum(1 for one, other in zip(terms, meanings, strict=True) if len(other) > len(one))
    marked = any(line.marked for block in blocks for line in block)
    if marked or min(short, longer) < _MOSTLY * len(blocks):
        return []
    if len({*terms}) < len(terms) or 2 * sum(map(len, terms)) > sum(map(len, meanings)):
        return []
    return [
        ItemDraft(one.text, one.index, other.index, other.index + 1, is_sure=True)
        for one, other in blocks
    ]


_COUPLE, _FEWEST_WORDS = 2, 4  # lines; words of a term at most


# What parts a question from its answers in files of trivia: nothing else in a sentence is such.
_PARTING = ("*", "|", "`", "~", "#", "^", "\t")


def _asked_before(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return questions with their answers behind one sign on each line: `Who wrote it?*Ann*A.`"""
    for sign in _PARTING:
        if not all(sign in line.raw for line in lines):
            continue
        rows = [[part.strip() for part in line.raw.strip().split(sign)] for line in lines]
        parted = [row for row in rows if len(row) > 1 and row[0] and row[1]]
        if len(parted) < len(rows) or not _DISTINCT * len(rows) <= len({row[0] for row in rows}):
            continue
        if 2 * sum(1 for row in rows if asks(row[0])) > len(rows):
            return [
                _draft(line, row[0], alternatives(filter(None, row[1:])))
                for line, row in zip(lines, rows, strict=True)
            ]
    return []


_MOSTLY_LED, _FEWEST_LED = 0.8, 4
_LED = re.compile(r"(?P<term>[^*_]{1,80}?)[ ]?(?:(?P<inside>:)[*_]{2,3}|[*_]{2,3}[ ]?[:–—-])[ \t]")


def _bold_terms(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return terms in bold with what they mean behind them, in paragraphs of their own.

    `**Demand**: the willingness to buy.` A paragraph without a term goes on with the last one.
    """
    begins = [
        line
        for line in lines
        if not (line.blank or line.heading or line.is_rule) and starts_paragraph(lines, line)
    ]
    led = {line.index: found for line in begins if (found := _led(line))}
    terms = {found["term"].casefold() for found in led.values()}
    if len(terms) < _FEWEST_LED or len(led) < _MOSTLY_LED * len(begins):
        return []
    places = sorted(led)
    if len(terms) < _DISTINCT * len(led) or any(asks(line.text) for line in begins):
        return []
    ends = item_ends(lines, [(at, at + 1) for at in places])
    return [
        ItemDraft(
            led[at]["term"].strip(), at, at + 1, end, lines[at].text[led[at].end() :].strip(),
            is_sure=True,
        )
        for at, end in zip(places, ends, strict=True)
    ]  # fmt: skip


def _led(line: SourceLine) -> re.Match[str] | None:
    if len(line.emphasis) < 2 or line.label or line.fenced or line.number is not None:  # noqa: PLR2004  # bold
        return None
    return _LED.match(line.text)


def _without_parents(lines: Sequence[SourceLine]) -> list[SourceLine]:
    """Leave out the lines of an outline below which terms stand further in, themselves none."""
    return [
        line
        for line, below in zip_longest(lines, lines[1:])
        if below is None or below.indent <= line.indent or _SIGNS[0].search(line.text)
    ]


def _without_title(
    pairs: Sequence[tuple[SourceLine, tuple[str, str]]],
) -> Sequence[tuple[SourceLine, tuple[str, str]]]:
    """Leave out a first line that alone does not ask: `Bread - questions of week 2`."""
    asking = [asks(term) for _, (term, _) in pairs]
    return pairs[1:] if all(asking[1:]) and not asking[0] else pairs


_LETTERS = {"T": "True", "F": "False"}
_SAID = "|".join(sorted(every("verdicts"), key=len, reverse=True))
_VERDICT = re.compile(
    r"[ \t.:\u3002\uff1a\u2013\u2014-]{1,8}(?P<mark>[*_]{0,3})"
    rf"[(\[]?(?P<said>T|F|{_SAID})[)\]]?[.\u3002]?"
    r"(?P=mark)(?:[ \t]*$|[.]?[ \t]{0,4}[\u2013\u2014,:;(-][ \t]{0,4}(?P<why>\S.*)$)",
    re.IGNORECASE,
)
_FEWEST_STATEMENTS = 3


def find_verdicts(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return numbered statements with `True` or `F` behind each as drafts, in order."""
    counted = [line for line in lines if line.number is not None and not line.fenced]
    told = _told(counted)
    if len(told) < _FEWEST_STATEMENTS:
        return []
    return [
        ItemDraft(
            line.text[: found.start()].strip() + ("." if line.text[found.start()] == "." else ""),
            line.index,
            line.index + 1,
            line.index + 1,
            found["said"],
            line.number,
            answer="\n\n".join(
                filter(None, (_LETTERS.get(found["said"], found["said"]), found["why"]))
            ),
            is_sure=True,
        )
        for line, found in told
    ]


def _told(counted: Sequence[SourceLine]) -> list[tuple[SourceLine, re.Match[str]]]:
    """Return the lines with their verdicts, none where too few have one."""
    told = []
    left = len(counted)
    for line in counted:
        if found := _VERDICT.search(line.text):
            told.append((line, found))
            continue
        left -= 1
        if left < _MOSTLY * len(counted):
            return []
    return told


def _all_parted(
    lines: Sequence[SourceLine], sign: re.Pattern[str]
) -> list[tuple[SourceLine, tuple[str, str]]]:
    """Return the lines with their pairs, none where a sign parts too few of them."""
    pairs = []
    spared = (1 - _MOSTLY) * len(lines) + 1
    for at, line in enumerate(lines):
        if pair := _parted(line, sign):
            pairs.append((line, pair))
        elif at - len(pairs) > spared:
            return []
    return pairs


def _parted(line: SourceLine, sign: re.Pattern[str]) -> tuple[str, str] | None:
    """Return a line's term and meaning, None where the sign does not part it so."""
    found = sign.search(line.text, 0, _LONGEST_TERM + 8)
    if found is None:
        return None
    term, meaning = line.text[: found.start()].strip("*_ "), line.text[found.end() :].strip()
    few = 0 < len(term.split()) <= _FEW_WORDS and not term.endswith((".", ",", ";"))
    return (term, meaning) if few and meaning else None


def _are_terms(pairs: Sequence[tuple[SourceLine, tuple[str, str]]], *, colon: bool) -> bool:
    terms = {pair[0].casefold() for _, pair in pairs}
    if len(terms) < _DISTINCT * len(pairs):
        return False
    worded = sum(1 for _, (term, meaning) in pairs if _worded(term) and _worded(meaning))
    if worded < _MOSTLY * len(pairs):
        return False
    said = sum(len(pair[1].split()) for _, pair in pairs)
    return not colon or (len(pairs) >= _FEWEST_AT_COLON and said >= _LEAST_SAID * len(pairs))


def _worded(text: str) -> bool:
    return any(map(str.isalpha, text))


def _draft(line: SourceLine, term: str, meaning: str) -> ItemDraft:
    end = line.index + 1
    return ItemDraft(term, line.index, end, end, meaning, answer=meaning, is_sure=True)
