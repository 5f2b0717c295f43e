"""Documents that wait for an admin's yes: the preview, storing, throwing away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, replace

from bot.chat.interaction import Interaction
from bot.core.choosing import meant
from bot.core.import_plan import ImportPlan, ImportRequest
from bot.core.models import DeckId, GroupId, ImportDraft, Upload
from bot.core.view import Action
from bot.errors import DeckExists, MemberError, NotFound
from bot.presentation.decks import reference_words, source_words
from bot.presentation.errors import words_for
from bot.presentation.imports import (
    DISCARDED,
    DRAFT_GONE,
    preview_message,
    stopped_message,
    stored_message,
)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What an admin chose with the documents; they stay until the yes, over a restart as well."""

    title: str | None = None
    reference: str | None = None
    add: bool = False

    def request(self, group: GroupId, files: tuple[Upload, ...]) -> ImportRequest:
        """Return the import that they ask for."""
        return ImportRequest(group, files, self.title, self.reference, self.add)


async def begin(
    interaction: Interaction, files: tuple[Upload, ...], options: ImportOptions
) -> None:
    """Keep documents until an admin has looked at the preview, and show that.

    What cannot be read is told at once, all of it. Raises UnreadableDocuments and the like.
    """
    try:
        plan = await interaction.services.decks.plan(options.request(interaction.group.id, files))
    except DeckExists as error:
        # The preview can mend this: the documents may be added to the deck that is there.
        await stop(interaction, await keep(interaction, files, options), error)
    else:
        await show(interaction, await keep(interaction, files, options), plan)


async def choose_reference(interaction: Interaction, deck: DeckId, typed: str) -> None:
    """Make a document the reference of its deck."""
    decks, group = interaction.services.decks, interaction.group.id
    summary = await decks.get(group, deck)
    words = {each.id: source_words(summary.deck, each) for each in summary.sources}
    chosen = meant("source", typed, words)
    changed = await decks.choose_reference(group, deck, chosen)
    found = next(each for each in summary.sources if each.id == chosen)
    await interaction.say(reference_words(changed, found))


async def keep(interaction: Interaction, files: tuple[Upload, ...], options: ImportOptions) -> str:
    """Keep documents with the options until the yes; return the draft's id."""
    draft = await interaction.services.decks.draft(interaction.group.id, files)
    await _remember(interaction, draft.id, options)
    return draft.id


async def show(interaction: Interaction, draft: str, plan: ImportPlan, page: int = 1) -> None:
    """Show what storing the documents would make of them."""
    # Thousands of questions take a while to put into words; others are served meanwhile.
    message = await asyncio.to_thread(preview_message, plan, draft)
    await interaction.show(message, page, turn=Action("preview", "", draft))


async def stop(interaction: Interaction, draft: str, error: MemberError) -> None:
    """Say why the documents are not stored, and what can be done."""
    exist = isinstance(error, DeckExists)
    await interaction.show(stopped_message(words_for(error), draft, exist=exist))


async def preview(interaction: Interaction, subject: str) -> None:
    """Show a page of what storing would make; the subject is a draft, or a draft and a page."""
    await interaction.defer()
    draft, _, page = subject.partition(":")
    await _unless_gone(
        interaction, draft, lambda found, options: _preview(interaction, found, options, page)
    )


async def add(interaction: Interaction, subject: str) -> None:
    """Put the documents into the deck that is there; the subject is the draft."""
    await interaction.defer()

    async def go_on(draft: ImportDraft, options: ImportOptions) -> None:
        await _remember(interaction, draft.id, replace(options, add=True))
        await _preview(interaction, draft, replace(options, add=True), "1")

    await _unless_gone(interaction, subject, go_on)


async def store(interaction: Interaction, subject: str) -> None:
    """Store the documents as the preview showed them; the subject is the draft."""
    await interaction.defer()
    await _unless_gone(
        interaction, subject, lambda draft, options: _store(interaction, draft, options)
    )


async def discard(interaction: Interaction, subject: str) -> None:
    """Throw the documents away; the subject is the draft."""
    await interaction.defer()

    async def throw_away(draft: ImportDraft, _options: ImportOptions) -> None:
        await interaction.services.decks.discard(interaction.group.id, draft.id)
        await interaction.say(DISCARDED)

    await _unless_gone(interaction, subject, throw_away)


async def _preview(
    interaction: Interaction, draft: ImportDraft, options: ImportOptions, page: str
) -> None:
    try:
        plan = await interaction.services.decks.plan(options.request(draft.group, draft.files))
    except MemberError as error:
        await stop(interaction, draft.id, error)
    else:
        await show(interaction, draft.id, plan, int(page or 1))


async def _store(interaction: Interaction, draft: ImportDraft, options: ImportOptions) -> None:
    try:
        plan = await interaction.services.decks.plan(options.request(draft.group, draft.files))
        await interaction.services.decks.store(plan)
    except MemberError as error:
        await stop(interaction, draft.id, error)
        return
    await interaction.services.decks.discard(interaction.group.id, draft.id)
    await interaction.show(stored_message(plan))


async def _remember(interaction: Interaction, draft: str, options: ImportOptions) -> None:
    await interaction.services.key_values.put(_name(draft), json.dumps(asdict(options)))


async def _unless_gone(
    interaction: Interaction,
    id_: str,
    go_on: Callable[[ImportDraft, ImportOptions], Awaitable[None]],
) -> None:
    """Go on with the draft; a second press of a button that used it up is told so."""
    try:
        draft = await interaction.services.decks.drafted(interaction.group.id, id_)
    except NotFound:
        await interaction.say(DRAFT_GONE)
        return
    kept = await interaction.services.key_values.find(_name(id_))
    await go_on(draft, ImportOptions(**json.loads(kept)) if kept else ImportOptions())


def _name(draft: str) -> str:
    return f"draft:{draft}"
