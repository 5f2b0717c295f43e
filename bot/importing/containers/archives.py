"""Zip archives of documents, taken apart into the documents."""

from __future__ import annotations

from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.core.uploads import Upload, leads_out, may_be_document, may_be_picture
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
    office = "[Content_Types].xml" in names
    for kind, folder, member in (
        ("docx", "word/", "word/document.xml"),
        ("xlsx", "xl/", "xl/workbook.xml"),
        ("pptx", "ppt/", "ppt/presentation.xml"),
    ):
        # One whose text is missing is a broken document, and no archive.
        if member in names or (office and any(name.startswith(folder) for name in names)):
            return kind
    if "mimetype" in names:
        declared = archive.read("mimetype")[:80]
        return "epub" if b"epub" in declared else "odt" if b"opendocument" in declared else ""
    return ""


def unpacked(name: str, data: bytes) -> list[Upload]:
    """Return the documents in an archive, in the order of their names, then pictures beside them.

    Of those whose names lead out of it nothing is read, and they come last. Raises Unreadable.
    """
    archive = Zip(data)
    astray = sorted(member for member in archive.names if _strays(member))
    kept = sorted(member for member in archive.names
                  if may_be_document(member) and not leads_out(member))  # fmt: skip
    kept += astray[: MAX_DOCUMENTS - len(kept)] if len(kept) < MAX_DOCUMENTS else []
    if not kept:
        raise Unreadable("it holds no documents; put your notes into it")
    if len(kept) > MAX_DOCUMENTS:
        raise Unreadable(
            f"it holds {len(kept):,} documents, and {MAX_DOCUMENTS} are the most; split it"
        )
    pictures = sorted(member for member in archive.names
                      if may_be_picture(member) and not leads_out(member))  # fmt: skip
    return [
        Upload(f"{name}/{member}", b"" if leads_out(member) else _data(archive, member))
        for member in (*kept, *pictures[:MAX_PICTURES])
    ]


def _data(archive: Zip, member: str) -> bytes:
    return archive.read(member)[: MAX_DOCUMENT_BYTES + 1]


def _strays(member: str) -> bool:
    """Whether a document's name leads out of its archive."""
    inner = [part for part in member.replace("\\", "/").split("/") if part != ".."]
    return leads_out(member) and may_be_document("/".join(inner).lstrip("/"))
