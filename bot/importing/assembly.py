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
from bot.importing.placeholders import is_placeholder
from bot.importing.questions import Look, clean_question, look
from bot.importing.sections import is_afterword, is_title, title_text


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
    _cleaned: str | None = None
    _look: Look | None = None

    @property
    def cleaned(self) -> str:
        """The question as it is shown."""
        if self._cleaned is None:
            self._cleaned = clean_question(self.question)
        return self._cleaned

    def look(self, lines: Sequence[SourceLine]) -> Look:
        """Return how much the question reads like one, which its line may know already."""
        if self._look is None:
            line = lines[self.first] if self.first < len(lines) else None
            same = line is not None and line.text == self.cleaned
            self._look = line.look if line and same else look(self.cleaned)
        return self._look


def assemble(
    name: str, layout: str, lines: Sequence[SourceLine], drafts: Sequence[ItemDraft]
) -> ParsedDocument:
    """Return the document of these drafts, in order; what they leave out is `skipped`."""
    title = _title(lines, drafts)
    # The letters of Aiken are the format's, not the quiz's own.
    spans = [_trimmed(lines, draft.body, draft.end) for draft in drafts]
    raws = [_raw(lines, *each) for each in zip(drafts, spans, strict=True)]
    bodies = read_bodies(raws, lettered=layout != "Aiken")
    read = list(_items(lines, drafts, spans, bodies, title))
    items = tuple(item for item, _ in read)
    aside = {line.index: "" for draft in drafts for line in draft.keyed}
    aside |= {index: why for _, body in read for index, why in body.aside.items()}
    inner = tuple(Lines(at + 1, at + 1) for _, body in read for at in _asking(body))
    skipped = tuple(_skipped(lines, items, aside))
    author = _author(lines, drafts)
    return ParsedDocument(name, layout, items, title, skipped, inner=inner, author=author)


def _asking(body: Body) -> Iterator[int]:
    """Yield the indexes of an answer's lines that read like whole questions."""
    for line in body.answer:
        if not line.fenced and line.is_question:
            yield line.index


def _author(lines: Sequence[SourceLine], drafts: Sequence[ItemDraft]) -> str:
    """Return whom the keys above a text, or a line above its first question, name as its author."""
    first = drafts[0].first if drafts else 0
    for line in lines[:first]:
        found = None if line.fenced else _AUTHOR.fullmatch(line.raw.strip(" \t*_#>"))
        if found:
            return found["name"].strip(" \t*_\"'[]")
    return ""


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
    lines: Sequence[SourceLine],
    drafts: Sequence[ItemDraft],
    spans: Sequence[range],
    bodies: Sequence[Body],
    title: str,
) -> Iterator[tuple[ParsedItem, Body]]:
    section, seen = "", 0
    for draft, within, body in zip(drafts, spans, bodies, strict=True):
        for line in lines[seen : draft.first]:
            if is_title(line) and not line.fenced and title_text(line) != title:
                section = title_text(line)
        seen = draft.end
        yield _item(lines, draft, within, body, section), body


def _raw(lines: Sequence[SourceLine], draft: ItemDraft, within: range) -> Raw:
    if draft.answer is not None:
        return Raw(draft.question, "", draft.keyed)
    part = lines[within.start : within.stop]
    kept = tuple([line for line in part if not line.is_boilerplate])
    quoted = lines[draft.first].quote
    return Raw(draft.question, _unlabelled(draft.inline), kept, keyed=draft.keyed, quote=quoted)


def _unlabelled(inline: str) -> str:
    """Return what stands behind a question without the label that it may have: `A: ...`."""
    found = read_label(inline) if inline else None
    return found.rest if found and found.kind == ANSWER else inline


def _item(
    lines: Sequence[SourceLine], draft: ItemDraft, within: range, body: Body, section: str
) -> ParsedItem:
    text = draft.answer if draft.answer is not None else _answer_text(lines, draft, body)
    last = within.stop if within else draft.body
    answers = (ParsedAnswer(text, _answer_lines(draft, body, within, last)),) if text else ()
    question = clean_question(body.question) if body.question else draft.cleaned
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
    while end > begin and (
        lines[end - 1].blank or lines[end - 1].is_rule or _closes_section(lines[end - 1])
    ):
        end -= 1
    return range(begin, end)


_SECTION_END = re.compile(r"[ \t]{0,8}</(?:section|div|article|main|center|body|html|ol|ul)>[ \t]*")


def _closes_section(line: SourceLine) -> bool:
    return "</" in line.raw[:12] and not line.fenced and bool(_SECTION_END.fullmatch(line.raw))


