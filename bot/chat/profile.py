"""What is known about a member, and what they can do about it."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.core.view import Action
from bot.presentation.accounts import accounts_joined_message, own_code_message
from bot.presentation.profile import (
    DELETE_WARNING,
    EXPORTED,
    export_json,
    export_name,
    profile_message,
    reminders_words,
)


async def show(interaction: Interaction) -> None:
    """Show a member their answers, ratings and streak."""
    await interaction.defer()
    profile = await interaction.services.profile.of(
        interaction.group.id, await interaction.member()
    )
    await interaction.show(profile_message(profile))


async def set_reminders(interaction: Interaction, *, wanted: bool) -> None:
    """Remind a member of questions that they have not answered, or not."""
    await interaction.defer()
    changed = await interaction.services.members.set_reminders(
        (await interaction.member()).id, wanted
    )
    await interaction.say(reminders_words(changed))


async def link(interaction: Interaction, code: str | None) -> None:
    """Give a member a code for an account elsewhere, or use the one that they got there."""
    await interaction.defer()
    member, linking = await interaction.member(), interaction.services.linking
    if code is None:
        await interaction.show(
            own_code_message(await linking.invite_member(interaction.group.id, member))
        )
        return
    joined = await linking.join_member(interaction.group.id, member, code)
    await interaction.show(accounts_joined_message(joined.member, joined.replaced))


async def export(interaction: Interaction) -> None:
    """Hand a member everything about them."""
    await interaction.defer()
    member = await interaction.member()
    data = export_json(await interaction.services.profile.export(interaction.group.id, member))
    await interaction.hand_over(EXPORTED, export_name(member), data)


async def delete(interaction: Interaction) -> None:
    """Ask a member whether they want to be forgotten."""
    await interaction.defer()
    member = await interaction.member()
    await interaction.say(DELETE_WARNING, Action("delete-me", "Delete everything", member.id))
