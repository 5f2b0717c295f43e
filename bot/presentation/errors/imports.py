"""Documents that make no deck, in words."""

from __future__ import annotations

from bot import errors
from bot.importing import errors as documents
from bot.presentation.errors.words import words_for


@words_for.register
def _(_error: errors.NoDocuments) -> str:
    return "No document was given. Choose at least one."


@words_for.register
def _(error: errors.DeckExists) -> str:
    return (
        f"There is a deck called “{error.title}” already. "
        "Choose another name, or add the documents to that deck."
    )


@words_for.register
def _(error: errors.DeckChanged) -> str:
    return f"Somebody changed “{error.title}” meanwhile, so nothing was stored. Preview it again."


@words_for.register
def _(error: errors.AlreadyImported) -> str:
    return f"{error.name} is in the deck already, as {error.earlier}. Leave it out."


@words_for.register
def _(error: errors.SameDocumentTwice) -> str:
    return f"{error.first} and {error.second} are the same document. Leave one out."


@words_for.register
def _(error: errors.NoAnchors) -> str:
    names = ", ".join(error.names)
    return (
        f"{names}: answers only, without their questions. Import them together with a document "
        "that has the questions, or add them to a deck that has."
    )


@words_for.register
def _(error: errors.UnknownReference) -> str:
    return f"{error.name} cannot be the reference: it is none of the documents given."


@words_for.register
def _(error: errors.UnreadableDocuments) -> str:
    return "\n".join(words_for(problem) for problem in error.problems)


@words_for.register
def _(error: documents.UnreadableFile) -> str:
    return f"{error.name} cannot be read ({error.reason})."


@words_for.register
def _(error: documents.EmptyDocument) -> str:
    return f"{error.name} is empty."


@words_for.register
def _(error: documents.BinaryDocument) -> str:
    return f"{error.name} is not text. Save it as plain text or Markdown, then try again."


@words_for.register
def _(error: documents.UndecodableDocument) -> str:
    return (
        f"{error.name} is not UTF-8 (byte {error.offset:,} does not fit). "
        "Save it with the encoding UTF-8, then try again."
    )


@words_for.register
def _(error: documents.DocumentTooLarge) -> str:
    return (
        f"{error.name} has {error.size / 1_000_000:,.1f} MB; "
        f"{error.limit / 1_000_000:,.0f} MB is the most. Split it."
    )


@words_for.register
def _(error: documents.NoQuestions) -> str:
    return (
        f"No question was found in {error.name}. A question ends with “?”, is numbered, or stands "
        "on a line of its own above its answer."
    )
