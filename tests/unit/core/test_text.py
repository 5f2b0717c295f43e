"""Numbers as words, and places where a text may be split."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from Stemmer import algorithms

from bot.core.limits import MAX_ANSWER
from bot.core.text import LANGUAGES, language_named, plain, sheltered, stem, tokens
from bot.errors import UnknownLanguage


def test_a_number_is_one_token() -> None:
    assert tokens("About 3.14, or 1,000.5 of 10.") == ["about", "3.14", "or", "1,000.5", "of", "10"]


def test_a_version_glued_to_letters_stays_words() -> None:
    assert tokens("v1.2b") == ["v1", "2b"]


def test_an_abbreviation_is_one_token() -> None:
    assert tokens("rocks, e.g. basalt, i.e. lava") == ["rocks", "e.g", "basalt", "i.e", "lava"]


def test_a_fence_is_no_text_even_in_a_quotation() -> None:
    assert plain("a\n\n > ```python\n> b\n> ```\nc") == "a b c"


def test_marks_are_sheltered_and_the_rest_stays() -> None:
    text = "See `a. B` in [the. Book](http://x.y/z) &amp; <b>x. Y</b>."
    assert sheltered(text) == f"See xxxxxx in {'x' * 25} xxxxx xxxx. Yxxxx."


@pytest.mark.parametrize("sign", ["`", "``a", "`` ` ", "[x](", "![x", "<a", "&a"])
def test_no_text_takes_the_square_of_its_length_to_shelter(sign: str) -> None:
    text = sign * (MAX_ANSWER // len(sign))  # in the worst way it would take minutes
    assert len(sheltered(text)) == len(text)


def test_as_many_backticks_end_a_span_as_begin_it() -> None:
    assert sheltered("a ``b` c`` d ```e`` f") == "a xxxxxxxx d ```e`` f"


@given(st.text(alphabet="ab.`[]()<>&; \n", max_size=60))
def test_sheltering_keeps_every_character_in_its_place(text: str) -> None:
    hidden = sheltered(text)
    assert len(hidden) == len(text)
    assert all(ours in (theirs, "x") for ours, theirs in zip(hidden, text, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_stemmer(language: str):
    assert stem("word", language)


def test_the_languages_are_snowballs_without_its_earlier_algorithms_for_some_of_them():
    assert set(LANGUAGES) == set(algorithms()) - {"porter", "dutch_porter"}


def test_a_language_is_known_however_it_is_typed():
    assert language_named(" German ") == "german"


@pytest.mark.parametrize("typed", ["", "klingon", "porter", "germ"])
def test_what_is_no_language_is_refused(typed: str):
    with pytest.raises(UnknownLanguage):
        language_named(typed)


def test_threads_that_stem_at_once_do_not_mix_their_words():
    texts = [f"running{n} relations{n} happiness{n} nationally{n}".split() for n in range(400)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            at_once = list(pool.map(lambda found: [stem(each) for each in found], texts * 2))
    finally:
        sys.setswitchinterval(interval)
    stem.cache_clear()

    assert at_once == [[stem(each) for each in found] for found in texts * 2]
