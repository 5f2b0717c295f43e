"""How a group does things here, who may plan, and which channels it has: for organisers."""

from __future__ import annotations

from functools import partial

import discord
from discord import app_commands

from bot.chat import members, organisers
from bot.chat.commands import set_language
from bot.core.models import ChannelSettings, Naming
from bot.errors import EverybodyPinged
from bot.platforms.discord.commands import autocomplete
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.presentation.workspaces import NAMINGS, Arrangement, settings_message

Code = app_commands.Range[str, 1, 40]
_CHANNEL = "channel"


class Settings(
    app_commands.Group,
    description="Names, threads, mentions, languages, and who may plan",
    guild_only=True,
):
    """How a group does things in a channel, for organisers."""

    @app_commands.command(description="Names, threads, mentions, languages")
    @app_commands.describe(
        names="Whether reveals show who wrote each reply; open rounds stay as they are",
        threads="Show answers in a thread under their question, or in the channel",
        ping="The role to mention with each question",
        no_ping="Mention nobody any more",
        late="Take answers after the reveal until the next question opens, marked as late",
        written="Count replies written in the thread; others can read them there at once",
        reveal="Whether a line in the channel says that the answers are in their thread",
        deck="The deck whose language is set, by default the one that was asked last",
        language="The language of the deck",
    )
    @app_commands.choices(
        names=[
            app_commands.Choice(name=label, value=naming.value) for naming, label in NAMINGS.items()
        ]
    )
    @app_commands.choices(
        reveal=[
            app_commands.Choice(name="The thread, and a line in the channel", value=_CHANNEL),
            app_commands.Choice(name="The thread alone", value="thread"),
        ]
    )
    @app_commands.autocomplete(deck=autocomplete.decks, language=autocomplete.languages)
    async def change(
        self,
        native: NativeInteraction,
        *,
        names: str | None = None,
        threads: bool | None = None,
        ping: discord.Role | None = None,
        no_ping: bool = False,
        written: bool | None = None,
        late: bool | None = None,
        reveal: str | None = None,
        deck: str | None = None,
        language: str | None = None,
    ) -> None:
        """Change what the options name; without any show how things are set."""
        interaction = await DiscordInteraction.for_organiser(native)
        channel = _channel_settings(threads, ping, written, no_ping=no_ping)
        if reveal:
            channel["announces"] = reveal == _CHANNEL
        if (deck or language) and not await set_language(interaction, deck, language or ""):
            return  # which deck is asked; what else was to be set would be overlooked
        await _set(interaction, names, channel, late=late)
        changed = bool(names or channel or language or late is not None)
        await interaction.show(settings_message(await _arrangement(native), changed=changed))

    @app_commands.command(name="organisers", description="Who may plan, beside the server’s admins")
    @app_commands.describe(
        add="Who may plan from now on",
        remove="Who may not any more",
        everywhere="In the whole server, and change its decks; else in this channel’s group alone",
    )
    async def organisers(
        self,
        native: NativeInteraction,
        *,
        add: discord.User | None = None,
        remove: discord.User | None = None,
        everywhere: bool = False,
    ) -> None:
        """Name who may plan; without any show who may."""
        await organisers.change(
            await DiscordInteraction.here(native),
            partial(_name_of, native),
            add=[str(add.id)] if add else (),
            remove=[str(remove.id)] if remove else (),
            everywhere=everywhere,
        )


async def _name_of(native: NativeInteraction, user: str) -> str:
    """Return what somebody is called in the server."""
    try:
        found = await native.client.fetch_user(int(user))
    except discord.HTTPException:
        return "somebody whom Discord does not know now"
    return found.display_name


class Link(
    app_commands.Group,
    description="Let several channels, here and elsewhere, answer the same questions",
    guild_only=True,
):
    """One group in several channels, for organisers."""

    @app_commands.command(description="Make a code that links another channel to this one’s group")
    async def create(self, native: NativeInteraction) -> None:
        """Make a code that links another channel to this one's group."""
        await members.invite(await DiscordInteraction.for_organiser(native))

    @app_commands.command(
        description="Let this channel answer the questions of another one’s group"
    )
    @app_commands.describe(code="The code that was made in the other channel")
    async def join(self, native: NativeInteraction, code: Code) -> None:
        """Show what a code would do here, and ask."""
        interaction = await DiscordInteraction.for_organiser(native)
        await members.ask_to_link(interaction, code, interaction.founding())

    @app_commands.command(description="Take this channel out of the group that it was linked to")
    async def leave(self, native: NativeInteraction) -> None:
        """Let the channel have its own group again."""
        await members.leave_group(await DiscordInteraction.for_organiser(native))

    @app_commands.command(description="Where this group is at home, and where it talks")
    async def show(self, native: NativeInteraction) -> None:
        """Show where the group is installed, and where it talks."""
        await members.show_places(await DiscordInteraction.for_organiser(native))


def _channel_settings(
    threads: bool | None, ping: discord.Role | None, written: bool | None, *, no_ping: bool
) -> ChannelSettings:
    """Return what is to be changed of the channel's settings. Raises EverybodyPinged."""
    changes: ChannelSettings = {}
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
    settings: ChannelSettings,
    *,
    late: bool | None,
) -> None:
    """Change what was named."""
    services = interaction.services
    if settings:
        await services.groups.configure_channel(interaction.require_channel().id, **settings)
    if names:
        await services.groups.set_naming(interaction.group.id, Naming(names))
    if late is not None:
        await services.groups.set_late(interaction.group.id, late=late)


async def _arrangement(native: NativeInteraction) -> Arrangement:
    """Return how things are set now."""
    interaction = await DiscordInteraction.glance(native)
    channel, guild = interaction.require_channel(), native.guild
    role = guild.get_role(int(channel.mention_role)) if guild and channel.mention_role else None
    decks = await interaction.services.decks.of_group(interaction.group.id)
    return Arrangement(
        naming=interaction.group.naming,
        late=interaction.group.late,
        threads=channel.threads,
        mention_role=role.name if role else "",
        rings=role is None or role.mentionable or native.app_permissions.mention_everyone,
        announces=channel.announces,
        written=channel.written,
        readable=native.client.intents.message_content,
        decks=[each.deck for each in decks],
    )
