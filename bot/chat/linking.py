"""Admins who make one group of several places."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.presentation.linking import invitation_message, joined_message, places_message
from bot.presentation.places import home_words


async def create(interaction: Interaction) -> None:
    """Make a code that joins another place to this."""
    await interaction.defer()
    await interaction.show(
        invitation_message(await interaction.services.linking.invite(interaction.group.id))
    )


async def show(interaction: Interaction) -> None:
    """Show where the group is at home, and where it talks."""
    await interaction.defer()
    await interaction.show(places_message(interaction.group, *await _places(interaction)))


async def joined(interaction: Interaction) -> None:
    """Show the group that a place belongs to now; the interaction was made after it was joined."""
    await interaction.show(joined_message(interaction.group, *await _places(interaction)))


async def _places(interaction: Interaction) -> tuple[list[str], list[str]]:
    """Return the words for each home, and for each channel."""
    homes = await interaction.services.homes.of_group(interaction.group.id)
    return [home_words(each) for each in homes], list((await interaction.place_names()).values())
