"""Where answers may be written is known without asking the database for each message."""

from __future__ import annotations

import asyncio

from bot.services.groups import Place
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.statements import counted_statements

HERE = Place("discord", "1", "10", "study")


async def test_it_is_read_once_and_again_when_a_channel_allows_it_or_does_not(
    services: Services, store: Store
):
    groups = services.groups
    await services.workspaces.enter("discord", "1", "Bread club", "")
    channel = await groups.found(HERE)
    assert not await groups.takes_writing("discord", "10")

    await groups.configure_channel(channel.id, written=True)
    assert await groups.takes_writing("discord", "10")
    with counted_statements(store._engine) as seen:
        for address in ("10", "11", "12"):
            assert await groups.takes_writing("discord", address) == (address == "10")
    assert len(seen) == 0
    assert not await groups.takes_writing("slack", "10")

    await groups.configure_channel(channel.id, written=False)
    assert not await groups.takes_writing("discord", "10")
    assert await groups.may_hold_answers("discord", "10")  # those written before
    assert not await groups.may_hold_answers("discord", "11")


async def test_of_many_messages_at_once_the_first_reads_for_all(services: Services, store: Store):
    addresses = [str(number) for number in range(50)]
    with counted_statements(store._engine) as seen:
        await asyncio.gather(*(services.groups.takes_writing("discord", one) for one in addresses))

    assert len(seen) == 1
