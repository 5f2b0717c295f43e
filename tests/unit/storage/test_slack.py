"""slack_sdk's stores on our tables and in our transactions, on every engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from sqlalchemy import URL, MetaData, Table, func, select
from structlog.testing import capture_logs

from bot.storage import schema
from bot.storage.engine import make_engine
from bot.storage.slack import SlackInstallations
from bot.storage.token_cipher import TokenCipher, new_key
from bot.storage.transaction import Store
from tests.conftest import ENGINES

on_every_engine = pytest.mark.parametrize("engine_name", ENGINES)
CIPHER = TokenCipher([new_key()])
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
        ours = _shape(schema.metadata.tables[table.name])
        # What is encrypted is longer, and how long is nobody's business.
        secret = {name for name, (kind, _, _) in ours.items() if kind == "TEXT"}
        assert all(each.endswith(("_token", "_url")) for each in secret)
        theirs_as_ours = {
            name: ("TEXT", *rest) if name in secret else (kind, *rest)
            for name, (kind, *rest) in _shape(table).items()
        }
        assert ours == theirs_as_ours


@on_every_engine
async def test_the_latest_installation_of_a_workspace_counts(store: Store):
    kept = SlackInstallations(store, "1.2", CIPHER)
    for number, team in enumerate(("T1", "T2", "T1")):
        await kept.async_save(_installation(team, f"xoxb-{number}", _EPOCH_S + number))
    others = SlackInstallations(store, "3.4", CIPHER)
    await others.async_save(_installation("T1", "xoxb-9", _EPOCH_S + 9))

    found = [await kept.of_team(team) for team in ("T1", "T2", "T3")]
    assert [bot and bot.bot_token for bot in found] == ["xoxb-2", "xoxb-1", None]
    newest = await kept.async_find_bot(enterprise_id=None, team_id="T1")
    assert newest is not None
    assert newest.bot_token == "xoxb-2"  # noqa: S105  # no token of anybody


@on_every_engine
async def test_a_workspace_of_an_enterprise_is_found_by_its_own_id(store: Store):
    kept = SlackInstallations(store, "1.2", CIPHER)
    await kept.async_save(_installation("T1", "xoxb-1", _EPOCH_S, "E1"))

    found = await kept.of_team("T1")
    assert found is not None
    assert (found.enterprise_id, found.bot_user_id) == ("E1", "U1")


@on_every_engine
async def test_writers_of_both_kinds_take_turns(store: Store):
    kept = SlackInstallations(store, "1.2", CIPHER)

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


async def _everything_stored(store: Store) -> str:
    async with store.connect() as connection:
        rows = [
            (await connection.execute(select(table))).all()
            for table in (schema.slack_bots, schema.slack_installations)
        ]
    return str(rows)


def _with_every_secret(team: str) -> Installation:
    return Installation(
        app_id="A1",
        enterprise_id=None,
        team_id=team,
        bot_token="xoxe.xoxb-secret-1",  # noqa: S106  # no token of anybody
        bot_refresh_token="xoxe-secret-2",  # noqa: S106
        bot_token_expires_at=int(_EPOCH_S),
        bot_id="B1",
        bot_user_id="U1",
        user_id="U2",
        user_token="xoxp-secret-3",  # noqa: S106
        user_refresh_token="xoxe-secret-4",  # noqa: S106
        incoming_webhook_url="https://hooks.example/secret-5",
        incoming_webhook_configuration_url="https://hooks.example/secret-6",
        installed_at=_EPOCH_S,
    )


@on_every_engine
async def test_no_token_lies_in_the_database_as_it_is(store: Store):
    kept = SlackInstallations(store, "1.2", CIPHER)
    await kept.async_save(_with_every_secret("T1"))

    assert "secret" not in await _everything_stored(store)
    bot = await kept.of_team("T1")
    assert bot is not None
    assert (bot.bot_token, bot.bot_refresh_token) == ("xoxe.xoxb-secret-1", "xoxe-secret-2")
    found = await kept.async_find_installation(enterprise_id=None, team_id="T1")
    assert found is not None
    assert found.user_token == "xoxp-secret-3"  # noqa: S105
    assert found.incoming_webhook_url == "https://hooks.example/secret-5"


@on_every_engine
async def test_a_token_that_no_key_decrypts_is_told_once_and_the_others_work(store: Store):
    old, new = new_key(), new_key()
    await SlackInstallations(store, "1.2", TokenCipher([old])).async_save(
        _installation("T1", "xoxb-1", _EPOCH_S)
    )
    kept = SlackInstallations(store, "1.2", TokenCipher([new]))
    await kept.async_save(_installation("T2", "xoxb-2", _EPOCH_S))

    with capture_logs() as told:
        for _ in range(3):
            assert await kept.of_team("T1") is None
            assert await kept.async_find_bot(enterprise_id=None, team_id="T1") is None
            assert await kept.async_find_installation(enterprise_id=None, team_id="T1") is None
        bot = await kept.of_team("T2")

    assert bot is not None
    assert bot.bot_token == "xoxb-2"  # noqa: S105
    assert [(each["event"], each["team"]) for each in told] == [("slack token unreadable", "T1")]


@on_every_engine
async def test_a_key_follows_another_without_a_token_lost(store: Store):
    old, new, unknown = new_key(), new_key(), new_key()
    await SlackInstallations(store, "1.2", TokenCipher([old])).async_save(_with_every_secret("T1"))
    await SlackInstallations(store, "1.2", TokenCipher([unknown])).async_save(
        _installation("T2", "xoxb-2", _EPOCH_S)
    )

    done = await SlackInstallations(store, "1.2", TokenCipher([new, old])).encrypt_anew()

    assert done == (8, 2)  # the bot's two of the first workspace in both tables, and the others
    bot = await SlackInstallations(store, "1.2", TokenCipher([new])).of_team("T1")
    assert bot is not None
    assert bot.bot_refresh_token == "xoxe-secret-2"  # noqa: S105
    assert await SlackInstallations(store, "1.2", TokenCipher([old])).of_team("T1") is None
