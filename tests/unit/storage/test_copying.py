"""Everything of one database in another, or nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, event, select

from bot.core.audit import Act
from bot.core.challenges import ChallengeState, ReferenceAct
from bot.core.feedback import Rating
from bot.core.models import Group, GroupId
from bot.core.own_words import Confidence
from bot.core.suggestions import SuggestionState
from bot.errors import CopyDiffers, DatabaseNotEmpty
from bot.storage import schema
from bot.storage.copying import CopiedTable, copy
from bot.storage.engine import make_engine, writing
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from tests.conftest import ENGINES
from tests.fakes.postgres import PostgresServer
from tests.fakes.rows import stored
from tests.unit.storage.conftest import OpenEngine
from tests.unit.storage.rows import NOON, fill

Steps = list[tuple[str, int, int]]

_INSTALLED = {
    "id": 7,
    "client_id": "1.2",
    "app_id": "A1",
    "team_id": "T1",
    "bot_token": "xoxb-1",
    "is_enterprise_install": False,
    "installed_at": NOON.replace(tzinfo=None),
}
# And of what platforms and feedback need.
LATER_ROWS: dict[str, dict[str, Any]] = {
    "workspaces": {
        "id": "chat",
        "platform": "chat",
        "address": "1",
        "name": "Bakers",
        "joined_at": NOON,
        "left_at": None,
        "owner": "7",
        "organisers": ("7", "8"),
    },
    "invitations": {"code_hash": "h", "group": "g", "expires_at": NOON, "person": "p"},
    "passes": {
        "code_hash": "h",
        "expires_at": NOON,
        "person": "p",
        "recovers": True,
        "deck": "d",
    },
    "admissions": {"channel": "c", "person": "p"},
    "deck_edits": {
        "id": "e",
        "deck": "d",
        "number": 1,
        "at": NOON,
        "change": {"sources": [], "questions": [[None, {"text": "Bröt 👩‍💻"}]], "answers": []},
    },
    "decided_wordings": {
        "id": "w",
        "deck": "d",
        "text": "Why rest? 👩‍💻",
        "of": "q",
        "question": None,
    },
    "decided_answers": {
        "id": "a",
        "deck": "d",
        "source": "s",
        "answer": "a",
        "asked": "q",
        "fingerprint": "f" * 64,
        "question": "q",
        "text": None,
        "wrong": True,
    },
    "rates": {"name": "chat", "free_at": 1.5},
    "ratings": {"round": "r", "member": "m", "rating": Rating.GOT_IT, "at": NOON},
    "confidences": {"round": "r", "member": "m", "confidence": Confidence.SURE, "at": NOON},
    "comments": {"id": "co", "round": "r", "member": "m", "text": "Bröt?", "at": NOON},
    "challenges": {
        "id": "ch",
        "question": "q",
        "round": "r",
        "member": "m",
        "reason": "Bröt?",
        "text": "Bröt 👩‍💻",
        "at": NOON,
        "state": ChallengeState.ACCEPTED,
        "ended_at": NOON,
        "verdict": "Ja",
        "edit": "e",
    },
    "lending_requests": {"round": "r", "member": "m", "asked_at": NOON, "platform": "web"},
    "agreements": {"challenge": "ch", "member": "m", "at": NOON},
    "reference_changes": {
        "id": "rc",
        "deck": "d",
        "question": "q",
        "at": NOON,
        "act": ReferenceAct.CORRECTED,
        "platform": "web",
        "challenge": "ch",
    },
    "suggestions": {
        "id": "su",
        "deck": "d",
        "member": "m",
        "question": None,
        "text": "Bröt?",
        "answer": "",
        "at": NOON,
        "state": SuggestionState.WAITING,
    },
    "later_replies": {"round": "r", "member": "m", "text": "Bröt", "revision": 2, "at": NOON},
    "claims": {"round": "r", "member": "m", "points": ("aa", "bb"), "at": NOON},
    "votes": {"round": "r", "member": "m", "author": "m", "at": NOON},
    "reminder_requests": {"round": "r", "member": "m", "at": NOON},
    "seen_events": {"platform": "chat", "event": "e", "seen_at": NOON, "leased_until": NOON},
    "reply_drafts": {
        "round": "r",
        "person": "p",
        "text": "So\n",
        "based_on": 2,
        "version": "v",
        "kept_at": NOON,
    },
    "refused_forms": {
        "token_hash": "t",
        "session": "h",
        "address": "/join",
        "part": "",
        "status": 422,
        "fields": (("name", "Ann\x00"), ("name", "")),
        "words": "No.",
        "refused_at": NOON,
    },
    "audit_log": {
        "id": "e",
        "at": NOON,
        "act": Act.DECK_IMPORTED,
        "platform": "chat",
        "person": "p",
        "group": "g",
        "workspace": "chat",
        "values": {"deck": "Bröt 👩‍💻"},
    },
    "slack_bots": _INSTALLED,
    "slack_installations": _INSTALLED | {"user_id": "U1"},
}


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """What is copied from; the copy goes to the other engine."""
    name: str = request.param
    return name


@pytest.fixture
async def target_url(engine_name: str, empty_postgres: URL, tmp_path: Path) -> URL:
    """A migrated database on the other engine."""
    sqlite = URL.create("sqlite+aiosqlite", database=str(tmp_path / "target.db"))
    url = empty_postgres if engine_name == "sqlite" else sqlite
    engine = make_engine(url)
    await migrate(engine)
    await engine.dispose()
    return url


@pytest.fixture
async def migrated_again(
    engine_name: str, postgres: PostgresServer, tmp_path: Path
) -> AsyncIterator[URL]:
    """Another migrated database on the engine that is copied from."""
    if engine_name == "postgresql":
        async with postgres.database() as url:
            yield url
        return
    engine = make_engine(URL.create("sqlite+aiosqlite", database=str(tmp_path / "again.db")))
    await migrate(engine)
    await engine.dispose()
    yield engine.url


async def _copy(source: URL, target: URL, open_url: OpenEngine) -> tuple[list[CopiedTable], Steps]:
    steps: Steps = []
    copied = await copy(open_url(source), open_url(target), lambda *step: steps.append(step))
    return copied, steps


async def _fill_source(url: URL, open_url: OpenEngine) -> None:
    async with writing(open_url(url)) as connection:
        await connection.run_sync(fill)
        await connection.execute(
            schema.questions.insert(),
            [
                {"id": f"q{n}", "deck": "d", "position": n, "text": f"{n} ﷺ 👩‍💻 \\", "section": ""}
                for n in range(450)
            ],
        )
        for table, row in LATER_ROWS.items():
            await connection.execute(schema.metadata.tables[table].insert(), [row])


async def test_every_row_arrives_and_there_and_back_again_is_the_same(
    open_url: OpenEngine, database_url: URL, target_url: URL, migrated_again: URL
):
    await _fill_source(database_url, open_url)

    there, _ = await _copy(database_url, target_url, open_url)
    back, _ = await _copy(target_url, migrated_again, open_url)

    assert there == back
    assert {table.name for table in there} == set(schema.metadata.tables)
    assert all(table.rows for table in there)
    assert {table.name: table.rows for table in there}["questions"] == 451


async def test_what_counts_its_rows_by_itself_counts_on_in_the_copy(
    open_url: OpenEngine, database_url: URL, target_url: URL
):
    await _fill_source(database_url, open_url)
    await _copy(database_url, target_url, open_url)
    new = {name: value for name, value in _INSTALLED.items() if name != "id"}

    async with writing(open_url(target_url)) as connection:
        await connection.execute(schema.slack_bots.insert(), [new])
        ids = await connection.scalars(select(schema.slack_bots.c.id))
        assert sorted(ids) == [7, 8]


async def test_tables_come_after_those_they_refer_to_and_progress_is_told(
    open_url: OpenEngine, database_url: URL, target_url: URL
):
    await _fill_source(database_url, open_url)

    _, steps = await _copy(database_url, target_url, open_url)

    assert [step for step in steps if step[0] == "questions"] == [
        ("questions", 200, 451),
        ("questions", 400, 451),
        ("questions", 451, 451),
    ]
    order = list(dict.fromkeys(step[0] for step in steps))
    assert order.index("groups") < order.index("members") < order.index("replies")


async def test_a_database_with_anything_in_it_is_refused(
    open_url: OpenEngine, database_url: URL, target_url: URL
):
    await _fill_source(database_url, open_url)
    async with Store(open_url(target_url)).writing() as tx:
        await tx.groups.add(Group(GroupId("there"), "There before"))

    with pytest.raises(DatabaseNotEmpty):
        await _copy(database_url, target_url, open_url)

    async with Store(open_url(target_url)).reading() as tx:
        assert [group.id for group in await stored(tx, Group)] == ["there"]


async def test_a_copy_that_differs_leaves_nothing(
    open_url: OpenEngine, database_url: URL, target_url: URL
):
    await _fill_source(database_url, open_url)
    target = open_url(target_url)

    @event.listens_for(target.sync_engine, "before_execute", retval=True)
    def change_a_letter(_connection, statement, several, one, _options):
        if getattr(statement, "table", None) is schema.replies:
            one = dict(one, text="S")
        return statement, several, one

    with pytest.raises(CopyDiffers) as refusal:
        await copy(open_url(database_url), target, lambda *_step: None)

    assert refusal.value.table == "replies"
    async with target.connect() as connection:
        assert (await connection.execute(select(schema.groups))).all() == []
