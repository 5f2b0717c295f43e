"""Forms of text fields, as Discord's modals."""

from __future__ import annotations

from typing import Any

import discord

from bot.core.view import Press
from bot.platforms.discord.rendering.markdown import shortened
from bot.platforms.discord.schedule_form import values_in
from bot.presentation.forms import TextField, TextForm

# A modal's custom_id is this and what it is about: it may be sent in after a restart.
TEXT_FORM = "rt-form:"
# https://discord.com/developers/docs/components/reference#text-input
_FIELD = 4_000
_TITLE, _LABEL, _HINT = 45, 45, 100
_ABOUT = 1_500
_LIFETIME_S = 3_600.0


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


def pressed_in(custom_id: str) -> Press:
    """Return what a modal is about. Raises NotFound."""
    name, _, value = custom_id.removeprefix(TEXT_FORM).partition(":")
    return Press.read(name, value)


def texts_in(components: Any) -> dict[str, str]:  # noqa: ANN401  # Discord's JSON
    """Return what was written in each field, put together again."""
    found: dict[str, str] = {}
    for key, text in sorted(values_in(components)):
        name, _, _ = key.partition(".")
        found[name] = found.get(name, "") + text
    return found


def _labels(field: TextField) -> list[discord.ui.Label[Any]]:
    parts = [field.text[at : at + _FIELD] for at in range(0, len(field.text), _FIELD)] or [""]
    if len(parts) * _FIELD < field.limit:
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
                max_length=min(_FIELD, field.limit),
            ),
        )
        for at, part in enumerate(parts)
    ]
