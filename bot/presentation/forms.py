"""Forms of text fields, which each platform lays out in its own way."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.view import Press

SEND, CANCEL, FORM = "Send", "Cancel", "Form"


@dataclass(frozen=True, slots=True)
class TextField:
    """A field to write in: `text` stands in it at first, and `limit` is its characters."""

    name: str
    label: str
    text: str
    limit: int
    hint: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class TextForm:
    """A form: what it does once it is sent in (`press`), and what it is `about`, in Markdown."""

    press: Press
    title: str
    about: str
    fields: tuple[TextField, ...]
