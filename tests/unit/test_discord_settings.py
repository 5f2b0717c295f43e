"""Settings of Discord: a part of the shards, another server, and what is told of wrong ones."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import load_settings, shards_of


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and an environment without settings."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("ROUNDTABLE_")]:
        monkeypatch.delenv(name)


@pytest.mark.parametrize(
    ("text", "shards", "count"),
    [("0-3/16", [0, 1, 2, 3], 16), ("5/16", [5], 16), ("0/1", [0], 1), (" 2-2/4 ", [2], 4)],
)
def test_a_part_of_the_shards_is_read(text: str, shards: list[int], count: int):
    found, all_ = shards_of(text)

    assert (list(found), all_) == (shards, count)


@pytest.mark.parametrize("text", ["16", "3-1/4", "0-4/4", "4/4", "-1/4", "a/4", "0-3/", "0-3/0"])
def test_a_part_that_there_is_not_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, text: str):
    monkeypatch.setenv("ROUNDTABLE_DISCORD_SHARDS", text)

    with pytest.raises(BadSettings) as refused:
        load_settings()
    ((name, problem),) = refused.value.problems
    assert name == "ROUNDTABLE_DISCORD_SHARDS"
    assert problem


def test_without_a_part_discord_decides(monkeypatch: pytest.MonkeyPatch):
    assert load_settings().shards is None
    monkeypatch.setenv("ROUNDTABLE_DISCORD_SHARDS", "1/2")
    assert load_settings().shards == (range(1, 2), 2)


def test_another_server_needs_both_of_its_addresses(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ROUNDTABLE_DISCORD_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(BadSettings):
        load_settings()

    monkeypatch.setenv("ROUNDTABLE_DISCORD_GATEWAY_URL", "ws://127.0.0.1:9/gateway")
    assert str(load_settings().discord_gateway_url) == "ws://127.0.0.1:9/gateway"


def test_the_token_is_in_no_message_and_no_repr(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ROUNDTABLE_DISCORD_TOKEN", "a-very-secret-token")

    assert "a-very-secret-token" not in repr(load_settings())
