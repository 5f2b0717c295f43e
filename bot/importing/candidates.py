"""Numbered lines that may be questions: their whole text, how much it asks, what marks them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.importing.enclosed import enclosed, is_enclosed
from bot.importing.labels import ANSWER
from bot.importing.lines import NESTED, SourceLine, joined, wraps_on
from bot.importing.options import run_of_options
from bot.importing.questions import (
    Look,
    asks,
    has_gap,
    instructs_reader,
    look,
    split_question,
)
from bot.importing.sections import is_titled_as_questions, may_restart, opens_questions
from bot.importing.vocabulary import QUESTION_WORDS, STUDY_VERBS

_FEWEST_ALIKE, _MOSTLY = 3, 0.6
_SELDOM = 0.2  # of the questions have a line of text right below
_BARE_NUMBER = re.compile(r"(\d{1,5})[ \t]{1,4}(?=[A-Z\"“‘'`*])")


@dataclass(slots=True)  # to freeze it takes longer than to read it
class Candidate:
    """A numbered line; `text` has its wrapped lines, up to `body`; `segment` counts titles."""

    line: SourceLine
    text: str
    body: int
    look: Look
    segment: int
    ruled: bool
    is_whole: bool = True  # nothing but the question stands in the text
    is_placed: bool = False  # its words do not ask; its gap or the answer's label below says so
    split: tuple[str, str] = ("", "")  # by a sign, where the others have it
    interlude: int | None = None  # where words to the reader begin, behind which it counts anew
    number: int = field(init=False)
    shape: tuple[bool, str, str, bool] = field(init=False)
    distinct: tuple[bool, int, bool, str, bool] = field(init=False)

    def __post_init__(self) -> None:
        line, quoted = self.line, self.line.quote > 0
        self.number = -1 if line.number is None else line.number
        self.shape = (quoted, line.delimiter, line.label, self.ruled)
        self.distinct = (quoted, line.heading, bool(line.emphasis), line.label, self.ruled)

    @property
    def answered(self) -> bool:
        """Whether the answer begins behind the question on its line."""
        return not self.is_whole and bool(split_question(self.text)[1])


def with_bare_numbers(lines: Sequence[SourceLine]) -> Sequence[SourceLine]:
    """Read `3 What is ...?` as numbered where such questions count up through the text."""
    bare = {
        line.index: found
        for line in lines
        if not line.marked and line.text[:1].isdecimal() and (found := _bare_number(line))
    }
    asking = [
        int(found[1]) for found in bare.values() if look(found.string[found.end() :]) >= Look.STUDY
    ]
    if len(asking) < _FEWEST_ALIKE or 2 * len(asking) < max(asking) or not _count_up(asking):
        return lines
    read = list(lines)
    for index, found in bare.items():
        read[index] = replace(
            lines[index], text=lines[index].text[found.end() :], number=int(found[1])
        )
    return read


def _bare_number(line: SourceLine) -> re.Match[str] | None:
    return _BARE_NUMBER.match(line.text) if line.indent < NESTED else None


def _count_up(numbers: Sequence[int]) -> bool:
    """Whether each number is more than the one before it, or begins a section again."""
    return all(after > before or after == 1 for before, after in pairwise(numbers))


def read_candidates(lines: Sequence[SourceLine]) -> list[Candidate]:
    candidates: list[Candidate] = []
    segment, all_asked = 0, False
    below = _Below.of(lines)
    for line in lines:
        numbered = line.number is not None and not line.fenced
        text, body = _whole_question(lines, line, below) if numbered else ("", line.index)
        if text:
            ruled = line.index > 0 and lines[line.index - 1].is_rule and _rule_follows(lines, line)
            whole = line.look if text is line.text else look(text)
            kind = _look(line, text, whole)
            placed = kind < Look.STUDY and _is_placed(lines, text, body)
            bold = body > line.index + 1 and is_enclosed(line, text) and kind >= Look.STUDY
            kind = Look.STUDY if placed else kind
            if all_asked and kind is Look.NONE:
                kind = Look.TASK
            candidates.append(
                Candidate(
                    line, text, body, kind, segment, ruled, bool(whole or placed), placed or bold
                )
            )
        elif may_restart(lines, line.index) and not _introduces_answer(lines, line):
            segment, all_asked = segment + 1, opens_questions(line)
    return _with_interludes(lines, _below_stems(candidates))


def _below_stems(candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates without stems, whose parts further in ask and count anew below each.

    `2. Now look at the oven.` has its questions `1.` and `2.` below it.
    """
    asking = [one.line.indent for one in candidates if one.look is Look.QUESTION]
    margin = min(asking, default=0)
    outer = [at for at, one in enumerate(candidates) if one.line.indent <= margin - NESTED]
    if len(outer) < _FEWEST_STEMS or not all(_is_stem(candidates, at) for at in outer):
        return candidates
    found: list[Candidate] = []
    stems, above = set(outer), None
    for at, one in enumerate(candidates):
        if at in stems:
            above = one
        else:
            passed = sum(1 for each in outer if each < at) if above else 0
            begin = above.line.index if above and found else None
            found.append(replace(one, segment=one.segment + passed, interlude=begin))
            above = None if above and one.number == 1 else above
    return found


