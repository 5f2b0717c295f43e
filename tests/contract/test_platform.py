"""What `bot.platforms.port` promises, on every platform."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.core.models import Channel, ChannelId, DeliveryKey, Group
from bot.core.view import Action, Heading, Line, Message, Prose
from bot.platforms.port import Platform
from bot.services.catalogue import Services
from bot.storage.store import SqlStore
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer

KEY = DeliveryKey("round:question:channel")
HOSTILE = (
    "<script>alert(1)</script>",
    "@everyone <!channel> <@U123>",
    "```\nunclosed",
    "[a](javascript:alert(1)) ![x](//evil.example/p.gif)",
    "\u202egnirts 👩‍💻 ﷽",
    "{deck} %s ${x}",
    "x" * 20_000,
)


@dataclass(frozen=True)
class Place:
    """A platform with two channels, and a look at what people see there."""

    connect: Callable[[], Platform]
    here: Channel
    there: Channel
    summaries: Callable[[Channel], Awaitable[list[str]]]


@pytest.fixture(params=["memory", "web"])
def place(
    request: pytest.FixtureRequest, room: Group, services: Services, store: SqlStore
) -> Place:
    """One kind of platform, ready to be connected to."""
    return {"memory": _memory, "web": _web}[request.param](room, services, store)


@pytest.fixture
async def channels(place: Place, store: SqlStore) -> None:
    """Storage knows of both channels."""
    async with store.writing() as kept:
        await kept.groups.add_channel(place.here)
        await kept.groups.add_channel(place.there)


def _channels(room: Group, platform: str) -> list[Channel]:
    return [Channel(ChannelId(name), room.id, platform, name) for name in ("here", "there")]


def _memory(room: Group, services: Services, store: SqlStore) -> Place:
    server = MemoryServer()

    async def summaries(channel: Channel) -> list[str]:
        return [posted.message.summary for posted in server.posted(channel)]

    here, there = _channels(room, "memory")
    return Place(lambda: MemoryPlatform(server), here, there, summaries)


def _web(room: Group, services: Services, store: SqlStore) -> Place:
    from bot.platforms.web import WebPlatform  # noqa: PLC0415  # its SDK is wanted here alone

    async def summaries(channel: Channel) -> list[str]:
        async with store.reading() as kept:
            notices = await kept.noticeboard.latest(channel.id, None, for_admins=True)
        return [notice.summary for notice in notices]

    here, there = _channels(room, "web")
    return Place(lambda: WebPlatform(services.noticeboard), here, there, summaries)


def _message(summary: str = "New question: why?") -> Message:
    return Message(
        summary=summary,
        blocks=(Heading("Bread"), Prose(summary), Line("Nobody has answered yet")),
        actions=(Action("answer", "Answer", "round"),),
    )


pytestmark = pytest.mark.usefixtures("channels")


async def test_what_was_posted_under_a_key_is_found_by_it(place: Place):
    platform = place.connect()

    id_ = await platform.post(place.here, KEY, _message())

    assert id_
    assert await platform.find(place.here, KEY) == id_
    assert await place.summaries(place.here) == ["New question: why?"]


async def test_a_key_that_nothing_was_posted_under_is_not_found(place: Place):
    platform = place.connect()
    await platform.post(place.here, KEY, _message())

    assert await platform.find(place.here, DeliveryKey("another")) is None
    assert await platform.find(place.here, DeliveryKey(KEY[:-1])) is None


async def test_posting_twice_under_one_key_leaves_one_message(place: Place):
    platform = place.connect()

    first = await platform.post(place.here, KEY, _message())
    second = await platform.post(place.here, KEY, _message("said again"))

    assert first == second
    assert await place.summaries(place.here) == ["New question: why?"]


async def test_channels_do_not_see_each_others_keys(place: Place):
    platform = place.connect()
    await platform.post(place.here, KEY, _message())

    assert await platform.find(place.there, KEY) is None
    await platform.post(place.there, KEY, _message("there"))
    assert await place.summaries(place.here) == ["New question: why?"]
    assert await place.summaries(place.there) == ["there"]


async def test_a_new_connection_still_finds_what_an_earlier_one_posted(place: Place):
    id_ = await place.connect().post(place.here, KEY, _message())

    later = place.connect()

    assert await later.find(place.here, KEY) == id_
    assert await later.post(place.here, KEY, _message()) == id_


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
async def test_hostile_text_comes_through_as_it_is(place: Place, text: str):
    await place.connect().post(place.here, KEY, _message(text))

    assert await place.summaries(place.here) == [text]


async def test_a_platform_has_the_name_that_its_channels_have(place: Place):
    assert place.connect().name == place.here.platform
