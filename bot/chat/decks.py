"""Decks: a question looked up in them, what they hold, and documents that become one."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

from bot.chat.interaction import ALL, Interaction
from bot.core.contents import ExportFormat
from bot.core.ids import is_id
from bot.core.import_plan import ImportPlan
from bot.core.import_request import ImportRequest
from bot.core.import_warnings import LeftOut
from bot.core.models import SHIPPED, Deck, DeckId, QuestionId, SourceId, WorkspaceId
from bot.core.naming import meant
from bot.core.read_models import Found, Reader
from bot.core.text import plain
from bot.core.uploads import ImportDraft, Upload
from bot.core.view import Action, Message, Press
from bot.errors import (
    ChoiceNeeded,
    DeckExists,
    DocumentError,
    DocumentTooLarge,
    MemberError,
    NotFound,
    NothingCalled,
    NoTitle,
    UnreadableDocuments,
    UnreadableFile,
)
from bot.presentation.decks import (
    DISCARDED,
    DRAFT_GONE,
    EXPORT_TOO_LARGE,
    MOST_LISTED,
    being_read_words,
    copied_words,
    deck_message,
    decks_message,
    exported_words,
    preview_message,
    reference_words,
    removed_words,
    renamed_words,
    restored_words,
    source_words,
    stopped_message,
    stored_message,
)
from bot.presentation.errors import words_for
from bot.presentation.lookup import (
    NOTHING_FOUND,
    NOTHING_TYPED,
    NOTHING_YET,
    SHARED,
    best_message,
    found_message,
    shared_message,
)
from bot.presentation.suggestions import answer_action
from bot.services.exports import format_meant

_Shared = TypeVar("_Shared")
_NUMBERED = re.compile(r"(?:(?:question|number|no\.?|nr\.?|#) ?)?([1-9][0-9]{0,4})", re.IGNORECASE)
# What Discord takes of a bot: https://discord.com/developers/docs/reference#uploading-files
_MOST_HANDED_OVER = 10_000_000
_ALL_DECKS = Press("decks", ALL)
# 100,000 questions take two or three seconds, on a busy machine many times that.
_INDEX_WITHIN_S = 60.0


async def search(interaction: Interaction, query: str) -> None:
    """Show the question that fits best, and lead to the next best."""
    if not query.strip():
        await interaction.say(NOTHING_TYPED)
        return
    lookup, reader = interaction.services.lookup, await interaction.reader()
    found = await lookup.search(reader, query)
    if not found:
        await interaction.say(NOTHING_FOUND if reader.channels else NOTHING_YET)
        return
    best, *others = found
    links = [Action("found", each.question.text, each.question.id) for each in others]
    press = Press("found", best.question.id)
    await _show_found(interaction, best, best_message(best), press, links)


async def show_question(interaction: Interaction, press: Press) -> None:
    """Show a page of a question and its answers."""
    lookup, reader = interaction.services.lookup, await interaction.reader()
    found = await lookup.question(reader, QuestionId(press.subject))
    await _show_found(interaction, found, found_message(found), press)


async def share(interaction: Interaction, press: Press) -> None:
    """Post a question where it was looked up, as somebody sees it who has not replied to it."""
    member, here = await interaction.member(), interaction.require_channel()
    # Others here may read no other channel, nor know the answers to what they have not answered.
    others = Reader(frozenset([here.id]))
    found = await interaction.services.lookup.question(others, QuestionId(press.subject))
    await interaction.share(shared_message(found, member.name), Press("found", press.subject))
    await interaction.say(SHARED, Action("found", "Show it again", press.subject))


async def _show_found(
    interaction: Interaction,
    found: Found,
    message: Message,
    turn: Press,
    others: Sequence[Action] = (),
) -> None:
    actions = (*message.actions, *_to_do_with(interaction, found), *others)
    await interaction.show(message, turn=turn, actions=actions)


def _to_do_with(interaction: Interaction, found: Found) -> Iterator[Action]:
    """Yield what can be done where a group is; a direct message is nobody's."""
    if interaction.is_direct:
        return
    yield Action("share", "Share", found.question.id)
    is_answerable = found.answers is not None and found.deck.workspace != SHIPPED
    if is_answerable and interaction.about is not None:
        yield answer_action(found.question)


