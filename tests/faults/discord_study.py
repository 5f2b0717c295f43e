"""A study group on the fake Discord, and what must hold of it in the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from bot.core.models import Delivery, DeliveryKind, DeliveryState, GroupId
from bot.core.schedules import Plan
from bot.services.context import Context
from bot.services.services import make_services
from bot.storage import schema
from bot.storage.repository import as_values
from bot.storage.transaction import Store
from tests.fakes.clock import MONDAY_NOON, Clock
from tests.fakes.discord import Channel, FakeDiscord, Message, Person, Seen
from tests.fakes.study_deck import QUESTIONS, store_deck

OPENING = MONDAY_NOON + timedelta(minutes=30)
WINDOW = timedelta(hours=24)
LATER_THAT_DAY = OPENING + timedelta(hours=4)
REMINDER = timedelta(hours=8)  # before closing
REMINDING = OPENING + WINDOW - REMINDER
CLOSING = OPENING + WINDOW
TALLY_AFTER = timedelta(hours=24)  # the reveal

POST = "POST /channels/{channel_id}/messages"
FIND = "GET /channels/{channel_id}/messages"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
THREAD = "POST /channels/{channel_id}/messages/{message_id}/threads"
WRITE_TO = "POST /users/@me/channels"
DEFER = "POST /interactions/{webhook_id}/{webhook_token}/callback"
CONFIRM = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"

_KINDS = (DeliveryKind.QUESTION, DeliveryKind.REMINDER, DeliveryKind.REVEAL, DeliveryKind.TALLY)


@dataclass(frozen=True)
class Study:
    """Ann and Cy reply, Bo is reminded, Mara hears what admins should know.

    One question is due at OPENING, and no other for a week.
    """

    group: GroupId
    server: FakeDiscord
    channel: Channel
    ann: Person
    bo: Person
    cy: Person
    mara: Person

    @property
    def question(self) -> Message:
        """The question's message."""
        return self.channel.messages[0]

    async def answer(self, who: Person, text: str) -> Seen:
        """Press Answer, write, send."""
        form = await who.press(self.question, "Answer")
        return await who.submit(form, {"answer-0": text})

    async def rate(self, who: Person) -> None:
        """Say something of the reveal, so that it is counted a day later."""
        asked = await who.press(self.thread[0], "How did I do?")
        await who.press(asked.message, "Got it")

    @property
    def thread(self) -> list[Message]:
        """What stands in the question's thread."""
        return self.question.thread.messages if self.question.thread else []

    def said(self) -> list[Message]:
        """Return all that the bot said to everybody or to one, wherever."""
        channels = self.server.world.channels.values()
        return [
            message
            for channel in channels
            for message in channel.messages
            if message.author is self.server.bot
        ]


async def found_study(server: FakeDiscord, store: Store, clock: Clock) -> Study:
    """Plan a question for a new group, before there is any process of the bot."""
    guild = server.guild("Bread club")
    channel = guild.channel("study")
    ann, bo, cy, mara = (guild.member(name) for name in ("Ann", "Bo", "Cy", "Mara"))
    services = make_services(Context(store, clock=clock.now))
    workspace = await services.workspaces.enter("discord", str(guild.id), guild.name, str(mara.id))
    deck = await store_deck(store, workspace.group, clock.now())
    await services.workspaces.channel(workspace, str(channel.id))
    weekly = f"{OPENING:%M %H} * * {OPENING:%w}"
    plan = Plan(deck.id, weekly, "UTC", WINDOW, reminder=REMINDER)
    await services.schedules.add(workspace.group, plan)
    return Study(workspace.group, server, channel, ann, bo, cy, mara)


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
    ids = [str(message.id) for message in study.said()]
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


async def all_deliveries(store: Store) -> list[Delivery]:
    """Return whatever was ever to be sent, notices too."""
    async with store._engine.connect() as connection:
        return list(as_values(Delivery, await connection.execute(select(schema.deliveries))))
