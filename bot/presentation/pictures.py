"""Pictures in answers: what is said of each to who does not see it, and why one is not kept."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.authored_text import AuthoredText
from bot.core.pictures import (
    MAX_DOCUMENT_PICTURE_BYTES,
    MAX_DOCUMENT_PICTURES,
    MAX_PICTURE_BYTES,
    MAX_PICTURES,
    MAX_PIXELS,
    NOTHING_SAID,
    PictureFault,
    pictures_in,
)
from bot.core.view import Image, Prose
from bot.errors import PictureRefused
from bot.presentation.humanize import count

FIELD = "Pictures"
LIMITS = (
    f"At most {MAX_PICTURES} of {MAX_PICTURE_BYTES // 1024**2} MB each: PNG, JPEG, WebP or GIF. "
    "Of one that moves the first frame is kept. "
    "What is hidden in the files, such as the place, is not kept."
)

_FORM_LIMITS = (
    f"Up to {MAX_PICTURES} of {MAX_PICTURE_BYTES // 1024**2} MB each: PNG, JPEG, WebP or GIF."
)


def form_hint(sent: int) -> str:
    """Return what stands beside the field for pictures, where so many were `sent` before.

    That is at most 100 characters, as Discord takes them.
    """
    return f"{_FORM_LIMITS} They replace those you sent." if sent else _FORM_LIMITS


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
    PictureFault.MISSING: "was not sent along with the text that names it",
    PictureFault.DRAWING: "is an SVG. Save it as a PNG and send that",
    PictureFault.UNREACHABLE: "could not be fetched just now. Send it again",
    PictureFault.MOVES: "moves: the first frame is what is kept of it",
}


def images_of(authored: AuthoredText) -> tuple[Image, ...]:
    """Return the pictures of a text, each with what it says of it, or else with whose it is."""
    said = {picture.id: words for picture, words in pictures_in(authored.text)}
    total, of = len(authored.pictures), f" by {authored.author}" if authored.author else ""
    return tuple(
        Image(each, words)
        if (words := said.get(each.id, NOTHING_SAID)) != NOTHING_SAID
        else Image(each, f"Picture {number} of {total}{of}" if total > 1 else f"Picture{of}")
        for number, each in enumerate(authored.pictures, start=1)
    )


def illustrated(text: str) -> Prose:
    """Return a text of a deck, which no member wrote, with its pictures."""
    found = pictures_in(text)
    return Prose(
        text,
        tuple(
            Image(picture, "Picture" if words == NOTHING_SAID else words)
            for picture, words in found
        ),
    )


def shown_elsewhere_words(number: int) -> str:
    """Return what stands in for pictures where none can be shown."""
    return f"With {count(number, 'picture')}, shown in the room on the web (“/web”)"


def picture_words(name: str, fault: str) -> str:
    """Return why a picture is not kept, and what to do."""
    if fault == PictureFault.TOO_MANY and not name:
        return f"{count(MAX_PICTURES, 'picture')} are the most in one answer. Leave some out."
    return f"{f'“{name}”' if name else 'This picture'} {_WHY[PictureFault(fault)]}."


def refused_words(refused: Sequence[PictureRefused]) -> str:
    """Return which pictures of an answer are not kept, or not whole, and why."""
    # Those that are too many have one reason, which is said once.
    reasons = " ".join(dict.fromkeys(picture_words(each.name, each.fault) for each in refused))
    lost = sum(each.fault != PictureFault.MOVES for each in refused)
    without = f" without {count(lost, 'picture')}" if lost else ""
    return f"Your answer is saved{without}. {reasons}"


_LOST = {
    PictureFault.TOO_LARGE: (
        f"larger than {MAX_PICTURE_BYTES // 1024**2} MB; make {{it}} smaller in the document"
    ),
    PictureFault.TOO_MANY_PIXELS: (
        f"of more than {MAX_PIXELS // 1_000_000} million pixels; make {{it}} smaller there"
    ),
    PictureFault.NO_PICTURE: "no PNG, JPEG, WebP or GIF",
    PictureFault.BROKEN: "broken",
    PictureFault.TOO_MANY: (
        f"beyond the {MAX_DOCUMENT_PICTURES} pictures, or {MAX_DOCUMENT_PICTURE_BYTES // 1024**2} "
        "MB, that are kept of a document; divide it"
    ),
    PictureFault.MISSING: (
        "not with the document; import a zip archive or a folder with the document and {it}"
    ),
    PictureFault.DRAWING: "SVG, which is not shown; save {it} as PNG",
}
_NAMED = 3


def lost_words(file: str, fault: PictureFault, names: Sequence[str]) -> str:
    """Return which pictures of a document are left out, and what to do; its texts stay whole."""
    it, are = ("it", "is") if len(names) == 1 else ("them", "are")
    known = [each for each in names if each]
    more = ", …" if len(known) > _NAMED else ""
    some = f" ({', '.join(known[:_NAMED])}{more})"
    why = _LOST[fault].format(it=it)
    return f"{file}: {count(len(names), 'picture')}{some if known else ''} {are} left out: {why}."
