"""What storage promises about workspaces, invitations, and groups that end, on every engine."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.core.deck_changes import Change
from bot.core.deliveries import Delivery, DeliveryKey, DeliveryState, WebMessage
from bot.core.documents import Lines, Status
from bot.core.feedback import Rating, ReminderRequest, SelfRating, Vote
from bot.core.invitations import Invitation
from bot.core.models import (
    Answer,
    AnswerId,
    Channel,
    ChannelId,
    DeckId,
    Group,
    GroupId,
    Question,
    QuestionId,
    Reply,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
    Session,
    SourceId,
    Workspace,
    WorkspaceId,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.transaction import Store, Transaction
from bot.storage.workspaces import WorkspaceChanges
from tests.contract import examples
from tests.contract.examples import (
    ANN,
    CHANNEL,
    DECK,
    DELIVERY,
    HOUR,
    NOON,
    QUESTION,
    ROUND,
    SOURCE,
    WORKSPACE,
    G,
)
from tests.contract.scenarios import count_rows, purge, put_scenario, scenarios
from tests.contract.test_storage_round_trips import many
from tests.fakes.members import add_account, add_member, made_member, see
from tests.fakes.rows import stored
from tests.profiles import scaled

HOME = Workspace(WorkspaceId("home"), "chat", "1", "Workspace", NOON)
OTHERS = Group(GroupId("others"), "Others")
THERE = Channel(ChannelId("there"), G, "chat", "10", HOME.address)
BO = made_member("bo", G, "Bo", NOON)
CLOSED = replace(ROUND, id=RoundId("closed"), state=RoundState.CLOSED)


@many
@given(st.data())
async def test_homes_and_invitations_come_back_as_they_were(world: Store, data: st.DataObject):
    workspace = data.draw(examples.workspaces())
    channel = replace(CHANNEL, id=ChannelId(examples.fresh("c")), address=examples.fresh("a"))
    invitation = data.draw(examples.invitations(G, ANN.id))
    changed = replace(
        data.draw(examples.workspaces()),
        id=workspace.id,
        address=workspace.address,
        joined_at=workspace.joined_at,
    )
    changes = {name: getattr(changed, name) for name in get_type_hints(WorkspaceChanges)}
    before = invitation.expires_at - HOUR
    async with world.writing() as tx:
        await tx.workspaces.ensure(workspace)
        await tx.groups.add_channel(replace(channel, workspace=workspace.address))
        await tx.workspaces.invite(invitation)

    async with world.writing() as tx:
        assert await tx.workspaces.find("chat", workspace.address) == workspace
        assert workspace in await tx.workspaces.of_group(G)
        assert workspace in await tx.workspaces.of_platform("chat")
        assert await tx.workspaces.find_invitation(invitation.code_hash, before) == invitation
        assert await tx.workspaces.update(workspace, **changes) == changed
        assert await tx.workspaces.find_for_update("chat", workspace.address) == changed


async def test_a_workspace_is_made_once_and_stays_as_it_is(world: Store):
    async def ensure(number: int) -> Workspace:
        async with world.writing() as tx:
            return await tx.workspaces.ensure(replace(HOME, name=str(number)))

    assert len(set(await asyncio.gather(*map(ensure, range(10))))) == 1

    async with world.reading() as tx:
        assert await tx.workspaces.find("chat", "2") is None
        assert await tx.workspaces.find("talk", "1") is None


async def test_homes_that_were_left_long_ago_come_first_and_others_never(world: Store):
    left = [
        replace(HOME, id=WorkspaceId(str(n)), address=str(n), left_at=NOON - n * HOUR)
        for n in range(4)
    ]
    async with world.writing() as tx:
        for workspace in (*left, replace(HOME, address="here")):
            await tx.workspaces.ensure(workspace)

    async with world.reading() as tx:
        assert await tx.workspaces.left_before(NOON) == [left[3], left[2], left[1]]


async def test_a_code_is_used_once_and_before_it_is_too_old(world: Store):
    fresh, old = Invitation("fresh", NOON + HOUR, G), Invitation("old", NOON, person=ANN.person)
    async with world.writing() as tx:
        await tx.workspaces.invite(fresh)
        await tx.workspaces.invite(old)
        assert await tx.workspaces.find_invitation("old", NOON) is None
        assert await tx.workspaces.take_invitation("nobody's", NOON - HOUR) is None
        assert await tx.workspaces.take_invitation("old", NOON) is None
        assert await tx.workspaces.find_invitation("fresh", NOON) == fresh

    async def take() -> Invitation | None:
        async with world.writing() as tx:
            return await tx.workspaces.take_invitation("fresh", NOON)

    taken = await asyncio.gather(take(), take(), take())

    assert sorted(map(str, taken)) == sorted(map(str, (fresh, None, None)))


async def test_what_waits_for_a_workspace_is_dropped_and_nothing_else(world: Store):
    async with world.writing() as tx:
        await tx.workspaces.ensure(HOME)
        await tx.groups.add_channel(THERE)
        await tx.rounds.add(ROUND)
        sent = replace(DELIVERY, key=DeliveryKey("sent"), state=DeliveryState.SENT)
        for delivery in (DELIVERY, sent):
            key = DeliveryKey(f"{delivery.key} there")
            there = replace(delivery, key=key, channel=THERE.id, next_attempt_at=NOON)
            await tx.deliveries.add([delivery, there])
        await tx.workspaces.drop_waiting(HOME)

    async with world.reading() as tx:
        states = {each.key: each.state for each in await stored(tx, Delivery, round=ROUND.id)}
        assert await tx.deliveries.due(NOON) == []
    assert states == {
        "k": DeliveryState.PENDING,
        "sent": DeliveryState.SENT,
        "k there": DeliveryState.DROPPED,
        "sent there": DeliveryState.SENT,
    }


async def test_a_workspace_goes_with_its_channels_and_what_went_there(
    world: Store, engine: AsyncEngine
):
    before = await count_rows(engine)
    async with world.writing() as tx:
        await tx.workspaces.ensure(HOME)
        await tx.groups.add_channel(THERE)
        await tx.deliveries.add([replace(DELIVERY, channel=THERE.id, round=None)])
        await tx.web_messages.pin(WebMessage(THERE.id, DeliveryKey("k"), "A question", NOON))
        await tx.rounds.add(ROUND)
        await tx.groups.add_audiences({ROUND.id: [CHANNEL, THERE]})
        other = replace(HOME, id=WorkspaceId("talk"), platform="talk")
        await tx.workspaces.ensure(other)

    async with world.writing() as tx:
        await purge(tx, HOME)

    # Its group talks elsewhere too, and goes on there.
    assert await count_rows(engine) == _plus(before, workspaces=1, rounds=1, audience=1)
    async with world.reading() as tx:
        assert await tx.workspaces.of_group(G) == [WORKSPACE]
        assert await tx.groups.channels(G) == [CHANNEL]
        assert await tx.groups.told_in(ROUND.id) == [CHANNEL]


def _plus(rows: dict[str, int], **more: int) -> dict[str, int]:
    return {name: number + more.get(name, 0) for name, number in rows.items()}


async def test_of_a_workspaces_decks_stays_what_another_group_was_asked_with_its_answers(
    world: Store, engine: AsyncEngine
):
    """The library of that group's past; nothing else of the decks, nor anything planned."""
    unasked = Question(QuestionId("unasked"), DECK.id, 1, "Why not?")
    unused = replace(DECK, id=DeckId("unused"), title="Unused")
    schedule = Schedule(ScheduleId("s"), OTHERS.id, DECK.id, "0 9 * * *", "UTC", HOUR, HOUR, NOON)
    round_ = replace(CLOSED, group=OTHERS.id)
    async with world.writing() as tx:
        await tx.workspaces.ensure(HOME)
        await tx.groups.add(OTHERS)
        await tx.groups.add_channel(replace(THERE, group=OTHERS.id, home=OTHERS.id))
        await tx.decks.add(unused)
        await tx.decks.add_source(replace(SOURCE, id=SourceId("t"), deck=unused.id))
        await tx.decks.put_questions([unasked, replace(QUESTION, id=_OTHER, deck=unused.id)])
        answers = [_answer(QUESTION.id), _answer(unasked.id), _answer(_OTHER, SourceId("t"))]
        await tx.decks.add_answers(answers)
        change = Change(questions=((unasked, None),))
        await tx.deck_edits.add("edit", DECK.id, NOON, change)
        await tx.rounds.add(round_)
        await tx.groups.add_audiences({round_.id: [THERE]})
        await tx.schedules.add(schedule)
        left = await tx.workspaces.update(WORKSPACE, left_at=NOON)

    async with world.writing() as tx:
        assert await tx.workspaces.left_before(NOON + HOUR) == [left]
        await purge(tx, WORKSPACE)

    async with world.reading() as tx:
        assert await tx.decks.ids_of(WORKSPACE.id) == {DECK.id}
        assert await tx.decks.questions(DECK.id) == [QUESTION]
        assert await tx.decks.sources(DECK.id) == [SOURCE]
        assert await tx.decks.answers_to([QUESTION.id]) == {QUESTION.id: [(answers[0], SOURCE)]}
        assert (await tx.cards.get(round_.id, see(channels=[THERE]))).question == QUESTION
        assert await tx.decks.at_hand(OTHERS.id) == []
        assert await tx.schedules.of_group(OTHERS.id) == []
        # What is kept of it is not looked at again each day.
        assert await tx.workspaces.find("chat", WORKSPACE.address) == left
        assert await tx.workspaces.left_before(NOON + HOUR) == []
    rows = await count_rows(engine)
    assert (rows["answers"], rows["sources"], rows["questions"]) == (1, 1, 1)
    assert rows["deck_edits"] == 0


