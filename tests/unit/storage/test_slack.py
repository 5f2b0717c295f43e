"""slack_sdk's stores on our tables and in our transactions, on every engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from sqlalchemy import URL, MetaData, Table, func, select

from bot.storage import schema
from bot.storage.engine import make_engine
from bot.storage.slack import SlackInstallations
from bot.storage.transaction import Store
from tests.conftest import ENGINES

on_every_engine = pytest.mark.parametrize("engine_name", ENGINES)
_EPOCH_S = 1_700_000_000.0


@pytest.fixture
async def store(database_url: URL) -> AsyncIterator[Store]:
    """The test's database."""
    opened = Store(make_engine(database_url))
    yield opened
    await opened.close()


def _installation(team: str, token: str, at: float, enterprise: str | None = None) -> Installation:
    return Installation(
        app_id="A1",
        enterprise_id=enterprise,
        team_id=team,
        team_name=f"The {team}",
        bot_token=token,
        bot_id="B1",
        bot_user_id="U1",
        bot_scopes="chat:write,commands",
        user_id="U2",
        installed_at=at,
    )


def _shape(table: Table) -> dict[str, tuple[str, bool, bool]]:
    return {
        column.name: (str(column.type), bool(column.nullable), column.primary_key)
        for column in table.columns
    }


def test_our_tables_have_the_columns_of_slack_sdk_s():
    theirs = MetaData()
    stores = SQLAlchemyInstallationStore
    made = (
        stores.build_bots_table(theirs, stores.default_bots_table_name),
        stores.build_installations_table(theirs, stores.default_installations_table_name),
    )
    for table in made:
        assert _shape(schema.metadata.tables[table.name]) == _shape(table)


@on_every_engine
async def test_the_latest_installation_of_a_workspace_counts(store: Store):
    kept = SlackInstallations(store, "1.2")
    for number, team in enumerate(("T1", "T2", "T1")):
        await kept.async_save(_installation(team, f"xoxb-{number}", _EPOCH_S + number))
    await SlackInstallations(store, "3.4").async_save(_installation("T1", "xoxb-9", _EPOCH_S + 9))

    found = [await kept.of_team(team) for team in ("T1", "T2", "T3")]
    assert [bot and bot.bot_token for bot in found] == ["xoxb-2", "xoxb-1", None]
    newest = await kept.async_find_bot(enterprise_id=None, team_id="T1")
    assert newest is not None
    assert newest.bot_token == "xoxb-2"  # noqa: S105  # no token of anybody


@on_every_engine
async def test_a_workspace_of_an_enterprise_is_found_by_its_own_id(store: Store):
    kept = SlackInstallations(store, "1.2")
    await kept.async_save(_installation("T1", "xoxb-1", _EPOCH_S, "E1"))

    found = await kept.of_team("T1")
    assert found is not None
    assert (found.enterprise_id, found.bot_user_id) == ("E1", "U1")


@on_every_engine
async def test_writers_of_both_kinds_take_turns(store: Store):
    kept = SlackInstallations(store, "1.2")

    async def key_values(number: int) -> None:
        async with store.writing() as tx:
            await tx.key_values.put(str(number), "value")

    await asyncio.gather(
        *(kept.async_save(_installation("T1", "xoxb", _EPOCH_S + n)) for n in range(10)),
        *(key_values(n) for n in range(10)),
    )
    async with store.connect() as connection:
        for table in (schema.slack_bots, schema.slack_installations, schema.key_values):
            assert await connection.scalar(select(func.count()).select_from(table)) == 10
