"""What members of the room that is set say they said: `python -m tests.corpus.measure_claims`.

A key point that was not found in a reply, and that its author claims, is one that the comparison
missed, as they see it. Prints how many there are, and how many of them it finds by now.
"""

from __future__ import annotations

import asyncio

from rich.console import Console
from sqlalchemy import select

from bot.core.own_words import point_token
from bot.database import reading_context
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.reveals import RevealService
from bot.settings import load_settings
from bot.storage import schema


async def claimed(context: Context) -> tuple[int, int]:
    """Return how many key points members claim, and in how many of them the words are found."""
    reveals, number, found = RevealService(context, AccessService(context)), 0, 0
    async with context.store.reading() as tx:
        column = schema.claims.c.round
        rounds = (await tx.connection.scalars(select(column).distinct().order_by(column))).all()
    for round_ in rounds:
        async with context.store.reading() as tx:
            said = (await tx.own_words.of_round(round_)).claims
        shared = await reveals.shared(round_, None)
        comparison = shared.reveal.comparison
        for author, touches in zip(shared.authors, comparison.touches, strict=False):
            for point, touch in zip(comparison.points, touches, strict=True):
                if point_token(point.text) in said.get(author, ()):
                    number, found = number + 1, found + touch.touched
    return number, found


async def _tell() -> None:
    async with reading_context(load_settings()) as context:
        number, found = await claimed(context)
    print_ = Console(highlight=False, soft_wrap=True).print
    print_(f"claimed key points: {number}, of which words find {found}")


if __name__ == "__main__":
    asyncio.run(_tell())
