"""Pictures in answers: what is said of each to who does not see it, and why one is not kept."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.authored_text import AuthoredText
from bot.core.pictures import MAX_PICTURE_BYTES, MAX_PICTURES, MAX_PIXELS, PictureFault
from bot.core.view import Image
from bot.errors import PictureRefused
from bot.presentation.humanize import count

FIELD = "Pictures"
LIMITS = (
    f"At most {MAX_PICTURES} of {MAX_PICTURE_BYTES // 1024**2} MB each: PNG, JPEG, WebP or GIF. "
    "What is hidden in the files, such as the place, is not kept."
)

_WHY = {
    PictureFault.TOO_LARGE: (
        f"is larger than {MAX_PICTURE_BYTES // 1024**2} MB. Send it smaller, as a screenshot of it"
    ),
    PictureFault.TOO_MANY_PIXELS: (
        f"has too many pixels: {MAX_PIXELS // 1_000_000} million are the most in a JPEG, half as "
        "many in others. Send it smaller, as a screenshot of it"
    ),
    PictureFault.NO_PICTURE: "is no PNG, JPEG, WebP or GIF. Save it as one of these and send that",
    PictureFault.BROKEN: "cannot be read as a picture. Save it anew and send that",
    PictureFault.TOO_MANY: f"is one too many: {MAX_PICTURES} are the most in one answer",
    PictureFault.UNREACHABLE: "could not be fetched just now. Send it again",
}


def images_of(authored: AuthoredText) -> tuple[Image, ...]:
    """Return the pictures of a text, each with whose it is."""
    total, of = len(authored.pictures), f" by {authored.author}" if authored.author else ""
    return tuple(
        Image(each, f"Picture {number} of {total}{of}" if total > 1 else f"Picture{of}")
        for number, each in enumerate(authored.pictures, start=1)
    )


def shown_elsewhere_words(number: int) -> str:
    """Return what stands in for pictures where none can be shown."""
    return f"With {count(number, 'picture')}, shown in the room on the web (/web)"


def picture_words(name: str, fault: str) -> str:
    """Return why a picture is not kept, and what to do."""
    if fault == PictureFault.TOO_MANY and not name:
        return f"{count(MAX_PICTURES, 'picture')} are the most in one answer. Leave some out."
    return f"{f'“{name}”' if name else 'This picture'} {_WHY[PictureFault(fault)]}."


def refused_words(refused: Sequence[PictureRefused]) -> str:
    """Return which pictures of an answer are not kept, and why."""
    reasons = " ".join(picture_words(each.name, each.fault) for each in refused)
    return f"Your answer is saved without {count(len(refused), 'picture')}. {reasons}"
