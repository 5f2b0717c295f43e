"""Where the bot's token may be sent, and what is taken for documents."""

from __future__ import annotations

import pytest

from bot.platforms.slack.importing import _is_slacks, is_handed_over

API = "https://slack.com/api/"


@pytest.mark.parametrize(
    ("url", "api", "is_slacks"),
    [
        ("https://files.slack.com/files-pri/T1-F1/notes.md", API, True),
        ("http://127.0.0.1:4802/files-pri/notes.md", "http://127.0.0.1:4802/api/", True),
        ("http://127.0.0.1:4803/files-pri/notes.md", "http://127.0.0.1:4802/api/", False),
        ("http://files.slack.com/files-pri/notes.md", API, False),
        ("https://docs.example.org/notes.md", API, False),
        ("https://files.slack.com.example.org/notes.md", API, False),
        ("https://files.slack.com@example.org/notes.md", API, False),
        ("https://notslack.com/notes.md", API, False),
        ("", API, False),
    ],
)
def test_the_token_goes_to_slack_alone(url: str, api: str, is_slacks: bool):
    assert _is_slacks(url, api) is is_slacks


def test_files_in_a_direct_message_are_meant_for_the_bot():
    event = {"user": "U1", "channel_type": "im", "files": [{"id": "F1"}]}
    assert is_handed_over(event)
    assert not is_handed_over(event | {"channel_type": "channel"})
    assert not is_handed_over(event | {"files": []})
    assert not is_handed_over(event | {"bot_id": "B1"})
