"""Answering a question: the form, the commit, the word that it was saved."""

from __future__ import annotations

import re

from bot.core.models import RoundId
from bot.errors import MemberError, NotFound, RoundClosed, StaleReply
from bot.platforms.discord.forms import AnswerForm
from bot.platforms.discord.visits import Visit
from bot.presentation.errors import words_for
from bot.presentation.feedback import wish_message
from bot.presentation.replies import given_back_message, saved_message, stale_message


async def open_form(visit: Visit, subject: str) -> None:
    """Open the form, filled with the member's earlier reply. Raises RoundClosed."""
    round_, reader = RoundId(subject), await visit.reader()
    card = await visit.services.cards.card(visit.group.id, round_, reader)
    if visit.services.clock() >= card.round.closes_at or card.round.closed_at is not None:
        raise RoundClosed(card.round.closed_at or card.round.closes_at)
    mine = await visit.services.replies.mine(round_, reader) if reader else None
    await visit.interaction.response.send_modal(AnswerForm(card, mine))


async def save(visit: Visit, form: re.Match[str], text: str) -> None:
    """Store what was written, and say so once it is stored; what is refused is given back."""
    await visit.hold()
    round_, member = RoundId(form["round"]), await visit.member()
    try:
        saved = await visit.services.replies.save(round_, member, text, int(form["revision"]))
    except NotFound:
        raise
    except StaleReply as error:
        await visit.show(stale_message(round_, error.stored, text))
    except MemberError as error:
        await visit.show(given_back_message(words_for(error), text))
    else:
        card = await visit.services.cards.card(visit.group.id, round_, member)
        await visit.show(saved_message(card, saved))


async def remind(visit: Visit, subject: str) -> None:
    """Remind the member before this round closes, or not any more."""
    await visit.hold()
    member = await visit.member()
    round_ = RoundId(subject)
    at = await visit.services.wishes.toggle(visit.group.id, round_, member)
    await visit.show(wish_message(at, round_))
