"""Every command, button, form and the Home tab of Slack, for people who may see less than others.

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
from bot.platforms.slack import home
from bot.platforms.slack.commands import COMMANDS
from bot.presentation.errors import FAULT
from bot.services.services import Services
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.slack import Channel, FakeSlack, Person
from tests.fakes.slack.entities import Message
from tests.fakes.slack.seen import Seen
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

# What is typed after each command, by its name and first word.
TYPED: dict[tuple[str, str], str] = {
    ("/ask", ""): "SECRETQUESTION1 why does the clock drift",
    ("/rounds", ""): "",
    **dict.fromkeys((("/mine", each) for each in COMMANDS["/mine"].subs), ""),
    **dict.fromkeys((("/quiz", each) for each in COMMANDS["/quiz"].subs), ""),
    **dict.fromkeys((("/schedule", each) for each in COMMANDS["/schedule"].subs), ""),
    ("/schedule", "add"): 'deck="SECRETDECK" when="every day 09:00"',
    **dict.fromkeys((("/deck", each) for each in COMMANDS["/deck"].subs), ""),
    ("/deck", "show"): "SECRETDECK",
    ("/deck", "reference"): 'deck="SECRETDECK" source="secretdeck.md"',
    ("/settings", ""): "names=names",
    **dict.fromkeys((("/link", each) for each in COMMANDS["/link"].subs), ""),
    ("/link", "join"): "ABCDE-FGHJK",
}
KNOWN = {"/ask", "/rounds", "/mine", "/quiz", "/schedule", "/deck", "/settings", "/link"}


@dataclass
class Ship:
    """A workspace with an open channel and a private one, and who is in which."""

    club: Club
    study: Channel
    bridge: Channel
    people: dict[str, Person]
    open: Round
    subjects: dict[str, tuple[str, ...]]


async def _answered(who: Person, card: Message, text: str) -> None:
    form = await who.press(card, "Answer")
    await who.submit(form, {"answer:0": text})


@pytest.fixture
async def ship(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Ship]:
    """Let the private channel live through a round, and begin another; the former member goes."""
    async with bread_club(slack, study, services, clock) as club:
        workspace = await club.workspace()
        names = ("outsider", "former", "silent", "replied")
        people = {name: study.workspace.member(name) for name in names}
        people["stranger in charge"] = club.mara
        bridge = study.workspace.channel("bridge", private=True)
        for name in ("outsider", "stranger in charge"):
            bridge.kick(people[name])
        await club.heard()
        bread = await import_deck(services, workspace.id, "Bread", BREAD)
        secret = await import_deck(services, workspace.id, "SECRETDECK", NOTES)
        here, hidden = await club.group(), await club.group(bridge)
        await services.rounds.open_next(here, bread.id, timedelta(days=20))
        over = await services.rounds.open_next(hidden, secret.id)
        plan = Plan(secret.id, "every day 09:00", "UTC", timedelta(hours=8))
        schedule = await services.schedules.add(hidden, plan)
        await services.schedules.pause(hidden, schedule.id)
        await club.turn()
        await people["former"].press(bridge.messages[0], "Remind me")
        clock.advance(timedelta(hours=23, minutes=50))
        await club.turn()
        await _answered(people["former"], bridge.messages[0], "SECRETREPLY of one who left")
        await _answered(people["replied"], bridge.messages[0], "SECRETREPLY of one who stayed")
        clock.advance(timedelta(hours=1))
        await club.turn()
        again = await services.rounds.open_next(hidden, secret.id)
        await club.turn()
        card = next(each for each in reversed(bridge.messages) if "Answer" in each.labels)
        await _answered(people["replied"], card, "SECRETREPLY in the open round")
        await club.turn()
        draft = await services.decks.draft(workspace.id, (Upload("SECRETDECK.md", NOTES.encode()),))
        bridge.kick(people["former"])
        await club.heard()
        questions = await services.decks.questions(workspace.id, secret.id)
        subjects = {
            ROUND: (over.id, again.id),
            QUESTION: tuple(each.id for each in questions),
            DECK: (secret.id,),
            SCHEDULE: (schedule.id,),
            DRAFT: (draft.id,),
            ALL: ("all",),
        }
        yield Ship(club, study, bridge, people, again, subjects)


def _read(seen: Seen) -> str:
    """Return all that somebody is shown: messages with their buttons and files, a form."""
    parts = [str(seen.interaction.heard), str(seen.errors)]
    for message in seen.interaction.words:
        parts += [message.text, message.fallback, *message.labels]
        parts += [each.data.decode(errors="replace") for each in message.files]
    if seen.interaction.opened is not None:
        parts.append(str(seen.interaction.opened.data))
    return "\n".join(parts)


async def _commanded(who: Person, channel: Channel) -> AsyncIterator[tuple[str, str]]:
    for (name, sub), rest in TYPED.items():
        typed = f"{sub} {rest}".strip()
        yield f"{name} {typed}", _read(await who.slash(channel, name, typed))
    for name in sorted(KNOWN):
        yield name, _read(await who.slash(channel, name, ""))


async def _pressed(who: Person, card: Message, ship: Ship) -> AsyncIterator[tuple[str, str]]:
    """Press every button about everything of the private channel, on a message that they see."""
    for name in sorted({ANSWER, *OF_ROUNDS, *IN_WORKSPACES, *OF_ORGANISERS, *home.PRESSED}):
        for subject in ship.subjects[ACTIONS.get(name, SCHEDULE)]:
            value = f"{subject}:1772442000" if name == "tab-skip" else subject
            card.buttons[0].update(action_id=f"rt:{name}:0", value=value)
            seen = await who.press(card, f"rt:{name}:0")
            yield f"{name} {subject}", _read(seen)


async def _walked(ship: Ship, who: Person) -> list[tuple[str, str]]:
    shown = [each async for each in _commanded(who, ship.study)]
    shown += [each async for each in _commanded(who, who.dm)]
    card = next(each for each in ship.study.messages if each.buttons)
    shown += [each async for each in _pressed(who, card, ship)]
    for direct in [each for each in who.dms if each.buttons][:1]:
        shown += [each async for each in _pressed(who, direct, ship)]
    shown.append(("Home", str((await who.open_home()).data)))
    assert [what for what, text in shown if FAULT in text] == []
    return shown


def test_the_walk_knows_every_command_and_action():
    assert COMMANDS.keys() == KNOWN
    assert {(name, sub) for name, each in COMMANDS.items() for sub in each.subs} == TYPED.keys()
    assert ACTIONS.keys() == {ANSWER, *OF_ROUNDS, *IN_WORKSPACES, *OF_ORGANISERS}


@pytest.mark.parametrize("kind", ["outsider", "former"])
async def test_who_is_not_in_a_channel_sees_nothing_of_it_anywhere(ship: Ship, kind: str):
    shown = await _walked(ship, ship.people[kind])

    for what, text in shown:
        own = text.replace("SECRETREPLY of one who left", "") if kind == "former" else text
        typed = own.replace("SECRETQUESTION1 why does the clock drift", "")
        assert [each for each in SECRETS if each in typed] == [], (what, typed)
    everybody = await see_all(ship.club.services, ship.open.group)
    assert (await ship.club.services.cards.card(ship.open.id, everybody)).replies == 1


async def test_who_runs_the_workspace_sees_no_round_of_a_channel_that_they_are_not_in(ship: Ship):
    for what, text in await _walked(ship, ship.people["stranger in charge"]):
        assert REPLIES not in text, what


async def test_who_has_not_replied_sees_nothing_of_what_is_said_in_the_open_round(ship: Ship):
    who, ship.study = ship.people["silent"], ship.bridge
    open_answers = "SECRETREPLY in the open round", "SECRETANSWER2"

    for what, text in await _walked(ship, who):
        assert [each for each in open_answers if each in text] == [], (what, text)


async def test_who_has_replied_sees_the_answers_and_before_closing_no_reply_but_their_own(
    ship: Ship,
):
    card = next(each for each in reversed(ship.bridge.messages) if "Answer" in each.labels)
    await _answered(ship.people["silent"], card, "SECRETREPLY of another")
    who, ship.study = ship.people["replied"], ship.bridge

    shown = await _walked(ship, who)

    assert any("SECRETANSWER2" in text for _, text in shown)
    assert any("SECRETREPLY of one who left" in text for _, text in shown)
    for what, text in shown:
        assert "SECRETREPLY of another" not in text, (what, text)
