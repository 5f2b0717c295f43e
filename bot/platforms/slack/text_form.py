"""Forms of text fields, as Slack's modals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.core.view import Message, Press, Prose
from bot.errors import NotFound
from bot.platforms.slack.modal_views import sender_at
from bot.platforms.slack.rendering.views import View, modal, text_inputs, written
from bot.platforms.slack.responder import Caller
from bot.presentation.forms import CANCEL, SEND, TextForm

TEXT_FORM = "rt-form"


def text_view(form: TextForm, caller: Caller) -> View:
    """Return a form; what it is about, and where it was opened, stand in its metadata."""
    press = form.press
    inputs = [
        part if field.required or at else part | {"optional": True}
        for field in form.fields
        for at, part in enumerate(text_inputs(field.name, field.label, field.text, hint=field.hint))
    ]
    names = [field.name for field in form.fields]
    metadata = [press.name, press.value, caller.channel, caller.thread, names]
    return modal(
        Message(form.title, (Prose(form.about),)),
        title=form.title,
        submit=SEND,
        close=CANCEL,
        callback_id=TEXT_FORM,
        inputs=inputs,
        metadata=json.dumps(metadata),
    )


def written_in(view: Mapping[str, Any]) -> tuple[Press, dict[str, str]]:
    """Return what a form is about and what was written in it. Raises NotFound."""
    name, value, _, _, names = _kept(view)
    values = view["state"]["values"]
    return Press.read(str(name), str(value)), {
        str(each): written(values, str(each)) for each in names
    }


def writer_of(team: str, body: Mapping[str, Any]) -> Caller:
    """Return who sent a form in, to be answered where they opened it. Raises NotFound."""
    _, _, channel, thread, _ = _kept(body["view"])
    return sender_at(team, body["user"], str(channel or ""), str(thread) if thread else None)


def _kept(view: Mapping[str, Any]) -> list[Any]:
    try:
        kept = json.loads(view["private_metadata"])
    except ValueError as error:
        raise NotFound("form", "") from error
    if not (isinstance(kept, list) and len(kept) == 5 and isinstance(kept[4], list)):  # noqa: PLR2004
        raise NotFound("form", "")
    return kept
