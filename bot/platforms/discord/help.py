"""What can be typed on Discord, for the help, and who gets it without a command."""

from __future__ import annotations

import re
from collections import OrderedDict
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.core.asking_help import asks_for_help
from bot.core.view import Message
from bot.errors import NotFound
from bot.platforms.discord.platform import nonce_of
from bot.platforms.discord.rendering.layout import layout, marker_of
from bot.platforms.discord.rendering.pages import pages_of
from bot.platforms.discord.spots import spots
from bot.platforms.discord.typed import meant
from bot.presentation.help import (
    Command,
    first_steps_message,
    for_each,
    help_message,
    pointer_message,
)
from bot.services.services import Services

if TYPE_CHECKING:
    from bot.platforms.discord.interactions import DiscordInteraction

_log = structlog.get_logger()
_FOR_ALL = frozenset({"ask", "open", "rounds", "web", "me", "roundtable"})
# Sub-commands that others may use than the rest of their command.
_FOR_OTHERS = frozenset({"suggest", "setup"})
_MENTION = re.compile(r"<@!?(\d+)>")
_BETWEEN = timedelta(minutes=1)  # that somebody who calls again and again is answered in one place
_MOST_REMEMBERED = 1_000
_MOST_ASKED = 5  # servers of which Discord is asked whether somebody runs them
_AWAY = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


def listed(tree: app_commands.CommandTree[Any]) -> list[Command]:
    """Return the slash commands, each with its sub-commands, apart for whom they are."""
    there = tree.get_commands(type=discord.AppCommandType.chat_input)
    return [part for each in there for part in for_each(_command(each), others=_FOR_OTHERS)]


def _command(known: app_commands.Command[Any, ..., Any] | app_commands.Group) -> Command:
    subs = " | ".join(sub.name for sub in getattr(known, "commands", ()))
    return Command(f"/{known.name}", subs, known.description, known.name not in _FOR_ALL)


async def show_help(interaction: DiscordInteraction) -> None:
    """Show what can be typed."""
    native, organises = interaction.native, await interaction.organises()
    tree, services = native.client.tree, native.client.services
    if native.guild_id is None:
        organises = await _organises_any(native.client, services, str(native.user.id))
    await interaction.show(help_message(listed(tree), organises=organises))


async def _organises_any(client: discord.Client, services: Services, subject: str) -> bool:
    """Say whether somebody who writes to us alone organises a server that we are in, now.

    Who was named or set us up is known here, who runs a server is asked of Discord.
    """
    known = await services.workspaces.of_platform("discord")
    there = [each for each in known if each.left_at is None]
    if any(subject in (each.owner, *each.organisers) for each in there):
        return True
    groups = await services.access.groups(await services.access.anywhere("discord", subject))
    if any(f"discord:{subject}" in each.organisers for each in groups):
        return True
    if any(str(each.owner_id) == subject for each in client.guilds):
        return True
    for each in there[:_MOST_ASKED]:
        with suppress(NotFound, *_AWAY):
            if (await spots(client, each, subject)).runs:
                return True
    return False


async def show_first_steps(interaction: DiscordInteraction) -> None:
    """Show an organiser what to do first. Raises NotOrganiser."""
    await interaction.require_organiser()
    await interaction.show(first_steps_message())


class UnaskedHelp:
    """Help for who mentions the bot or writes to it alone, as people do before they know commands.

    A direct message gets all of it; in a channel a line with a button shows it to who presses, so
    that nobody else has to read it.
    """

    def __init__(
        self,
        client: discord.Client,
        tree: app_commands.CommandTree[Any],
        services: Services,
    ) -> None:
        self._client, self._tree = client, tree
        self._services, self._clock = services, services.clock
        self._told: OrderedDict[tuple[int, int], datetime] = OrderedDict()

    async def offer(self, message: discord.Message) -> None:
        """Answer a message that is meant for the bot, and is neither an answer nor talk."""
        if message.author.bot or message.type not in _WRITTEN or not self._is_call(message):
            return
        if not self._is_new(message):
            return
        try:
            await self._answer(message)
        except _AWAY as error:
            _log.info("help not given", channel=message.channel.id, reason=str(error))

    def _is_call(self, message: discord.Message) -> bool:
        if message.guild is None:
            return True
        user, words = self._client.user, message.content
        if user is None or str(user.id) not in _MENTION.findall(words):
            return False  # a reply to us notifies, too, and names nobody
        is_within = message.reference is not None or isinstance(message.channel, discord.Thread)
        return not is_within or asks_for_help(_MENTION.sub("", words))

    def _is_new(self, message: discord.Message) -> bool:
        now, who = self._clock(), (message.author.id, message.channel.id)
        told = self._told.get(who)
        if told is not None and now - told < _BETWEEN:
            return False
        self._told[who] = now
        self._told.move_to_end(who)
        if len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
        return True

    async def _told_alone(self, message: discord.Message) -> Message:
        words = message.content
        if not asks_for_help(words) and (offered := meant(words)) is not None:
            return offered
        author = str(message.author.id)
        organises = await _organises_any(self._client, self._services, author)
        return help_message(listed(self._tree), organises=organises)

    async def _answer(self, message: discord.Message) -> None:
        if message.guild is None:
            said = await self._told_alone(message)
        else:
            said = meant(_MENTION.sub("", message.content)) or pointer_message()
        key = f"help:{message.id}"
        sheet = layout(pages_of(said), 1, actions=said.actions, marker=marker_of(key))
        await message.channel.send(
            view=sheet.view,
            nonce=nonce_of(key),
            reference=message.to_reference(fail_if_not_exists=False),
            allowed_mentions=sheet.mentions,
        )
