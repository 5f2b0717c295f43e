"""Rounds as a table: what organisers get of them is no more than their reveals show."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from bot.core.feedback import Rating
from bot.core.models import Group, Member, Naming
from bot.core.read_models import Reader
from bot.services.groups import LOCAL_CHANNEL
from bot.services.round_export import RoundsWanted
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.study_deck import StudyDeck

READER = Reader(frozenset([LOCAL_CHANNEL]))


async def _rows(services: Services, group: Group, *, texts: bool = False) -> list[dict[str, str]]:
    data = await services.round_export.csv(RoundsWanted(group.id, texts=texts), READER)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


async def test_a_round_is_a_row_with_who_answered_points_and_ratings_once_they_are_told(
    services: Services, ann: Member, bo: Member, deck: StudyDeck, clock: Clock
):
    room = await services.groups.get(ann.group)
    opened = await services.rounds.open_question(room.id, deck.questions[0].id)
    assert await _rows(services, room) == []
    await services.replies.save(opened.id, ann, "=The gluten relaxes while it rests.", 0)
    await services.replies.save(opened.id, bo, "No idea.", 0)
    await services.rounds.close(room.id, opened.id)
    await services.feedback.rate(room.id, opened.id, ann, Rating.GOT_IT, None)

    (row,) = await _rows(services, room)
    assert (row["question"], row["replies"]) == (deck.questions[0].text, "2")
    assert row["who answered"] == f"{ann.name}, {bo.name}"
    assert int(row["key points found"]) >= 1
    assert row[Rating.GOT_IT.value] == ""
    assert "gluten" not in str(row)

    clock.advance(timedelta(days=1, minutes=1))
    await services.rounds.tick()
    rated, other = await _rows(services, room, texts=True)
    assert {rated["author"], other["author"]} == {ann.name, bo.name}
    assert rated[Rating.GOT_IT.value] == "1"
    # A spreadsheet would run what begins with "=".
    assert not any(each["answer"].startswith("=") for each in (rated, other))

    await services.rounds.open_question(room.id, deck.questions[0].id)
    (again,) = await _rows(services, room, texts=True)
    assert (again["who answered"], again["answer"], again[Rating.GOT_IT.value]) == ("", "", "")


async def test_a_round_without_names_tells_none(
    services: Services, room: Group, ann: Member, deck: StudyDeck
):
    await services.groups.set_naming(room.id, Naming.ANONYMOUS)
    opened = await services.rounds.open_question(room.id, deck.questions[0].id)
    await services.replies.save(opened.id, ann, "It relaxes.", 0)
    await services.rounds.close(room.id, opened.id)
    (row,) = await _rows(services, room, texts=True)
    assert (row["who answered"], row["author"], row["answer"]) == ("", "", "It relaxes.")
