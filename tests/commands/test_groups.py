"""`roundtable groups`: rooms are listed and made, and their desk opened, beside a running room."""

from __future__ import annotations

import json

import httpx

from tests.commands.conftest import Roundtable, Serve, at_the_desk, joined_by


def test_another_group_is_made_beside_a_running_room_and_its_links_lead_in(
    serve: Serve, roundtable: Roundtable
) -> None:
    room = serve()
    made = roundtable(
        "groups", "new", "Night readers", "--json", ROUNDTABLE_WEB_PORT=str(room.port)
    )
    assert made.returncode == 0, made.stderr
    (listed,) = json.loads(made.stdout)["rooms"]
    assert listed["name"] == "Night readers"

    with joined_by(listed["join"], "Ann") as ann:
        assert str(ann.get("/").url).endswith(f"/g/{listed['group']}")
        assert ann.get("/g/local").status_code == 404

    url, desk = room.url, json.loads(made.stdout)["desk"]
    with httpx.Client(base_url=url, follow_redirects=True, headers={"Origin": url}) as organiser:
        assert at_the_desk(organiser, desk).status_code == 200
        assert organiser.get(f"/g/{listed['group']}/admin").status_code == 200
        assert "Night readers" in organiser.get("/").text
        assert organiser.post("/enter", data={"pass": desk.split("pass=")[1]}).status_code == 410


def test_rooms_are_listed_in_words_with_a_new_desk_link_each_time(
    serve: Serve, roundtable: Roundtable
) -> None:
    room = serve()
    first, second = [roundtable("groups", ROUNDTABLE_WEB_PORT=str(room.port)) for _ in range(2)]
    assert first.returncode == second.returncode == 0
    assert "Study room" in first.stdout
    assert room.join in first.stdout
    links = {each.stdout.split("Desk link, for you, once: ")[1] for each in (first, second)}
    assert len(links) == 2


def test_a_group_without_a_name_is_refused(roundtable: Roundtable) -> None:
    done = roundtable("groups", "new", " ")
    assert done.returncode == 1
    assert "empty" in done.stderr


def test_a_group_is_made_before_the_first_start(roundtable: Roundtable) -> None:
    assert roundtable("groups", "new", "Early birds").returncode == 0
    assert "Early birds" in roundtable("groups").stdout
