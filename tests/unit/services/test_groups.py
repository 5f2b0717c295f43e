"""The web room's group, its settings, and the messages on its board."""

from __future__ import annotations

import pytest

from bot.core.models import DeliveryKey, GroupId, Naming, Round
from bot.core.view import Message
from bot.errors import NotFound
from bot.services.groups import LOCAL_GROUP
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage.transaction import Store


async def test_the_room_is_made_once(services: Services, store: Store):
    first = await services.groups.local()

    assert await services.groups.local() == first == await services.groups.get(LOCAL_GROUP)
    async with store.reading() as tx:
        assert len(await tx.groups.channels(LOCAL_GROUP)) == 1


async def test_a_group_that_is_not_there_is_not_found(services: Services):
    with pytest.raises(NotFound):
        await services.groups.get(GroupId("nobody"))
    with pytest.raises(NotFound):
        await services.groups.set_naming(GroupId("nobody"), Naming.ANONYMOUS)


async def test_the_naming_is_kept_and_pages_hear_of_it(services: Services):
    await services.groups.local()
    with services.live.listen(Topic.ROUNDS) as listener:
        await services.groups.set_naming(LOCAL_GROUP, Naming.ANONYMOUS)
        assert await listener.changes(timeout=0)

    assert (await services.groups.local()).naming is Naming.ANONYMOUS


async def test_a_pinned_message_is_there_once_and_admins_alone_see_theirs(
    services: Services, store: Store, open_round: Round
):
    async with store.reading() as tx:
        (channel,) = await tx.groups.channels(LOCAL_GROUP)
    for summary in ("first", "second"):
        await services.web_messages.pin(channel, DeliveryKey("k"), Message(summary, ()))
    secret = Message("for admins", (), for_admins=True)
    await services.web_messages.pin(channel, DeliveryKey("a"), secret)

    assert await services.web_messages.has(channel, DeliveryKey("k"))
    assert not await services.web_messages.has(channel, DeliveryKey("x"))
    everybody = await services.web_messages.latest(LOCAL_GROUP, "web", None, for_admins=False)
    assert [web_message.summary for web_message in everybody] == ["first"]
    admins = await services.web_messages.latest(LOCAL_GROUP, "web", None, for_admins=True)
    assert {web_message.summary for web_message in admins} == {"first", "for admins"}
    assert await services.web_messages.latest(LOCAL_GROUP, "irc", None, for_admins=True) == []
