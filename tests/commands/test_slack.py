"""`roundtable serve` and `doctor` with tokens for Slack, as processes of their own."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services.context import Context, utc_now
from bot.services.workspaces import WorkspaceService
from bot.storage.engine import make_engine
from bot.storage.slack import SlackInstallations
from bot.storage.token_cipher import TokenCipher, keys_in, new_key
from bot.storage.transaction import Store
from tests.commands.conftest import STOP_WITHIN_S, Roundtable, Serve
from tests.fakes.ports import free_port
from tests.fakes.slack import Channel, FakeSlack, without_proxies
from tests.unit.storage.test_slack import _installation

ROOT = Path(__file__).resolve().parents[2]
_OPEN = "open deck=Models in Production"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """A fake Slack on this machine's clock."""
    with without_proxies():
        async with await FakeSlack.start(utc_now) as server:
            yield server


@pytest.fixture
def study(slack: FakeSlack) -> Channel:
    """A channel with the bot in it."""
    return slack.workspace("Bread club").channel("study")


def _by_socket(server: FakeSlack, **others: str) -> dict[str, str]:
    return {
        "ROUNDTABLE_SLACK_BOT_TOKEN": server.bot_token,
        "ROUNDTABLE_SLACK_APP_TOKEN": server.app_token,
        "ROUNDTABLE_SLACK_API_URL": server.api_url,
        "ROUNDTABLE_WEB_PORT": "0",
        **others,
    }


def _over_http(server: FakeSlack, **others: str) -> dict[str, str]:
    settings = _by_socket(server, ROUNDTABLE_SLACK_SIGNING_SECRET=server.signing_secret, **others)
    del settings["ROUNDTABLE_SLACK_APP_TOKEN"]
    return settings


def _through_oauth(server: FakeSlack) -> dict[str, str]:
    return {
        "ROUNDTABLE_SLACK_SIGNING_SECRET": server.signing_secret,
        "ROUNDTABLE_SLACK_CLIENT_ID": server.application.client_id,
        "ROUNDTABLE_SLACK_CLIENT_SECRET": server.application.client_secret,
        "ROUNDTABLE_SLACK_API_URL": server.api_url,
        "ROUNDTABLE_WEB_URL": "https://room.example",
    }


async def test_serve_joins_and_an_admin_asks_the_first_question_of_a_shipped_pack(
    slack: FakeSlack, study: Channel, serve: Serve
):
    mara = study.workspace.member("Mara", is_admin=True)
    room = await asyncio.to_thread(serve, **_by_socket(slack))
    await slack.sockets.connected()
    await mara.slash(study, "/quiz", _OPEN, until=lambda: study.messages)

    assert study.messages[0].labels == ["Answer", "Remind me"]
    assert slack.web_api.calls["apps.connections.open"] == 1
    assert await asyncio.to_thread(room.stop, signal.SIGTERM) < STOP_WITHIN_S
    assert room.process.wait() == 0
    assert slack.refused == []


async def test_serve_answers_slack_in_the_room_s_own_server(
    slack: FakeSlack, study: Channel, serve: Serve
):
    mara = study.workspace.member("Mara", is_admin=True)
    room = await asyncio.to_thread(serve, **_over_http(slack))
    await slack.point_at(f"{room.url}/slack/events")
    await mara.slash(study, "/quiz", _OPEN, until=lambda: study.messages)

    assert study.messages[0].labels == ["Answer", "Remind me"]
    assert await asyncio.to_thread(room.stop, signal.SIGTERM) < STOP_WITHIN_S
    assert slack.refused == []


@pytest.mark.parametrize("name", ["ROUNDTABLE_SLACK_BOT_TOKEN", "ROUNDTABLE_SLACK_APP_TOKEN"])
@pytest.mark.usefixtures("study")
async def test_a_wrong_token_is_told_with_exit_code_2(
    slack: FakeSlack, roundtable: Roundtable, name: str
):
    settings = _by_socket(slack, **{name: "mistyped"})
    done = await asyncio.to_thread(roundtable, "serve", **settings)

    assert done.returncode == 2
    assert name in " ".join(done.stderr.split())
    assert "mistyped" not in done.stdout + done.stderr


