"""A server with an open channel and a hidden one, and what its people press there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.chat.actions import IN_WORKSPACES, OF_ORGANISERS, OF_ROUNDS, OPENS_FORM
from bot.services.groups import Place
from bot.services.services import Services
from tests.e2e.roundtable import Roundtable, on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel, Guild, Message, Role
from tests.fakes.discord.people import Person
from tests.fakes.discord.seen import Seen
from tests.fakes.eventually import eventually
from tests.walk import ACTIONS, Lived, lived

EVERY_ACTION = frozenset({*OPENS_FORM, *OF_ROUNDS, *IN_WORKSPACES, *OF_ORGANISERS})
_ALLOWED = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
)


@dataclass
class Crew:
    """`Hands` of the people in the hidden channel."""

    bot: Roundtable
    server: FakeDiscord
    guild: Guild
    bridge: Channel
    people: dict[str, Person]
    crew: Role
    clock: Clock

    async def turn(self) -> None:
        await self.bot.turn()

    async def hear(self, who: str) -> None:
        await eventually(lambda: _has(self.people[who].dms))

    async def wish(self, who: str) -> None:
        await self.people[who].press(self.bridge.messages[-1], "Remind me")

    async def answer(self, who: str, text: str) -> None:
        form = await self.people[who].press(self.bridge.messages[-1], "Answer")
        await self.people[who].submit(form, {"answer-0": text})

    async def go(self, who: str) -> None:
        self.guild.admission.take(self.people[who], self.crew)
        await self.server.gateway.caught_up()
        self.clock.advance(timedelta(minutes=2))


@dataclass
class Ship:
    """A server with an open channel and a hidden one, and who is in which."""

    bot: Roundtable
    guild: Guild
    study: Channel
    bridge: Channel
    crew: Role
    people: dict[str, Person]
    hands: Crew
    lived: Lived

    @property
    def services(self) -> Services:
        return self.bot.services


@pytest.fixture
async def ship(
    discord_server: FakeDiscord, services: Services, clock: Clock
) -> AsyncIterator[Ship]:
    """Let the hidden channel live through a round, and begin another; the former member goes."""
    guild = discord_server.guild("Ship")
    study, bridge = guild.channel("study"), guild.channel("bridge")
    crew = guild.role("Crew")
    bridge.overwrite(guild.everyone, deny=Permission.VIEW_CHANNEL)
    bridge.overwrite(crew, allow=_ALLOWED)
    bridge.overwrite(discord_server.bot, allow=_ALLOWED)
    people = {name: guild.member(name) for name in ("outsider", "former", "silent", "replied")}
    people["stranger in charge"] = guild.member("boss", Permission.MANAGE_GUILD)
    people["captain"] = guild.member("captain", Permission.MANAGE_GUILD)
    for name in ("former", "silent", "replied", "captain"):
        guild.admission.give(people[name], crew)
    async with on_discord(services, discord_server) as bot:
        await discord_server.gateway.caught_up()
        places = [
            Place("discord", str(guild.id), str(each.id), each.name) for each in (study, bridge)
        ]
        hands = Crew(bot, discord_server, guild, bridge, people, crew, clock)
        seen = await lived(services, clock, *places, hands)
        yield Ship(bot, guild, study, bridge, crew, people, hands, seen)


async def _has(messages: list[Message]) -> bool:
    return bool(messages)


def read(seen: Seen) -> str:
    """Return all that somebody is shown: a form, or a message with its buttons and files."""
    if seen.interaction.modal is not None:
        return str(seen.interaction.modal)
    if seen.interaction.latest is None:
        return ""
    message = seen.message
    files = [each.data.decode(errors="replace") for each in message.files]
    return "\n".join([message.text, *message.labels, str(message.buttons), *files])


async def pressed(
    who: Person, card: Message, ship: Ship, names: Iterable[str] = EVERY_ACTION
) -> AsyncIterator[tuple[str, str]]:
    """Press these buttons about everything of the hidden channel, on a message that they see."""
    for name in sorted(names):
        for subject in ship.lived.subjects[ACTIONS[name]]:
            custom_id = f"rt:{name}:{subject}"
            card.buttons[0]["custom_id"] = custom_id
            seen = await who.press(card, custom_id)
            yield custom_id, read(seen)
