"""`roundtable secrets`: a key to set, and every token under it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.storage.engine import make_engine
from bot.storage.slack import SlackInstallations
from bot.storage.token_cipher import TokenCipher, keys_in, new_key
from bot.storage.transaction import Store
from tests.commands.conftest import Roundtable
from tests.unit.storage.test_slack import _installation

OAUTH = {
    "ROUNDTABLE_SLACK_CLIENT_ID": "1.2",
    "ROUNDTABLE_SLACK_CLIENT_SECRET": "a-secret",
    "ROUNDTABLE_SLACK_SIGNING_SECRET": "another",
    "ROUNDTABLE_WEB_URL": "https://room.example",
}


def _store_token(data: Path, keys: tuple[str, ...]) -> None:
    async def store() -> None:
        opened = Store(make_engine(f"sqlite+aiosqlite:///{data / 'roundtable.db'}"))
        kept = SlackInstallations(opened, "1.2", TokenCipher(keys))
        await kept.async_save(_installation("T1", "xoxb-1", 1_700_000_000.0))
        await opened.close()

    asyncio.run(store())


def _token(data: Path, keys: tuple[str, ...]) -> str | None:
    async def find() -> str | None:
        opened = Store(make_engine(f"sqlite+aiosqlite:///{data / 'roundtable.db'}"))
        bot = await SlackInstallations(opened, "1.2", TokenCipher(keys)).of_team("T1")
        await opened.close()
        return bot.bot_token if bot else None

    return asyncio.run(find())


def test_a_new_key_can_be_set(roundtable: Roundtable) -> None:
    key = roundtable("secrets", "new").stdout.strip()

    assert roundtable("doctor", ROUNDTABLE_SECRET_KEY=f"{key},{new_key()}").returncode == 0
    refused = roundtable("decks", ROUNDTABLE_SECRET_KEY=key[:-4])
    assert refused.returncode == 2
    assert "ROUNDTABLE_SECRET_KEY" in refused.stderr
    assert key[:-4] not in refused.stderr


def test_the_key_beside_the_database_is_changed(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking))
    data = tmp_path / "data"
    (old,) = keys_in(data)
    _store_token(data, (old,))

    done = roundtable("secrets", "rotate", **OAUTH)

    assert (done.returncode, done.stdout) == (0, "2 tokens encrypted anew.\n")
    (new,) = keys_in(data)
    assert (_token(data, (new,)), _token(data, (old,))) == ("xoxb-1", None)


def test_what_no_key_decrypts_is_told_and_no_key_is_thrown_away(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking))
    data, lost = tmp_path / "data", new_key()
    (old,) = keys_in(data)
    _store_token(data, (lost,))

    done = roundtable("secrets", "rotate", **OAUTH)

    assert done.returncode == 1
    assert "None of the keys decrypts 2 more" in done.stdout
    assert old in keys_in(data)


def test_the_keys_that_are_set_follow_each_other(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking))
    data, old, new = tmp_path / "data", new_key(), new_key()
    _store_token(data, (old,))

    done = roundtable("secrets", "rotate", **OAUTH, ROUNDTABLE_SECRET_KEY=f"{new},{old}")

    assert done.returncode == 0
    assert _token(data, (new,)) == "xoxb-1"
    assert not (data / "secret.key").exists()


def test_without_installations_of_workspaces_there_is_nothing_to_encrypt(
    roundtable: Roundtable,
) -> None:
    done = roundtable("secrets", "rotate")
    assert done.returncode == 1
    assert "ROUNDTABLE_SLACK_CLIENT_ID" in done.stderr