async def list_all(interaction: Interaction, press: Press = _ALL_DECKS) -> None:
    """List the decks."""
    message = decks_message(await interaction.services.decks.of_group(interaction.asked))
    await interaction.show(message, turn=press)


async def show_named(interaction: Interaction, typed: str | None) -> None:
    """Show the deck that was named, or the only one."""
    await show(interaction, Press("deck", await deck_meant(interaction, typed)))


async def show(interaction: Interaction, press: Press) -> None:
    """Show a deck's documents and questions."""
    services, asked, id_ = interaction.services, interaction.asked, DeckId(press.subject)
    summary = await services.decks.get(asked, id_)
    listed = await services.deck_reading.listed(asked, id_, MOST_LISTED)
    message = deck_message(summary, listed.page.questions, listed.answers)
    await interaction.show(message, turn=press)


async def copy(interaction: Interaction, press: Press) -> None:
    """Make a deck of the workspace's own out of one that is shipped."""
    made = await interaction.services.decks.copy(
        interaction.require_workspace().id, interaction.asked, DeckId(press.subject)
    )
    await interaction.say(copied_words(made), Action("deck", "Show it", made.id))


async def choose_reference(interaction: Interaction, named: str | None, typed: str | None) -> None:
    """Make a document the reference of its deck. Raises NotOrganiser."""
    await interaction.require_workspace_organiser()
    decks, workspace = interaction.services.decks, interaction.require_workspace().id
    deck = await deck_meant(interaction, named)
    summary = await decks.get(interaction.asked, deck)
    words = {each.id: source_words(summary.deck, each) for each in summary.sources}
    chosen = _document_meant(summary.deck, typed, words)
    changed = await decks.choose_reference(workspace, deck, chosen)
    found = next(each for each in summary.sources if each.id == chosen)
    await interaction.say(reference_words(changed, found))


def _document_meant(deck: Deck, typed: str | None, words: Mapping[SourceId, str]) -> SourceId:
    """Return the document; what is asked back names the deck that was understood."""
    try:
        return meant("source", typed, words)
    except ChoiceNeeded as error:
        raise ChoiceNeeded(error.what, error.among, error.ids, deck.title) from error
    except NothingCalled as error:
        raise NothingCalled(
            error.what, error.typed, error.nearest, error.ids, deck.title
        ) from error


async def export(interaction: Interaction, typed: str | None, wanted: str | None) -> None:
    """Hand an organiser a deck as files, in one archive. Raises UnknownExportFormat."""
    format_ = format_meant(wanted or ExportFormat.PACK)
    deck, exports = await deck_or_usual(interaction, typed), interaction.services.exports
    reader = await interaction.reader()
    group = interaction.about.id if interaction.about is not None else None
    archive = await exports.archive(interaction.asked, deck, format_, reader, group=group)
    if len(archive.data) > _MOST_HANDED_OVER:
        await interaction.say(EXPORT_TOO_LARGE)
        return
    words = exported_words(format_, archive.withheld, archive.lost, archive.along)
    await interaction.hand_over(words, archive.name, archive.data)


async def set_language(interaction: Interaction, named: str | None, language: str) -> Deck:
    """Set a deck's language, else that of the one which was asked last. Raises NotOrganiser."""
    await interaction.require_workspace_organiser()
    deck = await deck_or_usual(interaction, named)
    workspace = interaction.require_workspace().id
    return await interaction.services.decks.set_language(workspace, deck, language)


