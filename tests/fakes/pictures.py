"""Pictures as people send them, drawn anew, and what is hidden in them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from bot.core.uploads import Upload

PLACE = "51 deg 28' N"


def drawn(
    colour: str = "teal", size: tuple[int, int] = (40, 20), kind: str = "PNG", **more: object
) -> bytes:
    """Return a file with one colour."""
    held = BytesIO()
    Image.new("RGB", size, colour).save(held, kind, **more)  # type: ignore[arg-type]
    return held.getvalue()


def photographed(size: tuple[int, int] = (60, 30)) -> bytes:
    """Return a JPEG that a camera held sideways took, which tells where that was."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by 90 degrees
    exif[0x010E] = PLACE
    return drawn("navy", size, "JPEG", exif=exif, comment=b"taken at home")


def moving(kind: str = "GIF") -> bytes:
    """Return a picture of two frames, red and blue."""
    held = BytesIO()
    first, second = (Image.new("RGB", (8, 8), each) for each in ("red", "blue"))
    first.save(held, kind, save_all=True, append_images=[second])
    return held.getvalue()


def uploads(*colours: str) -> tuple[Upload, ...]:
    """Return a picture of each colour as somebody sends it."""
    return tuple(Upload(f"{each}.png", drawn(each)) for each in colours)


def seen(data: bytes) -> Image.Image:
    """Return a picture's pixels and what is beside them."""
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture
