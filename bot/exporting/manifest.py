"""What says of exported documents whose they are and which is the reference: a pack's manifest."""

from __future__ import annotations

from collections.abc import Sequence

import tomli_w

from bot.core.contents import Sheet, Terms
from bot.core.models import Deck, SourceId
from bot.core.text import LANGUAGE_CODES

MANIFEST = "pack.toml"


def written(
    deck: Deck, files: Sequence[tuple[str, Sheet]], terms: Terms, *, votes: bool = False
) -> bytes:
    """Return the manifest of a deck's documents, by the names of their files.

    With `votes` it has how many found each answer most helpful, by its question's id.
    """
    codes = {name: code for code, name in LANGUAGE_CODES.items()}
    authors = list(dict.fromkeys(sheet.source.author for _, sheet in files))
    head = {
        "title": deck.title,
        "language": codes[deck.language],
        "licence": terms.licence,
        "authors": authors,
    }
    if terms.description:
        head["description"] = terms.description
    reference = _reference(deck, files)
    sources = [_source(name, sheet, is_reference=name == reference) for name, sheet in files]
    for source, (_, sheet) in zip(sources, files, strict=True):
        voted = {each.question.id: each.votes for each in sheet.entries if each.votes}
        if votes and voted:
            source["votes"] = voted
    return tomli_w.dumps({**head, "sources": sources}).encode()


def _reference(deck: Deck, files: Sequence[tuple[str, Sheet]]) -> str:
    by_source: dict[SourceId, str] = {}
    for name, sheet in files:
        by_source.setdefault(sheet.source.id, name)
    return by_source.get(deck.reference, files[0][0]) if deck.reference else files[0][0]


def _source(name: str, sheet: Sheet, *, is_reference: bool) -> dict[str, object]:
    source: dict[str, object] = {"file": name, "author": sheet.source.author}
    return {**source, "reference": True} if is_reference else source
