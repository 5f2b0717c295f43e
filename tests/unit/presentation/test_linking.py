"""Groups of several places that become one, in words."""

from __future__ import annotations

from bot.core.models import Group, GroupId
from bot.core.view import Heading, Line
from bot.presentation.linking import invitation_message, joined_message, places_message

GROUP = Group(GroupId("g"), "Bread club")


def test_a_code_comes_with_where_to_type_it_and_how_long_it_holds():
    message = invitation_message("ABCDE-FGHJK")
    said = " ".join(block.text for block in message.blocks if isinstance(block, Line))

    assert message.blocks[0] == Heading("ABCDE-FGHJK")
    assert "“/link join”" in said
    assert "15 minutes" in said


def test_a_joined_group_tells_where_it_is_now():
    message = joined_message(GROUP, ["Tea club on Discord"], ["#leaves"])

    assert message.summary == "Joined: this is the group “Bread club” now."
    assert Line("Tea club on Discord") in message.blocks
    assert Line("#leaves") in message.blocks


def test_a_group_that_was_never_asked_anything_talks_nowhere_yet():
    message = places_message(GROUP, ["Bread club on Discord"], [])

    assert "Nowhere yet" in message.blocks[-1].text
