"""What a notice to organisers lets them press, where they read it: often alone with us.

No workspace is there, so the right is asked for in that of the channel that the notice is told in.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.chat.interaction import Interaction
from bot.chat.owners import require_organiser_of
from bot.chat.schedules import plan_of
from bot.core.audit import Actor
from bot.core.models import (
    AtEnd,
    Channel,
    ChannelId,
    DeckId,
    QuestionId,
    Round,
    RoundId,
    Schedule,
    ScheduleId,
)
from bot.core.naming import meant
from bot.core.read_models import Reader
from bot.core.view import Action, Press
from bot.errors import ChoiceNeeded, NotFound, NotOrganiser
from bot.presentation import notices
from bot.presentation.administration import opened_message, sent_again_words
from bot.presentation.decks import restored_words
from bot.presentation.notices import (
    followed_actions,
    followed_message,
    followed_messages,
    mentions_words,
)
from bot.presentation.planning_forms import values_of
from bot.presentation.schedules import CHANGED
from bot.services.acting import act_as

# What asks for a choice first, as a command does: `bot.chat.commands` has them by these names.
NEW_DECK, NEW_ROLE = "notice-deck", "notice-role"
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
    """Let it go on. Raises BadSchedule, and DeckNotAtHand for a deck that is gone."""
    there, id_ = await _organised(interaction, press), ScheduleId(press.subject)
    resumed = await interaction.services.schedules.resume(there.group, id_)
    await _show(interaction, resumed, there)


async def show_all(interaction: Interaction, press: Press) -> None:
    """Show the group's schedules, each as what shows it alone."""
    there = await _organised(interaction, press)
    planned, titles = await _planned(interaction, there)
    await interaction.show(followed_messages(planned, titles, there.id))


async def show_listed(interaction: Interaction, press: Press) -> None:
    """Show a schedule out of the list: its channel is the subject."""
    await show(interaction, Press(notices.SHOW_SCHEDULE, press.choice, press.subject))


async def choices(interaction: Interaction, subject: str) -> tuple[Action, ...]:
    """Return what the list of a channel's group has to choose from. Raises as `show_all`."""
    there = await _organised(interaction, Press(notices.SHOW_SCHEDULES, subject, subject))
    return followed_actions(*await _planned(interaction, there), there.id)


async def start_over(interaction: Interaction, press: Press) -> None:
    """Let a schedule begin its deck again at the end, which may be now."""
    there = await _organised(interaction, press)
    values = {"at_end": AtEnd.START_OVER.value}
    await _change(interaction, await _schedule(interaction, press, there), there, values)


async def restore_deck(interaction: Interaction, press: Press) -> None:
    """Bring a removed deck back, with what paused for want of it. Raises NotOrganiser."""
    await _organised(interaction, press)
    services, deck = interaction.services, DeckId(press.subject)
    owner = (await services.suggestions.owned(deck)).workspace
    await require_organiser_of(interaction, owner)
    await interaction.say(restored_words(await services.deck_edits.restore(owner, deck)))


async def try_again(interaction: Interaction, press: Press) -> None:
    """Change at once what shows replies of a round, if its platform allows it by now."""
    there = await _organised(interaction, press)
    await interaction.services.messages.try_again(there.group, RoundId(press.subject))
    await interaction.say(notices.TRIED_AGAIN)


async def greet(interaction: Interaction, press: Press) -> None:
    """Greet whoever reads a channel that did not take the greeting."""
    there = await _organised(interaction, press)
    deliveries = interaction.services.deliveries
    is_sent = await deliveries.greet(there.group, ChannelId(press.subject))
    await interaction.say(sent_again_words(found=is_sent))


def options_of(press: Press) -> dict[str, str]:
    """Return what a notice's button that asks for a choice is about, as a command's options."""
    return {"about": press.subject, "told": press.choice}


