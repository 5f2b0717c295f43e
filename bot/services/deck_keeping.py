"""Decks as a whole: what they are called, and whether they are there."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.audit import Act
from bot.core.deck_changes import (
    DeckLabel,
)
from bot.core.models import (
    Deck,
    DeckId,
    ScheduleState,
    WorkspaceId,
)
from bot.core.naming import free_title
from bot.core.schedules import paused
from bot.services.audit import note
from bot.services.context import Context
from bot.services.deck_labels import rename_in, set_language_in
from bot.services.decks import own_deck
from bot.services.live import Topic
from bot.services.outbox import Notice, tell_admins
from bot.services.pausing import DECK_REMOVED, go_on


class DeckKeeping:
    """Calls decks otherwise, takes them away and brings them back."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def rename(self, workspace: WorkspaceId, deck: DeckId, title: str, seen: str) -> Deck:
        """Call a deck otherwise; `seen` is the title that it had for whoever renames it.

        Raises NotFound, DeckIsShipped, EditedMeanwhile, DeckExists, TextEmpty and TextTooLong.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            return await rename_in(tx, self._context, found, title, seen)

    async def label(
        self, workspace: WorkspaceId, deck: DeckId, new: DeckLabel, seen: DeckLabel
    ) -> None:
        """Change of a deck's name and language what is another than was seen, or nothing.

        Raises as `rename`, and UnknownLanguage.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            if new.title != seen.title:
                found = await rename_in(tx, self._context, found, new.title, seen.title)
            if new.language != seen.language:
                await set_language_in(tx, self._context, found, new.language, seen.language)

    async def remove(self, workspace: WorkspaceId, deck: DeckId) -> None:
        """Ask and show a deck nowhere any more; what was asked of it stays, and open rounds go on.

        Its schedules pause, and their organisers are told. Raises NotFound and DeckIsShipped.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found, now = await own_deck(tx, workspace, deck), self._context.clock()
            if found.removed_at is not None:
                return
            await tx.decks.update(deck, removed_at=now)
            planned = await tx.schedules.of_deck_for_update(deck)
            active = [each for each in planned if each.state is ScheduleState.ACTIVE]
            await tx.schedules.update_progress(paused(each, DECK_REMOVED) for each in active)
            told = {"deck": found.title, "removed": deck}
            notices = [
                Notice(each.group, f"{each.id}:{now}", DECK_REMOVED, {**told, "schedule": each.id})
                for each in active
            ]
            await tell_admins(tx, notices, now)
            values = {"deck": found.title}
            await note(tx, self._context, Act.DECK_REMOVED, workspace=workspace, values=values)

    async def restore(self, workspace: WorkspaceId, deck: DeckId) -> Deck:
        """Bring a removed deck back, and the schedules that paused with it.

        Where its title is taken meanwhile it gets a number. Raises NotFound and DeckIsShipped.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            if found.removed_at is None:
                return found
            title = free_title(found.title, await tx.decks.titles_of(workspace))
            back = await tx.decks.update(deck, title=title, removed_at=None)
            await go_on(tx, await tx.schedules.of_deck_for_update(deck), self._context.clock())
            values = {"deck": title}
            await note(tx, self._context, Act.DECK_RESTORED, workspace=workspace, values=values)
            return back

    async def removed(self, workspace: WorkspaceId) -> Sequence[Deck]:
        """Return the workspace's decks that were removed, the latest first."""
        async with self._context.store.reading() as tx:
            return await tx.decks.removed(workspace)
