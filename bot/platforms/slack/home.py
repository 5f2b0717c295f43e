"""The Home tab: what is open, what was revealed last, how one does; for organisers the schedules.

Of each group that who looks can read, named by its channels. Slack stores the tab, so that it is
made anew whenever somebody looks at it, or may have lost what stands in it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from bot.core.models import Group, ScheduleId
from bot.core.read_models import Reader
from bot.core.view import Heading, Message, Press
from bot.errors import NotFound, NotOrganiser
from bot.platforms.slack.interactions import PLATFORM, SlackInteraction
from bot.platforms.slack.rendering.rich_text import Block, plain_text
from bot.platforms.slack.rendering.views import View, home
from bot.presentation import planning_forms as forms
from bot.presentation.help import first_steps_message
from bot.presentation.profile import profile_message
from bot.presentation.rounds import open_message, past_message
from bot.presentation.schedules import schedules_messages
from bot.presentation.workspaces import READS_NOTHING

NAMED_ORGANISERS = "rt-organisers"
_PAST = 3


async def publish(interaction: SlackInteraction) -> None:
    """Show the tab as things are now, to who looks from no channel."""
    await interaction.client.views_publish(
        user_id=interaction.caller.user, view=await home_view(interaction)
    )


async def home_view(interaction: SlackInteraction) -> View:
    """Return the tab for who opens it; looking at it makes nobody a member."""
    is_organiser, shown = await _is_organiser(interaction), list[Message]()
    groups = await _groups(interaction)
    for each in groups:
        shown += await _shown(each, is_organiser=is_organiser)
    last = _naming(interaction) if is_organiser else ()
    shown = shown or [Message.saying(READS_NOTHING)]
    silent = [await interaction.services.groups.is_silent(each.group.id) for each in groups]
    if is_organiser and all(silent):
        shown.insert(0, first_steps_message())
    names, team = interaction.command_names, interaction.workspace.address
    return home([await names.message(team, each) for each in shown], last)


async def act(interaction: SlackInteraction, press: Press) -> None:
    """Do what an organiser pressed in the tab, and show what came of it. Raises NotOrganiser."""
    there = await _group_of(interaction, ScheduleId(press.subject))
    if not await _organises(there, is_organiser=await _is_organiser(interaction)):
        raise NotOrganiser(interaction.workspace_word)
    await PRESSED[press.name](there, press)
    await publish(interaction)


async def name_organisers(
    interaction: SlackInteraction, shown: Collection[str], chosen: Collection[str]
) -> None:
    """Let these people plan and change all that is the workspace's, where they were not `shown`.

    And those no more who were and are not chosen now: somebody may have been named meanwhile.
    Raises NotOrganiser.
    """
    await interaction.require_workspace_organiser()
    workspace = interaction.workspace
    added = [f"{workspace.address}:{each}" for each in chosen if each not in shown]
    gone = set(shown) - set(chosen)
    removed = [each for each in workspace.organisers if each.rpartition(":")[2] in gone]
    await interaction.services.workspaces.name_organisers(workspace, added, removed)
    await publish(await interaction.again())


def shown_organisers(view: Mapping[str, Any]) -> list[str]:
    """Return whom the tab showed as organisers before who looks chose others."""
    elements = [each.get("accessory") or {} for each in view["blocks"]]
    found = (each for each in elements if each.get("action_id") == NAMED_ORGANISERS)
    return [user for each in found for user in each.get("initial_users", ())]


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


async def _groups(interaction: SlackInteraction) -> list[SlackInteraction]:
    """Return the interaction as one about each group that who looks can read now."""
    reader = await interaction.reader()
    groups = await interaction.services.access.groups(reader)
    return [await _about(interaction, group, reader) for group in groups]


async def _about(interaction: SlackInteraction, group: Group, reader: Reader) -> SlackInteraction:
    services = interaction.services
    channels = frozenset(each.id for each in await services.groups.channels(group.id))
    return replace(
        interaction,
        about=group,
        known=await services.members.find_platform(group.id, PLATFORM, interaction.subject),
        looks_as=replace(reader, channels=channels & reader.channels),
    )


async def _group_of(interaction: SlackInteraction, schedule: ScheduleId) -> SlackInteraction:
    """Return the interaction as one about a schedule's group. Raises NotFound."""
    for each in await _groups(interaction):
        planned = await each.services.schedules.of_group(each.group.id)
        if schedule in {one.id for one in planned}:
            return each
    raise NotFound("schedule", schedule)


async def _shown(interaction: SlackInteraction, *, is_organiser: bool) -> list[Message]:
    """Return what is shown of one group."""
    services, group, reader = interaction.services, interaction.group.id, await interaction.reader()
    title = await interaction.title_of(group)
    shown = [Message(summary=title, blocks=(Heading(title),))]
    shown.append(open_message(await services.cards.open_now(reader)))
    shown.append(past_message(await services.cards.past(reader, _PAST + 1), _PAST))
    if interaction.known is not None:
        shown.append(profile_message(await services.profile.of(group, interaction.known)))
    if await _organises(interaction, is_organiser=is_organiser):
        planned = await services.schedules.of_group(group)
        titles = await services.decks.titles(group, {each.deck for each in planned})
        shown += schedules_messages(planned, titles)
    return shown


async def _is_organiser(interaction: SlackInteraction) -> bool:
    """Say whether they may change what is the workspace's, and plan in all of its channels."""
    try:
        await interaction.require_workspace_organiser()
    except NotOrganiser:
        return False
    return True


async def _organises(interaction: SlackInteraction, *, is_organiser: bool) -> bool:
    """Say whether they may plan for the group: by name, or as it has a channel in the workspace."""
    if f"{PLATFORM}:{interaction.subject}" in interaction.group.organisers:
        return True
    if not is_organiser:
        return False
    workspaces = await interaction.services.workspaces.of_group(interaction.group.id)
    return interaction.workspace.id in {each.id for each in workspaces}


def _naming(interaction: SlackInteraction) -> tuple[Block, ...]:
    """Return who was named, to be changed."""
    element: Block = {
        "type": "multi_users_select",
        "action_id": NAMED_ORGANISERS,
        "placeholder": plain_text(forms.NAME_ORGANISERS),
    }
    if interaction.workspace.organisers:
        named = [each.rpartition(":")[2] for each in interaction.workspace.organisers]
        element["initial_users"] = named
    text = plain_text(forms.ORGANISERS)
    return ({"type": "section", "text": text, "accessory": element},)