_OTHER = QuestionId("other")


def _answer(question: QuestionId, source: SourceId = SOURCE.id) -> Answer:
    id_ = AnswerId(f"to {question}")
    return Answer(id_, question, source, "So.", Status.ANSWERED, 1.0, Lines(1, 2))


async def test_a_group_whose_channel_is_linked_elsewhere_sleeps_and_is_not_removed(world: Store):
    """It is at home in a channel that is still there, and wakes when that leaves."""
    async with world.writing() as tx:
        await tx.workspaces.ensure(HOME)
        await tx.groups.add(OTHERS)
        await tx.groups.add_channel(replace(THERE, group=OTHERS.id, home=OTHERS.id))
        await tx.groups.update_channel(THERE.id, group=G)
        assert await tx.groups.of_workspace(HOME) == {G, OTHERS.id}
        await tx.groups.remove_alone({G, OTHERS.id})
        assert await tx.groups.get(OTHERS.id) == OTHERS

        await purge(tx, HOME)
        with pytest.raises(NotFound):
            await tx.groups.get(OTHERS.id)
        assert (await tx.groups.get(G)).id == G


async def _install(engine: AsyncEngine) -> None:
    for team in ("T1", "T2"):
        row = {
            "client_id": "1.2",
            "app_id": "A1",
            "team_id": team,
            "bot_token": f"xoxb-{team}",
            "is_enterprise_install": False,
            "installed_at": NOON.replace(tzinfo=None),
        }
        async with engine.begin() as connection:
            await connection.execute(schema.slack_bots.insert(), [row])
            who = {"user_id": "U1"}
            await connection.execute(schema.slack_installations.insert(), [row | who])


