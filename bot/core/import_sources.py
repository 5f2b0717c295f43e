"""The documents of an import as sources of a deck: names, authors, earlier versions. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePath

from bot.core.deck_edits import OWN
from bot.core.documents import ParsedDocument
from bot.core.ids import stable_id
from bot.core.import_changes import versions
from bot.core.import_request import Existing, ImportRequest
from bot.core.limits import MAX_AUTHOR, MAX_FILE_NAME, storable
from bot.core.models import Deck, Source, SourceId
from bot.core.uploads import Upload
from bot.errors import AlreadyImported, UnknownReference


def sources_of(
    deck: Deck,
    request: ImportRequest,
    documents: Sequence[ParsedDocument],
    existing: Existing | None,
    newer: Mapping[int, Source],
    *,
    now: datetime,
) -> tuple[Source, ...]:
    """Return each document's source; a newer version stands where the earlier one did."""
    start = 1 + max((source.position for source in existing.sources), default=-1) if existing else 0
    return tuple(
        Source(
            id=SourceId(stable_id(deck.id, content_hash(file.data))),
            deck=deck.id,
            name=stored_name(name),
            author=_author(request, file.name, document.author, newer.get(offset)),
            title=document.title,
            format=document.format,
            content_hash=content_hash(file.data),
            imported_at=now,
            position=newer[offset].position if offset in newer else start + offset,
        )
        for offset, (file, name, document) in enumerate(
            zip(request.files, source_names(request.files), documents, strict=True)
        )
    )


def _author(request: ImportRequest, file: str, told: str, old: Source | None) -> str:
    """Return the author as named, the old version's, as the document told, or the file's name."""
    before = old.author if old else ""
    named = request.authors.get(file) or before or told or PurePath(base_name(file)).stem
    return storable(named)[:MAX_AUTHOR]


def newer_versions(
    existing: Existing | None, request: ImportRequest, documents: Sequence[ParsedDocument]
) -> dict[int, Source]:
    """Return of which source each document is a newer version. Raises AlreadyImported."""
    if existing is None:
        return {}
    by_hash = {source.content_hash: source.name for source in existing.sources}
    there = [(file.name, known) for file in request.files
             if (known := by_hash.get(content_hash(file.data))) is not None]  # fmt: skip
    if there:
        raise AlreadyImported(*there[0], tuple(there[1:]))
    # No document takes the place of what organisers wrote.
    sources = [each for each in existing.sources if each.format != OWN]
    names = [stored_name(name) for name in source_names(request.files)]
    authors = [request.authors.get(file.name, "") for file in request.files]
    # A pack says by its files' names what is new.
    keep_both = request.keep_both or request.pack is not None
    return versions(names, authors, documents, sources, existing.answers, keep_both=keep_both)


def reference_source(
    deck: Deck,
    request: ImportRequest,
    sources: Sequence[Source],
    existing: Existing | None,
    newer: Mapping[int, Source],
) -> SourceId:
    """Return the reference: as named, as it was (or its newer version), else the first."""
    if request.reference is not None:
        for file, source in zip(request.files, sources, strict=True):
            if file.name == request.reference:
                return source.id
        raise UnknownReference(request.reference)
    now = next((sources[at].id for at, old in newer.items() if old.id == deck.reference), None)
    # The document that was the reference may have been withdrawn.
    there = {each.id for each in existing.sources} if existing else set()
    return now or (deck.reference if deck.reference in there else None) or sources[0].id


def content_hash(data: bytes) -> str:
    """Return the SHA-256 of a document's bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def base_name(name: str) -> str:
    """Return a file's name without its folders, whichever system wrote the path."""
    return PurePath(name.replace("\\", "/")).name


def source_names(files: Sequence[Upload]) -> list[str]:
    """Return what the files are called in a deck: without folders, where that tells them apart."""
    short = [base_name(file.name) for file in files]
    names = zip(short, files, strict=True)
    return [name if short.count(name) == 1 else file.name for name, file in names]


def stored_name(name: str) -> str:
    """Return a file's name as it is kept: a very long path without its beginning."""
    return storable(name)[-MAX_FILE_NAME:]
