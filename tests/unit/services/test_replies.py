"""Replies: private, each acknowledged or refused, and stored exactly then."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.limits import MAX_REPLY
from bot.core.models import Group, Member, Reply, Round
from bot.errors import (
    DatabaseUnreachable,
    NotAllowed,
    NotFound,
    RoundClosed,
    StaleReply,
    TextEmpty,
    TextTooLong,
)
from bot.services.batches import Batches
from bot.services.live import Topic
from bot.services.replies import Saved
from bot.services.services import Services
from bot.storage.replies import ReplyRepository
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.members import see

MOMENT = timedelta(microseconds=1)


async def _stored(store: Store, round_: Round) -> dict[str, str]:
    async with store.reading() as tx:
        return {reply.member: reply.text for reply in await tx.replies.of_round(round_.id)}


async def test_a_reply_is_stored_when_it_is_acknowledged(
    services: Services, store: Store, clock: Clock, ann: Member, open_round: Round
):
    saved = (await services.replies.save(open_round.id, ann, " It relaxes.\r\n", 0)).reply

    assert saved == Reply(open_round.id, ann.id, "It relaxes.", 1, clock.now())
    assert await services.replies.mine(open_round.id, ann) == saved
    assert await _stored(store, open_round) == {ann.id: "It relaxes."}


async def test_a_reply_can_be_changed_while_the_round_is_open(
    services: Services, clock: Clock, ann: Member, open_round: Round
):
    await services.replies.save(open_round.id, ann, "first", 0)
    clock.advance(timedelta(hours=1))

    changed = (await services.replies.save(open_round.id, ann, "second", 1)).reply

    assert (changed.text, changed.revision, changed.saved_at) == ("second", 2, clock.now())


async def test_of_two_windows_the_second_to_save_gets_the_stored_text_back(
    services: Services, store: Store, ann: Member, open_round: Round
):
    await services.replies.save(open_round.id, ann, "in the first window", 0)

    with pytest.raises(StaleReply) as refusal:
        await services.replies.save(open_round.id, ann, "in the second window", 0)

    assert (refusal.value.stored, refusal.value.stored_revision) == ("in the first window", 1)
    assert await _stored(store, open_round) == {ann.id: "in the first window"}
    await services.replies.save(open_round.id, ann, "in the second window", 1)
    assert await _stored(store, open_round) == {ann.id: "in the second window"}


async def test_sending_the_same_reply_twice_is_one_reply(
    services: Services, clock: Clock, ann: Member, open_round: Round
):
    first = await services.replies.save(open_round.id, ann, "yeast", 0)
    clock.advance(timedelta(minutes=1))

    assert await services.replies.save(open_round.id, ann, "yeast", 0) == first


@pytest.mark.parametrize("ticked", [False, True])
async def test_the_last_moment_counts_and_the_closing_moment_does_not(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    ann: Member,
    bo: Member,
    join: Join,
    open_round: Round,
    ticked: bool,
):
    late = await join("Cy")
    clock.set(open_round.closes_at - MOMENT)
    if ticked:
        await services.rounds.tick()
    await services.replies.save(open_round.id, ann, "just in time", 0)

    for member, after in ((bo, timedelta(0)), (late, MOMENT)):
        clock.set(open_round.closes_at + after)
        if ticked:
            await services.rounds.tick()
        with pytest.raises(RoundClosed) as refusal:
            await services.replies.save(open_round.id, member, "too late", 0)
        assert refusal.value.at == open_round.closes_at

    await services.rounds.tick()
    assert await _stored(store, open_round) == {ann.id: "just in time"}


async def test_after_closing_a_reply_can_still_be_read_by_its_author_but_not_changed(
    services: Services, ann: Member, open_round: Round
):
    saved = (await services.replies.save(open_round.id, ann, "yeast", 0)).reply
    await services.rounds.close(open_round.group, open_round.id)

    with pytest.raises(RoundClosed):
        await services.replies.save(open_round.id, ann, "water", 1)
    assert await services.replies.mine(open_round.id, ann) == saved


async def test_fifty_replies_while_the_admin_closes_are_each_taken_or_refused(
    services: Services, join: Join, open_round: Round
):
    members = [await join(f"Member {number:02}") for number in range(50)]

    async def reply(member: Member) -> Member | None:
        try:
            await services.replies.save(open_round.id, member, f"I am {member.name}", 0)
        except RoundClosed:
            return None
        return member

    before = await asyncio.gather(*map(reply, members[:10]))
    close = services.rounds.close(open_round.group, open_round.id)
    during = await asyncio.gather(*map(reply, members[10:30]), close, *map(reply, members[30:]))
    results = [*before, *during, await reply(members[0])]

    taken = {member.name for member in results if isinstance(member, Member)}
    reveal = await services.reveals.reveal(open_round.id, see())
    assert {authored.author for authored in reveal.replies} == taken
    assert 10 <= len(taken) <= 50
    assert results[-1] is None
    (card,) = await services.cards.past(see(), 10)
    assert card.replies == len(taken)


async def test_a_reply_says_something_and_is_not_too_long(
    services: Services, store: Store, ann: Member, open_round: Round
):
    for empty in ("", " \n ", "\u200b\u2800"):
        with pytest.raises(TextEmpty):
            await services.replies.save(open_round.id, ann, empty, 0)
    with pytest.raises(TextTooLong):
        await services.replies.save(open_round.id, ann, "x" * (MAX_REPLY + 1), 0)
    assert await _stored(store, open_round) == {}
    await services.replies.save(open_round.id, ann, "x" * MAX_REPLY, 0)


async def test_a_member_of_another_room_neither_replies_nor_reads(
    services: Services, other_room: Group, open_round: Round
):
    secret = await services.members.secret(other_room.id)
    stranger, _ = await services.members.join(secret, "Eve")

    with pytest.raises(NotAllowed):
        await services.replies.save(open_round.id, stranger, "hello", 0)
    with pytest.raises(NotAllowed):
        await services.replies.mine(open_round.id, stranger)


async def test_a_round_that_is_not_there_takes_no_reply(services: Services, ann: Member):
    with pytest.raises(NotFound):
        await services.replies.save("nowhere", ann, "hello", 0)  # type: ignore[arg-type]  # any text comes in


async def test_nobody_reads_anothers_reply(
    services: Services, ann: Member, bo: Member, open_round: Round
):
    await services.replies.save(open_round.id, ann, "mine alone", 0)

    assert await services.replies.mine(open_round.id, bo) is None
    card = await services.cards.card(open_round.id, see(bo))
    assert (card.replies, card.replied) == (1, False)
    assert "mine alone" not in repr(card)


async def test_pages_hear_that_somebody_replied(services: Services, ann: Member, open_round: Round):
    with services.live.listen(Topic.REPLIES) as listener:
        await services.replies.save(open_round.id, ann, "yeast", 0)
        assert await listener.changes(timeout=0) == {(ann.group, Topic.REPLIES)}


class Gate:
    """A writer that holds each batch until it is let through."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.open = asyncio.Event()

    async def write(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        await self.open.wait()
        return [ValueError(item) if item < 0 else item * 10 for item in items]


@pytest.fixture
async def gate() -> Gate:
    return Gate()


async def _queued(batches: Batches[int, int], items: Sequence[int]) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(batches.submit(item)) for item in items]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


