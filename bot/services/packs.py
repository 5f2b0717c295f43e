"""Shipped packs into decks of the library: loaded once, and again where they changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.core.documents import ParsedDocument
from bot.core.import_plan import ImportPlan, make_plan
from bot.core.import_request import ImportRequest
from bot.core.import_sources import content_hash
from bot.core.models import SHIPPED, Deck
from bot.core.pictures import PictureFault
from bot.core.uploads import Upload, may_be_document
from bot.errors import (
    AlreadyImported,
    BadPack,
    DeckChanged,
    DeckExists,
    ImportRefused,
    RoundtableError,
)
from bot.importing.packs import (
    MANIFEST,
    BadManifest,
    Manifest,
    Pack,
    beside_pack,
    no_manifest,
    read_files,
    read_manifest,
)
from bot.services.context import Context
from bot.services.decks import DeckService
from bot.services.uploads import opened


class PackService:
    """What the library has of the packs on disk."""

    def __init__(self, context: Context, decks: DeckService) -> None:
        self._context = context
        self._decks = decks

    async def load(self, pack: Pack) -> Deck | None:
        """Store what of the pack is new or changed; None when nothing is.

        A document that changed replaces its earlier version, and questions keep their ids.
        Raises ImportRefused for documents that make no deck.
        """
        try:
            return await self._load(pack)
        except (AlreadyImported, DeckChanged, DeckExists):
            # Another worker loaded it meanwhile.
            return await self._load(pack)

    async def _load(self, pack: Pack) -> Deck | None:
        async with self._context.store.reading() as tx:
            deck = await tx.decks.titled(SHIPPED, pack.manifest.title)
            sources = await tx.decks.sources(deck.id) if deck else ()
        if deck is not None and deck.pack != pack.name:
            return None
        known = {source.content_hash for source in sources}
        files = tuple(file for file in pack.files if content_hash(file.data) not in known)
        if not files:
            return None
        async with self._context.store.writing() as tx:
            await tx.workspaces.ensure_library(self._context.clock())
        request = ImportRequest(
            workspace=SHIPPED,
            files=files,
            title=pack.manifest.title,
            reference=None if deck else pack.reference,
            add=deck is not None,
            authors=pack.authors,
            language=pack.language,
            pack=pack.name,
            pictures=pack.pictures,
        )
        return await self._decks.store(await self._decks.plan(request))


@dataclass(frozen=True, slots=True)
class PackCheck:
    """What is wrong with a pack, all of it, and what it makes: None where it makes nothing."""

    problems: tuple[RoundtableError, ...]
    plan: ImportPlan | None


# What lies in a pack beside its documents.
_BESIDE = ("license", "licence", "readme")


def check_pack(folder: Path) -> PackCheck:
    """Return what is wrong with the pack in a folder: in its manifest, and in each document."""
    name = folder.name or str(folder)
    manifest, named, problems = _manifest(folder)
    there = _documents_in(folder)
    names = there if named is None else list(dict.fromkeys(named))
    stray = [file for file in there if file not in names]
    files, unread = read_files(folder, [*names, *stray])
    language = manifest.language_name if manifest else ""
    pictures = beside_pack(folder, files)
    found = opened(files, lambda _stage, _file: None, language=language, pictures=pictures)
    unnamed = f"is in no source of {MANIFEST}: add one for it, or take the file out"
    wrong = (
        *problems,
        *unread,
        *(f"{file} {unnamed}" for file in stray),
        *_pictures_lost(found.documents, files),
    )
    told = [BadPack(name, each) for each in wrong]
    if told or found.problems or manifest is None:
        return PackCheck((*told, *(problem for _, problem in found.problems)), None)
    pack = Pack(name, manifest, tuple(found.files))
    request = ImportRequest(
        workspace=SHIPPED,
        files=pack.files,
        title=manifest.title,
        reference=pack.reference,
        authors=pack.authors,
        language=pack.language,
    )
    try:
        plan = make_plan(request, tuple(found.documents), None, datetime.now(UTC))
    except ImportRefused as error:
        return PackCheck((error,), None)
    return PackCheck((), plan)


def _pictures_lost(documents: Sequence[ParsedDocument], files: Sequence[Upload]) -> Iterator[str]:
    """Yield which pictures of a pack's documents are not shown, and on which lines they stand."""
    texts = {each.name: each.data.decode("utf-8", "replace").splitlines() for each in files}
    for document in documents:
        for lost in document.lost:
            if lost.fault is PictureFault.MOVES:
                continue
            lines = enumerate(texts.get(document.name, ()), 1)
            line = next((at for at, text in lines if lost.name and lost.name in text), None)
            where = f"{document.name}, line {line}" if line else document.name
            yield f"{where}: {_NOT_SHOWN.get(lost.fault, _NO_PICTURE).format(lost.name or 'one')}"


_NOT_SHOWN = {
    PictureFault.MISSING: "the picture {} is not in the folder: add it, or take it out of the text"
}
_NO_PICTURE = "the picture {} is not shown: save it as a smaller one, in PNG, JPEG, WebP or GIF"


def _manifest(folder: Path) -> tuple[Manifest | None, Sequence[str] | None, Sequence[str]]:
    """Return the manifest, the files that it names, and what is wrong with it.

    It is None where something is; so are the files where it does not get as far as naming them.
    """
    try:
        manifest = read_manifest((folder / MANIFEST).read_bytes())
    except BadManifest as error:
        return None, error.files, [f"{MANIFEST}: {each}" for each in error.problems]
    except OSError as error:
        return None, None, [no_manifest(error)]
    return manifest, [each.file for each in manifest.sources], []


def _documents_in(folder: Path) -> list[str]:
    try:
        found = sorted(each.name for each in folder.iterdir() if each.is_file())
    except OSError:
        return []  # the manifest says so
    return [
        each
        for each in found
        if each != MANIFEST and may_be_document(each) and not each.casefold().startswith(_BESIDE)
    ]
