"""Discord's markdown as HTML: titles, small print, lists, quotes and blocks of code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from docs.payloads.html import html
from docs.payloads.inline import Found, Reading, inline

__all__ = ["Reading", "markdown"]

_BLANK = re.compile(r"(?:[^\S\n]*(?:\n|$))+")
_FENCE = re.compile(
    r"```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```[^\S\n]*\n?", re.IGNORECASE
)
_QUOTE = re.compile(r"(?: *>(?!>>) [^\n]*(?:\n|$))+")
_QUOTE_MARK = re.compile(r"^ *> ", re.MULTILINE)
_TITLE = re.compile(r" *(#{1,3})[^\S\n]+([^\n]+)(?:\n|$)")
_SMALL = re.compile(r" *-#[^\S\n]+([^\n]+)(?:\n|$)")
_ITEM = re.compile(r"( *)(?:[*+-]|(\d{1,9})\.)[^\S\n]+([^\n]*)(?:\n|$)")
_MORE_OF_AN_ITEM = re.compile(r" {2,}(\S[^\n]*)(?:\n|$)")
_LINE = re.compile(r"[^\n]*(?:\n|$)")

Show = Callable[[Found, Reading], Markup]
Rules = tuple[tuple[re.Pattern[str], Show], ...]


def markdown(text: str, reading: Reading) -> Markup:
    """Return a text display's content as HTML blocks; whatever is no mark is shown, and escaped."""
    return Markup("\n").join(_blocks(text, reading, _BLOCKS))


def _blocks(text: str, reading: Reading, rules: Rules) -> Iterator[Markup]:
    at = 0
    while at < len(text):
        if blank := _BLANK.match(text, at):
            at = blank.end()
        elif found := _ITEM.match(text, at):
            items, at = _items(text, found)
            yield from _lists(items, reading)
        elif block := _block(text, at, rules):
            found, show = block
            yield show(found, reading)
            at = found.end()
        else:
            paragraph, at = _paragraph(text, at, rules)
            yield html("<p>{}</p>", inline(paragraph, reading))


def _block(text: str, at: int, rules: Rules) -> tuple[Found, Show] | None:
    for pattern, show in rules:
        if found := pattern.match(text, at):
            return found, show
    return None


def _paragraph(text: str, at: int, rules: Rules) -> tuple[str, int]:
    """Return the lines up to a blank one, or one that begins a block, and where they end."""
    end = start = at
    while end < len(text):
        line = _LINE.match(text, end)
        begins = end > start and (_ITEM.match(text, end) or _block(text, end, rules))
        if line is None or begins or not line[0].strip():
            break
        end = line.end()
    return text[start:end].strip("\n"), end


def _fence(found: Found, _: Reading) -> Markup:
    return html("<pre><code>{}</code></pre>", found[2])


def _quote(found: Found, reading: Reading) -> Markup:
    # There is no quote within a quote.
    inner = _blocks(_QUOTE_MARK.sub("", found[0]), reading, _BLOCKS[1:])
    return html("<blockquote>{}</blockquote>", Markup("\n").join(inner))


def _title(found: Found, reading: Reading) -> Markup:
    level = str(len(found[1]))
    return html('<p class="title title-{}">{}</p>', level, inline(found[2], reading))


def _small(found: Found, reading: Reading) -> Markup:
    return html('<p class="small">{}</p>', inline(found[1], reading))


_BLOCKS: Rules = (
    (_QUOTE, _quote),
    (_FENCE, _fence),
    (_TITLE, _title),
    (_SMALL, _small),
)


@dataclass(frozen=True, slots=True)
class _Item:
    """A line of a list with the lines that go on with it; `number` is None for a dot."""

    indent: int
    number: int | None
    text: str

    @property
    def is_numbered(self) -> bool:
        return self.number is not None


def _items(text: str, found: Found) -> tuple[list[_Item], int]:
    """Return the items of a list that begins with the one found, and where it ends."""
    items: list[_Item] = []
    item: Found | None = found
    at = found.start()
    while item is not None:
        at, lines = item.end(), [item[3]]
        item_after = _ITEM.match(text, at)
        while item_after is None and (more := _MORE_OF_AN_ITEM.match(text, at)):
            lines.append(more[1])
            at = more.end()
            item_after = _ITEM.match(text, at)
        number = None if item[2] is None else int(item[2])
        items.append(_Item(len(item[1]), number, "\n".join(lines)))
        item = item_after
    return items, at


def _lists(items: Sequence[_Item], reading: Reading) -> Iterator[Markup]:
    """Yield a list for each run of items of one kind; those further in belong to the one before."""
    start = 0
    while start < len(items):
        first, end = items[start], start + 1
        while end < len(items) and (
            items[end].indent > first.indent or items[end].is_numbered == first.is_numbered
        ):
            end += 1
        yield _list(first, items[start:end], reading)
        start = end


def _list(first: _Item, items: Sequence[_Item], reading: Reading) -> Markup:
    entries = Markup("").join(_entries(first.indent, items, reading))
    if first.number is None:
        return html("<ul>{}</ul>", entries)
    return html('<ol start="{}">{}</ol>', str(first.number), entries)


def _entries(indent: int, items: Iterable[_Item], reading: Reading) -> Iterator[Markup]:
    head: _Item | None = None
    inner: list[_Item] = []
    for item in items:
        if head is not None and item.indent > indent:
            inner.append(item)
            continue
        if head is not None:
            yield _entry(head, inner, reading)
        head, inner = item, []
    if head is not None:
        yield _entry(head, inner, reading)


def _entry(head: _Item, inner: Sequence[_Item], reading: Reading) -> Markup:
    lists = Markup("").join(_lists(inner, reading))
    return html("<li>{}{}</li>", inline(head.text, reading), lists)
