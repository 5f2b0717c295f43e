"""The web room as a place to deliver to."""

from __future__ import annotations

from bot.core.deliveries import DeliveryKey
from bot.core.models import (
    Channel,
    ChannelId,
    Group,
)
from bot.core.view import Action, Address, Line, Message
from bot.platforms.web import WebPlatform
from bot.services.services import Services

KEY = DeliveryKey("round:question:local-web")


async def test_a_message_posted_twice_under_a_key_is_on_the_board_once(
    services: Services, room: Group
):
    platform = WebPlatform(services.web_messages)
    channel = Channel(ChannelId("local-web"), room.id, platform.name, "room")
    address = Address(channel, KEY, services.clock())
    message = Message("New question", (Line("x"),), (Action("answer", "Answer", "round"),))

    assert await platform.find(address) is None
    assert await platform.post(address, message) == KEY
    assert await platform.post(address, message) == KEY
    assert await platform.find(address) == KEY
    web_messages = await services.web_messages.latest(room.id, "web", None, for_admins=False)
    assert [(web_message.summary, web_message.subject) for web_message in web_messages] == [
        ("New question", "round")
    ]
