"""What is said in a round's thread after its reveal, as comments on it."""

from __future__ import annotations

from bot.core.comments import is_comment
from bot.core.models import RoundId
from bot.core.read_models import Reader
from bot.services.replies import Written
from bot.services.services import Services


async def may_be_comment(
    services: Services, round_: RoundId, reader: Reader, written: Written
) -> bool:
    """Say whether a message in a question's thread is a word on its reveal. Raises NotFound."""
    card = await services.cards.card(round_, reader)
    return is_comment(card.round, written.begun_at)