async def rename(interaction: Interaction, typed: str | None, title: str) -> None:
    """Call a deck otherwise. Raises NotOrganiser, and as `DeckEditService.rename`."""
    await interaction.require_workspace_organiser()
    workspace, deck = interaction.require_workspace().id, await deck_meant(interaction, typed)
    before = (await interaction.services.decks.get(interaction.asked, deck)).deck.title
    if not title.strip():
        raise NoTitle(before)
    renamed = await interaction.services.deck_edits.rename(workspace, deck, title, before)
    await interaction.say(renamed_words(renamed, before))


async def remove(interaction: Interaction, typed: str | None) -> None:
    """Ask and show a deck nowhere any more, with a button that brings it back.

    Even the only one goes by its name alone. Raises NotOrganiser and ChoiceNeeded.
    """
    await interaction.require_workspace_organiser()
    if not typed:
        titles = await interaction.services.decks.titles(interaction.asked)
        raise ChoiceNeeded("deck", tuple(titles.values()), tuple(titles))
    workspace, deck = interaction.require_workspace().id, await deck_meant(interaction, typed)
    found = (await interaction.services.decks.get(interaction.asked, deck)).deck
    await interaction.services.deck_edits.remove(workspace, deck)
    await interaction.say(removed_words(found), Action("deck-restore", "Undo", deck))


async def restore(interaction: Interaction, press: Press) -> None:
    """Bring a removed deck back."""
    back = await interaction.services.deck_edits.restore(
        interaction.require_workspace().id, DeckId(press.subject)
    )
    await interaction.say(restored_words(back), Action("deck", "Show it", back.id))


async def deck_meant(interaction: Interaction, typed: str | None) -> DeckId:
    """Return the deck. Raises ChoiceNeeded and NotFound, as all of these do."""
    return meant("deck", typed, await interaction.services.decks.titles(interaction.asked))


async def deck_or_usual(interaction: Interaction, typed: str | None) -> DeckId:
    """Return the deck; without a word the one that was asked last."""
    if typed is None:
        return (await interaction.services.decks.usual(interaction.asked)).id
    return await deck_meant(interaction, typed)


async def question_meant(
    interaction: Interaction, typed: str, of_deck: str | None = None
) -> QuestionId:
    """Return the question that was chosen from the list, or of whose words enough were typed.

    Where a deck is named it is one of that deck. A number is what it is called by below its deck's
    name, “question 2 of 3”: of the deck that is named, or else was asked last.
    """
    if (number := _NUMBERED.fullmatch(typed.strip())) is not None:
        numbered = await _numbered(interaction, of_deck, int(number[1]))
        if numbered is not None:
            return numbered
    lookup, reader = interaction.services.lookup, await interaction.reader()
    deck = await deck_meant(interaction, of_deck) if of_deck else None
    if is_id(typed):  # it may be one of a list
        with suppress(NotFound):
            found = await lookup.question(reader, QuestionId(typed), asked=interaction.asked)
            if deck in {None, found.deck.id}:
                return found.question.id
            typed = plain(found.question.text)
    # Who sent a command off waits for the index; who still types has a list without it.
    near = await lookup.suggest(
        reader, typed, patience=_INDEX_WITHIN_S, asked=interaction.asked, deck=deck
    )
    try:
        return meant("question", typed, {each.id: plain(each.text) for each in near})
    except NothingCalled as error:
        if deck is None:
            raise
        titles = await interaction.services.decks.titles(interaction.asked, {deck})
        raise replace(error, within=titles[deck]) from error


async def _numbered(
    interaction: Interaction, of_deck: str | None, number: int
) -> QuestionId | None:
    """Return a deck's question of that number, from 1; None where there is none."""
    deck = await deck_or_usual(interaction, of_deck)
    reading = interaction.services.deck_reading
    page = await reading.questions(interaction.asked, deck, "", number, 1)
    return next((each.id for each in page.questions if each.position == number - 1), None)


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
