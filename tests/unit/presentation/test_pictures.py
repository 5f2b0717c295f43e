"""What is said of pictures of documents that are left out."""

from __future__ import annotations

import pytest

from bot.core.import_warnings import PicturesLost
from bot.core.pictures import PictureFault
from bot.errors import PictureRefused
from bot.presentation.decks import PRESSING, warning_words
from bot.presentation.pictures import refused_words

# Faults of pictures that people send, never of a document's.
OF_ANSWERS = {PictureFault.UNREACHABLE, PictureFault.MOVES}


@pytest.mark.parametrize("fault", sorted(set(PictureFault) - OF_ANSWERS))
def test_each_reason_for_leaving_a_picture_out_has_words_in_the_preview(fault: PictureFault):
    warning = PicturesLost("bread.md", fault, ("a.png",))
    assert isinstance(warning, PRESSING)
    assert warning_words(warning).startswith("bread.md: 1 picture (a.png) is left out: ")
    assert "{" not in warning_words(warning)


def test_of_many_pictures_that_are_left_out_some_are_named():
    lost = PicturesLost("b.md", PictureFault.MISSING, ("a.png", "b.png", "", "c.png", "d.png"))
    assert warning_words(lost) == (
        "b.md: 5 pictures (a.png, b.png, c.png, …) are left out: not with the document; "
        "import a zip archive or a folder with the document and them."
    )


def test_of_a_picture_that_moves_it_is_said_what_is_kept_and_what_is_not_kept_is_counted():
    moving = PictureRefused("wave.gif", PictureFault.MOVES)
    assert refused_words([moving]) == (
        "Your answer is saved. “wave.gif” moves: the first frame is what is kept of it."
    )
    huge = PictureRefused("huge.png", PictureFault.TOO_LARGE)
    assert refused_words([huge, moving]).startswith("Your answer is saved without 1 picture. ")
