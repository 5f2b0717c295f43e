"""Every command, form, button, shortcut and tab of Slack, for people who may see less than others.

A private channel has been asked a question that is over and one that is open. The walk is made of
what is registered: what is not on its lists fails it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.chat.actions import IN_WORKSPACES, OF_ORGANISERS, OF_ROUNDS, OPENS_FORM
from bot.platforms.slack.commands import COMMANDS
from bot.platforms.slack.home import PRESSED
from bot.platforms.slack.modals import CALLBACKS
from tests.e2e_slack.ship import SUBJECTS, Ship, pressed, read
from tests.fakes.members import see_all
from tests.fakes.slack import Channel, Message, Person
from tests.walk import (
    LOOKED_UP,
    OPEN_REPLY,
    OWN_REPLY,
    REPLIES,
    faults,
)

pytestmark = pytest.mark.usefixtures("waits")

# What is typed behind each command, by its name and first word.
TYPED: dict[tuple[str, str], str] = {
    ("/ask", ""): LOOKED_UP[0],
    ("/rounds", ""): "",
    ("/web", ""): "",
    ("/mine", "show"): "show",
    ("/mine", "reminders"): "reminders on",
    ("/mine", "notify"): "notify direct",
    ("/mine", "away"): "away off",
    ("/mine", "share"): "share yes",
    ("/mine", "link"): "link",
    ("/mine", "export"): "export",
    ("/mine", "leave"): "leave",
    ("/mine", "delete"): "delete",
    ("/quiz", "open"): "open",
    ("/quiz", "close"): "close",
    ("/quiz", "skip"): "skip",
    ("/quiz", "status"): "status",
    ("/quiz", "export"): "export texts=yes",
    ("/schedule", "add"): 'add deck=SECRETDECK when="every day 09:00" zone=UTC',
    ("/schedule", "list"): "list",
    ("/schedule", "preview"): "preview",
    ("/schedule", "pause"): "pause",
    ("/schedule", "resume"): "resume",
    ("/schedule", "skip"): "skip",
    ("/schedule", "remove"): "remove",
    ("/deck", "list"): "list",
    ("/deck", "show"): "show SECRETDECK",
    ("/deck", "import"): "import",
    ("/deck", "export"): "export SECRETDECK format=markdown",
    ("/deck", "rename"): "rename deck=SECRETDECK title=SECRETDECK2",
    ("/deck", "remove"): "remove SECRETDECK",
    ("/deck", "suggest"): "suggest Why is rye dough sticky? deck=SECRETDECK",
    ("/deck", "reference"): "reference deck=SECRETDECK source=secret.md",
    ("/settings", ""): "",
    ("/link", "create"): "create",
    ("/link", "join"): "join ABCDE-FGHJK",
    ("/link", "leave"): "leave",
    ("/link", "show"): "show",
}
SHORTCUTS = {"Use as my answer", "Import these notes"}


async def _commanded(who: Person, channel: Channel) -> AsyncIterator[tuple[str, str]]:
    """Use every command, and open every form."""
    for (name, _), text in TYPED.items():
        yield f"{name} {text}", read(who, await who.slash(channel, name, text))
    yield f"/ask {LOOKED_UP[1]}", read(who, await who.slash(channel, "/ask", LOOKED_UP[1]))
    for name in CALLBACKS:
        yield name, read(who, await who.slash(channel, name))


async def _used(who: Person, ship: Ship) -> AsyncIterator[tuple[str, str]]:
    """Use every shortcut on a message of theirs."""
    said = await who.say(ship.study, "Bread rests.", thread=ship.study.messages[0])
    for name in sorted(SHORTCUTS):
        yield name, read(who, await who.use_on(said, name))


async def _walked(ship: Ship, who: Person, card: Message) -> list[tuple[str, str]]:
    """Walk in the channel of a message, in direct messages and through the tab."""
    shown = [("the tab", str((await who.open_home()).data))]
    shown += [each async for each in _commanded(who, card.channel)]
    shown += [each async for each in _commanded(who, who.dm)]
    shown += [each async for each in _used(who, ship)]
    direct = next((each for each in who.dms if each.buttons), None)
    for each in filter(None, (card, direct)):
        shown += [one async for one in pressed(who, each, ship)]
    shown += [("a direct message", each.text) for each in who.dms if each is not direct]
    assert faults(shown) == []
    return shown


def test_the_walk_knows_every_action():
    assert SUBJECTS.keys() == {*OPENS_FORM, *OF_ROUNDS, *IN_WORKSPACES, *OF_ORGANISERS, *PRESSED}


def test_the_walk_knows_every_command():
    registered = {(name, sub) for name, each in COMMANDS.items() for sub in each.subs}
    assert registered == TYPED.keys()


async def test_the_walk_knows_every_shortcut(ship: Ship):
    assert ship.slack.application.shortcuts.keys() == SHORTCUTS


@pytest.mark.parametrize("kind", ["outsider", "former"])
async def test_who_is_not_in_a_channel_sees_nothing_of_it_anywhere(ship: Ship, kind: str):
    who = ship.people[kind]
    shown = await _walked(ship, who, ship.study.messages[0])

    assert len(shown) > 50
    assert ship.lived.told(shown) == []
    assert any("The crust." in text for _, text in shown)
    everybody = await see_all(ship.services, ship.lived.open.group)
    assert (await ship.services.cards.card(ship.lived.open.id, everybody)).replies == 1


async def test_who_runs_the_workspace_sees_no_round_of_a_channel_that_they_are_not_in(ship: Ship):
    who = ship.people["stranger in charge"]
    for what, text in await _walked(ship, who, ship.study.messages[0]):
        assert REPLIES not in text, what


async def test_who_has_not_replied_sees_nothing_of_what_is_said_in_the_open_round(ship: Ship):
    open_answers = OPEN_REPLY, "SECRETANSWER2", "The crust."

    for what, text in await _walked(ship, ship.people["silent"], ship.bridge.messages[-1]):
        assert [each for each in open_answers if each in text] == [], (what, text)


async def test_who_has_replied_sees_the_answers_and_before_closing_no_reply_but_their_own(
    ship: Ship,
):
    await ship.hands.answer("silent", "SECRETREPLY of another")

    shown = await _walked(ship, ship.people["replied"], ship.bridge.messages[-1])

    assert any("SECRETANSWER2" in text for _, text in shown)
    assert any(OWN_REPLY in text for _, text in shown)
    for what, text in shown:
        assert "SECRETREPLY of another" not in text, (what, text)