async def _installed(engine: AsyncEngine) -> set[str]:
    tables = (schema.slack_bots, schema.slack_installations)
    async with engine.connect() as connection:
        found = [await connection.scalars(select(table.c.team_id)) for table in tables]
    bots, installations = (set(each) for each in found)
    assert bots == installations
    return bots


async def test_the_tokens_of_a_workspace_go_with_its_workspace_and_no_others(
    world: Store, engine: AsyncEngine
):
    await _install(engine)
    one, other = [
        replace(HOME, id=WorkspaceId(team), platform="slack", address=team) for team in ("T1", "T2")
    ]
    elsewhere = replace(HOME, id=WorkspaceId("chat"), address="T2")
    async with world.writing() as tx:
        for workspace in (one, other, elsewhere):
            await tx.workspaces.ensure(workspace)
        await tx.workspaces.remove(one)
        await tx.workspaces.remove(elsewhere)
    assert await _installed(engine) == {"T2"}

    async with world.writing() as tx:
        await tx.workspaces.remove(other)
    assert await _installed(engine) == set()


# --- groups that end ------------------------------------------------------------------------------

whole = settings(
    max_examples=scaled(10),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate],  # there is little to learn from a smaller group
)


@whole
@given(st.data())
async def test_a_group_that_is_removed_leaves_no_row_in_any_table(
    world: Store, engine: AsyncEngine, data: st.DataObject
):
    stays, goes = data.draw(scenarios()), data.draw(scenarios())
    async with world.writing() as tx:
        await put_scenario(tx, stays)
        people = {each.person for each in goes.members}
        elsewhere = {each.person for each in await tx.members.of_persons(people)}
    before = await count_rows(engine)
    async with world.writing() as tx:
        await put_scenario(tx, goes)
    filled = await count_rows(engine)
    rounds = {
        "replies",
        "reply_pictures",
        "deck_pictures",
        "ratings",
        "votes",
        "confidences",
        "claims",
        "later_replies",
        "comments",
        "challenges",
        "agreements",
        "lending_requests",
        "reminder_requests",
        "reply_drafts",
        "rounds",
        "archived_deliveries",
        "audience",
        "deliveries",
        "passes",
    }
    others = {table.name for table in schema.OF_NO_GROUP - {schema.key_values}}
    assert all(filled[table] > before[table] for table in filled.keys() - rounds - others)

    async with world.writing() as tx:
        await purge(tx, goes.workspace)

    # Whoever is in another group stays somebody there, with their browsers and codes.
    theirs = {
        "sessions": sum(each.person in elsewhere for each in goes.sessions),
        "invitations": sum(each.person in elsewhere for each in goes.invitations),
    }
    left = {name: rows - theirs.get(name, 0) for name, rows in (await count_rows(engine)).items()}
    assert left == before


