"""What clients of one register wrote and read, and whether one register can have answered so.

A register is a member's reply: each write that was taken makes the next revision, and is told by
its text, which is nobody else's. A history is linearizable (Herlihy and Wing 1990) when its
operations can be put into one order that keeps to the time of the wall: what ended before another
began comes before it. The revisions are that order, so nothing has to be searched for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from heapq import heappop, heappush


class Did(Enum):
    """What became of an operation. UNKNOWN is a write whose worker died before it answered."""

    WROTE = "wrote"
    READ = "read"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Operation:
    """One request about a register, from when it was sent until its answer was there.

    `revision` is the one that a write makes, or that a read found: 0 for none, without a text.
    """

    key: str
    did: Did
    revision: int
    text: str
    begun: float
    ended: float


def faults_of(history: Iterable[Operation]) -> list[str]:
    """Return what no register can have answered, in words; nothing when the history holds."""
    by_key = defaultdict[str, list[Operation]](list)
    for each in history:
        by_key[each.key].append(each)
    return [fault for operations in by_key.values() for fault in _faults(operations)]


def _faults(operations: Sequence[Operation]) -> Iterator[str]:
    yield from _told_apart(operations)
    yield from _invented(operations)
    yield from _out_of_order(operations)


def _certain(operations: Iterable[Operation]) -> list[Operation]:
    """Return those whose revision and text were there for sure."""
    return [each for each in operations if each.did in (Did.WROTE, Did.READ)]


def _told_apart(operations: Sequence[Operation]) -> Iterator[str]:
    """A revision has one text."""
    texts: dict[int, str] = {}
    for each in _certain(operations):
        if texts.setdefault(each.revision, each.text) != each.text:
            yield f"revision {each.revision} is {texts[each.revision]!r} and {each.text!r}: {each}"


def _invented(operations: Sequence[Operation]) -> Iterator[str]:
    """What is read was written, was not refused, and not before it was sent."""
    written = {each.text: each for each in operations if each.did is not Did.READ}
    for read in operations:
        if read.did is not Did.READ or read.revision == 0:
            continue
        source = written.get(read.text)
        if source is None:
            yield f"nobody wrote what was read: {read}"
        elif source.did is Did.REFUSED:
            yield f"its author was told that it was refused: {read}"
        elif source.revision != read.revision:
            yield f"written as revision {source.revision}: {read}"
        elif source.begun > read.ended:
            yield f"read before it was written: {read}"


def _out_of_order(operations: Sequence[Operation]) -> Iterator[str]:
    """What ended before an operation began is seen by it, and a write comes after that."""
    under_way: list[tuple[float, int]] = []
    latest = 0
    for each in sorted(_certain(operations), key=lambda each: each.begun):
        while under_way and under_way[0][0] < each.begun:
            latest = max(latest, heappop(under_way)[1])
        if each.revision < latest or (each.did is Did.WROTE and each.revision == latest):
            yield f"revision {latest} was there before it: {each}"
        heappush(under_way, (each.ended, each.revision))
