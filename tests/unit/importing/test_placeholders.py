from __future__ import annotations

import pytest

from bot.importing.placeholders import is_placeholder


@pytest.mark.parametrize(
    "answer",
    [
        "TODO", "todo.", "To do", "**TBD**", "N/A", "NA", "n.a.", "Done", "Done!", "> Done",
        "- TODO",
        "will do", "ok will do...", "yes, will do", "Will do later.", "I'll do it later",
        "Placeholder",
        "...", "…", "-", "?", "to be done", "To be added soon", "coming soon", "skip", "Skipped.",
        "[TODO]", "(later)", "not yet done", "In progress", "xxx", "ok",
        "skip for now", "see above", "Same as above.", "👆 see above", "WIP", "to do",
        "TODO: bake it",
        "todo (photo)", "I don't know", "I don’t know yet.", "idk", "No idea", "not sure",
        "¯\\_(ツ)_/¯", "To be done by the reader",
        "(nobody had an answer — Ana will look it up)", "(Ben will do this one)",
        "*\\[Kim to fill in\\]*", "*(look it up)*",
        "We ran out of time for this one.", "*to be answered by Ana*", "??? check the recipe",
        "Still open, Ben wanted to write something here", "TODO, ask the baker",
        "I skipped this one", "We didn't get to this one.", "TBD - come back to this later",
        "(noch offen, nachschauen)", "t.b.d.", "We don't know yet", "not discussed",
        "Nobody wrote anything down here",
    ],
)  # fmt: skip
def test_a_note_to_oneself_is_a_placeholder(answer: str) -> None:
    assert is_placeholder(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "", "   ", "Done. Thinking about a second loaf.", "Completed, so helpful", "Inference",
        "No.", "Yes",
        "x", "0", "None", "To do this, mix the flour", "The oven is done when it rings", "→",
        "Skip the salt", "Will", "I don't know, perhaps salt", "See above the oven",
        "Todos are notes", "It is to be done by hand", "Na and Cl",
        "The baker will look it up", "Yeast will do this", "Done, and it rose by a third",
        "Missing salt, missing yeast", "Missing.", "(the baker)", "(look at the crust)",
        "(a) flour, (b) salt", "Bakers ran out of flour", "Check the oven, then the dough",
    ],
)  # fmt: skip
def test_an_answer_with_content_is_none(answer: str) -> None:
    assert not is_placeholder(answer)
