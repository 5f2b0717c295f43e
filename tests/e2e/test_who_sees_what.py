"""Every command, suggestion, button and form of Discord, for people who may see less than others.

A channel that is hidden from most has been asked a question that is over and one that is open.
The walk is made of what is registered: what is not on its lists fails it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.chat.actions import IN_WORKSPACES, OF_ORGANISERS, OF_ROUNDS, OPENS_FORM
from bot.core.uploads import Upload
from tests.e2e.ship import Ship, pressed, read
from tests.fakes.discord.entities import Channel
from tests.fakes.discord.options import Impossible
from tests.fakes.discord.people import Person
from tests.fakes.members import see_all
from tests.walk import (
    ACTIONS,
    BREAD,
    LOOKED_UP,
    OPEN_REPLY,
    OWN_REPLY,
    REPLIES,
    faults,
)

pytestmark = pytest.mark.usefixtures("waits")

# What each command needs, by its whole name; `None` for one that is used on a message.
COMMANDS: dict[str, dict[str, Any] | None] = {
    "ask": {"question": LOOKED_UP[0]},
    "open": {},
    "rounds": {},
    "web": {},
    "Use as my answer": None,
    "me show": {},
    "me reminders": {"wanted": True},
    "me notify": {"reveals": "direct"},
    "me away": {"until": "off"},
    "me share": {},
    "me link": {},
    "me export": {},
    "me leave": {},
    "me delete": {},
    "quiz open": {},
    "quiz close": {},
    "quiz skip": {},
    "quiz export": {"texts": True},
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
    "deck export": {"deck": "SECRETDECK", "format": "markdown"},
    "deck rename": {"deck": "SECRETDECK", "title": "SECRETDECK 2"},
    "deck suggest": {"question": "Why is rye dough sticky?", "deck": "SECRETDECK"},
    "deck remove": {"deck": "SECRETDECK"},
    "deck reference": {"deck": "SECRETDECK", "source": "secret.md"},
    "settings change": {},
    "settings organisers": {},
    "link create": {},
    "link join": {"code": "ABCDE-FGHJK"},
    "link leave": {},
    "link show": {},
    "roundtable help": {},
    "roundtable setup": {},
}


def _commands(tree: app_commands.CommandTree[Any]) -> Iterator[tuple[str, Any]]:
    kinds = discord.AppCommandType.chat_input, discord.AppCommandType.message
    for command in (each for kind in kinds for each in tree.walk_commands(type=kind)):
        if not isinstance(command, app_commands.Group):
            yield command.qualified_name, command


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
        yield f"/{name}", read(seen)
    yield f"/ask {LOOKED_UP[1]}", read(await who.slash(channel, "ask", question=LOOKED_UP[1]))


async def _walked(ship: Ship, who: Person) -> list[tuple[str, str]]:
    tree = ship.bot.connection._client.tree
    shown = [each async for each in _commanded(who, ship.study, tree)]
    shown += [each async for each in _commanded(who, who.dm, tree)]
    shown += [each async for each in pressed(who, ship.study.messages[0], ship)]
    if who.dms:
        shown += [each async for each in pressed(who, who.dms[0], ship)]
    assert faults(shown) == []
    return shown


def test_the_walk_knows_every_action():
    assert ACTIONS.keys() == {*OPENS_FORM, *OF_ROUNDS, *IN_WORKSPACES, *OF_ORGANISERS}


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