_FEWEST_STEMS = 2


def _is_stem(candidates: Sequence[Candidate], at: int) -> bool:
    one, below = candidates[at], candidates[at + 1] if at + 1 < len(candidates) else None
    if one.look >= Look.STUDY or below is None or below.number != 1:
        return False
    return below.line.indent >= one.line.indent + NESTED and below.look >= Look.TASK


_FEWEST_BEHIND = 2  # questions behind an interlude


def _with_interludes(lines: Sequence[SourceLine], candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates, those told that count anew behind words to the reader.

    `Run the program on your machine.` stands between the questions of a chapter and three more.
    """
    for at, one in enumerate(candidates):
        before = candidates[at - 1] if at else None
        if one.number != 1 or before is None or before.number <= 1 or not _alike(before, one):
            continue
        run = [one]
        for after in candidates[at + 1 :]:
            if not _alike(run[-1], after) or after.number != run[-1].number + 1:
                break
            run.append(after)
        follows = candidates[at + len(run) : at + len(run) + 1]
        goes_on = any(_alike(one, each) and each.number == before.number + 1 for each in follows)
        if len(run) < _FEWEST_BEHIND or goes_on or any(each.look < Look.TASK for each in run):
            continue
        begin = _interlude(lines, before.body, one.line.index)
        if begin is not None:
            candidates[at] = replace(one, interlude=begin)
    return candidates


def _alike(one: Candidate, other: Candidate) -> bool:
    same = one.segment == other.segment and one.shape == other.shape
    return same and one.line.indent == other.line.indent


def _interlude(lines: Sequence[SourceLine], begin: int, end: int) -> int | None:
    """Return where a paragraph begins that speaks to the reader right above a line."""
    at = end - 1
    while at >= begin and lines[at].blank:
        at -= 1
    last = at
    while at >= begin and lines[at].text and not lines[at].marked:
        at -= 1
    if at == last or last == end - 1 or (at >= begin and not lines[at].blank):
        return None
    said = " ".join(line.text for line in lines[at + 1 : last + 1])
    return at + 1 if said.endswith(".") and instructs_reader(said) else None


def with_options_below(lines: Sequence[SourceLine], candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates, those asked that break off above options, where most of them do.

    `The powerhouse of the cell is the` asks by what stands below it.
    """
    if all(one.look >= Look.STUDY for one in candidates):
        return candidates
    above = {one.body for one in candidates if _stands_above_options(lines, one.body)}
    if len(above) < _FEWEST_ALIKE or len(above) < _MOSTLY * len(candidates):
        return candidates
    return [
        replace(one, look=Look.STUDY, is_whole=True, is_placed=True)
        if one.look < Look.STUDY and one.body in above
        else one
        for one in candidates
    ]


def _stands_above_options(lines: Sequence[SourceLine], body: int) -> bool:
    at = body + 1 if body < len(lines) and lines[body].blank else body
    return at < len(lines) and run_of_options(lines, at) is not None


def _is_placed(lines: Sequence[SourceLine], text: str, body: int) -> bool:
    """Whether a numbered line is asked although its words do not say so: a gap, a label below."""
    return has_gap(text) or _is_answered(lines, body)


def _is_answered(lines: Sequence[SourceLine], body: int) -> bool:
    """Whether the next line is labelled as an answer: what stands above it is asked."""
    at = body + 1 if body < len(lines) and lines[body].blank else body
    return at < len(lines) and lines[at].label == ANSWER and not lines[at].fenced


def _introduces_answer(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether `Some words:` below a question begins its answer, and is no title."""
    if line.heading or not line.text.rstrip("*_").endswith(":") or opens_questions(line):
        return False
    nearest = reversed(lines[max(0, line.index - 3) : line.index])
    above = next((one for one in nearest if not one.blank), None)
    return above is not None and above.look is not Look.NONE


@dataclass(frozen=True, slots=True)
class _Below:
    """What stands right below numbered questions in a document.

    Where answers there begin with a `small` letter several times, such a line goes on with no
    question that is whole without it. Where they are mostly `apart`, by a blank line or a mark,
    the whole paragraph of a number is asked.
    """

    small: bool
    apart: bool

    @classmethod
    def of(cls, lines: Sequence[SourceLine]) -> _Below:
        below = [
            lines[line.index + 1]
            for line in lines[:-1]
            if line.number is not None and not line.fenced and asks(line.text)
        ]
        close = [line for line in below if line.text and not line.marked]
        small = sum(1 for line in close if line.text[:1].islower())
        return cls(small >= _FEWEST_ALIKE, len(close) <= _SELDOM * len(below))


def _whole_question(
    lines: Sequence[SourceLine], line: SourceLine, below: _Below
) -> tuple[str, int]:
    """Return the text behind a number with its wrapped lines, and the index after them.

    A number may stand alone above its question; the text is "" where none is a candidate.
    """
    first = line.index if line.text else _below(lines, line)
    text, body = (lines[first].text, first + 1) if first < len(lines) else ("", first)
    last = min(len(lines), first + 5)
    while body < last and wraps_on(text, lines[body], joins_questions=True, quote=line.quote):
        if below.small and look(text) >= Look.TASK and lines[body].text[:1].islower():
            break
        text, body = joined(text, lines[body].text), body + 1
    if closed := enclosed(lines, line, first):
        return closed
    if below.apart and not asks(text):
        text, body = _led_up(lines, text, body)
    if line.text:
        return (text if any(map(str.isalpha, text[:200])) else ""), body
    alone = not lines[first].marked if first < len(lines) else False
    return (text if alone and (line.label == "q" or look(text) is not Look.NONE) else ""), body


_LONGEST_PARAGRAPH = 6  # lines


def _led_up(lines: Sequence[SourceLine], text: str, body: int) -> tuple[str, int]:
    """Return a text with the rest of its paragraph, where that leads up to a question.

    `A program writes a file.` is asked about on the next line: `Then the power fails. What is ...?`
    """
    end = body
    while end < len(lines) and lines[end].text and not lines[end].marked:
        end += 1
    if not 0 < end - body <= _LONGEST_PARAGRAPH or (end < len(lines) and lines[end].fenced):
        return text, body
    last = lines[end - 1]
    if not asks(last.text) and not last.split[0]:
        return text, body
    for line in lines[body:end]:
        text = joined(text, line.text)
    return text, end


def _below(lines: Sequence[SourceLine], line: SourceLine) -> int:
    """Return the index of the next line with text, one blank line at most between."""
    at = line.index + 1
    return at + 1 if at < len(lines) and lines[at].blank else at


def _rule_follows(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    return line.index + 1 < len(lines) and lines[line.index + 1].is_rule


def _look(line: SourceLine, text: str, whole: Look) -> Look:
    if line.label == "q":
        return Look.QUESTION
    if whole is not Look.NONE:
        return whole
    question, rest = line.split if text is line.text else split_question(text)
    return look(question) if question and rest else Look.NONE


_FEWEST_TASKS = 3  # headings


def with_small_letters(candidates: list[Candidate]) -> list[Candidate]:
    """Take what begins as a question does as asked, where all is written in small letters.

    `(1) what is a stack frame` lacks its capital and its mark, as do the lines beside it.
    """
    small = [one for one in candidates if one.text[:1].islower()]
    asking = list(filter(_asks_small, small))
    if len(asking) < _FEWEST_ALIKE or len(small) < _MOSTLY_SMALL * len(candidates):
        return candidates
    if 2 * len(asking) < len(small):
        return candidates
    return [
        replace(one, look=Look.STUDY, is_whole=True, is_placed=True)
        if one.look < Look.STUDY and _asks_small(one)
        else one
        for one in candidates
    ]


_MOSTLY_SMALL = 0.8
_OPENINGS = QUESTION_WORDS | STUDY_VERBS


def _asks_small(one: Candidate) -> bool:
    return one.text[:1].islower() and one.text.split(None, 1)[0] in _OPENINGS


def with_tasks(lines: Sequence[SourceLine], candidates: list[Candidate]) -> list[Candidate]:
    """Take headings that instruct as asked where none asks otherwise and the title says so."""
    if any(one.look >= Look.STUDY for one in candidates):
        return candidates
    tasks = sum(1 for one in candidates if one.look is Look.TASK and one.line.heading)
    if tasks < _FEWEST_TASKS or not is_titled_as_questions(lines):
        return candidates
    return [
        replace(one, look=Look.STUDY) if one.look is Look.TASK and one.line.heading else one
        for one in candidates
    ]
