"""What a newer version changes, as it is said before anything is stored."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.core.import_changes import Edit, Version
from bot.core.models import DeckId, Source, SourceId
from bot.errors import AlreadyImported
from bot.presentation.errors import words_for
from bot.presentation.versions import differing, version_words
from tests.fakes.clock import MONDAY_NOON

SOURCE = Source(SourceId("s"), DeckId("d"), "kim.md", "Kim", "", "marked", "0", MONDAY_NOON)
EDIT = Edit("What does salt do?", "It slows yeast down.", "It slows yeast down, and tastes.")


def test_a_change_is_shown_by_what_was_said_and_what_is_said_now() -> None:
    said = version_words(Version("kim-2.md", SOURCE, alike=False, same=2, changed=1, edits=(EDIT,)))
    assert "To “What does salt do?”: “It slows yeast down.” becomes" in said
    assert said.endswith("“It slows yeast down, and tastes.”")


def test_an_answer_that_is_gone_is_named_and_of_many_changes_some_are() -> None:
    gone = replace(EDIT, after="")
    said = version_words(Version("kim-2.md", SOURCE, alike=False, removed=7, edits=(gone,) * 7))
    assert said.count("To “What does salt do?” it says nothing any more.") == 5
    assert said.endswith("And 2 more.")


@given(st.lists(st.sampled_from("abcd"), min_size=1), st.lists(st.sampled_from("abcd"), min_size=1))
def test_of_long_texts_the_place_where_they_differ_is_shown(old: list[str], new: list[str]) -> None:
    same = "so it was and so it stays " * 20
    before, after = differing(same + " ".join(old), same + " ".join(new))
    assert (before == after) == (old == new) or len(old) > 10 or len(new) > 10
    assert before.startswith("… ")
    assert len(before.split()) <= 17


def test_documents_that_are_all_there_are_named_together() -> None:
    refused = AlreadyImported("notes/kim.md", "kim.md", (("new.md", "mara.md"),))
    assert words_for(refused) == (
        "notes/kim.md and new.md (as mara.md) are in the deck already: nothing is new."
    )
    assert words_for(AlreadyImported("kim.md", "kim.md")) == (
        "kim.md is in the deck already: nothing is new."
    )
