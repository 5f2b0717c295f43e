"""Asking and planning by forms: opened in time, answered in their own fields."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat import rounds, schedules
from bot.core.ids import checked_id
from bot.core.models import AtEnd, Deck, DeckId, Order
from bot.core.schedules import Plan, checked_window
from bot.core.view import Press
from bot.errors import ChoiceNeeded, DatabaseUnavailable, MemberError
from bot.platforms.slack import modal_views as views
from bot.platforms.slack.interactions import SlackInteraction
from bot.platforms.slack.refilled import refilled
from bot.platforms.slack.rendering.fields import Values, chosen, ticked
from bot.platforms.slack.rendering.views import View
from bot.platforms.slack.responder import Caller
from bot.presentation import planning_forms as forms
from bot.presentation.errors import FAULT, unavailable_words, words_for
from bot.presentation.planning_forms import when_words, zones
from bot.presentation.schedules import EDIT

_log = structlog.get_logger()
# Slack wants to hear of us within three seconds; the way there and back takes some of them.
_PATIENCE_S = 0.8
# Nothing else is asked of Slack before a form that was sent in is acknowledged.
_LONGEST_WAIT_S = 2.0
# Bolt sends an acknowledgement by and by; a view that Slack is shown before would be replaced by
# the one that comes with it.
_UNDERWAY_S = 0.5
_Result = TypeVar("_Result")
Named = Callable[[str], Awaitable[str]]
"""Names commands in words as they are called in the workspace."""
GiveBack = Callable[[str], Awaitable[None]]
"""Tells by a message why a form that is closed was refused, with what was chosen in it."""


@dataclass(frozen=True, slots=True)
class CommandModal:
    """A form: how a command makes it, and what is done with what was chosen."""

    make: Callable[[SlackInteraction], Coroutine[Any, Any, View]]
    take: Callable[[SlackInteraction, Values], Awaitable[None]]


async def open_form(interaction: SlackInteraction, command: str, trigger: str) -> None:
    """Open the form of a command. Raises what making it does; a form that is open says so too."""
    making = BY_CALLBACK[CALLBACKS[command]].make(interaction)
    named = partial(interaction.command_names.words, interaction.workspace.address)
    await open_soon(interaction.client, trigger, making, named)


async def open_soon(
    client: AsyncWebClient,
    trigger: str,
    made: Coroutine[Any, Any, View],
    named: Named,
    title: str = forms.ASK,
) -> None:
    """Open a form at once where it is made in time, else one that says so, and fill it in after.

    Slack takes what opens a form for three seconds. Raises what making it does; a form that is
    open says so too.
    """
    making = asyncio.ensure_future(made)
    if await _soon(making, _PATIENCE_S):
        await client.views_open(trigger_id=trigger, view=making.result())
        return
    waiting = views.told_view(title=title)
    try:
        opened = (await client.views_open(trigger_id=trigger, view=waiting))["view"]["id"]
    except SlackClientError:
        making.cancel()  # nobody would see it
        raise
    try:
        view = await making
    except Exception as error:
        words = await named(words_for(error)) if isinstance(error, MemberError) else FAULT
        await client.views_update(view_id=opened, view=views.told_view(words, title=title))
        raise
    await client.views_update(view_id=opened, view=view)


async def sent_in(
    ack: AsyncAck,
    client: AsyncWebClient,
    taking: Coroutine[Any, Any, None],
    view: Mapping[str, Any],
    named: Named,
    *,
    give_back: GiveBack,
) -> None:
    """Acknowledge a form; what is refused in time stands in the field that it is about.

    One that takes longer gives way to words that say so, and is there again as it was filled in if
    it is refused: a form that closes forgets everything that was chosen in it. Of one that was
    closed meanwhile that is given back by a message.
    Raises any other error, and what is refused late, once Slack has heard of us.
    """
    taken, values = asyncio.ensure_future(taking), view["state"]["values"]
    if not await _soon(taken, _LONGEST_WAIT_S):
        title = view["title"]["text"]
        waiting = views.told_view(forms.DOING, title=title)
        await ack(response_action="update", view=waiting)
        await asyncio.sleep(_UNDERWAY_S)
        await _tell_outcome(client, taken, view, named, give_back)
        return
    error = taken.exception()
    if isinstance(error, MemberError) and values:
        # What it is about, or any.
        name = views.field_about(error, values) or views.any_field(values)
        await ack(response_action="errors", errors={name: await named(words_for(error))})
        return
    await ack()
    await taken


async def _tell_outcome(
    client: AsyncWebClient,
    taken: Awaitable[None],
    view: Mapping[str, Any],
    named: Named,
    give_back: GiveBack,
) -> None:
    """Show in a form's place what became of it. Raises what doing it does, if that is shown."""
    try:
        await taken
    except Exception as error:
        words = await _words_of(error, named)
        if await _replace(client, view, refilled(view, words)):
            raise
        if not isinstance(error, MemberError):
            _log.error("form not taken", view=view["callback_id"], exc_info=error)
        await give_back(words)
        return
    title = view["title"]["text"]
    await _replace(client, view, views.told_view(forms.DONE, title=title))


