"""The way from a chat to the web: a link that signs the person who asked for it in, once."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.core.models import WorkspaceId
from bot.errors import NotOrganiser
from bot.presentation.web import way_in_message


async def open_web(interaction: Interaction) -> None:
    """Give somebody a link to their groups on the web; an organiser's opens the desk as well."""
    services, about = interaction.services, interaction.about
    if about is not None:
        await interaction.member()
    organises = await _organised(interaction)
    secret = await services.sessions.sign_in_pass(
        interaction.platform, interaction.subject, organises, about.id if about else None
    )
    url = f"{services.web_url}/enter?pass={secret}"
    await interaction.show(way_in_message(url, with_desk=organises is not None))


async def _organised(interaction: Interaction) -> WorkspaceId | None:
    """Return the workspace that they organise, where they are, None for none."""
    if interaction.workspace is None:
        return None
    try:
        await interaction.require_workspace_organiser()
    except NotOrganiser:
        return None
    return interaction.workspace.id
