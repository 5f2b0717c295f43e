"""Codes that people read to each other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.invitations import code_from, hash_of, read_code


@given(st.text("abc-_", min_size=1))
def test_a_code_has_ten_characters_that_are_hard_to_confuse(secret: str):
    code = code_from(secret)

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code)
    assert code_from(secret) == code
    assert read_code(code) == code


@given(st.text("abc", min_size=1), st.text("def", min_size=1))
def test_other_secrets_make_other_codes(one: str, other: str):
    assert code_from(one) != code_from(other)


@pytest.mark.parametrize(
    "typed",
    [
        "ABCDE-01JKM",
        "abcde01jkm",
        " abcde 01jkm\n",
        "a b c d e - 0 1 j k m",
        "ABCDE\u201301JKM",
        "abcde-oijkm",
        "ABCDE-OLJKM",
    ],
)
def test_a_code_may_be_typed_in_any_way(typed: str):
    assert read_code(typed) == "ABCDE-01JKM"


@pytest.mark.parametrize(
    "typed", ["", "ABCDE", "ABCDE-01JKMX", "ABCDE-01JK\u00dc", "U" * 10, "\ud800"]
)
def test_what_cannot_be_a_code_is_none(typed: str):
    assert read_code(typed) is None


def test_a_hash_tells_nothing_of_its_code():
    assert re.fullmatch("[0-9a-f]{64}", hash_of("ABCDE-01JKM"))
    assert hash_of("ABCDE-01JKM") != hash_of("ABCDE-01JKN")
