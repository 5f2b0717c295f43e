"""Pages that are the same for many but for a few places: rendered, and compressed, once for all.

A deflated piece that ends with a full flush refers to nothing before it, so that pieces can be
strung together in any order to one gzip stream (https://www.zlib.net/manual.html#Advanced;
RFC 1952 for what stands around it).
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence

from starlette.responses import HTMLResponse

# Characters of a block: what differs in one is compressed again, and a window is not much more.
_BLOCK = 16_000
_OF_ALL, _OF_ONE = 6, 4  # levels: what is done once may take longer
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_END = b"\x03\x00"  # an empty last block


class Block:
    """A piece that many pages have, with what is sent of it."""

    __slots__ = ("deflated", "digest", "html")

    def __init__(self, html: str) -> None:
        self.html = html.encode()
        self.deflated = _deflated(self.html, _OF_ALL)
        self.digest = hashlib.blake2b(self.html, digest_size=16).digest()


Piece = bytes | Block


class Run:
    """Items in a row, which most pages have as they are, in blocks of some items each."""

    def __init__(self, items: Sequence[str]) -> None:
        self._items = items
        self._starts = [0]
        size = 0
        for number, item in enumerate(items):
            if size >= _BLOCK:
                self._starts.append(number)
                size = 0
            size += len(item)
        self._blocks = [Block("".join(items[begin:end])) for begin, end in self._bounds()]

    def with_changes(self, changes: Mapping[int, str]) -> list[Piece]:
        """Return the pieces of the row, in which some items are something else."""
        pieces = list[Piece]()
        for (begin, end), block in zip(self._bounds(), self._blocks, strict=True):
            if changes.keys().isdisjoint(range(begin, end)):
                pieces.append(block)
            else:
                items = (changes.get(at, self._items[at]) for at in range(begin, end))
                pieces.append("".join(items).encode())
        return pieces

    def _bounds(self) -> Iterable[tuple[int, int]]:
        return zip(self._starts, [*self._starts[1:], len(self._items)], strict=True)


class PiecedResponse(HTMLResponse):
    """A page of pieces; `head` is what it begins with, where what is of no account stands."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        super().__init__(b"".join(html_of(each) for each in pieces))

    def gzipped(self) -> bytes:
        """Return the page as it is sent to who takes it compressed."""
        check, parts = 0, [_HEAD]
        for each in self.pieces:
            check = zlib.crc32(html_of(each), check)
            parts.append(each.deflated if isinstance(each, Block) else _deflated(each, _OF_ONE))
        return b"".join((*parts, _END, struct.pack("<LL", check, len(self.body) & 0xFFFFFFFF)))


def html_of(piece: Piece) -> bytes:
    """Return a piece as it is."""
    return piece.html if isinstance(piece, Block) else piece


def _deflated(html: bytes, level: int) -> bytes:
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(html) + compressor.flush(zlib.Z_FULL_FLUSH)
