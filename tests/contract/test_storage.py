"""What `bot.storage.transaction` promises, on every engine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.core.deliveries import DeliveryKey, WebMessage
from bot.core.documents import Lines, Status
from bot.core.models import (
    Account,
    Answer,
    AnswerId,
    ChannelId,
    DeckId,
    Group,
    GroupId,
    MemberId,
    Naming,
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
    SOURCE,
    WORKSPACE,
    G,
)
from tests.fakes.members import add_member, made_member, see
from tests.fakes.patience import PATIENCE_S
from tests.fakes.rows import stored


class Undo(Exception):
    """Raised to leave a transaction."""


async def test_times_come_back_in_utc(world: Store):
    async with world.reading() as tx:
        member = await tx.members.get(ANN.id)

    assert member.joined_at.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(world: Store):
    naive = made_member("x", G, "X", NOON.replace(tzinfo=None))

    with pytest.raises(Exception, match="without a zone"):
        async with world.writing() as tx:
            await add_member(tx, naive)


# --- transactions --------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [Undo, asyncio.CancelledError, KeyboardInterrupt])
async def test_an_exception_in_the_block_leaves_nothing_of_it(
    store: Store, error: type[BaseException]
):
    async def interrupted() -> None:
        async with store.writing() as tx:
            await tx.groups.add(Group(G, "Group"))
            await tx.groups.add_channel(CHANNEL)
            raise error

    with pytest.raises(error):
        await interrupted()

    async with store.writing() as tx:
        assert await stored(tx, Group) == []
        await tx.groups.add(Group(G, "Group"))


async def test_a_reader_is_refused_a_change_and_the_next_writer_is_not(store: Store):
    for _ in range(10):  # more often than there are connections in a pool
        with pytest.raises(DBAPIError, match=r"read-?only"):
            async with store.reading() as tx:
                await tx.groups.add(Group(G, "Group"))
        async with store.writing() as tx:
            await tx.key_values.put("a", "1")

    async with store.reading() as tx:
        assert await stored(tx, Group) == []


async def test_a_reader_sees_one_state_while_somebody_writes(world: Store):
    async with world.reading() as reader:
        before = await reader.members.of_group(G)
        async with world.writing() as tx:
            await add_member(tx, made_member("bo", G, "Bo", NOON))
        assert await reader.members.of_group(G) == before

    async with world.reading() as reader:
        assert len(await reader.members.of_group(G)) == 2


async def test_what_is_not_committed_is_not_seen(world: Store):
    async with world.writing() as tx:
        await tx.key_values.put("a", "1")
        async with world.reading() as reader:
            assert await reader.key_values.find("a") is None


async def test_writers_that_lock_a_group_take_turns_and_lose_no_change(world: Store):
    async def count() -> None:
        async with world.writing() as tx:
            await tx.groups.lock([G])
            number = int(await tx.key_values.find("n") or 0)
            await asyncio.sleep(0)
            await tx.key_values.put("n", str(number + 1))

    await asyncio.gather(*(count() for _ in range(20)))

    async with world.reading() as tx:
        assert await tx.key_values.find("n") == "20"


async def test_groups_locked_in_any_order_hold_up_nobody_for_good(world: Store):
    other = GroupId("h")
    async with world.writing() as tx:
        await tx.groups.add(Group(other, "Others"))

    async def change(*groups: GroupId) -> None:
        async with world.writing() as tx:
            await tx.groups.lock(groups)
            await asyncio.sleep(0)
            await tx.key_values.put("n", "1")

    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(*(change(*order) for order in [(G, other), (other, G)] * 10))


# --- what may be there once ----------------------------------------------------------------------


async def _add_round(tx: Transaction, **changes: Any) -> None:
    await tx.rounds.add(replace(ROUND, **changes))


async def test_a_question_has_one_open_round(world: Store):
    async with world.writing() as tx:
        await _add_round(tx)
        await _add_round(tx, id=RoundId("closed"), state=RoundState.CLOSED)
    with pytest.raises(IntegrityError):
        async with world.writing() as tx:
            await _add_round(tx, id=RoundId("second"))


async def test_a_schedule_opens_each_occurrence_once(world: Store):
    planned = {"schedule": ScheduleId("s"), "occurrence": NOON, "state": RoundState.CLOSED}
    async with world.writing() as tx:
        await _add_round(tx, **planned)
        made, other = (ScheduleId("s"), NOON), (ScheduleId("s"), NOON + HOUR)
        assert await tx.rounds.occurrences([made, other]) == {made}
        assert await tx.rounds.occurrences([]) == frozenset()
    with pytest.raises(IntegrityError):
        async with world.writing() as tx:
            await _add_round(tx, **planned, id=RoundId("second"))
    async with world.writing() as tx:
        await _add_round(tx, **(planned | {"schedule": ScheduleId("t")}), id=RoundId("third"))


async def test_a_delivery_that_is_there_is_left_as_it_is(world: Store):
    sent = replace(DELIVERY, round=None, sent_at=NOON, external_id="1")
    async with world.writing() as tx:
        await tx.deliveries.add([sent])
        await tx.deliveries.add(
            [replace(sent, sent_at=None, external_id=None, next_attempt_at=NOON)]
        )
        assert await tx.deliveries.due(NOON) == []


async def test_a_notice_that_is_there_is_left_as_it_is(world: Store):
    first = WebMessage(CHANNEL.id, DeliveryKey("k"), "first", NOON)
    async with world.writing() as tx:
        await tx.web_messages.pin(first)
        await tx.web_messages.pin(replace(first, summary="second"))
        assert await tx.web_messages.latest(CHANNEL.id, None, True) == [first]


async def test_a_name_is_one_members_in_a_group_however_it_is_written(world: Store):
    async with world.reading() as tx:
        for name in ("ann", "ANN", " Ann ", "\uff21nn"):  # the last has a full-width A
            assert await tx.members.named(G, name) == ANN
    with pytest.raises(IntegrityError):
        async with world.writing() as tx:
            await add_member(tx, made_member("b", G, "aNN", NOON))
    async with world.writing() as tx:
        await tx.groups.add(Group(GroupId("h"), "Others"))
        await add_member(tx, made_member("c", GroupId("h"), "Ann", NOON))


async def test_a_name_that_unicode_makes_very_long_is_kept_and_found(world: Store):
    long = made_member("long", G, "\ufdfa" * 60, NOON)  # 18 letters each
    longer = made_member("longer", G, "\ufdfa" * 59 + "x", NOON)
    async with world.writing() as tx:
        await add_member(tx, long)
        await add_member(tx, longer)
        assert await tx.members.named(G, long.name) == long
        assert await tx.members.named(G, longer.name.upper()) == longer


async def test_a_document_is_in_a_deck_once_and_a_title_in_a_workspace(world: Store):
    with pytest.raises(IntegrityError):
        async with world.writing() as tx:
            await tx.decks.add_source(replace(SOURCE, id=SourceId("t")))
    with pytest.raises(IntegrityError):
        async with world.writing() as tx:
            await tx.decks.add(replace(DECK, id=DeckId("e")))


async def test_a_group_or_a_secret_that_two_make_at_once_is_made_once(store: Store):
    async def ensure(number: int) -> tuple[Group, str]:
        async with store.writing() as tx:
            group = await tx.groups.ensure(Group(G, f"Group {number}"), CHANNEL)
            return group, await tx.key_values.ensure("secret", str(number))

    assert len(set(await asyncio.gather(*map(ensure, range(10))))) == 1

    async with store.reading() as tx:
        assert await tx.groups.channels(G) == [CHANNEL]


# --- what must be there --------------------------------------------------------------------------


@dataclass(frozen=True)
class Nowhere:
    """A call that looks for something by an id that nobody has."""

    repository: str
    call: str
    arguments: tuple[str, ...] = ("nobody",)


@pytest.mark.parametrize(
    "look",
    [
        Nowhere("groups", "get"),
        Nowhere("groups", "channel"),
        Nowhere("members", "get"),
        Nowhere("decks", "get"),
        Nowhere("decks", "question"),
        Nowhere("drafts", "get", (WORKSPACE.id, "nobody")),
        Nowhere("rounds", "get"),
        Nowhere("rounds", "get_for_update"),
        Nowhere("schedules", "get"),
    ],
    ids=lambda look: f"{look.repository}.{look.call}",
)
async def test_getting_what_is_not_there_raises_not_found(world: Store, look: Nowhere):
    async with world.writing() as tx:
        with pytest.raises(NotFound) as refusal:
            await getattr(getattr(tx, look.repository), look.call)(*look.arguments)

    assert refusal.value.key == "nobody"


async def test_finding_what_is_not_there_gives_none(world: Store):
    nobody = MemberId("nobody")
    async with world.reading() as tx:
        assert await stored(tx, Group, id="nobody") == []
        assert await tx.members.named(G, "nobody") is None
        assert await tx.members.with_account(G, "web", "nobody") is None
        assert await tx.persons.find_session("nobody") is None
        assert await tx.decks.titled(WORKSPACE.id, "nobody") is None
        assert await tx.replies.find(RoundId("nobody"), nobody) is None
        assert await tx.web_messages.find(CHANNEL.id, DeliveryKey("nobody")) is None
        assert await tx.key_values.find("nobody") is None
        assert await tx.rounds.next_closing() is None
        assert await tx.schedules.next_opening() is None
        assert await tx.deliveries.next_attempt(NOON) is None


async def test_rows_hang_on_rows_that_are_there(world: Store):
    nobody: Any = "nobody"
    orphans: list[tuple[str, str, Any]] = [
        ("groups", "add_channel", replace(CHANNEL, id=ChannelId("x"), address="x", group=nobody)),
        (
            "members",
            "add",
            made_member(ANN.id, nobody, "X", NOON),
        ),
        ("members", "add", replace(ANN, id=MemberId("x"), name="X", person=nobody)),
        ("groups", "add_audiences", {nobody: [CHANNEL]}),
        ("persons", "add_account", Account("web", "x", nobody)),
        ("persons", "add_session", Session("x", NOON, nobody)),
        ("persons", "add_session", Session("x", NOON, None, nobody)),
        ("decks", "add", replace(DECK, id=DeckId("x"), title="X", workspace=nobody)),
        ("decks", "add_source", replace(SOURCE, id=SourceId("x"), deck=nobody)),
        ("decks", "put_questions", [replace(QUESTION, id=QuestionId("x"), deck=nobody)]),
        (
            "decks",
            "add_answers",
            [
                Answer(
                    AnswerId("x"), QUESTION.id, SourceId(nobody), "", Status.EMPTY, 1, Lines(1, 1)
                )
            ],
        ),
        ("drafts", "add", ImportDraft("x", WorkspaceId(nobody), NOON, ())),
        ("rounds", "add", replace(ROUND, question=nobody)),
        ("replies", "put", [Reply(RoundId(nobody), ANN.id, "", 1, NOON)]),
        ("deliveries", "add", [replace(DELIVERY, round=nobody)]),
        ("web_messages", "pin", WebMessage(ChannelId(nobody), DeliveryKey("x"), "", NOON)),
    ]
    for repository, call, value in orphans:
        with pytest.raises(IntegrityError):
            async with world.writing() as tx:
                await getattr(getattr(tx, repository), call)(value)


# --- changes -------------------------------------------------------------------------------------


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
        await _add_round(tx, schedule=schedule.id, occurrence=NOON)
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
            await _add_round(tx, id=RoundId(f"r{number}"), question=question.id, closes_at=time)
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
        await _add_round(tx, state=RoundState.CLOSED)
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
            await _add_round(tx, id=RoundId(f"r{number}"), state=RoundState.CLOSED, opened_at=at)
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
        await _add_round(tx, state=RoundState.SKIPPED)
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
