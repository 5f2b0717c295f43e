"""One interaction: who it is from, what group it is about, how it is answered, or refused."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

import discord
import structlog

from bot.chat.interaction import Interaction, Spots, Where
from bot.core.models import Member, RoundId, Workspace
from bot.core.view import Action, Message, Press
from bot.errors import DatabaseUnavailable, MemberError, NotFound, PermissionsMissing, PrivateThread
from bot.platforms.discord.channels import AnyChannel, refuse_mute, usable
from bot.platforms.discord.failures import UNKNOWN_INTERACTION
from bot.platforms.discord.permissions import NEEDED, can_view, lets_read, name_of, reaches
from bot.platforms.discord.platform import nonce_of
from bot.platforms.discord.rendering.layout import (
    file_sheet,
    layout,
    page_of,
    pictures_on,
    with_picture,
)
from bot.platforms.discord.rendering.pages import pages_of
from bot.platforms.discord.spots import roles, spots
from bot.presentation.errors import FAULT, refused, unavailable_words
from bot.services.arrivals import Arrival
from bot.services.groups import Place

if TYPE_CHECKING:
    from discord import app_commands

    from bot.platforms.discord.client import RoundtableClient

_log = structlog.get_logger()
PLATFORM = "discord"
_HEARD = "heard"
NativeInteraction: TypeAlias = "discord.Interaction[RoundtableClient]"


@dataclass(slots=True)
class DiscordInteraction(Interaction):
    """An interaction with the library's own one, in the channel that was `chosen` if one was."""

    platform = PLATFORM
    workspace_word = "server"
    native: NativeInteraction
    chosen: AnyChannel | None = None

    @classmethod
    async def here(
        cls, native: NativeInteraction, chosen: app_commands.AppCommandChannel | None = None
    ) -> DiscordInteraction:
        """Acknowledge at once, and return the interaction: of a server's channel, or direct.

        That is the channel where they are, the one whose thread it is, or the one that they have
        `chosen`. Raises PrivateThread and NotFound.
        """
        await _acknowledge(native)
        return await cls.glance(native, chosen)

    @classmethod
    async def for_organiser(
        cls, native: NativeInteraction, chosen: app_commands.AppCommandChannel | None = None
    ) -> DiscordInteraction:
        """Return the interaction as `here` does. Raises NotOrganiser for who may not plan there."""
        interaction = await cls.here(native, chosen)
        await interaction.require_organiser()
        return interaction

    @classmethod
    async def for_workspace_organiser(cls, native: NativeInteraction) -> DiscordInteraction:
        """Return the interaction of who may change what is the server's. Raises NotOrganiser."""
        interaction = await cls.here(native)
        await interaction.require_workspace_organiser()
        return interaction

    @classmethod
    async def on_round(cls, native: NativeInteraction, round_: RoundId) -> DiscordInteraction:
        """Acknowledge at once, and return the interaction of who presses a round's button.

        Raises NotFound for who cannot read where it was told.
        """
        await _acknowledge(native)
        return await cls.unanswered(native, round_)

    @classmethod
    async def unanswered(cls, native: NativeInteraction, round_: RoundId) -> DiscordInteraction:
        """Return it as `on_round` does, to open a form, which Discord takes as a first word alone.

        Or to store what was sent in before a word of that.
        """
        services, subject = native.client.services, _subject(native)
        found, looks_as = await services.access.pressed(PLATFORM, subject, round_, _address(native))
        about, known = found.group, found.member
        return cls(services, subject, None, found.channel, about, known, looks_as, native)

    @classmethod
    async def glance(
        cls, native: NativeInteraction, chosen: AnyChannel | None = None
    ) -> DiscordInteraction:
        """Return the interaction as `here` does, without a word to who waits for suggestions."""
        services, subject, guild = native.client.services, _subject(native), native.guild
        if guild is None:
            if native.guild_id is not None:
                raise NotFound("server", str(native.guild_id))
            return cls(services, subject, None, None, None, None, None, native)
        _refuse_private_thread(native)
        address = _address(native) if chosen is None else _chosen_address(native, chosen)
        who = PLATFORM, str(guild.id), address, subject
        found = await services.members.participant(*who)
        if found is None or found.workspace is None or found.workspace.left_at is not None:
            # Only then: to write may take longer than Discord waits for a form.
            await services.workspaces.enter(
                PLATFORM, str(guild.id), guild.name, str(guild.owner_id or "")
            )
            found = await services.members.participant(*who)
        if found is None:
            raise NotFound("server", str(guild.id))
        return cls(
            services,
            subject,
            found.workspace,
            found.channel,
            found.group,
            found.member,
            None,
            native,
            chosen,
        )

    async def at(self, address: str) -> DiscordInteraction:
        """Return it as something done in another channel of the server. Raises NotFound."""
        if not address or (self.chosen is not None and str(self.chosen.id) == address):
            return self
        place = self.native.guild.get_channel(int(address)) if self.native.guild else None
        if place is None:
            raise NotFound("channel", address)
        return await self.glance(self.native, place)

    def founding(self) -> Where:
        """Return what founds the channel's group. Raises ChannelUnusable, PermissionsMissing."""
        here, workspace = self.channel, self.require_workspace().address
        found = usable(self.native, self.chosen, threads=here.threads if here else True)
        place = Place(PLATFORM, workspace, str(found.id), found.name, self.subject)
        return lambda: self.services.groups.found(place)

    async def require_reach(self) -> None:
        """Raise PermissionsMissing where a channel of the group's here is closed to us."""
        workspace = self.require_workspace()
        for each in await self.services.groups.channels(self.group.id):
            if (each.platform, each.workspace) == (workspace.platform, workspace.address):
                refuse_mute(self.native, each.address, each.name, threads=each.threads)

    @property
    def is_direct(self) -> bool:
        """Whether it is in a direct message."""
        return self.native.guild_id is None

    async def member(self) -> Member:
        """Return who it is; their first interaction makes them a member."""
        self.known = await self.services.members.ensured(
            self.known, self.group.id, PLATFORM, self.subject, await self.name()
        )
        return self.known

    async def name(self) -> str:
        """Return what Discord shows them as, in a server that one's own name for them."""
        return self.native.user.display_name

    async def runs_workspace(self) -> bool:
        """Say whether they may manage the server: Discord tells with each interaction."""
        return self.native.guild_id is not None and self.native.permissions.manage_guild

    async def spots(self, workspace: Workspace) -> Spots:
        """Return where on a server they read and we can post. Raises NotFound."""
        return await spots(self.native.client, workspace, self.subject)

    async def roles(self, workspace: Workspace) -> Mapping[str, str]:
        """Return the server's roles that people are given. Raises NotFound."""
        return await roles(self.native.client, workspace)

    async def takes_direct_messages(self) -> bool:
        """Say whether Discord would deliver a direct message."""
        return self.is_direct or await reaches(self.native.client, self.native.user)

    async def count_people(self) -> int | None:
        """Return how many are in the server beside us, where everybody there reads the channel."""
        guild, place = self.native.guild, self.native.channel
        parent = place.parent if isinstance(place, discord.Thread) else place
        if guild is None or not isinstance(parent, discord.abc.GuildChannel):
            return None
        is_open = lets_read(parent.permissions_for(guild.default_role), parent)
        return guild.member_count - 1 if is_open and guild.member_count else None

    @property
    def arrived(self) -> datetime:
        """When Discord made it, by its id."""
        return arrived(self.native)

    @property
    def latency(self) -> float | None:
        """The seconds until Discord acknowledged the last heartbeat."""
        latency = float(self.native.client.latency)
        return latency if math.isfinite(latency) else None

    # --- answering ---------------------------------------------------------------------------

    async def show(
        self,
        message: Message,
        *,
        turn: Press | None = None,
        actions: tuple[Action, ...] | None = None,
    ) -> None:
        """Show a page of a message to this person alone; doing it again replaces it."""
        await _acknowledge(self.native)
        # Thousands of questions or replies take a while to lay out; others are served meanwhile.
        pages = await asyncio.to_thread(pages_of, message)
        number = turn.page if turn else 1
        page = page_of(pages, number)
        sheet = layout(
            pages,
            number,
            actions=message.actions if actions is None else actions,
            turn=turn,
            pictures=await pictures_on(page, self.services.pictures.files) if page.images else {},
        )
        await self.native.edit_original_response(
            view=sheet.view,
            attachments=sheet.files,
            allowed_mentions=sheet.mentions,
        )

    async def hold(self) -> None:
        """Acknowledge it: Discord waits for a quarter of an hour then."""
        await _acknowledge(self.native)

    async def hand_over(self, words: str, name: str, data: bytes) -> None:
        """Give this person alone a file."""
        sheet = file_sheet(words, name, data)
        await self.native.edit_original_response(view=sheet.view, attachments=sheet.files)

    async def show_picture(self, message: Message, name: str, data: bytes) -> None:
        """Show this person alone a message, with the picture below it."""
        await _acknowledge(self.native)
        pages = await asyncio.to_thread(pages_of, message)
        sheet = with_picture(layout(pages, 1, actions=message.actions), name, data, message.summary)
        await self.native.edit_original_response(
            view=sheet.view, attachments=sheet.files, allowed_mentions=sheet.mentions
        )

    async def share(self, message: Message, turn: Press) -> None:
        """Post a message in the channel, under a nonce, so that it is there once."""
        self._refuse_silence()
        pages = pages_of(message)
        pictures = await pictures_on(pages[0], self.services.pictures.files)
        sheet = layout(pages, 1, actions=message.actions, turn=turn, pictures=pictures)
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
            name, lacked = name_of(channel), tuple(NEEDED[each] for each in lacking)
            raise PermissionsMissing(lacked, name, str(self.native.channel_id or ""))


