"""A form that was closed before it was refused: what was chosen in it, given back.

Slack shows a closed view no more (`views.update` answers `not_found`), and forgets what was in it:
https://docs.slack.dev/reference/methods/views.update
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.core.pending import Pending
from bot.core.view import Block, Line, Mention, Moment, Press
from bot.errors import DatabaseUnavailable, NotFound
from bot.platforms.slack import modals
from bot.platforms.slack.interactions import PLATFORM, SlackInteraction
from bot.platforms.slack.refilled import refilled
from bot.platforms.slack.rendering.views import View
from bot.platforms.slack.responder import Responder
from bot.presentation.planning_forms import closed_form_message
from bot.services.services import Services


async def give_back(
    services: Services, responder: Responder, view: Mapping[str, Any], words: str
) -> None:
    """Tell who sent a form in why it was refused, with what they chose and what opens it so."""
    filled = tuple(_chosen_in(view))
    await responder.show(closed_form_message(words, filled, await _kept(services, responder, view)))


async def _kept(services: Services, responder: Responder, view: Mapping[str, Any]) -> str:
    """Keep what was chosen for a day; return what finds it, "" where nothing can be kept now."""
    values = json.dumps(view["state"]["values"])
    options = {"values": values, "metadata": view["private_metadata"]}
    who = PLATFORM, responder.caller.subject
    try:
        return await services.pending.keep(Pending(*who, view["callback_id"], options, "", ()))
    except DatabaseUnavailable:  # that may be why it was refused: the words are given back
        return ""


async def opened_again(interaction: SlackInteraction, press: Press) -> View:
    """Return a form as it had been filled in. Raises NotFound for another's, or one too old."""
    kept = await interaction.services.pending.find(press.subject)
    theirs = PLATFORM, interaction.subject
    if kept is None or (kept.platform, kept.subject) != theirs or "values" not in kept.options:
        raise NotFound("form", press.subject)
    values = json.loads(kept.options["values"])
    made = await modals.made_again(interaction, kept.command, values, kept.options["metadata"])
    return refilled({**made, "state": {"values": values}})


def _chosen_in(view: Mapping[str, Any]) -> Iterator[Block]:
    """Yield each field with what was chosen or written in it, as it was shown."""
    for block in view["blocks"]:
        if block["type"] == "input":
            label, state = block["label"]["text"], view["state"]["values"].get(block["block_id"])
            yield from _line(label, next(iter((state or {}).values()), {}))


def _line(label: str, state: Mapping[str, Any]) -> Iterator[Block]:
    options = state.get("selected_options") or filter(None, [state.get("selected_option")])
    words = ", ".join(each["text"]["text"] for each in options)
    words = words or state.get("value") or state.get("selected_time") or ""
    if words:
        yield Line(f"{label}: {words}")
    elif channel := state.get("selected_conversation"):
        yield Line(f"{label}: #{channel}", (Mention(f"#{channel}", channel),))
    elif at := state.get("selected_date_time"):
        yield Moment(label, datetime.fromtimestamp(at, UTC))