async def test_the_first_is_written_at_once_and_what_came_meanwhile_together(gate: Gate):
    batches = Batches(gate.write)
    first = await _queued(batches, [1])
    rest = await _queued(batches, [2, 3, 4])
    assert gate.batches == [[1]]

    gate.open.set()

    assert await asyncio.gather(*first, *rest) == [10, 20, 30, 40]
    assert gate.batches == [[1], [2, 3, 4]]


async def test_one_refusal_is_nobody_elses(gate: Gate):
    batches = Batches(gate.write)
    gate.open.set()
    outcomes = await asyncio.gather(
        *(batches.submit(item) for item in (1, -2, 3)), return_exceptions=True
    )
    assert outcomes[0] == 10
    assert isinstance(outcomes[1], ValueError)
    assert outcomes[2] == 30


class Table:
    """A writer that stores all or nothing, and refuses what is negative as a database would."""

    def __init__(self, broken: Exception | None = None) -> None:
        self.stored: list[int] = []
        self.writes = 0
        self.broken = broken

    async def write(self, items: Sequence[int]) -> list[int | Exception]:
        self.writes += 1
        await asyncio.sleep(0)
        if self.broken is not None:
            raise self.broken
        for item in items:
            if item < 0:
                raise ValueError(item)
        self.stored += items
        return [item * 10 for item in items]


async def _submitted(table: Table, items: Sequence[int]) -> list[int | BaseException]:
    batches = Batches(table.write)
    return await asyncio.gather(*map(batches.submit, items), return_exceptions=True)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=30), st.integers(0, 30))
async def test_who_breaks_a_batch_alone_hears_of_it(good: list[int], place: int):
    table, items = Table(), [*good[:place], -1, *good[place:]]

    outcomes = await _submitted(table, items)

    told = [item * 10 if item >= 0 else "refused" for item in items]
    assert ["refused" if isinstance(each, ValueError) else each for each in outcomes] == told
    assert sorted(table.stored) == sorted(good)


@pytest.mark.parametrize(
    ("broken", "most"), [(DatabaseUnreachable("there", "gone"), 2), (OSError("disk full"), 12)]
)
async def test_a_database_that_is_away_is_not_asked_for_each(broken: Exception, most: int):
    table = Table(broken)

    assert await _submitted(table, range(500)) == [broken] * 500
    assert table.writes <= most

    table.broken = None
    assert await _submitted(table, [1]) == [10]


async def test_an_answer_that_no_database_takes_fails_no_other_and_who_stored_it_is_told_so(
    services: Services, join: Join, open_round: Round, monkeypatch: pytest.MonkeyPatch
):
    members = [await join(f"Member {number}") for number in range(20)]
    put = ReplyRepository.put

    async def refusing(repository: ReplyRepository, replies: Iterable[Reply]) -> None:
        given = list(replies)
        if any(each.member == members[7].id for each in given):
            raise ValueError("invalid byte sequence")
        await put(repository, given)

    monkeypatch.setattr(ReplyRepository, "put", refusing)
    outcomes = await asyncio.gather(
        *(services.replies.save(open_round.id, each, each.name, 0) for each in members),
        return_exceptions=True,
    )

    assert [isinstance(each, ValueError) for each in outcomes] == [n == 7 for n in range(20)]
    saved = {each.reply.text for each in outcomes if isinstance(each, Saved)}
    assert saved == {each.name for each in members} - {members[7].name}


async def test_one_who_stops_waiting_does_no_harm(gate: Gate):
    batches = Batches(gate.write)
    gone, stays = await _queued(batches, [1, 2])
    gone.cancel()
    gate.open.set()
    assert await stays == 20
    assert sorted(item for batch in gate.batches for item in batch) == [1, 2]


async def test_no_batch_keeps_other_writers_waiting_for_long(gate: Gate):
    batches = Batches(gate.write)
    gate.open.set()
    await asyncio.gather(*(batches.submit(item) for item in range(2_000)))
    assert max(map(len, gate.batches)) <= 512
