"""Markdown that people wrote, as a small tree of harmless blocks and spans.

The web room lets markdown-it write its HTML; a platform with markup of its own renders this tree
instead. HTML stays text, images are links, and links lead to web pages and mail addresses only.
All text in the tree is sanitized.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.core.pictures import without_pictures
from bot.presentation.sanitize import sanitize


@dataclass(frozen=True, slots=True)
class Text:
    """Words, to be shown as they stand; on one line."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Code within a line."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A new line within a paragraph."""


@dataclass(frozen=True, slots=True)
class Strong:
    """Bold."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Italic."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Strike:
    """Struck through."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an http, https or mailto `url`, percent-encoded."""

    url: str
    spans: tuple[Span, ...]


Span = Text | Code | LineBreak | Strong | Emphasis | Strike | Link


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Spans that belong together."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """A title within the text; `level` 1 to 6."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; `start` is its first number, None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else said."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code; `language` is what its author called it, and may be anything."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all as many; the first row is the header."""

    rows: tuple[tuple[tuple[Span, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = Paragraph | Headline | Listing | Quote | CodeBlock | Table | Rule

_SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_MARKS: dict[str, type[Strong | Emphasis | Strike]] = {
    "strong": Strong,
    "em": Emphasis,
    "s": Strike,
}
_MAIL = "mailto:"
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"]).disable("image")
    parser.validateLink = lambda url: _SAFE_LINK.match(url) is not None  # type: ignore[method-assign]  # the documented way to replace it
    return parser


_PARSER = _parser()
# What stands inside a block of this level is dropped by the parser without a word.
_TOO_DEEP: int = _PARSER.options["maxNesting"] - 1


def parse(markdown: str, *, typed: bool = False) -> tuple[Block, ...]:
    """Return the blocks of a text; in one `typed` into a box, a new line is meant as one.

    What is nested too deeply to be read is returned as it was written.
    """
    text = sanitize(without_pictures(markdown))
    tokens = _PARSER.parse(text)
    if any(token.level >= _TOO_DEEP for token in tokens):
        return _as_written(text)
    return tuple(_Reader(tokens, typed).blocks())


def _as_written(text: str) -> tuple[Block, ...]:
    pieces = _BLANK_LINES.split(text.strip())
    return tuple(Paragraph(tuple(_lines(piece))) for piece in pieces)


def _lines(text: str) -> Iterator[Span]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield LineBreak()
        if line.strip():
            yield Text(line.strip())


class _Reader:
    """Reads the parser's flat tokens, front to back."""

    def __init__(self, tokens: list[Token], typed: bool) -> None:
        self._tokens = iter(tokens)
        self._typed = typed

    def blocks(self, end: str = "") -> Iterator[Block]:
        """Yield the blocks up to the token that ends them."""
        for token in self._tokens:
            if token.type == end:
                return
            yield self._block(token)

    def _block(self, token: Token) -> Block:
        match token.type:
            case "bullet_list_open" | "ordered_list_open" | "blockquote_open" | "table_open":
                return self._container(token)
            case "paragraph_open":
                return Paragraph(self._inline())
            case "heading_open":
                return Headline(int(token.tag[1]), self._inline())
            case "fence" | "code_block":
                language = token.info.split(maxsplit=1)[0] if token.info.strip() else ""
                return CodeBlock(sanitize(token.content).rstrip("\n"), sanitize(language))
            case _:
                return Rule()

    def _container(self, token: Token) -> Block:
        match token.type:
            case "bullet_list_open":
                return Listing(tuple(self._items("bullet_list_close")))
            case "ordered_list_open":
                start = int(token.attrs.get("start", 1))
                return Listing(tuple(self._items("ordered_list_close")), start)
            case "blockquote_open":
                return Quote(tuple(self.blocks("blockquote_close")))
            case _:
                return Table(tuple(self._rows()))

    def _inline(self) -> tuple[Span, ...]:
        """Return the spans of a paragraph or a heading, and read past its end."""
        spans = _spans(next(self._tokens).children or (), self._typed)
        next(self._tokens)
        return spans

    def _items(self, end: str) -> Iterator[tuple[Block, ...]]:
        for token in self._tokens:
            if token.type == end:
                return
            yield tuple(self.blocks("list_item_close"))

    def _rows(self) -> Iterator[tuple[tuple[Span, ...], ...]]:
        cells: list[tuple[Span, ...]] = []
        for token in self._tokens:
            if token.type == "inline":
                cells.append(_spans(token.children or (), self._typed))
            elif token.type == "tr_close":
                yield tuple(cells)
                cells = []
            elif token.type == "table_close":
                return


def _spans(tokens: Iterable[Token], typed: bool) -> tuple[Span, ...]:
    """Return the tree of a line's flat tokens.

    A mark inside the same mark adds nothing, so the tree is at most four spans deep however deep
    its author went, and whoever walks it may recurse.
    """
    stack: list[_Open] = [_Open("", "", [])]
    active: set[str] = set()
    for token in tokens:
        name, _, part = token.type.rpartition("_")
        if part == "open":
            # Inside its like, a mark writes into the same list and is none of its own.
            inner = stack[-1].spans if name in active else []
            stack.append(_Open(name, str(token.attrs.get("href", "")), inner))
            active.add(name)
        elif part == "close":
            closed = stack.pop()
            if closed.spans is not stack[-1].spans:
                active.discard(name)
                stack[-1].spans.extend(_marked(closed))
        else:
            stack[-1].spans.append(_leaf(token, typed))
    return _merged(stack[0].spans)


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    url: str
    spans: list[Span]


def _marked(mark: _Open) -> Iterator[Span]:
    spans = _merged(mark.spans)
    if mark.name == "link":
        yield Link(mark.url, spans)
    elif spans:
        yield _MARKS[mark.name](spans)


def _leaf(token: Token, typed: bool) -> Span:
    if token.type == "code_inline":
        return Code(_one_line(token.content))
    if token.type == "hardbreak" or (token.type == "softbreak" and typed):
        return LineBreak()
    return Text(" " if token.type == "softbreak" else token.content)


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans with neighbouring texts as one, sanitized: entities hid from that before."""
    merged: list[Span] = []
    for is_text, group in groupby(spans, lambda span: isinstance(span, Text)):
        if not is_text:
            merged.extend(group)
            continue
        text = _one_line("".join(each.text for each in group if isinstance(each, Text)))
        if text:
            merged.append(Text(text))
    return tuple(merged)


def _one_line(text: str) -> str:
    return sanitize(text).replace("\n", " ").replace("\t", " ")


def plain_text(blocks: Iterable[Block]) -> str:
    """Return the words of the blocks, a block a line, without any markup."""
    return "\n".join(_plain(block) for block in blocks)


def _plain(block: Block) -> str:
    match block:
        case Paragraph(spans) | Headline(_, spans):
            return plain_line(spans)
        case Listing(items):
            return "\n".join(plain_text(item) for item in items)
        case Quote(blocks):
            return plain_text(blocks)
        case CodeBlock(text):
            return text
        case Table(rows):
            return "\n".join("\t".join(plain_line(cell) for cell in row) for row in rows)
        case Rule():
            return ""


def plain_line(spans: Iterable[Span]) -> str:
    """Return the words of the spans; a link is followed by where it leads."""
    return "".join(_plain_span(span) for span in spans)


def _plain_span(span: Span) -> str:
    match span:
        case Text(text) | Code(text):
            return text
        case LineBreak():
            return "\n"
        case Strong(spans) | Emphasis(spans) | Strike(spans):
            return plain_line(spans)
        case Link(url, spans):
            label, address = plain_line(spans).strip(), address_of(url)
            return address if label in ("", url, address) else f"{label} ({address})"


def address_of(url: str) -> str:
    """Return the url as people write it: a mail address without its scheme."""
    return url[len(_MAIL) :] if url.lower().startswith(_MAIL) else url
