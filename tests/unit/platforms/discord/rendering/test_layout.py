"""A page as Discord's components."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.view import Action, Message, Press
from bot.platforms.chat_text.pages import Page
from bot.platforms.discord.rendering.layout import Marker, layout, marked, marker_of
from bot.platforms.discord.rendering.markdown import TextPart
from bot.platforms.discord.rendering.pages import pages_of
from tests.profiles import scaled
from tests.unit.platforms.discord.rendering.reading import check, walked
from tests.unit.platforms.messages import messages, reply, reveal

ANSWER = Action("answer", "Answer", "r1", primary=True)
TURN = Press("reveal", "r1")
PAGES = tuple(Page((TextPart(f"page {number}"),)) for number in range(1, 6))


def buttons(view: discord.ui.LayoutView) -> list[tuple[str, str, bool]]:
    """Return each button's label, custom_id, and whether it can be pressed."""
    return [
        (each["label"], each["custom_id"], not each["disabled"])
        for each in walked(view.to_components())
        if each["type"] == discord.ComponentType.button.value
    ]


@settings(max_examples=scaled(20))
@given(messages, st.integers(0, 10), st.text(min_size=1))
def test_every_payload_is_within_discords_limits(message: Message, actions: int, key: str) -> None:
    pages = pages_of(message)
    for number in {1, 2, len(pages)}:
        view = layout(
            pages,
            number,
            actions=[
                Action("answer", "x" * 200, f"r{each}", primary=True) for each in range(actions)
            ],
            marker=marker_of(key.encode("utf-8", "replace").decode()),
            turn=TURN,
            mention_role="9" * 20,
        ).view
        check(view)


def test_a_page_that_can_be_turned_says_which_it_is() -> None:
    assert buttons(layout(PAGES, 2, turn=TURN).view) == [
        ("Previous", "rt:reveal:r1:1", True),
        ("Page 2 of 5", "rt:reveal:r1:2", False),
        ("Next", "rt:reveal:r1:3", True),
    ]


@pytest.mark.parametrize(
    ("number", "usable"), [(1, [False, False, True]), (5, [True, False, False])]
)
def test_there_is_nothing_before_the_first_page_nor_after_the_last(
    number: int, usable: list[bool]
) -> None:
    assert [each for _, _, each in buttons(layout(PAGES, number, turn=TURN).view)] == usable


def test_a_page_past_the_last_is_the_last() -> None:
    assert layout(PAGES, 9).view.to_components() == layout(PAGES, 5).view.to_components()


def test_one_page_has_nothing_to_turn() -> None:
    assert buttons(layout(PAGES[:1], 1, turn=TURN, actions=[ANSWER]).view) == [
        ("Answer", "rt:answer:r1", True)
    ]


def test_a_role_is_mentioned_above_the_container() -> None:
    first, second = layout(PAGES, 1, mention_role="42").view.to_components()
    assert first["content"] == "<@&42>"
    assert second["type"] == discord.ComponentType.container.value


def test_a_role_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="everyone"):
        layout(PAGES, 1, mention_role="everyone")


def test_many_actions_of_one_name_are_a_menu_and_more_than_it_holds_a_search() -> None:
    votes = [Action("vote", f"Reply {number}", "r1", str(number)) for number in range(30)]
    view = layout(PAGES[:1], 1, actions=[ANSWER, *votes]).view
    menus = [each for each in walked(view.to_components()) if "options" in each]
    assert [each["custom_id"] for each in menus] == ["rt-menu:vote:0:r1"]
    assert [len(each["options"]) for each in menus] == [25]
    assert menus[0]["placeholder"] == "The first 25 of 30"
    assert buttons(view) == [
        ("Answer", "rt:answer:r1", True),
        ("Search all 30", "rt:search:r1:vote", True),
    ]


def test_more_buttons_than_there_is_room_for_are_refused() -> None:
    actions = [Action("answer", "Answer", f"r{number}") for number in range(40)]
    with pytest.raises(ValueError, match="too many"):
        layout(PAGES, 1, actions=actions)


def test_a_file_is_shown_where_its_text_is() -> None:
    pages = pages_of(reveal(reply("Ann", "Rest the dough. " * 1000)))
    sheet = layout(pages, 1)
    (file,) = sheet.files
    assert file.filename == "answer-by-ann.md"
    assert file.fp.read().decode() == "Rest the dough. " * 1000
    (shown,) = (each for each in walked(sheet.view.to_components()) if "file" in each)
    assert shown["file"]["url"] == file.uri


async def test_a_message_is_known_again_by_its_marker() -> None:
    marker, other = marker_of("round:question:channel"), marker_of("round:reveal:channel")
    view = layout(PAGES, 1, marker=marker, mention_role="42").view
    message = received(view)
    assert marked(message, marker)
    assert not marked(message, other)
    assert not marked(message, Marker(marker.container, other.text))
    assert not marked(received(layout(PAGES, 1).view), marker)


def received(view: discord.ui.LayoutView) -> discord.Message:
    """Return the message as discord.py reads it from Discord."""
    author = {"id": "1", "username": "roundtable", "discriminator": "0", "avatar": None}
    data: Any = {
        "id": "10", "channel_id": "11", "type": 0, "content": "", "author": author,
        "attachments": [], "embeds": [], "mentions": [], "mention_roles": [], "pinned": False,
        "mention_everyone": False, "tts": False, "timestamp": "2026-03-02T09:00:00+00:00",
        "edited_timestamp": None, "components": view.to_components(), "flags": 1 << 15,
    }  # fmt: skip
    return discord.Message(state=Mock(), channel=Mock(spec=discord.abc.Messageable), data=data)


@given(st.text(st.characters(codec="utf-8")))
def test_a_marker_is_two_different_positive_numbers_of_31_bits(key: str) -> None:
    marker = marker_of(key)
    assert marker == marker_of(key)
    assert marker.container != marker.text
    assert all(0 < each < 2**31 for each in (marker.container, marker.text))


async def test_what_was_sent_is_not_kept_to_find_its_buttons() -> None:
    assert layout(PAGES, 2, turn=TURN, actions=[ANSWER]).view.is_finished()


@pytest.mark.parametrize(("role", "called"), [(None, []), ("42", [42])])
def test_nobody_is_called_but_the_role(role: str | None, called: list[int]) -> None:
    mentions = layout(PAGES, 1, mention_role=role).mentions
    assert [each.id for each in mentions.roles or []] == called
    assert not any((mentions.everyone, mentions.users, mentions.replied_user))
