"""A group's life in a room, over and over, and what the room's process holds after each time."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

from bot.storage import schema
from tests.commands.conftest import at_the_desk, joined
from tests.processes.roundtable import Room

MEMBERS = ("Ann", "Bo", "Cy", "Dee")
# What was said and done is kept, a refused form for an hour; whatever else there is goes again.
KEPT = {"audience", "audit_log", "deliveries", "ratings", "refused_forms", "replies", "rounds",
        "web_messages"}  # fmt: skip
PASSING = tuple(sorted(set(schema.metadata.tables) - KEPT))
_DECK = re.compile(r'<option value="([^"]+)"')
_QUESTION = re.compile(r'name="question" value="([^"]+)"')
_REPLY = re.compile(r"(/g/local/rounds/\w+)/reply")
_NOTES = b"1. What is dough?\n\nFlour and water.\n\n2. Why does it rest?\n\nThe gluten relaxes.\n"


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds at one moment: bytes of memory, open descriptors, rows by table."""

    memory: int
    descriptors: int
    rows: dict[str, int]


def held(room: Room, database: Path) -> Held:
    """Look at the process, and at its database beside it."""
    process = Path(f"/proc/{room.process.pid}")
    (pages,) = re.findall(r"VmRSS:\s+(\d+) kB", (process / "status").read_text())
    with closing(sqlite3.connect(database)) as connection:
        rows = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # our own names
            for table in PASSING
        }
    return Held(int(pages) * 1024, len(list((process / "fd").iterdir())), rows)


def growth(values: Sequence[float]) -> float:
    """Return how much more there is in the last third than in the second, at the median."""
    third = len(values) // 3
    return median(values[2 * third :]) - median(values[third : 2 * third])


class Life:
    """The group: members who stay, one of whom organises, and somebody who comes and goes."""

    def __init__(self, room: Room, members: Sequence[httpx.Client], pool: ThreadPoolExecutor):
        self._room = room
        self._members = members
        self._organiser = members[0]
        self._pool = pool
        self._lived = 0
        desk = at_the_desk(self._organiser, room.desk).text
        self._deck = _DECK.findall(desk)[0]
        self._close(self._open())  # what the room asked at its start

    def live(self) -> None:
        """Ask, answer, look things up, close, judge, import; somebody comes and goes."""
        self._lived += 1
        path = self._ask()
        list(self._pool.map(lambda member: self._answer(member, path), self._members))
        self._come_and_go(path)
        self._import()
        self._close(path)
        list(self._pool.map(lambda member: self._judge(member, path), self._members))

    def _ask(self) -> str:
        deck = self._organiser.get(f"/g/local/admin/decks/{self._deck}").text
        questions = _QUESTION.findall(deck)
        wanted = {"question": questions[self._lived % len(questions)], "hours": "1"}
        asked = self._organiser.post("/g/local/admin/rounds", data=wanted)
        assert asked.status_code == httpx.codes.OK, asked.text
        return self._open()

    def _open(self) -> str:
        """Return where the one question is that is open."""
        (path,) = set(_REPLY.findall(self._organiser.get("/g/local").text))
        return str(path)

    def _close(self, path: str) -> None:
        here, _, round_ = path.rpartition("/rounds/")
        closed = self._organiser.post(f"{here}/admin/rounds/{round_}/close")
        assert closed.status_code == httpx.codes.OK, closed.text

    def _answer(self, member: httpx.Client, path: str) -> None:
        with member.stream("GET", "/g/local/events") as live:
            assert live.status_code == httpx.codes.OK
            next(live.iter_raw())
            for revision in range(2):
                text = f"What I think, for the {self._lived}th time, {'again ' * revision}"
                sent = {"text": text, "based_on": str(revision)}
                saved = member.post(f"{path}/reply", data=sent)
                assert saved.status_code == httpx.codes.OK, saved.text
            for words in ("drift", f"monitoring {self._lived}"):
                assert member.get("/g/local/lookup", params={"q": words}).is_success
            assert member.get("/g/local/lookup/suggestions", params={"q": "mod"}).is_success

    def _come_and_go(self, path: str) -> None:
        with joined(self._room, f"Guest {self._lived}") as guest:
            assert guest.post(f"{path}/reply", data={"text": "Hi", "based_on": "0"}).is_success
            assert guest.get("/me/data").is_success
            assert guest.post("/me/accounts/code").is_success
            assert guest.post("/me/delete").is_success

    def _import(self) -> None:
        files = [("files", ("notes.md", _NOTES)), ("files", ("junk.pdf", b"%PDF-1.4 ..."))]
        assert self._organiser.post("/g/local/admin/import", files=files[1:]).status_code < 500
        preview = self._organiser.post("/g/local/admin/import", files=files[:1])
        assert preview.is_success, preview.text
        assert self._organiser.post(f"{preview.url.path}/discard").is_success

    def _judge(self, member: httpx.Client, path: str) -> None:
        assert "for the" in member.get(path).text
        assert member.post(f"{path}/rating", data={"rating": "got-it"}).is_success
        assert member.get("/g/local/rounds").is_success
        assert member.get("/metrics").is_success


@contextmanager
def living(room: Room) -> Iterator[Life]:
    """Let the members come in."""
    with ExitStack() as stack:
        members = [stack.enter_context(joined(room, name)) for name in MEMBERS]
        pool = stack.enter_context(ThreadPoolExecutor(len(MEMBERS)))
        yield Life(room, members, pool)
