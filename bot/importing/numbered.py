"""Numbered questions: `1. What ...?`, whatever stands before the number.

The marks before a number come and go in what a PDF or a hurried reader leaves (a bullet, bold, a
quote, `Q`), and lists inside answers are numbered too. What tells questions from list points is the
best chain of numbers, each one more than the last, through what reads like a question: a longest
path, linear in the candidates because only the best chain for each last number is kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from bot.importing.assembly import ItemDraft
from bot.importing.counted_options import without_counted_options
from bot.importing.labels import ANSWER
from bot.importing.lines import NESTED, SourceLine, joined, wraps_on
from bot.importing.options import run_of_options
from bot.importing.ordinals import with_letters
from bot.importing.questions import Look, asks, has_gap, look, split_question
from bot.importing.sections import is_titled_as_questions, item_ends, may_restart, opens_questions
from bot.importing.vocabulary import QUESTION_WORDS, STUDY_VERBS, is_placeholder

# Weights, tuned only in their order: like a question, a clean sequence, a likely list point.
_WEIGHT = {Look.QUESTION: 3.0, Look.STUDY: 2.5, Look.TASK: 1.5, Look.NONE: 0.25}
_LIST_POINT = -0.5
_GAP, _WIDEST_GAP = 1.0, 5
_OTHER_SHAPE = 0.5
_SMALL_LETTER = 0.25  # points of a list begin with one more often than questions do
_INDENTED = 1.0
_MARKED, _LEAST_MARKED = 1.0, 0.7  # what has the marks that most questions have
_FEWEST_ALIKE, _MOSTLY = 3, 0.6  # questions that all have the same number
_UNTITLED_RESTART, _SHORTEST_CHAPTER = 9.0, 5
_SELDOM = 0.2  # of the questions have something behind them
_BARE_NUMBER = re.compile(r"(\d{1,5})[ \t]{1,4}(?=[A-Z\"“‘'`*])")
_LEAST_RESTART = 1.0  # what a new sequence must begin with


@dataclass(slots=True)  # to freeze it takes longer than to read it
class _Candidate:
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


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the numbered questions of a document as drafts, in order; none when it has none."""
    lines = without_counted_options(_with_bare_numbers(lines))
    candidates = _with_tasks(lines, _candidates(lines))
    candidates = _with_small_letters(candidates)
    if not any(one.look >= Look.STUDY for one in candidates):
        lines = with_letters(lines)
        candidates = _candidates(lines)
    candidates = _with_options_below(lines, candidates)
    alike = _same_number(candidates)
    chain = _with_ending(candidates, _with_beginning(candidates, _chain(candidates)))
    chosen = alike or _with_strays(candidates, _with_unnumbered(lines, chain))
    if not any(candidate.look >= Look.STUDY for candidate in chosen):
        return []
    chosen = _with_answers_in_emphasis(chosen)
    behind = _stands_behind(chosen)
    led = _are_led(chosen)
    dash = _dash(chosen)
    ends = item_ends(lines, [(one.line.index, one.body) for one in chosen])
    drafts = [
        _draft(lines, _parted(one, dash), end, None if led else behind, led=led)
        for one, end in zip(chosen, ends, strict=True)
    ]
    # Markdown counts for an author who writes the same number every time.
    return [replace(one, number=at + 1) for at, one in enumerate(drafts)] if alike else drafts


_IN_EMPHASIS = re.compile(
    r"(?P<asked>.{1,600}?[?.])[ ](?P<answer>(?P<mark>[*_]{1,3})[^*_]{1,600}(?P=mark))"
)


def _with_answers_in_emphasis(chosen: Sequence[_Candidate]) -> list[_Candidate]:
    """Part questions from what is in italics or bold behind most of them, though it asks, too."""
    found = {
        one.line.index: each
        for one in chosen
        if one.text[-1:] in "*_" and (each := _IN_EMPHASIS.fullmatch(one.text))
    }
    if len(found) < max(_FEWEST_ALIKE, _MOSTLY * len(chosen)):
        return list(chosen)
    return [
        replace(one, split=(each["asked"], each["answer"]), is_whole=False)
        if (each := found.get(one.line.index))
        else one
        for one in chosen
    ]


