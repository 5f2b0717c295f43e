"""Uploads read as documents: what cannot be read is set aside with what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.core.documents import ParsedDocument
from bot.core.formats import CONTAINERS, LAYOUTS, format_named
from bot.core.import_plan import (
    Existing,
    ImportRequest,
    content_hash,
)
from bot.core.import_warnings import LeftOut
from bot.core.uploads import Upload
from bot.errors import (
    AlreadyImported,
    DocumentError,
    NoQuestions,
    RoundtableError,
    SameDocumentTwice,
    UnknownFormat,
    UnreadableDocuments,
)

Progress = Callable[[str], None]


@dataclass(slots=True)
class Opened:
    """Files with what is in them, archives taken apart, and what is wrong with the others."""

    files: list[Upload] = field(default_factory=list)
    documents: list[ParsedDocument] = field(default_factory=list)
    problems: list[tuple[str, RoundtableError]] = field(default_factory=list)


def opened(files: Sequence[Upload], progress: Progress, asked: int = 0, wanted: str = "") -> Opened:
    """Read the files in the format that is wanted, "" for whichever they are in.

    Where a deck or another file asks `asked` questions, a text that asks nothing is answers.
    """
    from bot.importing import take_apart  # noqa: PLC0415  # every parser; lists need none

    seen: dict[str, str] = {}
    results: list[tuple[Upload, ParsedDocument | RoundtableError]] = []
    for given in files:
        progress(given.name)
        results += [(file, _result(seen, file, wanted)) for file in take_apart(given)]
    items = [len(result.items) for _, result in results if isinstance(result, ParsedDocument)]
    found = Opened()
    for file, result in _answers_alone(results, max([asked, *items])):
        if isinstance(result, ParsedDocument):
            found.files.append(file)
            found.documents.append(result)
        else:
            found.problems.append((file.name, result))
    return found


def _result(seen: dict[str, str], file: Upload, wanted: str) -> ParsedDocument | RoundtableError:
    """Return what is in a file, or what is wrong with it."""
    from bot.importing import read_document  # noqa: PLC0415  # as above

    try:
        _refuse_twice(seen, file)
        return read_document(file.name, file.data, wanted)
    except (DocumentError, SameDocumentTwice) as error:
        return error


def _answers_alone(
    results: Sequence[tuple[Upload, ParsedDocument | RoundtableError]], asked: int
) -> Iterator[tuple[Upload, ParsedDocument | RoundtableError]]:
    """Yield the results, files that ask nothing as answers to what is asked elsewhere."""
    from bot.importing import read_answers  # noqa: PLC0415  # as in opened

    for file, result in results:
        read: ParsedDocument | RoundtableError = result
        if asked and isinstance(result, NoQuestions):
            with suppress(NoQuestions):
                read = read_answers(file.name, file.data, asked)
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
        raise UnreadableDocuments(tuple(problem for _, problem in found.problems))
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
