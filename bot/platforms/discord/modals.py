"""The forms that open, as Discord's modals, and what is read out of those that were sent in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.chat import searching
from bot.chat.actions import ANSWER
from bot.chat.replies import AnswerPrompt
from bot.core.naming import ellipsized
from bot.core.phrase_reading import LONGEST as LONGEST_PHRASE
from bot.core.view import Press
from bot.platforms.discord import pictures
from bot.platforms.discord.buttons import SEARCH
from bot.platforms.discord.rendering.markdown import shortened
from bot.presentation import paging
from bot.presentation import planning_forms as words
from bot.presentation.forms import TextField, TextForm
from bot.presentation.paging import continued_words
from bot.presentation.planning_forms import ScheduleForm
from bot.presentation.replies import YOUR_ANSWER
from bot.presentation.rounds import place_words
from bot.presentation.schedules import EDIT, ENDS, ORDERS

# A modal's custom_id begins with one of these. All that is needed when it is sent in stands behind
# it, for that may be after a restart: the round and the version of the reply that it began with,
# the schedule, what a form of texts is about, or the list and the name of its actions.
ANSWER_FORM, AGAIN_FORM = "rt-answer:", "rt-again:"
SCHEDULE_FORM = "rt-schedule:"
TEXT_FORM = "rt-form:"
SEARCH_FORM = "rt-search:"

# https://discord.com/developers/docs/components/reference#text-input
_LONGEST_FIELD = 4_000
_TITLE, _LABEL, _HINT = 45, 45, 100
# An answer of this length nearly fills the first field, so there is a second one.
_LONG = 3_500
_ABOUT = 1_500
_LIFETIME_S = 3_600.0
_ANSWER, _ORDER, _WORDS = "answer-", "order-and-end", "words"
_LONGEST_ZONE, _LONGEST_SPAN = 100, 40


def _values_in(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # Discord's JSON
    """Yield the name and the value of each field, which stand in labels or in rows."""
    for component in components:
        inner = [component["component"]] if "component" in component else []
        yield from _values_in([*inner, *component.get("components", ())])
        if "custom_id" in component:
            chosen = next(iter(component.get("values", ())), "")
            yield component["custom_id"], component.get("value", chosen)


class AnswerModal(discord.ui.Modal):
    """The question, and as many fields as the earlier reply needs and one to go on in.

    `question` is how it is shown, in Discord's markdown.
    """

    def __init__(self, form: AnswerPrompt, question: str) -> None:
        card, begins = form.card, AGAIN_FORM if form.again else ANSWER_FORM
        super().__init__(
            title=ellipsized(place_words(card), _TITLE),
            custom_id=begins + Press(ANSWER, card.round.id, str(form.revision)).value,
            timeout=_LIFETIME_S,
        )
        self.add_item(discord.ui.TextDisplay(question))
        parts = _parts_of(form.text)
        for number, part in enumerate(parts):
            self.add_item(_answer_field(number, part, form.hint))
        if not form.again:
            self.add_item(pictures.field(form.pictures))


def answer_in(components: Any) -> str:  # noqa: ANN401  # as above
    """Return what was written in all of its fields."""
    fields = sorted(_values_in(components))
    return "".join(text for name, text in fields if name.startswith(_ANSWER))


def _parts_of(text: str) -> tuple[str, ...]:
    """Return what each field holds; together they are the text. A long one leaves a field free."""
    parts = tuple(text[at : at + _LONG] for at in range(0, len(text), _LONG)) or ("",)
    return (*parts, "") if len(parts[-1]) == _LONG else parts


def _answer_field(number: int, text: str, hint: str) -> discord.ui.Label[Any]:
    first = number == 0
    return discord.ui.Label(
        text=YOUR_ANSWER if first else continued_words(YOUR_ANSWER),
        description=hint if first else None,
        component=discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            custom_id=f"{_ANSWER}{number}",
            default=text or None,
            required=first,
            max_length=_LONGEST_FIELD,
        ),
    )


class ScheduleModal(discord.ui.Modal):
    """Five fields, which is what a modal holds; the deck stays."""

    def __init__(self, form: ScheduleForm) -> None:
        super().__init__(
            title=words.CHANGE,
            custom_id=SCHEDULE_FORM + Press(EDIT, form.schedule).value,
            timeout=_LIFETIME_S,
        )
        values = form.values
        self.add_item(_text("when", words.WHEN, values, LONGEST_PHRASE, hint=words.WHEN_HINT))
        self.add_item(_text("zone", words.ZONE, values, _LONGEST_ZONE, hint=words.ZONE_HINT))
        self.add_item(_text("hours", words.HOURS, values, _LONGEST_SPAN))
        self.add_item(
            _text(
                "reminder",
                words.REMINDER,
                values,
                _LONGEST_SPAN,
                hint=words.REMINDER_HINT,
                required=False,
            )
        )
        self.add_item(_order(values))


def schedule_in(components: Any) -> dict[str, str]:  # noqa: ANN401  # as above
    """Return what was typed and chosen in a modal, by the options of a schedule."""
    values = dict(_values_in(components))
    order, _, end = values.pop(_ORDER, "").partition(":")
    return {**values, "order": order, "at_end": end}


def _text(
    name: str,
    label: str,
    values: Mapping[str, str],
    limit: int,
    *,
    hint: str | None = None,
    required: bool = True,
) -> discord.ui.Label[Any]:
    component: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=name,
        default=values.get(name, "")[:limit] or None,
        required=required,
        max_length=limit,
    )
    return discord.ui.Label(text=label, description=hint, component=component)


def _order(values: Mapping[str, str]) -> discord.ui.Label[Any]:
    options = [
        discord.SelectOption(
            label=f"{order_words.capitalize()}; then {end_words}",
            value=f"{order}:{end}",
            default=(order, end) == (values.get("order"), values.get("at_end")),
        )
        for order, order_words in ORDERS.items()
        for end, end_words in ENDS.items()
    ]
    menu: discord.ui.Select[Any] = discord.ui.Select(custom_id=_ORDER, options=options)
    return discord.ui.Label(text=words.ORDER_AND_END, component=menu)


class TextModal(discord.ui.Modal):
    """What it is about, and its fields; a text longer than one of Discord's goes on in the next."""

    def __init__(self, form: TextForm) -> None:
        press = form.press
        super().__init__(
            title=form.title[:_TITLE],
            custom_id=f"{TEXT_FORM}{press.name}:{press.value}",
            timeout=_LIFETIME_S,
        )
        self.add_item(discord.ui.TextDisplay(shortened(form.about, _ABOUT)))
        for field in form.fields:
            for label in _labels(field):
                self.add_item(label)


