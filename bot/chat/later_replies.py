"""Answering after the reveal: a second time, or late."""

from __future__ import annotations

from bot.chat.interaction import Interaction
from bot.chat.replies import AnswerPrompt, asks_to_share, question_of
from bot.core.models import RoundId
from bot.core.view import Press
from bot.errors import MemberError, NotFound, StaleReply
from bot.presentation.errors import refused
from bot.presentation.later_replies import (
    LATER_GONE,
    later_hint,
    later_saved_message,
    later_stale_message,
)
from bot.presentation.replies import NOTHING_TO_TAKE_BACK, given_back_message


async def form(interaction: Interaction, round_: RoundId) -> AnswerPrompt:
    """Return what the form is to hold. Raises as `LaterReplyService.prompt`."""
    services, reader = interaction.services, await interaction.reader()
    card = await services.cards.card(round_, reader)
    known = interaction.known.id if interaction.known else None
    prompt = await services.later_replies.prompt(round_, known, reader)
    hint = later_hint(is_late=prompt.is_late)
    return AnswerPrompt(card, prompt.text, prompt.revision, again=True, hint=hint)


async def save(interaction: Interaction, round_: RoundId, revision: int, text: str) -> None:
    """Store what was written, and say so once it is stored; what is refused is given back."""
    member, reader = await interaction.member(), await interaction.reader()
    later, at = interaction.services.later_replies, interaction.arrived
    try:
        saved = await later.save(round_, member, reader, text, revision, arrived=at)
    except NotFound:
        raise
    except StaleReply as error:
        await interaction.show(later_stale_message(round_, error.stored, text))
    except MemberError as error:
        asked = await question_of(interaction, round_)
        await interaction.show(given_back_message(refused(error), text, asked))
    else:
        asks = await asks_to_share(interaction, member, round_)
        await interaction.show(later_saved_message(round_, is_late=saved.is_late, asks=asks))


async def withdraw(interaction: Interaction, press: Press) -> None:
    """Take the later answer back; the first one stays."""
    later, known = interaction.services.later_replies, interaction.known
    is_gone = known is not None and await later.withdraw(RoundId(press.subject), known)
    await interaction.say(LATER_GONE if is_gone else NOTHING_TO_TAKE_BACK)
