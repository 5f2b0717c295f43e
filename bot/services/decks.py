"""Documents in, decks out: preview, store, choose the reference."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.audit import Act
from bot.core.documents import ParsedDocument
from bot.core.import_plan import ImportPlan, deck_title, make_plan
from bot.core.import_request import Existing, ImportRequest
from bot.core.import_sources import stored_name
from bot.core.import_warnings import LeftBehind
from bot.core.models import (
    SHIPPED,
    AnswerId,
    Deck,
    DeckId,
    GroupId,
    Question,
    QuestionId,
    SourceId,
    WorkspaceId,
)
from bot.core.naming import free_title, told_apart
from bot.core.read_models import DeckSummary
from bot.core.uploads import ImportDraft, Upload
from bot.errors import (
    AlreadyImported,
    ChoiceNeeded,
    DeckChanged,
    DeckExists,
    DeckIsShipped,
    NoDocuments,
    NotFound,
    UnreadableDocuments,
)
from bot.services.audit import note
from bot.services.context import Context
from bot.services.deck_labels import set_language_in
from bot.services.live import Topic
from bot.services.uploads import (
    Progress,
    Stage,
    described,
    format_wanted,
    opened,
    without_unchanged,
    without_unreadable,
)
from bot.storage.transaction import Transaction

Asked = GroupId | WorkspaceId
"""Who is asked: a group, or who will be one in a workspace's channel."""
DRAFT_KEPT = timedelta(days=1)


def _silent(_stage: Stage, _file: str) -> None:
    return None


