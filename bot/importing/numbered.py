"""Numbered questions: `1. What ...?`, whatever stands before the number.

The marks before a number come and go in what a PDF or a hurried reader leaves (a bullet, bold, a
quote, `Q`), and lists inside answers are numbered too. What tells questions from list points is the
best chain of numbers through what reads like a question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.importing.assembly import ItemDraft
from bot.importing.brief_answers import with_brief_answers
from bot.importing.candidates import (
    Candidate,
    read_candidates,
    with_bare_numbers,
    with_options_below,
    with_small_letters,
    with_tasks,
)
from bot.importing.chains import best_chain, same_number, with_beginning, with_ending
from bot.importing.counted_options import without_counted_options
from bot.importing.labels import HINT, read_label
from bot.importing.lines import NESTED, SourceLine
from bot.importing.ordinals import with_letters
from bot.importing.placeholders import is_placeholder
from bot.importing.questions import Look, asks, look, split_question
from bot.importing.sections import item_ends

_FEWEST_ALIKE, _MOSTLY = 3, 0.6
_SELDOM = 0.2  # of the questions have something behind them


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the numbered questions of a document as drafts, in order; none when it has none."""
    lines = without_counted_options(with_bare_numbers(lines))
    candidates = with_tasks(lines, read_candidates(lines))
    candidates = with_small_letters(candidates)
    if not any(one.look >= Look.STUDY for one in candidates):
        lines = with_letters(lines)
        candidates = read_candidates(lines)
    candidates = with_options_below(lines, candidates)
    alike = same_number(candidates)
    chain = with_ending(candidates, with_beginning(candidates, best_chain(candidates)))
    chosen = alike or _with_strays(candidates, _with_unnumbered(lines, chain))
    if not any(candidate.look >= Look.STUDY for candidate in chosen):
        return []
    chosen = _with_answers_in_emphasis(chosen)
    behind = _stands_behind(chosen)
    led = _are_led(chosen)
    dash = _dash(chosen)
    ends = _before_interludes(
        chosen, item_ends(lines, [(one.line.index, one.body) for one in chosen])
    )
    if behind is not False:
        chosen = with_brief_answers(lines, chosen, ends)
    drafts = [
        _draft(lines, _parted(one, dash), end, None if led else behind, led=led)
        for one, end in zip(chosen, ends, strict=True)
    ]
    # Markdown counts for an author who writes the same number every time.
    return [replace(one, number=at + 1) for at, one in enumerate(drafts)] if alike else drafts


def _before_interludes(chosen: Sequence[Candidate], ends: Sequence[int]) -> list[int]:
    """Return where the items end, none with what the book says to its reader below it."""
    following = [one.interlude for one in chosen[1:]]
    return [
        end if begin is None else min(end, begin) for end, begin in zip_longest(ends, following)
    ]


_IN_EMPHASIS = re.compile(
    r"(?P<asked>.{1,600}?[?.])[ ](?P<answer>(?P<mark>[*_]{1,3})[^*_]{1,600}(?P=mark))"
)


def _with_answers_in_emphasis(chosen: Sequence[Candidate]) -> list[Candidate]:
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


def _stands_behind(chosen: Sequence[Candidate]) -> bool | None:
    """Whether answers stand behind their questions here, None where some do."""
    answered = [one for one in chosen if one.answered]
    if 2 * len(answered) > len(chosen):
        return True
    asked = sum(1 for one in answered if look(split_question(one.text)[0]) is Look.QUESTION)
    return False if asked <= _SELDOM * len(chosen) else None


def _with_unnumbered(lines: Sequence[SourceLine], chosen: Sequence[Candidate]) -> list[Candidate]:
    """Add the questions that lost their number: as many as the sequence misses at a place."""
    found: list[Candidate] = []
    for before, after in zip_longest(chosen, chosen[1:]):
        found.append(before)
        missing = after.number - before.number - 1 if after else 0
        for line in lines[before.body : after.line.index] if after and missing > 0 else ():
            if missing > 0 and _asks_alone(lines, line):
                text, body = line.text, line.index + 1
                found.append(Candidate(line, text, body, line.look, before.segment, ruled=False))
                missing -= 1
    return found


def _asks_alone(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a line without a number is a question by itself: a heading or a paragraph."""
    if line.fenced or line.number is not None or line.indent >= NESTED or line.quote:
        return False
    alone = line.heading or line.emphasis or lines[line.index - 1].blank
    return bool(alone) and line.look >= Look.STUDY


def _with_strays(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Candidate]:
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
    candidate: Candidate,
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


def _dash(chosen: Sequence[Candidate]) -> str:
    """Return the sign that parts most questions from the answers behind them, "" for none."""
    split = (split_question(one.text) for one in chosen if one.answered)
    behind = [rest.split(None, 1)[0] for question, rest in split if question and rest.strip()]
    signs = Counter(sign for sign in behind if sign in _DASHES)
    sign, count = signs.most_common(1)[0] if signs else ("", 0)
    return sign if count >= max(_FEWEST_ALIKE, _MOSTLY * len(chosen)) else ""


def _parted(candidate: Candidate, dash: str) -> Candidate:
    """Return a candidate with its question and what stands behind the dash."""
    asked, rest = split_question(candidate.text) if dash else ("", "")
    if asked and rest.startswith(f"{dash} "):
        return replace(candidate, split=(asked, rest.removeprefix(dash).strip()))
    question, found, answer = candidate.text.partition(f" {dash} ") if dash else ("", "", "")
    if not found or not question or not answer:
        return candidate
    return replace(candidate, split=(question.strip(), answer.strip()))


def _lead(candidate: Candidate) -> tuple[str, str] | None:
    """Return what is bold at the beginning of a text, and what stands behind it."""
    mark = candidate.line.emphasis
    lead, closed, rest = candidate.text.partition(mark) if len(mark) > 1 else ("", "", "")
    rest = rest.strip(" :")
    # A name in brackets behind it tells who asked.
    says = closed and rest.strip(".") and not (rest[0] in "([" and rest[-1] in ")]")
    return (lead.strip(), rest) if says else None


def _are_led(chosen: Sequence[Candidate]) -> bool:
    """Whether most questions are bold, with their answers behind them on the line."""
    leads = [lead for one in chosen if (lead := _lead(one))]
    asking = sum(1 for question, _ in leads if look(question) >= Look.STUDY)
    most = max(_FEWEST_ALIKE, _MOSTLY * len(chosen))
    return len(leads) >= most and 2 * asking >= len(leads)


def _is_emphasised(candidate: Candidate) -> bool:
    """Whether all of the text is bold: an author sets the answer apart from the question so."""
    mark = candidate.line.emphasis
    return len(mark) > 1 and candidate.text.endswith(mark) and candidate.text.count(mark) == 1


def _question_and_answer(candidate: Candidate, *, below: bool) -> tuple[str, str]:
    """Split the answer off a question's line; `below` says that answers stand below here."""
    text = candidate.text
    if candidate.is_whole or candidate.ruled or candidate.line.quote or _is_emphasised(candidate):
        return text, ""
    question, rest = split_question(text)
    if not question or not rest:
        return text, ""
    if not rest.strip(_STARS):
        return question, ""  # how often it is asked, or how hard it is
    if (label := read_label(rest)) and label.kind == HINT:
        return text, ""
    # With the answer below, what follows an instruction explains it; after "?" it is an answer.
    if below and look(question) is not Look.QUESTION and not is_placeholder(rest):
        return text, ""
    return question, rest
