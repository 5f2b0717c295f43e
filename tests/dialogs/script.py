"""One script for every platform: what people do, and the lines that they then read.

    Mara> open                      Mara, an admin, does something
    room< Why does bread …          everybody in the channel reads this line
    Ann> answer The gluten relaxes.
    Ann< Saved: your answer counts. …
    clock> +24h                     time passes, and what became due happens
    bot> restarts                   the process ends; a new one starts on the same database

A line is one of a message that was shown since the last thing done; lines come in the order in
which they stand. Of every message that is shown, the script holds one line at the least. A `…` in
a line stands for any words.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

_LINE = re.compile(r"(?P<who>\w+)(?P<way>[<>]) (?P<what>.*)")
_SPAN = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}

ROOM = "room"
ADMINS = "admins"
Lines = Sequence[str]


@dataclass
class _Page:
    """A message that somebody was shown, and how far the script has read it."""

    lines: list[str]
    read: int = 0
    was_read: bool = False

    def reads(self, wanted: str) -> bool:
        """Say whether the line stands below those that were read, and read up to it."""
        for at in range(self.read, len(self.lines)):
            if same(self.lines[at], wanted):
                self.read, self.was_read = at + 1, True
                return True
        return False


@dataclass
class Shown:
    """What each of them was shown and the script has not read yet."""

    _pages: defaultdict[str, deque[_Page]] = field(default_factory=lambda: defaultdict(deque))

    def show(self, who: str, lines: Lines) -> None:
        """Show somebody a message."""
        self._pages[who].append(_Page([line.strip() for line in lines if line.strip()]))

    def expect(self, who: str, wanted: str) -> None:
        """Read a line. Raises AssertionError where it is not the next of its message, or after."""
        pages, over = self._pages[who], []
        while pages:
            if pages[0].reads(wanted):
                return
            assert pages[0].was_read, f"{who} read {pages[0].lines}\nwanted: {wanted}"
            over += pages.popleft().lines
        raise AssertionError(f"{who} saw nothing more than {over}, wanted: {wanted}")

    def nothing_left(self) -> None:
        """Raise AssertionError when somebody was shown a message that the script does not know."""
        left = {
            who: [page.lines for page in pages if not page.was_read]
            for who, pages in self._pages.items()
        }
        left = {who: pages for who, pages in left.items() if pages}
        assert not left, f"also shown: {left}"
        self._pages.clear()


class Stage(Protocol):
    """A platform on which the script is played."""

    shown: Shown

    async def do(self, who: str, what: str, rest: str) -> None:
        """Let a person do something, and show them what it brings."""

    async def wait(self, span: timedelta) -> None:
        """Let time pass."""

    async def restart(self) -> None:
        """End the bot's process and start another one."""

    async def turn(self) -> None:
        """Let what is due happen, and show it."""


async def play(stage: Stage, script: str) -> None:
    """Play the script. Raises AssertionError where it goes another way."""
    for number, line in enumerate(script.splitlines()):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        assert found, f"line {number} is none of a script: {line}"
        try:
            if found["way"] == "<":
                stage.shown.expect(found["who"], found["what"])
            else:
                stage.shown.nothing_left()
                await _do(stage, found["who"], found["what"])
                await stage.turn()
        except AssertionError as error:
            raise AssertionError(f"line {number}: {line.strip()}\n{error}") from error
    stage.shown.nothing_left()


async def _do(stage: Stage, who: str, what: str) -> None:
    if who == "clock":
        spans = (int(amount) * _UNITS[unit] for amount, unit in _SPAN.findall(what))
        await stage.wait(sum(spans, timedelta(0)))
    elif who == "bot":
        await stage.restart()
    else:
        verb, _, rest = what.partition(" ")
        await stage.do(who, verb, rest)


def same(line: str, wanted: str) -> bool:
    """Say whether the line reads as wanted, where `…` stands for any words."""
    parts = (re.escape(part.rstrip()) for part in wanted.split("…"))
    return re.fullmatch(".*".join(parts), line) is not None
