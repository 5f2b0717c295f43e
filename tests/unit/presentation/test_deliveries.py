"""What is posted: questions, reveals, skips, and notes to admins."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot import services
from bot.core.audit import CONCERNS_OTHERS
from bot.core.authored_text import AuthoredText
from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind
from bot.core.models import (
    Channel,
    ChannelId,
    GroupId,
    RoundState,
)
from bot.core.read_models import AdminNote, Content
from bot.core.view import Action, Line, Moment, Prose
from bot.presentation import notices
from bot.presentation.deliveries import present
from bot.presentation.rounds import replied_words, replies_words
from bot.services.challenges import CHALLENGED
from bot.services.channels import MentionLost
from bot.services.lending import KEPT, LENT
from bot.services.lent_texts import TAKEN_BACK
from bot.services.pausing import CHANNEL_GONE, DECK_AWAY, DECK_REMOVED, GOING_ON
from bot.services.suggestions import NEW
from tests.fakes.clock import MONDAY_NOON
from tests.unit.presentation.read_models import QUESTION, ROUND, card, reveal

ABOUT = {"platform": "slack", "channel": "study", "workspace": "T1", "address": "C1"}
HIDDEN = AuthoredText("Ann", "the reply that nobody may see yet")


def _delivery(kind: DeliveryKind) -> Delivery:
    return Delivery(
        DeliveryKey("k"), kind, GroupId("g"), ChannelId("c"), MONDAY_NOON, platform="web"
    )


@pytest.mark.parametrize(
    ("kind", "content", "summary"),
    [
        (DeliveryKind.QUESTION, card(), f"New question: {QUESTION.text}"),
        (DeliveryKind.SKIPPED, card(), f"Skipped: {QUESTION.text}"),
        (DeliveryKind.REVEAL, reveal(), f"Answers are in: {QUESTION.text}"),
    ],
)
def test_each_kind_says_its_own(kind: DeliveryKind, content: Content, summary: str):
    assert present(_delivery(kind), content).summary == summary


def test_a_question_says_what_is_asked_until_when_and_leads_to_its_round():
    message = present(_delivery(DeliveryKind.QUESTION), card(replies=2))

    assert Prose(QUESTION.text) in message.blocks
    assert Moment("Closes", ROUND.closes_at) in message.blocks
    assert message.actions == (
        Action("answer", "Answer", ROUND.id, primary=True),
        Action("remind", "Remind me", ROUND.id),
    )
    assert not message.for_admins


def test_the_post_of_a_closed_question_says_so_and_leads_to_the_answers():
    closed = replace(ROUND, state=RoundState.CLOSED, closed_at=ROUND.opened_at)
    message = present(_delivery(DeliveryKind.QUESTION), replace(card(replies=2), round=closed))

    assert message.summary == f"Closed: {QUESTION.text}"
    assert Moment("Closed", ROUND.opened_at) in message.blocks
    assert Line("2 people answered") in message.blocks
    assert message.actions == (Action("reveal", "See all answers", ROUND.id),)


def test_the_post_of_a_skipped_question_says_so_and_leads_nowhere():
    skipped = replace(card(), round=replace(ROUND, state=RoundState.SKIPPED))
    message = present(_delivery(DeliveryKind.QUESTION), skipped)

    assert message.summary == f"Skipped: {QUESTION.text}"
    assert message.actions == ()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Nobody has answered yet"),
        (1, "1 person has answered"),
        (2, "2 people have answered"),
    ],
)
def test_how_many_replied_is_counted_in_words(count: int, words: str):
    assert replies_words(count) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "Nobody answered"), (1, "1 person answered"), (2, "2 people answered")]
)
def test_how_many_had_replied_is_counted_in_words(count: int, words: str):
    assert replied_words(count) == words


def test_a_skipped_round_offers_nothing_to_press():
    assert present(_delivery(DeliveryKind.SKIPPED), card()).actions == ()


@pytest.mark.parametrize("code", notices.ADMIN_WORDS)
def test_a_note_to_admins_is_for_them_alone_and_survives_braces_in_what_it_is_about(code: str):
    names = ("deck", "left", "when", "zone", "platform", "channel", "reason", "name")
    names += ("decks", "by")
    values = dict.fromkeys(names, "{deck} %s {0}")
    note = AdminNote(code, values | {"at": MONDAY_NOON.isoformat()})

    message = present(_delivery(DeliveryKind.NOTICE), note)

    assert message.for_admins
    assert "{deck} %s {0}" in message.summary
    assert message.summary.endswith(".")
    assert Moment("Planned for", MONDAY_NOON) in message.blocks


@pytest.mark.parametrize(
    ("workspace", "words", "leads"),
    [("1", "#study did not", ("11",)), ("2", "#study in Bread club did not", ())],
)
def test_a_note_leads_to_its_channel_where_that_is_near_and_else_says_where_it_is(
    workspace: str, words: str, leads: tuple[str, ...]
):
    about = {"platform": "discord", "channel": "study", "workspace": "1", "address": "11"}
    told_in = Channel(ChannelId("c"), GroupId("g"), "discord", "99", workspace)
    values = about | {"workspace_name": "Bread club", "reason": "x"}
    message = present(_delivery(DeliveryKind.NOTICE), AdminNote("not-taken", values, told_in))

    assert message.summary.startswith(words)
    (line,) = (each for each in message.blocks if isinstance(each, Line))
    assert tuple(each.address for each in line.mentions) == leads


@pytest.mark.parametrize(
    ("code", "values", "buttons"),
    [
        ("never-asked", {"asked": "q", "schedule": "s"}, ["Ask now", "Show the schedule"]),
        ("opening-missed", {"schedule": "s"}, ["Ask now", "Show the schedule"]),
        ("all-open", {"schedule": "s"}, ["Ask now", "Show the schedule"]),
        (
            "deck-finished",
            {"schedule": "s"},
            ["Choose another deck", "Let it start over", "Show the schedule"],
        ),
        (
            "deck-nearly-finished",
            {"schedule": "s", "left": "2"},
            ["Let it start over", "Show the schedule"],
        ),
        ("schedule-fault", {"schedule": "s", "when": "daily"}, ["Resume", "Show the schedule"]),
        (
            "deck-removed",
            {"schedule": "s", "removed": "d"},
            ["Choose another deck", "Bring the deck back", "Show the schedule"],
        ),
        ("deck-away", {"schedule": "s"}, ["Choose another deck", "Show the schedule"]),
        ("going-on", {"decks": "“Bread”"}, ["Show the schedules"]),
        ("role-gone", {"of_role": "c", **ABOUT}, ["Choose another role"]),
        ("user-group-gone", {"of_role": "c", **ABOUT}, ["Mention somebody else"]),
        ("mentioned-gone", {"of_role": "c", **ABOUT}, ["Mention somebody else"]),
        ("post-stuck", {"stuck": "r", "reason": "locked", **ABOUT}, ["Try again now"]),
        (
            "others-schedule-paused",
            {"by": "Rye club", "when": "daily"},
            ["Show the schedules"],
        ),
        ("reply-kept", {"deck_id": "d"}, ["Open the deck on the web"]),
        ("others-round-closed", {"by": "Rye club"}, []),
    ],
)
def test_a_note_says_in_which_channel_of_which_question_and_what_to_press(
    code: str, values: dict[str, str], buttons: list[str]
):
    there = Channel(ChannelId("c"), GroupId("g"), "slack", "C1", "T1", name="study")
    about = {"deck": "Bread", "question": "Why?"}
    message = present(_delivery(DeliveryKind.NOTICE), AdminNote(code, about | values, there))

    assert [each.label for each in message.actions] == buttons
    assert Prose("Why?") in message.blocks
    assert "#study" in message.summary or code.startswith("others-")


def test_whoever_hears_that_a_workspace_was_left_sees_what_is_planned_elsewhere():
    there = Channel(ChannelId("c"), GroupId("g"), "slack", "C1", "T1", name="study")
    values = {"name": "Rye club", "platform": "discord"}
    message = present(_delivery(DeliveryKind.NOTICE), AdminNote("workspace-left", values, there))

    assert [each.label for each in message.actions] == ["Show the schedules"]


def test_the_codes_that_services_tell_admins_are_those_that_have_words():
    folder = Path(services.__file__).parent
    source = "".join(path.read_text() for path in folder.glob("*.py"))
    told = re.findall(r"(?:_tell|Notice)\([^()]*(?:\([^()]*\)[^()]*)*\)", source)
    codes = {code for call in told for code in re.findall(r'"([a-z]+(?:-[a-z]+)+)"', call)}

    others = {f"others-{act}" for act in CONCERNS_OTHERS}
    known = {CHANNEL_GONE, DECK_AWAY, DECK_REMOVED, GOING_ON, CHALLENGED, TAKEN_BACK} | others
    known |= {LENT, KEPT, NEW, *MentionLost}
    assert codes | known == set(notices.ADMIN_WORDS)


def test_a_code_without_words_is_a_fault():
    with pytest.raises(KeyError):
        present(_delivery(DeliveryKind.NOTICE), AdminNote("unheard-of", {}))
