"""`roundtable serve` and `doctor` with a token for Discord, as processes of their own."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.platforms.discord.permissions import NEEDED, SCOPES, invited_with
from bot.services.context import utc_now
from tests.commands.conftest import STOP_WITHIN_S, Roundtable, Serve
from tests.fakes.discord import FakeDiscord, Intent, Permission
from tests.fakes.eventually import eventually

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    """A fake Discord on this machine's clock."""
    async with await FakeDiscord.start(utc_now) as server:
        yield server


def _settings(server: FakeDiscord, **others: str) -> dict[str, str]:
    return {
        "ROUNDTABLE_DISCORD_TOKEN": server.application.token,
        "ROUNDTABLE_DISCORD_API_URL": server.api_url,
        "ROUNDTABLE_DISCORD_GATEWAY_URL": server.gateway_url,
        **others,
    }


async def test_serve_joins_and_an_admin_asks_the_first_question_of_a_shipped_pack(
    discord: FakeDiscord, serve: Serve
):
    guild = discord.guild("Bread club")
    study, mara = guild.channel("study"), guild.member("Mara", Permission.MANAGE_GUILD)
    room = await asyncio.to_thread(serve, **_settings(discord))
    await discord.gateway.connected()

    async def asked() -> bool:
        # The packs are loaded when the bot has looked at its servers, a moment after it is there.
        seen = await mara.slash(study, "quiz open", deck="Models in Production")
        return "question 1 of" in seen.text

    await eventually(asked)
    await discord.until(lambda: study.messages, "the question in the channel")

    assert study.messages[0].labels == ["Answer", "Remind me"]
    assert await asyncio.to_thread(room.stop, signal.SIGTERM) < STOP_WITHIN_S
    assert room.process.wait() == 0
    assert discord.refused == []


async def test_a_wrong_token_is_told_with_exit_code_2(discord: FakeDiscord, roundtable: Roundtable):
    settings = _settings(discord, ROUNDTABLE_DISCORD_TOKEN="mistyped", ROUNDTABLE_WEB_PORT="0")  # noqa: S106  # no secret of anybody
    done = await asyncio.to_thread(roundtable, "serve", **settings)

    assert done.returncode == 2
    assert "ROUNDTABLE_DISCORD_TOKEN" in done.stderr
    assert "mistyped" not in done.stdout + done.stderr


async def test_a_missing_toggle_is_named_with_exit_code_2(
    discord: FakeDiscord, roundtable: Roundtable
):
    discord.application.toggles = Intent(0)
    settings = _settings(
        discord, ROUNDTABLE_DISCORD_MESSAGE_CONTENT="true", ROUNDTABLE_WEB_PORT="0"
    )
    done = await asyncio.to_thread(roundtable, "serve", **settings)

    assert done.returncode == 2
    assert "Message Content Intent" in " ".join(done.stderr.split())


async def test_doctor_looks_at_the_token_and_tells_the_invitation(
    discord: FakeDiscord, roundtable: Roundtable
):
    done = await asyncio.to_thread(roundtable, "doctor", "--json", **_settings(discord))

    assert f"permissions={invited_with().value}" in done.stdout
    wrong = _settings(discord, ROUNDTABLE_DISCORD_TOKEN="mistyped")  # noqa: S106  # as above
    assert (await asyncio.to_thread(roundtable, "doctor", **wrong)).returncode == 1


async def test_doctor_says_when_discord_cannot_be_reached(
    discord: FakeDiscord, roundtable: Roundtable
):
    discord.go_down()
    done = await asyncio.to_thread(roundtable, "doctor", **_settings(discord))

    assert done.returncode == 1
    assert "cannot be reached" in " ".join(done.stdout.split())


async def test_without_a_token_nothing_of_discord_is_loaded(tmp_path: Path):
    code = (
        "import sys, bot.bootstrap, bot.cli.main, bot.cli.database, bot.cli.decks, bot.doctor; "
        "sys.exit('discord' in sys.modules or 'aiohttp' in sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT)

    assert await process.wait() == 0


def test_the_page_names_the_permissions_and_scopes_that_the_invitation_asks_for():
    page = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")

    assert re.findall(r"permissions=(\d+)", page) == [str(invited_with().value)]
    for words in (*NEEDED.values(), *SCOPES):
        assert words in page
