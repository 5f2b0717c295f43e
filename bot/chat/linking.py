"""Admins who make one group of several places."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.presentation.linking import invitation_message, joined_message, places_message
from bot.presentation.places import workspace_words


async def create(interaction: Interaction) -> None:
    """Make a code that joins another place to this."""
    await interaction.defer()
    await interaction.show(
        invitation_message(await interaction.services.linking.invite(interaction.group.id))
    )


async def show(interaction: Interaction) -> None:
    """Show where the group is installed, and where it talks."""
    await interaction.defer()
    await interaction.show(places_message(interaction.group, *await _places(interaction)))


async def joined(interaction: Interaction) -> None:
    """Show the group that a place belongs to now; the interaction was made after it was joined."""
    await interaction.show(joined_message(interaction.group, *await _places(interaction)))


async def _places(interaction: Interaction) -> tuple[list[str], list[str]]:
    """Return the words for each workspace, and for each channel."""
    workspaces = await interaction.services.workspaces.of_group(interaction.group.id)
    return [workspace_words(each) for each in workspaces], list(
        (await interaction.place_names()).values()
    )
