"""How a group does things here, and which places it is in: for admins."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.chat import members
from bot.chat.decks import deck_or_usual
from bot.core.models import Naming, WorkspaceSettings
from bot.errors import EverybodyPinged
from bot.platforms.discord.commands import autocomplete
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.presentation.workspaces import NAMINGS, Arrangement, settings_message

Code = app_commands.Range[str, 1, 40]


@app_commands.command(description="Names, threads, mentions, languages")
@app_commands.describe(
    names="Whether reveals show who wrote each reply; open rounds stay as they are",
    threads="Show answers in a thread under their question, or in the channel",
    ping="The role to mention with each question",
    no_ping="Mention nobody any more",
    written="Count replies written in the thread; others can read them there at once",
    deck="The deck whose language is set, by default the one that was asked last",
    language="The language of the deck",
)
@app_commands.choices(
    names=[app_commands.Choice(name=label, value=naming.value) for naming, label in NAMINGS.items()]
)
@app_commands.autocomplete(deck=autocomplete.decks, language=autocomplete.languages)
@app_commands.guild_only
@app_commands.default_permissions(manage_guild=True)
async def settings(
    native: NativeInteraction,
    *,
    names: str | None = None,
    threads: bool | None = None,
    ping: discord.Role | None = None,
    no_ping: bool = False,
    written: bool | None = None,
    deck: str | None = None,
    language: str | None = None,
) -> None:
    """Change what the options name; without any show how things are set."""
    interaction = await DiscordInteraction.in_guild(native)
    workspace = _workspace_settings(threads, ping, written, no_ping=no_ping)
    await _set(interaction, names, workspace, deck, language)
    changed = bool(names or workspace or language)
    await interaction.show(settings_message(await _arrangement(native), changed=changed))


class Link(
    app_commands.Group,
    description="Be one group in several servers, workspaces and the web room",
    guild_only=True,
    default_permissions=discord.Permissions(manage_guild=True),
):
    """One group in several places."""

    @app_commands.command(description="Make a code that joins another place to this")
    async def create(self, native: NativeInteraction) -> None:
        """Make a code that joins another place to this."""
        await members.invite(await DiscordInteraction.in_guild(native))

    @app_commands.command(description="Become one group with the place of a code")
    @app_commands.describe(code="The code that was made in the other place")
    async def join(self, native: NativeInteraction, code: Code) -> None:
        """Join this place to another."""
        interaction = await DiscordInteraction.in_guild(native)
        await interaction.services.linking.join(interaction.group.id, code)
        # The server belongs to another group now, so it is another interaction.
        await members.show_joined(await DiscordInteraction.in_guild(native))

    @app_commands.command(description="Where this group is at home, and where it talks")
    async def show(self, native: NativeInteraction) -> None:
        """Show where the group is installed, and where it talks."""
        await members.show_places(await DiscordInteraction.in_guild(native))


def _workspace_settings(
    threads: bool | None, ping: discord.Role | None, written: bool | None, *, no_ping: bool
) -> WorkspaceSettings:
    """Return what is to be changed of the server's settings. Raises EverybodyPinged."""
    changes: WorkspaceSettings = {}
    if threads is not None:
        changes["threads"] = threads
    if written is not None:
        changes["written"] = written
    if no_ping:
        changes["mention_role"] = None
    elif ping is not None:
        if ping.is_default():
            raise EverybodyPinged
        changes["mention_role"] = str(ping.id)
    return changes


async def _set(
    interaction: DiscordInteraction,
    names: str | None,
    workspace: WorkspaceSettings,
    deck: str | None,
    language: str | None,
) -> None:
    """Change what was named: the language first, because it alone can be refused."""
    services, group = interaction.services, interaction.group.id
    if language:
        await services.decks.set_language(
            interaction.require_workspace().id, await deck_or_usual(interaction, deck), language
        )
    if workspace:
        await services.workspaces.configure(interaction.require_workspace(), **workspace)
    if names:
        await services.groups.set_naming(group, Naming(names))


async def _arrangement(native: NativeInteraction) -> Arrangement:
    """Return how things are set now."""
    interaction = await DiscordInteraction.in_guild(native)
    workspace, guild = interaction.require_workspace(), native.guild
    role = (
        guild.get_role(int(workspace.mention_role))
        if guild is not None and workspace.mention_role
        else None
    )
    decks = await interaction.services.decks.of_group(interaction.group.id)
    return Arrangement(
        naming=interaction.group.naming,
        threads=workspace.threads,
        mention_role=role.name if role else "",
        rings=role is None or role.mentionable or native.app_permissions.mention_everyone,
        written=workspace.written,
        readable=native.client.intents.message_content,
        decks=[each.deck for each in decks],
    )