class DeckService:
    """Decks of one group at a time."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def plan(self, request: ImportRequest, progress: Progress = _silent) -> ImportPlan:
        """Return what the import would store. Raises ImportRefused; stores nothing."""
        if not request.files:
            raise NoDocuments
        wanted = format_wanted(request)
        asked = await self._asked(request)
        found = await asyncio.to_thread(
            opened,
            request.files,
            progress,
            asked,
            wanted,
            language=request.language,
            pictures=request.pictures,
        )
        request, found = described(request, found)
        request = without_unreadable(request, found)
        documents = tuple(found.documents)
        async with self._context.store.reading() as tx:
            existing = await _existing(tx, request.workspace, deck_title(request, documents))
            elsewhere = await _elsewhere(tx, documents, existing)
            removed = {each.id for each in await tx.decks.removed(request.workspace)}
        request, documents = without_unchanged(request, documents, existing)
        now = self._context.clock()
        progress(Stage.ALIGNING, "")
        return await asyncio.to_thread(
            make_plan, request, documents, existing, now, elsewhere=elsewhere, removed=removed
        )

    async def read(
        self, files: Sequence[Upload], progress: Progress = _silent, asked: int = 0
    ) -> tuple[ParsedDocument, ...]:
        """Return what is in the files. Raises UnreadableDocuments for all of them at once.

        A text in which nothing asks is taken for answers in order, where other files ask
        something, or a deck with `asked` questions does.
        """
        found = await asyncio.to_thread(opened, files, progress, asked)
        if found.problems:
            raise UnreadableDocuments(tuple(problem for _, problem in found.problems))
        return tuple(found.documents)

    async def _asked(self, request: ImportRequest) -> int:
        """Return how many questions the deck has that the files are added to."""
        if not request.add or request.title is None:
            return 0
        async with self._context.store.reading() as tx:
            existing = await _existing(tx, request.workspace, deck_title(request, ()))
        return len(existing.questions) if existing else 0

    async def store(self, plan: ImportPlan) -> Deck:
        """Store a plan as a whole. Raises ImportRefused when the deck changed since."""
        async with self._context.changing(plan.deck.workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(plan.deck.workspace)
            await _refuse_changed(tx, plan)
            if plan.existing is None:
                await tx.decks.add(plan.deck)
            else:
                reference, pack = plan.deck.reference, plan.deck.pack
                await tx.decks.update(plan.deck.id, reference=reference, pack=pack)
            for source in plan.replaces:
                await tx.decks.remove_source(source)
                for newer in plan.sources:
                    if newer.position == source.position:
                        await tx.decks.follow(source.id, newer.id)
            for source in plan.sources:
                await tx.decks.add_source(source)
            await tx.pictures.keep(pictures := plan.pictures)
            await tx.pictures.show_in(plan.deck.id, [each.id for each in pictures])
            await tx.decks.put_questions(plan.questions)
            await tx.decks.retire([w.id for w in plan.warnings if isinstance(w, LeftBehind)])
            await tx.decks.add_answers(plan.answers)
            if plan.brings_back:
                await tx.deck_edits.bring_back(plan.deck.id)
            await tx.deck_edits.follow(plan.decided)
            if plan.replaces:
                await tx.pictures.settle(plan.deck.id)
            await self._note(tx, Act.DECK_IMPORTED, plan.deck)
            return plan.deck

    async def draft(self, workspace: WorkspaceId, files: tuple[Upload, ...]) -> ImportDraft:
        """Keep uploads for a day, until an admin has looked at the preview."""
        now = self._context.clock()
        named = tuple(Upload(stored_name(file.name), file.data) for file in files)
        draft = ImportDraft(self._context.new_id(), workspace, now, named)
        async with self._context.store.writing() as tx:
            await tx.drafts.remove_older(now - DRAFT_KEPT)
            await tx.drafts.add(draft)
        return draft

    async def drafted(self, workspace: WorkspaceId, draft: str) -> ImportDraft:
        """Return the uploads. Raises NotFound when they were thrown away."""
        async with self._context.store.reading() as tx:
            return await tx.drafts.get(workspace, draft)

    async def discard(self, workspace: WorkspaceId, draft: str) -> None:
        """Throw uploads away. Raises NotFound."""
        async with self._context.store.writing() as tx:
            await tx.drafts.remove((await tx.drafts.get(workspace, draft)).id)

    async def choose_reference(
        self, workspace: WorkspaceId, deck: DeckId, source: SourceId
    ) -> Deck:
        """Make the source the deck's reference. Raises NotFound, and DeckIsShipped."""
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            if source not in {each.id for each in await tx.decks.sources(deck)}:
                raise NotFound("source", source)
            await self._note(tx, Act.REFERENCE_CHOSEN, found)
            return await tx.decks.update(found.id, reference=source)

    async def set_language(self, workspace: WorkspaceId, deck: DeckId, language: str) -> Deck:
        """Stem the deck's words as its language has it.

        Raises NotFound, UnknownLanguage and DeckIsShipped.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await own_deck(tx, workspace, deck)
            return await set_language_in(tx, self._context, found, language)

    async def copy(self, workspace: WorkspaceId, asked: Asked, deck: DeckId) -> Deck:
        """Make a deck of the workspace's own out of one that the group can be asked.

        Where the title is taken it gets a number. Raises NotFound.
        """
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            found = await deck_of(tx, asked, deck)
            taken = await tx.decks.titles_of(workspace)
            title = free_title(found.title, taken)
            copied = await self._copied(tx, replace(found, workspace=workspace, title=title))
            await self._note(tx, Act.DECK_COPIED, copied)
            return copied

    async def _note(self, tx: Transaction, act: Act, deck: Deck, **values: str) -> None:
        told = {"deck": deck.title, **values}
        await note(tx, self._context, act, workspace=deck.workspace, values=told)

    async def _copied(self, tx: Transaction, deck: Deck) -> Deck:
        """Store the deck under a new id, with copies of all that stands in it."""
        sources, questions = await tx.decks.sources(deck.id), await tx.decks.questions(deck.id)
        old = [each.id for each in sources] + [each.id for each in questions]
        ids = {id_: self._context.new_id() for id_ in old}
        answers = await tx.decks.answers(deck.id)
        copied = replace(
            deck,
            id=DeckId(self._context.new_id()),
            created_at=self._context.clock(),
            # A reference may have been withdrawn.
            reference=_known(ids, deck.reference),
            pack=None,
        )
        await tx.decks.add(copied)
        await tx.pictures.show_in(copied.id, await tx.pictures.of_deck(deck.id))
        for source in sources:
            await tx.decks.add_source(replace(source, id=SourceId(ids[source.id]), deck=copied.id))
        await tx.decks.put_questions(
            replace(
                each,
                id=QuestionId(ids[each.id]),
                deck=copied.id,
                reference=_known(ids, each.reference),
            )
            for each in questions
        )
        await tx.decks.add_answers(
            replace(
                each,
                id=AnswerId(self._context.new_id()),
                question=QuestionId(ids[each.question]),
                source=SourceId(ids[each.source]),
            )
            for each in answers
        )
        return copied

    async def usual(self, asked: Asked) -> Deck:
        """Return the deck that is meant when none is named. Raises ChoiceNeeded.

        The only one, or else the one whose question was asked last.
        """
        async with self._context.store.reading() as tx:
            latest = await tx.rounds.latest_deck(GroupId(asked))
            # The one asked last may have gone with its workspace.
            found = await tx.decks.find_at_hand(asked, latest) if latest else None
            if found is not None:
                return found
            decks = await tx.decks.at_hand(asked)
        if len(decks) == 1:
            return decks[0]
        titles = await self.titles(asked)
        raise ChoiceNeeded("deck", tuple(titles.values()), tuple(titles))

    async def titles(
        self, asked: Asked, only: Collection[DeckId] | None = None
    ) -> Mapping[DeckId, str]:
        """Return what each deck that can be asked is called, their own first.

        Of two with one title the later has its workspace's name behind it. Or `only` some: of what
        a group has planned that may be decks that it cannot be asked any more.
        """
        async with self._context.store.reading() as tx:
            found = await tx.decks.titles(asked, only or ())
        titles = told_apart(found)
        return {id_: titles[id_] for id_ in titles if only is None or id_ in only}

    async def any(self, asked: Asked) -> bool:
        """Say whether there is a deck to ask."""
        async with self._context.store.reading() as tx:
            return await tx.decks.any(asked)

    async def get(self, asked: Asked, deck: DeckId) -> DeckSummary:
        """Return one deck as lists show it. Raises NotFound."""
        async with self._context.store.reading() as tx:
            found = await tx.decks.summaries(asked, deck)
        if not found:
            raise NotFound("deck", deck)
        return found[0]

    async def of_group(self, asked: Asked) -> list[DeckSummary]:
        """Return the decks that can be asked, their own first."""
        async with self._context.store.reading() as tx:
            return list(await tx.decks.summaries(asked))

    async def numbered(self, asked: Asked, deck: DeckId, number: int) -> Question | None:
        """Return the deck's question of a number, from 1, if there is one. Raises NotFound."""
        async with self._context.store.reading() as tx:
            await deck_of(tx, asked, deck)
            found = await tx.decks.some_questions(deck, str(number), 0, 1)
        return found[0] if found and found[0].position == number - 1 else None

    async def questions(self, asked: Asked, deck: DeckId) -> list[Question]:
        """Return the deck's questions in order."""
        async with self._context.store.reading() as tx:
            await deck_of(tx, asked, deck)
            return list(await tx.decks.questions(deck))


