"""Answers without their questions, in order, one a line, a paragraph or a number.

The questions were a page's own text and got lost; what stood in inline code may have stayed behind
as fragments (`frobnicator`, `and`, a lone `?`). Those fragments, or numbers that run through the
document, are the evidence that a text is a list of answers and not simply prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.importing.assembly import ItemDraft
from bot.importing.lines import NESTED, SourceLine
from bot.importing.questions import Look, look, sentence_look
from bot.importing.sections import is_afterword, is_title
from bot.importing.vocabulary import AUXILIARIES, BREAKING_OFF, QUESTION_WORDS, TITLE_WORDS

_FEWEST_TRACES = 2  # of lost questions: fragments, and questions left whole
_FEWEST_NUMBERS = 5
_LONGEST_TITLE = 8  # words
_LONGEST_PIECE = 6  # words of a fragment's line
_LONGEST_REST = 15  # words behind the code in a task
_MOST_PIECES = 6  # lines of a fragment
_LONGEST_TAIL, _MOST_TAIL_WORDS = 80, 4  # what may stand before a fragment's question mark
_MOST_LOOSE = 2  # lines outside the numbers: a title and a remark
_FEWEST_STATED = 4  # words of a statement
_SENTENCE_END = re.compile(r"[.!:;,][\"'”’)]?$")


@dataclass(frozen=True, slots=True)
class _Fragment:
    """The lines `first` to `end` (excluded) that are left of a question."""

    first: int
    end: int
    text: str


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the answers of a list of answers as drafts; none without evidence that it is one."""
    numbered = _numbered(lines)
    if numbered:
        return numbered
    fragments = _fragments(lines)
    if not fragments or len(fragments) + _inline_questions(lines) < _FEWEST_TRACES:
        return []
    return _drafts(lines, {fragment.first: fragment for fragment in fragments})


def _drafts(lines: Sequence[SourceLine], fragments: dict[int, _Fragment]) -> list[ItemDraft]:
    drafts: list[ItemDraft] = []
    spaced = _is_spaced(lines)
    index = _after_title(lines, spaced)
    while index < len(lines):
        fragment = fragments.get(index)
        if fragment:
            body = _next_text(lines, fragment.end)
            end = body if body in fragments else _answer_end(lines, body, spaced, fragments)
            drafts.append(ItemDraft(fragment.text, index, fragment.end, end, is_fragment=True))
            index = max(end, fragment.end)
        elif lines[index].blank or lines[index].is_rule or is_title(lines[index]):
            index += 1
        elif is_afterword(lines[index]):
            break
        else:
            end = _answer_end(lines, index, spaced, fragments)
            drafts.append(_whole(lines, index, end))
            index = end
    return drafts


def _after_title(lines: Sequence[SourceLine], spaced: bool) -> int:
    """Return the index after a title: a few words on the first line, a blank line below.

    Where blank lines part the answers as well, only a word such as "Solutions" tells the title.
    """
    first = _next_text(lines, 0)
    alone = first + 1 < len(lines) and lines[first + 1].blank
    words = lines[first].text.split() if alone else []
    if not words or len(words) > _LONGEST_TITLE or _SENTENCE_END.search(lines[first].text):
        return 0
    titled = not TITLE_WORDS.isdisjoint(word.strip(",.:-").lower() for word in words)
    return first + 1 if titled or not spaced else 0


def _inline_questions(lines: Sequence[SourceLine]) -> int:
    """Count the lines that open with a whole question, where every answer is a line."""
    if _is_spaced(lines):
        return 0
    return sum(1 for line in lines if not line.fenced and _opening_question(line)[0])


def _opening_question(line: SourceLine) -> tuple[str, str]:
    question, answer = line.split
    return (question, answer) if answer and look(question) is Look.QUESTION else ("", line.text)


def _whole(lines: Sequence[SourceLine], index: int, end: int) -> ItemDraft:
    """Return the item of an answer, with the full question that may open its line."""
    question, answer = _opening_question(lines[index])
    if question:
        return ItemDraft(question, index, index + 1, end, answer)
    return ItemDraft("", index, index, end)


def _next_text(lines: Sequence[SourceLine], index: int) -> int:
    while index < len(lines) and lines[index].blank:
        index += 1
    return index


def _is_spaced(lines: Sequence[SourceLine]) -> bool:
    """Whether blank lines part the answers: then an answer is a paragraph, else a line."""
    texts = [line for line in lines if not line.blank]
    parted = sum(1 for line in texts if line.index and lines[line.index - 1].blank)
    return 3 * parted > len(texts)


def _answer_end(
    lines: Sequence[SourceLine], begin: int, spaced: bool, fragments: dict[int, _Fragment]
) -> int:
    end = begin + 1
    while end < len(lines) and end not in fragments and _goes_on(lines, end, spaced):
        end += 1
    return min(end, len(lines))


