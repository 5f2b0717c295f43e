"""Every command, suggestion, button and form of Discord, for people who may see less than others.

A channel that is hidden from most has been asked a question that is over and one that is open.
The walk is made of what is registered: what is not on its lists fails it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.chat.actions import ANSWER, IN_WORKSPACES, OF_ORGANISERS, OF_ROUNDS
from bot.core.uploads import Upload
from bot.services.groups import Place
from bot.services.services import Services
from tests.e2e.roundtable import Roundtable, on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Permission
from tests.fakes.discord.entities import Channel, Guild, Message, Role
from tests.fakes.discord.options import Impossible
from tests.fakes.discord.people import Person
from tests.fakes.discord.seen import Seen
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all
from tests.walk import (
    ACTIONS,
    BREAD,
    LOOKED_UP,
    OPEN_REPLY,
    OWN_REPLY,
    REPLIES,
    Lived,
    faults,
    lived,
)

pytestmark = pytest.mark.usefixtures("waits")

_ALLOWED = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
)
# What each command needs, by its whole name; `None` for one that is used on a message.
COMMANDS: dict[str, dict[str, Any] | None] = {
    "ask": {"question": LOOKED_UP[0]},
    "rounds": {},
    "web": {},
    "Use as my answer": None,
    "me show": {},
    "me reminders": {"wanted": True},
    "me link": {},
    "me export": {},
    "me leave": {},
    "me delete": {},
    "quiz open": {},
    "quiz close": {},
    "quiz skip": {},
    "quiz status": {},
    "schedule add": {"deck": "SECRETDECK", "when": "every day 09:00", "zone": "UTC"},
    "schedule list": {},
    "schedule preview": {},
    "schedule pause": {},
    "schedule resume": {},
    "schedule skip": {},
    "schedule remove": {},
    "deck list": {},
    "deck show": {"deck": "SECRETDECK"},
    "deck import": {"file": Upload("more.md", BREAD.encode())},
    "deck reference": {"deck": "SECRETDECK", "source": "secret.md"},
    "settings change": {},
    "settings organisers": {},
    "link create": {},
    "link join": {"code": "ABCDE-FGHJK"},
    "link leave": {},
    "link show": {},
}


@dataclass
class _Crew:
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

    async def wish(self, who: str) -> None:
        await self.people[who].press(self.bridge.messages[-1], "Remind me")

    async def answer(self, who: str, text: str) -> None:
        form = await self.people[who].press(self.bridge.messages[-1], "Answer")
        await self.people[who].submit(form, {"answer-0": text})

    async def go(self, who: str) -> None:
        await eventually(lambda: _has(self.people[who].dms))
        self.guild.admission.take(self.people[who], self.crew)
        await self.server.gateway.caught_up()
        self.clock.advance(timedelta(minutes=2))


@dataclass
class Ship:
    """A server with an open channel and a hidden one, and who is in which."""

    bot: Roundtable
    study: Channel
    bridge: Channel
    crew: Role
    people: dict[str, Person]
    hands: _Crew
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
    for name in ("former", "silent", "replied"):
        guild.admission.give(people[name], crew)
    async with on_discord(services, discord_server) as bot:
        await discord_server.gateway.caught_up()
        places = [
            Place("discord", str(guild.id), str(each.id), each.name) for each in (study, bridge)
        ]
        hands = _Crew(bot, discord_server, guild, bridge, people, crew, clock)
        yield Ship(
            bot, study, bridge, crew, people, hands, await lived(services, clock, *places, hands)
        )


async def _has(messages: list[Message]) -> bool:
    return bool(messages)


def _commands(tree: app_commands.CommandTree[Any]) -> Iterator[tuple[str, Any]]:
    kinds = discord.AppCommandType.chat_input, discord.AppCommandType.message
    for command in (each for kind in kinds for each in tree.walk_commands(type=kind)):
        if not isinstance(command, app_commands.Group):
            yield command.qualified_name, command


def _read(seen: Seen) -> str:
    """Return all that somebody is shown: a form, or a message with its buttons and files."""
    if seen.interaction.modal is not None:
        return str(seen.interaction.modal)
    if seen.interaction.latest is None:
        return ""
    message = seen.message
    files = [each.data.decode(errors="replace") for each in message.files]
    return "\n".join([message.text, *message.labels, str(message.buttons), *files])


async def _commanded(who: Person, channel: Channel, tree: Any) -> AsyncIterator[tuple[str, str]]:
    """Use every command, and let each option that is completed suggest."""
    for name, command in _commands(tree):
        values = COMMANDS[name]
        if values is None:
            continue
        for option in getattr(command, "parameters", ()):
            if option.autocomplete:
                before = {key: value for key, value in values.items() if key != option.display_name}
                for typed in ("", "SECRET"):
                    try:
                        chosen = await who.autocomplete(
                            channel, name, **before, **{option.display_name: typed}
                        )
                    except Impossible:
                        continue
                    yield f"/{name} {option.display_name}:{typed}", str(chosen)
        try:
            seen = await who.slash(channel, name, **values)
        except Impossible:
            continue
        yield f"/{name}", _read(seen)
    yield f"/ask {LOOKED_UP[1]}", _read(await who.slash(channel, "ask", question=LOOKED_UP[1]))


async def _pressed(who: Person, card: Message, ship: Ship) -> AsyncIterator[tuple[str, str]]:
    """Press every button about everything of the hidden channel, on a message that they see."""
    for name in sorted({ANSWER, *OF_ROUNDS, *IN_WORKSPACES, *OF_ORGANISERS}):
        for subject in ship.lived.subjects[ACTIONS[name]]:
            custom_id = f"rt:{name}:{subject}"
            card.buttons[0]["custom_id"] = custom_id
            seen = await who.press(card, custom_id)
            yield custom_id, _read(seen)


async def _walked(ship: Ship, who: Person) -> list[tuple[str, str]]:
    tree = ship.bot.connection._client.tree
    shown = [each async for each in _commanded(who, ship.study, tree)]
    shown += [each async for each in _commanded(who, who.dm, tree)]
    shown += [each async for each in _pressed(who, ship.study.messages[0], ship)]
    if who.dms:
        shown += [each async for each in _pressed(who, who.dms[0], ship)]
    assert faults(shown) == []
    return shown


def test_the_walk_knows_every_action():
    assert ACTIONS.keys() == {ANSWER, *OF_ROUNDS, *IN_WORKSPACES, *OF_ORGANISERS}


async def test_the_walk_knows_every_command(ship: Ship):
    tree = ship.bot.connection._client.tree
    assert {name for name, _ in _commands(tree)} == COMMANDS.keys()


@pytest.mark.parametrize("kind", ["outsider", "former"])
async def test_who_does_not_see_a_channel_sees_nothing_of_it_anywhere(ship: Ship, kind: str):
    who = ship.people[kind]
    shown = await _walked(ship, who)

    assert len(shown) > 50
    assert ship.lived.told(shown) == []
    assert any("The crust." in text for _, text in shown)
    everybody = await see_all(ship.services, ship.lived.open.group)
    assert (await ship.services.cards.card(ship.lived.open.id, everybody)).replies == 1


async def test_who_runs_the_server_sees_no_round_of_a_channel_that_is_hidden_from_them(ship: Ship):
    for what, text in await _walked(ship, ship.people["stranger in charge"]):
        assert REPLIES not in text, what


async def test_who_has_not_replied_sees_nothing_of_what_is_said_in_the_open_round(ship: Ship):
    who, ship.study = ship.people["silent"], ship.bridge
    open_answers = OPEN_REPLY, "SECRETANSWER2", "The crust."

    for what, text in await _walked(ship, who):
        assert [each for each in open_answers if each in text] == [], (what, text)


async def test_who_has_replied_sees_the_answers_and_before_closing_no_reply_but_their_own(
    ship: Ship,
):
    await ship.hands.answer("silent", "SECRETREPLY of another")
    who, ship.study = ship.people["replied"], ship.bridge

    shown = await _walked(ship, who)

    assert any("SECRETANSWER2" in text for _, text in shown)
    assert any(OWN_REPLY in text for _, text in shown)
    for what, text in shown:
        assert "SECRETREPLY of another" not in text, (what, text)
