"""From where the items begin to a `ParsedDocument` in which every line is accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.documents import Lines, ParsedAnswer, ParsedDocument, ParsedItem, SkippedLines, Status
from bot.importing.bodies import Body, Raw, read_bodies
from bot.importing.boilerplate import front_matter
from bot.importing.labels import ANSWER, read_label
from bot.importing.lines import SourceLine
from bot.importing.questions import Look, clean_question
from bot.importing.sections import is_afterword, is_title, title_text
from bot.importing.vocabulary import is_placeholder


@dataclass(slots=True)  # nobody changes one; to freeze it takes as long as to read it
class ItemDraft:
    """An item as a layout sees it; indexes count from 0 and ends are excluded.

    The question is on the lines `first` to `body`, the answer on `body` to `end`, after
    `inline`: what of the answer stands on the question's own line. `answer`, where a layout
    has put the answer's text together itself, replaces the text of those lines. `is_sure` says that
    a label or a key makes a question of it, whatever its words; `keyed` are the lines of a key that
    answer it from elsewhere.
    """

    question: str
    first: int
    body: int
    end: int
    inline: str = ""
    number: int | None = None
    is_fragment: bool = False
    answer: str | None = None
    is_sure: bool = False
    keyed: tuple[SourceLine, ...] = ()


def assemble(
    name: str, layout: str, lines: Sequence[SourceLine], drafts: Sequence[ItemDraft]
) -> ParsedDocument:
    """Return the document of these drafts, in order; what they leave out is `skipped`."""
    title = _title(lines, drafts)
    # The letters of Aiken are the format's, not the quiz's own.
    bodies = read_bodies([_raw(lines, draft) for draft in drafts], lettered=layout != "Aiken")
    read = list(_items(lines, drafts, bodies, title))
    items = tuple(item for item, _ in read)
    aside = {line.index: "" for draft in drafts for line in draft.keyed}
    aside |= {index: why for _, body in read for index, why in body.aside.items()}
    inner = tuple(Lines(at + 1, at + 1) for _, body in read for at in _asking(body))
    skipped = tuple(_skipped(lines, items, aside))
    return ParsedDocument(name, layout, items, title, skipped, inner=inner)


def _asking(body: Body) -> Iterator[int]:
    """Yield the indexes of an answer's lines that read like whole questions."""
    for line in body.answer:
        if not line.fenced and line.look is Look.QUESTION:
            yield line.index


def _title(lines: Sequence[SourceLine], drafts: Sequence[ItemDraft]) -> str:
    front = front_matter(lines)
    named = next((found for at in front if (found := _TITLE_KEY.match(lines[at].raw))), None)
    if named:
        return named["title"].strip()
    first = drafts[0].first if drafts else len(lines)
    above = [
        line
        for line in lines[len(front) : first]
        if line.text and not line.is_rule and not line.fenced
    ]
    headings = [line for line in above if line.heading]
    return title_text((headings or above)[0]) if above else ""


def _items(
    lines: Sequence[SourceLine], drafts: Sequence[ItemDraft], bodies: Sequence[Body], title: str
) -> Iterator[tuple[ParsedItem, Body]]:
    section, seen = "", 0
    for draft, body in zip(drafts, bodies, strict=True):
        for line in lines[seen : draft.first]:
            if is_title(line) and not line.fenced and title_text(line) != title:
                section = title_text(line)
        seen = draft.end
        yield _item(lines, draft, body, section), body


def _raw(lines: Sequence[SourceLine], draft: ItemDraft) -> Raw:
    if draft.answer is not None:
        return Raw(draft.question, "", draft.keyed)
    body = _trimmed(lines, draft.body, draft.end)
    kept = tuple(lines[index] for index in body if not lines[index].is_boilerplate)
    return Raw(draft.question, _unlabelled(draft.inline), kept, keyed=draft.keyed)


def _unlabelled(inline: str) -> str:
    """Return what stands behind a question without the label that it may have: `A: ...`."""
    found = read_label(inline) if inline else None
    return found.rest if found and found.kind == ANSWER else inline


def _item(lines: Sequence[SourceLine], draft: ItemDraft, body: Body, section: str) -> ParsedItem:
    within = _trimmed(lines, draft.body, draft.end)
    text = draft.answer if draft.answer is not None else _answer_text(lines, draft, body)
    last = within.stop if within else draft.body
    answers = (ParsedAnswer(text, _answer_lines(draft, body, within, last)),) if text else ()
    question = clean_question(body.question or draft.question)
    return ParsedItem(
        question=f"{question}\n\n{body.more}" if body.more and question else question,
        answers=answers,
        status=status_of(text),
        lines=Lines(draft.first + 1, last),
        number=draft.number,
        section=section,
        is_fragment=draft.is_fragment,
    )


def _answer_lines(draft: ItemDraft, body: Body, within: range, last: int) -> Lines:
    # What stands behind the question is on its last line.
    first = draft.body if draft.inline or not within else within.start + 1
    written = [line.index + 1 for line in body.answer if line.raw.strip()]
    if not written or draft.inline:
        return Lines(first, last)
    return Lines(written[0], written[-1]) if not body.texts else Lines(first, written[-1])


