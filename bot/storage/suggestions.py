"""What members suggest for decks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update

from bot.core.models import DeckId, MemberId, SourceId
from bot.core.suggestions import Suggestion, SuggestionState
from bot.storage.lent_texts import rename_sources
from bot.storage.repository import Repository
from bot.storage.schema import suggestions as table

_WAITS = table.c.state == SuggestionState.WAITING


class SuggestionRepository(Repository):
    """Suggestions, and what became of them."""

    async def put(self, suggestion: Suggestion) -> None:
        """Keep it instead of what it was before."""
        await self._put(table, [suggestion])

    async def find(self, id_: str) -> Suggestion | None:
        return await self._find(Suggestion, select(table).where(table.c.id == id_))

    async def waiting(self, deck: DeckId) -> Sequence[Suggestion]:
        """Return what waits to be decided for a deck, oldest first."""
        query = select(table).where(table.c.deck == deck, _WAITS)
        return await self._all(Suggestion, query.order_by(table.c.at, table.c.id))

    async def count_waiting(self, deck: DeckId) -> int:
        return await self._count(table, table.c.deck == deck, _WAITS)

    async def count_waiting_of(self, member: MemberId) -> int:
        return await self._count(table, table.c.member == member, _WAITS)

    async def of_members(
        self, members: Collection[MemberId], deck: DeckId | None = None
    ) -> Sequence[Suggestion]:
        """Return what these suggested, the latest first."""
        query = select(table).where(table.c.member.in_(members))
        if deck is not None:
            query = query.where(table.c.deck == deck)
        return await self._all(Suggestion, query.order_by(table.c.at.desc(), table.c.id))

    async def reopen(self, edit: str) -> Sequence[Suggestion]:
        """Let what an edit accepted wait again, for it was undone; return that."""
        waits = {"state": SuggestionState.WAITING, "decided_at": None, "source": None, "edit": None}
        query = update(table).where(table.c.edit == edit).values(waits).returning(table)
        return await self._all(Suggestion, query)

    async def remove(self, id_: str) -> None:
        await self._connection.execute(delete(table).where(table.c.id == id_))

    async def remove_of_member(self, member: MemberId, author: str) -> None:
        """Forget what the member suggested; what stands in decks is `author`'s then."""
        query = delete(table).where(table.c.member == member).returning(table.c.source)
        credited = await self._set(query) - {None}
        await rename_sources(self._connection, [SourceId(each) for each in credited], author)
