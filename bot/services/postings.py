"""Which question a message on a platform is, and where questions stand."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.models import GroupId, RoundId
from bot.services.context import Context


class PostingService:
    """Questions by the ids that platforms gave them."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def asked_in(self, platform: str, external_ids: Collection[str]) -> RoundId | None:
        """Return the round whose question is one of these messages, None for other messages."""
        async with self._context.store.reading() as tx:
            found = await tx.deliveries.questions_posted_as(platform, external_ids)
        return found[0].round if found else None

    async def open_questions(self, group: GroupId, platform: str) -> list[tuple[str, str]]:
        """Return the address of each channel with an open question, and the message's id there."""
        async with self._context.store.reading() as tx:
            posted = await tx.deliveries.open_questions(group, platform)
            channels = {each.id: each for each in await tx.groups.channels(group)}
        return [
            (channels[each.channel].address, each.external_id)
            for each in posted
            if each.external_id is not None and each.channel in channels
        ]
