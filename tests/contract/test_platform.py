"""What `bot.platforms.port` promises, on every platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.core.deliveries import DeliveryKey
from bot.core.ids import PictureId
from bot.core.models import Channel, ChannelId, Group
from bot.core.pictures import PictureFile
from bot.core.view import Action, Address, Heading, Line, Message, Prose
from bot.platforms.kept import KeptPlatform
from bot.platforms.port import Platform
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
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
    """A platform with two channels, and a look at what people read there.

    `said` returns the text of each message in a channel; one that `keeps` them whole shows it all.
    One that `knows_keys` takes a message once for each key, any other as often as it is sent.
    """

    connect: Callable[[], Awaitable[Platform]]
    here: Channel
    there: Channel
    said: Callable[[Channel], Awaitable[list[str]]]
    keeps: bool = True
    knows_keys: bool = True

    async def deliver(self, platform: Platform, address: Address, message: Message) -> str:
        """Post as the dispatcher does: where keys are not known, look for the message before."""
        posted = None if self.knows_keys else await platform.find(address)
        return posted or await platform.post(address, message)


@pytest.fixture(params=["memory", "web", "terminal", "discord", "slack"])
async def place(
    request: pytest.FixtureRequest, room: Group, services: Services, store: Store
) -> AsyncIterator[Place]:
    """One kind of platform, ready to be connected to."""
    if request.param in {"discord", "slack"}:
        connected = _discord if request.param == "discord" else _slack
        async with connected(room) as made:
            yield made
    else:
        yield {"memory": _memory, "web": _web, "terminal": _terminal}[request.param](
            room, services, store
        )


@pytest.fixture
async def channels(place: Place, store: Store) -> None:
    """Storage knows of both channels."""
    async with store.writing() as tx:
        await tx.groups.add_channel(place.here)
        await tx.groups.add_channel(place.there)


def _channels(room: Group, platform: str) -> list[Channel]:
    return [Channel(ChannelId(name), room.id, platform, name) for name in ("here", "there")]


def _memory(room: Group, services: Services, store: Store) -> Place:
    server = MemoryServer(edit_pace=5.0)

    async def connect() -> Platform:
        return MemoryPlatform(server)

    async def said(channel: Channel) -> list[str]:
        return [posted.message.summary for posted in server.posted(channel)]

    here, there = _channels(room, "memory")
    return Place(connect, here, there, said)


def _web(room: Group, services: Services, store: Store) -> Place:
    from bot.platforms.web import WebPlatform  # noqa: PLC0415  # its SDK is wanted here alone

    return _kept(room, store, WebPlatform.name, lambda: WebPlatform(services.web_messages))


def _terminal(room: Group, services: Services, store: Store) -> Place:
    from bot.platforms.terminal.platform import TerminalPlatform  # noqa: PLC0415  # as above

    return _kept(room, store, TerminalPlatform.name, lambda: TerminalPlatform(services))


async def _no_pictures(_: Sequence[PictureId]) -> Mapping[PictureId, PictureFile]:
    return {}


async def _to_whom_it_is(address: Address) -> Address:
    return address


async def _as_it_is(_: str, message: Message) -> Message:
    return message


def _kept(room: Group, store: Store, name: str, make: Callable[[], KeptPlatform]) -> Place:
    async def connect() -> Platform:
        return make()

    async def said(channel: Channel) -> list[str]:
        async with store.reading() as tx:
            web_messages = await tx.web_messages.latest(channel.id, None, for_admins=True)
        return [web_message.summary for web_message in web_messages]

    here, there = _channels(room, name)
    return Place(connect, here, there, said)


@asynccontextmanager
async def _discord(room: Group) -> AsyncIterator[Place]:
    import discord  # noqa: PLC0415  # its SDK is wanted here alone

    from bot.platforms.discord.platform import DiscordPlatform  # noqa: PLC0415
    from tests.fakes.discord import FakeDiscord  # noqa: PLC0415

    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(await FakeDiscord.start(Clock().now))
        stack.enter_context(server.connection())
        guild = server.guild("Bread club")
        places = {name: guild.channel(name) for name in ("here", "there")}

        async def connect() -> Platform:
            client = discord.Client(intents=discord.Intents.none())
            await stack.enter_async_context(client)
            await client.login(server.application.token)
            return DiscordPlatform(lambda: client, _no_pictures)

        async def said(channel: Channel) -> list[str]:
            return [message.text for message in places[channel.id].messages]

        here, there = (
            Channel(ChannelId(name), room.id, "discord", str(place.id), str(guild.id))
            for name, place in places.items()
        )
        yield Place(connect, here, there, said, keeps=False)


@asynccontextmanager
async def _slack(room: Group) -> AsyncIterator[Place]:
    from slack_sdk.web.async_client import AsyncWebClient  # noqa: PLC0415  # wanted here alone

    from bot.platforms.slack.platform import SlackPlatform  # noqa: PLC0415  # as above
    from tests.fakes.slack import FakeSlack, without_proxies  # noqa: PLC0415  # as above

    async with AsyncExitStack() as stack:
        stack.enter_context(without_proxies())
        server = await stack.enter_async_context(await FakeSlack.start(Clock().now))
        workspace = server.workspace("Bread club")
        places = {name: workspace.channel(name) for name in ("here", "there")}

        class Clients:
            """A client of the only workspace, connected anew."""

            async def of(self, team: str) -> AsyncWebClient | None:
                client = AsyncWebClient(server.bot_token, base_url=server.api_url)
                return client if team == workspace.id else None

        async def connect() -> Platform:
            return SlackPlatform(Clients(), _no_pictures, _as_it_is, _to_whom_it_is)

        async def said(channel: Channel) -> list[str]:
            return [message.text for message in places[channel.id].messages]

        here, there = (
            Channel(ChannelId(name), room.id, "slack", place.id, workspace.id)
            for name, place in places.items()
        )
        yield Place(connect, here, there, said, keeps=False, knows_keys=False)


def _reads(said: list[str], *wanted: str) -> bool:
    """Say whether there are these messages and no others."""
    return len(said) == len(wanted) and all(
        text in message for message, text in zip(said, wanted, strict=True)
    )


def _at(channel: Channel, key: DeliveryKey = KEY) -> Address:
    return Address(channel, key, NOON)


def _message(summary: str = "New question: why?") -> Message:
    return Message(
        summary=summary,
        blocks=(Heading("Bread"), Prose(summary), Line("Nobody has answered yet")),
        actions=(Action("answer", "Answer", "round"),),
    )


pytestmark = pytest.mark.usefixtures("channels")


async def test_what_was_posted_under_a_key_is_found_by_it(place: Place):
    platform = await place.connect()

    id_ = await platform.post(_at(place.here), _message())

    assert id_
    assert await platform.find(_at(place.here)) == id_
    assert _reads(await place.said(place.here), "New question: why?")


async def test_a_key_that_nothing_was_posted_under_is_not_found(place: Place):
    platform = await place.connect()
    await platform.post(_at(place.here), _message())

    assert await platform.find(_at(place.here, DeliveryKey("another"))) is None
    assert await platform.find(_at(place.here, DeliveryKey(KEY[:-1]))) is None


async def test_posting_twice_under_one_key_leaves_one_message(place: Place):
    platform = await place.connect()

    first = await place.deliver(platform, _at(place.here), _message())
    second = await place.deliver(platform, _at(place.here), _message("said again"))

    assert first == second
    assert _reads(await place.said(place.here), "New question: why?")


async def test_channels_do_not_see_each_others_keys(place: Place):
    platform = await place.connect()
    await platform.post(_at(place.here), _message())

    assert await platform.find(_at(place.there)) is None
    await platform.post(_at(place.there), _message("there"))
    assert _reads(await place.said(place.here), "New question: why?")
    assert _reads(await place.said(place.there), "there")


async def test_a_new_connection_still_finds_what_an_earlier_one_posted(place: Place):
    id_ = await (await place.connect()).post(_at(place.here), _message())

    later = await place.connect()

    assert await later.find(_at(place.here)) == id_
    assert await place.deliver(later, _at(place.here), _message()) == id_


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
async def test_hostile_text_comes_through_in_one_message(place: Place, text: str):
    await (await place.connect()).post(_at(place.here), _message(text))

    (said,) = await place.said(place.here)
    assert said == text if place.keeps else said


async def test_a_message_that_is_edited_says_something_else_and_is_found_as_before(place: Place):
    platform = await place.connect()
    id_ = await platform.post(_at(place.here), _message())

    for _ in range(2):
        await platform.edit(_at(place.here), id_, _message("Closed: why?"))

    edits = platform.seconds_between_edits is not None
    wanted = "Closed: why?" if edits else "New question: why?"
    assert _reads(await place.said(place.here), wanted)
    assert await platform.find(_at(place.here)) == id_


async def test_a_platform_has_the_name_that_its_channels_have(place: Place):
    assert (await place.connect()).name == place.here.platform
