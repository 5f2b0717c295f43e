from __future__ import annotations

import pytest

from bot.core.formats import CONTAINERS, LAYOUTS, cell_text, format_named, inert_cell
from bot.importing.containers import FORMATS
from bot.importing.detect import LAYOUTS as READ


def test_every_format_that_can_be_named_is_one_that_is_read():
    assert set(CONTAINERS) < set(FORMATS)
    assert set(LAYOUTS) < {layout.name for layout in READ}


def test_a_format_is_named_in_any_case_with_or_without_spaces():
    assert format_named("moodle-xml") == format_named("MoodleXML") == "Moodle XML"
    assert format_named("parchment") == ""


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n'", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_cell_is_a_formula_and_each_is_read_as_it_was(sign: str):
    cell = inert_cell(f"{sign}1+1")
    assert cell == f"'{sign}1+1"
    assert cell_text(cell) == f"{sign}1+1"
