"""Each chat is looked at, whatever becomes of the look at another."""

from __future__ import annotations

import asyncio

from structlog.testing import capture_logs

from bot.platforms.port import ChatState, Reach
from bot.workers import platform_watch
from bot.workers.platform_watch import PlatformWatch
from tests.fakes.clock import Clock
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer


class _Chat:
    """A chat whose look does what a test wants."""

    def __init__(self, name: str, outcome: str) -> None:
        self.platform = MemoryPlatform(MemoryServer(deduplicates=False), name)
        self.state = ChatState(name, Clock().now)
        self._outcome = outcome

    async def look(self) -> None:
        if self._outcome == "fails":
            raise ZeroDivisionError
        if self._outcome == "hangs":
            await asyncio.Event().wait()
        self.state.connected()


async def test_one_that_fails_or_hangs_keeps_no_other_from_being_looked_at(monkeypatch):
    monkeypatch.setattr(platform_watch, "_LONGEST_LOOK_S", 0.01)
    chats = [_Chat(name, name) for name in ("fails", "hangs", "works")]

    with capture_logs() as told:
        await PlatformWatch(chats).look()

    assert [chat.state.reach for chat in chats] == [
        Reach.CONNECTING,
        Reach.CONNECTING,
        Reach.CONNECTED,
    ]
    assert chats[1].state.reason == "it does not answer"
    assert [each["event"] for each in told] == [
        "platform not looked at",
        "platform not connected",
        "platform connected",
    ]


async def test_it_looks_again_and_again():
    class _Enough(Exception):
        pass

    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 4:
            raise _Enough

    chat = _Chat("works", "works")
    try:
        await PlatformWatch([chat], sleep).run()
    except _Enough:
        assert pauses == [60.0] * 4
    assert chat.state.reach is Reach.CONNECTED


async def test_without_a_chat_there_is_nothing_to_watch():
    await PlatformWatch([]).run()
