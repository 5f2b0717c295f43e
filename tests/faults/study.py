"""A study group on a fake platform, and what must hold of it in the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from sqlalchemy import select

from bot.core.deliveries import Delivery, DeliveryKind, DeliveryState
from bot.core.models import (
    GroupId,
)
from bot.core.schedules import Plan
from bot.services.context import Context
from bot.services.groups import Place
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.fakes.clock import MONDAY_NOON, Clock
from tests.fakes.members import see_all
from tests.fakes.study_deck import QUESTIONS, store_deck
from tests.totals import count

OPENING = MONDAY_NOON + timedelta(minutes=30)
WINDOW = timedelta(hours=24)
LATER_THAT_DAY = OPENING + timedelta(hours=4)
REMINDER = timedelta(hours=8)  # before closing
REMINDING = OPENING + WINDOW - REMINDER
CLOSING = OPENING + WINDOW
TALLY_AFTER = timedelta(hours=24)  # the reveal
_LONG_AGO = timedelta(days=7)
_RATE = "How did I do?"


@dataclass(frozen=True)
class Study(ABC):
    """Ann and Cy reply, Bo is reminded, Mara hears what admins should know.

    One question is due at OPENING, and no other for a week. The server, the channel and the people
    are the fake's.
    """

    ANSWER: ClassVar[str]  # the form's field for an answer
    # What is sent in a round, each once.
    KINDS: ClassVar[tuple[DeliveryKind, ...]] = (
        DeliveryKind.QUESTION,
        DeliveryKind.REMINDER,
        DeliveryKind.REVEAL,
        DeliveryKind.TALLY,
    )
    # Beside these, where the reveal is in a thread.
    LEADING: ClassVar[tuple[DeliveryKind, ...]] = ()

    group: GroupId
    server: Any
    channel: Any
    ann: Any
    bo: Any
    cy: Any
    mara: Any

    @property
    def question(self) -> Any:
        """The question's message."""
        return self.channel.messages[0]

    @property
    @abstractmethod
    def thread(self) -> list[Any]:
        """What stands in the question's thread."""

    @property
    def sent(self) -> tuple[DeliveryKind, ...]:
        """What was sent by the end, each once."""
        return (*self.KINDS, *(self.LEADING if self.reveal in self.thread else ()))

    @property
    def reveal(self) -> Any:
        """Its message: in the thread, or in the channel where the thread did not take it."""
        everywhere = (*self.thread, *self.channel.messages)
        return next(each for each in everywhere if _RATE in each.labels)

    @abstractmethod
    def tells_of_the_reveal(self, message: Any) -> bool:
        """Say whether that, in the channel, is how it hears of the reveal in the thread."""

    @abstractmethod
    def said(self) -> list[str]:
        """Return the ids of all that the bot said to everybody or to one, wherever."""

    @abstractmethod
    async def choose(self, who: Any, message: Any, beginning: str) -> None:
        """Let somebody choose what begins so, in whichever menu of a message it is."""

    async def answer(self, who: Any, text: str) -> Any:
        """Press Answer, write, send."""
        form = await who.press(self.question, "Answer")
        return await who.submit(form, {self.ANSWER: text})

    async def rate(self, who: Any) -> None:
        """Say something of the reveal, so that it is counted a day later."""
        asked = await who.press(self.reveal, _RATE)
        await who.press(asked.message, "Got it")


async def plan_question(
    store: Store, clock: Clock, workspace: tuple[str, str, str, str], channel: str
) -> GroupId:
    """Plan a question for a new group, before there is any process of the bot.

    A workspace is told by its platform, its id there, its name, and who installed the bot, which
    was long enough ago for nobody to be welcomed any more.
    """
    earlier = Services(Context(store, clock=lambda: clock.now() - _LONG_AGO))
    entered = await earlier.workspaces.enter(*workspace)
    services = Services(Context(store, clock=clock.now))
    deck = await store_deck(store, entered.id, clock.now())
    place = Place(entered.platform, entered.address, channel, "study", entered.owner)
    group = (await services.groups.found(place)).group
    weekly = f"{OPENING:%M %H} * * {OPENING:%w}"
    plan = Plan(deck.id, weekly, "UTC", WINDOW, reminder=REMINDER)
    await services.schedules.add(group, plan)
    return group


async def check_invariants(
    study: Study, store: Store, replies: list[str], *, lost_reminder: bool = False
) -> None:
    """Assert that all of the round is there once, and that the database knows it.

    `replies` are those that were acknowledged, in the words in which they were last. With a
    `lost_reminder` it was due while nobody could say who reads the channel: then it is dropped.
    """
    count("messages posted", len(study.said()))
    count("replies acknowledged", len(replies))
    _check_places(study, replies, lost_reminder=lost_reminder)
    async with store.reading() as tx:
        assert await tx.rounds.open_now(study.group) == []
        assert len(await tx.cards.closed(await see_all(tx, study.group), 100)) == 1
    deliveries = await _all_deliveries(store)
    if lost_reminder:
        dropped = DeliveryKind.REMINDER, DeliveryState.DROPPED
        assert dropped in {(each.kind, each.state) for each in deliveries}
        return
    assert {each.state for each in deliveries} == {DeliveryState.SENT}
    kinds = Counter(each.kind for each in deliveries if each.kind is not DeliveryKind.NOTICE)
    assert kinds == dict.fromkeys(study.sent, 1)
    assert sorted(each.external_id or "" for each in deliveries) == sorted(study.said())


def _check_places(study: Study, replies: list[str], *, lost_reminder: bool) -> None:
    """A question that is marked as closed, its reveal and counts, a reminder.

    Reveal and counts are in the thread, or in the channel where it did not take one of them. Of
    what is in the thread the channel is told, once.
    """
    question, *others = study.channel.messages
    told = [each for each in others if study.tells_of_the_reveal(each)]
    assert len(told) == (study.reveal in study.thread), [each.text for each in others]
    assert QUESTIONS[0] in question.text
    assert "Closed" in question.text
    assert all(reply in study.reveal.text for reply in replies)
    shown = [*study.thread, *(each for each in others if each not in told)]
    (tally,) = [each for each in shown if each != study.reveal]
    assert "1 got it" in tally.text
    assert [QUESTIONS[0] in each.text for each in study.bo.dms] == [True] * (not lost_reminder)
    assert study.ann.dms == []


async def _all_deliveries(store: Store) -> list[Delivery]:
    """Return whatever was ever to be sent, notices too."""
    async with store._engine.connect() as connection:
        rows = (await connection.execute(select(schema.deliveries))).mappings()
        return [Delivery(**row) for row in rows]
