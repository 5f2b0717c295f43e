"""What members say of their own replies: how sure they are, and which key points they did say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.core.models import Member, MemberId, Round, RoundId
from bot.core.own_words import (
    Claims,
    Confidence,
    OwnConfidence,
    check_takes_claims,
    check_takes_confidence,
    point_token,
)
from bot.core.read_models import Claimable, ClaimablePoint, Reader
from bot.errors import NotAllowed, NotFound, NothingToRate
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.reveals import RevealService, SharedReveal
from bot.storage.transaction import Transaction


class OwnWordsService:
    """How sure somebody is is taken until the round closes, what they did say after that.

    Each is of a reply, with which it goes. Methods raise NotFound, and NothingToRate for who has
    not replied.
    """

    def __init__(self, context: Context, reveals: RevealService) -> None:
        self._context = context
        self._reveals = reveals

    async def be_sure(
        self,
        round_: RoundId,
        member: Member,
        confidence: Confidence,
        arrived: datetime | None = None,
    ) -> Round:
        """Keep how sure the member is, instead of what they said before; return the round.

        It `arrived` now, or earlier where it waited for its turn. Raises NotAllowed as well for a
        member of another group, and RoundClosed.
        """
        at = self._context.not_later(arrived)
        async with self._context.store.writing() as tx:
            found = await tx.rounds.get_shared(round_)
            if found.group != member.group:
                raise NotAllowed("member")
            check_takes_confidence(found, at)
            await _lock_with_reply(tx, round_, member.id)
            await tx.own_words.keep_confidence(OwnConfidence(round_, member.id, confidence, at))
            return found

    async def all_mine(
        self, rounds: Collection[RoundId], member: MemberId
    ) -> Mapping[RoundId, Confidence]:
        """Return how sure the member said they are, by round."""
        async with self._context.store.reading() as tx:
            return await tx.own_words.confidences_by(rounds, member)

    async def claimable(self, round_: RoundId, reader: Reader) -> Claimable:
        """Return the key points that were not found in the reader's reply, or which they claimed.

        Raises NotAllowed as a reveal does.
        """
        shared = await self._reveals.shared(round_, reader)
        place = shared.place_of(reader.members)
        if place is None:
            raise NothingToRate
        return claimable(shared, place)

    async def claim(self, round_: RoundId, reader: Reader, token: str, *, said: bool) -> Claimable:
        """Keep the reader's word that their reply says a key point, or that it does not.

        Returns what there is to claim then. Raises NotFound as well for a point that is not, or
        no longer, among the reference's, and NotAllowed as a reveal does.
        """
        before = await self.claimable(round_, reader)
        if said and token not in {each.token for each in before.points}:
            raise NotFound("point", token)
        async with self._context.store.writing() as tx:
            found = await tx.rounds.get_shared(round_)
            check_takes_claims(found)
            await _lock_with_reply(tx, round_, before.member)
            now = self._context.clock()
            earlier = await tx.own_words.find_claims(round_, before.member)
            earlier = earlier or Claims(round_, before.member, (), now)
            claims = earlier.with_point(token, now, said=said)
            if claims != earlier:
                await tx.own_words.keep_claims(claims)
                await tx.posted.keep_up_to_date([round_], now)
        self._context.live.publish(found.group, Topic.ROUNDS)
        return await self.claimable(round_, reader)


def claimable(shared: SharedReveal, place: int) -> Claimable:
    """Return what the author of the reply at that place may say that they said."""
    reveal = shared.reveal
    compared = zip(reveal.comparison.points, reveal.comparison.touches[place], strict=True)
    points = tuple(
        ClaimablePoint(number, point.text, point_token(point.text), touch.claimed)
        for number, (point, touch) in enumerate(compared, start=1)
        if not touch.touched
    )
    text = reveal.replies[place].text
    return Claimable(reveal.round, reveal.question, shared.authors[place], text, points)


async def _lock_with_reply(tx: Transaction, round_: RoundId, member: MemberId) -> None:
    if member not in await tx.members.lock([member]):
        raise NotFound("member", member)
    if await tx.replies.find(round_, member) is None:
        raise NothingToRate
