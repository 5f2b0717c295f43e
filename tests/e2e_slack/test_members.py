"""What a member does and sees on Slack, from the question to the counts a day after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.presentation.round_map import MAP
from tests.e2e_slack.roundtable import Club

pytestmark = pytest.mark.usefixtures("waits")
QUESTION = "Why does bread dough rest before it is shaped?"


async def test_the_question_arrives_as_a_card_with_two_buttons(club: Club):
    await club.ask()

    card = club.study.messages[0]
    assert QUESTION in card.text
    assert "Baking bread · question 1 of 3" in card.text
    assert card.labels == ["Answer", "Remind me"]
    assert card.fallback == f"New question: {QUESTION}"


async def test_what_no_button_of_ours_ever_carried_is_refused_in_words(club: Club):
    await club.ask()
    card = club.study.messages[0]
    for name, value in (("found", ""), ("reveal", "\0"), ("unheard-of", "r1")):
        card.buttons[0].update(action_id=f"rt:{name}:0", value=value)
        seen = await club.mara.press(card, f"rt:{name}:0")
        assert "This button is not known here any more. Type the command again." in seen.text
    card.buttons[0].update(action_id="rt:tab-skip:0", value="s:x")
    seen = await club.mara.press(card, "rt:tab-skip:0")
    assert "There is no such schedule here that you can see." in seen.text


async def test_an_answer_is_confirmed_in_private_and_its_number_shown(club: Club):
    await club.ask()
    form = await club.ann.press(club.study.messages[0], "Answer")
    seen = await club.ann.submit(form, {"answer:0": "The gluten relaxes."})
    await club.turn()

    assert "Saved: your answer counts." in seen.text
    assert "1 person has answered" in club.study.messages[0].text
    assert len(club.study.messages) == 1


async def test_the_reveal_follows_in_the_thread_and_is_seen_in_private(club: Club):
    await club.ask()
    form = await club.ann.press(club.study.messages[0], "Answer")
    await club.ann.submit(form, {"answer:0": "The gluten relaxes."})
    await club.close()

    question = club.study.messages[0]
    assert "Closed" in question.text
    (reveal,) = club.study.thread(question)
    assert "The gluten relaxes while it rests" in reveal.text
    seen = await club.ann.press(question, "See all answers")
    assert "you" in seen.text


async def test_asking_shows_the_answers_in_private(club: Club):
    await club.ask()
    seen = await club.ann.slash(club.study, "/ask", "steam")

    assert "Steam keeps the crust soft" in seen.text
    assert len(club.study.messages) == 1


async def test_an_admin_asks_closes_and_skips_by_command(club: Club):
    await club.mara.slash(club.study, "/quiz", "open")
    await club.turn()
    assert QUESTION in club.study.messages[0].text
    asked = await club.mara.slash(club.study, "/quiz", "close")
    await club.turn()
    assert "Closed" not in club.study.messages[0].text
    await club.mara.press(asked.message, "Close and reveal")
    await club.turn()
    assert "Closed" in club.study.messages[0].text

    refused = await club.ann.slash(club.study, "/quiz", "open")
    assert "Only organisers can do this" in refused.text


async def test_a_schedule_is_added_in_words(club: Club):
    seen = await club.mara.slash(
        club.study, "/schedule", 'add deck="Baking bread" when="every day 09:00" zone=UTC hours=8'
    )
    assert "Every day 09:00" in seen.text
    club.clock.advance(timedelta(hours=22))
    await club.turn()

    assert QUESTION in club.study.messages[-1].text  # before it stands a greeting


async def test_ratings_votes_and_counts(club: Club):
    await club.ask()
    for person, text in ((club.ann, "The gluten relaxes."), (club.bo, "It tastes better.")):
        form = await person.press(club.study.messages[0], "Answer")
        await person.submit(form, {"answer:0": text})
    await club.close()
    (reveal,) = club.study.thread(club.study.messages[0])
    asked = await club.ann.press(reveal, "How did I do?")
    rated = await club.ann.press(asked.message, "Got it")
    assert "You said: Got it." in rated.text
    asked = await club.ann.press(reveal, "How did I do?")
    words = await club.ann.press(asked.message, "Word by word")
    assert "while it rests" in words.text
    answers = await club.ann.press(reveal, "See all answers")
    await club.ann.press(answers.message, MAP, until=lambda: "Map" in club.ann.private[-1].text)
    assert "Ann: ✓ 1" in club.ann.private[-1].text
    (picture,) = list(club.ann.dm.history.values())[-1].files
    assert picture.name == "map.png"
    claims = await club.ann.press(reveal, "I did say that")
    claimed = await club.ann.press(claims.message, "I did say 2")
    assert "Kept as your own word: you did say key point 2." in claimed.text
    club.clock.advance(timedelta(hours=24))
    await club.turn()

    counts = club.study.thread(club.study.messages[0])[-1]
    assert "1 got it" in counts.text


async def test_the_home_tab_shows_what_is_open(club: Club):
    await club.ask()
    await club.ann.open_home()

    assert QUESTION in str(club.ann.home)


async def test_remind_me_writes_to_that_member_alone(club: Club):
    await club.ask()
    await club.ann.press(club.study.messages[0], "Remind me")
    club.clock.advance(timedelta(hours=23))
    await club.turn()

    assert any(QUESTION in message.text for message in club.ann.dms)
    assert club.bo.dms == []
