"""Pictures that come with a message which is an answer: fetched, read, and what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.core.pictures import MAX_PICTURES, PictureFault
from bot.core.uploads import Upload
from bot.errors import PictureRefused
from bot.services.pictures import Taken
from bot.services.replies import Attached
from bot.services.services import Services

LONGEST_FETCH_S = 15.0
"""A round that is about to close waits for an answer on its way, and so for its pictures."""

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
    of one that was edited none goes because it could not be fetched this time.
    """
    found = await asyncio.gather(*(_fetched(each, fetch) for each in sent[:MAX_PICTURES]))
    taken = await services.pictures.read_all([each for each in found if isinstance(each, Upload)])
    refused = [each for each in found if isinstance(each, PictureRefused)]
    too_many = [PictureRefused("", PictureFault.TOO_MANY) for _ in sent[MAX_PICTURES:]]
    return _shared(taken, (*refused, *too_many), is_edited=is_edited)


def _shared(taken: Taken, refused: Sequence[PictureRefused], *, is_edited: bool) -> Shared:
    is_away = any(each.fault == PictureFault.UNREACHABLE for each in refused)
    attached = None if is_edited and is_away else Attached(taken.files, kept=())
    return Shared(attached, (*refused, *taken.refused))


async def _fetched(sent: T, fetch: Callable[[T], Awaitable[Upload]]) -> Upload | PictureRefused:
    try:
        return await fetch(sent)
    except PictureRefused as refusal:
        return refusal
