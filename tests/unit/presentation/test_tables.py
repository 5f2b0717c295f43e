"""Tables as lines of characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.presentation.tables import aligned

cells = st.text("ab ü小👍", max_size=90).map(lambda text: " ".join(text.split()))


def test_columns_stand_below_each_other_whatever_is_in_them() -> None:
    assert aligned([["Flour", "Rest"], ["rye", "30 min"], ["小麦", "1 h"]]).split("\n") == [
        "Flour  Rest",
        "─────  ──────",
        "rye    30 min",
        "小麦   1 h",
    ]


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_every_character_is_there(rows: list[list[str]]) -> None:
    shown = aligned(rows)
    for char in "abü小👍":
        assert shown.count(char) == sum(cell.count(char) for row in rows for cell in row)


def test_a_cell_too_wide_goes_on_in_the_next_line() -> None:
    lines = aligned([["a", "b"], ["word " * 30, "more " * 30]]).split("\n")
    assert max(map(len, lines)) <= 60
    assert sum(line.count("word") for line in lines) == 30
