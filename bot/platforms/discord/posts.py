"""A forum's posts: a question is one of its own, and what belongs to it stands below.

A post is a thread with a first message that has its id. A forum takes nothing else, and no nonce
with it ("Start Thread in Forum or Media Channel",
https://docs.discord.com/developers/resources/channel): after a crash a post is looked for.

A media channel is a forum that its members see as tiles: its posts are made and read by the same
calls, with the same tags and permissions, and no picture is asked of a bot ("Media Channels",
https://docs.discord.com/developers/topics/threads). "Forum" says both here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import discord

from bot.core.naming import ellipsized
from bot.core.text import plain
from bot.core.view import Address, Message, Prose
from bot.platforms.discord.failures import is_for_this_place_alone
from bot.platforms.discord.rendering.layout import Sheet, marked, marker_of

KINDS: Final = (discord.ChannelType.forum, discord.ChannelType.media)
_REQUIRES_TAG = 1 << 4  # "REQUIRE_TAG", resources/channel, "Channel Flags"
_LONGEST_NAME = 100
_ARCHIVED_AFTER: Final = 10_080  # minutes: a week, the longest that there is
_MOST_KNOWN = 10_000
_A_PAGE: Final = 100
# How many archived posts are looked through: as many as can be open at once on a server, so that
# even one which closed them all in a moment hides none of ours.
_MOST_PAGES: Final = 10


@dataclass(frozen=True, slots=True)
class Forum:
    """A channel that takes posts alone, and the tag that one needs, None where none is needed."""

    id: int
    guild: int
    tag: int | None


class Forums:
    """Which channels are forums: as discord.py knows them, else as Discord told once."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Forum | None] = OrderedDict()

    async def at(self, client: discord.Client, address: Address) -> Forum | None:
        """Return the forum that a channel is, None for one that takes messages.

        Raises discord.HTTPException.
        """
        channel = client.get_channel(id_ := int(address.channel.address))
        if isinstance(channel, discord.ForumChannel):
            tags = [(each.id, each.moderated) for each in channel.available_tags]
            tag = _needed(tags) if channel.flags.require_tag else None
            return Forum(channel.id, channel.guild.id, tag)
        if channel is not None:
            return None
        # Another worker's shard has it. What kind a channel is never changes to this one or back.
        if id_ not in self._known:
            self._known[id_] = _forum(await client.http.get_channel(id_))
            if len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)
        return self._known[id_]


async def begin(client: discord.Client, forum: Forum, message: Message, sheet: Sheet) -> int:
    """Make a post with the message, and return its id. Raises discord.HTTPException."""
    post: dict[str, Any] = {
        "name": _name(message),
        "auto_archive_duration": _ARCHIVED_AFTER,
        "type": discord.ChannelType.public_thread.value,
    }
    if forum.tag is not None:
        post["applied_tags"] = [str(forum.tag)]
    with discord.http.handle_message_parameters(
        view=sheet.view,
        files=sheet.files,
        allowed_mentions=sheet.mentions,
        channel_payload=post,
    ) as params:
        return int((await client.http.start_thread_in_forum(forum.id, params=params))["id"])


async def find(client: discord.Client, forum: Forum, address: Address) -> str | None:
    """Look for a post of ours that begins with the message that has the key's marker."""
    if client.user is None:
        return None
    marker = marker_of(address.key)
    async for each in _posts(client, forum, address.since):
        if int(each["owner_id"]) != client.user.id:
            continue
        first = await _first(client, int(each["id"]))
        if first is not None and marked(first, marker):
            return str(first.id)
    return None


async def _posts(
    client: discord.Client, forum: Forum, since: datetime
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the posts of a forum that are younger, as Discord tells of them."""
    youngest = discord.utils.time_snowflake(since)
    for active in (await client.http.get_active_threads(forum.guild))["threads"]:
        if int(active["parent_id"]) == forum.id and int(active["id"]) >= youngest:
            yield active
    async for archived in _archived(client, forum, since):
        if int(archived["id"]) >= youngest:
            yield archived


async def _archived(
    client: discord.Client, forum: Forum, since: datetime
) -> AsyncIterator[Mapping[str, Any]]:
    """Yield the archived posts, page by page, those that were archived last first.

    What was archived before that moment was made before it: nothing younger comes after it ("List
    Public Archived Threads", resources/channel).
    """
    before: str | None = None
    for _ in range(_MOST_PAGES):
        page = await client.http.get_public_archived_threads(forum.id, before, limit=_A_PAGE)
        for each in page["threads"]:
            yield each
        if not page["has_more"] or not page["threads"]:
            return
        before = page["threads"][-1]["thread_metadata"]["archive_timestamp"]
        if datetime.fromisoformat(before) < since:
            return


async def _first(client: discord.Client, post: int) -> discord.Message | None:
    try:
        return await client.get_partial_messageable(post).fetch_message(post)
    except discord.HTTPException as refusal:
        if not is_for_this_place_alone(refusal):
            raise
        return None


def _forum(told: Mapping[str, Any]) -> Forum | None:
    """Return the forum that Discord's JSON tells of."""
    if discord.enums.try_enum(discord.ChannelType, told["type"]) not in KINDS:
        return None
    tags = [(int(each["id"]), bool(each["moderated"])) for each in told.get("available_tags", ())]
    requires = bool(told.get("flags", 0) & _REQUIRES_TAG)
    return Forum(int(told["id"]), int(told["guild_id"]), _needed(tags) if requires else None)


def _needed(tags: list[tuple[int, bool]]) -> int | None:
    """Return the first tag that everybody may give, else the first."""
    return next((id_ for id_, moderated in tags if not moderated), tags[0][0] if tags else None)


def _name(message: Message) -> str:
    """Return the question's words, or what the message says in short."""
    asked = next((each.markdown for each in message.blocks if isinstance(each, Prose)), "")
    is_reveal = any(each.name == "reveal" for each in message.actions)
    return name_of_words(message.summary if is_reveal else plain(asked) or message.summary)


def name_of_words(text: str) -> str:
    """Return a post's name of these words, as many as there is room for."""
    return ellipsized(" ".join(text.split()), _LONGEST_NAME)
