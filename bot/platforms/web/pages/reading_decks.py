"""Decks for those who read a group that uses them: a list, and each in pages, to read alone."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import DeckId
from bot.platforms.web.paging import paged
from bot.platforms.web.request_context import GroupContext

_DECKS_AT_ONCE = 60
_QUESTIONS_AT_ONCE = 30


async def list_all(context: GroupContext) -> Response:
    """List the decks in whose names the words are."""
    decks = await context.services.deck_reading.decks(context.reader)
    wanted = context.query.text("q").strip()
    found = [each for each in decks if wanted.casefold() in each.deck.title.casefold()]
    shown = paged(found, context.query.number("page"), _DECKS_AT_ONCE)
    return context.page(
        "decks.html",
        decks=shown.items,
        total=len(decks),
        shown=shown,
        wanted=wanted,
    )


async def show(context: GroupContext) -> Response:
    """Show a page of a deck, with the answers that are for whoever looks."""
    words, at = context.query.text("q"), context.query.number("page")
    found = await context.services.deck_reading.read(
        context.reader, DeckId(context.path("deck")), words, at, _QUESTIONS_AT_ONCE
    )
    return context.page("read_deck.html", found=found, wanted=words)
