"""Study guides of one line a question: `4) Who named it? Hooke`, `5) enzyme - speeds reactions up`.

What parts a question from its answer there is a question mark, a dash or a colon, whichever the
line has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.importing.candidates import Candidate
from bot.importing.lines import SourceLine
from bot.importing.questions import split_question

_FEWEST, _LEAST_ANSWERED = 5, 0.25  # items; the share of them that are parted anyway
_MOSTLY_ALONE = 0.9
_MARK = re.compile(r"(?P<asked>[^?]{2,300}?)(?P<mark>[ ]?\?{1,5})(?:[ ]+(?P<answer>.*))?$")
_SIGN = re.compile(r"(?P<asked>[^?:]{2,200}?)(?:[ ](?:[-–—=→]|->|=>|--)|:)[ ]+(?P<answer>\S.*)$")
_SIGNS = " -–—=→>:"


def with_brief_answers(
    lines: Sequence[SourceLine], chosen: Sequence[Candidate], ends: Sequence[int]
) -> list[Candidate]:
    """Part the questions of a guide whose items are one line each, where some have answers there.

    `ends` are where the items end.
    """
    alone = sum(
        1
        for one, end in zip(chosen, ends, strict=True)
        if not any(not each.blank and not each.is_rule for each in lines[one.body : end])
    )
    answered = sum(1 for one in chosen if _has_answer(one))
    few = len(chosen) < _FEWEST or alone < _MOSTLY_ALONE * len(chosen)
    if few or answered < _LEAST_ANSWERED * len(chosen):
        return list(chosen)
    return [one if _has_answer(one) else _parted(one) for one in chosen]


def _has_answer(candidate: Candidate) -> bool:
    return bool(candidate.split[0]) or (
        candidate.answered and bool(split_question(candidate.text)[0])
    )


def _parted(candidate: Candidate) -> Candidate:
    """Return a candidate with its answer apart; doubled marks behind nothing are no answer."""
    text = candidate.text
    if found := _MARK.match(text):
        is_note = found["mark"].startswith(" ") and len(found["mark"].strip()) > 1
        question = found["asked"] + ("" if is_note else "?")
        split = (question.strip(), (found["answer"] or "").lstrip(_SIGNS))
    elif found := _SIGN.match(text):
        split = (found["asked"].strip(), found["answer"].strip())
    else:
        return candidate
    return replace(candidate, split=split, is_whole=False)
