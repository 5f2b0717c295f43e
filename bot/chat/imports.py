"""Documents that become a deck: shared in a chat, looked at, and stored or thrown away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

from bot.chat.interaction import Interaction
from bot.core.import_plan import ImportPlan
from bot.core.import_request import ImportRequest
from bot.core.import_warnings import LeftOut
from bot.core.models import WorkspaceId
from bot.core.uploads import ImportDraft, Upload
from bot.core.view import Press
from bot.errors import (
    DeckExists,
    DocumentError,
    DocumentTooLarge,
    MemberError,
    NotFound,
    UnreadableDocuments,
    UnreadableFile,
)
from bot.presentation.decks import (
    DISCARDED,
    DRAFT_GONE,
    being_read_words,
    preview_message,
    stopped_message,
    stored_message,
)
from bot.presentation.errors import words_for

_Shared = TypeVar("_Shared")
_LONG = 300_000  # bytes that are read before anybody wonders


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What an admin chose with the documents; they stay until the yes, over a restart as well."""

    title: str | None = None
    reference: str | None = None
    add: bool = False
    keep_both: bool = False

    def request(self, workspace: WorkspaceId, files: tuple[Upload, ...]) -> ImportRequest:
        """Return the import that they ask for."""
        return ImportRequest(
            workspace,
            files,
            self.title,
            self.reference,
            self.add,
            keep_both=self.keep_both,
        )


@dataclass(frozen=True, slots=True)
class Downloaded:
    """Files that were shared in a chat, and those of them that cannot be had."""

    files: tuple[Upload, ...]
    left_out: tuple[LeftOut, ...]


async def downloaded(
    shared: Iterable[_Shared],
    fetch: Callable[[_Shared], Awaitable[Upload]],
) -> Downloaded:
    """Return the files that were shared, and those that cannot be had.

    `fetch` raises DocumentTooLarge or UnreadableFile for one; where there is none at all, this
    raises UnreadableDocuments.
    """
    problems: list[DocumentError] = []
    files: list[Upload] = []
    for each in shared:
        try:
            files.append(await fetch(each))
        except (DocumentTooLarge, UnreadableFile) as error:
            problems.append(error)
    if problems and not files:
        raise UnreadableDocuments(tuple(problems))
    left_out = tuple(LeftOut(problem.name, problem) for problem in problems)
    return Downloaded(tuple(files), left_out)


async def begin_import(
    interaction: Interaction,
    files: tuple[Upload, ...],
    options: ImportOptions,
    left_out: tuple[LeftOut, ...] = (),
) -> None:
    """Keep documents until an admin has looked at the preview, and show that.

    What cannot be read, or was `left_out` already, is told with the preview, all of it. Raises
    UnreadableDocuments where that is everything, and the like. Of long ones it is said that they
    are being read.
    """
    if sum(len(each.data) for each in files) > _LONG:
        await interaction.say(being_read_words([each.name for each in files]))
    request = options.request(interaction.require_workspace().id, files)
    try:
        plan = await interaction.services.decks.plan(replace(request, left_out=left_out))
    except DeckExists as error:
        # The preview can mend this: the documents may be added to the deck that is there.
        await _stop(interaction, await _keep(interaction, files, options), error)
    else:
        draft = await _keep(interaction, files, options)
        await _show_plan(interaction, plan, Press("preview", draft))


async def preview_import(interaction: Interaction, press: Press) -> None:
    """Show a page of what storing the draft would make."""
    await _unless_gone(
        interaction, press, lambda draft, options: _preview(interaction, draft, options, press)
    )


async def add_import(interaction: Interaction, press: Press) -> None:
    """Put the documents into the deck that is there."""
    await _with_options(interaction, press, lambda options: replace(options, add=True))


async def keep_both(interaction: Interaction, press: Press) -> None:
    """Keep documents beside those that they seem to be newer versions of."""
    await _with_options(interaction, press, lambda options: replace(options, keep_both=True))


async def _with_options(
    interaction: Interaction, press: Press, change: Callable[[ImportOptions], ImportOptions]
) -> None:
    async def go_on(draft: ImportDraft, options: ImportOptions) -> None:
        changed = change(options)
        await _remember(interaction, draft.id, changed)
        await _preview(interaction, draft, changed, Press("preview", draft.id))

    await _unless_gone(interaction, press, go_on)


async def store_import(interaction: Interaction, press: Press) -> None:
    """Store the documents as the preview showed them."""
    await _unless_gone(
        interaction, press, lambda draft, options: _store(interaction, draft, options)
    )


async def discard_import(interaction: Interaction, press: Press) -> None:
    """Throw the documents away."""

    async def throw_away(draft: ImportDraft, _options: ImportOptions) -> None:
        await interaction.services.decks.discard(draft.workspace, draft.id)
        await interaction.say(DISCARDED)

    await _unless_gone(interaction, press, throw_away)


async def _keep(interaction: Interaction, files: tuple[Upload, ...], options: ImportOptions) -> str:
    """Keep documents with the options until the yes; return the draft's id."""
    draft = await interaction.services.decks.draft(interaction.require_workspace().id, files)
    await _remember(interaction, draft.id, options)
    return draft.id


async def _preview(
    interaction: Interaction, draft: ImportDraft, options: ImportOptions, turn: Press
) -> None:
    try:
        plan = await interaction.services.decks.plan(options.request(draft.workspace, draft.files))
    except MemberError as error:
        await _stop(interaction, draft.id, error)
    else:
        await _show_plan(interaction, plan, turn)


async def _store(interaction: Interaction, draft: ImportDraft, options: ImportOptions) -> None:
    try:
        plan = await interaction.services.decks.plan(options.request(draft.workspace, draft.files))
        await interaction.services.decks.store(plan)
    except MemberError as error:
        await _stop(interaction, draft.id, error)
        return
    await interaction.services.decks.discard(draft.workspace, draft.id)
    doubtful = await interaction.services.review.count(plan.deck.id)
    message = stored_message(plan, doubtful, is_direct=interaction.is_direct)
    await interaction.show(message)


async def _show_plan(interaction: Interaction, plan: ImportPlan, turn: Press) -> None:
    """Show what storing the documents would make of them."""
    # Thousands of questions take a while to put into words; others are served meanwhile.
    message = await asyncio.to_thread(preview_message, plan, turn.subject)
    await interaction.show(message, turn=turn)


async def _stop(interaction: Interaction, draft: str, error: MemberError) -> None:
    """Say why the documents are not stored, and what can be done."""
    exist = isinstance(error, DeckExists)
    await interaction.show(stopped_message(words_for(error), draft, exist=exist))


async def _remember(interaction: Interaction, draft: str, options: ImportOptions) -> None:
    await interaction.services.key_values.put(_name(draft), json.dumps(asdict(options)))


async def _unless_gone(
    interaction: Interaction,
    press: Press,
    go_on: Callable[[ImportDraft, ImportOptions], Awaitable[None]],
) -> None:
    """Go on with the draft; a second press of a button that used it up is told so."""
    try:
        draft = await interaction.services.decks.drafted(
            interaction.require_workspace().id, press.subject
        )
    except NotFound:
        await interaction.say(DRAFT_GONE)
        return
    kept = await interaction.services.key_values.find(_name(draft.id))
    await go_on(draft, ImportOptions(**json.loads(kept)) if kept else ImportOptions())


def _name(draft: str) -> str:
    return f"draft:{draft}"
