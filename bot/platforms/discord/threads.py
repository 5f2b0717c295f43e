"""A question's thread: made, opened for a change, and left for its channel where it is closed.

What Discord refuses for a thread it does not refuse for the channel: a thread may be locked,
archived, deleted or forbidden, and a server may have no room for one more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import discord
import structlog

from bot.core.deck_edits import WITHDRAWN
from bot.core.limits import checked_line
from bot.core.view import Address
from bot.errors import MemberError
from bot.platforms.discord.failures import (
    ARCHIVED,
    THREAD_EXISTS,
    is_for_this_place_alone,
    retry_after,
)

THREAD_LOCKED = "its thread is locked and archived; open it, or delete the message there"
_log = structlog.get_logger()
_LONGEST_NAME = 100
_ARCHIVED_AFTER: Final = 10_080  # minutes: a week, the longest that there is
_LONGEST_WAIT_S = 300.0


def has_thread(address: Address) -> bool:
    """Say whether what goes there belongs into the thread of its question."""
    return address.person is None and address.under is not None and address.thread


async def opened(client: discord.Client, address: Address, summary: str) -> None:
    """Make the question's thread, which has the id of its message, unless it is there.

    Raises discord.HTTPException.
    """
    channel, under = int(address.channel.address), int(address.under or 0)
    try:
        # Message.create_thread wants the guild in the cache: another worker's shard has it.
        await client.http.start_thread_with_message(
            channel, under, name=name_of_summary(summary), auto_archive_duration=_ARCHIVED_AFTER
        )
    except discord.HTTPException as error:
        if error.code != THREAD_EXISTS:
            raise


@asynccontextmanager
async def thread_or_channel(address: Address) -> AsyncIterator[None]:
    """Let what Discord refuses for a thread alone pass: the channel is tried next."""
    try:
        yield
    except discord.HTTPException as refusal:
        if not is_for_this_place_alone(refusal):
            raise
        _log.info(
            "thread closed to us", delivery=address.key, code=refusal.code, reason=refusal.text
        )


@asynccontextmanager
async def thread_in_time_or_channel(address: Address) -> AsyncIterator[None]:
    """Let pass as well that a thread takes nothing for the time being, where that takes too long.

    So it is with what is overdue, and with what would have to wait for so long by what Discord
    says.
    """
    try:
        async with thread_or_channel(address):
            yield
    except (discord.HTTPException, discord.RateLimited) as refusal:
        if not (address.overdue or _seconds_to_wait(refusal) > _LONGEST_WAIT_S):
            raise
        _log.info("thread waited for in vain", delivery=address.key, reason=str(refusal))


def _seconds_to_wait(refusal: discord.HTTPException | discord.RateLimited) -> float:
    """Return for how long Discord asks to be left alone there, 0 where it does not."""
    if isinstance(refusal, discord.RateLimited):
        return refusal.retry_after
    return retry_after(refusal) or 0.0


@asynccontextmanager
async def open_again(client: discord.Client, thread: int) -> AsyncIterator[None]:
    """Open an archived thread while something in it is changed, and archive it again.

    Raises discord.Forbidden for one that is locked as well.
    """
    await client.http.edit_channel(thread, archived=False)
    try:
        yield
    finally:
        try:
            await client.http.edit_channel(thread, archived=True)
        except (discord.HTTPException, discord.RateLimited) as error:
            # One that somebody else opened we may not close: Discord does after a while.
            _log.info("thread not archived again", thread=thread, reason=str(error))


def is_closed(thread: Mapping[str, Any]) -> bool:
    """Say whether nothing at all changes in a thread, as Discord's JSON tells of it."""
    return bool((thread.get("thread_metadata") or {}).get("archived"))


async def is_deleted(client: discord.Client, place: int) -> bool:
    """Say whether there is no channel or thread any more: one that we may not see is there.

    Raises discord.HTTPException where Discord does not tell.
    """
    try:
        await client.http.get_channel(place)
    except discord.NotFound:
        return True
    except discord.Forbidden:
        return False
    return False


def is_archived(refusal: discord.HTTPException) -> bool:
    """Say whether it was refused because the thread is archived."""
    return refusal.code == ARCHIVED


async def retitle(client: discord.Client, thread: int, name: str) -> None:
    """Take the words of a withdrawn question out of its thread's name, or bring them back.

    One that people renamed may have them too. The thread that somebody else opened is theirs to
    name. Raises discord.HTTPException.
    """
    there = await client.http.get_channel(thread)
    is_ours = client.user is not None and str(there.get("owner_id")) == str(client.user.id)
    if not is_ours or there["name"] == name or WITHDRAWN not in (name, there["name"]):
        return
    try:
        await client.http.edit_channel(thread, name=name)
    except discord.Forbidden as refusal:
        _log.warning("thread not renamed", thread=thread, reason=refusal.text)


def name_of_summary(summary: str) -> str:
    """Return a thread's name of what its first message says in short."""
    try:
        line = checked_line(summary, "name", len(summary) + 1)
    except MemberError:
        return "Answers"
    return line[:_LONGEST_NAME]
