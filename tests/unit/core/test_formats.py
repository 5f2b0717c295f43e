from __future__ import annotations

from bot.core.formats import CONTAINERS, LAYOUTS, format_named
from bot.importing.containers import FORMATS
from bot.importing.detect import LAYOUTS as READ


def test_every_format_that_can_be_named_is_one_that_is_read():
    assert set(CONTAINERS) < set(FORMATS)
    assert set(LAYOUTS) < {layout.name for layout in READ}


def test_a_format_is_named_in_any_case_with_or_without_spaces():
    assert format_named("moodle-xml") == format_named("MoodleXML") == "Moodle XML"
    assert format_named("parchment") == ""