# --- members who are one person -------------------------------------------------------------------


async def _both(world: Store) -> None:
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
        await tx.rounds.add(CLOSED)


async def _join(world: Store) -> list[Reply]:
    async with world.writing() as tx:
        await tx.groups.lock_everything({G})
        return list(await tx.merging.join_members({BO.id: ANN.id}))


async def _reply_twice(tx: Transaction, round_: RoundId) -> tuple[Reply, Reply]:
    later = Reply(round_, ANN.id, "later", 1, NOON + HOUR)
    earlier = Reply(round_, BO.id, "earlier", 4, NOON)
    await tx.replies.put([later, earlier])
    return later, earlier


async def test_of_two_replies_in_an_open_round_the_later_counts_and_the_other_is_told(
    world: Store,
):
    await _both(world)
    async with world.writing() as tx:
        later, earlier = await _reply_twice(tx, ROUND.id)

    assert await _join(world) == [earlier]

    async with world.reading() as tx:
        assert await tx.replies.of_round(ROUND.id) == [replace(later, revision=5)]


async def test_of_two_replies_in_a_round_that_is_over_both_texts_stay(world: Store):
    await _both(world)
    async with world.writing() as tx:
        later, _ = await _reply_twice(tx, CLOSED.id)
        await tx.replies.put([Reply(ROUND.id, BO.id, "alone", 1, NOON)])

    assert await _join(world) == []

    async with world.reading() as tx:
        joined = replace(later, text="earlier\n\nlater", revision=5)
        assert await tx.replies.of_round(CLOSED.id) == [joined]
        (alone,) = await tx.replies.of_round(ROUND.id)
        assert (alone.member, alone.text) == (ANN.id, "alone")