_FEWEST_TASKS = 3  # headings


def _with_small_letters(candidates: list[_Candidate]) -> list[_Candidate]:
    """Take what begins as a question does as asked, where all is written in small letters.

    `(1) what is a stack frame` lacks its capital and its mark, as do the lines beside it.
    """
    small = [one for one in candidates if one.text[:1].islower()]
    asking = [one for one in small if one.text.split(None, 1)[0] in QUESTION_WORDS | STUDY_VERBS]
    if len(asking) < _FEWEST_ALIKE or len(small) < _MOSTLY_SMALL * len(candidates):
        return candidates
    if 2 * len(asking) < len(small):
        return candidates
    return [
        replace(one, look=Look.STUDY, is_whole=True, is_placed=True)
        if one.look < Look.STUDY and any(one is each for each in asking)
        else one
        for one in candidates
    ]


_MOSTLY_SMALL = 0.8


def _with_tasks(lines: Sequence[SourceLine], candidates: list[_Candidate]) -> list[_Candidate]:
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


def _stands_behind(chosen: Sequence[_Candidate]) -> bool | None:
    """Whether answers stand behind their questions here, None where some do."""
    answered = [one for one in chosen if one.answered]
    if 2 * len(answered) > len(chosen):
        return True
    asked = sum(1 for one in answered if look(split_question(one.text)[0]) is Look.QUESTION)
    return False if asked <= _SELDOM * len(chosen) else None


def _with_bare_numbers(lines: Sequence[SourceLine]) -> Sequence[SourceLine]:
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


def _candidates(lines: Sequence[SourceLine]) -> list[_Candidate]:
    candidates: list[_Candidate] = []
    segment, all_asked = 0, False
    small = _answers_begin_small(lines)
    for line in lines:
        numbered = line.number is not None and not line.fenced
        text, body = _whole_question(lines, line, small=small) if numbered else ("", line.index)
        if text:
            ruled = line.index > 0 and lines[line.index - 1].is_rule and _rule_follows(lines, line)
            whole = line.look if text is line.text else look(text)
            kind = _look(line, text, whole)
            placed = kind < Look.STUDY and _is_placed(lines, text, body)
            kind = Look.STUDY if placed else kind
            if all_asked and kind is Look.NONE:
                kind = Look.TASK
            candidates.append(
                _Candidate(line, text, body, kind, segment, ruled, bool(whole or placed), placed)
            )
        elif may_restart(lines, line.index) and not _introduces_answer(lines, line):
            segment, all_asked = segment + 1, opens_questions(line)
    return candidates


def _with_options_below(
    lines: Sequence[SourceLine], candidates: list[_Candidate]
) -> list[_Candidate]:
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


def _answers_begin_small(lines: Sequence[SourceLine]) -> bool:
    """Whether answers right below their questions begin with a small letter several times.

    Then such a line goes on with no question that is whole without it.
    """
    below = (
        lines[line.index + 1]
        for line in lines[:-1]
        if line.number is not None and not line.fenced and asks(line.text)
    )
    small = sum(1 for line in below if not line.marked and line.text[:1].islower())
    return small >= _FEWEST_ALIKE


def _whole_question(
    lines: Sequence[SourceLine], line: SourceLine, *, small: bool
) -> tuple[str, int]:
    """Return the text behind a number with its wrapped lines, and the index after them.

    A number may stand alone above its question; the text is "" where none is a candidate. `small`
    says that answers begin with small letters here.
    """
    first = line.index if line.text else _below(lines, line)
    text, body = (lines[first].text, first + 1) if first < len(lines) else ("", first)
    last = min(len(lines), first + 5)
    while body < last and wraps_on(text, lines[body], joins_questions=True, quote=line.quote):
        if small and look(text) >= Look.TASK and lines[body].text[:1].islower():
            break
        text, body = joined(text, lines[body].text), body + 1
    if line.text:
        return (text if any(map(str.isalpha, text[:200])) else ""), body
    alone = not lines[first].marked if first < len(lines) else False
    return (text if alone and (line.label == "q" or look(text) is not Look.NONE) else ""), body


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


