"""A page as a message of Slack's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.view import Action, Message, Press
from bot.platforms.chat_text.pages import Page
from bot.platforms.slack.rendering.blocks import sheet
from bot.platforms.slack.rendering.elements import size
from bot.platforms.slack.rendering.pages import pages_of
from tests.profiles import scaled
from tests.unit.platforms.hostile import texts
from tests.unit.platforms.messages import reply, reveal
from tests.unit.platforms.slack.rendering.hostile import messages
from tests.unit.platforms.slack.rendering.reading import check, walked

ANSWER = Action("answer", "Answer", "r1", primary=True)
TURN = Press("reveal", "r1")
PAGES = tuple(Page(({"type": "divider"},), summary="Why <rest>?") for _ in range(5))


def options(labels: Sequence[str], chosen: int | None = None) -> list[Action]:
    return [
        Action("voted", label, "r1", str(number), primary=number == chosen)
        for number, label in enumerate(labels)
    ]


def pressed(blocks: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Return each button's label, action_id and value."""
    return [
        (each["text"]["text"], each["action_id"], each["value"])
        for each in walked(blocks)
        if each.get("type") == "button"
    ]


@settings(max_examples=scaled(20))
@given(messages, st.lists(texts, max_size=30))
def test_every_payload_is_within_slacks_limits(message: Message, labels: list[str]) -> None:
    pages = pages_of(message)
    actions = [
        *options(labels),
        *(Action("answer", label, "r1", primary=True) for label in labels[:3]),
    ]
    for number in {1, 2, len(pages)}:
        made = sheet(pages, number, actions=actions, turn=TURN)
        check(made.blocks)
        assert size([block for block in made.blocks if block["type"] != "actions"]) <= 12_000
        ids = [each["action_id"] for each in walked(made.blocks) if "action_id" in each]
        assert len(set(ids)) == len(ids)
        assert all(1 <= len(each) <= 255 for each in ids)
        assert 1 <= len(made.text) <= 4_000
        assert "<" not in made.text
        for each in walked(made.blocks):
            if each.get("type") == "plain_text" and each["text"] in labels:
                assert each["emoji"] is False


def test_a_page_that_can_be_turned_says_which_it_is() -> None:
    blocks = sheet(PAGES, 2, turn=TURN).blocks
    assert blocks[1]["elements"][0]["text"] == "Page 2 of 5"
    assert pressed(blocks) == [
        ("Previous", "rt:reveal:0", "r1:1"),
        ("Next", "rt:reveal:1", "r1:3"),
    ]


@pytest.mark.parametrize(
    ("number", "labels"), [(1, ["Next"]), (5, ["Previous"]), (9, ["Previous"])]
)
def test_nothing_leads_out_of_the_pages(number: int, labels: list[str]) -> None:
    assert [label for label, _, _ in pressed(sheet(PAGES, number, turn=TURN).blocks)] == labels


def test_one_page_and_a_message_that_cannot_be_turned_have_no_page_buttons() -> None:
    assert len(sheet(PAGES[:1], 1, turn=TURN).blocks) == 1
    assert len(sheet(PAGES, 1).blocks) == 1


def test_a_primary_action_is_shown_as_one() -> None:
    (_, row) = sheet(
        PAGES[:1], 1, actions=[ANSWER, Action("reveal", "See all answers", "r1")]
    ).blocks
    assert [each.get("style") for each in row["elements"]] == ["primary", None]


def test_a_label_too_long_for_a_button_is_cut() -> None:
    ((label, _, _),) = pressed(
        sheet(PAGES[:1], 1, actions=[Action("answer", "👩‍👩‍👧‍👦" * 40, "r1")]).blocks
    )
    assert label.endswith("👩‍👩‍👧‍👦…")
    assert len(label.encode("utf-16-le")) // 2 <= 75


def test_more_than_five_actions_of_one_name_are_a_menu_with_the_chosen_one() -> None:
    (_, row) = sheet(PAGES[:1], 1, actions=[*options("abcdef", chosen=2), ANSWER]).blocks
    menu, button = row["elements"]
    assert (menu["type"], menu["action_id"], button["action_id"]) == (
        "static_select",
        "rt:voted:0",
        "rt:answer:1",
    )
    assert [option["value"] for option in menu["options"]] == [f"r1:{each}" for each in range(6)]
    assert menu["initial_option"]["value"] == "r1:2"


def test_more_options_than_a_menu_shows_well_are_searched() -> None:
    (_, row) = sheet(PAGES[:1], 1, actions=options(["x"] * 250)).blocks
    assert [each["type"] for each in row["elements"]] == ["external_select"]
    assert row["elements"][0]["placeholder"]["text"] == "Search all 250"
    assert row["block_id"] == "rt-search:0:r1"
    check([row])


def test_a_notification_is_escaped_and_short() -> None:
    assert sheet(PAGES, 1).text == "Why &lt;rest&gt;?"
    long = Page(({"type": "divider"},), summary="<" * 5_000)
    assert len(sheet([long], 1).text) <= 4_000
    assert sheet([Page(({"type": "divider"},))], 1).text == "No text."


def test_a_group_that_wants_to_be_called_is_mentioned_first() -> None:
    first, *_ = sheet(PAGES, 1, mentions=["S12ABC"]).blocks
    assert first == {"type": "section", "text": {"type": "mrkdwn", "text": "<!subteam^S12ABC>"}}


def test_files_go_with_their_page() -> None:
    pages = pages_of(reveal(reply("Ann", "Rest the dough. " * 3000)))
    assert [each.name for each in sheet(pages, 1).attachments] == ["answer-by-ann.md"]


@pytest.mark.parametrize(
    "action",
    [
        Action("Answer!", "x", "r1"),
        Action("answer", "x", ""),
        Action("answer", "x", "r" * 2001),
    ],
)
def test_an_action_that_no_button_can_hold_is_refused(action: Action) -> None:
    with pytest.raises(ValueError, match="is no"):
        sheet(PAGES, 1, actions=[action])


def test_more_actions_than_there_is_room_for_are_refused() -> None:
    actions = [Action("ab"[each % 2], "x", "r1") for each in range(1300)]
    with pytest.raises(ValueError, match="too many"):
        sheet(PAGES, 1, actions=actions)


def test_buttons_carry_what_those_of_earlier_versions_do() -> None:
    action = Action("rated", "Got it", "r1", "got-it")
    ((_, id_, value),) = pressed(sheet(PAGES[:1], 1, actions=[action]).blocks)
    assert (id_, value) == ("rt:rated:0", "r1:got-it")
    assert Press.read("rated", value) == action.press
