"""The neutral message's blocks and where its actions lead: what `templates/blocks.html` needs."""

from __future__ import annotations

from typing import assert_never

from bot.core.view import (
    Action,
    Block,
    Card,
    Columns,
    Heading,
    Kind,
    Line,
    Moment,
    Point,
    Prose,
)


def macro_of(block: Block) -> str:
    """Return the name of the macro in `blocks.html` that renders the block."""
    match block:
        case Heading():
            return "heading"
        case Line():
            return "line"
        case Prose():
            return "prose"
        case Moment():
            return "moment"
        case Card():
            return "card"
        case Columns():
            return "columns"
        case _:
            assert_never(block)


_ADDRESSES = {
    "answer": "/rounds/{}",
    "reveal": "/rounds/{}",
    "rate": "/rounds/{}#rating",
    "helpful": "/rounds/{}#helpful",
}


def address_of(action: Action) -> str | None:
    """Return where pressing the action leads, None for what the room has no page for."""
    address = _ADDRESSES.get(action.name)
    return address.format(action.subject) if address else None


def was_typed(card: Card) -> bool:
    """Say whether the card's text was typed into a box, rather than written in a document."""
    return card.kind is Kind.REPLY


def shared_points(columns: Columns) -> tuple[Point, ...]:
    """Return the key points that the cards of the columns are compared with."""
    cards = (card for column in columns.columns for card in column)
    return next((card.points for card in cards if card.points), ())
