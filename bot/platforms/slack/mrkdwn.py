"""Slack's mrkdwn: what people write in it, and the two places where we do.

Slack hands on a message with `&`, `<` and `>` escaped, and with links and mentions in control
sequences: https://docs.slack.dev/messaging/formatting-message-text#advanced

We write it in a notification and in a mention, which have nothing better. Everything else is
`rich_text`, in which nothing that people write is ever parsed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.chat_text.emoji import with_emoji
from bot.platforms.slack.failures import UNREACHABLE, asking_once, code_of

_SEQUENCE = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)>")
# What is bold or struck out, and a list's bullets; not in code, and not in a link's address. Slack
# sees a mark only where a word begins or ends:
# https://docs.slack.dev/messaging/formatting-message-text#basic-formatting
_FORMATTED = re.compile(
    r"```.*?```|`[^`\n]+`|\]\([^)\s]{0,2000}+\)|https?://\S+"
    r"|(?<![\w*])\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w~])~(?P<struck>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    r"|^(?P<indent> *)[\u2022\u25e6\u25aa]\ufe0e? ",
    re.DOTALL | re.MULTILINE,
)
# Without its name, as Slack has sent it for some time: https://docs.slack.dev/messaging/formatting-message-text#linking-channels
_UNNAMED_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)\|?>")
_CHANNEL = "channel"
_NOBODY = "user_not_found"
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_EVERYBODY = ("channel", "here")
_GROUP_ID = re.compile(r"S[A-Z0-9]{2,}")
_PERSON_ID = re.compile(r"[UW][A-Z0-9]{2,}")


async def as_markdown(
    text: str,
    name: Callable[[str], Awaitable[str]],
    channel: Callable[[str], Awaitable[str]],
) -> str:
    """Return what a message says, with the names of whom and what it mentions, and its emoji.

    What is bold, struck out or a list in Slack is so in Markdown. `name` tells what somebody is
    called, `channel` what a channel is, by their ids.
    """
    named = {each: await name(each) for each in set(_PERSON.findall(text))}
    named |= {each: await channel(each) for each in set(_UNNAMED_CHANNEL.findall(text))}
    return with_emoji(_FORMATTED.sub(_formatted, read(text, named)))


def _formatted(found: re.Match[str]) -> str:
    if found["bold"]:
        return f"**{found['bold']}**"
    if found["struck"]:
        return f"~~{found['struck']}~~"
    return found[0] if found["indent"] is None else f"{found['indent']}- "


async def name_of(client: AsyncWebClient, user: str) -> str:
    """Return the name that somebody shows in Slack, their id where Slack knows them no more."""
    try:
        found = (await client.users_info(user=user))["user"]
    except SlackApiError as error:
        if code_of(error) != _NOBODY:
            raise
        return user
    return shown_name(found)


async def channel_name_of(client: AsyncWebClient, channel: str) -> str:
    """Return what a public channel is called; of no other the name is told on."""
    try:
        found = (await asking_once(client).conversations_info(channel=channel))["channel"]
    except UNREACHABLE:
        return _CHANNEL
    return _CHANNEL if found.get("is_private") else str(found.get("name") or _CHANNEL)


def shown_name(user: Mapping[str, Any]) -> str:
    """Return the name that a person shows, as `users.info` and `user_change` tell of them."""
    profile = user.get("profile", {})
    names = (profile.get("display_name"), profile.get("real_name"), user.get("name"))
    return str(next(filter(None, names), ""))


def read(text: str, named: Mapping[str, str]) -> str:
    """Return the text without control sequences; `named` are people and channels by their ids."""
    return html.unescape(_SEQUENCE.sub(lambda found: _read(found, named), text))


def _read(found: re.Match[str], named: Mapping[str, str]) -> str:
    target, label = found[1], found[2] or ""
    if target.startswith("@"):
        return f"@{label or named.get(target[1:], target[1:])}"
    if target.startswith("#"):
        return f"#{label or named.get(target[1:], target[1:])}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    if not label or target.endswith(label):
        return target.removeprefix("mailto:")
    return f"[{label}]({target})"


def escape(text: str) -> str:
    """Return a text in which no mention, link or date is found.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    return text.translate(_ENTITIES)


def mention(who: str) -> str:
    """Return what calls a user group or a person by their id, or the `channel`, or who is `here`.

    Raises ValueError for anything else.
    """
    if who in _EVERYBODY:
        return f"<!{who}>"
    if _GROUP_ID.fullmatch(who):
        return f"<!subteam^{who}>"
    if _PERSON_ID.fullmatch(who):
        return f"<@{who}>"
    raise ValueError(f"{who!r} is nobody that Slack could mention")
