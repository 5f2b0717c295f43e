"""What is typed about decks: by organisers, and what members suggest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from bot.chat import decks, free_words, imports
from bot.chat.commands import asking
from bot.chat.commands import run as run_chat
from bot.chat.interaction import Interaction
from bot.chat.typed_arguments import CommandArguments
from bot.chat.typed_commands import Command, Do, about, deck_named, only
from bot.core.contents import ExportFormat
from bot.core.uploads import Upload
from bot.errors import ChoiceNeeded, NoDocuments

_File = TypeVar("_File")
_Of_contra = TypeVar("_Of_contra", bound=Interaction, contravariant=True)


async def _reference(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck reference", "deck", "source")
    deck, source = arguments.option("deck"), arguments.option("source")
    if not source and (words := f"{deck or ''} {arguments.free}".strip()):
        found, rest = await free_words.deck_in_front(interaction, words, arguments.quoted)
        deck, source = (found, rest) if found or not deck else (deck, arguments.free)
    await run_chat(interaction, "deck-reference", deck=deck, source=source)


async def _rename(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck rename", "deck", "title")
    deck, title = arguments.option("deck"), arguments.option("title")
    if title is None and (deck is None or not arguments.free):
        words, is_deck = deck or arguments.free, deck is not None
        deck, meant = await free_words.deck_and_titles(interaction, words, arguments.quoted)
        if deck is None and is_deck:  # none is called so, which is told
            deck, meant = words, ()
        if len(meant) > 1 or (deck and meant == (words,)):
            await _ask_title(interaction, deck or "", meant)
            return
        title = meant[0] if meant else None
    elif title:
        deck = deck or arguments.free
    else:
        title = arguments.free
    await run_chat(interaction, "deck-rename", deck=deck, title=title)


async def _ask_title(interaction: Interaction, deck: str, meant: Sequence[str]) -> None:
    """Ask which words of several are the new title of a deck."""

    async def ask(_interaction: Interaction, _options: Mapping[str, str]) -> None:
        titles = await interaction.services.decks.titles(interaction.asked)
        named = titles[await decks.deck_meant(interaction, deck)]
        raise ChoiceNeeded("title", tuple(meant), tuple(meant), named)

    await asking(interaction, "deck-rename", {"deck": deck}, ask)


async def _remove_deck(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck remove", "deck")
    await run_chat(interaction, "deck-remove", deck=deck_named(arguments))


async def _suggest(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck suggest", "deck", "question", "answer", "anyway")
    options = {name: arguments.option(name) for name in ("deck", "answer", "anyway")}
    question = arguments.option("question") or arguments.free
    if not options["deck"] and await free_words.is_deck(interaction, arguments.free):
        options["deck"], question = arguments.free, arguments.option("question") or ""
    elif not options["deck"] and await free_words.is_deck(interaction, arguments.quoted):
        named = arguments.quoted
        options["deck"], question = named, question.removeprefix(named).strip()
    await run_chat(interaction, "deck-suggest", question=question, **options)


async def _export(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck export", "deck", "format")
    deck, format_ = arguments.option("deck"), arguments.option("format")
    if arguments.free and not (deck and format_):
        named, rest = await free_words.deck_in_front(interaction, arguments.free, arguments.quoted)
        if deck or (named is None and rest.casefold() in set(ExportFormat)):
            named, rest = None, arguments.free
        elif named is None:
            named, rest = rest, ""
        deck, format_ = deck or named, format_ or rest
    await run_chat(interaction, "deck-export", deck=deck, format=format_)


def importing(
    files: Callable[[str, Sequence[str]], Awaitable[Sequence[_File]]],
    fetch: Callable[[_File], Awaitable[Upload]],
) -> Do[Interaction]:
    """Return what imports the `files` that are named behind it, by all that was typed or its words.

    `fetch` is as `imports.downloaded`'s.
    """

    async def import_(interaction: Interaction, arguments: CommandArguments) -> None:
        only(arguments, "/deck import", "title", "add")
        await interaction.require_workspace_organiser()
        if not arguments.free:
            raise NoDocuments
        had = await imports.downloaded(await files(arguments.free, arguments.words), fetch)
        title, add = arguments.option("title"), arguments.switch("add") or False
        options = imports.ImportOptions(title, add=add)
        await imports.begin_import(interaction, had.files, options, had.left_out)

    return import_


def deck_command(import_: Do[_Of_contra]) -> Command[_Of_contra]:
    """Return it; how documents come in is each platform's own."""
    return Command(
        "Look at decks, choose the reference, take decks along",
        'list | show NAME | import | export NAME format=pack | rename deck="…" title="…" | '
        'remove NAME | reference deck="…" source="…" | suggest QUESTION answer="…"',
        {
            "list": lambda interaction, _: decks.list_all(interaction),
            "show": about("deck", "deck-show"),
            "import": import_,
            "export": _export,
            "rename": _rename,
            "remove": _remove_deck,
            "suggest": _suggest,
            "reference": _reference,
        },
        for_organisers=True,
        for_all=frozenset({"suggest"}),
    )
