"""What outlives every process of a test: the channels, what members were told, the wall's clock."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core.deliveries import Rates
from bot.core.view import Address, Message
from tests.faults.steps import Steps

FORUM = "forum"


class Journal:
    """A file to which any process adds lines, each one whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, record: Mapping[str, object]) -> None:
        """Add one record; it is there when this returns, whatever happens to the process."""
        handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, json.dumps(record).encode() + b"\n")
        finally:
            os.close(handle)

    def read(self) -> list[dict[str, Any]]:
        """Return every record, in the order in which they came."""
        if not self._path.exists():
            return []
        return [json.loads(line) for line in self._path.read_text().splitlines()]


class Outside:
    """What is around the processes, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        self.posts = Journal(folder / "posts")  # {channel, key, said}
        self.acks = Journal(folder / "acks")  # {round, member, revision, text}
        self.records = Journal(
            folder / "records"
        )  # {rounds: `tests.faults.invariants.RoundRecord`}
        self.ends = Journal(folder / "ends")  # {steps}: what each of them was
        self._clock = Journal(folder / "clock")  # {now}: every time that it was set to

    def now(self) -> datetime:
        """Return the time on the wall."""
        return datetime.fromisoformat(self._clock.read()[-1]["now"])

    def set_clock(self, now: datetime) -> None:
        """Make it a certain time, for every process."""
        self._clock.add({"now": now.isoformat()})

    def put_right(self, span: timedelta) -> None:
        """Let it be so much later than it ever was, wherever the clock jumped to."""
        times = [datetime.fromisoformat(each["now"]) for each in self._clock.read()]
        self.set_clock(max(times) + span)

    def advance(self, span: timedelta) -> None:
        """Let time pass."""
        self.set_clock(self.now() + span)


class FilePlatform:
    """A platform that keeps every message it is given: a double would show.

    In a FORUM a reveal stands where its channel does not hear of it.
    Reaching it is a step before the message is there and another one after it.
    """

    rates = Rates()
    seconds_between_edits = None

    def __init__(self, name: str, outside: Outside, steps: Steps) -> None:
        self.name = name
        self._posts = outside.posts
        self._steps = steps

    async def post(self, address: Address, message: Message) -> str:
        self._steps.take("before a post")
        said = repr(message)
        self._posts.add({"channel": address.channel.id, "key": address.key, "said": said})
        self._steps.take("after a post")
        return f"id of {address.key}"

    async def find(self, address: Address) -> str | None:
        self._steps.take("before a look for a post")
        wanted = (address.channel.id, address.key)
        there = any((post["channel"], post["key"]) == wanted for post in self._posts.read())
        self._steps.take("after a look for a post")
        return f"id of {address.key}" if there else None

    async def is_unheard(self, address: Address, id_: str) -> bool:  # the port's
        self._steps.take("at a look where a post stands")
        return self.name == FORUM

    async def edit(self, address: Address, id_: str, message: Message) -> None:
        raise AssertionError("messages are not edited here")
