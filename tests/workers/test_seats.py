"""Organisers and members at the same seats at once, through several workers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.core.audit import Actor
from bot.core.models import Member, Naming
from bot.errors import NotFound
from bot.services.acting import acting
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.workers.conftest import found
from tests.workers.test_two_workers import HOUR, Pair


async def _as_organiser(subject: str, work: Coroutine[Any, Any, object]) -> object:
    with acting(Actor("chat", subject)):
        return await work


def _all_at_once(one: Services, other: Services, member: Member, n: int) -> list[Any]:
    """Return what one organiser does to a member, another does as well, and the member do."""
    group, organiser = member.group, str(n)
    removal = one.profile.remove(group, member.id, keeping_replies=n % 2 == 0)
    again = other.profile.remove(group, member.id, keeping_replies=n % 2 == 1)
    return [
        _as_organiser(organiser, removal),
        _as_organiser(organiser, again),
        _as_organiser(organiser, one.groups.name_organisers(group, (f"chat:{n}",))),
        _as_organiser(organiser, other.groups.set_naming(group, Naming.NAMES)),
        _as_organiser(organiser, one.linking.invite(group)),
        other.members.of_platform(group, "chat", organiser, f"Member {n}"),
        other.profile.delete(member.person),
    ]


async def test_nobody_waits_for_each_other_and_what_is_gone_is_gone_once(
    workers: Pair, clock: Clock
):
    one, other = (each.services for each in workers)
    study = await found(workers[0].store, "group", clock)
    round_ = await one.rounds.open_next(study.group.id, study.deck.id, HOUR)
    members = []
    for n in range(8):
        who = "chat", str(n), f"Member {n}"
        members.append(await one.members.of_platform(study.group.id, *who))
        await one.replies.save(round_.id, members[-1], "So.", 0)

    work = [each for n, m in enumerate(members) for each in _all_at_once(one, other, m, n)]
    outcomes = await asyncio.gather(*work, return_exceptions=True)

    failed = [each for each in outcomes if isinstance(each, Exception)]
    assert [each for each in failed if not isinstance(each, NotFound)] == []
    old = {member.person for member in members}
    seats = await other.members.seats(study.group.id)
    assert old.isdisjoint(each.member.person for each in seats)
    assert all(each.is_nobody_s for each in seats if each.replies)


async def test_organisers_whom_several_name_at_once_are_all_named(workers: Pair, clock: Clock):
    one, other = (each.services for each in workers)
    study = await found(workers[0].store, "group", clock)
    club = await one.workspaces.enter("chat", "1", "Club")
    work: list[Coroutine[Any, Any, object]] = []
    for n in range(8):
        at = (one, other)[n % 2]
        work.append(at.groups.name_organisers(study.group.id, [f"chat:{n}"]))
        work.append(at.workspaces.name_organisers(club, [str(n)]))
    await asyncio.gather(*work)

    assert len((await one.groups.get(study.group.id)).organisers) == 8
    named = await other.workspaces.find("chat", "1")
    assert named is not None
    assert named.organisers == tuple(str(n) for n in range(8))