async def choose_deck(interaction: Interaction, options: Mapping[str, str]) -> None:
    """Ask another deck by a schedule from now on. Raises ChoiceNeeded until one was chosen."""
    press = _press_of(options)
    there = await _organised(interaction, press)
    planned = await _schedule(interaction, press, there)
    titles = await interaction.services.decks.titles(there.group)
    others = {id_: title for id_, title in titles.items() if id_ != planned.deck}
    if not others:
        await interaction.say(notices.NO_OTHER_DECK)
        return
    if not options.get("deck"):
        raise ChoiceNeeded("deck", tuple(others.values()), tuple(others))
    await _change(interaction, planned, there, {"deck": meant("deck", options["deck"], others)})


async def choose_role(interaction: Interaction, options: Mapping[str, str]) -> None:
    """Mention another role with questions. Raises ChoiceNeeded until one was chosen."""
    services, press = interaction.services, _press_of(options)
    there = await _organised(interaction, press)
    about = await services.groups.channel(ChannelId(press.subject))
    workspace = await services.workspaces.find(about.platform, about.workspace)
    if about.group != there.group or about.platform != interaction.platform or workspace is None:
        raise NotFound("channel", about.name)
    roles = await interaction.roles(workspace)
    if not roles:
        await interaction.say(notices.NO_OTHER_ROLE)
        return
    if not options.get("role"):
        raise ChoiceNeeded("role", tuple(roles.values()), tuple(roles))
    chosen = meant("role", options["role"], roles)
    await services.groups.configure_channel(about.id, mention_role=chosen)
    named = await interaction.named([about], proven=True)
    words = mentions_words(named.words[0], roles[chosen])
    await interaction.say(words, mentions=named.mentions)


async def check(interaction: Interaction, options: Mapping[str, str]) -> None:
    """Raise NotOrganiser for who may not choose any more."""
    await _organised(interaction, _press_of(options))


def _press_of(options: Mapping[str, str]) -> Press:
    return Press(notices.CHOOSE_DECK, options.get("about", ""), options.get("told", ""))


async def _change(
    interaction: Interaction, found: Schedule, there: Channel, values: Mapping[str, str]
) -> None:
    """Change what is named of a schedule, and show it as it goes on."""
    plan = plan_of(found, {**values_of(found), **values})
    changed = await interaction.services.schedules.change(there.group, found.id, plan)
    await _show(interaction, changed, there, CHANGED)


PRESSED: Mapping[str, Callable[[Interaction, Press], Awaitable[None]]] = {
    notices.ASK: ask,
    notices.ASK_AGAIN: ask_again,
    notices.SHOW_SCHEDULE: show,
    notices.PAUSE: pause,
    notices.RESUME: resume,
    notices.SHOW_SCHEDULES: show_all,
    notices.SHOW_LISTED: show_listed,
    notices.START_OVER: start_over,
    notices.RESTORE_DECK: restore_deck,
    notices.TRY_AGAIN: try_again,
    notices.GREET: greet,
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


async def _planned(
    interaction: Interaction, there: Channel
) -> tuple[list[Schedule], Mapping[DeckId, str]]:
    services = interaction.services
    planned = await services.schedules.of_group(there.group)
    return planned, await services.decks.titles(there.group, {each.deck for each in planned})


async def _schedule(interaction: Interaction, press: Press, there: Channel) -> Schedule:
    return await interaction.services.schedules.get(there.group, ScheduleId(press.subject))


async def _show(
    interaction: Interaction, schedule: Schedule, there: Channel, said: str = ""
) -> None:
    titles = await interaction.services.decks.titles(there.group, [schedule.deck])
    named = await interaction.named([there], proven=True)
    deck, place = titles.get(schedule.deck), named.words[0]
    channels = await interaction.services.groups.channels(there.group)
    is_gone = all(each.gone for each in channels)
    message = followed_message(schedule, deck, there.id, place, said, is_gone=is_gone)
    await interaction.show(message.leading_to(named.mentions))


async def _tell_opened(interaction: Interaction, opened: Round, there: Channel) -> None:
    cards = interaction.services.cards
    told = await interaction.named(await cards.audience(opened.id), proven=True)
    card = await cards.card(opened.id, Reader(frozenset([there.id])))
    await interaction.show(opened_message(card, told.words, None).leading_to(told.mentions))
