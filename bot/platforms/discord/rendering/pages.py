"""The neutral message as pages, each small enough for one message of Discord's.

Discord takes 40 components and 4,000 characters of text a message. A page leaves room of both for
the buttons and for the mention that `layout` adds.
"""

from __future__ import annotations

from bot.core.view import Card, CardKind, Columns, Message, Point
from bot.platforms.chat_text import pages
from bot.platforms.chat_text.blocks import Unit, card_unit, point_piece, points_below, small, title
from bot.platforms.chat_text.pages import Binder, Limits
from bot.platforms.chat_text.pieces import Piece
from bot.platforms.discord.rendering.markdown import MARKDOWN, Part
from bot.presentation import paging

Page = pages.Page[Part]

PAGE_TEXT = 3500  # characters, without the running head
PAGE_PARTS = 22  # components: texts, dividers and files
PAGE_FILES = 10
_LIMITS = Limits(
    PAGE_TEXT, PAGE_PARTS, PAGE_FILES, beginning=1500, file_is_part=True, pictures=PAGE_FILES
)


def pages_of(message: Message) -> tuple[Page, ...]:
    """Return the message's pages, at least one, and each text whole on one where it fits.

    A text of more than about three pages shows its beginning and is attached.
    """
    binder = Binder(MARKDOWN, _LIMITS)
    binder.add_blocks(message, lambda columns: _add_columns(binder, columns))
    return binder.bound(message.summary)


def _add_columns(binder: Binder[Part], columns: Columns) -> None:
    """Put the columns below each other, key points before the first that is held to them."""
    legend: tuple[str, ...] = ()
    for heading, cards in zip(columns.titles, columns.columns, strict=True):
        points = next((card.points for card in cards if card.points), ())
        if points and not legend:
            above = (each for each in columns.columns[0] if each.kind is CardKind.REFERENCE)
            binder.add(_legend(paging.named_points(points, above)), divided=True)
            legend = tuple(point.text for point in points)
        binder.add_column(heading, [_card(card, legend) for card in cards])


def _legend(names: list[str]) -> Unit:
    """Return the key points with their numbers, by which the cards below name them."""
    numbered = (
        point_piece(name, f"{number}. ", MARKDOWN) for number, name in enumerate(names, start=1)
    )
    return Unit((*title(paging.KEY_POINTS, MARKDOWN), *numbered))


def _card(card: Card, legend: tuple[str, ...]) -> Unit:
    return card_unit(card, MARKDOWN, _touches(card.points, legend), labelled=False)


def _touches(points: tuple[Point, ...], legend: tuple[str, ...]) -> tuple[Piece, ...]:
    """Return which key points were found in a card, those of the `legend` by their numbers."""
    if not points or tuple(point.text for point in points) != legend:
        return points_below(points, MARKDOWN)
    told = paging.touch_words(points)
    differing = (
        point_piece(point.differs, paging.beside_words(number), MARKDOWN)
        for number, point in enumerate(points, start=1)
        if point.differs
    )
    return (*((small(told),) if told else ()), *differing)
