"""What every member can ask for: a question, past rounds, and the command on a message."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.chat import decks, replies
from bot.chat.rounds import past
from bot.core.text import plain
from bot.core.view import Press
from bot.errors import NotYourMessage
from bot.platforms.discord.commands.autocomplete import Choices, completing, named
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.services.services import Services

Command = app_commands.Command[Any, ..., Any]
# What a chosen question is told from typed words by.
_CHOSEN = "question-id:"


def ask(services: Services) -> Command:
    """Return /ask: a question of the group's decks and its answers."""

    @app_commands.command(name="ask", description="Find a question and its answers")
    @app_commands.describe(question="A few words of it; choose one of those that are listed")
    @app_commands.guild_only()
    async def command(native: NativeInteraction, question: app_commands.Range[str, 1, 500]) -> None:
        interaction = await DiscordInteraction.in_guild(services, native)
        if question.startswith(_CHOSEN):
            await decks.show_question(
                interaction, Press.read("found", question.removeprefix(_CHOSEN))
            )
        else:
            await decks.search(interaction, question)

    @completing
    async def suggest(native: NativeInteraction, current: str) -> Choices:
        interaction = await DiscordInteraction.in_guild(services, native)
        suggestions = await services.lookup.suggest(
            interaction.group.id, await interaction.reader(), current
        )
        return [named(plain(each.text), f"{_CHOSEN}{each.id}") for each in suggestions]

    command.autocomplete("question")(suggest)
    return command


def rounds(services: Services) -> Command:
    """Return /rounds: what is over, newest first, each with its reveal."""

    @app_commands.command(name="rounds", description="Past questions and their answers")
    @app_commands.guild_only()
    async def command(native: NativeInteraction) -> None:
        await past(await DiscordInteraction.in_guild(services, native))

    return command


def use_as_my_answer(services: Services) -> app_commands.ContextMenu:
    """Return the command on a message that makes it the member's answer."""

    @app_commands.context_menu(name="Use as my answer")
    @app_commands.guild_only()
    async def command(native: NativeInteraction, message: discord.Message) -> None:
        interaction = await DiscordInteraction.in_guild(services, native)
        await interaction.defer()
        if message.author.id != native.user.id:
            raise NotYourMessage
        reference = message.reference.message_id if message.reference else None
        ids = [str(id_) for id_ in (message.channel.id, reference) if id_]
        here = await interaction.channel()
        await replies.use(interaction, message.content, ids, here.id if here else None)

    return command
