"""Asking now, closing, skipping, and how things are going: for organisers."""

from __future__ import annotations

from datetime import timedelta

from discord import app_commands

from bot.chat import rounds
from bot.chat.commands import run
from bot.platforms.discord.channels import ChannelOption
from bot.platforms.discord.commands import autocomplete
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction

Hours = app_commands.Range[float, 0.02, 744.0]
_WHICH = "The question that is open; not needed when there is one alone"


class Quiz(
    app_commands.Group,
    description="Ask questions, close and skip them, see how things are going",
    guild_only=True,
):
    """Rounds, for organisers."""

    @app_commands.command(name="open", description="Ask a question now")
    @app_commands.describe(
        deck="Whose next question is asked; by default the deck that was asked last",
        question="The question to ask, instead of the next one",
        hours="How long it can be answered, 24 hours by default",
        channel="Where it is asked, here by default",
    )
    @app_commands.autocomplete(deck=autocomplete.decks, question=autocomplete.questions)
    async def open_(
        self,
        native: NativeInteraction,
        *,
        deck: str | None = None,
        question: str | None = None,
        hours: Hours = 24.0,
        channel: ChannelOption | None = None,
    ) -> None:
        """Ask the question that is named, or the deck's next one."""
        interaction = await DiscordInteraction.for_organiser(native, channel)
        await run(
            interaction,
            "quiz-open",
            deck=deck,
            question=question,
            window=timedelta(hours=hours).total_seconds(),
            channel=channel.id if channel else None,
        )

    @app_commands.command(description="Close a question now and show its answers")
    @app_commands.describe(round_=_WHICH)
    @app_commands.rename(round_="round")
    @app_commands.autocomplete(round_=autocomplete.open_rounds)
    async def close(self, native: NativeInteraction, round_: str | None = None) -> None:
        """Close a round."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "quiz-close", round=round_)

    @app_commands.command(description="Call a question off without showing answers")
    @app_commands.describe(round_=_WHICH)
    @app_commands.rename(round_="round")
    @app_commands.autocomplete(round_=autocomplete.open_rounds)
    async def skip(self, native: NativeInteraction, round_: str | None = None) -> None:
        """Call a round off."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "quiz-skip", round=round_)

    @app_commands.command(description="What is open, what did not get through, what is paused")
    async def status(self, native: NativeInteraction) -> None:
        """Show how things are going."""
        await rounds.status(await DiscordInteraction.for_organiser(native))

    @app_commands.command(description="Take the group's rounds along as a table (CSV)")
    @app_commands.describe(texts="With the texts of the answers")
    async def export(self, native: NativeInteraction, texts: bool = False) -> None:
        """Hand the rounds over."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "quiz-export", texts=texts or None)
