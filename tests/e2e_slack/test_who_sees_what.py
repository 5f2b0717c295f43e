"""Every command, form, button, shortcut and tab of Slack, for people who may see less than others.

A private channel has been asked a question that is over and one that is open. The walk is made of
what is registered: what is not on its lists fails it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.chat.actions import ANSWER, IN_WORKSPACES, OF_ORGANISERS, OF_ROUNDS
from bot.core.models import Round
from bot.core.schedules import Plan
from bot.core.uploads import Upload
from bot.platforms.slack.commands import COMMANDS
from bot.platforms.slack.home import PRESSED
from bot.platforms.slack.modals import CALLBACKS
from bot.presentation.errors import FAULT
from bot.services.groups import Place
from bot.services.services import Services
from tests.e2e_slack.running import Running, on_slack
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.slack import Channel, FakeSlack, Message, Person, Seen
from tests.walk import (
    ACTIONS,
    ALL,
    BREAD,
    DECK,
    DRAFT,
    NOTES,
    QUESTION,
    REPLIES,
    ROUND,
    SCHEDULE,
    SECRETS,
    import_deck,
)

pytestmark = pytest.mark.usefixtures("waits")

_ASKED = "SECRETQUESTION1 why does the clock drift"
# What is typed behind each command, by its name and first word.
TYPED: dict[tuple[str, str], str] = {
    ("/ask", ""): _ASKED,
    ("/rounds", ""): "",
    ("/web", ""): "",
    ("/mine", "show"): "show",
    ("/mine", "reminders"): "reminders on",
    ("/mine", "link"): "link",
    ("/mine", "export"): "export",
    ("/mine", "leave"): "leave",
    ("/mine", "delete"): "delete",
    ("/quiz", "open"): "open",
    ("/quiz", "close"): "close",
    ("/quiz", "skip"): "skip",
    ("/quiz", "status"): "status",
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
    ("/deck", "reference"): "reference deck=SECRETDECK source=secret.md",
    ("/settings", ""): "",
    ("/link", "create"): "create",
    ("/link", "join"): "join ABCDE-FGHJK",
    ("/link", "leave"): "leave",
    ("/link", "show"): "show",
}
SHORTCUTS = {"Use as my answer", "Import these notes"}
SUBJECTS = {**ACTIONS, **dict.fromkeys(PRESSED, SCHEDULE)}


@dataclass
class Ship:
    """A workspace with a public channel and a private one, and who is in which."""

    bot: Running
    slack: FakeSlack
    study: Channel
    bridge: Channel
    people: dict[str, Person]
    open: Round
    subjects: dict[str, tuple[str, ...]]

    @property
    def services(self) -> Services:
        return self.bot.services


async def _answered(who: Person, card: Message, text: str) -> None:
    form = await who.press(card, "Answer")
    await who.submit(form, {"answer:0": text})


@pytest.fixture
async def ship(slack: FakeSlack, services: Services, clock: Clock) -> AsyncIterator[Ship]:
    """Let the private channel live through a round, and begin another; the former member goes."""
    workspace = slack.workspace("Ship")
    study, bridge = workspace.channel("study"), workspace.channel("bridge", private=True)
    names = ("outsider", "former", "silent", "replied")
    people = {name: workspace.member(name) for name in names}
    people["stranger in charge"] = workspace.member("boss", is_admin=True)
    async with on_slack(services, slack, clock) as bot:
        bridge.invite(*(people[name] for name in ("former", "silent", "replied")))
        known = await services.workspaces.find("slack", workspace.id)
        assert known is not None
        bread = await import_deck(services, known.id, "Bread", BREAD)
        secret = await import_deck(services, known.id, "SECRETDECK", NOTES)
        here, hidden = [
            await services.groups.found(Place("slack", workspace.id, each.id, each.name))
            for each in (study, bridge)
        ]
        await services.rounds.open_next(here.group, bread.id, timedelta(days=20))
        over = await services.rounds.open_next(hidden.group, secret.id)
        plan = Plan(secret.id, "every day 09:00", "UTC", timedelta(hours=8))
        schedule = await services.schedules.add(hidden.group, plan)
        await services.schedules.pause(hidden.group, schedule.id)
        await bot.turn()
        await people["former"].press(bridge.messages[-1], "Remind me")
        clock.advance(timedelta(hours=23, minutes=50))
        await bot.turn()
        assert people["former"].dms
        card = bridge.messages[-1]
        await _answered(people["former"], card, "SECRETREPLY of one who left")
        await _answered(people["replied"], card, "SECRETREPLY of one who stayed")
        clock.advance(timedelta(hours=1))
        await bot.turn()
        again = await services.rounds.open_next(hidden.group, secret.id)
        await bot.turn()
        await _answered(people["replied"], bridge.messages[-1], "SECRETREPLY in the open round")
        await bot.turn()
        draft = await services.decks.draft(known.id, (Upload("SECRETDECK.md", NOTES.encode()),))
        await people["former"].leave(bridge)
        await slack.quiet()
        await bot.connection._listeners.finish()
        questions = await services.decks.questions(known.id, secret.id)
        subjects = {
            ROUND: (over.id, again.id),
            QUESTION: tuple(each.id for each in questions),
            DECK: (secret.id,),
            SCHEDULE: (schedule.id,),
            DRAFT: (draft.id,),
            ALL: ("all",),
        }
        yield Ship(bot, slack, study, bridge, people, again, subjects)


def _read(who: Person, seen: Seen) -> str:
    """Return all that somebody is shown: a form, or a message with its buttons and files."""
    if seen.interaction.opened is not None:
        shown = str(seen.interaction.opened.data)
        who.user.modals.clear()
        return shown
    message = seen.message
    files = [(each.data or b"").decode(errors="replace") for each in message.files]
    return "\n".join([message.text, *message.labels, *files])


async def _commanded(who: Person, channel: Channel) -> AsyncIterator[tuple[str, str]]:
    """Use every command, and open every form."""
    for (name, _), text in TYPED.items():
        yield f"{name} {text}", _read(who, await who.slash(channel, name, text))
    for name in CALLBACKS:
        yield name, _read(who, await who.slash(channel, name))


async def _pressed(who: Person, card: Message, ship: Ship) -> AsyncIterator[tuple[str, str]]:
    """Press every button about everything of the private channel, on a message that they see."""
    for name, about in sorted(SUBJECTS.items()):
        for subject in ship.subjects[about]:
            value = f"{subject}:2026-03-09T09:00:00+00:00" if name == "tab-skip" else subject
            card.buttons[0].update(action_id=f"rt:{name}:0", value=value)
            yield f"{name} {subject}", _read(who, await who.press(card, f"rt:{name}:0"))


async def _used(who: Person, ship: Ship) -> AsyncIterator[tuple[str, str]]:
    """Use every shortcut on a message of theirs."""
    said = await who.say(ship.study, "Bread rests.", thread=ship.study.messages[0])
    for name in sorted(SHORTCUTS):
        yield name, _read(who, await who.use_on(said, name))


async def _walked(ship: Ship, who: Person, card: Message) -> list[tuple[str, str]]:
    """Walk in the channel of a message, in direct messages and through the tab."""
    shown = [("the tab", str((await who.open_home()).data))]
    shown += [each async for each in _commanded(who, card.channel)]
    shown += [each async for each in _commanded(who, who.dm)]
    shown += [each async for each in _used(who, ship)]
    direct = next((each for each in who.dms if each.buttons), None)
    for each in filter(None, (card, direct)):
        shown += [one async for one in _pressed(who, each, ship)]
    shown += [("a direct message", each.text) for each in who.dms if each is not direct]
    assert [what for what, text in shown if FAULT in text] == []
    return shown


def test_the_walk_knows_every_action():
    assert SUBJECTS.keys() == {ANSWER, *OF_ROUNDS, *IN_WORKSPACES, *OF_ORGANISERS, *PRESSED}


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
    for what, text in shown:
        own = text.replace("SECRETREPLY of one who left", "") if kind == "former" else text
        assert [each for each in SECRETS if each in own.replace(_ASKED, "")] == [], (what, own)
    everybody = await see_all(ship.services, ship.open.group)
    assert (await ship.services.cards.card(ship.open.id, everybody)).replies == 1


async def test_who_runs_the_workspace_sees_no_round_of_a_channel_that_they_are_not_in(ship: Ship):
    who = ship.people["stranger in charge"]
    for what, text in await _walked(ship, who, ship.study.messages[0]):
        assert REPLIES not in text, what


async def test_who_has_not_replied_sees_nothing_of_what_is_said_in_the_open_round(ship: Ship):
    open_answers = "SECRETREPLY in the open round", "SECRETANSWER2"

    for what, text in await _walked(ship, ship.people["silent"], ship.bridge.messages[-1]):
        assert [each for each in open_answers if each in text] == [], (what, text)


async def test_who_has_replied_sees_the_answers_and_before_closing_no_reply_but_their_own(
    ship: Ship,
):
    await _answered(ship.people["silent"], ship.bridge.messages[-1], "SECRETREPLY of another")

    shown = await _walked(ship, ship.people["replied"], ship.bridge.messages[-1])

    assert any("SECRETANSWER2" in text for _, text in shown)
    assert any("SECRETREPLY of one who left" in text for _, text in shown)
    for what, text in shown:
        assert "SECRETREPLY of another" not in text, (what, text)
