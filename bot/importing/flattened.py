"""The flattened list of a scraped page: a lone dash, the question, its answers as bullets.

The scraper put every list item's own text and every piece of inline code on a line of its own:

    -                           the question's bullet
    What does the
    frobnicate                  was inline code
    option ofFrobnicator        ... whose space was lost
    do?- it frobnicates         and the first answer, glued to the question
    - twice

Items of nested lists come out exactly like questions; only their wording tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.importing.assembly import ItemDraft
from bot.importing.lines import SourceLine
from bot.importing.questions import LONGEST_QUESTION, Look, look
from bot.importing.sections import item_end
from bot.importing.vocabulary import STATEMENT_WORDS

_LONE = frozenset("-*•+–—")
_GLUED = re.compile(r"[?.!:][\"'”’)]{0,2}[ \t]?-[ \t]{1,4}(?=\S)")
_FEWEST = 3  # dashes of a list, words of a question
_SENTENCE = 5  # words of a task
# A word of the sentence and, last on its line, the code whose space the scraper lost. A line that
# is one word (toString, offset_x) may be code by itself: only what begins no name is cut off there.
_REJOINED = re.compile(
    r"(?<=\s)(to|and|or|the|a|an|of|in|is|for|with|does|do|by|from|on|between|using|use|than|vs)"
    r"(?=(?:[A-Z]\w{0,60}[a-z]|[A-Z]{2})\S{0,60}$)"
    r"|(?<!\S)(and|the|with|between|than|does|vs)(?=[a-z]\w{0,60}_\w{1,60}\S{0,60}$)"
)
_SPACE_BEFORE_END = re.compile(r"[ \t]{1,4}(?=[?.!,;:)])")


@dataclass(frozen=True, slots=True)
class _Group:
    """A lone dash at `first` and the text on the lines up to `body`, pieces joined."""

    first: int
    body: int
    question: str
    inline: str


def find(lines: Sequence[SourceLine]) -> list[ItemDraft]:
    """Return the questions of a flattened list as drafts, in order; none in another layout."""
    dashes = [line.index for line in lines if _is_lone(line)]
    if len(dashes) < _FEWEST:
        return []
    groups = [_group(lines, at) for at in dashes]
    asked = [group for group in groups if _reads_asked(lines, group)]
    drafts = [_draft(lines, asked, at) for at in range(len(asked))]
    return drafts[:-1] + _unanswered_at_the_end(lines, drafts[-1]) if drafts else []


def _is_lone(line: SourceLine) -> bool:
    return not line.fenced and line.raw.strip() in _LONE


def _group(lines: Sequence[SourceLine], first: int) -> _Group:
    pieces: list[str] = []
    index, inline = first + 1, ""
    while index < len(lines) and _is_piece(lines[index], pieces):
        text = lines[index].raw.strip()
        glued = _GLUED.search(text) if len(text) < LONGEST_QUESTION else None
        index += 1
        if glued:
            at = text.rindex("-", 0, glued.end())
            pieces.append(text[:at].rstrip())
            inline = text[at:]
            break
        pieces.append(text)
        whole = look(_joined(pieces)) is Look.QUESTION
        if whole and index < len(lines) and lines[index].text[:1].isupper():
            break
    return _Group(first, index, _joined(pieces), inline)


def _is_piece(line: SourceLine, pieces: Sequence[str]) -> bool:
    if line.fenced or _is_lone(line) or line.is_rule or line.heading:
        return False
    return not line.bullet and (not line.blank or not pieces)


def _joined(pieces: Sequence[str]) -> str:
    if len(pieces) > 1:
        pieces = [_REJOINED.sub(r"\g<0> ", piece) for piece in pieces]
    return _SPACE_BEFORE_END.sub("", " ".join(" ".join(pieces)[:LONGEST_QUESTION].split()))


def _reads_asked(lines: Sequence[SourceLine], group: _Group) -> bool:
    if look(group.question) is not Look.NONE:
        return True
    words = group.question.split()
    is_sentence = (
        len(words) >= _SENTENCE and words[0][:1].isupper() and group.question.endswith(".")
    )
    above_bullet = group.body < len(lines) and bool(lines[group.body].bullet)
    return is_sentence and above_bullet and words[0].lower() not in STATEMENT_WORDS


def _draft(lines: Sequence[SourceLine], asked: Sequence[_Group], at: int) -> ItemDraft:
    group = asked[at]
    following = asked[at + 1].first if at + 1 < len(asked) else None
    end = item_end(lines, group.body, following)
    return _with_answer(
        lines, ItemDraft(group.question, group.first, group.body, end, group.inline)
    )


def _with_answer(lines: Sequence[SourceLine], draft: ItemDraft) -> ItemDraft:
    points = _points(lines, draft.body, draft.end)
    parts = [draft.inline, *points] if draft.inline else points
    answer = "\n".join(parts).strip()
    if len(parts) == 1:
        answer = re.sub(r"^[-*+•][ \t]{1,4}", "", answer)
    return replace(draft, answer=answer)


def _points(lines: Sequence[SourceLine], begin: int, end: int) -> list[str]:
    """Return the answer's lines, the text after a lone dash brought back behind its dash."""
    points: list[str] = []
    after_dash = False
    for line in lines[begin:end]:
        if _is_lone(line):
            after_dash = True
        elif after_dash and not line.blank:
            points.append(f"- {line.raw.strip()}")
            after_dash = False
        elif line.raw.strip():
            points.append(line.raw.rstrip())
    return points


def _unanswered_at_the_end(lines: Sequence[SourceLine], last: ItemDraft) -> list[ItemDraft]:
    """Split off the last answer's final bullets that are questions themselves."""
    end = last.end
    while end > last.body and lines[end - 1].blank:
        end -= 1
    begin = end
    while begin > last.body and _asks_in_bullet(lines[begin - 1]):
        begin -= 1
    if begin == end or not _ask_by_their_look(lines, last, begin, end):
        return [last]
    kept = _with_answer(lines, replace(last, end=begin))
    more = [ItemDraft(lines[at].text, at, at + 1, at + 1) for at in range(begin, end)]
    return [kept, *more]


def _ask_by_their_look(lines: Sequence[SourceLine], last: ItemDraft, begin: int, end: int) -> bool:
    """Whether final bullets ask for sure: one does, or only they are sentences with a full stop."""
    if any(line.look >= Look.STUDY for line in lines[begin:end]):
        return True
    points = [last.inline, *(line.text for line in lines[last.body : begin])]
    return any(points) and not any(point.endswith(".") for point in points)


def _asks_in_bullet(line: SourceLine) -> bool:
    kind = line.look if line.bullet and not line.fenced else Look.NONE
    # "- Define the goal" is a point; a book's task is a whole sentence.
    whole = line.text.rstrip("\"'”’)*_").endswith((".", "?"))
    least = _FEWEST if kind is Look.QUESTION else _SENTENCE
    return kind is not Look.NONE and whole and len(line.text.split()) >= least
