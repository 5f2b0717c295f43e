"""The form in which a member writes their answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.chat.answering import Form
from bot.core.models import RoundId
from bot.core.view import Heading, Message, Prose
from bot.platforms.slack.answers import Caller
from bot.platforms.slack.rendering.views import View, modal, text_inputs, written
from bot.presentation.answering import CANCEL, PRIVATE, SAVE, YOUR_ANSWER
from bot.presentation.cards import place_words

CALLBACK = "rt-answer"
_FIELDS = "answer"


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent in: for which version of the reply, and from where it was opened."""

    round: RoundId
    revision: int
    text: str
    channel: str
    thread: str | None


def answer_view(form: Form, caller: Caller) -> View:
    """Return the question, and as many fields as the earlier reply needs and one to go on in.

    All that is needed when it is sent in stands in its metadata: that may be after a restart.
    """
    metadata = [form.card.round.id, form.revision, caller.channel, caller.thread]
    asked = (Heading(place_words(form.card), 3), Prose(form.card.question.text))
    return modal(
        Message(summary=form.card.question.text, blocks=asked),
        title=YOUR_ANSWER,
        submit=SAVE,
        close=CANCEL,
        callback_id=CALLBACK,
        inputs=text_inputs(_FIELDS, YOUR_ANSWER, form.mine.text if form.mine else "", hint=PRIVATE),
        metadata=json.dumps(metadata),
    )


def sent_in(view: Mapping[str, Any]) -> Sent:
    """Return what was sent in."""
    round_, revision, channel, thread = json.loads(view["private_metadata"])
    text = written(view["state"]["values"], _FIELDS)
    return Sent(RoundId(round_), int(revision), text, channel, thread)
