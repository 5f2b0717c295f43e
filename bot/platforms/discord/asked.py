"""What Discord was asked: kept for a while, within bounds, and asked once when many want it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

import discord
import structlog

from bot.platforms.discord.token_check import UNREACHABLE

_log = structlog.get_logger()
# A Discord that fails is not asked for every reader of a page.
_AFTER_FAILURE = timedelta(seconds=5)

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class _Answer(Generic[Value]):
    """What is known since a moment; None is nothing there, nothing for us, or no answer.

    `failed` is the last of these.
    """

    value: Value | None
    since: datetime
    failed: bool = False


class NoAnswer(Exception):
    """Discord fails, or cannot be reached."""


def _told(answer: _Answer[Value]) -> Value | None:
    if answer.failed:
        raise NoAnswer
    return answer.value


class Asked(Generic[Key, Value]):
    """Answers by key, `most` of them: those that nobody used for longest are forgotten first.

    An answer is as old as its question. That there is nothing, or nothing that we may see, is an
    answer too: 10,000 refusals in ten minutes cost a bot its access to Discord.
    """

    def __init__(self, now: Callable[[], datetime], most: int) -> None:
        self._now = now
        self._most = most
        self._answers: OrderedDict[Key, _Answer[Value]] = OrderedDict()
        self._asking: WeakValueDictionary[Key, asyncio.Lock] = WeakValueDictionary()

    async def get(
        self, key: Key, within: timedelta, ask: Callable[[], Awaitable[Value]]
    ) -> Value | None:
        """Return what is known and younger than `within`, else ask; None for what is not there.

        Of those who want the same at once, one asks. Raises NoAnswer for everybody while Discord
        fails.
        """
        lock = self._asking.setdefault(key, asyncio.Lock())
        async with lock:
            known = self._answers.get(key)
            if known is not None and self._is_fresh(known, within):
                self._answers.move_to_end(key)
                return _told(known)
            answer = await self._answer(ask)
            later = self._answers.get(key)
            if later is None or later is known:
                self._keep(key, answer)
                return _told(answer)
            return later.value  # it was put here while we asked

    def put(self, key: Key, value: Value) -> None:
        """Keep what is known without a question."""
        self._keep(key, _Answer(value, self._now()))

    def forget(self, concerns: Callable[[Key], bool]) -> None:
        """Forget the answers whose key the function says yes to."""
        for key in [each for each in self._answers if concerns(each)]:
            del self._answers[key]

    async def _answer(self, ask: Callable[[], Awaitable[Value]]) -> _Answer[Value]:
        since = self._now()
        try:
            return _Answer(await ask(), since)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData):
            return _Answer(None, since)
        except UNREACHABLE as error:
            _log.warning("discord not answering", reason=str(error) or type(error).__name__)
            return _Answer(None, since, failed=True)

    def _keep(self, key: Key, answer: _Answer[Value]) -> None:
        self._answers[key] = answer
        self._answers.move_to_end(key)
        if len(self._answers) > self._most:
            self._answers.popitem(last=False)

    def _is_fresh(self, answer: _Answer[Value], within: timedelta) -> bool:
        longest = min(within, _AFTER_FAILURE) if answer.failed else within
        # A clock that was set back makes nothing younger.
        return timedelta(0) <= self._now() - answer.since < longest
