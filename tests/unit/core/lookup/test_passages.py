"""What an answer says of a query is shown with the words marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.lookup import Said, passage, spelled

LONG = "Bread " * 30 + "The *gluten* relaxes. " + "Dough " * 30


def said(texts: list[str], *words: str) -> str:
    """Return the passage with marked words in brackets."""
    found = passage(texts, words, "english")
    return " ".join(f"[{each.text}]" if each.marked else each.text for each in found)


def test_words_are_marked_in_other_forms_and_where_the_query_has_a_typo() -> None:
    assert said(["The gluten relaxes slowly."], "relaxing") == "The gluten [relaxes] slowly."
    assert said(["The gluten relaxes slowly."], "glutn") == "The [gluten] relaxes slowly."


def test_neighbouring_words_are_marked_as_one() -> None:
    assert said(["See item_tfms first."], "tfms", "first") == "See [item_tfms first.]"


def test_of_a_long_text_the_words_around_are_shown() -> None:
    assert said([LONG], "gluten") == (
        "… Bread Bread Bread Bread Bread Bread Bread The [gluten] relaxes. "
        "Dough Dough Dough Dough Dough Dough Dough Dough Dough Dough Dough Dough …"
    )


def test_the_text_that_says_the_most_is_shown() -> None:
    assert said(["Steam.", "Steam makes a crust."], "steam", "crust") == "[Steam] makes a [crust.]"


def test_where_nothing_is_said_nothing_is_shown() -> None:
    assert passage(["Steam.", ""], ["gluten"], "english") == ()


@given(st.lists(st.text(max_size=60), max_size=3), st.lists(st.text(max_size=8), max_size=3))
def test_any_passage_marks_something_and_is_of_the_words_of_a_text(
    texts: list[str], words: list[str]
) -> None:
    wanted = [word for each in words for word in spelled(each).split()]
    found = passage(texts, wanted, "english")
    assert not found or any(each.marked for each in found)
    assert all(isinstance(each, Said) and each.text for each in found)
