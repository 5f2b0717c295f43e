"""A workspace with a public channel and a private one, and what its people press there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

import pytest

from bot.platforms.slack.home import PRESSED
from bot.services.groups import Place
from bot.services.services import Services
from tests.e2e_slack.running import Running, on_slack
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Message, Person, Seen
from tests.walk import ACTIONS, SCHEDULE, Lived, lived

SUBJECTS = {**ACTIONS, **dict.fromkeys(PRESSED, SCHEDULE)}


@dataclass
class Crew:
    """`Hands` of the people in the private channel."""

    bot: Running
    slack: FakeSlack
    bridge: Channel
    people: dict[str, Person]

    async def turn(self) -> None:
        await self.bot.turn()

    async def wish(self, who: str) -> None:
        await self.people[who].press(self.bridge.messages[-1], "Remind me")

    async def answer(self, who: str, text: str) -> None:
        form = await self.people[who].press(self.bridge.messages[-1], "Answer")
        await self.people[who].submit(form, {"answer:0": text})

    async def hear(self, who: str) -> None:
        assert self.people[who].dms

    async def go(self, who: str) -> None:
        await self.people[who].leave(self.bridge)
        await self.slack.quiet()
        await self.bot.connection._listeners.finish()


@dataclass
class Ship:
    """A workspace with a public channel and a private one, and who is in which."""

    bot: Running
    slack: FakeSlack
    study: Channel
    bridge: Channel
    people: dict[str, Person]
    hands: Crew
    lived: Lived

    @property
    def services(self) -> Services:
        return self.bot.services


@pytest.fixture
async def ship(slack: FakeSlack, services: Services, clock: Clock) -> AsyncIterator[Ship]:
    """Let the private channel live through a round, and begin another; the former member goes."""
    workspace = slack.workspace("Ship")
    study, bridge = workspace.channel("study"), workspace.channel("bridge", private=True)
    names = ("outsider", "former", "silent", "replied")
    people = {name: workspace.member(name) for name in names}
    people["stranger in charge"] = workspace.member("boss", is_admin=True)
    people["captain"] = workspace.member("captain", is_admin=True)
    async with on_slack(services, slack, clock) as bot:
        bridge.invite(*(people[name] for name in ("former", "silent", "replied", "captain")))
        places = [Place("slack", workspace.id, each.id, each.name) for each in (study, bridge)]
        hands = Crew(bot, slack, bridge, people)
        seen = await lived(services, clock, *places, hands)
        yield Ship(bot, slack, study, bridge, people, hands, seen)


def read(who: Person, seen: Seen) -> str:
    """Return all that somebody is shown: a form, or a message with its buttons and files."""
    if seen.interaction.opened is not None:
        shown = str(seen.interaction.opened.data)
        who.user.modals.clear()
        return shown
    message = seen.message
    files = [(each.data or b"").decode(errors="replace") for each in message.files]
    return "\n".join([message.text, *message.labels, str(message.buttons), *files])


async def pressed(
    who: Person, card: Message, ship: Ship, names: Iterable[str] = SUBJECTS.keys()
) -> AsyncIterator[tuple[str, str]]:
    """Press these buttons about everything of the private channel, on a message that they see."""
    for name in sorted(names):
        for subject in ship.lived.subjects[SUBJECTS[name]]:
            value = f"{subject}:2026-03-09T09:00:00+00:00" if name == "tab-skip" else subject
            card.buttons[0].update(action_id=f"rt:{name}:0", value=value)
            yield f"{name} {subject}", read(who, await who.press(card, f"rt:{name}:0"))
