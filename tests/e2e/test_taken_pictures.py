"""The pictures of the pages about Discord and Slack show what the bot sends today."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from docs import discord_picture, slack_picture
from docs.payloads.pictures import is_of
from tests.fakes import slack
from tests.fakes.discord import connection


async def of_discord(database: Path) -> str:
    with connection.hurried():
        return await discord_picture.payload_page(database)


async def of_slack(database: Path) -> str:
    with slack.hurried(), slack.without_proxies():
        return await slack_picture.payload_page(database)


@pytest.mark.parametrize(
    ("page", "taken_by"), [(of_discord, discord_picture), (of_slack, slack_picture)]
)
async def test_a_picture_is_of_what_is_sent_today(
    page: Callable[[Path], Awaitable[str]], taken_by: object, tmp_path: Path
):
    html = await page(tmp_path / "roundtable.db")

    assert "3 people have answered" in html
    assert is_of(taken_by.PICTURE, html), f"take it anew: python -m {taken_by.__name__}"