def _same_number(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Return the questions of a document that numbers each of them alike, as Markdown allows."""
    asking = [candidate for candidate in candidates if candidate.look >= Look.TASK]
    if len(asking) < _FEWEST_ALIKE:
        return []
    (number, count), *_ = Counter(candidate.number for candidate in asking).most_common(1)
    if count < _FEWEST_ALIKE or count < _MOSTLY * len(asking):
        return []
    least = min(candidate.line.indent for candidate in asking)
    return [one for one in asking if one.number == number and one.line.indent <= least + 1]


@dataclass(slots=True)  # as above
class _Chain:
    score: float
    candidate: _Candidate
    before: _Chain | None


def _chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    usual = _usual(candidates)
    by_number: dict[int, _Chain] = {}
    best: _Chain | None = None
    above: _Chain | None = None  # the best chain that ends above the candidate's segment
    opened = False
    for at, candidate in enumerate(candidates):
        previous = candidates[at - 1] if at else None
        if previous is None or candidate.segment != previous.segment:
            above, opened = best, False
        # Below a question with the marks that half of them have, other numbers are its answer's.
        is_usual = candidate.distinct == usual.half
        opened = opened or is_usual
        weight = _weight(candidate, previous, usual)
        restart = above if is_usual or not opened else None
        chain = _extended(candidate, weight, by_number, restart, best)
        known = by_number.get(candidate.number)
        if chain and (known is None or chain.score >= known.score):
            by_number[candidate.number] = chain
        if chain and (best is None or chain.score > best.score):
            best = chain
    return _unwound(best)


@dataclass(frozen=True, slots=True)
class _Usual:
    """What the numbered lines that ask mostly look like; `marks` is None where nothing marks them.

    A line that is marked as they are is a question by its place, whatever its words.
    """

    shape: tuple[bool, str, str, bool] | None = None
    marks: tuple[bool, int, bool, str, bool] | None = None
    margin: int = 0
    half: tuple[bool, int, bool, str, bool] | None = None
    """The marks of at least half of them, `marks` those of most."""


def _usual(candidates: Sequence[_Candidate]) -> _Usual:
    asking = [one for one in candidates if one.look is Look.QUESTION]
    if not asking:
        return _Usual()
    marks, count = Counter(one.distinct for one in asking).most_common(1)[0]
    told = any(marks) and count >= _LEAST_MARKED * len(asking)
    half = any(marks) and 2 * count >= len(asking)
    return _Usual(
        Counter(one.shape for one in asking).most_common(1)[0][0],
        marks if told else None,
        Counter(one.line.indent for one in asking).most_common(1)[0][0],
        marks if half else None,
    )


def _weight(candidate: _Candidate, previous: _Candidate | None, usual: _Usual) -> float:
    if candidate.distinct == usual.marks:
        return max(_MARKED, _WEIGHT[candidate.look])
    weight = _WEIGHT[candidate.look]
    if (
        previous
        and previous.look is candidate.look is Look.NONE
        and candidate.number == previous.number + 1
    ):
        weight = _LIST_POINT
    if candidate.text[0].islower():
        weight -= _SMALL_LETTER
    if candidate.shape != usual.shape:
        weight -= _OTHER_SHAPE
    if candidate.line.indent >= usual.margin + NESTED:
        weight -= _INDENTED
    return weight


def _extended(
    candidate: _Candidate,
    weight: float,
    by_number: dict[int, _Chain],
    above: _Chain | None,
    best: _Chain | None,
) -> _Chain | None:
    """Return the best chain that ends with the candidate.

    It continues the chain of a number just below, or begins again: below a title, or, at a high
    price, after `best`, a long sequence that another chapter's may follow.
    """
    options: list[tuple[float, _Chain | None]] = []
    for step in range(1, _WIDEST_GAP + 1):
        before = by_number.get(candidate.number - step)
        if before:
            options.append((before.score - (_GAP if step > 1 else 0.0), before))
    if weight >= _LEAST_RESTART:
        options.append((0.0 if candidate.number <= 1 else -_GAP, None))
        if above and candidate.number <= 1:
            options.append((above.score, above))
        if best and candidate.number == 1 and best.candidate.number >= _SHORTEST_CHAPTER:
            options.append((best.score - _UNTITLED_RESTART, best))
    if not options:
        return None
    score, before = max(options, key=lambda option: option[0])
    return _Chain(score + weight, candidate, before)


def _unwound(chain: _Chain | None) -> list[_Candidate]:
    found: list[_Candidate] = []
    while chain:
        found.append(chain.candidate)
        chain = chain.before
    return found[::-1]


def _with_beginning(
    candidates: Sequence[_Candidate], chosen: Sequence[_Candidate]
) -> list[_Candidate]:
    """Add what is numbered right before the first question and as it is, though it asks nothing.

    `1. TCP versus UDP` above `2. What is a port?` is a question by its place.
    """
    found = list(chosen)
    if len(found) < _FEWEST_ALIKE:
        return found
    for one in reversed(candidates[: _place_of(candidates, found[0])]):
        first = found[0]
        if first.number <= 1 or one.segment != first.segment:
            break
        alike = one.shape == first.shape and one.line.indent == first.line.indent
        if alike and one.number == first.number - 1:
            found.insert(0, one)
    return found


def _with_ending(
    candidates: Sequence[_Candidate], chosen: Sequence[_Candidate]
) -> list[_Candidate]:
    """Add what goes on counting right behind the last question, as it is marked."""
    found = list(chosen)
    if len(found) < _FEWEST_ALIKE:
        return found
    for one in candidates[_place_of(candidates, found[-1]) + 1 :]:
        last = found[-1]
        alike = one.shape == last.shape and one.line.indent == last.line.indent
        if not alike or one.segment != last.segment or one.number != last.number + 1:
            break
        found.append(one)
    return found


def _place_of(candidates: Sequence[_Candidate], wanted: _Candidate) -> int:
    return next((at for at, one in enumerate(candidates) if one is wanted), 0)


def _with_unnumbered(lines: Sequence[SourceLine], chosen: Sequence[_Candidate]) -> list[_Candidate]:
    """Add the questions that lost their number: as many as the sequence misses at a place."""
    found: list[_Candidate] = []
    for before, after in zip_longest(chosen, chosen[1:]):
        found.append(before)
        missing = after.number - before.number - 1 if after else 0
        for line in lines[before.body : after.line.index] if after and missing > 0 else ():
            if missing > 0 and _asks_alone(lines, line):
                text, body = line.text, line.index + 1
                found.append(_Candidate(line, text, body, line.look, before.segment, ruled=False))
                missing -= 1
    return found


def _asks_alone(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a line without a number is a question by itself: a heading or a paragraph."""
    if line.fenced or line.number is not None or line.indent >= NESTED or line.quote:
        return False
    alone = line.heading or line.emphasis or lines[line.index - 1].blank
    return bool(alone) and line.look >= Look.STUDY


def _with_strays(
    candidates: Sequence[_Candidate], chosen: Sequence[_Candidate]
) -> list[_Candidate]:
    """Add questions with a wrong number where their marks alone tell them from list points."""
    if not chosen:
        return []
    marks = Counter(one.distinct for one in chosen).most_common(1)[0][0]
    if not any(marks):
        return list(chosen)
    within = {one.line.index for one in chosen}
    margin = min(one.line.indent for one in chosen)
    strays = [
        one
        for one in candidates
        if one.line.index not in within and one.distinct == marks
        if one.look >= Look.TASK and one.line.indent <= margin + 1
    ]
    return sorted([*chosen, *strays], key=lambda one: one.line.index)


def _draft(
    lines: Sequence[SourceLine],
    candidate: _Candidate,
    end: int,
    behind: bool | None,
    *,
    led: bool,
) -> ItemDraft:
    """Return an item; `behind` says that answers stand behind their questions, or never do."""
    line, body = candidate.line, candidate.body
    has_body = any(not one.blank and not one.is_rule for one in lines[body:end])
    below = behind is False or (has_body and not behind)
    lead = _lead(candidate) if led else None
    known = candidate.split if candidate.split[0] else None
    question, inline = lead or known or _question_and_answer(candidate, below=below)
    # Where nothing stands behind questions, a request behind one is asked too.
    least = Look.STUDY if has_body else Look.TASK
    if inline and behind is False and look(inline) >= least:
        question, inline = candidate.text, ""
    # What names its subject in bold before it asks reads like an answer's point without the bold.
    subject = bool(line.emphasis) and asks(candidate.text)
    is_sure = line.label == "q" or candidate.is_placed or subject
    return ItemDraft(question, line.index, body, end, inline, line.number, is_sure=is_sure)


_STARS = "* "
_DASHES = ("–", "-", "—", "→", "=", "=>", "->", ":")


def _dash(chosen: Sequence[_Candidate]) -> str:
    """Return the sign that parts most questions from the answers behind them, "" for none."""
    split = (split_question(one.text) for one in chosen if one.answered)
    behind = [rest.split(None, 1)[0] for question, rest in split if question and rest.strip()]
    signs = Counter(sign for sign in behind if sign in _DASHES)
    sign, count = signs.most_common(1)[0] if signs else ("", 0)
    return sign if count >= max(_FEWEST_ALIKE, _MOSTLY * len(chosen)) else ""


def _parted(candidate: _Candidate, dash: str) -> _Candidate:
    """Return a candidate with its question and what stands behind the dash."""
    asked, rest = split_question(candidate.text) if dash else ("", "")
    if asked and rest.startswith(f"{dash} "):
        return replace(candidate, split=(asked, rest.removeprefix(dash).strip()))
    question, found, answer = candidate.text.partition(f" {dash} ") if dash else ("", "", "")
    if not found or not question or not answer:
        return candidate
    return replace(candidate, split=(question.strip(), answer.strip()))


def _lead(candidate: _Candidate) -> tuple[str, str] | None:
    """Return what is bold at the beginning of a text, and what stands behind it."""
    mark = candidate.line.emphasis
    lead, closed, rest = candidate.text.partition(mark) if len(mark) > 1 else ("", "", "")
    rest = rest.strip(" :")
    # A name in brackets behind it tells who asked.
    says = closed and rest.strip(".") and not (rest[0] in "([" and rest[-1] in ")]")
    return (lead.strip(), rest) if says else None


def _are_led(chosen: Sequence[_Candidate]) -> bool:
    """Whether most questions are bold, with their answers behind them on the line."""
    leads = [lead for one in chosen if (lead := _lead(one))]
    asking = sum(1 for question, _ in leads if look(question) >= Look.STUDY)
    most = max(_FEWEST_ALIKE, _MOSTLY * len(chosen))
    return len(leads) >= most and 2 * asking >= len(leads)


def _is_emphasised(candidate: _Candidate) -> bool:
    """Whether all of the text is bold: an author sets the answer apart from the question so."""
    mark = candidate.line.emphasis
    return len(mark) > 1 and candidate.text.endswith(mark) and candidate.text.count(mark) == 1


def _question_and_answer(candidate: _Candidate, *, below: bool) -> tuple[str, str]:
    """Split the answer off a question's line; `below` says that answers stand below here."""
    text = candidate.text
    if candidate.is_whole or candidate.ruled or candidate.line.quote or _is_emphasised(candidate):
        return text, ""
    question, rest = split_question(text)
    if not question or not rest:
        return text, ""
    if not rest.strip(_STARS):
        return question, ""  # how often it is asked, or how hard it is
    # With the answer below, what follows an instruction explains it; after "?" it is an answer.
    if below and look(question) is not Look.QUESTION and not is_placeholder(rest):
        return text, ""
    return question, rest