async def _words_of(error: Exception, named: Named) -> str:
    if isinstance(error, MemberError):
        return await named(words_for(error))
    return unavailable_words(error) if isinstance(error, DatabaseUnavailable) else FAULT


async def _replace(client: AsyncWebClient, view: Mapping[str, Any], shown: View) -> bool:
    """Show something in a form's place; say whether it was there still."""
    try:
        await client.views_update(view_id=view["id"], view=shown)
    except SlackClientError as error:
        _log.info("outcome not shown", view=view["callback_id"], reason=str(error))
        return False
    return True


async def made_again(
    interaction: SlackInteraction, callback: str, values: Values, metadata: str
) -> View:
    """Return a form as it is now, for what had been chosen in it. Raises NotOrganiser, NotFound."""
    if callback == views.CHANGE:
        return await change_form(interaction, Press(EDIT, views.changed_schedule(values)))
    if callback == views.QUIZ:
        await interaction.require_organiser()
        deck = DeckId(checked_id(chosen(values, views.CHOSEN_DECK), "deck"))
        return await _quiz_of(interaction, deck, metadata)
    return await BY_CALLBACK[callback].make(interaction)


async def take(
    meet: Callable[[Caller], Awaitable[SlackInteraction]],
    sender: Caller,
    callback: str,
    values: Values,
) -> None:
    """Do what a form asks for in the channel that was chosen, where `meet` makes it a thing done.

    Raises NotFound for who is not in it, NotOrganiser, and what doing it does.
    """
    caller = sender
    if views.CHANNEL in values:
        channel = checked_id(chosen(values, views.CHANNEL), "channel")
        caller = replace(sender, channel=channel, thread=None)
    there = await meet(caller)
    await there.require_organiser()
    await TAKEN[callback](there, values)


async def other_deck(interaction: SlackInteraction, view: Mapping[str, Any]) -> None:
    """Offer the questions of the deck that was chosen. Raises NotOrganiser."""
    await interaction.require_organiser()
    deck = DeckId(checked_id(chosen(view["state"]["values"], views.CHOSEN_DECK), "deck"))
    await interaction.client.views_update(
        view_id=view["id"],
        hash=view["hash"],
        view=await _quiz_of(interaction, deck, view["private_metadata"]),
    )


async def _quiz(interaction: SlackInteraction) -> View:
    await interaction.require_organiser()
    return await _quiz_of(
        interaction, await _usual_deck(interaction), views.metadata_of(interaction.caller)
    )


async def _quiz_of(interaction: SlackInteraction, deck: DeckId, metadata: str) -> View:
    reading = interaction.services.deck_reading
    page = await reading.questions(interaction.asked, deck, "", 1, views.MOST_QUESTIONS + 1)
    left_out = forms.left_out_words(views.MOST_QUESTIONS)
    return views.quiz_view(
        metadata,
        _channel(interaction),
        await _decks(interaction),
        deck=deck,
        questions=page.questions,
        left_out=await interaction.command_names.words(interaction.workspace.address, left_out),
        now=interaction.services.clock(),
    )


