"""Accept replies in one of three ways, and print how many a second; run by `bench_replies`.

python -m tests.bench.accepting ours|commit-a-reply|connection-a-reply REPLIES FOLDER
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiosqlite

from bot.core.models import GroupId, Member
from bot.logs import configure_logs
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.engine import make_engine
from bot.storage.migrations import migrate
from bot.storage.transaction import Store
from tests.fakes.study_deck import store_deck

AT_ONCE = 256
_TEXT = "Because the inputs that it sees are not those that it was trained on. " * 4
_TABLE = "CREATE TABLE replies (round TEXT, member TEXT, text TEXT, PRIMARY KEY (round, member))"
_PUT = "INSERT OR REPLACE INTO replies VALUES (?, ?, ?)"
_PRAGMAS = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")

Accept = Callable[[int], Awaitable[object]]


async def _rate(accept: Accept, replies: int) -> float:
    """Return the replies a second with `AT_ONCE` people who each send one after the other."""
    numbers = iter(range(replies))

    async def person() -> None:
        for number in numbers:
            await accept(number)

    await asyncio.gather(*(person() for _ in range(AT_ONCE)))  # the first round warms up
    numbers = iter(range(replies))
    started = time.perf_counter()
    await asyncio.gather(*(person() for _ in range(AT_ONCE)))
    return replies / (time.perf_counter() - started)


async def _ours(folder: Path, replies: int) -> float:
    """The whole service: limits, the round's rules, revisions, storage, a live feed."""
    engine = make_engine(f"sqlite+aiosqlite:///{folder / 'ours.db'}")
    await migrate(engine)
    store = Store(engine)
    services = Services(Context(store))
    group = await services.groups.local()
    deck = await store_deck(store, group.id, datetime.now(UTC), "Bench")
    members = await _members(services, group.id, AT_ONCE)
    round_ = await services.rounds.open_question(group.id, deck.questions[0].id)
    revisions = dict.fromkeys((member.id for member in members), 0)

    async def accept(number: int) -> None:
        member = members[number % AT_ONCE]
        async with locks[number % AT_ONCE]:
            text = f"{_TEXT}{number} {revisions[member.id]}"
            saved = await services.replies.save(round_.id, member, text, revisions[member.id])
            revisions[member.id] = saved.reply.revision

    locks = [asyncio.Lock() for _ in members]
    try:
        return await _rate(accept, replies)
    finally:
        await engine.dispose()


async def _members(services: Services, group: GroupId, count: int) -> list[Member]:
    secret = await services.members.secret(group)
    joined = [await services.members.join(secret, f"Member {n}") for n in range(count)]
    return [member for member, _ in joined]


async def _commit_a_reply(folder: Path, replies: int) -> float:
    """What a bot's first version does: one connection, a commit for each reply."""
    async with aiosqlite.connect(folder / "usual.db") as connection:
        for statement in (*_PRAGMAS, _TABLE):
            await connection.execute(statement)

        # Without it the commits of those at once would meet on the connection, and most do nothing.
        one_at_a_time = asyncio.Lock()

        async def accept(number: int) -> None:
            row = ("round", f"m{number % AT_ONCE}", f"{_TEXT}{number}")
            async with one_at_a_time:
                await connection.execute(_PUT, row)
                await connection.commit()

        return await _rate(accept, replies)


async def _connection_a_reply(folder: Path, replies: int) -> float:
    """What the examples do: open, write, commit and close for each reply."""
    file = folder / "opened.db"
    async with aiosqlite.connect(file) as connection:
        for statement in (*_PRAGMAS, _TABLE):
            await connection.execute(statement)

    async def accept(number: int) -> None:
        async with aiosqlite.connect(file, timeout=60) as connection:
            await connection.execute(_PRAGMAS[1])
            await connection.execute(_PUT, ("round", f"m{number % AT_ONCE}", f"{_TEXT}{number}"))
            await connection.commit()

    return await _rate(accept, replies)


WAYS = {
    "ours": _ours,
    "commit-a-reply": _commit_a_reply,
    "connection-a-reply": _connection_a_reply,
}


if __name__ == "__main__":
    way, replies, folder = sys.argv[1:]
    configure_logs("warning")
    sys.stdout.write(f"{asyncio.run(WAYS[way](Path(folder), int(replies)))}\n")
