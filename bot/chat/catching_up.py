"""What platforms do not tell again is looked up: at a start, after a break, and now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta

from bot.errors import DatabaseUnavailable
from bot.services.messages import PostedQuestion
from bot.services.services import Services

# What was told may have failed each time that it was.
_BETWEEN_LOOKS_S = 1_800.0
_FIRST_PAUSE_S = 15.0
# By how much a platform's clock may differ from ours.
_MOMENT = timedelta(minutes=1)

# Looks under questions for what was said since a time, None for ever.
Look = Callable[[list[PostedQuestion], datetime | None], Awaitable[None]]


class NotAllTaken(Exception):
    """So many places or messages are to be looked at again; the log has been told why."""


class CatchUp:
    """Looks whenever it is asked to, now and then, and a while after a look that failed."""

    def __init__(self, look: Callable[[], Awaitable[None]]) -> None:
        """Prepare; `look` takes what is missing, and may come upon the same twice."""
        self._look = look
        self._asked = asyncio.Event()

    def ask(self) -> None:
        """Let it look soon."""
        self._asked.set()

    async def run(self) -> None:
        """Look for ever. What keeps it from that is in the log already; anything else is raised."""
        again_in = _BETWEEN_LOOKS_S
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(again_in):
                    await self._asked.wait()
            self._asked.clear()
            try:
                await self._look()
            except (NotAllTaken, DatabaseUnavailable):
                is_again = again_in < _BETWEEN_LOOKS_S
                again_in = min(again_in * 2 if is_again else _FIRST_PAUSE_S, _BETWEEN_LOOKS_S)
            else:
                again_in = _BETWEEN_LOOKS_S


async def look_in(services: Services, platform: str, workspace: str, look: Look) -> None:
    """Look under the questions of a workspace, and remember up to when nothing is missing there."""
    begun, since = services.clock(), await services.inbox.looked(platform, workspace)
    questions = await services.messages.questions_to_look_up(platform, workspace, since)
    if questions:
        await look(questions, None if since is None else since - _MOMENT)
    await services.inbox.note_look(platform, workspace, begun)
