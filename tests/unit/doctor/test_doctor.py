"""What cannot be broken on this machine: its Python and its disk; and a check that breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.doctor import examine
from bot.doctor.database import migrations
from bot.doctor.findings import Finding, Outcome, any_failed, data, ok, words
from bot.doctor.machine import disk_finding, python_finding
from bot.doctor.platforms import address
from bot.settings import Settings
from bot.storage.migrations import REVISIONS

_MB = 1_000_000


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("version", "outcome"),
    [((3, 10), Outcome.FAILURE), ((3, 11), Outcome.OK), ((3, 14), Outcome.OK)],
)
def test_an_old_python_fails(version: tuple[int, int], outcome: Outcome):
    assert python_finding(version).outcome is outcome


@pytest.mark.parametrize(
    ("free", "database", "outcome"),
    [
        (10 * _MB, 0, Outcome.FAILURE),
        (60 * _MB, 0, Outcome.WARNING),
        (2_000 * _MB, 0, Outcome.OK),
        (2_000 * _MB, 1_500 * _MB, Outcome.WARNING),
    ],
)
def test_a_disk_needs_room_for_a_second_database(free: int, database: int, outcome: Outcome):
    assert disk_finding(free, database).outcome is outcome


async def test_a_check_that_breaks_does_not_hide_the_others():
    async def broken(_settings: Settings) -> Finding:
        raise ZeroDivisionError("by zero")

    async def fine(_settings: Settings) -> Finding:
        return ok("All is well.")

    findings = await examine({"broken": broken, "fine": fine})

    assert list(findings) == ["python", "settings", "broken", "fine"]
    assert findings["broken"].outcome is Outcome.FAILURE
    assert "ZeroDivisionError: by zero" in findings["broken"].sentence
    assert findings["fine"] == ok("All is well.")
    assert any_failed(findings)


async def test_a_platform_s_check_is_told_like_every_other():
    async def token(_settings: Settings) -> Finding:
        return Finding(Outcome.WARNING, "The token expires.", "Make a new one.")

    findings = await examine({"parrot": token})

    assert "warning  parrot    The token expires." in words(findings)
    assert data(findings)["ok"] is True
    assert data(findings)["checks"][-1] == {
        "name": "parrot",
        "outcome": "warning",
        "sentence": "The token expires.",
        "remedy": "Make a new one.",
    }


async def test_a_database_of_an_older_version_is_told(
    database: Path, monkeypatch: pytest.MonkeyPatch
):
    later = (*REVISIONS, "9999_later")
    monkeypatch.setattr("bot.storage.migrations.REVISIONS", later)

    finding = await migrations(Settings(data=database.parent))

    assert finding.outcome is Outcome.WARNING
    assert finding.remedy is not None
    assert "roundtable backup" in finding.remedy


@pytest.mark.parametrize(
    ("url", "outcome"),
    [(None, Outcome.WARNING), ("https://study.example.org", Outcome.OK)],
)
async def test_links_in_chats_that_open_on_this_machine_alone_are_told(
    url: str | None, outcome: Outcome
):
    finding = await address(Settings(discord_token=SecretStr("token"), web_url=url))

    assert finding.outcome is outcome
    assert ("ROUNDTABLE_WEB_URL" in finding.remedy) is (outcome is Outcome.WARNING)
