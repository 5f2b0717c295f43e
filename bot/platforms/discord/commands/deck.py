"""Decks, and documents in: for organisers."""

from __future__ import annotations

import aiohttp
import discord
from discord import app_commands

from bot.chat import decks, imports
from bot.chat.commands import run
from bot.core.limits import MAX_DOCUMENT_BYTES, MAX_TITLE
from bot.core.uploads import Upload
from bot.errors import DocumentTooLarge, UnknownReference, UnreadableFile
from bot.platforms.chat_text.emoji import with_emoji
from bot.platforms.discord.commands import autocomplete
from bot.platforms.discord.interactions import DiscordInteraction, NativeInteraction
from bot.presentation.decks import FORMAT_WORDS

Title = app_commands.Range[str, 1, MAX_TITLE]
_LIMIT = f"{MAX_DOCUMENT_BYTES / 1_000_000:.0f} MB at the most"
_LONGEST_TYPED = 4_000
_FILES = ("The first file", "The second file", "The third file")


class Deck(
    app_commands.Group,
    description="Import documents, look at decks, choose the reference, take decks along",
    guild_only=True,
):
    """Decks, for organisers; members suggest questions."""

    @app_commands.command(name="list", description="All decks")
    async def list_(self, native: NativeInteraction) -> None:
        """List the decks."""
        await decks.list_all(await DiscordInteraction.for_organiser(native))

    @app_commands.command(description="A deck's documents and questions")
    @app_commands.describe(deck="The deck; not needed when there is one alone")
    @app_commands.autocomplete(deck=autocomplete.decks)
    async def show(self, native: NativeInteraction, deck: str | None = None) -> None:
        """Show what a deck holds."""
        await run(await DiscordInteraction.for_organiser(native), "deck-show", deck=deck)

    @app_commands.command(name="import", description="Make a deck of documents, after a preview")
    @app_commands.describe(
        file=f"Questions with answers: Markdown, text, HTML, CSV, ... {_LIMIT}",
        file2=f"A second document on the same questions, {_LIMIT}",
        file3=f"A third one, {_LIMIT}",
        title="The deck's name, by default the first document's title",
        reference="Which document is the reference, by default the first",
        add="Add the documents to the deck of that name, if there is one",
    )
    @app_commands.choices(
        reference=[
            app_commands.Choice(name=name, value=number) for number, name in enumerate(_FILES)
        ]
    )
    async def import_(
        self,
        native: NativeInteraction,
        *,
        file: discord.Attachment,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        title: Title | None = None,
        reference: int | None = None,
        add: bool = False,
    ) -> None:
        """Show what documents would make."""
        interaction = await DiscordInteraction.for_workspace_organiser(native)
        attached = [file, file2, file3]
        options = imports.ImportOptions(title, _reference_name(attached, reference), add)
        had = await imports.downloaded(filter(None, attached), _fetch)
        await imports.begin_import(interaction, had.files, options, had.left_out)

    @app_commands.command(description="Take a deck along, as files in an archive")
    @app_commands.describe(
        deck="The deck; by default the one that was asked last",
        wanted="As what, by default a pack for another Roundtable",
    )
    @app_commands.rename(wanted="format")
    @app_commands.choices(
        wanted=[
            app_commands.Choice(name=words, value=format_.value)
            for format_, words in FORMAT_WORDS.items()
        ]
    )
    @app_commands.autocomplete(deck=autocomplete.decks)
    async def export(
        self, native: NativeInteraction, deck: str | None = None, wanted: str | None = None
    ) -> None:
        """Hand over a deck."""
        interaction = await DiscordInteraction.for_organiser(native)
        await run(interaction, "deck-export", deck=deck, format=wanted)

    @app_commands.command(description="Suggest a question, which organisers accept or decline")
    @app_commands.describe(
        question="The question",
        answer="An answer to it, if you like",
        deck="The deck; by default the one that was asked last",
        anyway="Suggest it though the deck asks something like it",
    )
    @app_commands.autocomplete(deck=autocomplete.decks)
    async def suggest(
        self,
        native: NativeInteraction,
        *,
        question: app_commands.Range[str, 1, _LONGEST_TYPED],
        answer: app_commands.Range[str, 1, _LONGEST_TYPED] | None = None,
        deck: str | None = None,
        anyway: bool = False,
    ) -> None:
        """Suggest a question for a deck."""
        texts = {"question": with_emoji(question), "answer": with_emoji(answer or "") or None}
        here = await DiscordInteraction.here(native)
        await run(here, "deck-suggest", **texts, deck=deck, anyway=anyway or None)

    @app_commands.command(description="Call a deck otherwise")
    @app_commands.describe(deck="The deck", title="What it is to be called")
    @app_commands.autocomplete(deck=autocomplete.decks)
    async def rename(self, native: NativeInteraction, deck: str, title: Title) -> None:
        """Give a deck another name."""
        interaction = await DiscordInteraction.for_workspace_organiser(native)
        await run(interaction, "deck-rename", deck=deck, title=title)

    @app_commands.command(description="Ask a deck no more; that can be undone")
    @app_commands.describe(deck="The deck")
    @app_commands.autocomplete(deck=autocomplete.decks)
    async def remove(self, native: NativeInteraction, deck: str) -> None:
        """Take a deck away."""
        interaction = await DiscordInteraction.for_workspace_organiser(native)
        await run(interaction, "deck-remove", deck=deck)

    @app_commands.command(description="Choose the document that a deck goes by")
    @app_commands.describe(deck="The deck", source="The document whose answers are the reference")
    @app_commands.autocomplete(deck=autocomplete.decks, source=autocomplete.sources)
    async def reference(self, native: NativeInteraction, deck: str, source: str) -> None:
        """Make a document the reference of its deck."""
        interaction = await DiscordInteraction.for_workspace_organiser(native)
        await run(interaction, "deck-reference", deck=deck, source=source)


async def _fetch(file: discord.Attachment) -> Upload:
    """Return a file; one that is too large is not asked for."""
    if file.size > MAX_DOCUMENT_BYTES:
        raise DocumentTooLarge(file.filename, file.size, MAX_DOCUMENT_BYTES)
    try:
        return Upload(file.filename, await file.read())
    except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise UnreadableFile(file.filename, str(error) or type(error).__name__) from error


def _reference_name(attached: list[discord.Attachment | None], number: int | None) -> str | None:
    if number is None:
        return None
    chosen = attached[number]
    if chosen is None:
        raise UnknownReference(_FILES[number])
    return chosen.filename
