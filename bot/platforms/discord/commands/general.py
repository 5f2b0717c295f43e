"""`/roundtable`: help, and the first steps."""

from __future__ import annotations

from discord import app_commands

from bot.platforms.discord.help import show_first_steps, show_help
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class General(app_commands.Group, name="roundtable", description="What Roundtable does"):
    """The commands about Roundtable itself."""

    @app_commands.command(description="What Roundtable does, and what you can type")
    async def help(self, native: NativeInteraction) -> None:
        """Show what can be typed."""
        await show_help(await DiscordInteraction.here(native))

    @app_commands.command(description="For organisers: the three things to do first")
    async def setup(self, native: NativeInteraction) -> None:
        """Show what to do first."""
        await show_first_steps(await DiscordInteraction.here(native))
