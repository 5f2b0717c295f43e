"""One interaction: who it is from, what group it is about, how it is answered, or refused."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import discord
import structlog

from bot.chat.interaction import Interaction
from bot.core.models import Channel, Member, RoundId
from bot.core.view import Action, Message, Press
from bot.errors import MemberError, NotFound, PermissionsMissing
from bot.platforms.discord.failures import UNKNOWN_INTERACTION
from bot.platforms.discord.permissions import NEEDED
from bot.platforms.discord.platform import nonce_of
from bot.platforms.discord.rendering.layout import file_sheet, layout
from bot.platforms.discord.rendering.pages import pages_of
from bot.presentation.errors import FAULT, words_for

if TYPE_CHECKING:
    from bot.platforms.discord.client import RoundtableClient

_log = structlog.get_logger()
PLATFORM = "discord"
NativeInteraction: TypeAlias = "discord.Interaction[RoundtableClient]"


@dataclass(slots=True)
class DiscordInteraction(Interaction):
    """An interaction with the library's own one."""

    platform = PLATFORM
    native: NativeInteraction

    @classmethod
    async def in_guild(cls, native: NativeInteraction) -> DiscordInteraction:
        """Acknowledge at once, and return the interaction of somebody in a server."""
        await _acknowledge(native)
        return await cls._in_guild(native)

    @classmethod
    async def about(cls, native: NativeInteraction, round_: RoundId) -> DiscordInteraction:
        """Acknowledge at once, and return the interaction of who presses a round's button."""
        await _acknowledge(native)
        return await cls.unanswered(native, round_)

    @classmethod
    async def unanswered(cls, native: NativeInteraction, round_: RoundId) -> DiscordInteraction:
        """Return the interaction as `about` does, for a form: Discord takes none after a word."""
        if native.guild_id is not None:
            return await cls._in_guild(native)
        services = native.client.services
        found = await services.members.participant_in(round_, PLATFORM, str(native.user.id))
        return cls(services, found.group, found.member, None, native)

    @classmethod
    async def _in_guild(cls, native: NativeInteraction) -> DiscordInteraction:
        """Return the interaction; a server's first one makes its group."""
        guild, services = native.guild, native.client.services
        if guild is None:
            raise NotFound("server", "")
        who = PLATFORM, str(guild.id), str(native.user.id)
        found = await services.members.participant(*who)
        if found is None or found.workspace is None or found.workspace.left_at is not None:
            # Only then: to write may take longer than Discord waits for a form.
            await services.workspaces.enter(
                PLATFORM, str(guild.id), guild.name, str(guild.owner_id or "")
            )
            found = await services.members.participant(*who)
        if found is None:
            raise NotFound("server", str(guild.id))
        return cls(services, found.group, found.member, found.workspace, native)

    async def member(self) -> Member:
        """Return who it is; their first interaction makes them a member."""
        user = self.native.user
        self.known = await self.services.members.ensured(
            self.known, self.group.id, PLATFORM, str(user.id), user.display_name
        )
        return self.known

    async def channel(self) -> Channel | None:
        """Return the channel where it happens, or the one whose thread it is in.

        None where nothing was ever asked: talk makes it no place for questions.
        """
        place = self.native.channel
        id_ = place.parent_id if isinstance(place, discord.Thread) else self.native.channel_id
        return await self.services.workspaces.find_channel(self.require_workspace(), str(id_))

    @property
    def latency(self) -> float | None:
        """The seconds until Discord acknowledged the last heartbeat."""
        latency = float(self.native.client.latency)
        return latency if math.isfinite(latency) else None

    async def channel_name(self, channel: Channel) -> str | None:
        """Return what the channel is called."""
        if channel.platform != PLATFORM:
            return None
        found = self.native.client.get_channel(int(channel.address))
        return getattr(found, "name", None)

    # --- answering ---------------------------------------------------------------------------

    async def show(
        self,
        message: Message,
        *,
        turn: Press | None = None,
        actions: tuple[Action, ...] | None = None,
    ) -> None:
        """Show a page of a message to this person alone; doing it again replaces it."""
        # Thousands of questions or replies take a while to lay out; others are served meanwhile.
        pages = await asyncio.to_thread(pages_of, message)
        sheet = layout(
            pages,
            turn.page if turn else 1,
            actions=message.actions if actions is None else actions,
            turn=turn,
        )
        await self.native.edit_original_response(
            view=sheet.view,
            attachments=sheet.files,
            allowed_mentions=sheet.mentions,
        )

    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        """Give this person alone a file."""
        sheet = file_sheet(words, name, data)
        await self.native.edit_original_response(view=sheet.view, attachments=sheet.files)

    async def share(self, message: Message, turn: Press) -> None:
        """Post a message in the channel, under a nonce, so that it is there once."""
        self._refuse_silence()
        sheet = layout(pages_of(message), 1, actions=message.actions, turn=turn)
        channel = self.native.client.get_partial_messageable(self.native.channel_id or 0)
        await channel.send(
            view=sheet.view,
            files=sheet.files,
            nonce=nonce_of(f"share:{self.native.id}"),
            allowed_mentions=sheet.mentions,
        )

    def _refuse_silence(self) -> None:
        """Raise PermissionsMissing where we may not write: commands work there all the same."""
        channel, granted = self.native.channel, self.native.app_permissions
        sending = (
            "send_messages_in_threads" if isinstance(channel, discord.Thread) else "send_messages"
        )
        lacking = [name for name in ("view_channel", sending) if not getattr(granted, name)]
        if lacking:
            name = str(getattr(channel, "name", None) or self.native.channel_id)
            raise PermissionsMissing(tuple(NEEDED[each] for each in lacking), name)


async def _acknowledge(native: NativeInteraction) -> None:
    """Say at once that an answer follows, for this person alone; a second time changes nothing."""
    if native.response.is_done():
        return
    # A private message is turned into what follows; beside a public one a private one opens.
    pressed = native.message
    is_private = pressed is not None and pressed.flags.ephemeral
    await native.response.defer(ephemeral=True, thinking=not is_private)


@asynccontextmanager
async def refusing(native: NativeInteraction) -> AsyncIterator[None]:
    """Tell the person in words, privately, whatever the block raises; log what is our fault."""
    try:
        yield
    except MemberError as error:
        await _tell(native, words_for(error))
    except discord.NotFound as error:
        if error.code != UNKNOWN_INTERACTION:
            await _fault(native, error)
        else:
            _log.warning("interaction answered too late", interaction=native.id)
    except Exception as error:  # noqa: BLE001  # the last one there is; nobody else would tell
        await _fault(native, error)


async def _fault(native: NativeInteraction, error: Exception) -> None:
    _log.error("interaction failed", interaction=native.id, exc_info=error)
    await _tell(native, FAULT)


async def _tell(native: NativeInteraction, words: str) -> None:
    message = Message.saying(words)
    view = layout(pages_of(message), 1).view
    try:
        if native.response.is_done():
            await native.edit_original_response(view=view, attachments=[])
        elif native.type is discord.InteractionType.autocomplete:
            await native.response.autocomplete([])
        else:
            await native.response.send_message(view=view, ephemeral=True)
    except discord.HTTPException as error:
        # There is no other way to them: the token is used up, or Discord is down.
        _log.warning("refusal not told", interaction=native.id, reason=str(error))
