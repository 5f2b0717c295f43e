"""The pictures of an answer: each once, and not too many."""

from __future__ import annotations

import pytest

from bot.core.ids import PictureId
from bot.core.pictures import MAX_PICTURES, joined_pictures
from bot.errors import PictureRefused
from bot.presentation.errors import words_for


def test_an_answer_has_each_picture_once_and_not_too_many():
    ids = [PictureId(str(number)) for number in range(MAX_PICTURES)]

    assert joined_pictures(ids, ids[:2]) == tuple(ids)
    with pytest.raises(PictureRefused) as refusal:
        joined_pictures(ids, [PictureId("more")])
    assert words_for(refusal.value) == "4 pictures are the most in one answer. Leave some out."
