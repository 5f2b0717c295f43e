"""What is kept of a member: shown to them, handed over, removed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deliveries import DeliveryKind
from bot.core.feedback import Rating
from bot.core.models import (
    Group,
    Member,
    MemberId,
    Naming,
    Round,
)
from bot.errors import NotFound
from bot.services.groups import LOCAL_CHANNEL, LOCAL_GROUP
from bot.services.live import Topic
from bot.services.services import Services
from bot.services.sessions import Visitor
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.members import add_member, see
from tests.fakes.places import settled
from tests.fakes.study_deck import StudyDeck, store_deck

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def _play(services: Services, deck: StudyDeck, *members: Member) -> Round:
    """Ask the next question, let the members answer it, and close it."""
    round_ = await services.rounds.open_next(LOCAL_GROUP, deck.id, HOUR)
    for member in members:
        await services.replies.save(round_.id, member, f"{member.name} says *so*.", 0)
    return await services.rounds.close(round_.group, round_.id)


async def _vote(services: Services, round_: Round, member: Member, author: str) -> None:
    ballot = await services.feedback.ballot(round_.group, round_.id, member)
    token = next(each.token for each in ballot.choices if each.author == author)
    await services.feedback.vote(round_.group, round_.id, member, token)


async def test_a_profile_counts_replies_ratings_told_votes_and_rounds_in_a_row(
    *, services: Services, clock: Clock, room: Group, ann: Member, bo: Member, deck: StudyDeck
):
    first = await _play(services, deck, ann, bo)
    await services.feedback.rate(room.id, first.id, ann, Rating.PARTLY)
    await _vote(services, first, bo, "Ann")
    waiting = await services.profile.of(room.id, ann)
    assert waiting.votes == 0
    clock.advance(DAY)
    await services.rounds.tick()
    await _play(services, deck, bo)
    clock.advance(HOUR)
    last = await _play(services, deck, ann)

    profile = await services.profile.of(room.id, ann)

    assert (profile.member, profile.replies, profile.votes) == (ann, 2, 1)
    assert profile.ratings == ((Rating.PARTLY, 1),)
    assert (profile.streak, profile.longest_streak) == (1, 1)
    assert [(each.round, each.beginning, each.rating) for each in profile.latest] == [
        (last.id, "Ann says so.", None),
        (first.id, "Ann says so.", Rating.PARTLY),
    ]
    assert profile.latest[0].question == deck.questions[2].text
    assert (await services.profile.of(room.id, bo)).longest_streak == 2


async def test_a_profile_of_somebody_new_is_empty(services: Services, room: Group, ann: Member):
    profile = await services.profile.of(room.id, ann)
    assert (profile.replies, profile.streak, profile.latest) == (0, 0, ())


async def test_an_export_has_everything_and_is_json(
    *, services: Services, clock: Clock, room: Group, ann: Member, bo: Member, deck: StudyDeck
):
    first = await _play(services, deck, ann, bo)
    await services.feedback.rate(room.id, first.id, ann, Rating.GOT_IT)
    await _vote(services, first, ann, "Bo")
    await _vote(services, first, bo, "Ann")
    clock.advance(DAY)
    await services.rounds.tick()
    second = await services.rounds.open_next(room.id, deck.id, 8 * HOUR)
    await services.reminder_requests.request(room.id, second.id, ann)

    data = json.loads(json.dumps(await services.profile.export(ann.person, see(ann))))

    assert data["person"] == ann.person
    assert data["accounts"] == [{"platform": "web", "id": ann.person}]
    (data,) = data["groups"]
    assert data["group"] == room.name
    assert data["member"] == {
        "id": ann.id,
        "name": "Ann",
        "joined_at": ann.joined_at.isoformat(),
    }
    assert data["settings"] == {"reminders": True}
    (reply,) = data["replies"]
    assert reply["text"] == "Ann says *so*."
    assert (reply["question"], reply["deck"]) == (deck.questions[0].text, deck.deck.title)
    assert (reply["revision"], reply["closed_at"]) == (1, first.opened_at.isoformat())
    assert [each["rating"] for each in data["ratings"]] == ["got it"]
    assert [each["author"] for each in data["votes"]] == ["Bo"]
    assert data["votes_received"] == {first.id: 1}
    assert [each["round"] for each in data["reminder_requests"]] == [second.id]


async def test_an_export_names_nobody_whom_the_round_did_not(
    *, services: Services, room: Group, ann: Member, bo: Member, deck: StudyDeck
):
    await services.groups.set_naming(room.id, Naming.ANONYMOUS)
    round_ = await _play(services, deck, ann, bo)
    (choice,) = (await services.feedback.ballot(room.id, round_.id, ann)).choices
    await services.feedback.vote(room.id, round_.id, ann, choice.token)

    data = await services.profile.export(ann.person, see(ann))

    assert [each["author"] for each in data["groups"][0]["votes"]] == [None]
    assert bo.id not in json.dumps(data)


async def test_who_cannot_read_the_channel_any_more_takes_their_own_words_along_and_no_others(
    *, services: Services, ann: Member, bo: Member, deck: StudyDeck
):
    round_ = await _play(services, deck, ann, bo)
    (choice,) = (await services.feedback.ballot(ann.group, round_.id, ann)).choices
    await services.feedback.vote(ann.group, round_.id, ann, choice.token)
    gone = replace(see(ann), channels=frozenset())

    (group,) = (await services.profile.export(ann.person, gone))["groups"]

    assert [each["author"] for each in group["votes"]] == [None]
    assert [(each["question"], each["deck"]) for each in group["replies"]] == [(None, None)]
    assert group["replies"][0]["text"]


# --- removal --------------------------------------------------------------------------------------


async def test_a_removed_member_leaves_the_others_and_no_reveal_shows_them(
    *, services: Services, store: Store, room: Group, ann: Member, bo: Member, deck: StudyDeck
):
    closed = await _play(services, deck, ann, bo)
    await _vote(services, closed, bo, "Ann")
    open_ = await services.rounds.open_next(room.id, deck.id, 8 * HOUR)
    await services.replies.save(open_.id, ann, "Ann again.", 0)
    (reveal,) = [
        each for each in await services.deliveries.due() if each.kind is DeliveryKind.REVEAL
    ]
    await services.deliveries.sent(reveal, "message", timedelta(0))

    with services.live.listen(Topic.REPLIES, Topic.ROUNDS) as listener:
        await services.profile.delete(ann.person)
        assert {topic for _, topic in await listener.changes(timeout=0)} >= {
            Topic.REPLIES,
            Topic.ROUNDS,
        }

    shown = await services.reveals.reveal(closed.id, see())
    assert [authored.author for authored in shown.replies] == ["Bo"]
    card = await services.cards.card(open_.id, see())
    assert card.replies == 0
    assert (await services.feedback.ballot(room.id, closed.id, bo)).chosen is None
    async with store.reading() as tx:
        assert (await tx.deliveries.get(reveal.key)).edit_at is not None
        assert await tx.members.of_group(room.id) == [bo]


async def test_a_reminder_on_its_way_goes_with_the_member(
    *, services: Services, clock: Clock, room: Group, ann: Member, bo: Member, open_round: Round
):
    for member in (ann, bo):
        await services.reminder_requests.request(room.id, open_round.id, member)
    clock.set(open_round.closes_at - HOUR)
    await services.rounds.tick()

    await services.profile.delete(ann.person)

    due = await services.deliveries.due()
    assert [each.member for each in due if each.kind is DeliveryKind.REMINDER] == [bo.id]


async def test_a_reply_of_somebody_removed_is_refused_and_the_others_are_kept(
    services: Services, room: Group, ann: Member, bo: Member, open_round: Round
):
    await services.profile.delete(ann.person)

    with pytest.raises(NotFound):
        await services.replies.save(open_round.id, ann, "Too late.", 0)
    with pytest.raises(NotFound):
        await services.reminder_requests.request(room.id, open_round.id, ann)
    await services.replies.save(open_round.id, bo, "In time.", 0)


async def test_who_comes_back_is_somebody_new(
    services: Services, room: Group, ann: Member, join: Join, open_round: Round
):
    await services.replies.save(open_round.id, ann, "The gluten relaxes.", 0)
    await services.profile.delete(ann.person)

    again = await join("Ann")

    assert again.id != ann.id
    assert await services.replies.mine(open_round.id, again) is None
    assert (await services.profile.of(room.id, again)).replies == 0


async def test_who_is_not_there_is_not_found(
    services: Services, room: Group, other_room: Group, ann: Member, bo: Member
):
    await services.profile.delete(bo.person)
    for group, member in ((other_room.id, ann), (room.id, bo)):
        with pytest.raises(NotFound):
            await services.profile.of(group, replace(member, group=group))
    with pytest.raises(NotFound):
        await services.profile.export(bo.person, see(bo))
    with pytest.raises(NotFound):
        await services.profile.delete(bo.person)
    with pytest.raises(NotFound):
        await services.profile.leave(bo)
    assert (await services.profile.of(room.id, ann)).member == ann


# --- in several groups ----------------------------------------------------------------------------


@pytest.fixture
async def ann_there(services: Services, other_room: Group, store: Store, ann: Member) -> Member:
    """Ann as a member of another group, where she answered a question."""
    there = replace(ann, id=MemberId("ann-there"), group=other_room.id, name="Annie")
    async with store.writing() as tx:
        await add_member(tx, there)
    deck = await store_deck(store, other_room.id, services.clock())
    round_ = await services.rounds.open_next(other_room.id, deck.id, HOUR)
    await services.replies.save(round_.id, there, "Said there.", 0)
    return there


async def test_an_export_has_every_group_by_its_name(
    services: Services, room: Group, other_room: Group, ann: Member, ann_there: Member
):
    data = await services.profile.export(ann.person, see(ann))

    assert {each["group"]: each["member"]["name"] for each in data["groups"]} == {
        room.name: "Ann",
        other_room.name: "Annie",
    }
    (there,) = (each for each in data["groups"] if each["group"] == other_room.name)
    assert [each["text"] for each in there["replies"]] == ["Said there."]


async def test_deleting_a_person_leaves_them_in_no_group(
    *, services: Services, store: Store, room: Group, ann: Member, bo: Member, ann_there: Member
):
    with services.live.listen(Topic.MEMBERS) as listener:
        await services.profile.delete(ann.person)
        heard = await listener.changes(timeout=0)

    assert heard == {(each.group, Topic.MEMBERS) for each in (ann, ann_there)}
    async with store.reading() as tx:
        assert await tx.members.of_group(room.id) == [bo]
        assert await tx.members.of_group(ann_there.group) == []
        assert await tx.persons.accounts(ann.person) == []


async def test_leaving_takes_away_what_is_in_that_group_alone(
    *,
    services: Services,
    store: Store,
    room: Group,
    ann: Member,
    ann_there: Member,
    deck: StudyDeck,
):
    round_ = await _play(services, deck, ann)
    with services.live.listen(Topic.MEMBERS) as listener:
        await services.profile.leave(ann_there)
        assert await listener.changes(timeout=0) == {(ann_there.group, Topic.MEMBERS)}

    async with store.reading() as tx:
        assert await tx.members.of_group(ann_there.group) == []
        assert await tx.members.of_group(room.id) == [ann]
        assert await tx.persons.accounts(ann.person) != []
    reply = await services.replies.mine(round_.id, ann)
    assert reply is not None


async def test_who_leaves_a_room_of_the_web_reads_it_no_more_and_their_other_rooms_still(
    services: Services, ann: Member, ann_there: Member
):
    assert LOCAL_CHANNEL in (await services.access.of_person(ann.person)).channels

    await services.profile.leave(ann)

    reader = await services.access.of_person(ann.person)
    assert reader.members == {ann_there.id}
    assert LOCAL_CHANNEL not in reader.channels


async def test_whoever_leaves_their_last_group_leaves_nothing_behind(
    services: Services, store: Store, room: Group
):
    secret = await services.members.secret(room.id)
    ann, token = await services.members.join(secret, "Ann")

    await services.profile.leave(ann)

    assert await services.sessions.visitor(token) == Visitor()
    async with store.reading() as tx:
        assert await tx.persons.accounts(ann.person) == []
    with pytest.raises(NotFound):
        await services.profile.export(ann.person, see(ann))


async def test_who_comes_in_elsewhere_while_they_are_removed_is_gone_or_somebody_new(
    *, services: Services, restarted: Callable[[], Services], store: Store, other_room: Group
):
    home = await settled(services)
    other = restarted()
    for number in range(5):
        who = "chat", str(number), "Ann"
        ann = await services.members.of_platform(home.group, *who)
        _, there = await asyncio.gather(
            services.profile.delete(ann.person), other.members.of_platform(other_room.id, *who)
        )
        async with store.reading() as tx:
            assert await tx.members.with_account(home.group, *who[:2]) is None
            found = await tx.members.with_account(other_room.id, *who[:2])
        assert found == (None if there.person == ann.person else there)
