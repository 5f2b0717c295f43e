"""What a group's members replied to a deck, and who of them lets it leave with the deck."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, FromClause, Select, select

from bot.core.feedback import Vote
from bot.core.later_replies import LaterReply
from bot.core.models import (
    DeckId,
    GroupId,
    MemberId,
    Reply,
    Round,
    RoundState,
    Sharing,
)
from bot.storage import schema
from bot.storage.repository import Repository
from bot.storage.schema import members, persons, rounds


class RepliesAlongRepository(Repository):
    """Of one group and one deck at a time, and of closed rounds alone."""

    async def rounds(self, group: GroupId, deck: DeckId) -> Sequence[Round]:
        """Return the closed rounds, oldest first."""
        query = select(rounds).where(*_closed(group, deck))
        return await self._all(Round, query.order_by(rounds.c.opened_at, rounds.c.id))

    async def replies(self, group: GroupId, deck: DeckId) -> Sequence[Reply]:
        """Return what was replied in time."""
        return await self._all(Reply, _said(schema.replies, group, deck))

    async def later(self, group: GroupId, deck: DeckId) -> Sequence[LaterReply]:
        """Return what was answered after the reveals."""
        return await self._all(LaterReply, _said(schema.later_replies, group, deck))

    async def votes(self, group: GroupId, deck: DeckId) -> Sequence[Vote]:
        """Return the votes whose counts were told."""
        query = _said(schema.votes, group, deck).where(rounds.c.tally_at.is_(None))
        return await self._all(Vote, query)

    async def agreed(self, group: GroupId) -> frozenset[MemberId]:
        """Return the members of a group whose answers may leave with a deck."""
        query = select(members.c.id).join(persons, persons.c.id == members.c.person)
        theirs = members.c.group == group, persons.c.sharing == Sharing.YES
        return await self._set(query.where(*theirs))


def _closed(group: GroupId, deck: DeckId) -> tuple[ColumnElement[bool], ...]:
    is_closed = rounds.c.state == RoundState.CLOSED
    return rounds.c.group == group, rounds.c.deck == deck, is_closed


def _said(table: FromClause, group: GroupId, deck: DeckId) -> Select[tuple[object, ...]]:
    query = select(table).join(rounds, rounds.c.id == table.c.round)
    return query.where(*_closed(group, deck)).order_by(table.c.round, table.c.member)
