"""Two versions on one database: the older one goes on where the newer one has only expanded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from sqlalchemy import URL, Column, Integer, MetaData, Table, Text, UniqueConstraint, text

from bot.core.models import Group, RoundState
from bot.errors import DatabaseTooNew
from bot.presentation.errors import words_for
from bot.services.services import Services
from bot.storage import schema
from bot.storage.copying import copy
from bot.storage.migrations import REVISIONS, check, is_current, migrate, schema_ahead
from bot.storage.migrations.side_by_side import may_run
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.fakes.members import see
from tests.fakes.study_deck import StudyDeck
from tests.unit.storage.conftest import OpenEngine

EXPANDED, CONTRACTED = "0002_moods_from_0001", "0002_moods_from_0002"
LONGEST_NAME = 32  # of Alembic's own column


@pytest.mark.parametrize(
    ("found", "runs"),
    [
        ("0001_first", True),
        ("0001_another", False),  # of before the first release
        (EXPANDED, True),
        ("0007_much_later_from_0001", True),
        ("0007_much_later_from_0002", False),
        ("0002_moods", False),
        ("0000_before_from_0000", False),
        ("9999_from_the_future", False),
        ("", False),
        ("0002_moods_from_0001\n", False),
    ],
)
def test_a_program_runs_on_the_schemas_whose_names_say_so(found: str, runs: bool):
    assert may_run("0001_first", found) is runs


def unkept(revisions: Sequence[str]) -> list[str]:
    """Return the schemas beside which the program of the one before could not go on."""
    return [
        after
        for before, after in pairwise(revisions)
        if not may_run(before, after) or len(after) > LONGEST_NAME
    ]


def test_each_schema_lets_the_program_of_the_one_before_go_on():
    assert unkept(REVISIONS) == []
    assert unkept(["0001_a", "0002_b_from_0001", "0003_c_from_0002"]) == []
    assert unkept(["0001_a", "0002_b", "0003_c_from_0001"]) == ["0002_b"]


def contracts(before: MetaData, after: MetaData) -> Iterable[str]:
    """Tell what a program that knows the tables of `before` alone would stumble on."""
    for name, was in before.tables.items():
        now = after.tables.get(name)
        if now is None:
            yield f"{name} is gone"
            continue
        yield from (f"{name}.{each.name} is gone" for each in was.c if each.name not in now.c)
        for each in now.c:
            if each.name not in was.c and not (each.nullable or each.server_default is not None):
                yield f"{name}.{each.name} cannot be left out"
        forbidden = [
            {column.name for column in each.columns}
            for each in now.constraints
            if isinstance(each, UniqueConstraint)
        ]
        known = [
            {column.name for column in each.columns}
            for each in was.constraints
            if isinstance(each, UniqueConstraint)
        ]
        yield from (f"{name} has another {sorted(each)}" for each in forbidden if each not in known)


def test_what_only_expands_is_told_from_what_contracts():
    before, wider, other = MetaData(), MetaData(), MetaData()
    Table("words", before, Column("id", Integer, primary_key=True), Column("text", Text))
    Table(
        "words",
        wider,
        *(Column("id", Integer, primary_key=True), Column("text", Text)),
        *(Column("note", Text), Column("votes", Integer, nullable=False, server_default="0")),
    )
    Table("votes", wider, Column("id", Integer, primary_key=True))
    Table(
        "words",
        other,
        *(Column("id", Integer, primary_key=True), Column("lang", Text, nullable=False)),
        UniqueConstraint("lang"),
    )

    assert list(contracts(before, wider)) == []
    assert list(contracts(before, other)) == [
        "words.text is gone",
        "words.lang cannot be left out",
        "words has another ['lang']",
    ]
    assert list(contracts(schema.metadata, schema.metadata)) == []


async def _bring_on(store: Store, revision: str) -> None:
    """Do what a later version's step does: a table, a column with a default, one that is empty."""
    async with store.writing() as tx:
        for statement in (
            "ALTER TABLE rounds ADD COLUMN weight INTEGER NOT NULL DEFAULT 1",
            "ALTER TABLE replies ADD COLUMN mood TEXT",
            "CREATE TABLE moods (id INTEGER PRIMARY KEY, round VARCHAR(64) REFERENCES rounds (id))",
        ):
            await tx.connection.execute(text(statement))
        await tx.connection.execute(
            text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision}
        )


@pytest.mark.parametrize("engine_name", ENGINES)
async def test_a_worker_goes_on_while_a_newer_one_brings_its_database_on(
    *, services: Services, store: Store, room: Group, deck: StudyDeck, open_url: OpenEngine,
    database_url: URL,
):  # fmt: skip
    ann = await services.members.of_platform(room.id, "chat", "1", "Ann")
    first = await services.rounds.open_next(room.id, deck.id)
    await _bring_on(store, EXPANDED)

    await services.replies.save(first.id, ann, "It rests.", 0)
    await services.rounds.close(room.id, first.id)
    second = await services.rounds.open_next(room.id, deck.id)
    assert (await services.cards.card(first.id, see())).round.state is RoundState.CLOSED
    assert [each.round.id for each in await services.cards.open_now(see())] == [second.id]
    assert set((await services.statistics.condition()).values()) == {"ok"}
    again = open_url(database_url)  # one that starts now
    assert await migrate(again) == (EXPANDED, EXPANDED)
    await check(again)
    assert await schema_ahead(again) == EXPANDED


async def test_a_copy_that_would_leave_the_newer_tables_out_is_refused(
    store: Store, open_url: OpenEngine, database_url: URL, empty_url: URL
):
    await _bring_on(store, EXPANDED)
    source, target = open_url(database_url), open_url(empty_url)
    await migrate(target)

    with pytest.raises(DatabaseTooNew):
        await copy(source, target, lambda *_: None)


@pytest.mark.parametrize("engine_name", ENGINES)
async def test_a_worker_does_not_start_where_a_newer_one_has_taken_something_away(
    store: Store, open_url: OpenEngine, database_url: URL
):
    await _bring_on(store, CONTRACTED)

    for look in (migrate, check):
        with pytest.raises(DatabaseTooNew) as refusal:
            await look(open_url(database_url))
        assert CONTRACTED in words_for(refusal.value)
        assert "newer Roundtable" in words_for(refusal.value)
    assert not is_current(CONTRACTED)
