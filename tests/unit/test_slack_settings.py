"""Settings of Slack: three ways to be there, and what is told of half of one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import load_settings

BOT, APP, SECRET = "BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET"
CLIENT, CLIENT_SECRET = "CLIENT_ID", "CLIENT_SECRET"
WAYS = ({BOT, APP}, {BOT, SECRET}, {SECRET, CLIENT, CLIENT_SECRET})


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and an environment with the room's public address alone."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.upper().startswith("ROUNDTABLE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ROUNDTABLE_WEB_URL", "https://room.example")


def _set(monkeypatch: pytest.MonkeyPatch, names: set[str]) -> None:
    for name in names:
        monkeypatch.setenv(f"ROUNDTABLE_SLACK_{name}", f"the-secret-{name}")


@pytest.mark.parametrize("names", WAYS)
def test_each_way_needs_no_more(monkeypatch: pytest.MonkeyPatch, names: set[str]):
    _set(monkeypatch, names)

    assert load_settings().on_slack


def test_without_any_of_them_there_is_no_slack():
    assert not load_settings().on_slack


_ALL = (BOT, APP, SECRET, CLIENT, CLIENT_SECRET)
_OTHERS = [
    names
    for number in range(1, 2 ** len(_ALL))
    if (names := {name for place, name in enumerate(_ALL) if number >> place & 1}) not in WAYS
]


@pytest.mark.parametrize("names", _OTHERS, ids=lambda names: " ".join(sorted(names)))
def test_everything_else_is_refused_in_words_that_name_what_to_set(
    monkeypatch: pytest.MonkeyPatch, names: set[str]
):
    _set(monkeypatch, names)
    with pytest.raises(BadSettings) as refused:
        load_settings()

    setting, problem = refused.value.problems[0]
    assert setting.startswith("ROUNDTABLE_SLACK_")
    assert "set" in problem or "goes with" in problem
    assert "the-secret" not in str(refused.value)


def test_installers_need_an_address_to_come_back_to(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ROUNDTABLE_WEB_URL")
    _set(monkeypatch, {SECRET, CLIENT, CLIENT_SECRET})

    with pytest.raises(BadSettings) as refused:
        load_settings()
    assert "ROUNDTABLE_WEB_URL" in str(refused.value)


@pytest.mark.parametrize("names", WAYS)
def test_no_secret_is_in_a_repr(monkeypatch: pytest.MonkeyPatch, names: set[str]):
    _set(monkeypatch, names)

    for name in names - {CLIENT}:
        assert f"the-secret-{name}" not in repr(load_settings())


def test_several_workers_need_the_same_key(monkeypatch: pytest.MonkeyPatch):
    _set(monkeypatch, {SECRET, CLIENT, CLIENT_SECRET})
    monkeypatch.setenv("ROUNDTABLE_DATABASE_URL", "postgresql://somebody:x@127.0.0.1/study")

    with pytest.raises(BadSettings) as refused:
        load_settings()
    ((setting, problem),) = refused.value.problems
    assert setting == "ROUNDTABLE_SECRET_KEY"
    assert "roundtable secrets new" in problem

    monkeypatch.setenv("ROUNDTABLE_SECRET_KEY", f"{'A' * 43}=,{'B' * 43}=")
    assert load_settings().secret_keys == (f"{'A' * 43}=", f"{'B' * 43}=")
