"""Edits of decks undone, for a week, while nothing else was changed over them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.audit import Act, AuditEntry
from bot.core.deck_changes import (
    Change,
    DeckLabel,
)
from bot.core.models import (
    Answer,
    Deck,
    DeckId,
    GroupId,
    PersonId,
    Question,
    Source,
    WorkspaceId,
)
from bot.errors import (
    AnotherEditIsLast,
    NothingToUndo,
)
from bot.services.audit import names_of, note
from bot.services.deck_labels import refuse_taken
from bot.services.deck_subjects import (
    contents_of,
)
from bot.services.deck_writing import DeckWriting, apply_change
from bot.services.decks import own_deck
from bot.services.suggestion_notes import reopen
from bot.storage.transaction import Transaction

T = TypeVar("T", Question, Answer, Source)
UNDONE_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class LastEdit:
    """The edit that would be undone now, by its `id`: made `at` a time.

    The `entry` is what the log says of it, None where it says nothing; `names` are what the people
    in that are called.
    """

    id: str
    at: datetime
    entry: AuditEntry | None
    names: Mapping[PersonId, str]


class DeckUndo(DeckWriting):
    """Takes edits of decks back, the last one first."""

    async def undo(self, workspace: WorkspaceId, deck: DeckId, seen: str | None = None) -> None:
        """Make a deck what it was before its last edit.

        That has the id `seen` where somebody saw whose it was. Raises NotFound, NothingToUndo,
        AnotherEditIsLast, and DeckExists where another deck has its old name by now.
        """
        async with self._context.editing(workspace) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            latest = await tx.deck_edits.latest(deck)
            if latest is not None and seen is not None and latest[0] != seen:
                raise AnotherEditIsLast
            if latest is None or not await _stands(tx, found, latest[1]):
                raise NothingToUndo
            change = latest[1].reversed
            if change.label is not None:
                await refuse_taken(tx, found, change.label[1].title)
            rows = (row for pair in change.questions for row in pair if row is not None)
            gone = {old.id for old, new in change.questions if old is not None and new is None}
            await tx.decks.keep_unopened(gone)
            asked = await tx.deck_edits.asked({each.id for each in rows} | change.touched)
            if gone & asked.ever:
                raise NothingToUndo  # it was asked since
            await apply_change(tx, deck, change, asked)
            groups = await self._look_again(tx, change, asked)
            await tx.deck_edits.remove(latest[0])
            await tx.pictures.settle(deck)
            await tx.challenges.undo(latest[0], self._context.clock())
            await reopen(tx, found, latest[0], self._context.clock())
            values = {"deck": found.title}
            await note(tx, self._context, Act.EDIT_UNDONE, workspace=workspace, values=values)
        self.tell(groups)

    async def last_edit(
        self, workspace: WorkspaceId, deck: DeckId, group: GroupId
    ) -> LastEdit | None:
        """Return the deck's edit that `undo` takes back, None for none.

        Whoever made it is told as they are called in the group. Raises NotFound and DeckIsShipped.
        """
        async with self._context.store.reading() as tx:
            await own_deck(tx, workspace, deck)
            latest = await tx.deck_edits.latest_made(deck)
            if latest is None:
                return None
            entry = await tx.audit.of_edit(workspace, latest[0])
            people = {entry.person} if entry is not None and entry.person is not None else set()
            return LastEdit(*latest, entry, await names_of(tx, people, group))

    async def purge_due(self) -> int:
        """Remove what was before edits that nobody undid; return how many edits those were."""
        async with self._context.store.writing() as tx:
            return await tx.deck_edits.remove_older(self._context.clock() - UNDONE_WITHIN)


async def _stands(tx: Transaction, deck: Deck, change: Change) -> bool:
    """Say whether everything is as the change left it."""
    rows = [row for pair in change.answers for row in pair if row is not None]
    questions = await tx.decks.some({row.id for pair in change.questions for row in pair if row})
    contents = await contents_of(tx, deck, questions, {each.question for each in rows})
    return (
        (change.label is None or change.label[1] == DeckLabel.of(deck))
        and _is_so(contents.sources, change.sources)
        and _is_so(contents.questions, change.questions)
        and _is_so(contents.answers, change.answers)
        and await _has_room(tx, deck, change)
    )


async def _has_room(tx: Transaction, deck: Deck, change: Change) -> bool:
    """Say whether what goes back to its place leaves no gap before it."""
    back = [old.position for old, new in change.questions if old is not None and new is None]
    return not back or max(back) < await tx.decks.count_questions(deck.id, "") + len(back)


def _is_so(there: Iterable[T], pairs: Iterable[tuple[T | None, T | None]]) -> bool:
    """Say whether what is there is what the second of each pair says, None for nothing."""
    rows: dict[str, T] = {each.id: each for each in there}
    return all(rows.get(row.id) == new for old, new in pairs if (row := new or old) is not None)
