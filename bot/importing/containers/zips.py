"""Zip archives, opened with care: what they hold is counted before anything is unpacked."""

from __future__ import annotations

import io
from zipfile import ZipFile

from bot.importing.containers.reading import Unreadable
from bot.importing.strange_bytes import STRANGE_BYTES

MAX_UNPACKED = 100 * 1024 * 1024
MAX_MEMBERS = 5_000


class Zip:
    """An archive in memory. Raises Unreadable for a broken one, or one that holds too much."""

    def __init__(self, data: bytes) -> None:
        try:
            self._file = ZipFile(io.BytesIO(data))
        except STRANGE_BYTES as error:
            raise Unreadable(f"it is a broken {_broken_kind(data)} again") from error
        infos = self._file.infolist()
        if len(infos) > MAX_MEMBERS:
            raise Unreadable(
                f"it holds {len(infos):,} files, and {MAX_MEMBERS:,} are the most; split it"
            )
        self.names = [info.filename for info in infos if not info.is_dir()]
        self._left = MAX_UNPACKED
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise Unreadable(f"unpacked it is larger than {MAX_UNPACKED // 2**20} MB; split it")

    def read(self, name: str) -> bytes:
        """Return a member's bytes. What the archive says of their number is not believed."""
        try:
            with self._file.open(name) as member:
                data = member.read(self._left + 1)
        except KeyError:
            return b""
        except STRANGE_BYTES as error:
            if isinstance(error, RuntimeError) and "password" in str(error):
                raise Unreadable("it is locked with a password; save it without one") from error
            raise Unreadable(f"{name} in it is broken; pack or download it again") from error
        self._left -= len(data)
        if self._left < 0:
            raise Unreadable(f"unpacked it is larger than {MAX_UNPACKED // 2**20} MB; split it")
        return data

    def refuse_entities(self, suffixes: tuple[str, ...] = (".xml", ".rels")) -> None:
        """Raise Unreadable where XML in it declares entities; no office program writes any."""
        for name in self.names:
            if name.endswith(suffixes) and b"<!DOCTYPE" in self.read(name)[:4_000].upper():
                raise Unreadable(
                    "its XML declares entities, which are not read; save it again, or as text"
                )
        self._left = MAX_UNPACKED

    def refuse_long(self, folder: str, signs: int, most: int) -> None:
        """Raise Unreadable where the XML in a folder has more tags or bytes than are read in time.

        An archive of a few kilobytes may hold millions, or as much text.
        """
        for name in self.names:
            if name.startswith(folder) and name.endswith(".xml"):
                written = self.read(name)
                signs -= written.count(b"<")
                if signs < 0 or len(written) > most:
                    raise Unreadable("it is longer than what is read at once; split it")
        self._left = MAX_UNPACKED


# Names of members stand as they are before what they hold, where the end of an archive is missing.
_MEMBERS = (
    (b"word/", "Word document; save it"),
    (b"xl/", "spreadsheet; save it"),
    (b"ppt/", "presentation; save it"),
    (b"collection.anki", "Anki package; export it"),
    (b"[Content_Types].xml", "Office document; save it"),
)


def _broken_kind(data: bytes) -> str:
    """Return what a broken archive was, and what to do to it again."""
    kinds = (kind for member, kind in _MEMBERS if member in data)
    return next(kinds, "zip archive; pack or download it")
