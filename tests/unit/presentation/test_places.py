"""Where a group talks, in words."""

from __future__ import annotations

from dataclasses import replace

from bot.core.models import Channel, ChannelId, GroupId, Workspace
from bot.presentation.places import channel_words, listed, several, workspace_words
from tests.fakes.clock import MONDAY_NOON

HOME = Workspace("discord", "1", GroupId("g"), "Bread club", MONDAY_NOON)
STUDY = Channel(ChannelId("c"), GroupId("g"), "discord", "11", "1")


def test_names_are_listed_as_one_says_them():
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_of_many_names_the_first_are_told_and_how_many_more_there_are():
    assert several(["a", "b"]) == "“a” and “b”"
    assert several([str(number) for number in range(7)]) == "“0”, “1”, “2”, “3”, “4” and 2 more"


def test_a_channel_is_named_with_its_workspace_only_from_elsewhere():
    assert channel_words(STUDY, "study", HOME, here="1") == "#study"
    assert channel_words(STUDY, "study", HOME, here="2") == "#study in Bread club"
    assert channel_words(STUDY, None, HOME, here="2") == "a Discord channel in Bread club"


def test_the_web_room_is_called_so():
    room = Channel(ChannelId("local-web"), GroupId("g"), "web", "room")

    assert channel_words(room, None, None, here="1") == "the web room"


def test_a_workspace_that_was_left_is_told_apart():
    assert workspace_words(HOME) == "Bread club on Discord"
    assert "sent Roundtable away" in workspace_words(replace(HOME, left_at=MONDAY_NOON))
