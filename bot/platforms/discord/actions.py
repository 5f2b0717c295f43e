"""Buttons that were pressed, and modals that were sent in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

from bot.chat import first_steps, later_replies, replies, schedules
from bot.chat.actions import AGAIN, ANSWER, OF_ROUNDS, do_pressed
from bot.chat.commands import change_schedule
from bot.chat.corrections import TYPE
from bot.chat.forms import TEXT_FORMS, take_form
from bot.chat.searching import search
from bot.core.models import RoundId
from bot.core.view import Press
from bot.platforms.chat_text.emoji import with_emoji
from bot.platforms.discord import pictures, typed
from bot.platforms.discord.buttons import SEARCH, press_in
from bot.platforms.discord.help import show_first_steps, show_help
from bot.platforms.discord.interactions import (
    DiscordInteraction,
    NativeInteraction,
    answering,
    tell,
)
from bot.platforms.discord.modals import (
    AGAIN_FORM,
    ANSWER_FORM,
    SCHEDULE_FORM,
    SEARCH_FORM,
    TEXT_FORM,
    AnswerModal,
    ScheduleModal,
    SearchModal,
    TextModal,
    answer_in,
    form_in,
    schedule_in,
    search_in,
    texts_in,
    words_in,
)
from bot.platforms.discord.rendering.markdown import shortened
from bot.presentation import help as help_
from bot.presentation.schedules import EDIT

_QUESTION = 1_500  # characters of a question above the fields of its answer


async def act(native: NativeInteraction) -> None:
    """Do what was pressed or chosen; what is not ours is left to others.

    Raises NotFound for a button that no version of ours has.
    """
    press = press_in(native.data or {})
    if press is None:
        return
    name, round_ = press.name, RoundId(press.subject)
    if name in (ANSWER, AGAIN):
        interaction = await DiscordInteraction.unanswered(native, round_)
        opens = later_replies.form if name == AGAIN else replies.form
        form = await opens(interaction, round_)
        # A long question takes seconds to lay out; others are served meanwhile.
        question = await asyncio.to_thread(shortened, form.card.question.text, _QUESTION)
        await native.response.send_modal(AnswerModal(form, question))
    elif name in TEXT_FORMS:
        handler = TEXT_FORMS[name]
        who = await (
            DiscordInteraction.unanswered(native, round_)
            if handler.of_round
            else DiscordInteraction.glance(native)
        )
        await native.response.send_modal(TextModal(await handler.opens(who, press)))
    elif name == EDIT:
        planner = await DiscordInteraction.glance(native)
        await native.response.send_modal(ScheduleModal(await schedules.form(planner, press)))
    elif name == SEARCH:
        await native.response.send_modal(SearchModal(press))
    elif name == TYPE:
        await typed.do(await DiscordInteraction.here(native), press.choice)
    elif name in _FIRST_STEPS:
        await _FIRST_STEPS[name](await DiscordInteraction.here(native))
    else:
        await do_pressed(_Pressed(native), press)


@dataclass(frozen=True, slots=True)
class _Pressed:
    """A button of a message, as `bot.chat.actions.Source`."""

    native: NativeInteraction

    async def here(self) -> DiscordInteraction:
        return await DiscordInteraction.here(self.native)

    async def on(self, round_: RoundId) -> DiscordInteraction:
        return await DiscordInteraction.on_round(self.native, round_)

    def answering(self) -> AbstractContextManager[None]:
        return answering(self.native)


async def _import(interaction: DiscordInteraction) -> None:
    await first_steps.tell_import(interaction, help_.IMPORT_IN_CHANNEL)


_FIRST_STEPS: Mapping[str, Callable[[DiscordInteraction], Awaitable[None]]] = {
    help_.HELP: show_help,
    help_.SETUP: show_first_steps,
    help_.TRY: first_steps.try_question,
    help_.PLAN: first_steps.plan_daily,
    help_.IMPORT: _import,
}


async def submit(native: NativeInteraction) -> None:
    """Take a modal that was sent in; those that are not ours are left to others.

    Discord closes it when we acknowledge it: until an answer is stored, it keeps what was typed.
    """
    data: Mapping[str, Any] = native.data or {}
    custom_id = str(data.get("custom_id", ""))
    if custom_id.startswith((ANSWER_FORM, AGAIN_FORM)):
        begins, _, value = custom_id.partition(":")
        form = Press.read(ANSWER, value)
        round_, text = RoundId(form.subject), answer_in(data.get("components", ()))
        with answering(native):
            async with replies.giving_back(text, partial(tell, native)):
                interaction = await DiscordInteraction.unanswered(native, round_)
                if f"{begins}:" == AGAIN_FORM:
                    await later_replies.save(interaction, round_, form.number, with_emoji(text))
                    return
                fetch = partial(pictures.pictures_in_form, interaction.services, native.client)
                sent = partial(fetch, data) if pictures.has_pictures(data) else None
                await replies.save(interaction, round_, form.number, with_emoji(text), sent)
    elif custom_id.startswith(SCHEDULE_FORM):
        about = Press.read(EDIT, custom_id.removeprefix(SCHEDULE_FORM))
        values = schedule_in(data.get("components", ()))
        await change_schedule(await DiscordInteraction.here(native), about.subject, values)
    elif custom_id.startswith(TEXT_FORM):
        about, values = form_in(custom_id), texts_in(data.get("components", ()))
        of_round = about.name in TEXT_FORMS and TEXT_FORMS[about.name].of_round
        interaction = await (
            DiscordInteraction.on_round(native, RoundId(about.subject))
            if of_round
            else DiscordInteraction.here(native)
        )
        await take_form(interaction, about, {k: with_emoji(v) for k, v in values.items()})
    elif custom_id.startswith(SEARCH_FORM):
        wanted, words = search_in(custom_id), words_in(data.get("components", ()))
        about_round = wanted.choice in OF_ROUNDS
        interaction = await (
            DiscordInteraction.on_round(native, RoundId(wanted.subject))
            if about_round
            else DiscordInteraction.here(native)
        )
        await search(interaction, wanted.choice, wanted.subject, words)
