"""Decks: what they hold, their references and names, and taking them along."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.interaction import ALL, Interaction
from bot.core.contents import ExportFormat
from bot.core.models import Deck, DeckId, SourceId
from bot.core.naming import meant
from bot.core.view import Action, Press
from bot.errors import ChoiceNeeded, NothingCalled, NoTitle
from bot.presentation.decks import (
    EXPORT_TOO_LARGE,
    MOST_LISTED,
    copied_words,
    deck_message,
    decks_message,
    exported_words,
    reference_words,
    removed_words,
    renamed_words,
    restored_words,
    source_words,
)
from bot.services.exports import format_meant

# What Discord takes of a bot: https://discord.com/developers/docs/reference#uploading-files
_MOST_HANDED_OVER = 10_000_000
_ALL_DECKS = Press("decks", ALL)


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
