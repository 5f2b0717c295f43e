"""What is written in a round's thread: an answer, talk, or a comment on the reveal."""

from __future__ import annotations

from bot.core.comments import is_comment
from bot.core.models import RoundId
from bot.core.read_models import Reader
from bot.core.rounds import takes_replies
from bot.services.replies import Written
from bot.services.services import Services


async def is_talk(services: Services, round_: RoundId, reader: Reader, written: Written) -> bool:
    """Say whether a message in a question's thread is a word among others.

    That is what comes after an answer and does not follow it (`Written.follows`), and all that is
    said once the round is over. What is done already is no talk.
    """
    card = await services.cards.card(round_, reader)
    if not takes_replies(card.round, min(written.said_at, services.clock())):
        return True
    earlier = await services.replies.of_reader(round_, reader) if card.replied else None
    if earlier is None or written.follows(earlier):
        return False
    return not await services.inbox.done([written.entry])


async def may_be_comment(
    services: Services, round_: RoundId, reader: Reader, written: Written
) -> bool:
    """Say whether a message in a question's thread is a word on its reveal. Raises NotFound."""
    card = await services.cards.card(round_, reader)
    return is_comment(card.round, written.begun_at)
