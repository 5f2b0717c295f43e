"""What is said of pictures of documents that are left out."""

from __future__ import annotations

import pytest

from bot.core.import_warnings import PicturesLost
from bot.core.pictures import PictureFault
from bot.presentation.decks import PRESSING, warning_words


@pytest.mark.parametrize("fault", sorted(set(PictureFault) - {PictureFault.UNREACHABLE}))
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