def note_heard(native: NativeInteraction) -> None:
    """Note that we heard of it now."""
    native.extras[_HEARD] = native.client.services.clock()


def arrived(native: NativeInteraction) -> datetime:
    """Return when Discord made it, and no later than we heard of it: its clock may be ahead."""
    heard: datetime = native.extras.get(_HEARD) or native.client.services.clock()
    return min(heard, native.created_at)


def answering(native: NativeInteraction) -> AbstractContextManager[None]:
    """Let closings wait until the block has answered it."""
    at = arrived(native)
    return native.client.services.arrivals.answering(Arrival(lambda: at))


def _subject(native: NativeInteraction) -> str:
    """Return whose interaction it is; what it tells of them in the server is remembered."""
    user = native.user
    if isinstance(user, discord.Member):
        native.client.readers.note(user)
    return str(user.id)


def _address(native: NativeInteraction) -> str:
    """Return the channel that who acts is proven to read, "" without one.

    What is done in a thread is done in the channel that has it.
    """
    if not can_view(native):
        return ""
    place = native.channel
    return str(place.parent_id if isinstance(place, discord.Thread) else native.channel_id)


def _chosen_address(native: NativeInteraction, chosen: AnyChannel) -> str:
    """Return a channel that was chosen. Raises NotFound for who cannot read it themselves."""
    if isinstance(chosen, discord.abc.GuildChannel):
        who = native.user
        is_read = isinstance(who, discord.Member) and lets_read(chosen.permissions_for(who), chosen)
    else:
        is_read = lets_read(chosen.permissions, chosen.resolve())
    if not is_read:
        raise NotFound("channel", name_of(chosen))
    return str(chosen.id)


