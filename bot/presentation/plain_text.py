"""A message as plain text. Markdown stays as it was written: it is made to be read so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.pictures import without_pictures
from bot.core.view import Block, Card, Columns, Heading, Line, Message, Moment, Prose
from bot.presentation import paging
from bot.presentation.sanitize import isolated, sanitize, sanitize_line


def text_of(message: Message) -> str:
    """Return everything but the buttons; nothing in it steers a terminal."""
    return "\n".join(_lines(message.blocks))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading(text):
                yield from ("", f"== {sanitize_line(text)} ==")
            case Line(text) | Prose(text):
                yield sanitize(without_pictures(text))
            case Moment(label, at):
                yield f"{sanitize_line(label)} {at.astimezone():%A %d %B %Y, %H:%M %Z}"
            case Card():
                yield from _card(block)
            case Columns(columns, titles):
                for title, cards in zip(titles, columns, strict=True):
                    yield from _lines((Heading(title), *cards))


def _card(card: Card) -> Iterator[str]:
    names = [card.author, *([paging.YOU] if card.mine else []), paging.kind_words(card)]
    yield from ("", f"-- {', '.join(isolated(sanitize_line(each)) for each in names if each)}")
    if card.also:
        yield paging.also_words([isolated(sanitize_line(each)) for each in card.also])
    yield sanitize(without_pictures(card.markdown)) or paging.NO_TEXT
    if card.remark:
        yield sanitize_line(card.remark)
    for point in card.points:
        if point.differs:
            beside = f"{paging.beside_words()}{sanitize_line(point.text)}"
            yield f"{paging.point_words(point)}{sanitize_line(point.differs)} ({beside})"
        elif point.touched:
            yield f"{paging.point_words(point)}{sanitize_line(point.text)}"
