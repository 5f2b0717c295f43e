"""A picture as somebody sent it, read and written anew.

It stands upright then, at most `MAX_SIDE` wide and high, and has nothing but what is seen: no place
where it was taken, no camera, no file hidden in another. Of one that moves the first frame is kept.

Decoding is what an attacker aims at. Only four formats are read, their size is looked at before
their pixels are, and Pillow's own guards against decompression bombs stay on:
https://pillow.readthedocs.io/en/stable/reference/Image.html#PIL.Image.open
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING

from bot.core.pictures import (
    JPEG,
    MAX_PICTURE_BYTES,
    MAX_PIXELS,
    MAX_SIDE,
    PNG,
    PictureFault,
    PictureFile,
    picture_id,
)
from bot.errors import PictureRefused
from bot.importing.strange_bytes import STRANGE_BYTES

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# A JPEG can be read smaller than it is; of others all pixels must be held at once, 4 bytes each.
_MAX_DECODED = MAX_PIXELS // 2
# What is drawn stays sharp as PNG; a photograph would be ten times as large.
_MAX_PNG_BYTES = 1_500_000
_QUALITY = 85
# Of JPEG: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, table B.1.
_MARKER, _SCAN, _JFIF, _JFIF_LENGTH = 0xFF, 0xDA, 0xE0, 16
_SEGMENTS = frozenset({_JFIF, 0xDB, 0xC0, 0xC4})  # tables, sizes and codes


def read_picture(data: bytes, name: str = "") -> PictureFile:
    """Return a picture as it is kept; `name` is what its author calls it.

    It takes up to a second and some 200 MB. Raises PictureRefused.
    """
    if len(data) > MAX_PICTURE_BYTES:
        raise PictureRefused(name, PictureFault.TOO_LARGE)
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # most messages have none

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            return _kept(image, data, name)
    except UnidentifiedImageError as error:
        raise PictureRefused(name, PictureFault.NO_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(name, PictureFault.TOO_MANY_PIXELS) from error
    except STRANGE_BYTES as error:
        raise PictureRefused(name, PictureFault.BROKEN) from error


def pixels_of(data: bytes) -> int:
    """Return how many pixels a picture says that it has, none for what is no picture."""
    from PIL import Image  # noqa: PLC0415  # as above

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            return image.width * image.height
    except Exception:  # noqa: BLE001  # `read_picture` says what is wrong
        return 0


def moves(data: bytes) -> bool:
    """Say whether a picture has more than the first frame, which is what is kept of it."""
    from PIL import Image  # noqa: PLC0415  # as above

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            return bool(getattr(image, "is_animated", False))
    except Exception:  # noqa: BLE001  # `read_picture` says what is wrong
        return False


def _kept(image: Image, data: bytes, name: str) -> PictureFile:
    if image.width * image.height > MAX_PIXELS:
        raise PictureRefused(name, PictureFault.TOO_MANY_PIXELS)
    is_photograph = image.format == "JPEG"
    if is_photograph and _is_ours(image, data):
        image.load()
        return PictureFile(picture_id(data), JPEG, image.width, image.height, data)
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    if image.width * image.height > _MAX_DECODED:
        raise PictureRefused(name, PictureFault.TOO_MANY_PIXELS)
    shown = _shown(image)
    media_type = JPEG if is_photograph and shown.mode == "RGB" else PNG
    kept = _written(shown, media_type)
    if len(kept) > _MAX_PNG_BYTES and media_type == PNG:
        media_type, kept = JPEG, _written(_on_white(shown), JPEG)
    return PictureFile(picture_id(kept), media_type, shown.width, shown.height, kept)


def _is_ours(image: Image, data: bytes) -> bool:
    """Whether a JPEG is as `_written` wrote one: to write it again would lose a little each time.

    Its tables are ours then, it has no segment that holds anything else, and nothing behind it.
    """
    if max(image.size) > MAX_SIDE or image.mode != "RGB" or _tables(image) != _own_tables():
        return False
    at, end = 2, len(data)
    while at + 4 <= end and data[at] == _MARKER:
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if kind == _SCAN:
            scan = data[at + 2 + length :]
            inside = scan[:-2].replace(b"\xff\x00", b"")
            return scan.endswith(b"\xff\xd9") and b"\xff" not in inside
        if kind not in _SEGMENTS or (kind == _JFIF and length != _JFIF_LENGTH):
            return False
        at += 2 + length
    return False


def _tables(image: Image) -> dict[int, list[int]]:
    tables: dict[int, list[int]] = getattr(image, "quantization", {})
    return {number: list(table) for number, table in tables.items()}


@cache
def _own_tables() -> dict[int, list[int]]:
    from PIL import Image as images  # noqa: N813, PLC0415  # as above

    with images.open(BytesIO(_written(images.new("RGB", (8, 8)), JPEG))) as ours:
        return _tables(ours)


def _shown(image: Image) -> Image:
    """Return the first frame upright, in RGB or RGBA, and not too large, with nothing beside it."""
    from PIL import ImageOps  # noqa: PLC0415  # as above

    if image.mode.startswith("I"):  # 16 bits a pixel, which would all be white
        image = image.point(lambda value: value / 256).convert("L")
    shown = ImageOps.exif_transpose(image)
    shown = shown.convert("RGBA" if shown.has_transparency_data else "RGB")
    shown.thumbnail((MAX_SIDE, MAX_SIDE))
    shown.info = {}
    return shown


def _on_white(image: Image) -> Image:
    from PIL import Image as images  # noqa: N813, PLC0415  # as above

    ground = images.new("RGB", image.size, "white")
    ground.paste(image, mask=image if image.mode == "RGBA" else None)
    return ground


def _written(image: Image, media_type: str) -> bytes:
    held = BytesIO()
    if media_type == JPEG:
        image.save(held, "JPEG", quality=_QUALITY)
    else:
        image.save(held, "PNG")
    return held.getvalue()
