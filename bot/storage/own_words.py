"""What members say of their own replies: how sure they are, and what they did say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from bot.core.models import MemberId, RoundId
from bot.core.own_words import Claims, Confidence, OwnConfidence, OwnWords
from bot.storage import schema
from bot.storage.repository import Repository


class OwnWordsRepository(Repository):
    """One of each a member and round, which goes with the reply that it is about."""

    async def keep_confidence(self, said: OwnConfidence) -> None:
        """Keep it instead of what the member said before."""
        await self._put(schema.confidences, [said])

    async def confidences_by(
        self, rounds: Collection[RoundId], member: MemberId
    ) -> Mapping[RoundId, Confidence]:
        """Return how sure the member said they are, by round."""
        table = schema.confidences
        query = select(table.c.round, table.c.confidence)
        query = query.where(table.c.round.in_(rounds), table.c.member == member)
        return {RoundId(id_): said for id_, said in await self._connection.execute(query)}

    async def confidences_of(self, member: MemberId) -> Sequence[OwnConfidence]:
        """Return all that the member said, in the order of saying it."""
        table = schema.confidences
        query = select(table).where(table.c.member == member).order_by(table.c.at, table.c.round)
        return await self._all(OwnConfidence, query)

    async def keep_claims(self, claims: Claims) -> None:
        """Keep them instead of the member's earlier ones in the round."""
        await self._put(schema.claims, [claims])

    async def find_claims(self, round_: RoundId, member: MemberId) -> Claims | None:
        """Return which points of the round's reference the member did say."""
        table = schema.claims
        query = select(table).where(table.c.round == round_, table.c.member == member)
        return await self._find(Claims, query)

    async def claims_of(self, member: MemberId) -> Sequence[Claims]:
        """Return all of the member's, in the order of saying them."""
        table = schema.claims
        query = select(table).where(table.c.member == member).order_by(table.c.at, table.c.round)
        return await self._all(Claims, query)

    async def of_round(self, round_: RoundId) -> OwnWords:
        """Return what was said of the round's replies."""
        sure, said = schema.confidences, schema.claims
        confidences = select(sure.c.member, sure.c.confidence).where(sure.c.round == round_)
        claims = select(said.c.member, said.c.points).where(said.c.round == round_)
        return OwnWords(
            {MemberId(m): each for m, each in await self._connection.execute(confidences)},
            {MemberId(m): each for m, each in await self._connection.execute(claims) if each},
        )
