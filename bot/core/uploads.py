"""Files from outside, on their way to a deck."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from bot.core.models import WorkspaceId

# What lies beside notes in an archive or a folder and holds none.
_BESIDE = frozenset(
    """png jpg jpeg gif svg webp bmp ico mp3 mp4 wav ogg avi mov ttf woff woff2 eot css js map lock
    exe dll so class pyc jar iml gitignore gitattributes""".split()  # noqa: SIM905  # a list of words
)
_FRAMES = frozenset({"__MACOSX", "node_modules", "META-INF", "logseq"})
_DATA = frozenset({"license", "licence", "thumbs.db", "makefile"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file from outside, before anything was read of it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ImportDraft:
    """Uploads that wait for an admin to look at the preview and say yes."""

    id: str
    workspace: WorkspaceId
    created_at: datetime
    files: tuple[Upload, ...]


_PICTURES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "svg"})


def may_be_picture(path: str) -> bool:
    """Whether a file among others is called a picture that notes may show."""
    parts = [each for each in PurePosixPath(path.replace("\\", "/")).parts if each != ".."]
    if not parts or any(part in _FRAMES or part.startswith(".") for part in parts):
        return False
    return PurePosixPath(parts[-1]).suffix.lower().removeprefix(".") in _PICTURES


def leads_out(path: str) -> bool:
    """Whether a file's name in an archive is a place outside of it: `../a.md`, `/a.md`, `C:/a.md`.

    The two dots may stand anywhere in it: `a/../../b.md`.
    """
    plain = path.replace("\\", "/")
    return plain.startswith("/") or plain[1:2] == ":" or ".." in plain.split("/")


def may_be_document(path: str) -> bool:
    """Whether a file among others may hold notes, which pictures and hidden files do not."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if not parts or any(part in _FRAMES or part.startswith(".") for part in parts):
        return False
    suffix = PurePosixPath(parts[-1]).suffix.lower().removeprefix(".")
    return suffix not in _BESIDE and parts[-1].casefold() not in _DATA
