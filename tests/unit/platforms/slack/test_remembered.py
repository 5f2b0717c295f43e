"""What is read once for many, and again when it is old, was forgotten or is in doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.platforms.slack.remembered import REST, Remembered, Unknown
from tests.fakes.clock import Clock

MINUTE = timedelta(minutes=1)


class Source:
    """Counts the readings; `gate` holds them up, `broken` fails them."""

    def __init__(self) -> None:
        self.readings = 0
        self.begun = asyncio.Event()
        self.gate: asyncio.Event | None = None
        self.broken: Unknown | None = None

    async def read(self) -> str:
        self.readings += 1
        number = self.readings
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if self.broken is not None:
            raise self.broken
        return f"reading {number}"


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def memory(clock: Clock) -> Remembered[str, str]:
    return Remembered(clock.now, len, 1000)


@pytest.fixture
def ask(
    memory: Remembered[str, str], source: Source, clock: Clock
) -> Callable[..., Awaitable[str]]:
    async def asked(key: str = "key", within: timedelta = MINUTE, after: int = 0) -> str:
        since = clock.now() - within
        return await memory.get(key, source.read, since=since, after=after)

    return asked


async def _held_up(source: Source, *questions: Awaitable[str]) -> list[asyncio.Future[str]]:
    """Let questions be asked while the first reading is held up."""
    source.gate = asyncio.Event()
    asked = [asyncio.ensure_future(question) for question in questions]
    await source.begun.wait()
    return asked


async def test_what_many_ask_for_at_the_same_time_is_read_once(source: Source, ask):
    asked = await _held_up(source, *(ask() for _ in range(100)))
    source.gate.set()

    assert set(await asyncio.gather(*asked)) == {"reading 1"}


async def test_what_is_young_enough_is_not_read_again(source: Source, ask, clock: Clock):
    await ask()
    clock.advance(MINUTE)
    assert await ask() == "reading 1"
    clock.advance(timedelta(seconds=1))

    assert await ask() == "reading 2"


async def test_what_was_read_in_the_future_of_a_clock_that_was_set_back_is_read_again(ask, clock):
    await ask()
    clock.advance(-MINUTE)

    assert await ask() == "reading 2"


async def test_what_is_forgotten_while_it_is_read_is_read_again(memory, source: Source, ask):
    (asked,) = await _held_up(source, ask())
    memory.forget("key")
    source.gate.set()

    assert await asked == "reading 2"


async def test_a_reading_that_began_before_a_mark_is_not_good_after_it(memory, source: Source, ask):
    (asked,) = await _held_up(source, ask())
    mark = memory.mark()
    later = asyncio.ensure_future(ask(after=mark))
    source.gate.set()

    assert [await asked, await later] == ["reading 1", "reading 2"]


async def test_what_is_overtaken_again_and_again_is_unknown_at_last(memory, source: Source, ask):
    async def overtaken() -> str:
        memory.forget("key")
        return await source.read()

    with pytest.raises(Unknown):
        await memory.get("key", overtaken, since=memory._clock())
    assert source.readings == 3


async def test_a_reader_that_is_cancelled_leaves_the_reading_to_the_next(source: Source, ask):
    first, second = await _held_up(source, ask(), ask())
    first.cancel()
    source.gate.set()

    assert await second == "reading 2"


async def test_whoever_does_not_answer_is_left_alone_for_a_while(source: Source, ask, clock: Clock):
    source.broken = Unknown("down")
    asked = await _held_up(source, *(ask() for _ in range(10)))
    source.gate.set()
    failures = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(each) for each in failures] == [Unknown] * 10
    assert source.readings == 1

    source.broken = None
    clock.advance(REST)
    assert await ask() == "reading 2"


async def test_whoever_asks_for_a_longer_rest_is_given_it_unless_it_is_forgotten(
    memory, source: Source, ask, clock: Clock
):
    source.broken = Unknown("too many", 3 * REST)
    with pytest.raises(Unknown):
        await ask()
    source.broken = None
    clock.advance(2 * REST)
    with pytest.raises(Unknown):
        await ask()
    memory.forget("key")

    assert await ask() == "reading 2"


async def test_what_was_not_asked_for_longest_goes_first(ask, clock: Clock, source: Source):
    small = Remembered[str, str](clock.now, lambda _: 1, 13)  # two, and five for each of itself

    async def asked(key: str) -> str:
        return await small.get(key, source.read, since=clock.now())

    await asked("a")
    await asked("b")
    await asked("a")
    await asked("c")

    assert [await asked(key) for key in ("a", "c", "b")] == ["reading 1", "reading 3", "reading 4"]


async def test_questions_without_an_answer_do_not_fill_the_memory(clock: Clock, source: Source):
    small = Remembered[int, str](clock.now, len, 50)
    source.broken = Unknown("gone")
    for key in range(100):
        with pytest.raises(Unknown):
            await small.get(key, source.read, since=clock.now())

    assert len(small._entries) == 10
    small.forget_all()
    assert small._held == 0
