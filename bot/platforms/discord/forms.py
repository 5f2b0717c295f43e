"""The form in which a member writes their answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.chat.answering import Form
from bot.platforms.discord.interactions import NativeInteraction
from bot.platforms.discord.rendering.markdown import shortened
from bot.presentation.answering import PRIVATE, YOUR_ANSWER
from bot.presentation.cards import place_words
from bot.presentation.paging import continued_words

# Everything that is needed when it is sent in, which may be after a restart.
FORM = re.compile(r"rt-answer:(?P<round>[^:]+):(?P<revision>\d+)")

# https://discord.com/developers/docs/components/reference#text-input
_FIELD = 4_000
_LABEL = 45
_TITLE = 45
_QUESTION = 1_500
# A text of this length nearly fills the first field, so there is a second one.
_LONG = 3_500
_LIFETIME_S = 3_600.0


class AnswerForm(discord.ui.Modal):
    """The question, and as many fields as the earlier reply needs and one to go on in."""

    def __init__(self, form: Form) -> None:
        card = form.card
        super().__init__(
            title=_cut(place_words(card), _TITLE),
            custom_id=f"rt-answer:{card.round.id}:{form.revision}",
            timeout=_LIFETIME_S,
        )
        self.add_item(discord.ui.TextDisplay(shortened(card.question.text, _QUESTION)))
        parts = parts_of(form.mine.text if form.mine else "")
        for number, part in enumerate(parts):
            self.add_item(_field(number, part))


def parts_of(text: str) -> tuple[str, ...]:
    """Return what each field holds; together they are the text. A long one leaves a field free."""
    parts = tuple(text[at : at + _LONG] for at in range(0, len(text), _LONG)) or ("",)
    return (*parts, "") if len(parts[-1]) == _LONG else parts


def typed(native: NativeInteraction) -> str:
    """Return what was written in all of a form's fields."""
    data: Mapping[str, Any] = native.data or {}
    fields = dict(_values(data.get("components", ())))
    return "".join(fields[name] for name in sorted(fields))


def _field(number: int, text: str) -> discord.ui.Label[Any]:
    first = number == 0
    return discord.ui.Label(
        text=YOUR_ANSWER if first else continued_words(YOUR_ANSWER),
        description=PRIVATE if first else None,
        component=discord.ui.TextInput(
            style=discord.TextStyle.paragraph,
            custom_id=f"answer-{number}",
            default=text or None,
            required=first,
            max_length=_FIELD,
        ),
    )


def _values(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # Discord's JSON
    for component in components:
        inner = component.get("component")
        if inner is not None:
            yield inner["custom_id"], inner.get("value", "")
        yield from _values(component.get("components", ()))
        if "value" in component:
            yield component["custom_id"], component["value"]


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
