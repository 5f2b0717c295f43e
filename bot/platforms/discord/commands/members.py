"""What every member can ask for: a question, past rounds, what is known about them."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.chat import lookup, members, replies
from bot.chat.commands import run
from bot.chat.members import open_web
from bot.chat.rounds import open_now, past
from bot.core.text import plain
from bot.core.view import Press
from bot.errors import NotYourMessage
from bot.platforms.discord.commands.autocomplete import (
    Choices,
    completing,
    named,
    suggested_zones,
)
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction, answering
from bot.platforms.discord.message_text import left_out, text_of
from bot.platforms.discord.pictures import pictures_of
from bot.presentation.preferences import REVEAL_NEWS_LABELS
from bot.presentation.sharing import LABELS, YES

# What a chosen question is told from typed words by.
_CHOSEN = "question-id:"


@app_commands.command(description="Find a question and its answers")
@app_commands.describe(question="A few words of it; choose one of those that are listed")
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def ask(native: NativeInteraction, question: app_commands.Range[str, 1, 500]) -> None:
    """Show a question of the group's decks and its answers."""
    interaction = await DiscordInteraction.here(native)
    if question.startswith(_CHOSEN):
        chosen = Press.read("found", question.removeprefix(_CHOSEN))
        await lookup.show_question(interaction, chosen)
    else:
        await lookup.search(interaction, question)


@ask.autocomplete("question")
@completing
async def _suggest(native: NativeInteraction, current: str) -> Choices:
    interaction = await DiscordInteraction.glance(native)
    reader = await interaction.reader()
    suggestions = await interaction.services.lookup.suggest(reader, current)
    return [named(plain(each.text), f"{_CHOSEN}{each.id}") for each in suggestions]


@app_commands.command(description="Past questions and their answers")
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def rounds(native: NativeInteraction) -> None:
    """Show what is over, newest first, each with its reveal."""
    await past(await DiscordInteraction.here(native))


@app_commands.command(name="open", description="What is open for you to answer, in every channel")
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def open_(native: NativeInteraction) -> None:
    """Show what is open in every channel that they can read."""
    await open_now(await DiscordInteraction.here(native))


@app_commands.command(description="A private link to your groups on the web")
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
async def web(native: NativeInteraction) -> None:
    """Give somebody a link that signs them in on the web."""
    await open_web(await DiscordInteraction.here(native))


@app_commands.context_menu(name="Use as my answer")
@app_commands.guild_only
async def use_as_my_answer(native: NativeInteraction, message: discord.Message) -> None:
    """Make a message the member's answer."""
    with answering(native):
        interaction = await DiscordInteraction.here(native)
        if message.author.id != native.user.id:
            raise NotYourMessage
        reference = message.reference.message_id if message.reference else None
        ids = [str(id_) for id_ in (message.channel.id, reference) if id_]
        pictures = await pictures_of(interaction.services, message)
        await replies.use(interaction, text_of(message), ids, left_out(message), pictures)


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Me(app_commands.Group, description="Your answers, your streak, your data"):
    """What is known about a member, and what they can do about it."""

    @app_commands.command(description="Your answers, ratings and streak")
    async def show(self, native: NativeInteraction) -> None:
        """Show a member their answers, ratings and streak."""
        await members.show_profile(await DiscordInteraction.here(native))

    @app_commands.command(description="Be reminded of questions that you have not answered, or not")
    @app_commands.describe(wanted="Whether you want to be reminded, by direct message")
    async def reminders(self, native: NativeInteraction, *, wanted: bool) -> None:
        """Remind a member of what they have not answered, or not."""
        await members.set_reminders(await DiscordInteraction.here(native), wanted=wanted)

    @app_commands.command(description="How you hear of answers, and when you are reminded")
    @app_commands.describe(
        reveals="How you hear that the answers to what you answered by form are there",
        reminder="When you are reminded each day, such as 18:00 or 6 pm; off: no time of yours",
        zone="The city whose clocks count for that, such as Paris",
    )
    @app_commands.choices(
        reveals=[
            app_commands.Choice(name=words, value=news.value)
            for news, words in REVEAL_NEWS_LABELS.items()
        ]
    )
    @app_commands.autocomplete(zone=suggested_zones)
    async def notify(
        self,
        native: NativeInteraction,
        reveals: str | None = None,
        reminder: app_commands.Range[str, 1, 50] | None = None,
        zone: app_commands.Range[str, 1, 80] | None = None,
    ) -> None:
        """Change what a member hears, or show it."""
        here = await DiscordInteraction.here(native)
        await run(here, "me-notify", reveals=reveals, reminder=reminder, zone=zone)

    @app_commands.command(description="A holiday: no reminders, mentions or messages until a day")
    @app_commands.describe(until="The last day away, such as Sunday, 3 May or 2 weeks; off: back")
    async def away(self, native: NativeInteraction, until: app_commands.Range[str, 1, 100]) -> None:
        """Tell a member nothing until a day, or again."""
        await run(await DiscordInteraction.here(native), "me-away", until=until)

    @app_commands.command(description="Whether your answers may be in a deck that is taken along")
    @app_commands.describe(answers="Whether organisers may take yours along, with your name")
    @app_commands.choices(
        answers=[app_commands.Choice(name=words, value=each) for each, words in LABELS.items()]
    )
    async def share(self, native: NativeInteraction, answers: str | None = None) -> None:
        """Let a member's answers leave with a deck, or not, or show what they said."""
        agrees = None if answers is None else answers == YES
        await members.share(await DiscordInteraction.here(native), agrees=agrees)

    @app_commands.command(description="Be one person with an account elsewhere, in all groups")
    @app_commands.describe(code="What “link” told you there; without it you get a code to enter")
    async def link(
        self, native: NativeInteraction, code: app_commands.Range[str, 1, 40] | None = None
    ) -> None:
        """Join a member's accounts."""
        await members.link(await DiscordInteraction.here(native), code)

    @app_commands.command(description="Everything about you, as a file")
    async def export(self, native: NativeInteraction) -> None:
        """Hand a member everything about them."""
        await members.export(await DiscordInteraction.here(native))

    @app_commands.command(description="Leave this group, with everything you did in it")
    async def leave(self, native: NativeInteraction) -> None:
        """Ask a member whether they want to leave this group."""
        await members.ask_to_leave(await DiscordInteraction.here(native))

    @app_commands.command(description="Remove everything about you for good, in every group")
    async def delete(self, native: NativeInteraction) -> None:
        """Ask a member whether they want to be forgotten."""
        await members.ask_to_delete(await DiscordInteraction.here(native))