def _answer_text(lines: Sequence[SourceLine], draft: ItemDraft, body: Body) -> str:
    """Return an answer as Markdown: what comes before its lines, then these without their marks."""
    texts = list(body.texts)
    first = body.answer[0].index if body.answer else 0
    if (draft.inline and texts and first and lines[first - 1].blank) or (
        texts and body.answer and not draft.inline
    ):
        texts.append("")
    return answer_text(body.answer, texts)


def status_of(answer: str) -> Status:
    """Return the status of an item whose answer has this text."""
    if not answer:
        return Status.EMPTY
    return Status.PLACEHOLDER if is_placeholder(answer) else Status.ANSWERED


def _trimmed(lines: Sequence[SourceLine], begin: int, end: int) -> range:
    """Return the indexes from the first to the last line that carries text."""
    while begin < end and (lines[begin].blank or lines[begin].is_rule):
        begin += 1
    while end > begin and (lines[end - 1].blank or lines[end - 1].is_rule):
        end -= 1
    return range(begin, end)


_TITLE_KEY = re.compile(r"title:[ \t]*(?P<quote>[\"']?)(?P<title>\S.{0,200}?)(?P=quote)[ \t]*$")
_ONE_QUOTE = re.compile(r"^[ \t]{0,8}>!?[ \t]?")  # `>!` hides an answer on forums
_LONE_BULLET = re.compile(r"[-*+•][ \t]{1,8}(?=\S)")


def answer_text(kept: Sequence[SourceLine], before: Sequence[str] = ()) -> str:
    """Return lines as the Markdown of an answer, without quote marks, below `before`."""
    raws = _undefined(_dedented(_unquoted(kept)))
    if before:
        raws = [*before, *"\n".join(raws).lstrip("\n").split("\n")]
    return _without_lone_bullet("\n".join(raw.rstrip() for raw in raws).strip())


def _unquoted(lines: Sequence[SourceLine]) -> list[str]:
    """Take one quote mark off when the whole answer is quoted, lazy continuations included."""
    quoted = False
    for line in lines:
        if line.blank:
            quoted = quoted and ">" in line.raw
        elif _ONE_QUOTE.match(line.raw):
            quoted = True
        elif not quoted:
            return [line.raw for line in lines]
    return [_ONE_QUOTE.sub("", line.raw, count=1) for line in lines]


def _dedented(raws: Sequence[str]) -> list[str]:
    # textwrap.dedent is quadratic on some inputs and blanks white-space lines of code.
    depths = [len(raw) - len(raw.lstrip(" ")) for raw in raws if raw.strip()]
    cut = min(depths, default=0)
    return [raw[cut:] if raw.strip() else "" for raw in raws]


def _undefined(raws: Sequence[str]) -> list[str]:
    """Take the colons of a definition list off, with which its answers begin."""
    if not raws or not raws[0].startswith((": ", ":\t")):
        return list(raws)
    return [raw[1:].lstrip() if raw.startswith((": ", ":\t")) else raw for raw in raws]


def _without_lone_bullet(text: str) -> str:
    """Take the bullet off an answer that is a single list item; its further lines are indented."""
    if not _LONE_BULLET.match(text):
        return text
    first, *rest = text.split("\n")
    if any(line.strip() and not line.startswith("  ") for line in rest):
        return text
    if any(_LONE_BULLET.match(line.lstrip()) for line in rest):
        return text
    return "\n".join([_LONE_BULLET.sub("", first, count=1), *_dedented(rest)])


def _skipped(
    lines: Sequence[SourceLine], items: Sequence[ParsedItem], aside: Mapping[int, str]
) -> Iterator[SkippedLines]:
    """Yield the runs of lines, blank ones aside, that are in no item."""
    begin, reason, notes = 0, "", False
    for line, place in zip(lines, _places(lines, items), strict=True):
        notes = (notes or is_afterword(line)) and place == "after"
        here = "" if place == "item" or not line.raw.strip() else _reason(line, place, notes)
        here = aside.get(line.index, here)
        if here != reason:
            if reason:
                yield SkippedLines(Lines(begin + 1, line.index), reason)
            begin, reason = line.index, here
    if reason:
        yield SkippedLines(Lines(begin + 1, len(lines)), reason)


def _places(lines: Sequence[SourceLine], items: Sequence[ParsedItem]) -> Iterator[str]:
    """Yield for every line where it stands: before, item, between or after."""
    at = 0
    for number in range(1, len(lines) + 1):
        while at < len(items) and items[at].lines.last < number:
            at += 1
        if at == len(items):
            yield "after"
        elif items[at].lines.first <= number:
            yield "item"
        else:
            yield "between" if at else "before"


def _reason(line: SourceLine, place: str, notes: bool) -> str:
    if line.is_boilerplate:
        return "page"
    if line.is_rule:
        return "rule"
    if notes:
        return "notes"
    if is_title(line):
        return "heading"
    return {"before": "title", "between": "text between questions"}.get(place, "afterword")
