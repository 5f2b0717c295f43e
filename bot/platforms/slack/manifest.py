"""The app's manifest: what Slack is told of it, https://docs.slack.dev/reference/app-manifest."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from bot.platforms.slack import general_command, importing
from bot.platforms.slack.channel_events import EVENTS as OF_CHANNELS
from bot.platforms.slack.command_names import GENERAL
from bot.platforms.slack.commands import COMMANDS
from bot.platforms.slack.http import EVENTS
from bot.platforms.slack.installations import REDIRECT
from bot.platforms.slack.listeners import SHORTCUT
from bot.platforms.slack.scopes import OPTIONAL, SCOPES

Json = dict[str, Any]
_MESSAGES = ("message.channels", "message.groups", "message.im")
_OTHER_EVENTS = (
    "app_home_opened", "app_mention", "app_uninstalled", "team_rename", "tokens_revoked",
)  # fmt: skip


class Names(StrEnum):
    """Which commands an app has: short ones such as `/quiz`, `/roundtable` alone, or both."""

    BOTH = "both"
    SHORT = "short"
    GENERAL = "roundtable"


def manifest(*, names: Names = Names.BOTH, prefix: str = "", url: str = "") -> Json:
    """Return the manifest: of an app on Socket Mode, or that is told things at a URL.

    With a `prefix` commands are called `/PREFIX-quiz`, and the general one `/PREFIX`. Raises
    ValueError for one that ends in a command's own name: `/web` could not be told from `/web`.
    """
    if prefix and general_command.meant(f"/{prefix}", "")[0] != GENERAL:
        raise ValueError(prefix)
    endpoint = f"{url.rstrip('/')}{EVENTS}" if url else ""
    called = [_command(each, endpoint) for each in _commands(names, prefix)]
    events = sorted({*OF_CHANNELS, *_OTHER_EVENTS, *_MESSAGES})
    oauth: Json = {"scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL)}}
    if url:
        oauth["redirect_urls"] = [f"{url.rstrip('/')}{REDIRECT}"]
    at = {"request_url": endpoint} if url else {}
    searches = {"message_menu_options_url": endpoint} if url else {}
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Roundtable",
            "description": "A question a day, everybody's answers side by side",
            "background_color": "#2c2d30",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Roundtable", "always_online": True},
            "shortcuts": _SHORTCUTS,
            "slash_commands": called,
        },
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**at, "bot_events": events},
            # Searches ask at an address of their own:
            # https://docs.slack.dev/reference/app-manifest
            "interactivity": {"is_enabled": True, **at, **searches},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


_SHORTCUTS = [
    {
        "name": "Use as my answer",
        "type": "message",
        "callback_id": SHORTCUT,
        "description": "Let a message of yours be your answer to the open question",
    },
    {
        "name": "Import these notes",
        "type": "message",
        "callback_id": importing.SHORTCUT,
        "description": "Make a deck of a message's files, after a preview",
    },
]


def _commands(names: Names, prefix: str) -> list[Json]:
    short = [
        _one(f"/{prefix}-{name[1:]}" if prefix else name, each.about, each.usage, each.escaped)
        for name, each in COMMANDS.items()
    ]
    called = f"/{prefix}" if prefix else GENERAL
    general = _one(called, general_command.ABOUT, general_command.USAGE, escaped=True)
    return [
        *([general] if names is not Names.SHORT else ()),
        *(short if names is not Names.GENERAL else ()),
    ]


def _one(command: str, about: str, usage: str, escaped: bool) -> Json:
    hint = {"usage_hint": usage} if usage else {}
    return {"command": command, "description": about, **hint, "should_escape": escaped}


def _command(made: Json, endpoint: str) -> Json:
    return {**made, "url": endpoint} if endpoint else made
