"""What is pressed comes back as it was made; whatever else comes back is refused in words."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.view import Press
from bot.errors import NotFound

# Whatever can be printed, also in other scripts.
_printable = st.text(st.characters(blacklist_categories=("C", "Z")), max_size=60)
_names = st.from_regex(r"[a-z-]{1,100}", fullmatch=True)
_subjects = st.from_regex(r"[ -9;-~]{1,60}", fullmatch=True)  # ASCII without a colon


@given(_names, _subjects, _printable)
def test_a_press_is_read_as_it_was_written(name: str, subject: str, choice: str) -> None:
    press = Press(name, subject, choice)
    assert Press.read(name, press.value) == press


@given(st.text(max_size=20), st.text(max_size=60))
def test_whatever_comes_back_is_read_or_refused(name: str, value: str) -> None:
    with suppress(NotFound):
        assert Press.read(name, value).page >= 0


@pytest.mark.parametrize(
    ("value", "page"), [("r1", 1), ("r1:", 1), ("r1:0", 0), ("r1:3", 3), ("r1:999999", 999_999)]
)
def test_a_page_is_what_follows_the_colon(value: str, page: int) -> None:
    assert Press.read("reveal", value).page == page


@pytest.mark.parametrize("page", ["٣", "-1", "+1", "1.5", "1_0", " 1", "x", "9" * 7, "9" * 5000])
def test_what_is_no_page_is_refused(page: str) -> None:
    with pytest.raises(NotFound):
        _ = Press.read("reveal", f"r1:{page}").page


@pytest.mark.parametrize("value", ["", ":", ":3", "r1\0", "r1:\0", "r1\n", "\ud800", "\u202er1"])
def test_what_no_button_ever_carried_is_refused(value: str) -> None:
    with pytest.raises(NotFound):
        Press.read("reveal", value)


@pytest.mark.parametrize("name", ["", "Reveal", "reveal:r1", "re veal", "a" * 101])
def test_what_no_button_is_called_is_refused(name: str) -> None:
    with pytest.raises(NotFound):
        Press.read(name, "r1")


def test_a_time_is_read_with_its_zone() -> None:
    opening = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert Press.read("tab-skip", f"s1:{opening.isoformat()}").moment == opening


@pytest.mark.parametrize("choice", ["", "soon", "2026-03-02", "2026-03-02T09:00", "2026-13-02T09Z"])
def test_what_is_no_time_is_refused(choice: str) -> None:
    with pytest.raises(NotFound):
        _ = Press("tab-skip", "s1", choice).moment


@pytest.mark.parametrize(
    "press",
    [Press("reveal", ""), Press("reveal", "r:1"), Press("reveal", "r\0"), Press("Reveal", "r1")],
)
def test_nothing_is_written_that_would_not_be_read_as_it_was(press: Press) -> None:
    with pytest.raises(ValueError, match="is no"):
        _ = press.value
