"""What the database is asked does not grow with what is not shown, and nothing is asked twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.core.feedback import Rating
from bot.core.models import (
    SHIPPED,
    AtEnd,
    Channel,
    ChannelId,
    Group,
    GroupId,
    Member,
    Naming,
    Round,
    RoundId,
)
from bot.core.schedules import Plan
from bot.services.groups import Place
from bot.services.services import Services
from bot.storage import schema
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.statements import Statements, counted_statements
from tests.fakes.study_deck import StudyDeck, store_deck

Act = Callable[["Room"], Awaitable[object]]


class Room:
    """A group that has answered a question, and what one of its members looks at."""

    def __init__(self, services: Services, group: Group, ann: Member, deck: StudyDeck) -> None:
        self.services = services
        self.group = group.id
        self.ann = ann
        self.deck = deck
        self.closed = RoundId("")
        self.open = RoundId("")


@pytest.fixture
async def asked(
    services: Services, room: Group, ann: Member, deck: StudyDeck, clock: Clock
) -> Room:
    """A room with two revealed rounds, in which she replied, and two that are open."""
    there = Room(services, room, ann, deck)
    for number in (1, 0):
        closed = await _answered(there, number)
        await services.rounds.close(room.id, closed.id)
        await services.feedback.rate(room.id, closed.id, ann, Rating.GOT_IT)
        there.closed = closed.id
    clock.advance(timedelta(days=2))
    await services.rounds.tick()
    for number in (1, 2):
        there.open = (await _answered(there, number)).id
    return there


async def _answered(there: Room, number: int) -> Round:
    question = there.deck.questions[number].id
    round_ = await there.services.rounds.open_question(there.group, question)
    await there.services.replies.save(round_.id, there.ann, "It relaxes.", 0)
    return round_


async def _more(there: Room, store: Store, join: Join) -> None:
    """Add decks, rounds of them that are skipped, and members who never said a word."""
    now = there.services.clock()
    for number in range(12):
        deck = await store_deck(store, there.group, now, f"Deck {number}")
        round_ = await there.services.rounds.open_next(there.group, deck.id)
        await there.services.rounds.skip(there.group, round_.id)
        await join(f"Member {number}")


LOOKS: dict[str, Act] = {
    "a card": lambda it: it.services.cards.card(it.open, see(it.ann)),
    "the open cards": lambda it: it.services.cards.open_now(see(it.ann)),
    "the past": lambda it: it.services.cards.past(see(it.ann), 5),
    "a reveal": lambda it: it.services.reveals.reveal(it.closed, see(it.ann)),
    "the counts of a reveal": lambda it: it.services.feedback.tally(it.group, it.closed),
    "a look-up": lambda it: it.services.lookup.search(see(it.ann), "the dough", 5),
    "suggestions": lambda it: it.services.lookup.suggest(see(it.ann), "dough"),
    "a question": lambda it: it.services.lookup.question(see(it.ann), it.deck.questions[0].id),
    "a profile": lambda it: it.services.profile.of(it.group, it.ann),
    "an export": lambda it: it.services.profile.export(it.ann.person, see(it.ann)),
    "a deck": lambda it: it.services.decks.get(it.group, it.deck.id),
    "all decks": lambda it: it.services.decks.of_group(it.group),
    "the usual deck": lambda it: it.services.decks.usual(it.group),
    "messages to keep up to date": lambda it: it.services.messages.kept_up_to_date(
        ["web"], [it.group]
    ),
}

# Which decks a reader may look into is asked each time: a row for each.
_SHOW_ALL = {"all decks", "a look-up", "suggestions"}


@pytest.mark.parametrize("look", LOOKS)
async def test_a_look_asks_the_database_as_often_however_much_else_there_is(
    asked: Room, store: Store, join: Join, look: str
):
    few = await _seen(asked, store, look)
    await _more(asked, store, join)
    many = await _seen(asked, store, look)

    assert many.said == few.said
    if look not in _SHOW_ALL:
        assert many.rows == few.rows


async def _seen(there: Room, store: Store, look: str) -> Statements:
    await LOOKS[look](there)  # an index is built for the first look-up
    with counted_statements(store._engine) as seen:
        await LOOKS[look](there)
    return seen


@pytest.mark.parametrize("look", LOOKS)
async def test_a_look_asks_nothing_twice(asked: Room, store: Store, look: str):
    seen = await _seen(asked, store, look)

    assert len(seen.said) == len(set(seen.said))


async def test_no_transaction_asks_the_same_twice(
    *, services: Services, store: Store, room: Group, deck: StudyDeck, join: Join, clock: Clock
):
    cheese = await store_deck(store, room.id, clock.now(), "Cheese")
    with counted_statements(store._engine) as seen:
        ann, bo = await join("Ann"), await join("Bo")
        await _ask_and_rate(services, room, deck, ann, bo)
        await _by_the_clock(services, room, cheese, bo, clock)
        await _deliver(services)
        await _enter_and_leave(services, deck)

    assert len(seen) > 200
    assert seen.repeated == []


async def _ask_and_rate(
    services: Services, room: Group, deck: StudyDeck, ann: Member, bo: Member
) -> None:
    first = await services.rounds.open_next(room.id, deck.id)
    second = await services.rounds.open_question(room.id, deck.questions[2].id)
    for member in (ann, bo):
        await services.replies.save(first.id, member, "It relaxes.", 0)
    await services.reminder_requests.request(room.id, second.id, ann)
    await services.rounds.close(room.id, first.id)
    await services.rounds.skip(room.id, second.id)
    await services.feedback.rate(room.id, first.id, ann, Rating.GOT_IT)
    await services.feedback.rating(room.id, first.id, ann)
    ballot = await services.feedback.ballot(room.id, first.id, ann)
    await services.feedback.vote(room.id, first.id, ann, ballot.choices[0].token)
    await services.feedback.take_back(room.id, first.id, ann)
    await services.decks.choose_reference(room.id, deck.id, deck.sources[1].id)
    await services.groups.set_naming(room.id, Naming.ANONYMOUS)


async def _by_the_clock(
    services: Services, room: Group, deck: StudyDeck, member: Member, clock: Clock
) -> None:
    hour = timedelta(hours=1)
    plan = Plan(deck.id, "0 9 * * *", "UTC", 8 * hour, reminder=hour, at_end=AtEnd.START_OVER)
    added = [await services.schedules.add(room.id, plan) for _ in range(2)]
    await services.schedules.change(room.id, added[0].id, plan)
    await services.schedules.pause(room.id, added[1].id)
    await services.schedules.resume(room.id, added[1].id)
    clock.advance(45 * hour)
    await services.rounds.tick()
    opened = await services.cards.open_now(see())
    assert len(opened) == 2
    await services.reminder_requests.request(room.id, opened[0].round.id, member)
    for _ in range(8):
        clock.advance(hour)
        await services.rounds.tick()
    await services.schedules.remove(room.id, added[0].id)


async def _deliver(services: Services) -> None:
    while due := await services.deliveries.claim():
        for delivery in due:
            await services.deliveries.address(delivery)
            (await services.delivery_contents.ready(delivery))[1]
            await services.deliveries.sent(delivery, delivery.key, timedelta(), edits=True)
    (posted, *_) = await services.messages.next_kept(["web"], None)
    assert await services.messages.claim(posted, timedelta()) is not None
    await services.deliveries.channel_gone(posted.delivery, "gone")
    await services.deliveries.channel_gone(posted.delivery, "gone", deleted=True)


async def _enter_and_leave(services: Services, deck: StudyDeck) -> None:
    await services.workspaces.enter("discord", "1", "Bread club", "9")
    await services.workspaces.enter("discord", "1", "Bakers", "9")
    channel = await services.groups.found(Place("discord", "1", "7", "study", "9"))
    other = await services.groups.found(Place("discord", "1", "8", "baking", "9"))
    await services.linking.join(other.id, await services.linking.invite(channel.group))
    await services.linking.leave(other.id)
    for name in ("Ann", "Anne"):
        await services.members.of_platform(channel.group, "discord", "5", name)
    await services.workspaces.leave("discord", "1")


@pytest.mark.parametrize("decks", [1, 40])
async def test_to_open_many_groups_questions_takes_as_many_statements_as_one_group_s(
    services: Services, store: Store, clock: Clock, decks: int
):
    async def said(groups: int) -> int:
        await _planned(store, services, clock, groups, decks)
        clock.advance(timedelta(days=1))
        with counted_statements(store._engine) as seen:
            await services.rounds.tick()
        opened = [each for each in seen.said if each.startswith("INSERT INTO rounds")]
        assert len(opened) == 1
        return len(seen)

    assert await said(40) == await said(1)


async def _planned(store: Store, services: Services, clock: Clock, groups: int, decks: int) -> None:
    """Let no groups but so many new ones be asked tomorrow, out of so many decks."""
    name, at = f"{groups}-of-{decks}", f"{clock.now():%H:%M}"
    async with store.writing() as tx:
        await tx.workspaces.ensure_library(clock.now())
    made = [await store_deck(store, SHIPPED, clock.now(), f"{name}-{n}") for n in range(decks)]
    async with store.writing() as tx:
        await tx.connection.execute(update(schema.schedules).values(next_at=None))
        for number in range(groups):
            group = Group(GroupId(f"{name}-{number}"), name)
            await tx.groups.add(group)
            channel = Channel(ChannelId(group.id), group.id, "web", group.id)
            await tx.groups.add_channel(channel)
    for number in range(groups):
        plan = Plan(made[number % decks].id, at, "UTC", timedelta(days=9))
        await services.schedules.add(GroupId(f"{name}-{number}"), plan)
