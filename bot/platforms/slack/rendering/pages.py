"""The neutral message as pages, each small enough for one message of Slack's.

Slack takes 50 blocks a message, and answers `msg_blocks_too_long` to what is too long without
saying how it counts: 13,200 characters of blocks were refused, and 11,300 bytes of text
(https://github.com/slackapi/bolt-js/issues/2509 and 2867). Pages are measured in bytes of JSON,
which are more than either, and leave room of both for buttons.

Who touches which key point stands in tables: a row for each point, a column for each person. Slack
takes one table a message, of at most 100 rows and 20 columns, and refuses empty cells.
https://docs.slack.dev/reference/block-kit/blocks/table-block
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.core.view import Card, CardKind, Columns, Message, Point
from bot.platforms.chat_text.blocks import card_unit, name_of
from bot.platforms.chat_text.pages import Binder, Limits, Page
from bot.platforms.slack.rendering.elements import size
from bot.platforms.slack.rendering.rich_text import RICH_TEXT, Block
from bot.presentation import paging, prose

PAGE_SIZE = 9_000  # bytes of JSON, without the running head: at most 700
PAGE_BLOCKS = 40
_BEGINNING = 3_000
_PICTURES = 10
_TABLE_ROWS = 100
_TABLE_COLUMNS = 20
# With more people than stand in so many tables, the points are read more easily on their cards.
_TABLES = 3
_WRAPPED = '{"is_wrapped":true},'


def pages_of(
    message: Message, *, tables: bool = True, files: bool = True, pictures: bool = False
) -> tuple[Page[Block], ...]:
    """Return the message's pages, at least one, and each text whole on one where it fits.

    A text of more than about three pages shows its beginning and is attached, except where there
    can be no `files`, as on what one person sees alone. So it is with `pictures`, which are
    uploaded with a message that stays. Key points of cards in columns stand in
    `tables` at the end, which are for messages only: a view has none.
    """
    points = _tables(message) if tables else ()
    # Slack does not say how many files a message takes; those of the texts on a page are few.
    limits = Limits(PAGE_SIZE, PAGE_BLOCKS, PAGE_BLOCKS if files else 0, _BEGINNING)
    limits = replace(limits, pictures=_PICTURES if pictures else 0)
    binder = Binder(RICH_TEXT, limits)

    def add_columns(columns: Columns) -> None:
        foot = () if points else None
        for heading, cards in zip(columns.titles, columns.columns, strict=True):
            units = [card_unit(card, RICH_TEXT, foot, labelled=False) for card in cards]
            binder.add_column(heading, units)

    binder.add_blocks(message, add_columns)
    for table in points:
        binder.add_last(table)
    return binder.bound(message.summary)


def _tables(message: Message) -> tuple[Block, ...]:
    """Return the tables of a message's columns, each small enough for a page.

    None where the cards are about different points, or by people who cannot be told apart, or
    where that would be more than a few.
    """
    cards = [card for card in _cards(message) if card.points]
    if not cards or not _can_stand_together(cards):
        return ()
    references = (card for card in _cards(message) if card.kind is CardKind.REFERENCE)
    names = paging.named_points(cards[0].points, references)
    points = [_words(name) for name in names]
    heads = [_head(card) for card in cards]
    width = _width(points, heads)
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
    return same_points and len(cards[0].points) < _TABLE_ROWS and len(set(heads)) == len(heads)


def _width(points: Sequence[str], heads: Sequence[str]) -> int:
    """Return how many people fit beside the points; 0 when nobody does."""
    kinds = (
        Point("", touched=True),
        Point("", touched=False, differs="-"),
        Point("", touched=False, claimed=True),
    )
    cell = max(size(_cell(paging.touched_words(kind))) for kind in kinds) + 1
    first = size(_table(points, [], [])) + size(_cell(paging.KEY_POINT))
    column = max(size(_cell(head)) for head in heads) + cell * len(points) + len(_WRAPPED)
    return min(_TABLE_COLUMNS - 1, (PAGE_SIZE - first) // column)


def _table(points: Sequence[str], heads: Sequence[str], cards: Sequence[Card]) -> Block:
    top = [_cell(each) for each in (paging.KEY_POINT, *heads)]
    rows = [
        [_cell(point), *(_cell(paging.touched_words(card.points[row])) for card in cards)]
        for row, point in enumerate(points)
    ]
    settings = [{"is_wrapped": True} for _ in top]
    return {"type": "table", "rows": [top, *rows], "column_settings": settings}


def _cell(text: str) -> dict[str, str]:
    return {"type": "raw_text", "text": text}


def _head(card: Card) -> str:
    facts = [paging.YOU] if card.mine else []
    return " · ".join([name_of(card.author) or "—", paging.kind_words(card), *facts])


def _words(point: str) -> str:
    words = " ".join(prose.plain_text(prose.parse(point)).split())
    return words or "—"
