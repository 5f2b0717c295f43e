"""Sessions, seats and the audit log, on both engines."""

from __future__ import annotations

from datetime import timedelta

from bot.core.audit import Act, AuditEntry
from bot.core.models import Account, Pass, Person, PersonId, Reply, Session
from bot.core.read_models import Seat
from bot.storage.transaction import Store
from tests.contract.examples import ANN, CHANNEL, HOUR, NOON, ROUND, WORKSPACE, G
from tests.fakes.members import add_member, made_member

BO = made_member("bo", G, "Bo", NOON + HOUR)
DAY = timedelta(days=1)


async def _sessions(world: Store, *sessions: Session) -> None:
    async with world.writing() as tx:
        await add_member(tx, BO)
        for each in sessions:
            await tx.persons.add_session(each)


async def _kept(world: Store, *hashes: str) -> list[Session | None]:
    async with world.reading() as tx:
        return [await tx.persons.find_session(each) for each in hashes]


async def test_all_of_a_person_s_sessions_go_but_one(world: Store):
    mine = [Session(f"ann-{n}", NOON, ANN.person) for n in range(3)]
    other = Session("bo", NOON, BO.person)
    await _sessions(world, *mine, other)
    async with world.writing() as tx:
        gone = await tx.persons.remove_sessions(ANN.person, but="ann-1")
        assert sorted(each.token_hash for each in gone) == ["ann-0", "ann-2"]
        assert await tx.persons.sessions(ANN.person) == [mine[1]]
    assert await _kept(world, "ann-1", "bo") == [mine[1], other]


async def test_sessions_go_that_were_not_used_for_long_or_open_nothing(world: Store):
    until = NOON + 50 * DAY
    kept = [
        Session("used", NOON, ANN.person, used_at=NOON + 20 * DAY),
        Session("new", NOON + 20 * DAY, ANN.person),
        Session("desk", NOON + 20 * DAY, None, WORKSPACE.id, until),
    ]
    gone = [
        Session("old", NOON, ANN.person),
        Session("old-use", NOON - DAY, ANN.person, used_at=NOON),
        Session("over", NOON + 20 * DAY, None, WORKSPACE.id, NOON + 30 * DAY),
        Session("nobody", NOON + 20 * DAY),
    ]
    await _sessions(world, *kept, *gone)
    async with world.writing() as tx:
        assert await tx.persons.remove_idle_sessions(NOON + 10 * DAY, NOON + 30 * DAY) == len(gone)
    assert await _kept(world, *(each.token_hash for each in kept)) == kept


async def test_whom_a_room_let_in_are_counted_and_signed_out(world: Store):
    await _sessions(
        world, *(Session(n, NOON, ANN.person) for n in "ab"), Session("c", NOON, BO.person)
    )
    async with world.writing() as tx:
        await tx.persons.admit(CHANNEL.id, ANN.person)
        assert await tx.persons.count_admitted(CHANNEL.id, but="a") == 1
        gone = await tx.persons.remove_admitted_sessions(CHANNEL.id, but="a")
    assert [each.token_hash for each in gone] == ["b"]
    assert [bool(each) for each in await _kept(world, "a", "b", "c")] == [True, False, True]


async def test_a_closed_desk_leaves_who_is_somebody(world: Store):
    until = NOON + HOUR
    await _sessions(
        world,
        Session("mine", NOON, None, WORKSPACE.id, until),
        Session("both", NOON, ANN.person, WORKSPACE.id, until),
        Session("alone", NOON, None, WORKSPACE.id, until),
    )
    async with world.writing() as tx:
        assert await tx.persons.count_desks(WORKSPACE.id, NOON, but="mine") == 2
        assert await tx.persons.count_desks(WORKSPACE.id, until, but="") == 0
        await tx.persons.add_pass(Pass("desk", until, None, WORKSPACE.id))
        await tx.persons.remove_desk_passes(WORKSPACE.id)
        closed = await tx.persons.close_desks(WORKSPACE.id, but="mine")
        assert sorted(each.token_hash for each in closed) == ["alone", "both"]
        assert await tx.persons.find_pass("desk", NOON) is None
    mine, both, alone = await _kept(world, "mine", "both", "alone")
    assert (mine is not None, both, alone) == (True, Session("both", NOON, ANN.person), None)


async def test_of_a_person_s_links_those_of_organisers_go(world: Store):
    async with world.writing() as tx:
        await tx.persons.add_pass(Pass("own", NOON + HOUR, ANN.person))
        await tx.persons.add_pass(Pass("made", NOON + HOUR, ANN.person, None, G, recovers=True))
        await tx.persons.remove_recoveries(ANN.person)
        assert await tx.persons.find_pass("made", NOON) is None
        assert await tx.persons.find_pass("own", NOON) == Pass("own", NOON + HOUR, ANN.person)


async def test_seats_have_replies_and_platforms_and_one_can_become_nobody_s(world: Store):
    async with world.writing() as tx:
        await add_member(tx, BO)
        await tx.rounds.add(ROUND)
        await tx.replies.put([Reply(ROUND.id, BO.id, "So.", 1, NOON)])
        await tx.persons.add_account(Account("web", "b", BO.person))
        await tx.persons.add_account(Account("chat", "b", BO.person))
        assert await tx.members.seats(G) == [Seat(ANN, 0, ()), Seat(BO, 1, ("chat", "web"))]
        await tx.persons.add(Person(PersonId("nobody")))
        await tx.members.make_nameless(BO.id, PersonId("nobody"), "Former member")
        assert await tx.replies.rounds_of_member(BO.id) == {ROUND.id}
        assert await tx.members.find(G, BO.person) is None
        assert await tx.members.named(G, "Bo") is None
        (_, left) = await tx.members.seats(G)
        assert (left.member.name, left.replies, left.is_nobody_s) == ("Former member", 1, True)
        assert await tx.persons.remove_strangers([BO.person]) == {BO.person}


async def test_names_that_look_alike_are_found_the_same_one_first(world: Store):
    async with world.writing() as tx:
        assert await tx.members.named(G, "\u0391nn") == ANN
        assert not await tx.members.is_free(G, "\u0391nn", but=BO.id)
        assert await tx.members.is_free(G, "\u0391nn", but=ANN.id)
        assert not await tx.members.add_if_free(made_member("other", G, "\u0391nn", NOON))


def _entry(id_: str, minutes: int, **more: object) -> AuditEntry:
    at = NOON + timedelta(minutes=minutes)
    return AuditEntry(id_, at, Act.NAMING_SET, "chat", **more)  # type: ignore[arg-type]


async def test_the_log_is_read_backwards_of_a_group_or_a_workspace(world: Store):
    of_group = [_entry(f"g{n}", n // 2, group=G, values={"naming": "ﷺ"}) for n in range(5)]
    of_workspace = _entry("w", 9, workspace=WORKSPACE.id, person=ANN.person, about=ANN.person)
    async with world.writing() as tx:
        for each in (*of_group, of_workspace):
            await tx.audit.add(each)
    async with world.reading() as tx:
        first = await tx.audit.latest(3, group=G)
        assert first == of_group[:1:-1]
        assert await tx.audit.latest(3, group=G, before=first[-1].id) == of_group[1::-1]
        assert await tx.audit.latest(9, group=G, before="nothing") == []
        assert await tx.audit.latest(1, group=G, workspace=WORKSPACE.id) == [of_workspace]
        assert await tx.audit.latest(9, workspace=WORKSPACE.id) == [of_workspace]
        assert len(await tx.audit.latest(9)) == 6
    async with world.writing() as tx:
        assert await tx.audit.remove_older(NOON + timedelta(minutes=1)) == 2
