"""What a notice to organisers lets them press, where they read it: often alone with us.

No workspace is there, so the right is asked for in that of the channel that the notice is told in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.chat.interaction import Interaction
from bot.core.audit import Actor
from bot.core.models import Channel, ChannelId, QuestionId, Round, Schedule, ScheduleId
from bot.core.read_models import Reader
from bot.core.view import Press
from bot.errors import NotFound, NotOrganiser
from bot.presentation import notices
from bot.presentation.administration import opened_message
from bot.presentation.notices import followed_message
from bot.services.acting import act_as

_A_DAY = timedelta(days=1)


async def ask(interaction: Interaction, press: Press) -> None:
    """Ask the next question of a schedule's deck now, for as long as it would be open."""
    there = await _organised(interaction, press)
    planned = await _schedule(interaction, press, there)
    rounds = interaction.services.rounds
    opened = await rounds.open_next(there.group, planned.deck, planned.window)
    await _tell_opened(interaction, opened, there)


async def ask_again(interaction: Interaction, press: Press) -> None:
    """Ask a question now that reached nobody. Raises AlreadyAsked while it is open."""
    there = await _organised(interaction, press)
    question = QuestionId(press.subject)
    opened = await interaction.services.rounds.open_question(there.group, question, _A_DAY)
    await _tell_opened(interaction, opened, there)


async def show(interaction: Interaction, press: Press) -> None:
    """Show a schedule, with what can be done about it from here."""
    there = await _organised(interaction, press)
    await _show(interaction, await _schedule(interaction, press, there), there)


async def pause(interaction: Interaction, press: Press) -> None:
    """Ask nothing by it until it is resumed."""
    there, id_ = await _organised(interaction, press), ScheduleId(press.subject)
    paused = await interaction.services.schedules.pause(there.group, id_)
    await _show(interaction, paused, there)


async def resume(interaction: Interaction, press: Press) -> None:
    """Let it go on. Raises BadSchedule, and NotFound for a deck that is gone."""
    there, id_ = await _organised(interaction, press), ScheduleId(press.subject)
    resumed = await interaction.services.schedules.resume(there.group, id_)
    await _show(interaction, resumed, there)


PRESSED: Mapping[str, Callable[[Interaction, Press], Awaitable[None]]] = {
    notices.ASK: ask,
    notices.ASK_AGAIN: ask_again,
    notices.SHOW_SCHEDULE: show,
    notices.PAUSE: pause,
    notices.RESUME: resume,
}


async def _organised(interaction: Interaction, press: Press) -> Channel:
    """Return the channel that is the choice, of a group that they may plan for now.

    Raises NotOrganiser, and NotFound for a channel elsewhere.
    """
    services = interaction.services
    there = await services.groups.channel(ChannelId(press.choice))
    workspace = await services.workspaces.find(there.platform, there.workspace)
    if there.platform != interaction.platform or workspace is None:
        raise NotFound("channel", there.name)
    named = {workspace.owner, *workspace.organisers}
    group = await services.groups.get(there.group)
    is_named = f"{interaction.platform}:{interaction.subject}" in group.organisers
    if not (is_named or interaction.subject in named):
        here = interaction.workspace
        if here is not None and here.id == workspace.id:
            await interaction.require_workspace_organiser()
        elif not (await interaction.spots(workspace)).runs:
            raise NotOrganiser(interaction.workspace_word)
    act_as(Actor(interaction.platform, interaction.subject, workspace=workspace.id))
    return there


async def _schedule(interaction: Interaction, press: Press, there: Channel) -> Schedule:
    return await interaction.services.schedules.get(there.group, ScheduleId(press.subject))


async def _show(interaction: Interaction, schedule: Schedule, there: Channel) -> None:
    titles = await interaction.services.decks.titles(there.group, [schedule.deck])
    named = await interaction.named([there], proven=True)
    message = followed_message(schedule, titles.get(schedule.deck), there.id, named.words[0])
    await interaction.show(message.leading_to(named.mentions))


async def _tell_opened(interaction: Interaction, opened: Round, there: Channel) -> None:
    cards = interaction.services.cards
    told = await interaction.named(await cards.audience(opened.id), proven=True)
    card = await cards.card(opened.id, Reader(frozenset([there.id])))
    await interaction.show(opened_message(card, told.words, None).leading_to(told.mentions))
