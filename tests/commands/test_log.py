"""`roundtable log` tells beside a running room what organisers changed."""

from __future__ import annotations

import json

from tests.commands.conftest import Roundtable, Serve


def test_the_log_tells_what_was_changed_at_the_terminal(
    serve: Serve, roundtable: Roundtable
) -> None:
    serve()
    assert "No organiser has changed anything yet" in roundtable("log").stdout
    assert roundtable("groups", "new", "Night readers").returncode == 0

    told = roundtable("log")
    assert "Whoever runs the room, at the terminal made the group [Night readers]" in told.stdout
    of_group = roundtable("log", "--group", "night readers", "--json")
    acts = [each["act"] for each in json.loads(of_group.stdout)]
    assert sorted(acts) == ["group-made", "joining-on"]
    assert json.loads(roundtable("log", "--group", "Study room", "--json").stdout) == []
    assert roundtable("log", "--group", "nowhere").returncode == 1