async def _schedule(interaction: SlackInteraction) -> View:
    await interaction.require_organiser()
    here, planned = interaction.about, []
    if here is not None:
        planned = await interaction.services.schedules.of_group(here.id)
    own = await interaction.zone()
    return views.schedule_view(
        views.metadata_of(interaction.caller),
        _channel(interaction),
        await _decks(interaction),
        deck=await _usual_deck(interaction),
        zone=own if own in zones() else "UTC",
        used_zones=[each.zone for each in planned],
    )


async def change_form(interaction: SlackInteraction, press: Press) -> View:
    """Return the form that changes a schedule. Raises NotOrganiser, NotFound."""
    form = await schedules.form(interaction, press)
    planned = await interaction.services.schedules.of_group(interaction.group.id)
    used = [each.zone for each in planned]
    return views.change_view(views.metadata_of(interaction.caller), form, used)


async def _change(interaction: SlackInteraction, values: Values) -> None:
    schedule, typed = views.changed_schedule(values), views.changed_values(values)
    await schedules.change(interaction, schedule, typed)


async def _ask(interaction: SlackInteraction, values: Values) -> None:
    closes = datetime.fromtimestamp(int(chosen(values, views.CLOSES)), UTC)
    window = checked_window(closes - interaction.services.clock())
    deck, question = chosen(values, views.CHOSEN_DECK), views.question_chosen(values)
    await rounds.open_(interaction, deck, question, window, interaction.place)


async def _plan(interaction: SlackInteraction, values: Values) -> None:
    minutes = chosen(values, views.REMINDER)
    plan = Plan(
        deck=DeckId(checked_id(chosen(values, views.DECK), "deck")),
        when=when_words(ticked(values, views.DAYS), chosen(values, views.TIME)),
        zone=chosen(values, views.ZONE),
        window=timedelta(hours=float(chosen(values, views.HOURS))),
        reminder=timedelta(minutes=int(minutes)) if minutes else None,
        order=Order(chosen(values, views.ORDER)),
        at_end=AtEnd(chosen(values, views.AT_END)),
    )
    await schedules.add(interaction, plan, interaction.place)


CALLBACKS: Mapping[str, str] = {"/quiz": views.QUIZ, "/schedule": views.SCHEDULE}
BY_CALLBACK: Mapping[str, CommandModal] = {
    views.QUIZ: CommandModal(_quiz, _ask),
    views.SCHEDULE: CommandModal(_schedule, _plan),
}


TAKEN: Mapping[str, Callable[[SlackInteraction, Values], Awaitable[None]]] = {
    **{callback: modal.take for callback, modal in BY_CALLBACK.items()},
    views.CHANGE: _change,
}


async def _decks(interaction: SlackInteraction) -> list[Deck]:
    found = [each.deck for each in await interaction.services.decks.of_group(interaction.asked)]
    if not found:
        raise ChoiceNeeded("deck", ())
    return found


async def _usual_deck(interaction: SlackInteraction) -> DeckId:
    """Return the deck that is chosen at first: the one that was asked last, or the first one."""
    try:
        return (await interaction.services.decks.usual(interaction.asked)).id
    except ChoiceNeeded:
        return (await _decks(interaction))[0].id


def _channel(interaction: SlackInteraction) -> str:
    """Return the channel that is chosen at first, "" for a direct message."""
    channel = interaction.caller.channel
    return channel if channel.startswith(("C", "G")) else ""


async def _soon(work: asyncio.Future[_Result], patience: float) -> bool:
    """Say whether it is done within so many seconds; it goes on in any case."""
    try:
        done, _ = await asyncio.wait({work}, timeout=patience)
    except asyncio.CancelledError:
        work.cancel()
        raise
    return bool(done)