def _known(ids: Mapping[SourceId | QuestionId, str], source: SourceId | None) -> SourceId | None:
    return SourceId(ids[source]) if source is not None and source in ids else None


async def deck_of(tx: Transaction, asked: Asked, deck: DeckId) -> Deck:
    """Return a deck that the group can be asked. Raises NotFound for others too."""
    found = await tx.decks.find_at_hand(asked, deck)
    if found is None:
        raise NotFound("deck", deck)
    return found


async def own_deck(tx: Transaction, workspace: WorkspaceId, deck: DeckId) -> Deck:
    """Return the workspace's deck, which it may change."""
    found = await tx.decks.get(deck)
    if found.workspace == SHIPPED != workspace:
        raise DeckIsShipped(found.title)
    if found.workspace != workspace:
        raise NotFound("deck", deck)
    return found


async def _existing(tx: Transaction, workspace: WorkspaceId, title: str) -> Existing | None:
    deck = await tx.decks.titled(workspace, title)
    if deck is None:
        return None
    sources = await tx.decks.sources(deck.id)
    questions = await tx.decks.questions(deck.id)
    decisions = await tx.deck_edits.decisions(deck.id)
    return Existing(deck, sources, questions, await tx.decks.answers(deck.id), decisions)


async def _elsewhere(
    tx: Transaction, documents: Sequence[ParsedDocument], existing: Existing | None
) -> frozenset[QuestionId]:
    """Return those ids of exported questions that questions of other decks have."""
    ids = {QuestionId(item.id) for each in documents for item in each.items if item.id}
    return await tx.decks.elsewhere(ids, existing.deck.id if existing else None)


async def _refuse_changed(tx: Transaction, plan: ImportPlan) -> None:
    # Between the preview and the yes somebody else may have imported, or chosen a reference.
    there = await tx.decks.titled(plan.deck.workspace, plan.deck.title)
    if await _elsewhere(tx, plan.documents, plan.existing) & {each.id for each in plan.questions}:
        raise DeckChanged(plan.deck.title)
    if plan.existing is None:
        if there is not None:
            raise DeckExists(plan.deck.title)
        return
    sources = await tx.decks.sources(plan.deck.id)
    hashes = {source.content_hash: source.name for source in sources}
    for source in plan.sources:
        if source.content_hash in hashes:
            raise AlreadyImported(source.name, hashes[source.content_hash])
    decisions = await tx.deck_edits.decisions(plan.deck.id)
    seen = plan.existing.deck, plan.existing.sources, plan.existing.decisions
    if (there, sources, decisions) != seen:
        raise DeckChanged(plan.deck.title)
