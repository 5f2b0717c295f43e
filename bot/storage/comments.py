"""What members say of revealed rounds."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update

from bot.core.comments import Comment
from bot.core.models import ChannelId, MemberId, RoundId
from bot.storage.repository import Repository
from bot.storage.schema import audience
from bot.storage.schema import comments as table


class CommentRepository(Repository):
    """Comments, each once, whatever its message was told of."""

    async def put(self, comment: Comment) -> None:
        """Keep it instead of what it said before."""
        await self._put(table, [comment])

    async def find(self, id_: str) -> Comment | None:
        return await self._find(Comment, select(table).where(table.c.id == id_))

    async def written_in(self, place: str) -> Comment | None:
        """Return the comment that a message is."""
        return await self._find(Comment, select(table).where(table.c.written_in == place))

    async def of_rounds(self, rounds: Collection[RoundId]) -> Sequence[Comment]:
        """Return the comments on rounds, oldest first."""
        query = select(table).where(table.c.round.in_(rounds))
        return await self._all(Comment, query.order_by(table.c.at, table.c.id))

    async def of_member(self, member: MemberId) -> Sequence[Comment]:
        """Return what the member wrote, oldest first."""
        query = select(table).where(table.c.member == member)
        return await self._all(Comment, query.order_by(table.c.at, table.c.id))

    async def count_of(self, round_: RoundId, member: MemberId) -> int:
        """Return how many comments of a member a round has."""
        return await self._count(table, table.c.round == round_, table.c.member == member)

    async def places_under(self, round_: RoundId) -> frozenset[str]:
        """Return the messages that the round's comments were written in."""
        query = select(table.c.written_in)
        return await self._set(
            query.where(table.c.round == round_, table.c.written_in.is_not(None))
        )

    async def written_about(self, channel: ChannelId) -> frozenset[str]:
        """Return the messages that comments on all rounds told in a channel were written in."""
        query = select(table.c.written_in).join(audience, audience.c.round == table.c.round)
        told = audience.c.channel == channel
        return await self._set(query.where(told, table.c.written_in.is_not(None)))

    async def places_of(self, members: Collection[MemberId]) -> frozenset[tuple[RoundId, str]]:
        """Return the messages that the members' comments were written in, with their rounds."""
        query = select(table.c.round, table.c.written_in)
        query = query.where(table.c.member.in_(members), table.c.written_in.is_not(None))
        return frozenset(tuple(row) for row in await self._connection.execute(query))

    async def remove(self, id_: str) -> None:
        await self._connection.execute(delete(table).where(table.c.id == id_))

    async def remove_of_member(self, member: MemberId) -> frozenset[RoundId]:
        """Remove what the member wrote; return the rounds that it was in."""
        query = delete(table).where(table.c.member == member).returning(table.c.round)
        rounds = await self._set(query)
        about = update(table).where(table.c.about == member).values(about=None)
        await self._connection.execute(about)
        return rounds

    async def forget_about(self, round_: RoundId, member: MemberId) -> None:
        """Let comments on a reply that is gone be comments on its round."""
        query = update(table).where(table.c.round == round_, table.c.about == member)
        await self._connection.execute(query.values(about=None))