def form_in(custom_id: str) -> Press:
    """Return what a modal is about. Raises NotFound."""
    name, _, value = custom_id.removeprefix(TEXT_FORM).partition(":")
    return Press.read(name, value)


def texts_in(components: Any) -> dict[str, str]:  # noqa: ANN401  # as above
    """Return what was written in each field, put together again."""
    found: dict[str, str] = {}
    for key, text in sorted(_values_in(components)):
        name, _, _ = key.partition(".")
        found[name] = found.get(name, "") + text
    return found


def _labels(field: TextField) -> list[discord.ui.Label[Any]]:
    parts = [
        field.text[at : at + _LONGEST_FIELD] for at in range(0, len(field.text), _LONGEST_FIELD)
    ] or [""]
    if len(parts) * _LONGEST_FIELD < field.limit:
        parts.append("")
    return [
        discord.ui.Label(
            text=field.label[:_LABEL] if at == 0 else "It goes on",
            description=(field.hint[:_HINT] or None) if at == 0 else None,
            component=discord.ui.TextInput(
                style=discord.TextStyle.paragraph,
                custom_id=f"{field.name}.{at}",
                default=part or None,
                required=field.required and at == 0,
                max_length=min(_LONGEST_FIELD, field.limit),
            ),
        )
        for at, part in enumerate(parts)
    ]


class SearchModal(discord.ui.Modal):
    """One field for some words."""

    def __init__(self, press: Press) -> None:
        super().__init__(
            title=paging.SEARCH, custom_id=SEARCH_FORM + press.value, timeout=_LIFETIME_S
        )
        words: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=_WORDS, max_length=searching.LONGEST
        )
        self.add_item(discord.ui.Label(text=paging.SEARCHED, component=words))


def search_in(custom_id: str) -> Press:
    """Return the list that a form searches. Raises NotFound."""
    return Press.read(SEARCH, custom_id.removeprefix(SEARCH_FORM))


def words_in(components: Any) -> str:  # noqa: ANN401  # as above
    """Return the words that were typed in it."""
    return dict(_values_in(components)).get(_WORDS, "")
