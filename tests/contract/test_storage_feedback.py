"""What members said of a reveal, what they ask for, and that all of it can be taken out again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, DeliveryState, WebMessage
from bot.core.feedback import Rating, ReminderRequest, SelfRating, Vote
from bot.core.invitations import Invitation
from bot.core.models import (
    Group,
    GroupId,
    Member,
    MemberId,
    Pass,
    PersonId,
    Reply,
    Round,
    RoundId,
    RoundState,
    Session,
    Workspace,
    WorkspaceId,
)
from bot.core.rounds import Turn
from bot.core.unsent import ReplyDraft
from bot.errors import NotFound
from bot.storage.schema import metadata
from bot.storage.transaction import Store, Transaction
from tests.contract.examples import (
    ANN,
    CHANNEL,
    DECK,
    DELIVERY,
    HOUR,
    NOON,
    QUESTION,
    ROUND,
    G,
    fresh,
    ratings,
    reminder_requests,
    votes,
)
from tests.fakes.members import add_account, add_member, made_member
from tests.fakes.rows import stored
from tests.profiles import scaled

BO = made_member("bo", G, "Bo", NOON)
CLOSED = replace(ROUND, state=RoundState.CLOSED, closed_at=NOON + HOUR)


@pytest.fixture
async def asked(world: Store) -> Store:
    """Two members and the open round."""
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
    return world


def _round(name: str, hours: int, **other: Any) -> Round:
    at = NOON + hours * HOUR
    made = replace(CLOSED, id=RoundId(name), opened_at=at, closes_at=at + HOUR)
    return replace(made, **other)


# --- round trips ---------------------------------------------------------------------------------


@settings(
    max_examples=scaled(20),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
async def test_what_was_said_comes_back_as_it_was(asked: Store, data: st.DataObject):
    round_ = replace(CLOSED, id=RoundId(fresh("r")))
    rating = data.draw(ratings(round_.id, ANN.id))
    vote = data.draw(votes(round_.id, ANN.id, BO.id))
    request_reminder = data.draw(reminder_requests(round_.id, ANN.id))

    async with asked.writing() as tx:
        await tx.rounds.add(round_)
        await tx.feedback.rate(rating)
        await tx.feedback.vote(vote)
        await tx.feedback.request_reminder(request_reminder)

    async with asked.reading() as tx:
        assert await tx.feedback.ratings(round_.id) == [rating]
        assert await tx.feedback.votes(round_.id) == [vote]
        assert await tx.feedback.find_reminder_request(round_.id, ANN.id) == request_reminder
        assert rating in await tx.feedback.ratings_of(ANN.id)
        assert vote in await tx.feedback.votes_by(ANN.id)
        assert vote in await stored(tx, Vote, author=BO.id)
        assert request_reminder in await tx.feedback.reminder_requests_of(ANN.id)


async def test_what_is_said_again_replaces_what_was_said(asked: Store):
    async with asked.writing() as tx:
        for rating in Rating:
            await tx.feedback.rate(SelfRating(ROUND.id, ANN.id, rating, NOON))
        for author in (ANN, BO, BO):
            await tx.feedback.vote(Vote(ROUND.id, ANN.id, author.id, NOON))
        for hours in (2, 1):
            await tx.feedback.request_reminder(
                ReminderRequest(ROUND.id, ANN.id, NOON + hours * HOUR)
            )

    async with asked.reading() as tx:
        assert [each.rating for each in await tx.feedback.ratings(ROUND.id)] == [Rating.GOT_IT]
        assert [each.author for each in await tx.feedback.votes(ROUND.id)] == [BO.id]
        assert await tx.feedback.next_reminder() == NOON + HOUR


async def test_a_vote_and_a_wish_are_taken_back_for_one_member_in_one_round(asked: Store):
    async with asked.writing() as tx:
        for member, author in ((ANN, BO), (BO, ANN)):
            await tx.feedback.vote(Vote(ROUND.id, member.id, author.id, NOON))
            await tx.feedback.request_reminder(ReminderRequest(ROUND.id, member.id, NOON))
        for _ in range(2):
            await tx.feedback.take_vote_back(ROUND.id, ANN.id)
            await tx.feedback.drop_reminder_request(ROUND.id, ANN.id)

    async with asked.reading() as tx:
        assert [each.member for each in await tx.feedback.votes(ROUND.id)] == [BO.id]
        assert await tx.feedback.find_reminder_request(ROUND.id, ANN.id) is None
        assert await tx.feedback.find_reminder_request(ROUND.id, BO.id) is not None


# --- reminders and tallies that are due --------------------------------------------------------


async def test_a_wish_is_taken_once_and_not_before_its_time(asked: Store):
    async with asked.writing() as tx:
        await tx.feedback.request_reminder(ReminderRequest(ROUND.id, ANN.id, NOON))
        await tx.feedback.request_reminder(ReminderRequest(ROUND.id, BO.id, NOON + HOUR))

    async with asked.writing() as tx:
        assert await tx.feedback.take_reminder_requests(NOON - timedelta(microseconds=1)) == []
        assert [each.member for each in await tx.feedback.take_reminder_requests(NOON)] == [ANN.id]
        assert await tx.feedback.take_reminder_requests(NOON) == []
        assert await tx.feedback.next_reminder() == NOON + HOUR


async def test_counts_are_due_once(asked: Store):
    due, later = _round("due", 0, tally_at=NOON), _round("later", 1, tally_at=NOON + HOUR)
    async with asked.writing() as tx:
        await tx.rounds.add_all([due, later])

    async with asked.writing() as tx:
        assert await tx.rounds.next_tally() == NOON
        found = await tx.rounds.due_to_tally(NOON)
        await tx.rounds.end_tally(each.id for each in found)

    assert list(found) == [due]
    async with asked.writing() as tx:
        assert await tx.rounds.due_to_tally(NOON) == []
        assert await tx.rounds.next_tally() == NOON + HOUR
        assert await tx.rounds.get(due.id) == replace(due, tally_at=None)


# --- a member's own ------------------------------------------------------------------------------


async def test_votes_for_a_member_count_once_they_were_told(asked: Store):
    told, waiting = _round("told", 0), _round("waiting", 1, tally_at=NOON + 30 * HOUR)
    async with asked.writing() as tx:
        await tx.rounds.add_all([told, waiting])
        for round_ in (told, waiting):
            await tx.feedback.vote(Vote(round_.id, ANN.id, BO.id, NOON))

    async with asked.reading() as tx:
        assert await tx.feedback.told_votes(BO.id) == {told.id: 1}
        assert await tx.feedback.told_votes(ANN.id) == {}


async def test_a_members_replies_come_with_their_rounds_the_newest_in_front(asked: Store):
    rounds = [_round("old", -9), _round("new", -1), _round("between", -4, state=RoundState.SKIPPED)]
    replies = [Reply(each.id, ANN.id, f"In {each.id}.", 1, NOON) for each in rounds]
    async with asked.writing() as tx:
        await tx.rounds.add_all(rounds)
        await tx.replies.put([*replies, replace(replies[0], member=BO.id)])

    old, new, between = [
        (reply, round_, DECK, QUESTION) for reply, round_ in zip(replies, rounds, strict=True)
    ]
    async with asked.reading() as tx:
        assert await tx.replies.of_member(ANN.id) == [new, between, old]
        assert await tx.replies.of_member(ANN.id, 1) == [new]
        assert await tx.replies.count_of_member(ANN.id) == 3
        assert await tx.replies.count_of_member(MemberId("nobody")) == 0


async def test_turns_are_the_groups_rounds_that_were_not_skipped_newest_first(asked: Store):
    elsewhere = GroupId("elsewhere")
    async with asked.writing() as tx:
        await tx.groups.add(Group(elsewhere, "Elsewhere"))
        await tx.rounds.add_all(
            [
                _round("old", -9),
                _round("skipped", -5, state=RoundState.SKIPPED),
                _round("new", -2),
                _round("theirs", -1, group=elsewhere),
            ]
        )
        await tx.replies.put([Reply(RoundId("old"), ANN.id, "Yes.", 1, NOON)])
        await tx.replies.put([Reply(RoundId("new"), BO.id, "Yes.", 1, NOON)])

    async with asked.reading() as tx:
        assert await tx.rounds.turns(G, ANN.id) == [
            Turn(NOON, NOON + HOUR, open=True, replied=False),
            Turn(NOON - 2 * HOUR, NOON + HOUR, open=False, replied=False),
            Turn(NOON - 9 * HOUR, NOON + HOUR, open=False, replied=True),
        ]


async def test_those_rounds_that_there_are_are_found(asked: Store):
    async with asked.reading() as tx:
        assert await tx.rounds.those([ROUND.id, RoundId("none")]) == {ROUND.id: ROUND}
        assert await tx.rounds.those([]) == {}


async def test_a_members_accounts_are_listed(asked: Store):
    async with asked.writing() as tx:
        in_room = await add_account(tx, ANN, "web", "ann")
        in_chat = await add_account(tx, ANN, "discord", "77")
        bos = await add_account(tx, BO, "web", "bo")

    async with asked.reading() as tx:
        assert await tx.persons.accounts(ANN.person) == [in_chat, in_room]
        assert await tx.members.accounts_in({G}) == {ANN.id: [in_chat, in_room], BO.id: [bos]}


SITE = Workspace(WorkspaceId("site"), "web", "site", "Site", NOON)

# --- removing a member ----------------------------------------------------------------------------


async def _fill(tx: Transaction, member: Member, other: Member) -> None:
    """Keep something of the member in every table that can hold it."""
    number = len(member.id)
    await tx.replies.put([Reply(ROUND.id, member.id, f"By {member.id}.", 1, NOON)])
    await tx.feedback.rate(SelfRating(ROUND.id, member.id, Rating.PARTLY, NOON))
    await tx.feedback.vote(Vote(ROUND.id, member.id, other.id, NOON))
    await tx.feedback.request_reminder(ReminderRequest(ROUND.id, member.id, NOON))
    await add_account(tx, member, "web", f"account-{member.id}")
    await tx.persons.add_session(Session(f"member-{number}", NOON, member.person))
    await tx.workspaces.ensure(SITE)
    both = Session(f"both-{number}", NOON, member.person, SITE.id, NOON)
    await tx.persons.add_session(both)
    await tx.persons.add_pass(Pass(f"pass-{number}", NOON + HOUR, member.person))
    code = Invitation(f"code-{number}", NOON + HOUR, person=member.person)
    await tx.workspaces.invite(code)
    key = DeliveryKey(f"{ROUND.id}:reminder:{member.id}:{CHANNEL.id}")
    reminder = replace(DELIVERY, key=key, kind=DeliveryKind.REMINDER, member=member.id)
    await tx.deliveries.add([reminder])
    await tx.web_messages.pin(WebMessage(CHANNEL.id, key, "Soon.", NOON, for_member=member.id))


async def _remove(tx: Transaction, member: MemberId) -> frozenset[RoundId]:
    await tx.feedback.remove_reminder_requests(member)
    await tx.members.get_for_removal(member)
    await tx.feedback.remove_said(member)
    rounds = await tx.replies.remove_of_member(member)
    await tx.members.remove(member)
    await tx.persons.remove_strangers([PersonId(member)])
    return rounds


async def _everything(engine: AsyncEngine) -> dict[str, Sequence[Any]]:
    async with engine.connect() as connection:
        return {
            table.name: (await connection.execute(select(table))).all()
            for table in metadata.sorted_tables
        }


async def test_nothing_of_a_removed_member_is_left_and_all_of_the_others(
    asked: Store, engine: AsyncEngine
):
    async with asked.writing() as tx:
        await _fill(tx, BO, BO)
    before = await _everything(engine)
    async with asked.writing() as tx:
        await _remove(tx, ANN.id)
        await add_member(tx, ANN)
        await _fill(tx, ANN, BO)
        await tx.feedback.vote(Vote(ROUND.id, BO.id, ANN.id, NOON))

    async with asked.writing() as tx:
        rounds = await _remove(tx, ANN.id)

    assert rounds == {ROUND.id}
    after = await _everything(engine)
    assert "ann" not in repr(list(after.values())).casefold()
    # Bo's vote was for Ann's reply, and an admin's browser stays one.
    gone = {"persons": 1, "members": 1, "votes": 1, "sessions": -1}
    assert {name: len(before[name]) - len(rows) for name, rows in after.items()} == {
        name: gone.get(name, 0) for name in before
    }
    async with asked.reading() as tx:
        session = await tx.persons.find_session("both-3")
        assert session == Session("both-3", NOON, None, SITE.id, NOON)
        assert await tx.persons.find_session("member-3") is None
        assert await tx.replies.find(ROUND.id, BO.id) is not None


async def test_what_showed_somebodys_reply_is_looked_at_again_and_nothing_else_is(asked: Store):
    kinds = (DeliveryKind.REVEAL, DeliveryKind.TALLY, DeliveryKind.QUESTION)
    sent = [
        replace(DELIVERY, key=DeliveryKey(kind), kind=kind, state=DeliveryState.SENT)
        for kind in kinds
    ]
    waiting = replace(sent[0], key=DeliveryKey("waiting"), state=DeliveryState.PENDING)
    other = replace(sent[0], key=DeliveryKey("other"), round=RoundId("other"))
    async with asked.writing() as tx:
        await tx.rounds.add(_round("other", -1))
        await tx.deliveries.add([*sent, waiting, other])
        await tx.posted.keep_up_to_date([ROUND.id], NOON)

    async with asked.reading() as tx:
        found = [each.key for each, _ in await tx.posted.next_to_edit(["chat"], None)]
        assert found == ["reveal", "tally"]


async def test_a_member_who_is_not_there_is_not_found(asked: Store):
    async with asked.writing() as tx:
        with pytest.raises(NotFound):
            await tx.members.get_for_removal(MemberId("nobody"))
        assert await tx.members.lock([ANN.id, MemberId("nobody")], shared=True) == {ANN.id}
        assert await tx.members.lock([ANN.id, MemberId("nobody")]) == {ANN.id}
        assert await tx.replies.remove_of_member(MemberId("nobody")) == frozenset()


@pytest.mark.parametrize("shared", [True, False])
async def test_who_is_being_removed_is_waited_for_and_then_not_there(asked: Store, shared: bool):
    removing, go_on = asyncio.Event(), asyncio.Event()

    async def remove() -> None:
        async with asked.writing() as tx:
            await _remove(tx, ANN.id)
            removing.set()
            await go_on.wait()

    async def hold() -> frozenset[MemberId]:
        await removing.wait()
        async with asked.writing() as tx:
            return await tx.members.lock([ANN.id, BO.id], shared=shared)

    async with asyncio.TaskGroup() as group:
        group.create_task(remove())
        holding = group.create_task(hold())
        await removing.wait()
        assert not holding.done()
        go_on.set()

    assert holding.result() == {BO.id}


@pytest.mark.parametrize("engine_name", ["postgresql"])
async def test_who_is_locked_cannot_be_locked_by_another_writer(asked: Store, engine: AsyncEngine):
    free = select(metadata.tables["members"].c.id).with_for_update(key_share=True, skip_locked=True)
    async with asked.writing() as tx, engine.connect() as other:
        await tx.members.lock([ANN.id])
        assert (await other.scalars(free)).all() == [BO.id]


@pytest.mark.parametrize("shared", [True, False])
async def test_who_is_held_is_not_removed_before_the_end(asked: Store, shared: bool):
    held, go_on = asyncio.Event(), asyncio.Event()

    async def remind() -> None:
        async with asked.writing() as tx:
            await tx.members.lock([ANN.id], shared=shared)
            held.set()
            await go_on.wait()
            reminder = replace(DELIVERY, kind=DeliveryKind.REMINDER, member=ANN.id)
            await tx.deliveries.add([reminder])

    async def remove() -> None:
        await held.wait()
        async with asked.writing() as tx:
            await _remove(tx, ANN.id)

    async with asyncio.TaskGroup() as group:
        group.create_task(remind())
        group.create_task(remove())
        await held.wait()
        go_on.set()

    async with asked.reading() as tx:
        assert await stored(tx, Delivery, round=ROUND.id) == []
        assert ANN not in await tx.members.of_group(G)


async def test_a_rounds_stamp_is_another_as_soon_as_any_reply_or_name_is(world: Store):
    """Names are whatever people call themselves, such as the end of somebody else's stamp."""
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
        first = Reply(ROUND.id, ANN.id, "v1", 1, NOON)
        stamps = [await tx.replies.stamp(ROUND.id)]
        for each in (
            first,
            Reply(ROUND.id, BO.id, "v1", 1, NOON),
            replace(first, text="v2", revision=2),
            replace(first, text="v2", revision=2, saved_at=NOON + HOUR),
        ):
            await tx.replies.put([each])
            stamps.append(await tx.replies.stamp(ROUND.id))
        for member, name in ((ANN, "Annabel"), (ANN, f"A\n{BO.id} 1"), (BO, "1")):
            await tx.members.update(member.id, name=name)
            stamps.append(await tx.replies.stamp(ROUND.id))
    async with world.reading() as tx:
        assert await tx.replies.stamp(ROUND.id) == stamps[-1]

    assert len(set(stamps)) == len(stamps) == 8