def _refuse_private_thread(native: NativeInteraction) -> None:
    place = native.channel
    if isinstance(place, discord.Thread) and place.is_private():
        raise PrivateThread


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
        await tell(native, refused(error))
    except DatabaseUnavailable as error:
        await tell(native, Message.saying(unavailable_words(error)))
    except discord.NotFound as error:
        if error.code != UNKNOWN_INTERACTION:
            await _fault(native, error)
        else:
            _log.warning("interaction answered too late", interaction=native.id)
    except Exception as error:  # noqa: BLE001  # the last one there is; nobody else would tell
        await _fault(native, error)


async def _fault(native: NativeInteraction, error: Exception) -> None:
    _log.error("interaction failed", interaction=native.id, exc_info=error)
    await tell(native, Message.saying(FAULT))


async def tell(native: NativeInteraction, message: Message) -> None:
    """Show this person alone a whole message, if there is still a way to them."""
    pages = pages_of(message)
    *before, last = range(1, len(pages) + 1)
    sheets = [layout(pages, each) for each in before]
    sheet, *more = [*sheets, layout(pages, last, actions=message.actions)]
    try:
        if native.response.is_done():
            await native.edit_original_response(view=sheet.view, attachments=sheet.files)
        elif native.type is discord.InteractionType.autocomplete:
            await native.response.autocomplete([])
        else:
            await native.response.send_message(view=sheet.view, files=sheet.files, ephemeral=True)
        for rest in more:
            await native.followup.send(view=rest.view, files=rest.files, ephemeral=True)
    except discord.HTTPException as error:
        # There is no other way to them: the token is used up, or Discord is down.
        _log.warning("refusal not told", interaction=native.id, reason=str(error))
