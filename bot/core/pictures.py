"""Pictures from outside: how many and how large they may be, and what is known of one.

A picture's id is the SHA-256 of what is kept of it (`bot.importing.pictures`), so equal ones are
one. Where a picture stood in a document, our Markdown has what is known of it, and what is said of
it to who does not see it: `![a loss curve](picture:ID.640x480.png)`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.ids import PictureId
from bot.errors import PictureRefused

MAX_PICTURES = 4
"""In one answer."""
MAX_PICTURE_BYTES = 5 * 1024 * 1024
"""Of a picture as it is sent."""
MAX_PIXELS = 50_000_000
MAX_DOCUMENT_PICTURES = 200
"""Different ones in one document."""
MAX_DOCUMENT_PICTURE_BYTES = 25 * 1024 * 1024
"""Of what is kept of one document's pictures."""
MAX_DOCUMENT_PIXELS = 6 * MAX_PIXELS
"""In all pictures of one document as they came: to decode so many takes some ten seconds."""
MAX_DESCRIPTION = 400
NOTHING_SAID = "picture"
"""What stands for a picture of which its document says nothing."""
MAX_SIDE = 2_048

JPEG, PNG = "image/jpeg", "image/png"
SUFFIXES = {JPEG: "jpg", PNG: "png"}
_MEDIA_TYPES = {suffix: media_type for media_type, suffix in SUFFIXES.items()}
SCHEME = "picture:"
_IN_TEXT = re.compile(
    r"!\[(?P<description>[^\[\]\n]{0,400})\]\(picture:(?P<id>[0-9a-f]{64})"
    r"\.(?P<width>[1-9]\d{0,4})x(?P<height>[1-9]\d{0,4})\.(?P<suffix>png|jpg)\)"
)


class PictureFault(StrEnum):
    """Why something is not kept as a picture, or of one that MOVES no more than it begins with."""

    TOO_LARGE = "too-large"
    TOO_MANY_PIXELS = "too-many-pixels"
    NO_PICTURE = "no-picture"
    BROKEN = "broken"
    TOO_MANY = "too-many"
    UNREACHABLE = "unreachable"
    MISSING = "missing"
    DRAWING = "drawing"
    MOVES = "moves"


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

    @property
    def address(self) -> str:
        """What stands for it in a text."""
        return f"{SCHEME}{self.id}.{self.width}x{self.height}.{SUFFIXES[self.media_type]}"


@dataclass(frozen=True, slots=True)
class PictureFile(Picture):
    """A picture with its bytes."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LostPicture:
    """A picture of a document that is not kept; `name` is the document's for it, "" for none."""

    name: str
    fault: PictureFault


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


def in_text(picture: Picture, description: str) -> str:
    """Return what shows a picture where it stands in a text, with what is said of it."""
    return f"![{described(description)}]({picture.address})"


def is_address(text: str) -> bool:
    """Say whether a text is what stands for a picture, as `Picture.address` has it."""
    return _IN_TEXT.fullmatch(f"![]({text})") is not None


def described(words: str) -> str:
    """Return on one line, without brackets, what is said of a picture; never nothing."""
    line = " ".join(words.translate(_BRACKETS).split())
    return line[:MAX_DESCRIPTION].strip() or NOTHING_SAID


_BRACKETS = str.maketrans("[]\\", "() ")


def pictures_in(text: str) -> tuple[tuple[Picture, str], ...]:
    """Return the pictures that a text shows, each once, with what is said of it."""
    if SCHEME not in text:
        return ()
    found = dict[PictureId, tuple[Picture, str]]()
    for each in _IN_TEXT.finditer(text):
        picture = _picture(each)
        found.setdefault(picture.id, (picture, each["description"]))
    return tuple(found.values())


def _picture(found: re.Match[str]) -> Picture:
    width, height = int(found["width"]), int(found["height"])
    return Picture(PictureId(found["id"]), _MEDIA_TYPES[found["suffix"]], width, height)


def named_in(text: str) -> frozenset[PictureId]:
    """Return the ids of the pictures that a text shows."""
    if SCHEME not in text:
        return frozenset()
    return frozenset(PictureId(found["id"]) for found in _IN_TEXT.finditer(text))


def only_pictures(text: str, known: Collection[PictureId]) -> str:
    """Return a text without the pictures that are not among the `known`; what is said stays."""
    return with_pictures(
        text,
        lambda picture, said: in_text(picture, said) if picture.id in known else f"[{said}]",
    )


def with_pictures(text: str, shown: Callable[[Picture, str], str]) -> str:
    """Return a text with what `shown` makes of each picture, and its description, in its place."""
    if SCHEME not in text:
        return text
    return _IN_TEXT.sub(lambda found: shown(_picture(found), found["description"]), text)


def with_files(text: str, there: Collection[PictureId], path_of: Callable[[Picture], str]) -> str:
    """Return a text that shows its pictures as files; of one that is not `there` it has words."""
    return with_pictures(
        text,
        lambda picture, said: (
            f"![{said}]({path_of(picture)})" if picture.id in there else f"[{described(said)}]"
        ),
    )


def said_of_pictures(text: str) -> str:
    """Return a text with the words that are said of each picture in its place, if any are."""
    return with_pictures(text, lambda _, said: "" if said == NOTHING_SAID else said)


def without_pictures(text: str) -> str:
    """Return a text with what is said of each picture, in brackets, in its place."""
    return with_pictures(text, lambda _, description: f"[{described(description)}]")