def _goes_on(lines: Sequence[SourceLine], at: int, spaced: bool) -> bool:
    line, above = lines[at], lines[at - 1]
    if line.fenced:
        return True
    if line.blank or line.is_rule or is_title(line):
        return False
    if line.number is not None and above.number is not None:
        return line.number == above.number + 1
    if line.bullet or line.indent >= NESTED:
        return bool(above.bullet) or line.indent > 0 or above.text.endswith(":")
    return spaced


def _fragments(lines: Sequence[SourceLine]) -> list[_Fragment]:
    fragments: list[_Fragment] = []
    floor = 0
    for line in lines:
        if _is_tail(line) or _ends_a_task(lines, line):
            first = _head(lines, line.index, floor)
            if first is not None:
                text = " ".join(one.text for one in lines[first : line.index + 1])
                text = re.sub(r"[ \t]{1,4}(?=\?)", "", text)
                fragments.append(_Fragment(first, line.index + 1, text))
                floor = line.index + 1
    return fragments


def _is_tail(line: SourceLine) -> bool:
    """Whether a line is the end of a broken question: a lone `?`, or a few words and `?`."""
    text = line.text
    if line.fenced or line.marked or not text.endswith("?") or len(text) > _LONGEST_TAIL:
        return False
    words = text.rstrip("? ").split()
    if not words:
        return True
    goes_on = words[0] in AUXILIARIES or sentence_look(text) is Look.NONE
    return len(words) <= _MOST_TAIL_WORDS and text[0].islower() and goes_on


def _ends_a_task(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a line is the rest of a task after a piece of code: `and try its methods.`"""
    if line.marked or line.fenced or not line.index or not line.text.endswith("."):
        return False
    words = line.text.split(None, _LONGEST_REST)
    above = lines[line.index - 1]
    is_rest = len(words) <= _LONGEST_REST and words[0] in BREAKING_OFF
    return is_rest and len(above.text.split(None, 1)) == 1 and not above.marked


def _head(lines: Sequence[SourceLine], tail: int, floor: int) -> int | None:
    """Return where the fragment begins that ends in line `tail`.

    Upwards from the tail stand continuations of several words, then the piece that was code, a
    single word, or a question's beginning; what stands above that is another answer.
    """
    for index in range(tail - 1, max(floor, tail - _MOST_PIECES) - 1, -1):
        line = lines[index]
        words = line.text.split()
        if not words or line.marked or _SENTENCE_END.search(line.text) or line.blank:
            return None
        if not any(map(str.isalnum, line.text)):
            return None
        if words[0].lower() in QUESTION_WORDS or len(words) == 1:
            return _beginning(lines, index, floor)
        if len(words) > _LONGEST_PIECE or not line.text[0].islower():
            return None
    return None


def _beginning(lines: Sequence[SourceLine], index: int, floor: int) -> int:
    """Return the line above a piece of code when it breaks off before it ("Create it with").

    A lone connective stands between two pieces of code.
    """
    above = lines[index - 1] if index > floor else None
    if above is None or above.blank or above.marked:
        return index
    words = above.text.split()
    if not words or words[-1].lower() not in BREAKING_OFF:
        return index
    return max(floor, index - 1 - (len(words) == 1))


def _numbered(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the answers of a list whose numbers run 1, 2, 3 ... through the whole document."""
    tops = [line for line in lines if _is_top(line)]
    counted = all(line.number == at for at, line in enumerate(tops, 1))
    if len(tops) < _FEWEST_NUMBERS or not counted:
        return []
    loose = sum(1 for line in lines if _stands_apart(line))
    if loose > _MOST_LOOSE or sum(1 for line in tops if _is_prose(line)) * 2 < len(tops):
        return []
    ends = [line.index for line in tops[1:]] + [len(lines)]
    return [_point(lines, line, end) for line, end in zip(tops, ends, strict=True)]


def _is_top(line: SourceLine) -> bool:
    is_point = line.number is not None and line.indent < NESTED and bool(line.text)
    return is_point and not line.fenced and not line.heading


def _stands_apart(line: SourceLine) -> bool:
    return not (line.blank or line.fenced or line.is_rule or line.indent or line.bullet) and (
        line.number is None
    )


def _is_prose(line: SourceLine) -> bool:
    """Whether a point is a statement of several words: steps of a manual begin with a verb."""
    return len(line.text.split()) >= _FEWEST_STATED and line.look is Look.NONE


def _point(lines: Sequence[SourceLine], line: SourceLine, end: int) -> ItemDraft:
    rest = [one.raw.rstrip() for one in lines[line.index + 1 : end]]
    answer = "\n".join([line.text, *rest]).strip()
    return ItemDraft("", line.index, line.index, end, number=line.number, answer=answer)
