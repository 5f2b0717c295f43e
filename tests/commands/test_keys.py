"""`roundtable keys rotate`: new links beside a running room, and an end to what old ones opened."""

from __future__ import annotations

import json

from tests.commands.conftest import Roundtable, Serve, joined_by


def test_keys_are_made_anew_beside_a_running_room_and_say_before_what_that_does(
    serve: Serve, roundtable: Roundtable
) -> None:
    room = serve()
    port = {"ROUNDTABLE_WEB_PORT": str(room.port)}
    with joined_by(room.join, "Ann") as ann:
        asked = roundtable("keys", "rotate", **port)
        assert asked.returncode == 2  # nobody is there to say yes
        assert "Who came in by the old ones stays signed in." in asked.stderr

        kept = roundtable("keys", "rotate", "--group", "study room", "--yes", "--json", **port)
        assert kept.returncode == 0, kept.stderr
        (listed,) = json.loads(kept.stdout)["rooms"]
        assert listed["join"] != room.join
        assert ann.get("/g/local").status_code == 200

        ended = roundtable("keys", "rotate", "--end-sessions", "--yes", **port)
        assert "are signed out of 1 browser" in ended.stderr
        assert ended.returncode == 0
        assert ann.get("/g/local").status_code == 404
    told = roundtable("log").stdout
    assert "at the terminal signed out everybody whom join links let in" in told
    assert "closed the desk elsewhere" in told


def test_a_group_that_is_not_there_is_refused(roundtable: Roundtable) -> None:
    done = roundtable("keys", "rotate", "--group", "nowhere", "--yes")
    assert done.returncode == 1
    assert "No group is called" in done.stderr
