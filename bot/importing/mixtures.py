"""Several layouts in one document: what the chosen one leaves out, or takes for an answer, is read
again by itself.

A reader numbers the book's questions and sets their own apart in bold; a page has a table below its
folds. The layout that explains most of a document says nothing about the rest of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.importing.assembly import ItemDraft
from bot.importing.folds import folded_question
from bot.importing.labels import QUESTION
from bot.importing.lines import SourceLine, counted_anew
from bot.importing.questions import Look, look
from bot.importing.sections import is_afterword, opens_questions

Read = Callable[[Sequence[SourceLine]], list[ItemDraft]]

# Questions that ask in a part; and in one above all others, where marks set them apart and without.
_FEWEST, _FEWEST_MARKED, _FEWEST_ABOVE = 2, 1, 3
_HEAD = 2  # lines of a table above its rows
_MOSTLY = 0.6  # of its questions ask


def with_parts(
    lines: Sequence[SourceLine], drafts: Sequence[ItemDraft], read: Read
) -> list[ItemDraft]:
    """Return the drafts with those that `read` finds between them and at the end of answers."""
    if not drafts:
        return []
    parts = _without_page(list(_parts(lines, drafts, read)))
    if not _are_questions(parts):
        parts = [part if part.is_titled else _NOTHING for part in parts]
    result = list(parts[0].drafts)
    for draft, part in zip(drafts, parts[1:], strict=True):
        result += [*_parted(lines, draft, read), *part.drafts]
    return result


@dataclass(frozen=True, slots=True)
class _Part:
    """What is found between two items.

    `is_titled` says that its title announces questions, `is_marked` that each of them is in bold.
    """

    drafts: Sequence[ItemDraft] = ()
    is_titled: bool = False
    is_marked: bool = False

    @property
    def asking(self) -> int:
        return sum(1 for draft in self.drafts if _asks(draft))


_NOTHING = _Part()


def _parts(lines: Sequence[SourceLine], drafts: Sequence[ItemDraft], read: Read) -> Iterator[_Part]:
    """Yield what is found above the first item, and below each of them."""
    at = 0
    for draft in drafts:
        yield _part(lines, at, draft.first, read)
        at = max(at, draft.end)
    yield _part(lines, at, len(lines), read)


def _part(lines: Sequence[SourceLine], begin: int, end: int, read: Read) -> _Part:
    # A title above the next item is that one's.
    while begin < end and (lines[end - 1].blank or lines[end - 1].heading) and end < len(lines):
        end -= 1
    if begin >= end:
        return _NOTHING
    notes = next((at for at in range(begin, end) if is_afterword(lines[at])), end)
    part = lines[begin:notes]
    if not any(line.is_question or "<" in line.raw for line in part if not line.blank):
        return _NOTHING
    found = _Part(_shifted(read(counted_anew(part)), begin))
    title = next((line for line in part if line.text), None)
    titled = title is not None and opens_questions(title) and found.asking > 0
    # Bold that nothing answers is a page's own word to its readers.
    marked = all(lines[one.first].emphasis and _is_answered(lines, one) for one in found.drafts)
    return replace(found, is_titled=titled, is_marked=marked)


def _without_page(parts: Sequence[_Part]) -> list[_Part]:
    """Leave out a lone question without a mark above all items or below them: the page's own.

    `How can we help?` stands above them on many pages, `Still have questions?` below.
    """
    edges = (0, len(parts) - 1)
    return [
        _NOTHING
        if at in edges and len(part.drafts) == 1 and not (part.is_titled or part.is_marked)
        else part
        for at, part in enumerate(parts)
    ]


def _is_answered(lines: Sequence[SourceLine], draft: ItemDraft) -> bool:
    return bool(draft.inline) or any(map(_says_something, lines[draft.body : draft.end]))


def _are_questions(parts: Sequence[_Part]) -> bool:
    """Whether what is found between the items is asked, and not merely said in passing."""
    asking = sum(part.asking for part in parts)
    found = sum(len(part.drafts) for part in parts)
    above = _FEWEST_MARKED if parts[0].is_marked else _FEWEST_ABOVE
    fewest = above if asking == parts[0].asking else _FEWEST
    return asking >= max(fewest, _MOSTLY * found)


def _parted(lines: Sequence[SourceLine], draft: ItemDraft, read: Read) -> list[ItemDraft]:
    """Return a draft, and after it the questions at its answer's end that have marks of theirs.

    They are its siblings where nothing but such questions stands from the first of them on.
    """
    begin = next(_marked_questions(lines, draft), draft.end)
    # An answer that its layout has put together is one piece.
    if begin == draft.end or draft.answer is not None:
        return [draft]
    found = _shifted(read(counted_anew(lines[begin : draft.end])), begin)
    written = (at for at in range(begin, draft.end) if _says_something(lines[at]))
    last = max(written, default=begin)
    within = found and found[0].first <= begin + _HEAD and found[-1].end > last
    asking = sum(1 for each in found if _asks(each, lines))
    if not within or asking < (_MOSTLY * len(found) if len(found) > _FEWEST else len(found)):
        return [draft]
    return [replace(draft, end=begin), *found]


def _marked_questions(lines: Sequence[SourceLine], draft: ItemDraft) -> Iterator[int]:
    """Yield where in an answer a question begins that no answer has: folded, or with a label."""
    labelled = lines[draft.first].label == QUESTION
    for line in lines[draft.body : draft.end]:
        asks = line.label == QUESTION and line.text and not labelled
        part = line.heading and not lines[draft.first].heading and _asks_below(lines, line.index)
        opens = asks or part or line.raw[:1] in _OPENING
        if not opens or line.fenced or line.blank or line.indent:
            continue
        if asks or part or _opens(lines, line):
            yield line.index


_OPENING = ("<", "|")


def _asks_below(lines: Sequence[SourceLine], at: int) -> bool:
    """Whether the line below a heading is a question with marks of its own."""
    below = next((line for line in lines[at + 1 : at + 1 + _HEAD] if not line.blank), None)
    if below is None or below.look < Look.STUDY:
        return False
    return below.number is not None or bool(below.emphasis) or below.heading > 0


def _opens(lines: Sequence[SourceLine], line: SourceLine) -> bool:
    """Whether a fold or a table with questions begins on a line."""
    if line.raw.startswith("<"):
        return folded_question(lines, line.index)
    return line.raw.startswith("|") and _heads_questions(lines, line.index)


def _heads_questions(lines: Sequence[SourceLine], at: int) -> bool:
    """Whether a table begins whose first row asks in a column below a heading."""
    if at + 2 >= len(lines) or not set(lines[at + 1].raw) <= set("|-: \t"):
        return False
    return any(look(cell.strip()) is Look.QUESTION for cell in lines[at + 2].raw.split("|"))


def _says_something(line: SourceLine) -> bool:
    return not (line.blank or line.is_rule or line.heading)


def _asks(draft: ItemDraft, lines: Sequence[SourceLine] = ()) -> bool:
    return draft.is_sure or draft.look(lines) >= Look.STUDY


def _shifted(drafts: Sequence[ItemDraft], by: int) -> list[ItemDraft]:
    return [
        replace(each, first=each.first + by, body=each.body + by, end=each.end + by)
        for each in drafts
    ]