@pytest.mark.usefixtures("study")
async def test_a_wrong_token_over_http_is_told_with_exit_code_2(
    slack: FakeSlack, roundtable: Roundtable
):
    settings = _over_http(slack, ROUNDTABLE_SLACK_BOT_TOKEN="mistyped")  # noqa: S106  # no secret of anybody
    done = await asyncio.to_thread(roundtable, "serve", **settings)

    assert done.returncode == 2
    assert "ROUNDTABLE_SLACK_BOT_TOKEN" in done.stderr


async def test_a_token_that_lacks_its_partner_is_told_with_exit_code_2(roundtable: Roundtable):
    alone = {"ROUNDTABLE_SLACK_BOT_TOKEN": "xoxb-1"}
    done = await asyncio.to_thread(roundtable, "serve", **alone)

    words = " ".join(done.stderr.split())
    assert done.returncode == 2
    assert "ROUNDTABLE_SLACK_SIGNING_SECRET" in words
    assert "ROUNDTABLE_SLACK_APP_TOKEN" in words


@pytest.mark.usefixtures("study")
async def test_doctor_looks_at_the_tokens(slack: FakeSlack, roundtable: Roundtable):
    done = await asyncio.to_thread(roundtable, "doctor", "--json", **_by_socket(slack))
    over_http = await asyncio.to_thread(roundtable, "doctor", "--json", **_over_http(slack))
    oauth = await asyncio.to_thread(roundtable, "doctor", "--json", **_through_oauth(slack))

    assert "in the workspace Bread club, through Socket Mode" in done.stdout
    assert "in the workspace Bread club, through HTTP at /slack/events" in over_http.stdout
    assert "https://room.example/slack/install" in oauth.stdout
    for name in ("ROUNDTABLE_SLACK_BOT_TOKEN", "ROUNDTABLE_SLACK_APP_TOKEN"):
        wrong = _by_socket(slack, **{name: "mistyped"})
        told = await asyncio.to_thread(roundtable, "doctor", **wrong)
        assert told.returncode == 1
        assert name in " ".join(told.stdout.split())


@pytest.mark.usefixtures("study")
async def test_doctor_beside_a_room_that_is_connected_has_nothing_to_add(
    slack: FakeSlack, roundtable: Roundtable, serve: Serve
):
    settings = _by_socket(slack, ROUNDTABLE_WEB_PORT=str(free_port()))
    await asyncio.to_thread(serve, **settings)
    await slack.sockets.connected()

    done = await asyncio.to_thread(roundtable, "doctor", "--json", **settings)

    assert "through Socket Mode" in done.stdout
    assert "But the room" not in done.stdout


async def test_doctor_counts_the_tokens_of_workspaces_that_are_of_no_use(
    slack: FakeSlack, roundtable: Roundtable, asking: Path, tmp_path: Path
):
    await asyncio.to_thread(roundtable, "import", str(asking))
    (key,) = keys_in(tmp_path / "data")
    teams = [slack.workspace(f"Club {number}") for number in range(3)]
    opened = Store(make_engine(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'roundtable.db'}"))
    workspaces = WorkspaceService(Context(opened))
    for team, cipher_key in zip(teams, (key, key, new_key()), strict=True):
        await workspaces.enter("slack", team.id, team.name)
        cipher = TokenCipher([cipher_key])
        kept = SlackInstallations(opened, slack.application.client_id, cipher)
        token = slack.installation(team).token
        await kept.async_save(_installation(team.id, token, 1_700_000_000.0))
    await opened.close()
    slack.installation(teams[1]).revoke()

    done = await asyncio.to_thread(roundtable, "doctor", "--json", **_through_oauth(slack))

    assert "Of 3 workspaces that installed Roundtable" in done.stdout
    assert f"refuses the token of 1 (“{teams[1].id}”)" in done.stdout
    assert f"decrypts that of 1 (“{teams[2].id}”)" in done.stdout
    assert slack.installation(teams[0]).token not in done.stdout


@pytest.mark.usefixtures("study")
async def test_doctor_says_when_slack_cannot_be_reached(slack: FakeSlack, roundtable: Roundtable):
    slack.go_down()
    done = await asyncio.to_thread(roundtable, "doctor", **_by_socket(slack))

    assert done.returncode == 1
    assert "Slack cannot be reached" in " ".join(done.stdout.split())


async def test_without_a_token_nothing_of_slack_is_loaded():
    code = (
        "import sys, bot.bootstrap, bot.cli.main, bot.cli.database, bot.cli.decks, bot.doctor; "
        "sys.exit('slack_sdk' in sys.modules or 'slack_bolt' in sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=ROOT)

    assert await process.wait() == 0
