"""discord.py's client: what comes in is handed to whoever it concerns."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.chat.catching_up import CatchUp
from bot.errors import CommandOutdated, DatabaseUnavailable
from bot.platforms.discord.actions import act, submit
from bot.platforms.discord.commands import add_commands, register
from bot.platforms.discord.guilds import Guilds
from bot.platforms.discord.help import UnaskedHelp
from bot.platforms.discord.interactions import PLATFORM, NativeInteraction, note_heard, refusing
from bot.platforms.discord.readers import DiscordReaders
from bot.platforms.discord.thread_replies import ThreadReplies
from bot.platforms.port import ChatState
from bot.services.services import Services

_log = structlog.get_logger()
# discord.py's least: what takes longer is told to the dispatcher, which has the patience.
_LONGEST_RATE_LIMIT_S = 30.0
# The names that discord.py 2.7 gives to the tasks in which it calls us.
_HANDLERS = ("discord.py: on_", "CommandTree-invoker")
_LAST_MOMENT_S = 1.0
# People see a command as it was for a while after it changed, or as another program registered it.
_OUTDATED = (app_commands.CommandSignatureMismatch, app_commands.CommandNotFound)
_OF_MESSAGES = (
    "on_message",
    "on_raw_message_edit",
    "on_raw_message_delete",
    "on_raw_bulk_message_delete",
    "on_raw_thread_delete",
)


@dataclass(frozen=True, slots=True)
class Part:
    """Which shards of how many this process runs."""

    shards: Sequence[int]
    count: int


class PatientBucket(discord.http.Ratelimit):
    """A bucket that refuses nothing by itself.

    Given a `max_ratelimit_timeout`, that of discord.py 2.7.1 refuses a request as soon as its
    window lasts longer, also while requests are left in it: the second thread of a channel within
    five minutes. What Discord itself refuses for too long, a 429, is still told as RateLimited.
    """

    __slots__ = ()

    def __init__(self, max_ratelimit_timeout: float | None) -> None:  # noqa: ARG002  # discord.py's
        super().__init__(None)


class RoundtableTree(app_commands.CommandTree["RoundtableClient"]):
    """Every command's errors are told in the same way as a button's."""

    async def on_error(
        self, native: NativeInteraction, error: app_commands.AppCommandError, /
    ) -> None:
        """Tell what went wrong."""
        async with refusing(native):
            if isinstance(error, app_commands.CommandInvokeError):
                raise error.original
            if isinstance(error, _OUTDATED):
                raise CommandOutdated from error
            raise error


class RoundtableClient(discord.AutoShardedClient):
    """One connection to Discord, until it is closed. It keeps nothing that a restart would miss."""

    def __init__(
        self,
        services: Services,
        *,
        message_content: bool,
        part: Part | None = None,
        state: ChatState | None = None,
    ) -> None:
        shards = {"shard_ids": list(part.shards), "shard_count": part.count} if part else {}
        super().__init__(
            **shards,  # type: ignore[arg-type]  # mypy sees one type for both
            intents=_intents(message_content=message_content),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=_LONGEST_RATE_LIMIT_S,
        )
        # In the whole process: there is no setting for it.
        discord.http.Ratelimit = PatientBucket  # type: ignore[misc]
        self.services = services
        self._state = state or ChatState(PLATFORM, services.clock)
        self._up: dict[int, bool] = {}
        self.readers = DiscordReaders(self, services.clock)
        services.access.ask(PLATFORM, self.readers)
        self.tree = RoundtableTree(self)
        self._guilds = Guilds(services, self)
        self._thread_replies = ThreadReplies(services, self)
        self._unasked_help = UnaskedHelp(self, self.tree, services)
        self.catch_up = CatchUp(self._thread_replies.look)
        add_commands(self.tree)

    async def setup_hook(self) -> None:
        """Register commands, as soon as there is a login."""
        await self._guilds.begin()
        try:
            await register(self.tree, self.services)
        except (discord.HTTPException, discord.RateLimited) as error:
            # Those registered before still work, and the next start tries again.
            _log.error("commands not registered", reason=str(error))

    async def close(self) -> None:
        """Let what is being answered be finished, then leave."""
        await _finished(_HANDLERS)
        await super().close()
        await _finished(_HANDLERS)  # what came in between

    # --- what comes in -----------------------------------------------------------------------

    async def on_interaction(self, native: NativeInteraction) -> None:
        """Answer what was pressed or chosen, or a form that was sent in.

        discord.py forgets its own buttons and forms in a restart; members do not, so everything
        that is needed stands in what comes in.
        """
        async with refusing(native):
            if native.type is discord.InteractionType.component:
                await act(native)
            elif native.type is discord.InteractionType.modal_submit:
                await submit(native)

    async def on_shard_ready(self, shard_id: int) -> None:
        """Make up for what happened while a session was lost: there is no replay.

        Not at "ready", which discord.py 2.7 tells only when all shards begin together.
        """
        self._note(shard_id, up=True)
        _log.info("discord ready", guilds=len(self.guilds), shard=shard_id)
        await self._guilds.reconcile(shard_id)
        self.catch_up.ask()
        await self._guilds.welcome()

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note that a part of the connection is up again; what was missed is replayed."""
        self._note(shard_id, up=True)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note that a part of the connection is down."""
        self._note(shard_id, up=False)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # discord.py's signature
        """Hand an event on, unless we left: discord.py's delayed "ready" may come after that."""
        if event == "interaction":
            note_heard(args[0])
        if not self.is_closed():
            super().dispatch(event, *args, **kwargs)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Be installed in a server."""
        await self._guilds.joined(guild)
        await self._guilds.welcome()

    async def on_guild_update(self, _before: discord.Guild, guild: discord.Guild) -> None:
        """Call the server as it is called now."""
        await self._guilds.joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Pause what a server had planned."""
        await self._guilds.left(guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Note that nothing can be told in a channel any more."""
        await self._guilds.channel_deleted(channel)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, channel: discord.abc.GuildChannel
    ) -> None:
        """Call the channel as it is called now. Who may see it is not kept: that is asked."""
        if before.name != channel.name:
            await self._guilds.channel_renamed(channel)
        if before.permissions_for(before.guild.me) != channel.permissions_for(channel.guild.me):
            await self._guilds.granted(channel.guild)

    async def on_guild_role_update(self, _before: discord.Role, role: discord.Role) -> None:
        """Look where we may post: a role of ours may grant it again."""
        if role in role.guild.me.roles:
            await self._guilds.granted(role.guild)

    async def on_member_update(self, _before: discord.Member, member: discord.Member) -> None:
        """Look where we may post: without the member intent Discord tells of us alone."""
        if member == member.guild.me:
            await self._guilds.granted(member.guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """Ask anew who has which role: those whom we know have the deleted one still."""
        self.readers.forget(role.guild.id)
        await self._guilds.roles_changed(role.guild)

    async def on_message(self, message: discord.Message) -> None:
        """Take a reply that was written in a question's thread, or to the question; or help."""
        await self._thread_replies.take(message)
        await self._unasked_help.offer(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Take a written reply as it is now; a link's preview is no change of its.

        What we edited ourselves comes in as well.
        """
        if payload.message.edited_at is not None and payload.message.author != self.user:
            await self._thread_replies.take(payload.message)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Withdraw an answer whose message its author, or a moderator, has deleted."""
        await self._thread_replies.forget(payload.channel_id, [payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Withdraw those whose messages were deleted together."""
        await self._thread_replies.forget(payload.channel_id, sorted(payload.message_ids))

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Withdraw what was answered in a thread that is gone, with all that stood in it."""
        await self._thread_replies.forget_thread(payload.parent_id, payload.thread_id)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401, ARG002  # discord.py's signature
        """Log a listener's fault; the next event is handled as ever."""
        if isinstance(sys.exception(), DatabaseUnavailable):
            _log.debug("event not handled", discord_event=event_method)  # the store told why, once
        else:
            _log.exception("event failed", discord_event=event_method)
        if event_method in _OF_MESSAGES:
            self.catch_up.ask()  # Discord does not tell it again

    def _note(self, shard_id: int, *, up: bool) -> None:
        self.readers.follow(shard_id, up=up)
        self.services.metrics.connected.labels(PLATFORM, str(shard_id)).set(int(up))
        self._up[shard_id] = up
        if down := sorted(shard for shard, is_up in self._up.items() if not is_up):
            self._state.connecting(f"shards that are down: {', '.join(map(str, down))}")
        else:
            self._state.connected()
        _log.info("discord connected" if up else "discord disconnected", shard=shard_id)


async def _finished(names: tuple[str, ...]) -> None:
    """Wait for discord.py's own tasks, which it does not keep: cancel what takes too long."""
    tasks = {
        task
        for task in asyncio.all_tasks()
        if task.get_name().startswith(names) and task is not asyncio.current_task()
    }
    if not tasks:
        return
    _, late = await asyncio.wait(tasks, timeout=_LAST_MOMENT_S)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)


def _intents(*, message_content: bool) -> discord.Intents:
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    intents.message_content = message_content
    return intents
