"""What is kept of a picture: what is seen, and nothing else; and what is none."""

from __future__ import annotations

import random
import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.core.pictures import (
    MAX_PICTURE_BYTES,
    MAX_SIDE,
    PictureFault,
    picture_id,
)
from bot.errors import PictureRefused
from bot.importing.pictures import read_picture
from bot.presentation.errors import words_for
from tests.fakes.pictures import PLACE, drawn, moving, photographed, seen

SMALL = drawn(size=(3, 2))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _claiming(width: int, height: int) -> bytes:
    """Return a PNG of a hundred bytes that says it has so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(b"\0" * 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _refusal(data: bytes) -> str:
    with pytest.raises(PictureRefused) as refusal:
        read_picture(data, "cat.png")
    assert "“cat.png”" in words_for(refusal.value)
    return refusal.value.fault


def test_a_photograph_is_kept_upright_and_tells_neither_place_nor_camera():
    kept = read_picture(photographed((60, 30)))

    assert (kept.media_type, kept.width, kept.height) == ("image/jpeg", 30, 60)
    assert PLACE.encode() not in kept.data
    assert b"home" not in kept.data
    shown = seen(kept.data)
    assert shown.size == (30, 60)
    assert not shown.getexif()
    assert not shown.info.keys() - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_its_id_is_the_hash_of_what_is_kept_so_equal_pictures_are_one():
    one, same, other = (read_picture(drawn(each)) for each in ("teal", "teal", "red"))

    assert one == same
    assert one.id == picture_id(one.data)
    assert len({one.id, other.id}) == 2
    assert one.file_name == f"{one.id[:16]}.png"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_four_kinds_are_taken_and_what_is_kept_is_png_or_jpeg(kind: str):
    kept = read_picture(drawn("white", kind=kind))

    assert kept.media_type in ("image/png", "image/jpeg")
    assert seen(kept.data).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM", "PDF"])
def test_no_other_kind_is_read(kind: str):
    assert _refusal(drawn(kind=kind)) == PictureFault.NO_PICTURE


def test_of_one_that_moves_the_first_frame_is_kept():
    shown = seen(read_picture(moving()).data)

    assert getattr(shown, "n_frames", 1) == 1
    assert shown.convert("RGB").getpixel((4, 4)) == (255, 0, 0)


def test_what_is_clear_stays_clear():
    held = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(held, "PNG")

    assert seen(read_picture(held.getvalue()).data).getpixel((4, 4)) == (255, 0, 0, 0)


def test_a_large_one_is_made_smaller_and_keeps_its_shape():
    kept = read_picture(drawn("teal", (MAX_SIDE * 2, MAX_SIDE), "JPEG"))

    assert (kept.width, kept.height) == (MAX_SIDE, MAX_SIDE // 2)


def test_a_png_that_is_a_photograph_does_not_fill_the_database():
    held = BytesIO()
    noise = random.Random(1).randbytes(3 * 800 * 800)  # noqa: S311  # any will do
    Image.frombytes("RGB", (800, 800), noise).save(held, "PNG", compress_level=1)

    kept = read_picture(held.getvalue())

    assert kept.media_type == "image/jpeg"
    assert len(kept.data) < len(held.getvalue()) / 2


def test_what_is_too_large_in_bytes_is_not_even_opened():
    assert _refusal(SMALL + b"\0" * MAX_PICTURE_BYTES) == PictureFault.TOO_LARGE


@pytest.mark.parametrize("side", [5_100, 7_100, 12_000, 30_000, 2**31 - 1])
def test_a_bomb_is_refused_by_what_it_says_before_its_pixels_are_made(side: int):
    assert _refusal(_claiming(side, side)) == PictureFault.TOO_MANY_PIXELS


@pytest.mark.parametrize("data", [b"", b"no picture", b"<svg xmlns='x'/>", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(data: bytes):
    assert _refusal(data) in (PictureFault.NO_PICTURE, PictureFault.BROKEN)


@pytest.mark.filterwarnings("ignore::UserWarning")  # what Pillow says of metadata it reads past
@given(
    st.sampled_from([SMALL, photographed((9, 7)), drawn(kind="GIF"), drawn(kind="WEBP")]),
    st.data(),
)
def test_whatever_is_broken_in_a_picture_it_is_kept_or_refused(whole: bytes, data: st.DataObject):
    at = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=12))
    broken = whole[:at] + noise + whole[at + data.draw(st.integers(0, 12)) :]
    with suppress(PictureRefused):
        kept = read_picture(broken)
        assert seen(kept.data).size == (kept.width, kept.height)
