"""A member who wants to be forgotten."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.presentation.profile import DELETED


async def delete(interaction: Interaction, subject: str) -> None:
    """Remove everything about the member whom the button was shown to."""
    await interaction.defer()
    member = await interaction.reader()
    # Pressed twice, there is nobody left; under another account it is another's button.
    if member is not None and member.id == subject:
        await interaction.services.profile.delete(interaction.group.id, member)
    await interaction.say(DELETED)
