"""What can be typed on Discord, for the help, and who gets it without a command."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.core.asking_help import asks_for_help
from bot.platforms.discord.platform import nonce_of
from bot.platforms.discord.rendering.layout import layout, marker_of
from bot.platforms.discord.rendering.pages import pages_of
from bot.presentation.help import Command, first_steps_message, help_message, pointer_message

if TYPE_CHECKING:
    from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction

_log = structlog.get_logger()
_FOR_ALL = frozenset({"ask", "open", "rounds", "web", "me", "roundtable"})
_MENTION = re.compile(r"<@!?(\d+)>")
_BETWEEN = timedelta(minutes=1)  # that somebody who calls again and again is answered in one place
_MOST_REMEMBERED = 1_000
_AWAY = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError)
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


def listed(tree: app_commands.CommandTree[Any]) -> list[Command]:
    """Return the slash commands, each with its sub-commands."""
    there = tree.get_commands(type=discord.AppCommandType.chat_input)
    return [
        Command(
            f"/{each.name}",
            " | ".join(sub.name for sub in getattr(each, "commands", ())),
            each.description,
            each.name not in _FOR_ALL,
        )
        for each in there
    ]


async def show_help(interaction: DiscordInteraction) -> None:
    """Show what can be typed."""
    tree, organises = interaction.native.client.tree, await interaction.organises()
    organises = organises or _organises_elsewhere(interaction.native)
    await interaction.show(help_message(listed(tree), organises=organises))


def _organises_elsewhere(native: NativeInteraction) -> bool:
    """Say whether it is the direct message of somebody who organises a server.

    Only who brought us into one is sent a message with such a button.
    """
    if native.guild_id is not None:
        return False
    is_pressed = native.type is discord.InteractionType.component
    return is_pressed or _owns_any(native.client, native.user.id)


def _owns_any(client: discord.Client, user: int) -> bool:
    return any(each.owner_id == user for each in client.guilds)


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
        clock: Callable[[], datetime],
    ) -> None:
        self._client, self._tree, self._clock = client, tree, clock
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

    async def _answer(self, message: discord.Message) -> None:
        if message.guild is None:
            owns = _owns_any(self._client, message.author.id)
            said = help_message(listed(self._tree), organises=owns)
        else:
            said = pointer_message()
        key = f"help:{message.id}"
        sheet = layout(pages_of(said), 1, actions=said.actions, marker=marker_of(key))
        await message.channel.send(
            view=sheet.view,
            nonce=nonce_of(key),
            reference=message.to_reference(fail_if_not_exists=False),
            allowed_mentions=sheet.mentions,
        )