_TITLE_KEY = re.compile(r"title:[ \t]*(?P<quote>[\"']?)(?P<title>\S.{0,200}?)(?P=quote)[ \t]*$")
# "author: Kim", "By Kim Lee", "Notes by Kim": a name of few words, each with a capital letter.
_AUTHOR = re.compile(
    r"(?:(?:[Aa]uthors?|[Ww]ritten by):[ \t]*|(?:[Nn]otes |[Aa]nswers |[Ww]ritten )?[Bb]y:?[ \t]+)"
    r"(?P<name>[\[\"'*_]*[^\W\d_a-z][^\s,;:]{0,40}(?:[ ][^\W\d_a-z][^\s,;:]{0,40}){0,3}[\]\"'*_]*)"
)
_ONE_QUOTE = re.compile(r"^[ \t]{0,8}>!?[ \t]?")  # `>!` hides an answer on forums
_BULLETS = frozenset("-*+•")
_CODE_INDENT = ("    ", "\t")
# An item of a list, or a line of a paragraph: it ends or begins as sentences do.
_SAYING = re.compile(
    r"[ \t]*(?:[-*+•>|][ \t]|\d{1,3}[.)][ \t]|[A-Z][a-z]*[,]?[ ][a-z]|\S.{0,2000}[.!?…。]$)"
)
_LONE_BULLET = re.compile(r"[-*+•][ \t]{1,8}(?=\S)")


def answer_text(kept: Sequence[SourceLine], before: Sequence[str] = ()) -> str:
    """Return lines as the Markdown of an answer, without quote marks, below `before`."""
    raws = _undefined(_dedented(_unquoted(kept)))
    if before:
        raws = [*before, *"\n".join(raws).lstrip("\n").split("\n")]
    text = "\n".join(raw.rstrip() for raw in raws).strip("\n")
    if text[:1].isspace():
        first, gap, rest = text.partition("\n\n")
        if _is_code(block := first.split("\n")):
            return text
        text = ("\n".join(_dedented(block)) + gap + rest).lstrip()
    return _without_lone_bullet(text)


def _is_code(block: Sequence[str]) -> bool:
    """Whether a block that opens an answer is indented code, and no paragraph or list."""
    if not all(line.startswith(_CODE_INDENT) for line in block):
        return False
    return not any(_SAYING.match(line) for line in block)


def _unquoted(lines: Sequence[SourceLine]) -> list[str]:
    """Take one quote mark off when the whole answer is quoted, lazy continuations included."""
    quoted = False
    for line in lines:
        if line.blank:
            quoted = quoted and ">" in line.raw
        elif ">" in line.raw and _ONE_QUOTE.match(line.raw):
            quoted = True
        elif not quoted:
            return [line.raw for line in lines]
    return [_ONE_QUOTE.sub("", line.raw, count=1) for line in lines]


def _dedented(raws: Sequence[str]) -> list[str]:
    # textwrap.dedent is quadratic on some inputs and blanks white-space lines of code.
    if raws and raws[0][:1].strip():
        return list(raws)
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
    if text[:1] not in _BULLETS or not _LONE_BULLET.match(text):
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
    reasons = {**dict(_reasons(lines, items)), **aside}
    run: Lines | None = None
    reason = ""
    for index in sorted(reasons):
        here = reasons[index]
        if run and (here != reason or index != run.last):
            yield SkippedLines(run, reason)
            run = None
        if here:
            run, reason = Lines(run.first if run else index + 1, index + 1), here
    if run:
        yield SkippedLines(run, reason)


def _reasons(lines: Sequence[SourceLine], items: Sequence[ParsedItem]) -> Iterator[tuple[int, str]]:
    """Yield the index of each line outside of the items, and why it is there."""
    begin, place = 0, "before"
    for item in items:
        for line in lines[begin : item.lines.first - 1]:
            if line.raw.strip():
                yield line.index, _reason(line, place, notes=False)
        begin, place = max(begin, item.lines.last), "between"
    notes = False
    for line in lines[begin:]:
        notes = notes or is_afterword(line)
        if line.raw.strip():
            yield line.index, _reason(line, "after", notes=notes)


def _reason(line: SourceLine, place: str, *, notes: bool) -> str:
    if line.is_boilerplate:
        return "page"
    if line.is_rule:
        return "rule"
    if notes:
        return "notes"
    if is_title(line):
        return "heading"
    return {"before": "title", "between": "text between questions"}.get(place, "afterword")
