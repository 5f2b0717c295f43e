"""Zip archives of documents, taken apart into the documents."""

from __future__ import annotations

from pathlib import PurePosixPath

from bot.core.limits import MAX_DOCUMENT_BYTES
from bot.core.uploads import Upload
from bot.importing.containers.anki_packages import DATABASES
from bot.importing.containers.reading import Unreadable
from bot.importing.containers.zips import Zip

ZIP = b"PK\x03\x04"
MAX_DOCUMENTS = 500

# What lies beside notes in an archive or a folder and holds none.
_BESIDE = frozenset(
    """png jpg jpeg gif svg webp bmp ico mp3 mp4 wav ogg avi mov ttf woff woff2 eot css js map lock
    exe dll so class pyc jar iml gitignore gitattributes""".split()  # noqa: SIM905  # a list of words
)
_FRAMES = frozenset(
    {
        "__MACOSX",
        "node_modules",
        ".git",
        ".obsidian",
        ".trash",
        "logseq",
        ".ipynb_checkpoints",
        "META-INF",
    }
)
_DATA = frozenset({"ds_store", "license", "licence", "thumbs.db", "makefile"})


def is_archive(data: bytes) -> bool:
    """Whether an upload is an archive of documents, and not a document that is written as one."""
    return data.startswith(ZIP) and kind_of_zip(Zip(data)) == ""


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
    """Return the documents in an archive, in the order of their names. Raises Unreadable."""
    archive = Zip(data)
    kept = sorted(member for member in archive.names if may_be_document(member))
    if not kept:
        raise Unreadable("it holds no documents")
    if len(kept) > MAX_DOCUMENTS:
        raise Unreadable(f"it holds {len(kept):,} documents, and {MAX_DOCUMENTS} are the most")
    return [
        Upload(f"{name}/{member}", archive.read(member)[: MAX_DOCUMENT_BYTES + 1])
        for member in kept
    ]


def may_be_document(path: str) -> bool:
    """Whether a file among others may hold notes, which pictures and hidden files do not."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if not parts or any(part in _FRAMES or part.startswith(".") for part in parts):
        return False
    suffix = PurePosixPath(parts[-1]).suffix.lower().removeprefix(".")
    return suffix not in _BESIDE and parts[-1].casefold() not in _DATA
