"""A whole conversation at the most talkative level: the log tells what happened, and nobody's."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx

from tests.commands.conftest import Room, Roundtable, Serve, at_the_desk, joined

ANSWER = "Quokkas told me that drift is seasonal"
CHANGED = "Wombats disagree about the seasons"
SEARCHED = "marsupial"
TOKEN = "a-token-of-some-length"  # noqa: S105  # the test's own
NAMES = ("Zebulon", "Philippa")


def _converse(room: Room) -> list[str]:
    """Hold the conversation and return the cookies' values."""
    with joined(room, NAMES[0]) as first, joined(room, NAMES[1]) as second:
        path = f"/g/local/rounds/{_open_round(first)}"
        assert _reply(first, path, ANSWER, 0) == 200
        assert _reply(first, path, CHANGED, 1) == 200
        assert _reply(first, path, ANSWER, 1) == 409
        assert _reply(second, path, "y" * 9000 + ANSWER, 0) == 422
        first.get("/g/local/lookup", params={"q": SEARCHED})
        assert at_the_desk(first, room.desk).status_code == 200
        close = path.replace("/rounds/", "/admin/rounds/")
        assert first.post(f"{close}/close").status_code == 200
        assert CHANGED in second.get(path).text
        return [cookie.value or "" for client in (first, second) for cookie in client.cookies.jar]


def _open_round(client: httpx.Client) -> str:
    found = re.search(r"/rounds/(\w+)/reply", client.get("/").text)
    assert found is not None
    return found.group(1)


def _reply(client: httpx.Client, path: str, text: str, based_on: int) -> int:
    return client.post(f"{path}/reply", data={"text": text, "based_on": based_on}).status_code


def _break_replies(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "CREATE TRIGGER fire BEFORE INSERT ON replies "
            "BEGIN SELECT RAISE(ABORT, 'the disk is on fire'); END"
        )


def test_no_text_name_or_secret_is_in_the_log(
    serve: Serve, tmp_path: Path, roundtable: Roundtable
) -> None:
    room = serve(ROUNDTABLE_LOG_LEVEL="debug", ROUNDTABLE_METRICS_TOKEN=TOKEN)
    cookies = _converse(room)
    with joined(room, "Ottilie") as client:
        asked = roundtable("groups", "--json", ROUNDTABLE_WEB_PORT=str(room.port))
        another = json.loads(asked.stdout)["desk"]
        admin = at_the_desk(client, another)
        assert admin.status_code == 200
        deck = re.search(r'name="deck" value="(\w+)"|<option value="(\w+)"', admin.text)
        assert deck is not None
        client.post(
            "/g/local/admin/rounds", data={"deck": deck.group(1) or deck.group(2), "hours": "24"}
        )
        path = f"/g/local/rounds/{_open_round(client)}"
        _break_replies(tmp_path / "data" / "roundtable.db")
        assert _reply(client, path, ANSWER, 0) == 500
    room.stop()

    log = room.log.read_text(encoding="utf-8")

    keys = [link.split("=")[1] for link in (room.join, room.desk, another)]
    for private in (ANSWER, CHANGED, SEARCHED, *NAMES, "Ottilie", *keys, *cookies, TOKEN):
        assert private not in log
    assert "the disk is on fire" in log


def test_what_happened_is_told_by_ids(serve: Serve) -> None:
    room = serve(ROUNDTABLE_LOG_LEVEL="info")
    _converse(room)
    room.stop()

    lines = [json.loads(line) for line in room.log.read_text(encoding="utf-8").splitlines()]

    events = [line["event"] for line in lines]
    for event in (
        "database migrated",
        "pack loaded",
        "round opened",
        "room started",
        "delivery sent",
        "round closed",
        "room stopped",
    ):
        assert event in events
    opened = next(line for line in lines if line["event"] == "round opened")
    assert {"round", "group", "timestamp", "level"} <= opened.keys()
    closed = next(line for line in lines if line["event"] == "round closed")
    assert closed["round"] == opened["round"]
    assert closed["request"]
