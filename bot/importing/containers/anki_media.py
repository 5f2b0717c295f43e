"""The pictures in Anki's packages: numbered files, and a list of what each is called.

The list is JSON, or protocol buffers where the package is compressed; there its files are too.
Source: https://github.com/ankitects/anki/blob/main/rslib/src/import_export/package/media.rs and
`MediaEntries` of https://github.com/ankitects/anki/blob/main/proto/anki/import_export.proto.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

import zstandard

from bot.core.pictures import MAX_PICTURE_BYTES
from bot.core.uploads import may_be_picture
from bot.importing.albums import Find, find_in
from bot.importing.containers.protobuf import fields_of
from bot.importing.containers.reading import Unreadable
from bot.importing.containers.zips import Zip

_LIST = "media"
_LONGEST_LIST = 8 * 1024 * 1024
_NAME, _NUMBER = 1, 255


def media_of(archive: Zip) -> Find:
    """Return what finds the package's pictures by their names; a broken list names none."""
    if _LIST not in archive.names:
        return find_in({})
    try:
        listed = _inflated(archive.read(_LIST), _LONGEST_LIST)
        names = dict(_named(listed))
    except (Unreadable, zstandard.ZstdError, ValueError, RecursionError):
        return find_in({})
    files: dict[str, Callable[[], bytes]] = {
        name: partial(_file, archive, member)
        for name, member in names.items()
        if may_be_picture(name)
    }
    return find_in(files)


def _named(listed: bytes) -> Iterator[tuple[str, str]]:
    """Yield the name of each file, and the archive's for it."""
    if listed.lstrip()[:1] == b"{":
        for member, name in json.loads(listed).items():
            yield str(name), str(member)
        return
    for at, (_, entry) in enumerate(fields_of(listed)):
        if isinstance(entry, bytes):
            told = dict(fields_of(entry))
            name = told.get(_NAME, b"")
            if isinstance(name, bytes):
                yield name.decode("utf-8", "replace"), str(told.get(_NUMBER, at))


def _file(archive: Zip, member: str) -> bytes:
    """Return a picture's bytes, none where the archive is broken there."""
    try:
        return _inflated(archive.read(member), MAX_PICTURE_BYTES + 1)
    except (Unreadable, zstandard.ZstdError):
        return b""


def _inflated(data: bytes, most: int) -> bytes:
    if not data.startswith(zstandard.FRAME_HEADER):
        return data
    with zstandard.ZstdDecompressor().stream_reader(data) as stream:
        return stream.read(most)
