"""Where a group talks, in words."""

from __future__ import annotations

from dataclasses import replace

from bot.core.models import Channel, ChannelId, Group, GroupId, Naming, Workspace, WorkspaceId
from bot.core.read_models import Move
from bot.core.view import Heading, Line, Mention, Message
from bot.platforms.chat_text.runs import mentioning
from bot.presentation.workspaces import (
    Arrangement,
    channel_words,
    founded_words,
    invitation_message,
    move_message,
    moved_words,
    named,
    places_message,
    settings_message,
    workspace_words,
)
from tests.fakes.clock import MONDAY_NOON
from tests.unit.presentation.read_models import STUDY

HOME = Workspace(WorkspaceId("w"), "discord", "1", "Bread club", MONDAY_NOON)
CHANNEL = Channel(ChannelId("c"), GroupId("g"), "discord", "11", "1", name="study")
GROUP = Group(GroupId("g"), "Bread club")

PLAIN = Arrangement(
    naming=Naming.NAMES,
    late=False,
    threads=True,
    mention_role="",
    rings=True,
    written=False,
    readable=False,
    decks=(STUDY.deck,),
)


def test_a_channel_is_named_with_its_workspace_only_from_elsewhere():
    assert channel_words(CHANNEL, HOME, here="1") == "#study"
    assert channel_words(CHANNEL, HOME, here="2") == "#study in Bread club"
    assert (
        channel_words(replace(CHANNEL, name=""), HOME, here="2")
        == "a Discord channel in Bread club"
    )


def test_the_web_room_is_called_so():
    room = Channel(ChannelId("local-web"), GroupId("g"), "web", "room")

    assert channel_words(room, None, here="1") == "the web room"


def test_a_workspace_that_was_left_is_told_apart():
    assert workspace_words(HOME) == "Bread club on Discord"
    assert "sent Roundtable away" in workspace_words(replace(HOME, left_at=MONDAY_NOON))


def test_a_code_comes_with_where_to_type_it_and_how_long_it_holds():
    message = invitation_message("ABCDE-FGHJK")
    said = " ".join(block.text for block in message.blocks if isinstance(block, Line))

    assert message.blocks[0] == Heading("ABCDE-FGHJK")
    assert "“/link join”" in said
    assert "15 minutes" in said


def _said(message: Message) -> str:
    return " ".join(block.text for block in message.blocks if isinstance(block, Line))


def test_linking_tells_what_will_happen_to_how_many_and_what_pauses():
    move = Move(CHANNEL, Group(GroupId("tea"), "Tea"), (), schedules=2)

    message = move_message(move, 41, ["#leaves", "#pots"])

    assert message.summary == "Link #study to the group “Tea”?"
    assert "everybody in #study (41 people)" in _said(message)
    assert "#leaves and #pots" in _said(message)
    assert "pauses: 2 schedules" in _said(message)
    assert "/link leave" in _said(message)


def test_linking_says_nothing_of_what_is_not_known_or_not_planned():
    move = Move(replace(CHANNEL, name=""), GROUP, (), schedules=0)

    said = _said(move_message(move, None, ["#leaves"]))

    assert "everybody in this channel reads" in said
    assert "pauses" not in said


def test_a_linked_channel_is_told_whose_questions_it_answers():
    assert moved_words(["#leaves"]).endswith("asked in #leaves now.")


def test_the_first_question_in_a_channel_tells_who_is_one_group_from_now_on():
    assert "This is the first in #study" in founded_words(CHANNEL)
    assert "the first in this channel" in founded_words(replace(CHANNEL, name=""))


def test_a_group_that_was_never_asked_anything_talks_nowhere_yet():
    message = places_message(GROUP, ["Bread club on Discord"], [])

    assert "Nowhere yet" in message.blocks[-1].text


def lines(arrangement: Arrangement, *, changed: bool = False) -> list[str]:
    """Return what is said of the settings."""
    message = settings_message(arrangement, changed=changed)
    return [block.text for block in message.blocks if isinstance(block, Line)]


def test_every_setting_is_told():
    assert lines(PLAIN) == [
        "This is how things are set.",
        "Show who wrote each reply. Rounds keep what they began with.",
        "None is taken once a round has closed.",
        "Answers are shown in a thread under their question.",
        "Questions mention nobody.",
        "Replies are taken by the form alone.",
        "Baking bread: English",
    ]


def test_a_change_is_confirmed():
    assert lines(PLAIN, changed=True)[0] == "Saved."


def test_written_replies_come_with_a_warning_that_others_read_them():
    told = lines(replace(PLAIN, written=True, readable=True))

    assert any("Others can read what is written there" in line for line in told)
    assert not any("Message Content Intent" in line for line in told)


def test_written_replies_that_cannot_be_read_are_pointed_out():
    assert any("Message Content Intent" in line for line in lines(replace(PLAIN, written=True)))


def test_a_role_that_does_not_ring_is_pointed_out():
    rings, silent = (
        " ".join(lines(replace(PLAIN, mention_role="Bakers", rings=rings)))
        for rings in (True, False)
    )

    assert "mentions the role Bakers." in rings
    assert "rings at nobody" not in rings
    assert "rings at nobody" in silent


def test_what_is_in_the_same_workspace_is_led_to_and_nothing_else():
    other = replace(CHANNEL, id=ChannelId("d"), address="12", workspace="2", name="lounge")
    room = Channel(ChannelId("local-web"), GroupId("g"), "web", "room", "1")
    nameless = replace(CHANNEL, id=ChannelId("n"), address="13", name="")
    far = replace(HOME, address="2", name="Tea club")
    places = named([CHANNEL, other, room, nameless], [far], "1", {CHANNEL.id, nameless.id})

    assert places.words == ("#study", "#lounge in Tea club", "the web room", "a Discord channel")
    assert places.mentions == (
        Mention("#study", "11"),
        Mention("#lounge in Tea club", "", " in Tea club"),
    )


def test_two_channels_of_one_name_are_led_to_only_where_the_name_says_which():
    same = replace(CHANNEL, id=ChannelId("d"), address="12")
    far = replace(HOME, address="2", name="Tea club")
    places = named([CHANNEL, replace(same, workspace="2")], [far], "1", {CHANNEL.id})
    runs = mentioning(f"In {places.words[1]} and {places.words[0]}.", places.mentions)

    assert [(each.text, each.channel) for each in runs if each.channel] == [("#study", "11")]
    both = named([CHANNEL, same], [], "1", {CHANNEL.id, same.id})
    assert {each.address for each in both.mentions} == {""}


def test_from_a_direct_message_a_channel_is_led_to_and_called_with_its_workspace():
    places = named([CHANNEL], [HOME], "", {CHANNEL.id})
    runs = mentioning(f"In {places.words[0]} now.", places.mentions)

    assert [each.channel or each.text for each in runs] == ["In ", "11", " in Bread club", " now."]
