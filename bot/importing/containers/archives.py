"""Zip archives of documents, taken apart into the documents."""

from __future__ import annotations

from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.core.uploads import Upload, may_be_document, may_be_picture
from bot.importing.containers.anki_packages import DATABASES
from bot.importing.containers.reading import Unreadable
from bot.importing.containers.zips import Zip

MAX_DOCUMENTS = 500
MAX_PICTURES = 2_000


def kind_of_zip(archive: Zip) -> str:
    """Return which document an archive is: "docx", "xlsx", "apkg" and others, "" for none."""
    names = set(archive.names)
    if names & set(DATABASES):
        return "apkg"
    for kind, member in (
        ("docx", "word/document.xml"),
        ("xlsx", "xl/workbook.xml"),
        ("pptx", "ppt/presentation.xml"),
    ):
        if member in names:
            return kind
    if "mimetype" in names:
        declared = archive.read("mimetype")[:80]
        return "epub" if b"epub" in declared else "odt" if b"opendocument" in declared else ""
    return ""


def unpacked(name: str, data: bytes) -> list[Upload]:
    """Return the documents in an archive, in the order of their names, then pictures beside them.

    Raises Unreadable.
    """
    archive = Zip(data)
    kept = sorted(member for member in archive.names if may_be_document(member))
    if not kept:
        raise Unreadable("it holds no documents; put your notes into it")
    if len(kept) > MAX_DOCUMENTS:
        raise Unreadable(
            f"it holds {len(kept):,} documents, and {MAX_DOCUMENTS} are the most; split it"
        )
    pictures = sorted(member for member in archive.names if may_be_picture(member))
    return [
        Upload(f"{name}/{member}", archive.read(member)[: MAX_DOCUMENT_BYTES + 1])
        for member in (*kept, *pictures[:MAX_PICTURES])
    ]
