"""Who may decide what concerns a workspace's decks, wherever they are asked to."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.core.audit import Actor
from bot.core.models import WorkspaceId
from bot.errors import NotOrganiser
from bot.services.acting import act_as


async def require_organiser_of(interaction: Interaction, owner: WorkspaceId) -> None:
    """Raise NotOrganiser unless they organise that workspace now.

    Who set a channel up hears of what waits by direct message, where no workspace is: their right
    is asked for all the same.
    """
    here = interaction.workspace
    if here is not None and here.id == owner:
        await interaction.require_workspace_organiser()
        return
    there = [
        each
        for each in await interaction.services.workspaces.of_platform(interaction.platform)
        if each.id == owner
    ]
    for each in there if interaction.is_direct else ():
        is_named = interaction.subject in (each.owner, *each.organisers)
        if is_named or (await interaction.spots(each)).runs:
            act_as(Actor(interaction.platform, interaction.subject, workspace=owner))
            return
    raise NotOrganiser(interaction.workspace_word)
