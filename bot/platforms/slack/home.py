"""The Home tab: what is open, what was revealed last, how one does; for admins the schedules."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.core.models import ScheduleId
from bot.core.view import Message, Press
from bot.errors import NotAllowed
from bot.platforms.slack.interactions import SlackInteraction
from bot.platforms.slack.rendering.rich_text import Block, plain_text
from bot.platforms.slack.rendering.views import View, home
from bot.presentation import planning_forms as forms
from bot.presentation.profile import profile_message
from bot.presentation.rounds import open_message, past_message
from bot.presentation.schedules import schedules_messages

NAMED_ADMINS = "rt-admins"
_PAST = 3


async def publish(interaction: SlackInteraction) -> None:
    """Show the tab as things are now."""
    await interaction.client.views_publish(
        user_id=interaction.caller.user, view=await home_view(interaction)
    )


async def home_view(interaction: SlackInteraction) -> View:
    """Return the tab for who opens it; looking at it makes nobody a member."""
    services, group, reader = interaction.services, interaction.group.id, interaction.known
    messages: list[Message] = [open_message(await services.cards.open_now(group, reader))]
    messages.append(past_message(await services.cards.past(group, reader, _PAST + 1), _PAST))
    if reader is not None:
        messages.append(profile_message(await services.profile.of(group, reader)))
    if await interaction.is_admin():
        planned = await services.schedules.of_group(group)
        titles = await services.decks.titles(group, {each.deck for each in planned})
        messages += schedules_messages(planned, titles)
    return home(messages, _naming(interaction) if await interaction.runs_workspace() else ())


async def act(interaction: SlackInteraction, press: Press) -> None:
    """Do what an admin pressed in the tab, and show what came of it. Raises NotAllowed."""
    await interaction.require_admin()
    await PRESSED[press.name](interaction, press)
    await publish(interaction)


async def name_admins(interaction: SlackInteraction, users: tuple[str, ...]) -> None:
    """Let these people, and no others but those who run the workspace, do what an admin does."""
    if not await interaction.runs_workspace():
        raise NotAllowed("slack-admin")
    await interaction.services.workspaces.configure(interaction.workspace, admins=users)
    await publish(await interaction.again())


async def _pause(interaction: SlackInteraction, press: Press) -> None:
    await interaction.services.schedules.pause(interaction.group.id, ScheduleId(press.subject))


async def _resume(interaction: SlackInteraction, press: Press) -> None:
    await interaction.services.schedules.resume(interaction.group.id, ScheduleId(press.subject))


async def _skip(interaction: SlackInteraction, press: Press) -> None:
    schedule, opening = ScheduleId(press.subject), press.moment
    await interaction.services.schedules.skip(interaction.group.id, schedule, opening)


PRESSED: Mapping[str, Callable[[SlackInteraction, Press], Awaitable[None]]] = {
    "tab-pause": _pause,
    "tab-resume": _resume,
    "tab-skip": _skip,
}


def _naming(interaction: SlackInteraction) -> tuple[Block, ...]:
    """Return who was named, to be changed by those who run the workspace."""
    element: Block = {
        "type": "multi_users_select",
        "action_id": NAMED_ADMINS,
        "placeholder": plain_text(forms.NAME_ADMINS),
    }
    if interaction.workspace.admins:
        element["initial_users"] = list(interaction.workspace.admins)
    text = plain_text(forms.ADMINS)
    return ({"type": "section", "text": text, "accessory": element},)
