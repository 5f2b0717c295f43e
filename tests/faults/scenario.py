"""One process from its start to its end. Whatever an earlier one left undone, it does."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

from bot.core.deliveries import Delivery
from bot.core.models import (
    Channel,
    ChannelId,
    Group,
    GroupId,
    Member,
    Round,
    Schedule,
    ScheduleId,
)
from bot.presentation.deliveries import present
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.transaction import Store
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.fakes.clock import MONDAY_NOON
from tests.fakes.members import add_member, made_member
from tests.fakes.patience import PATIENCE_S
from tests.fakes.places import add_workspace
from tests.fakes.rows import stored
from tests.fakes.study_deck import store_deck
from tests.faults.invariants import acknowledged, record_rounds
from tests.faults.outside import FORUM, FilePlatform, Outside
from tests.faults.steps import Steps, die

OPENING = MONDAY_NOON + timedelta(minutes=30)
WINDOW = timedelta(hours=1)
CLOSING = OPENING + WINDOW
PLATFORMS = ("chat", FORUM)  # one channel of a group on each
MEMBERS = 3


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a process is to do, and when it is to die.

    It goes on until the clock shows the time `until`, which it moves there. `turn` of `workers` is
    its share of the members. Who `records` writes down in the end how everything is.
    At the step `jumps_at`, counted from 1, the clock jumps `jump_s` ahead or, where that is
    negative, back. It dies at the step `dies_at`, or `dies_after_s` later.
    """

    folder: str
    url: str
    alone: bool = False
    until: str = OPENING.isoformat()
    turn: int = 0
    workers: int = 1
    records: bool = True
    jumps_at: int | None = None
    jump_s: float = 0.0
    dies_at: int | None = None
    dies_after_s: float = 0.0


async def prepare(store: Store, groups: int, members: int = MEMBERS) -> None:
    """Store groups of so many members, each with a schedule that is due at OPENING."""
    for number in range(groups):
        group = Group(GroupId(f"group-{number}"), f"Group {number}")
        async with store.writing() as tx:
            await tx.groups.add(group)
            await add_workspace(tx, group, PLATFORMS[0], MONDAY_NOON)
            for name in PLATFORMS:
                channel = ChannelId(f"{group.id}-{name}")
                there = Channel(channel, group.id, name, group.id, workspace=group.id)
                await tx.groups.add_channel(there)
            for member in _members(group, members):
                await add_member(tx, member)
        deck = await store_deck(store, group.id, MONDAY_NOON)
        async with store.writing() as tx:
            await tx.schedules.add(
                Schedule(
                    id=ScheduleId(f"{group.id}-daily"),
                    group=group.id,
                    deck=deck.id,
                    recurrence=f"{OPENING.minute} {OPENING.hour} * * *",
                    zone="UTC",
                    window=WINDOW,
                    grace=WINDOW / 2,
                    next_at=OPENING,
                )
            )


def _members(group: Group, members: int) -> list[Member]:
    return [
        made_member(f"{group.id}-{number}", group.id, f"Reader {number}", MONDAY_NOON)
        for number in range(members)
    ]


def play(scenario: Scenario) -> NoReturn:
    """Take the rounds as far as the time allows.

    The process ends with it, at once: there is nothing to tidy up.
    """
    asyncio.run(_play(scenario))
    os._exit(0)


async def _play(scenario: Scenario) -> None:
    engine = make_engine(scenario.url)
    steps = Steps(scenario.dies_at, lambda: die(scenario.dies_after_s))
    steps.watch(engine)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await _Process(scenario, Store(engine), steps).run()
    finally:
        await engine.dispose()


class _Process:
    """The parts of the application that take a round from its opening to its reveal."""

    def __init__(self, scenario: Scenario, store: Store, steps: Steps) -> None:
        self._scenario = scenario
        self._store = store
        self._steps = steps
        self._outside = outside = Outside(Path(scenario.folder))
        if scenario.jumps_at is not None:
            jump = timedelta(seconds=scenario.jump_s)
            steps.also[scenario.jumps_at] = lambda: outside.advance(jump)
        self._services = services = Services(Context(store, clock=outside.now))
        platforms = {name: FilePlatform(name, outside, steps) for name in PLATFORMS}
        self._dispatcher = OutboxDispatcher(services, platforms, present)

    async def run(self) -> None:
        if self._scenario.alone:
            await self._services.deliveries.release()
        await self._settle(OPENING)
        await self._collect_replies()
        await self._settle(datetime.fromisoformat(self._scenario.until))
        self._outside.ends.add({"steps": self._steps.kinds})
        if self._scenario.records:
            rounds = await record_rounds(self._store, self._services)
            self._outside.records.add({"rounds": rounds})

    async def _settle(self, at: datetime) -> None:
        """Let it be that late, again if the clock was set back meanwhile, and do what is due.

        That again while there is something: a dead worker's locks last a moment.
        """
        while await self._something_is_due() or self._outside.now() < at:
            if self._outside.now() < at:
                self._outside.set_clock(at)
            await self._dispatcher.deliver_due()

    async def _something_is_due(self) -> bool:
        due = await self._services.rounds.tick()
        now = self._outside.now()
        waiting = await self._services.deliveries.due()
        return (due is not None and due <= now) or _can_be_taken(waiting, now)

    async def _collect_replies(self) -> None:
        """Let every member of the share who was not told that the reply is safe send it."""
        told = Counter((ack["round"], ack["member"]) for ack in self._outside.acks.read())
        async with self._store.reading() as tx:
            groups = await stored(tx, Group)
            rounds = [each for group in groups for each in await tx.rounds.open_now(group.id)]
            members = {group.id: await tx.members.of_group(group.id) for group in groups}
        replies = [
            self._reply(round_, member, told[round_.id, member.id])
            for round_ in rounds
            for number, member in enumerate(members[round_.group])
            if number % self._scenario.workers == self._scenario.turn
        ]
        await asyncio.gather(*replies)

    async def _reply(self, round_: Round, member: Member, saves: int) -> None:
        # Every second member thinks again.
        for _ in range(saves, 1 + int(member.name[-1]) % 2):
            earlier = await self._services.replies.mine(round_.id, member)
            text = f"{member.name} {secrets.token_hex(20)}"
            based_on = earlier.revision if earlier else 0
            saved = await self._services.replies.save(round_.id, member, text, based_on)
            self._outside.acks.add(acknowledged(saved.reply))
            self._steps.take("after an acknowledgement")


def _can_be_taken(waiting: Sequence[Delivery], now: datetime) -> bool:
    """Say whether the oldest message of a channel is nobody's. `waiting` has the oldest first."""
    oldest = {each.channel: each for each in reversed(waiting)}
    return any(each.leased_until is None or each.leased_until <= now for each in oldest.values())
