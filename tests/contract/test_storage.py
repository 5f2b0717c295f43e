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
    QuestionId,
    Reply,
    RoundId,
    RoundState,
    ScheduleId,
    Session,
    SourceId,
    WorkspaceId,
)
from bot.core.uploads import ImportDraft
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
from tests.fakes.members import add_member, made_member
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


async def test_a_question_has_one_open_round(world: Store):
    async with world.writing() as tx:
        await add_round(tx)
        await add_round(tx, id=RoundId("closed"), state=RoundState.CLOSED)
    with pytest.raises(IntegrityError):
        async with world.writing() as tx:
            await add_round(tx, id=RoundId("second"))


async def test_a_schedule_opens_each_occurrence_once(world: Store):
    planned = {"schedule": ScheduleId("s"), "occurrence": NOON, "state": RoundState.CLOSED}
    async with world.writing() as tx:
        await add_round(tx, **planned)
        made, other = (ScheduleId("s"), NOON), (ScheduleId("s"), NOON + HOUR)
        assert await tx.rounds.occurrences([made, other]) == {made}
        assert await tx.rounds.occurrences([]) == frozenset()
    with pytest.raises(IntegrityError):
        async with world.writing() as tx:
            await add_round(tx, **planned, id=RoundId("second"))
    async with world.writing() as tx:
        await add_round(tx, **(planned | {"schedule": ScheduleId("t")}), id=RoundId("third"))


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
