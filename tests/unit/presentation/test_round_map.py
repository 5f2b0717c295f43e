"""The map of a round: every answer once, nothing that says who is who where there are no names."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.authored_text import AuthoredText
from bot.core.view import Line
from bot.presentation.round_map import (
    FILTERS,
    MOST_DRAWN,
    NOT_DRAWN,
    Mark,
    Row,
    arranged,
    map_message,
    map_of,
    row_words,
    to_draw,
)
from tests.unit.presentation.read_models import reveal

_rows = st.lists(
    st.builds(
        Row,
        st.text(max_size=5),
        st.integers(1, 3),
        st.booleans(),
        st.tuples(st.sampled_from(Mark), st.sampled_from(Mark)),
    )
)
_asked = st.sampled_from([*FILTERS, "name", "found", "1", "2", "3", "٣", "-1", "", "9" * 99])


@given(_rows, _asked, _asked)
def test_whatever_is_asked_for_rows_are_neither_made_up_nor_doubled(
    rows: list[Row], show: str, sort: str
):
    shown = arranged(rows, show, sort)
    assert all(shown.count(row) <= rows.count(row) for row in shown)
    assert sorted(map(repr, arranged(rows, "all", sort))) == sorted(map(repr, rows))


def test_a_map_says_whose_answer_says_what_and_who_answered_alike():
    found = map_of(
        reveal(
            AuthoredText("Ann", "The gluten relaxes while it rests."),
            AuthoredText("Bo", "the gluten relaxes while it rests"),
            AuthoredText("Cy", "The gluten does not relax while it rests.", mine=True),
        )
    )
    assert [(row.name, row.replies, row.mine) for row in found.rows] == [
        ("Ann and Bo", 2, False),
        ("Cy", 1, True),
    ]
    assert [row.marks[0] for row in found.rows] == [Mark.FOUND, Mark.DIFFERS]
    assert found.counts[0] == 2
    assert any(
        each.startswith("Where answers differ from the reference: 1") for each in found.words
    )
    assert [row.name for row in arranged(found.rows, "differs", "")] == ["Cy"]
    assert [row.name for row in arranged(found.rows, "1", "")] == ["Ann and Bo"]


def test_without_names_a_row_is_called_by_how_its_answer_begins():
    nameless = [
        replace(AuthoredText("Ann", text), author=None)
        for text in ("The gluten relaxes while it rests.", "No idea.")
    ]
    names = [row.name for row in map_of(reveal(*nameless)).rows]
    assert names == ["“The gluten relaxes while it rests.”", "“No idea.”"]


def test_the_words_beside_the_picture_say_the_same_and_of_many_where_the_rest_is():
    shown = reveal(
        AuthoredText("Ann", "The gluten relaxes while it rests."),
        AuthoredText("Cy", "The gluten does not relax while it rests."),
        *(AuthoredText(f"M{at}", f"Nothing of it, {'very ' * at}truly.") for at in range(60)),
    )
    found = map_of(shown)
    message = map_message(shown, found, "dark", is_drawn=True)
    said = [block.text for block in message.blocks if isinstance(block, Line)]
    told = json.loads(to_draw(found, "dark"))

    assert len(told["rows"]) == MOST_DRAWN
    for number, ((name, marks), row) in enumerate(
        zip(told["rows"], found.rows[:MOST_DRAWN], strict=True), start=1
    ):
        words = row_words(number, row)
        assert words in said
        assert name in words
        for at, mark in enumerate(marks, start=1):
            assert (mark == Mark.UNKNOWN.name) or str(at) in words
    assert f"On the web the map has {len(found.rows) - MOST_DRAWN} rows more." in said
    assert [each.label for each in message.actions] == ["Light", "See all answers"]
    untold = map_message(shown, found, "dark", is_drawn=False)
    assert [each.label for each in untold.actions] == ["See all answers"]
    assert NOT_DRAWN in [block.text for block in untold.blocks if isinstance(block, Line)]
