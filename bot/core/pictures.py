"""Pictures from outside: how many and how large they may be, and what is known of one.

A picture's id is the SHA-256 of what is kept of it (`bot.importing.pictures`), so equal ones are
one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.models import PictureId
from bot.errors import PictureRefused

MAX_PICTURES = 4
"""In one answer."""
MAX_PICTURE_BYTES = 5 * 1024 * 1024
"""Of a picture as it is sent."""
MAX_PIXELS = 50_000_000
MAX_SIDE = 2_048

JPEG, PNG = "image/jpeg", "image/png"
SUFFIXES = {JPEG: "jpg", PNG: "png"}


class PictureFault(StrEnum):
    """Why something is not kept as a picture."""

    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    NO_PICTURE = "no-picture"
    BROKEN = "broken"
    TOO_MANY = "too-many"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known of a picture without its bytes; sizes in pixels."""

    id: PictureId
    media_type: str
    width: int
    height: int

    @property
    def file_name(self) -> str:
        """A name for it among other files, in plain ASCII."""
        return f"{self.id[:16]}.{SUFFIXES[self.media_type]}"


@dataclass(frozen=True, slots=True)
class PictureFile(Picture):
    """A picture with its bytes."""

    data: bytes = field(repr=False)


def joined_pictures(
    before: Iterable[PictureId], after: Iterable[PictureId]
) -> tuple[PictureId, ...]:
    """Return the pictures of an answer, each once. Raises PictureRefused for too many."""
    all_of_them = tuple(dict.fromkeys((*before, *after)))
    if len(all_of_them) > MAX_PICTURES:
        raise PictureRefused("", PictureFault.TOO_MANY)
    return all_of_them


def picture_id(kept: bytes) -> PictureId:
    """Return the id of a picture whose kept bytes these are: 64 hexadecimal digits."""
    return PictureId(hashlib.sha256(kept).hexdigest())
