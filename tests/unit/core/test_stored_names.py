"""File names as a database can keep them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.import_plan import stored_name

ANYTHING = st.text(st.characters(), max_size=700)  # half surrogate pairs and NUL included


@given(ANYTHING)
def test_every_file_name_can_be_kept(name: str):
    kept = stored_name(name)

    assert len(kept.encode()) >= len(kept)
    assert len(kept) <= 500
    assert "\x00" not in kept


def test_a_long_path_loses_its_beginning():
    assert stored_name("folder/" * 100 + "bread.md").endswith("/folder/bread.md")


@given(st.from_regex(r"[a-z /]{1,40}\.md", fullmatch=True))
def test_an_ordinary_name_stays_as_it_is(name: str):
    assert stored_name(name) == name
