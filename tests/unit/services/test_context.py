"""What others hear of a change, and when."""

from __future__ import annotations

import pytest

from bot.core.models import Group, Naming
from bot.errors import NotAllowed
from bot.services.context import Context
from bot.services.live import Topic


async def test_a_change_is_published_once_others_can_read_it(context: Context, room: Group):
    with context.live.listen() as listener:
        async with context.changing(room.id, Topic.ROUNDS, Topic.DECKS) as tx:
            await tx.groups.update(room.id, naming=Naming.ANONYMOUS)
            assert await listener.changes(timeout=0) == frozenset()

        heard = await listener.changes(timeout=0)
    assert heard == {(room.id, Topic.ROUNDS), (room.id, Topic.DECKS)}
    async with context.store.reading() as tx:
        assert (await tx.groups.get(room.id)).naming is Naming.ANONYMOUS


async def test_nobody_hears_of_a_change_that_failed(context: Context, room: Group):
    with context.live.listen() as listener:
        with pytest.raises(NotAllowed):
            await _fail_to_change(context, room)

        assert await listener.changes(timeout=0) == frozenset()
    async with context.store.reading() as tx:
        assert (await tx.groups.get(room.id)).naming is room.naming


async def _fail_to_change(context: Context, room: Group) -> None:
    async with context.changing(room.id, Topic.ROUNDS) as tx:
        await tx.groups.update(room.id, naming=Naming.ANONYMOUS)
        raise NotAllowed("member")
