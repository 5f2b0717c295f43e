"""Ids that come from outside: whatever can be none is told to be nothing there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ids import LONGEST, checked_id, is_id, stable_id
from bot.errors import NotFound

UUID = "0f" * 16


@pytest.mark.parametrize(
    "id_",
    [
        UUID,
        stable_id("deck", "question"),
        "local",
        "shipped",
        "local-web",
        f"{UUID}:question:{UUID}",
        "slack:T1:1772445600.000001:workspace-left:local-web",
        "123456789012345678",
        "C0123ABCD",
    ],
)
def test_every_kind_of_id_that_there_is_can_be_one(id_: str) -> None:
    assert checked_id(id_, "round") == id_


@pytest.mark.parametrize(
    "text", ["", "\0", "a\0", "\ud800", "\n", "é", "\u202e", "x" * (LONGEST + 1)]
)
def test_what_can_be_none_is_not_found(text: str) -> None:
    with pytest.raises(NotFound) as refusal:
        checked_id(text, "round")
    assert refusal.value == NotFound("round", "")


@given(st.text(st.characters()))
def test_what_can_be_one_is_taken_by_every_database(text: str) -> None:
    assert not is_id(text) or text.encode("ascii").isascii()
    assert not is_id(text) or "\x00" not in text
