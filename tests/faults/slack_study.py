"""A study group on the fake Slack, and what must hold of it in the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.core.models import DeliveryKind, DeliveryState, GroupId
from bot.core.schedules import Plan
from bot.services.context import Context
from bot.services.services import make_services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Message, Person, Seen
from tests.fakes.study_deck import QUESTIONS, store_deck
from tests.faults.discord_study import OPENING, REMINDER, WINDOW, all_deliveries

POST, EDIT = "chat.postMessage", "chat.update"
FIND, FIND_IN_THREAD = "conversations.history", "conversations.replies"
WRITE_TO = "conversations.open"

_KINDS = (DeliveryKind.QUESTION, DeliveryKind.REMINDER, DeliveryKind.REVEAL, DeliveryKind.TALLY)


@dataclass(frozen=True)
class Study:
    """Ann and Cy reply, Bo is reminded, Mara hears what admins should know.

    One question is due at OPENING, and no other for a week.
    """

    group: GroupId
    slack: FakeSlack
    channel: Channel
    ann: Person
    bo: Person
    cy: Person
    mara: Person

    @property
    def question(self) -> Message:
        """The question's message."""
        return self.channel.messages[0]

    @property
    def thread(self) -> list[Message]:
        """What stands in the question's thread."""
        return self.channel.thread(self.question)

    async def answer(self, who: Person, text: str) -> Seen:
        """Press Answer, write, send."""
        form = await who.press(self.question, "Answer")
        return await who.submit(form, {"answer:0": text})

    async def rate(self, who: Person) -> None:
        """Say something of the reveal, so that it is counted a day later."""
        asked = await who.press(self.thread[0], "How did I do?")
        await who.press(asked.message, "Got it")

    def said(self) -> list[Message]:
        """Return all that the bot said to everybody or to one, wherever."""
        return [
            message
            for channel in self.slack.world.channels.values()
            for message in channel.history.values()
            if message.author.is_bot
        ]


async def found_study(slack: FakeSlack, store: Store, clock: Clock) -> Study:
    """Plan a question for a new group, before there is any process of the bot."""
    workspace = slack.workspace("Bread club")
    channel = workspace.channel("study")
    ann, bo, cy, mara = (workspace.member(name) for name in ("Ann", "Bo", "Cy", "Mara"))
    services = make_services(Context(store, clock=clock.now))
    owner = f"{workspace.id}:{mara.id}"
    ours = await services.workspaces.enter("slack", workspace.id, workspace.name, owner)
    deck = await store_deck(store, ours.group, clock.now())
    await services.workspaces.channel(ours, channel.id)
    weekly = f"{OPENING:%M %H} * * {OPENING:%w}"
    plan = Plan(deck.id, weekly, "UTC", WINDOW, reminder=REMINDER)
    await services.schedules.add(ours.group, plan)
    return Study(ours.group, slack, channel, ann, bo, cy, mara)


async def check_invariants(study: Study, store: Store, replies: list[str]) -> None:
    """Assert that all of the round is there once, and that the database knows it.

    `replies` are those that were acknowledged, in the words in which they were last.
    """
    _check_places(study, replies)
    async with store.reading() as tx:
        assert await tx.rounds.open_now(study.group) == []
        assert len(await tx.cards.closed(study.group, None, 100)) == 1
    deliveries = await all_deliveries(store)
    assert {each.state for each in deliveries} == {DeliveryState.SENT}
    kinds = Counter(each.kind for each in deliveries if each.kind is not DeliveryKind.NOTICE)
    assert kinds == dict.fromkeys(_KINDS, 1)
    ids = [message.ts for message in study.said()]
    assert sorted(each.external_id or "" for each in deliveries) == sorted(ids)


def _check_places(study: Study, replies: list[str]) -> None:
    """A question that is marked as closed, its reveal and counts in the thread, a reminder."""
    (question,) = study.channel.messages
    assert QUESTIONS[0] in question.text
    assert "Closed" in question.text
    reveal, tally = study.thread
    assert all(reply in reveal.text for reply in replies)
    assert "1 got it" in tally.text
    (reminder,) = study.bo.dms
    assert QUESTIONS[0] in reminder.text
    assert study.ann.dms == []
