"""What organisers are told."""

from __future__ import annotations

from dataclasses import replace

from bot.core.models import Channel, ChannelId, GroupId
from bot.core.read_models import AdminNote
from bot.core.view import Line
from bot.presentation.notices import admin_message, followed_message
from tests.unit.presentation.test_schedules import SCHEDULE

STUDY = Channel(ChannelId("c"), GroupId("g"), "discord", "11", "1", name="study")


def _led_to(note: AdminNote) -> set[str]:
    blocks = admin_message(note).blocks
    return {
        each.address
        for line in blocks
        if isinstance(line, Line)
        for each in line.mentions
        if each.address
    }


def test_nothing_leads_to_a_channel_that_is_gone_also_where_it_would_have_been_told():
    values = {"platform": "discord", "channel": "study", "workspace": "1", "reason": "it is gone"}
    told_in = replace(STUDY, gone=True)

    assert _led_to(AdminNote("channel-gone", values | {"address": "11"}, STUDY)) == {"11"}
    assert _led_to(AdminNote("channel-gone", values | {"deleted": "yes"}, told_in)) == set()


def test_of_a_schedule_whose_channel_is_gone_nothing_is_offered_that_would_be_done_there():
    here, gone = (
        followed_message(SCHEDULE, "Bread", STUDY.id, "#study", is_gone=is_gone)
        for is_gone in (False, True)
    )

    assert [each.label for each in here.actions] == ["Pause"]
    assert gone.actions == ()
    assert "#study" not in str(gone.blocks)
    assert "in another channel" in str(gone.blocks)


def test_of_what_goes_on_nothing_is_said_of_a_channel_where_a_deck_came_back():
    (told, *_) = admin_message(AdminNote("going-on", {"decks": "“Bread”"}, STUDY)).blocks

    assert isinstance(told, Line)
    assert "planned in #study goes on by itself" in told.text
    assert "reach" not in told.text
