"""The languages that are stemmed."""

from __future__ import annotations

import pytest

from bot.core.languages import LANGUAGES, language_named
from bot.core.text import stem
from bot.errors import UnknownLanguage


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_stemmer(language: str):
    assert stem("word", language)


def test_a_language_is_known_however_it_is_typed():
    assert language_named(" German ") == "german"


@pytest.mark.parametrize("typed", ["", "klingon", "porter", "germ"])
def test_what_is_no_language_is_refused(typed: str):
    with pytest.raises(UnknownLanguage):
        language_named(typed)
