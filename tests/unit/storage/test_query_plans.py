"""What one group is asked costs what it costs without the others: SQLite's plans say so.

SQLite keeps no figures of its tables until it is told to, and of several indexes that fit equally
well it takes any: https://www.sqlite.org/optoverview.html#choosing_between_multiple_indexes
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import URL, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.deliveries import Whither
from bot.core.models import Group, GroupId, Member, Round
from bot.services.pacing import Pace
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.unit.storage.conftest import OpenEngine

# What grows with all groups together, and so may be read neither whole nor by its state.
_GROWING = (
    *("rounds", "audience", "replies", "ratings", "votes", "reminder_requests"),
    *("confidences", "claims", "later_replies", "comments"),
    *("challenges", "agreements", "suggestions"),
    *("deliveries", "web_messages", "members", "accounts"),
)
_OF_ONE = re.compile(r'WHERE .*\.("group"|round|member|person|channel) (=|IN)', re.DOTALL)
_BY_STATE = re.compile(r"_state_")


@pytest.fixture
async def said(store: Store) -> AsyncIterator[dict[str, Any]]:
    """Every statement of the test that reads or changes, with one of its parameters."""
    found: dict[str, Any] = {}

    def note(
        _connection: Connection, _cursor: object, statement: str, parameters: Any, *_: object
    ) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            found[statement] = parameters

    event.listen(store._engine.sync_engine, "before_cursor_execute", note)
    yield found
    event.remove(store._engine.sync_engine, "before_cursor_execute", note)


async def _plans(store: Store, said: dict[str, Any]) -> dict[str, list[str]]:
    """Return the steps by which each statement would be answered."""
    plans = {}
    async with store._engine.connect() as connection:
        for statement, parameters in dict(said).items():
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans[statement] = [row[3] for row in rows]
    return plans


def _costly(statement: str, step: str) -> bool:
    """Say whether a step reads more the more groups there are."""
    table = step.split()[1]
    if table not in _GROWING or not _OF_ONE.search(statement):
        return False
    return step.startswith("SCAN") or bool(_BY_STATE.search(step))


@pytest.fixture
async def people(ann: Member, bo: Member) -> list[Member]:
    """Two members."""
    return [ann, bo]


async def _an_evening(
    services: Services, round_: Round, people: list[Member], clock: Clock
) -> None:
    """Answer, close, show, look up, take along, ask again, remove somebody."""
    for person in people:
        await services.replies.save(round_.id, person, "Because it rests.", 0)
    clock.advance(timedelta(days=2))
    await services.rounds.tick()
    async with services.rounds._context.store.reading() as tx:
        reader = await see_all(tx, round_.group)
    await services.cards.past(reader, 10)
    await services.cards.open_now(reader)
    await services.reveals.reveal(round_.id, reader)
    await services.revealed.look(round_.id, reader, people[0], people[0].person)
    await services.cards.told(round_.id, reader)
    await services.lookup.search(reader, "dough rest", 3, asked=round_.group)
    await services.profile.export(people[0].person, reader)
    await services.rounds.open_question(round_.group, round_.question)
    await services.profile.delete(people[0].person)


async def test_no_statement_about_one_group_reads_what_grows_with_all_groups(
    services: Services,
    said: dict[str, Any],
    open_round: Round,
    people: list[Member],
    clock: Clock,
):
    await _an_evening(services, open_round, people, clock)

    plans = await _plans(services.rounds._context.store, said)

    assert len(plans) > 40
    costly = {
        statement: step
        for statement, steps in plans.items()
        for step in steps
        if _costly(statement, step)
    }
    assert costly == {}


async def test_what_is_to_be_sent_next_is_found_among_what_waits_alone(
    services: Services, said: dict[str, Any], open_round: Round
):
    said.clear()
    await services.deliveries.claim_at_pace(1, Pace(Whither("discord")))
    await services.deliveries.claim_at_pace(1, Pace(Whither(but=frozenset({"discord"}))))
    await services.deliveries.next_attempt(Whither("discord"))

    plans = await _plans(services.rounds._context.store, said)

    first = {statement: steps[0] for statement, steps in plans.items() if "LIMIT" in statement}
    assert len(first) == 3
    for statement, step in first.items():
        assert "ix_deliveries_pending_" in step, statement
    assert not [steps for steps in plans.values() if "USE TEMP B-TREE FOR ORDER BY" in steps]
    others = [steps for statement, steps in plans.items() if "RECURSIVE" in statement]
    assert len(others) == 1
    assert not [step for step in others[0] if step == "SCAN deliveries"]
    older = [step for steps in plans.values() for step in steps if " older " in step]
    assert older
    assert all("ix_deliveries_waiting_in_channel (channel=?" in step for step in older), older


_WAITING = """
INSERT INTO deliveries
  (key, kind, "group", channel, platform, created_at, note, state, attempts, next_attempt_at)
SELECT 'k' || n, 'notice', 'g', 'c' || n % 500, 'memory', now(), '{}', 'pending', 0, now()
FROM generate_series(1, 3000) AS n
"""
_CHANNELS = """
INSERT INTO channels
  (id, "group", platform, address, workspace, home, name, owner, gone, left_out, threads, announces,
   written)
SELECT 'c' || n, 'g', 'memory', n, '', 'g', '', '', false, false, true, true, false
FROM generate_series(0, 499) AS n
"""


async def test_postgresql_that_knows_of_no_crowd_finds_what_is_next_in_it(
    open_url: OpenEngine, postgres_url: URL
):
    """Its figures are as old as its last look: at nine o'clock nothing waited yet."""
    now = datetime.now(UTC) + timedelta(minutes=1)
    async with Store(open_url(postgres_url)).writing() as tx:
        await tx.groups.add(Group(GroupId("g"), "Group"))
        for statement in (_CHANNELS, "ANALYZE", _WAITING):
            await tx.connection.execute(text(statement))
        seen = list[tuple[str, Any]]()
        with _noting(tx.connection, seen):
            found = await tx.deliveries.claim(now, now, 32, Whither("memory"))
        raw = (await tx.connection.get_raw_connection()).driver_connection
        assert raw is not None
        explain, values = f"EXPLAIN (FORMAT JSON) {seen[0][0]}", seen[0][1]
        plan = (await raw.fetchval(explain, *values))[0]["Plan"]

    nodes = {each["Alias"]: each for each in _scans(plan)}
    assert len(found) == 32
    assert nodes["deliveries"]["Index Name"] == "ix_deliveries_pending_next_attempt_at"
    assert nodes["older"]["Index Name"] == "ix_deliveries_waiting_in_channel"
    assert "channel" in nodes["older"]["Index Cond"]


@contextmanager
def _noting(connection: AsyncConnection, seen: list[tuple[str, Any]]) -> Iterator[None]:
    """Note statements with their values."""

    def note(
        _connection: Connection, _cursor: object, statement: str, values: Any, *_: object
    ) -> None:
        seen.append((statement, values))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    yield
    event.remove(connection.sync_connection, "before_cursor_execute", note)


def _scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the steps that read a table."""
    if "Alias" in plan:
        yield plan
    for each in plan.get("Plans", ()):
        yield from _scans(each)
