"""Uploads read as documents: what cannot be read is set aside with what is wrong with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.documents import ParsedDocument
from bot.core.formats import CONTAINERS, LAYOUTS, format_named
from bot.core.import_request import Existing, ImportRequest
from bot.core.import_sources import base_name, content_hash
from bot.core.import_warnings import LeftOut
from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.core.uploads import Upload, leads_out, may_be_document, may_be_picture
from bot.errors import (
    AlreadyImported,
    BrokenDocument,
    DocumentError,
    DocumentTooLarge,
    NoQuestions,
    PictureUnused,
    RoundtableError,
    SameDocumentTwice,
    StrayDocument,
    UnknownFormat,
    UnreadableDocuments,
    UnreadableFile,
)

if TYPE_CHECKING:
    from bot.importing import Beside
    from bot.importing.packs import Manifest


class Stage(StrEnum):
    """What an import is at."""

    READING = "reading"
    ALIGNING = "aligning"
    STORING = "storing"


Progress = Callable[[Stage, str], None]
"""Is told each stage as it begins, with the file that is read; others have none."""
MANIFEST = "pack.toml"


@dataclass(slots=True)
class Opened:
    """Files with what is in them, archives taken apart, and what is wrong with the others.

    What a pack says of its files is no document, but stands in `manifests`, by the folder it is of.
    `language` is that of the documents, "" where it cannot be told.
    """

    files: list[Upload] = field(default_factory=list)
    manifests: dict[str, Manifest] = field(default_factory=dict)
    documents: list[ParsedDocument] = field(default_factory=list)
    problems: list[tuple[str, RoundtableError]] = field(default_factory=list)
    language: str = ""


def opened(
    files: Sequence[Upload],
    progress: Progress,
    asked: int = 0,
    wanted: str = "",
    *,
    language: str = "",
    pictures: Sequence[Upload] = (),
) -> Opened:
    """Read the files in the format that is wanted, "" for whichever they are in.

    Where a deck or another file asks `asked` questions, a text that asks nothing is answers. Whose
    language is known is not guessed at, which would load a large model. The documents may show
    `pictures` that lie in their folder, and pictures among the files.
    """
    from bot.importing import Beside, language_of, take_apart  # noqa: PLC0415  # every parser; lists need none

    seen: dict[str, str] = {}
    results: list[tuple[Upload, ParsedDocument | RoundtableError]] = []
    found = Opened()
    apart = [(given, take_apart(given)) for given in files]
    given_too = (each for _, inner in apart for each in inner if may_be_picture(each.name))
    beside = Beside((*pictures, *given_too))
    for given, inner in apart:
        progress(Stage.READING, given.name)
        for file in inner:
            if base_name(file.name) == MANIFEST:
                _describe(found, file)
            elif not may_be_picture(file.name):
                astray = file is not given and leads_out(file.name.removeprefix(f"{given.name}/"))
                read = StrayDocument(file.name) if astray else _result(seen, file, wanted, beside)
                results.append((file, read))
    items = [len(result.items) for _, result in results if isinstance(result, ParsedDocument)]
    alone = list(_answers_alone(results, max([asked, *items]), beside))
    for file, result in (*alone, *_pictures_alone(files, beside)):
        if isinstance(result, ParsedDocument):
            found.files.append(file)
            found.documents.append(result)
        else:
            found.problems.append((file.name, result))
    found.language = language or language_of(found.documents)
    return found


def _describe(found: Opened, file: Upload) -> None:
    """Take what a pack says of its files."""
    from bot.importing.packs import BadManifest, read_manifest  # noqa: PLC0415  # as in opened

    try:
        found.manifests[_folder(file.name)] = read_manifest(file.data)
    except BadManifest as error:
        found.problems.append((file.name, BrokenDocument(file.name, str(error))))


def _folder(name: str) -> str:
    """Return the folder of a file, "" for one that lies beside the others."""
    return name.replace("\\", "/").rpartition("/")[0]


def described(request: ImportRequest, found: Opened) -> tuple[ImportRequest, Opened]:
    """Return the request and the files as the first pack among them has it.

    That is their order, whose each is, and, where the request says nothing else, title, reference
    and language.
    """
    if not found.manifests:
        return replace(request, language=request.language or found.language), found
    folder, manifest = next(iter(found.manifests.items()))
    of_pack = [f"{folder}/{each.file}" if folder else each.file for each in manifest.sources]
    place = {name: at for at, name in enumerate(of_pack)}
    order = sorted(
        range(len(found.files)), key=lambda at: place.get(_plain(found.files[at].name), len(place))
    )
    names = {_plain(file.name): file.name for file in found.files}
    authors = {
        names[name]: source.author
        for name, source in zip(of_pack, manifest.sources, strict=True)
        if name in names
    }
    marked = next(each for each in range(len(of_pack)) if manifest.sources[each].reference)
    request = replace(
        request,
        title=manifest.title if request.title is None else request.title,
        reference=request.reference or names.get(of_pack[marked]),
        authors={**authors, **request.authors},
        language=manifest.language_name,
    )
    files, documents = found.files, found.documents
    ordered = Opened(
        [files[at] for at in order],
        found.manifests,
        [documents[at] for at in order],
        found.problems,
        found.language,
    )
    return request, ordered


def _plain(name: str) -> str:
    return name.replace("\\", "/")


def _pictures_alone(
    files: Iterable[Upload], beside: Beside
) -> Iterator[tuple[Upload, RoundtableError]]:
    """Yield the pictures that were given by themselves, and that no document shows."""
    for file in files:
        if may_be_picture(file.name) and file.name not in beside.used:
            yield file, PictureUnused(file.name)


def _result(
    seen: dict[str, str], file: Upload, wanted: str, beside: Beside
) -> ParsedDocument | RoundtableError:
    """Return what is in a file, or what is wrong with it."""
    from bot.importing import read_document  # noqa: PLC0415  # as above

    try:
        _refuse_twice(seen, file)
        return read_document(file.name, file.data, wanted, beside.of(file.name))
    except (DocumentError, SameDocumentTwice) as error:
        return error


def _answers_alone(
    results: Sequence[tuple[Upload, ParsedDocument | RoundtableError]], asked: int, beside: Beside
) -> Iterator[tuple[Upload, ParsedDocument | RoundtableError]]:
    """Yield the results, files that ask nothing as answers to what is asked elsewhere."""
    from bot.importing import read_answers  # noqa: PLC0415  # as in opened

    for file, result in results:
        read: ParsedDocument | RoundtableError = result
        if asked and isinstance(result, NoQuestions):
            with suppress(NoQuestions):
                read = read_answers(file.name, file.data, asked, beside.of(file.name))
        yield file, read


def _refuse_twice(seen: dict[str, str], file: Upload) -> None:
    hash_ = content_hash(file.data)
    # Empty files are alike, but that is not what is wrong with them.
    if file.data and hash_ in seen:
        raise SameDocumentTwice(seen[hash_], file.name)
    seen[hash_] = file.name


def format_wanted(request: ImportRequest) -> str:
    """Return the format that is asked for, "" for none. Raises UnknownFormat."""
    if not request.format:
        return ""
    if named := format_named(request.format):
        return named
    raise UnknownFormat(request.format, (*LAYOUTS, *CONTAINERS))


def without_unreadable(request: ImportRequest, found: Opened) -> ImportRequest:
    """Return the request for what could be read.

    Raises UnreadableDocuments where that is nothing, or not the reference, or where the files are a
    pack's, which is whole or is not; and SameDocumentTwice where nothing else is wrong.
    """
    missing = {name for name, _ in found.problems}
    if found.problems and (not found.files or request.pack or request.reference in missing):
        before = (each.problem for each in request.left_out)
        raise UnreadableDocuments((*before, *(problem for _, problem in found.problems)))
    left_out = tuple(LeftOut(name, problem) for name, problem in found.problems)
    return replace(request, files=tuple(found.files), left_out=(*request.left_out, *left_out))


def without_unchanged(
    request: ImportRequest, documents: tuple[ParsedDocument, ...], existing: Existing | None
) -> tuple[ImportRequest, tuple[ParsedDocument, ...]]:
    """Pass over files that the deck has already, where it has not got all of them."""
    if existing is None or not request.add:
        return request, documents
    known = {source.content_hash: source.name for source in existing.sources}
    pairs = [(file, known.get(content_hash(file.data))) for file in request.files]
    fresh = [at for at, (_, source) in enumerate(pairs) if source is None]
    if not fresh:
        return request, documents  # the plan says so
    passed = tuple(
        LeftOut(file.name, AlreadyImported(file.name, source))
        for file, source in pairs
        if source is not None
    )
    files = tuple(request.files[at] for at in fresh)
    kept = replace(request, files=files, left_out=(*request.left_out, *passed))
    return kept, tuple(documents[at] for at in fresh)


def pictures_of(folder: Path, documents: Sequence[Upload]) -> list[Upload]:
    """Return the pictures in a folder whose names stand in documents of it."""
    from bot.importing.albums import pictures_within  # noqa: PLC0415  # as in opened

    return list(pictures_within(folder, documents))


def files_within(path: Path) -> list[Path]:
    """Return a folder's documents in the order of their names, or the file itself."""
    if not path.is_dir():
        return [path]
    found = (each.relative_to(path) for each in path.rglob("*") if each.is_file())
    kept = [path / each for each in sorted(found) if may_be_document(each.as_posix())]
    return kept or [path]


def upload_of(file: Path) -> Upload:
    """Return a file of this machine's. Raises DocumentTooLarge and UnreadableFile."""
    try:
        # Asked before reading: a file may be larger than the memory.
        size = file.stat().st_size
        if size > MAX_DOCUMENT_BYTES:
            raise DocumentTooLarge(str(file), size, MAX_DOCUMENT_BYTES)
        return Upload(str(file), file.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableFile(str(file), getattr(error, "strerror", "") or str(error)) from error


async def handed_over(file: Path) -> Upload:
    """Return what `upload_of` does, without holding up others."""
    return await asyncio.to_thread(upload_of, file)


async def files_named(typed: str, words: Sequence[str]) -> list[Path]:
    """Return the file that was `typed`, whose name may have spaces, or those that its words name.

    Of a folder these are its documents.
    """

    def found() -> list[Path]:
        whole = Path(typed).expanduser()
        named = [whole] if whole.exists() else [Path(each).expanduser() for each in words]
        return [file for each in named for file in files_within(each)]

    return await asyncio.to_thread(found)
