"""What happens when somebody presses a button, chooses in a menu, or sends a form in.

A button's id is `rt:<name>:<subject>`: all that is needed to answer it, so that it works after a
restart as well. The names are those of `bot.core.view.Action`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.core.models import RoundId
from bot.errors import NotFound
from bot.platforms.discord.forms import FORM, typed
from bot.platforms.discord.presses import (
    administering,
    answering,
    feedback,
    importing,
    leaving,
    looking_up,
    revealing,
)
from bot.platforms.discord.visits import Interaction, Visit
from bot.services.catalogue import Services

Handler = Callable[[Visit, str], Awaitable[None]]

# The subject starts with a round, so that they work in a direct message too.
_OF_ROUNDS: Mapping[str, Handler] = {
    "answer": answering.open_form,
    "remind": answering.remind,
    "reveal": revealing.show,
    "rate": feedback.ask_rating,
    "rated": feedback.rate,
    "helpful": feedback.ask_vote,
    "voted": feedback.vote,
    "unvote": feedback.take_back,
}
_OF_SERVERS: Mapping[str, Handler] = {
    "found": looking_up.show,
    "share": looking_up.share,
    "rounds": revealing.past,
    "delete-me": leaving.delete,
    "quiz-close": administering.close,
    "quiz-skip": administering.skip,
    "status": administering.status,
    "send-again": administering.send_again,
    "decks": administering.decks,
    "deck": administering.deck,
    "schedules": administering.schedules,
    "openings": administering.openings,
    "schedule-remove": administering.remove_schedule,
    "preview": importing.preview,
    "import": importing.store,
    "import-add": importing.add,
    "discard": importing.discard,
}


async def press(services: Services, interaction: Interaction, name: str, subject: str) -> None:
    """Do what the button is there for. Raises NotFound for one that no version of ours has."""
    if name in _OF_ROUNDS:
        round_ = RoundId(subject.partition(":")[0])
        await _OF_ROUNDS[name](await Visit.about(services, interaction, round_), subject)
    elif name in _OF_SERVERS:
        await _OF_SERVERS[name](await Visit.in_guild(services, interaction), subject)
    else:
        raise NotFound("button", name)


async def submit(services: Services, interaction: Interaction) -> None:
    """Take a form that was sent in; those that are not ours are left to others."""
    data: Mapping[str, Any] = interaction.data or {}
    form = FORM.fullmatch(str(data.get("custom_id", "")))
    if form is not None:
        visit = await Visit.about(services, interaction, RoundId(form["round"]))
        await answering.save(visit, form, typed(interaction))
