"""Pictures that come with a message which is an answer: fetched, read, and what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.core.pictures import MAX_PICTURES, PictureFault, PictureFile
from bot.core.uploads import Upload
from bot.errors import PictureRefused
from bot.services.replies import Attached
from bot.services.services import Services

LONGEST_FETCH_S = 15.0
"""A round that is about to close waits for an answer on its way, and so for its pictures."""

_MOST_FETCHED = 10  # of a message, which on Discord has no more

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shared:
    """The pictures of a message, and which of them are not kept.

    `attached` is None where the answer is to keep those that it has.
    """

    attached: Attached | None
    refused: tuple[PictureRefused, ...] = ()


NO_PICTURES = Shared(None)


async def shared(
    services: Services,
    sent: Sequence[T],
    fetch: Callable[[T], Awaitable[Upload]],
    *,
    is_edited: bool = False,
) -> Shared:
    """Fetch and read what was sent with a message; nothing is raised.

    `fetch` raises PictureRefused. Those of a message take the place of those that the answer had;
    of one that was edited none goes because it could not be fetched this time. What cannot be kept
    takes no other's place.
    """
    files, refused, at = list[PictureFile](), list[PictureRefused](), 0
    while len(files) < MAX_PICTURES:
        some = sent[at : min(at + MAX_PICTURES - len(files), _MOST_FETCHED)]
        if not some:
            break
        found = await asyncio.gather(*(_fetched(each, fetch) for each in some))
        taken = await services.pictures.read_all([one for one in found if isinstance(one, Upload)])
        files += taken.files
        refused += [each for each in found if isinstance(each, PictureRefused)]
        refused += taken.refused
        at += len(some)
    refused += [PictureRefused("", PictureFault.TOO_MANY) for _ in sent[at:]]
    is_away = any(each.fault == PictureFault.UNREACHABLE for each in refused)
    attached = None if is_edited and is_away else Attached(tuple(files), kept=())
    return Shared(attached, tuple(refused))


async def _fetched(sent: T, fetch: Callable[[T], Awaitable[Upload]]) -> Upload | PictureRefused:
    try:
        return await fetch(sent)
    except PictureRefused as refusal:
        return refusal
