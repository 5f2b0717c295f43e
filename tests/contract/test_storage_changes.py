"""What is changed in storage stays changed, and what is due comes in order, on every engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.deliveries import DeliveryKey, WebMessage
from bot.core.documents import Lines, Status
from bot.core.models import (
    Answer,
    AnswerId,
    ChannelId,
    DeckId,
    Group,
    GroupId,
    MemberId,
    Naming,
    Place,
    QuestionId,
    Reply,
    RoundId,
    RoundState,
    Schedule,
    ScheduleId,
    Session,
    SourceId,
    WorkspaceId,
)
from bot.core.uploads import ImportDraft, Upload
from bot.errors import NotFound
from bot.storage.transaction import Store
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
    add_round,
)
from tests.fakes.members import add_member, made_member, see


async def test_changes_are_kept(world: Store):
    group = Group(G, "Group", Naming.ANONYMOUS)
    deck = replace(DECK, reference=SOURCE.id, pack="p")
    closed = replace(ROUND, state=RoundState.CLOSED, closed_at=NOON)
    schedule = Schedule(ScheduleId("s"), G, DECK.id, "0 9 * * *", "UTC", HOUR, HOUR, NOON)
    session = Session("h", NOON)
    async with world.writing() as tx:
        assert await tx.groups.update(G, naming=Naming.ANONYMOUS) == group
        assert await tx.decks.update(DECK.id, reference=SOURCE.id, pack="p") == deck
        await tx.rounds.add(ROUND)
        await tx.rounds.end([closed])
        await tx.schedules.add(schedule)
        await tx.schedules.update_progress([replace(schedule, next_at=None)])
        await tx.persons.add_session(session)
        await tx.persons.note_uses({"h": NOON + HOUR, "other": NOON})
        await tx.deliveries.add([replace(DELIVERY, attempts=4)])
        await tx.deliveries.retry(DELIVERY, NOON, "no", counted=False)

    async with world.reading() as tx:
        assert await tx.groups.get(G) == group
        assert await tx.decks.get(DECK.id) == deck
        assert await tx.rounds.get(ROUND.id) == closed
        assert (await tx.schedules.get(schedule.id)).next_at is None
        assert await tx.persons.find_session("h") == replace(session, used_at=NOON + HOUR)
        assert await tx.deliveries.failing(G) == [
            replace(DELIVERY, failure="no", attempts=3, next_attempt_at=NOON)
        ]


async def test_putting_a_question_again_changes_its_place_and_text_and_keeps_its_answers(
    world: Store,
):
    answer = Answer(AnswerId("a"), QUESTION.id, SOURCE.id, "x", Status.ANSWERED, 1.0, Lines(1, 2))
    moved = replace(QUESTION, position=5, text="Why not?", section="Two")
    async with world.writing() as tx:
        await tx.decks.add_answers([answer])
        await tx.decks.put_questions([moved])
        assert await tx.decks.questions(DECK.id) == [moved]
        assert await tx.decks.answers_to([QUESTION.id]) == {QUESTION.id: [(answer, SOURCE)]}


async def test_what_a_tick_needs_of_a_deck_is_where_questions_stand_and_what_several_answer(
    world: Store,
):
    other = replace(SOURCE, id=SourceId("t"), content_hash="other", position=1)
    ids = [QuestionId(each) for each in ("alone", "both", "empty", "out", "gone")]
    alone, both, empty, out, gone = (
        replace(QUESTION, id=id_, position=at) for at, id_ in enumerate(ids, 1)
    )
    out, gone = replace(out, retired=True), replace(gone, retired=True, withdrawn=True)
    answered = {
        (each.id, source.id): Status.ANSWERED
        for each in (alone, both, empty, out)
        for source in ((SOURCE,) if each is alone else (SOURCE, other))
    } | {(empty.id, other.id): Status.EMPTY}
    answers = [
        Answer(AnswerId(f"{question}{source}"), question, source, "x", status, 1.0, Lines(1, 2))
        for (question, source), status in answered.items()
    ]
    async with world.writing() as tx:
        await tx.decks.add_source(other)
        await tx.decks.put_questions([alone, both, empty, out, gone])
        await tx.decks.add_answers(answers)
        (deck, places) = (await tx.decks.with_places([DECK.id, DeckId("none")]))[DECK.id]
        assert deck == DECK
        assert places == [Place(each.id, each.position) for each in (QUESTION, alone, both, empty)]
        several = await tx.decks.answers_of_several(DECK.id)
        assert [each.id for each in several] == ["boths", "botht"]


async def test_removing_a_source_takes_its_answers_and_leaves_its_questions(world: Store):
    other = replace(SOURCE, id=SourceId("t"), content_hash="other", position=1)
    ours, theirs = (
        Answer(AnswerId(each.id), QUESTION.id, each.id, "x", Status.ANSWERED, 1.0, Lines(1, 2))
        for each in (SOURCE, other)
    )
    async with world.writing() as tx:
        await tx.decks.add_source(other)
        await tx.decks.add_answers([ours, theirs])
        await tx.decks.remove_source(SOURCE)
        assert await tx.decks.sources(DECK.id) == [other]
        assert await tx.decks.answers(DECK.id) == [theirs]
        assert await tx.decks.questions(DECK.id) == [QUESTION]


async def test_a_reply_saved_again_replaces_the_earlier_one(world: Store):
    async with world.writing() as tx:
        await tx.rounds.add(ROUND)
        for revision in (1, 2):
            await tx.replies.put([Reply(ROUND.id, ANN.id, f"v{revision}", revision, NOON)])
        replies = await tx.replies.of_round(ROUND.id)
        assert [reply.text for reply in replies] == ["v2"]
        assert (await tx.cards.get(ROUND.id, None)).replies == 1


async def test_many_replies_are_put_and_found_at_once(world: Store):
    bo = made_member("bo", G, "Bo", NOON)
    first = [Reply(ROUND.id, each.id, "v1", 1, NOON) for each in (ANN, bo)]
    nobodys = (ROUND.id, MemberId("nobody"))
    async with world.writing() as tx:
        await add_member(tx, bo)
        await tx.rounds.add(ROUND)
        await tx.replies.put(first)
        await tx.replies.put([replace(first[1], text="v2", revision=2)])
        await tx.replies.put([])
        found = await tx.replies.find_all([(ROUND.id, ANN.id), (ROUND.id, bo.id), nobodys])
        assert found == {
            (ROUND.id, ANN.id): first[0],
            (ROUND.id, bo.id): replace(first[1], text="v2", revision=2),
        }
        assert await tx.replies.find_all([]) == {}


async def test_rounds_for_replies_come_by_their_ids_and_those_not_there_are_left_out(world: Store):
    closed = replace(ROUND, id=RoundId("closed"), state=RoundState.CLOSED)
    async with world.writing() as tx:
        await tx.rounds.add(ROUND)
        await tx.rounds.add(closed)
        found = await tx.rounds.lock_shared([closed.id, ROUND.id, ROUND.id, RoundId("nobody")])
        assert found == {ROUND.id: ROUND, closed.id: closed}
        assert await tx.rounds.lock_shared([]) == {}
        assert await tx.rounds.get_for_update(ROUND.id) == ROUND


async def test_a_removed_schedule_is_gone_and_its_rounds_stay(world: Store):
    schedule = Schedule(ScheduleId("s"), G, DECK.id, "0 9 * * *", "UTC", HOUR, HOUR, NOON)
    async with world.writing() as tx:
        await tx.schedules.add(schedule)
        await add_round(tx, schedule=schedule.id, occurrence=NOON)
        await tx.schedules.remove(schedule.id)
        assert await tx.schedules.of_group(G) == []
        assert (await tx.rounds.get(ROUND.id)).schedule == schedule.id


async def test_a_removed_session_is_forgotten(world: Store):
    async with world.writing() as tx:
        await tx.persons.add_session(Session("h", NOON, ANN.person))
        await tx.persons.remove_session("h")
        assert await tx.persons.find_session("h") is None


async def test_old_drafts_go_with_their_files_and_another_workspace_sees_none(world: Store):
    old = ImportDraft("old", WORKSPACE.id, NOON - HOUR, (Upload("a.md", b"a"),))
    new = ImportDraft("new", WORKSPACE.id, NOON, (Upload("b.md", b"b"), Upload("a.md", b"a")))
    async with world.writing() as tx:
        await tx.drafts.add(old)
        await tx.drafts.add(new)
        await tx.drafts.remove_older(NOON)
        assert await tx.drafts.get(WORKSPACE.id, "new") == new
        with pytest.raises(NotFound):
            await tx.drafts.get(WORKSPACE.id, "old")
        with pytest.raises(NotFound):
            await tx.drafts.get(WorkspaceId("h"), "new")
        await tx.drafts.add(old)
        assert await tx.drafts.get(WORKSPACE.id, "old") == old


# --- what is due, and in which order -------------------------------------------------------------


async def test_due_is_what_is_not_later_than_now_the_oldest_first_and_not_without_end(world: Store):
    at = [NOON + HOUR * number for number in range(4)]
    async with world.writing() as tx:
        for number, time in reversed(list(enumerate(at))):
            question = replace(QUESTION, id=QuestionId(f"q{number}"))
            await tx.decks.put_questions([question])
            await add_round(tx, id=RoundId(f"r{number}"), question=question.id, closes_at=time)
            await tx.schedules.add(
                Schedule(ScheduleId(f"s{number}"), G, DECK.id, "", "UTC", HOUR, HOUR, time)
            )
            await tx.deliveries.add(
                [
                    replace(
                        DELIVERY,
                        key=DeliveryKey(f"k{number}"),
                        created_at=time,
                        next_attempt_at=time,
                        round=None,
                    )
                ]
            )

    async with world.writing() as tx:
        assert [each.id for each in await tx.rounds.due_to_close(at[2])] == ["r0", "r1", "r2"]
        assert [each.id for each in await tx.schedules.due(at[2])] == ["s0", "s1", "s2"]
        assert [each.key for each in await tx.deliveries.due(at[2])] == ["k0", "k1", "k2"]
        assert [each.id for each in await tx.rounds.due_to_close(at[2], 1)] == ["r0"]
        assert [each.id for each in await tx.schedules.due(at[2], 1)] == ["s0"]
        assert [each.key for each in await tx.deliveries.due(at[2], 1)] == ["k0"]
        assert await tx.rounds.next_closing() == at[0]
        assert await tx.schedules.next_opening() == at[0]
        assert await tx.deliveries.next_attempt(NOON) == at[0]


async def test_what_is_paused_closed_or_sent_is_never_due(world: Store):
    async with world.writing() as tx:
        await add_round(tx, state=RoundState.CLOSED)
        await tx.schedules.add(
            Schedule(ScheduleId("s"), G, DECK.id, "", "UTC", HOUR, HOUR, next_at=None)
        )
        await tx.deliveries.add([replace(DELIVERY, next_attempt_at=None)])
        assert await tx.rounds.due_to_close(NOON + 99 * HOUR) == []
        assert await tx.schedules.due(NOON + 99 * HOUR) == []
        assert await tx.deliveries.due(NOON + 99 * HOUR) == []


async def test_rounds_of_a_state_come_newest_first_and_page_by_page(world: Store):
    async with world.writing() as tx:
        for number in range(4):
            at = NOON + HOUR * (number // 3)  # three of them were opened at one moment
            await add_round(tx, id=RoundId(f"r{number}"), state=RoundState.CLOSED, opened_at=at)
        await tx.groups.add_audiences({RoundId(f"r{number}"): [CHANNEL] for number in range(4)})
        here = see(channels=[CHANNEL])
        first = await tx.cards.closed(here, limit=2)
        second = await tx.cards.closed(here, 9, first[-1].round)
        assert await tx.rounds.open_now(G) == []
        assert await tx.cards.closed(see(channels=[ChannelId("h")]), 9) == []

    assert [card.round.id for card in (*first, *second)] == ["r3", "r2", "r1", "r0"]


async def test_a_skipped_question_counts_as_asked(world: Store):
    async with world.writing() as tx:
        assert not await tx.rounds.any()
        await add_round(tx, state=RoundState.SKIPPED)
        assert await tx.rounds.any()
        assert await tx.rounds.asked(G, DECK.id, 0) == {QUESTION.id}
        assert await tx.rounds.asked(GroupId("h"), DECK.id, 0) == frozenset()


async def test_what_is_for_admins_is_not_among_the_others_notices(world: Store):
    ours = WebMessage(CHANNEL.id, DeliveryKey("a"), "ours", NOON + HOUR, for_admins=True)
    everybodys = WebMessage(CHANNEL.id, DeliveryKey("b"), "everybody's", NOON)
    async with world.writing() as tx:
        await tx.web_messages.pin(everybodys)
        await tx.web_messages.pin(ours)
        assert await tx.web_messages.latest(CHANNEL.id, None, for_admins=True) == [
            ours,
            everybodys,
        ]
        assert await tx.web_messages.latest(CHANNEL.id, None, for_admins=False) == [everybodys]
        assert await tx.web_messages.latest(CHANNEL.id, None, for_admins=True, limit=1) == [ours]
