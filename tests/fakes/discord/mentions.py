"""Whom a message notifies: mentions in its text, as far as `allowed_mentions` lets them.

The rules are those of Discord's reference, "Allowed Mentions Object". What stands in code
notifies nobody.
"""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.discord.entities import Channel, Message, Pinged, Role, User
from tests.fakes.discord.errors import Json, Problems
from tests.fakes.discord.permissions import Permission, in_channel

_CODE = re.compile(r"```.*?```|(`{1,2})(?!`)[^`].*?(?<!`)\1(?!`)", re.DOTALL)
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")
_EVERYTHING: Json = {"parse": ["users", "roles", "everyone"], "replied_user": True}


def check(problems: Problems, allowed: Json | None) -> None:
    """Note what is wrong with an `allowed_mentions`."""
    if allowed is None:
        return
    parse = allowed.get("parse", [])
    for kind in ("users", "roles"):
        listed = problems.amount(("allowed_mentions", kind), allowed.get(kind) or [], 100)
        if listed and kind in parse:
            problems.add(
                ("allowed_mentions",),
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f"parse:[{kind!r}] and {kind}: [ids...] are mutually exclusive.",
            )
    for index, kind in enumerate(parse):
        if kind not in _EVERYTHING["parse"]:
            problems.add(
                ("allowed_mentions", "parse", index), "BASE_TYPE_CHOICES", "Not one of the choices"
            )


def pinged(message: Message, allowed: Json | None) -> Pinged:
    """Return whom the message notifies."""
    allowed = _EVERYTHING if allowed is None else allowed
    text = _CODE.sub(" ", message.text)
    anybody = bool(in_channel(message.channel, message.author) & Permission.MENTION_EVERYONE)
    return Pinged(
        users=_users(message, text, allowed),
        roles=_roles(message.channel, text, allowed, anybody=anybody),
        everyone=anybody
        and "everyone" in allowed.get("parse", [])
        and bool(_EVERYONE.search(text)),
    )


def _users(message: Message, text: str, allowed: Json) -> tuple[User, ...]:
    there = _people(message.channel)
    named = [int(found) for found in _USER.findall(text)]
    users = [
        there[one]
        for one in dict.fromkeys(named)
        if one in there and _is_allowed(allowed, "users", one)
    ]
    if message.reference and allowed.get("replied_user") and message.reference.author not in users:
        users.append(message.reference.author)
    return tuple(users)


def _people(channel: Channel) -> dict[int, User]:
    if channel.guild is None:
        return {user.id: user for user in channel.recipients}
    return {member.user.id: member.user for member in channel.guild.members.values()}


def _roles(channel: Channel, text: str, allowed: Json, *, anybody: bool) -> tuple[Role, ...]:
    roles = channel.guild.roles if channel.guild else {}
    named = dict.fromkeys(int(found) for found in _ROLE.findall(text))
    return tuple(
        roles[one]
        for one in named
        if one in roles
        and (anybody or roles[one].mentionable)
        and _is_allowed(allowed, "roles", one)
    )


def _is_allowed(allowed: dict[str, Any], kind: str, one: int) -> bool:
    listed = [int(entry) for entry in allowed.get(kind) or []]
    return kind in allowed.get("parse", []) or one in listed
