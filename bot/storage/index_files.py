"""What was worked out for the look-up, in files beside the database, to be taken up by a restart.

A file is never needed and never trusted: it counts only with the stamp of what was indexed and with
a checksum of all its bytes, and what goes wrong with it costs the time of indexing once more. It
holds the words of questions and answers, so it is for this user alone, and goes when they change.

    magic, checksum (32 bytes) | stamp (32) | length of the table (8) | table | parts, at each 64th

The table is JSON: for each part its name, where it begins, and how long it is.
"""

from __future__ import annotations

import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path

from bot.core.models import WorkspaceId
from bot.folders import make_private

FOLDER = "indexes"
MOST_BYTES = 512 * 2**20  # of all files together: those written longest ago make room
_MAGIC = b"Roundtable index 1\n"
_SUFFIX = ".index"
_STAMP, _LENGTH, _ALIGNED = 32, 8, 64
_HEAD = len(_MAGIC) + 2 * _STAMP + _LENGTH
_PIECE = 2**20  # bytes that are added to a checksum at a time


class IndexFiles:
    """One file a workspace, in a folder of their own."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def keep(self, workspace: WorkspaceId, stamp: bytes, parts: Mapping[str, memoryview]) -> None:
        """Write the parts in the place of those that are there; the log says where that fails.

        What would take more room than there is for all files is not written.
        """
        if sum(map(len, parts.values())) > self._most_bytes:
            self.drop(workspace)
            return
        try:
            make_private(self._folder.parent, self._folder)
            self._write(self._file(workspace), stamp, parts)
            self._make_room()
        except OSError as error:
            _warn("index_not_kept", workspace=workspace, reason=str(error))

    def take(self, workspace: WorkspaceId, stamp: bytes) -> Mapping[str, memoryview] | None:
        """Return the parts that were kept with this stamp; what is older or damaged is removed."""
        file = self._file(workspace)
        try:
            with file.open("rb") as opened:
                content = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:  # of an empty file mmap makes nothing
            _warn("index_not_read", workspace=workspace, reason=str(error))
            self.drop(workspace)
            return None
        if not _is_whole(content):
            _warn("index_damaged", workspace=workspace)
            self.drop(workspace)
            return None
        if _stamp_in(content) != stamp:
            self.drop(workspace)
            return None
        return _parts_in(content)

    def drop(self, workspace: WorkspaceId) -> None:
        """Remove what was kept: it says what is no more."""
        try:
            self._file(workspace).unlink(missing_ok=True)
        except OSError as error:
            _warn("index_not_removed", workspace=workspace, reason=str(error))

    def _file(self, workspace: WorkspaceId) -> Path:
        name = blake2b(workspace.encode(), digest_size=16).hexdigest()
        return self._folder / f"{name}{_SUFFIX}"

    def _write(self, file: Path, stamp: bytes, parts: Mapping[str, memoryview]) -> None:
        table, pieces = _laid_out(stamp, parts)
        checksum = blake2b(digest_size=_STAMP)
        handle, name = tempfile.mkstemp(prefix=".", suffix=_SUFFIX, dir=self._folder)  # mode 0600
        try:
            with os.fdopen(handle, "wb") as written:
                written.write(_MAGIC + bytes(_STAMP))
                for piece in (table, *pieces):
                    checksum.update(piece)
                    written.write(piece)
                written.seek(len(_MAGIC))
                written.write(checksum.digest())
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        files = {each: each.stat() for each in self._folder.glob(f"*{_SUFFIX}")}
        used = sum(stat.st_size for stat in files.values())
        for file in sorted(files, key=lambda each: files[each].st_mtime_ns)[:-1]:
            if used <= self._most_bytes:
                return
            used -= files[file].st_size
            file.unlink(missing_ok=True)


def _warn(event: str, **told: str) -> None:
    import structlog  # noqa: PLC0415  # whoever reads alone has nothing to tell

    structlog.get_logger().warning(event, **told)


def _laid_out(
    stamp: bytes, parts: Mapping[str, memoryview]
) -> tuple[bytes, list[memoryview | bytes]]:
    """Return the beginning of a file behind its checksum, and what follows it."""
    at, table, pieces = 0, dict[str, tuple[int, int]](), list[memoryview | bytes]()
    for name, part in parts.items():
        table[name] = (at, len(part))
        pieces += [part, bytes(-len(part) % _ALIGNED)]
        at += len(part) + (-len(part) % _ALIGNED)
    told = json.dumps(table).encode()
    told += b" " * (-(_HEAD + len(told)) % _ALIGNED)
    return stamp + len(told).to_bytes(_LENGTH, "little") + told, pieces


def _is_whole(content: memoryview) -> bool:
    """Tell whether nothing is missing or changed; piece by piece, so that others run meanwhile."""
    if len(content) < _HEAD or content[: len(_MAGIC)] != _MAGIC:
        return False
    checksum = blake2b(digest_size=_STAMP)
    for at in range(len(_MAGIC) + _STAMP, len(content), _PIECE):
        checksum.update(content[at : at + _PIECE])
    return checksum.digest() == content[len(_MAGIC) : len(_MAGIC) + _STAMP]


def _stamp_in(content: memoryview) -> bytes:
    return bytes(content[_HEAD - _LENGTH - _STAMP : _HEAD - _LENGTH])


def _parts_in(content: memoryview) -> dict[str, memoryview]:
    length = int.from_bytes(content[_HEAD - _LENGTH : _HEAD], "little")
    begin = _HEAD + length
    table = json.loads(bytes(content[_HEAD:begin]))
    return {
        name: content[begin + first : begin + first + size] for name, (first, size) in table.items()
    }