async def test_what_many_said_and_typed_in_a_round_is_read_together(world: Store):
    draft = ReplyDraft(ROUND.id, BO.person, "Not sent", 0, "v", NOON)
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
        await tx.groups.add_audiences({ROUND.id: [CHANNEL]})
        await tx.feedback.rate(SelfRating(ROUND.id, ANN.id, Rating.PARTLY, NOON))
        await tx.feedback.vote(Vote(ROUND.id, ANN.id, BO.id, NOON))
        await tx.reply_drafts.keep(draft, "")
    both = {ANN.id, BO.id}
    async with world.reading() as tx:
        assert await tx.feedback.ratings_by({ROUND.id}, both) == {(ROUND.id, ANN.id): Rating.PARTLY}
        assert await tx.feedback.choices_by({ROUND.id}, both) == {(ROUND.id, ANN.id): BO.id}
        drafts = await tx.reply_drafts.find_of({ROUND.id}, {ANN.person, BO.person})
        assert drafts == {(ROUND.id, BO.person): draft}
        assert await tx.feedback.ratings_by({ROUND.id}, set()) == {}
        told = await tx.rounds.with_audiences({ROUND.id, RoundId("none")})
        assert told == {ROUND.id: (ROUND, frozenset({CHANNEL.id}))}
        assert await tx.cards.asked_near({CHANNEL.id}, set()) == {QUESTION.text}
        assert await tx.cards.asked_near(set(), {BO.id}) == {QUESTION.text}
        assert await tx.cards.asked_near(set(), set()) == set()
