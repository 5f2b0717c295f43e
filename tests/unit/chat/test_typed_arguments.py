"""What is typed behind a slash command."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.typed_arguments import CommandArguments, read_arguments
from bot.errors import BadOption

HOUR = timedelta(hours=1)


def test_the_first_word_names_what_is_to_be_done_and_the_rest_is_options_and_free_words():
    words = read_arguments('ADD deck="Baking bread" now hours=8 please', subs=True)

    assert words.sub == "add"
    assert words.options == {"deck": "Baking bread", "hours": "8"}
    assert words.free == "now please"


def test_a_phone_s_quotes_are_quotes():
    assert read_arguments("add deck=“Baking bread”", subs=True).options == {"deck": "Baking bread"}


def test_an_apostrophe_and_a_lone_quote_are_signs():
    assert read_arguments("what's a dough's rest", subs=False).free == "what's a dough's rest"
    assert read_arguments('a 5" loaf', subs=False).free == 'a 5" loaf'


def test_what_was_typed_is_kept_as_it_was():
    assert read_arguments("why is  x=1 here?", subs=False).text == "why is  x=1 here?"
    assert read_arguments(" show  x=1 ", subs=True).text == "show  x=1"


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("add deck=Baking bread hours=8", {"deck": "Baking bread", "hours": "8"}),
        ("add when=weekdays 9:00 zone=new york", {"when": "weekdays 9:00", "zone": "new york"}),
        ("open hours = 2", {"hours": "2"}),
        ("open hours= 2 hours", {"hours": "2 hours"}),
        ('open question="is a = b?" deck =tea', {"question": "is a = b?", "deck": "tea"}),
    ],
)
def test_options_need_no_quotes_and_signs_may_have_spaces(typed: str, options: dict[str, str]):
    words = read_arguments(typed, subs=True)

    assert (words.options, words.free) == (options, "")


@pytest.mark.parametrize("given", ["nan", "inf", "1e300", "-1", "eight", "", "1_0", "9999999"])
def test_what_is_no_amount_of_time_is_refused(given: str):
    with pytest.raises(BadOption):
        CommandArguments(options={"hours": given}).span("hours", HOUR, 24 * HOUR)


@pytest.mark.parametrize(("given", "hours"), [("8", 8.0), ("0.5", 0.5), (None, 24.0)])
def test_a_number_may_have_decimals_or_be_left_out(given: str | None, hours: float):
    options = {} if given is None else {"hours": given}

    assert CommandArguments(options=options).span("hours", HOUR, 24 * HOUR) == hours * HOUR


def test_a_switch_is_on_or_off_or_was_not_touched():
    words = CommandArguments(options={"threads": "Off", "written": "maybe"})

    assert words.switch("threads") is False
    assert words.switch("names") is None
    with pytest.raises(BadOption):
        words.switch("written")


@given(st.text(max_size=80), st.booleans())
def test_whatever_is_typed_can_be_read(text: str, subs: bool):
    words = read_arguments(text, subs=subs)

    assert words.text == text.strip()
    assert all(name.isidentifier() for name in words.options)


def test_a_colon_makes_an_option_of_a_name_that_is_one():
    typed = read_arguments('open hours: 2 deck:Baking bread: the basics "when: then"', subs=True)

    assert typed.options == {"hours": "2", "deck": "Baking bread: the basics when: then"}
    assert read_arguments("ask why: because", subs=True).free == "why: because"
