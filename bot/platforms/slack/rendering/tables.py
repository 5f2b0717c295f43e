"""Who touches which key point, as tables: a row for each point, a column for each person.

Slack takes one table a message, of at most 100 rows and 20 columns, and refuses empty cells.
https://docs.slack.dev/reference/block-kit/blocks/table-block
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.core.view import Card, Columns, Message, Point
from bot.platforms.slack.rendering.cards import name_of
from bot.platforms.slack.rendering.pieces import size
from bot.presentation import paging, prose

_ROWS = 100
_COLUMNS = 20
# With more people than stand in so many tables, the points are read more easily on their cards.
_TABLES = 3

Table = dict[str, Any]


def tables_of(message: Message, room: int) -> tuple[Table, ...]:
    """Return the tables of a message's columns, each of at most `room` bytes of JSON.

    None where the cards are about different points, or by people who cannot be told apart, or
    where that would be more than a few.
    """
    cards = [card for card in _cards(message) if card.points]
    if not cards or not _can_stand_together(cards):
        return ()
    points = [_words(point) for point in cards[0].points]
    heads = [_head(card) for card in cards]
    width = _width(points, heads, room)
    if width < 1 or len(cards) > width * _TABLES:
        return ()
    return tuple(
        _table(points, heads[at : at + width], cards[at : at + width])
        for at in range(0, len(cards), width)
    )


def _cards(message: Message) -> Iterable[Card]:
    for block in message.blocks:
        if isinstance(block, Columns):
            for column in block.columns:
                yield from column


def _can_stand_together(cards: Sequence[Card]) -> bool:
    same_points = len({tuple(point.text for point in card.points) for card in cards}) == 1
    heads = [_head(card) for card in cards]
    return same_points and len(cards[0].points) < _ROWS and len(set(heads)) == len(heads)


def _width(points: Sequence[str], heads: Sequence[str], room: int) -> int:
    """Return how many people fit beside the points; 0 when nobody does."""
    cell = size(_cell(paging.touched_words(Point("", touched=False)))) + 1
    first = size(_table(points, [], [])) + size(_cell(paging.KEY_POINT))
    column = max(size(_cell(head)) for head in heads) + cell * len(points) + len(_WRAPPED)
    return min(_COLUMNS - 1, (room - first) // column)


def _table(points: Sequence[str], heads: Sequence[str], cards: Sequence[Card]) -> Table:
    top = [_cell(each) for each in (paging.KEY_POINT, *heads)]
    rows = [
        [_cell(point), *(_cell(paging.touched_words(card.points[row])) for card in cards)]
        for row, point in enumerate(points)
    ]
    settings = [{"is_wrapped": True} for _ in top]
    return {"type": "table", "rows": [top, *rows], "column_settings": settings}


_WRAPPED = '{"is_wrapped":true},'


def _cell(text: str) -> dict[str, str]:
    return {"type": "raw_text", "text": text}


def _head(card: Card) -> str:
    facts = [paging.YOU] if card.mine else []
    return " · ".join([name_of(card.author) or "—", paging.kind_words(card), *facts])


def _words(point: Point) -> str:
    words = " ".join(prose.plain_text(prose.parse(point.text)).split())
    return words or "—"
