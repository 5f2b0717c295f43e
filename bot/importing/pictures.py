"""A picture as somebody sent it, read and written anew.

It stands upright then, at most `MAX_SIDE` wide and high, and has nothing but what is seen: no place
where it was taken, no camera, no file hidden in another. Of one that moves the first frame is kept.

Decoding is what an attacker aims at. Only four formats are read, their size is looked at before
their pixels are, and Pillow's own guards against decompression bombs stay on:
https://pillow.readthedocs.io/en/stable/reference/Image.html#PIL.Image.open
"""

from __future__ import annotations

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

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
# A JPEG can be read smaller than it is; of others all pixels must be held at once, 4 bytes each.
_MAX_DECODED = MAX_PIXELS // 2
# What is drawn stays sharp as PNG; a photograph would be ten times as large.
_MAX_PNG_BYTES = 1_500_000
_QUALITY = 85


def read_picture(data: bytes, name: str = "") -> PictureFile:
    """Return a picture as it is kept; `name` is what its author calls it.

    It takes up to a second and some 200 MB. Raises PictureRefused.
    """
    if len(data) > MAX_PICTURE_BYTES:
        raise PictureRefused(name, PictureFault.TOO_LARGE)
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # most messages have none

    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            return _kept(image, name)
    except UnidentifiedImageError as error:
        raise PictureRefused(name, PictureFault.NO_PICTURE) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureRefused(name, PictureFault.TOO_MANY_PIXELS) from error
    # What Pillow's readers raise at bytes that are not what they say; MemoryError is none of it.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError) as error:
        raise PictureRefused(name, PictureFault.BROKEN) from error


def _kept(image: Image, name: str) -> PictureFile:
    if image.width * image.height > MAX_PIXELS:
        raise PictureRefused(name, PictureFault.TOO_MANY_PIXELS)
    is_photograph = image.format == "JPEG"
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    if image.width * image.height > _MAX_DECODED:
        raise PictureRefused(name, PictureFault.TOO_MANY_PIXELS)
    shown = _shown(image)
    media_type = JPEG if is_photograph and shown.mode == "RGB" else PNG
    data = _written(shown, media_type)
    if len(data) > _MAX_PNG_BYTES and media_type == PNG:
        media_type, data = JPEG, _written(_on_white(shown), JPEG)
    return PictureFile(picture_id(data), media_type, shown.width, shown.height, data)


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