async def test_the_later_word_counts_and_a_vote_for_oneself_is_taken_back(world: Store):
    await _both(world)
    cy = made_member("cy", G, "Cy", NOON)
    late = NOON + HOUR
    async with world.writing() as tx:
        await add_member(tx, cy)
        for member, at in ((ANN, NOON), (BO, late)):
            rating = Rating.MISSED if member is ANN else Rating.GOT_IT
            await tx.feedback.rate(SelfRating(CLOSED.id, member.id, rating, at))
            await tx.feedback.request_reminder(ReminderRequest(ROUND.id, member.id, at))
        await tx.feedback.vote(Vote(CLOSED.id, ANN.id, BO.id, late))
        await tx.feedback.vote(Vote(CLOSED.id, cy.id, BO.id, NOON))
        await tx.feedback.vote(Vote(ROUND.id, ANN.id, cy.id, late))
        await tx.feedback.vote(Vote(ROUND.id, BO.id, cy.id, NOON))

    await _join(world)

    async with world.reading() as tx:
        ratings = await tx.feedback.ratings(CLOSED.id)
        assert ratings == [SelfRating(CLOSED.id, ANN.id, Rating.GOT_IT, late)]
        assert await tx.feedback.find_reminder_request(ROUND.id, ANN.id) == ReminderRequest(
            ROUND.id, ANN.id, late
        )
        assert await tx.feedback.votes(CLOSED.id) == [Vote(CLOSED.id, cy.id, ANN.id, NOON)]
        assert await tx.feedback.votes(ROUND.id) == [Vote(ROUND.id, ANN.id, cy.id, late)]


async def test_accounts_browsers_and_messages_go_over_and_open_codes_end(
    world: Store, engine: AsyncEngine
):
    await _both(world)
    async with world.writing() as tx:
        await add_account(tx, BO, "chat", "1")
        reminder = replace(DELIVERY, member=BO.id)
        await tx.deliveries.add([reminder])
        web_message = WebMessage(CHANNEL.id, DeliveryKey("k"), "", NOON, for_member=BO.id)
        await tx.web_messages.pin(web_message)
        await tx.workspaces.invite(Invitation("hash", NOON + HOUR, person=BO.person))
        await tx.persons.add_session(Session("browser", NOON, BO.person))

    await _join(world)
    async with world.writing() as tx:
        assert await tx.persons.lock([BO.person, ANN.person]) == {BO.person, ANN.person}
        await tx.merging.join_persons(BO.person, ANN.person)
        assert await tx.persons.lock([BO.person]) == frozenset()

    assert (await count_rows(engine))["invitations"] == 0
    async with world.reading() as tx:
        assert await tx.members.of_group(G) == [ANN]
        assert await tx.persons.find_session("browser") is None
        assert await tx.members.with_account(G, "chat", "1") == ANN
        assert await stored(tx, Delivery, round=ROUND.id) == [replace(reminder, member=ANN.id)]
        found = await tx.web_messages.find(CHANNEL.id, web_message.key)
        assert found == replace(web_message, for_member=ANN.id)


# --- groups that are held ------------------------------------------------------------------------


async def test_a_group_that_is_held_takes_nothing_new_until_that_is_over(world: Store):
    held, order = asyncio.Event(), []

    async def hold() -> None:
        async with world.writing() as tx:
            await tx.groups.lock_everything({G})
            held.set()
            for _ in range(20):  # enough for the other to get ahead, if it could
                await tx.groups.get(G)
            order.append("held")

    async def add() -> None:
        await held.wait()
        async with world.writing() as tx:
            await tx.groups.add_channel(THERE)
            order.append("added")

    await asyncio.gather(hold(), add())

    assert order == ["held", "added"]
