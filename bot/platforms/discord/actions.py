"""Buttons that were pressed, and the modal in which a member writes their answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import discord

from bot.chat import first_steps, later_replies, replies, schedules
from bot.chat.actions import AGAIN, ANSWER, OF_ROUNDS, do_pressed
from bot.chat.commands import change_schedule
from bot.chat.corrections import TYPE
from bot.chat.forms import TEXT_FORMS, take_form
from bot.chat.replies import AnswerPrompt
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
from bot.platforms.discord.rendering.markdown import shortened
from bot.platforms.discord.schedule_form import SCHEDULE_FORM, ScheduleModal, typed_in
from bot.platforms.discord.search_form import SEARCH_FORM, SearchModal, searched, words_in
from bot.platforms.discord.text_form import TEXT_FORM, TextModal, pressed_in, texts_in
from bot.presentation import help as help_
from bot.presentation.paging import continued_words
from bot.presentation.replies import YOUR_ANSWER
from bot.presentation.rounds import place_words
from bot.presentation.schedules import EDIT

# A modal's custom_id is this, the round and the version of the reply that it began with: all that
# is needed when it is sent in, which may be after a restart.
_MODAL = "rt-answer:"
_AGAIN_MODAL = "rt-again:"

# https://discord.com/developers/docs/components/reference#text-input
_FIELD = 4_000
_TITLE = 45
_QUESTION = 1_500
# A text of this length nearly fills the first field, so there is a second one.
_LONG = 3_500
_LIFETIME_S = 3_600.0


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
    if custom_id.startswith((_MODAL, _AGAIN_MODAL)):
        begins, _, value = custom_id.partition(":")
        form = Press.read(ANSWER, value)
        round_, text = RoundId(form.subject), _typed(data.get("components", ()))
        with answering(native):
            async with replies.giving_back(text, partial(tell, native)):
                interaction = await DiscordInteraction.unanswered(native, round_)
                if f"{begins}:" == _AGAIN_MODAL:
                    await later_replies.save(interaction, round_, form.number, with_emoji(text))
                    return
                fetch = partial(pictures.pictures_in_form, interaction.services, native.client)
                sent = partial(fetch, data) if pictures.has_pictures(data) else None
                await replies.save(interaction, round_, form.number, with_emoji(text), sent)
    elif custom_id.startswith(SCHEDULE_FORM):
        about = Press.read(EDIT, custom_id.removeprefix(SCHEDULE_FORM))
        values = typed_in(data.get("components", ()))
        await change_schedule(await DiscordInteraction.here(native), about.subject, values)
    elif custom_id.startswith(TEXT_FORM):
        about, values = pressed_in(custom_id), texts_in(data.get("components", ()))
        of_round = about.name in TEXT_FORMS and TEXT_FORMS[about.name].of_round
        interaction = await (
            DiscordInteraction.on_round(native, RoundId(about.subject))
            if of_round
            else DiscordInteraction.here(native)
        )
        await take_form(interaction, about, {k: with_emoji(v) for k, v in values.items()})
    elif custom_id.startswith(SEARCH_FORM):
        wanted, words = searched(custom_id), words_in(typed_in(data.get("components", ())))
        about_round = wanted.choice in OF_ROUNDS
        interaction = await (
            DiscordInteraction.on_round(native, RoundId(wanted.subject))
            if about_round
            else DiscordInteraction.here(native)
        )
        await search(interaction, wanted.choice, wanted.subject, words)


class AnswerModal(discord.ui.Modal):
    """The question, and as many fields as the earlier reply needs and one to go on in.

    `question` is how it is shown, in Discord's markdown.
    """

    def __init__(self, form: AnswerPrompt, question: str) -> None:
        card, begins = form.card, _AGAIN_MODAL if form.again else _MODAL
        super().__init__(
            title=_cut(place_words(card), _TITLE),
            custom_id=begins + Press(ANSWER, card.round.id, str(form.revision)).value,
            timeout=_LIFETIME_S,
        )
        self.add_item(discord.ui.TextDisplay(question))
        parts = _parts_of(form.text)
        for number, part in enumerate(parts):
            self.add_item(_field(number, part, form.hint))
        if not form.again:
            self.add_item(pictures.field(form.pictures))


def _parts_of(text: str) -> tuple[str, ...]:
    """Return what each field holds; together they are the text. A long one leaves a field free."""
    parts = tuple(text[at : at + _LONG] for at in range(0, len(text), _LONG)) or ("",)
    return (*parts, "") if len(parts[-1]) == _LONG else parts


def _typed(components: Any) -> str:  # noqa: ANN401  # Discord's JSON
    """Return what was written in all of a modal's fields, which stand in labels or in rows."""
    fields, waiting = {}, list(components)
    while waiting:
        component = waiting.pop()
        waiting += [component["component"]] if "component" in component else []
        waiting += component.get("components", ())
        if "value" in component:
            fields[component["custom_id"]] = component["value"]
    return "".join(fields[name] for name in sorted(fields))


def _field(number: int, text: str, hint: str) -> discord.ui.Label[Any]:
    first = number == 0
    return discord.ui.Label(
        text=YOUR_ANSWER if first else continued_words(YOUR_ANSWER),
        description=hint if first else None,
        component=discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            custom_id=f"answer-{number}",
            default=text or None,
            required=first,
            max_length=_FIELD,
        ),
    )


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
