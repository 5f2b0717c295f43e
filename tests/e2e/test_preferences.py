"""What members hear on Discord as they chose: of reveals, at a time of their own, nothing away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Naming
from bot.core.schedules import Plan
from tests.e2e.club import QUESTION, Club

pytestmark = pytest.mark.usefixtures("waits")


async def _planned(club: Club, **more: object) -> None:
    there = await club.channel()
    plan = Plan(
        club.deck.id,
        "every day 09:00",
        "UTC",
        timedelta(hours=20),
        **more,  # type: ignore[arg-type]
    )
    await club.bot.services.schedules.add(there.group, plan)


async def _hours(club: Club, count: int) -> None:
    for _ in range(count):
        club.clock.advance(timedelta(hours=1))
        await club.bot.turn()


async def test_who_answered_by_form_is_mentioned_once_with_the_reveal(club: Club):
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.close()
    await _hours(club, 2)

    (reveal,) = club.thread.messages
    assert reveal.pinged.users == (club.ann.user,)
    assert club.ann.dms == []


async def test_who_wishes_is_written_to_alone_with_a_link_and_the_answers(club: Club):
    seen = await club.ann.slash(club.study, "me notify", reveals="direct")
    assert "A direct message tells you when the answers" in seen.text
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.close()

    (reveal,), (news,) = club.thread.messages, club.ann.dms
    assert not reveal.pinged
    assert QUESTION in news.text
    assert "#study" in news.text
    assert "Bread club" in news.text
    answers = await club.ann.press(news, "See all answers")
    assert "The gluten relaxes while it rests" in answers.text


async def test_who_wishes_to_hear_nothing_hears_nothing(club: Club):
    await club.ann.slash(club.study, "me notify", reveals="none")
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.close()

    assert not club.thread.messages[0].pinged
    assert club.ann.dms == []


async def test_closed_direct_messages_are_said_at_once_and_a_mention_in_the_thread_stands_in(
    club: Club,
):
    club.ann.user.accepts_dms = False
    seen = await club.ann.slash(club.study, "me notify", reveals="direct")
    assert "direct messages are closed" in seen.text
    assert "Of answers that are shown without names you are not told then" in seen.text
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.close()
    await _hours(club, 1)

    _, mention = club.thread.messages
    assert mention.pinged.users == (club.ann.user,)
    assert mention.labels == ["See all answers"]


async def test_whose_direct_messages_are_closed_is_mentioned_once_for_a_question(club: Club):
    club.ann.user.accepts_dms = False
    await club.ask()
    await club.answer(club.ann, "x")
    await club.close()
    await club.ann.slash(club.study, "me notify", reminder="18:00", zone="UTC")
    await club.ask(2)
    second = next(each for each in reversed(club.study.messages) if "Answer" in each.labels)
    await club.ann.press(second, "Remind me")
    await _hours(club, 23)

    below = second.thread.messages if second.thread else []
    assert [each.pinged.users for each in below] == [(club.ann.user,)]


async def test_a_holiday_ends_no_streak(club: Club):
    await club.ask()
    await club.answer(club.ann, "x")
    await club.close()
    away = await club.ann.slash(club.study, "me away", until="3 days")
    await club.ask(2)
    await club.close()
    await club.ann.press(away.message, "I am back")

    page = await club.ann.slash(club.study, "me show")
    assert "Current streak: 1 round." in page.text


async def test_where_answers_have_no_names_nobody_is_mentioned_however_they_hear(club: Club):
    group = (await club.channel()).group
    await club.bot.services.groups.set_naming(group, Naming.ANONYMOUS)
    club.bo.user.accepts_dms = False
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.answer(club.bo, "It tastes better.")
    await club.close()
    await _hours(club, 1)

    assert not any(each.pinged for each in (*club.thread.messages, *club.study.messages))
    assert len(club.ann.dms) == 1


async def test_who_took_the_answer_back_is_mentioned_no_more(club: Club):
    await club.ask()
    await club.answer(club.ann, "The gluten relaxes.")
    await club.close()
    reveal = club.thread.messages[0]
    assert f"<@{club.ann.id}>" in reveal.text

    farewell = await club.ann.slash(club.study, "me delete")
    await club.ann.press(farewell.message, "Delete everything")
    await _hours(club, 1)

    assert f"<@{club.ann.id}>" not in reveal.text


async def test_a_member_is_reminded_at_a_time_of_their_own_in_their_own_zone(club: Club):
    await _planned(club, reminder=timedelta(hours=2))
    await club.ask(2)
    await club.answer(club.ann, "x")
    await club.answer(club.bo, "x")
    seen = await club.ann.slash(club.study, "me notify", reminder="6 pm", zone="paris")
    assert "18:00 (Europe/Paris)" in seen.text.replace("\\", "")
    await _hours(club, 24)  # it is noon, and 13:00 in Paris
    asked = [each for each in club.study.messages if QUESTION in each.text]
    assert len(asked) == 1
    await _hours(club, 4)
    assert club.ann.dms == []
    await _hours(club, 1)
    assert [QUESTION in each.text for each in club.ann.dms] == [True]
    assert club.bo.dms == []

    await _hours(club, 11)  # the schedule's own reminder, two hours before it closes

    assert [QUESTION in each.text for each in club.bo.dms] == [True]
    assert len(club.ann.dms) == 1


async def test_what_is_no_time_and_no_zone_is_refused_in_words(club: Club):
    await club.ask()
    time = await club.ann.slash(club.study, "me notify", reminder="9")
    zone = await club.ann.slash(club.study, "me notify", reminder="9:00", zone="EST")
    assert "no time of day that I know" in time.text
    assert "New_York" in zone.text.replace("\\", "")


async def test_nobody_is_told_anything_while_away_and_everything_once_back(club: Club):
    await club.ask()
    await club.answer(club.bo, "It tastes better.")
    reminded = await club.ann.press(club.question, "Remind me")
    assert "You will be reminded" in reminded.text
    seen = await club.ann.slash(club.study, "me away", until="3 days")
    assert "no reminders, no mentions and no messages" in seen.text
    assert "You are away until" in (await club.ann.slash(club.study, "me show")).text
    refused = await club.ann.press(club.question, "Remind me")
    await club.answer(club.ann, "Answered on a beach.")
    await _hours(club, 25)

    (reveal,) = club.thread.messages
    assert reveal.pinged.users == (club.bo.user,)
    assert club.ann.dms == []
    assert "You will be reminded" in refused.text or "You are away" in refused.text

    back = await club.ann.press(seen.message, "I am back")
    assert back.text.startswith("Welcome back")
    assert "You are away" not in (await club.ann.slash(club.study, "me show")).text
    await club.ask(2)
    second = next(each for each in reversed(club.study.messages) if "Answer" in each.labels)
    form = await club.ann.press(second, "Answer")
    await club.ann.submit(form, {"answer-0": "Steam."})
    await club.close()
    assert second.thread is not None
    assert second.thread.messages[0].pinged.users == (club.ann.user,)


async def test_who_is_away_is_not_reminded_by_the_schedule_nor_at_their_own_time(club: Club):
    await _planned(club, reminder=timedelta(hours=2))
    await club.ask(2)
    for who in (club.ann, club.bo):
        await club.answer(who, "x")
        await who.slash(club.study, "me away", until="a week")
    await club.ann.slash(club.study, "me notify", reminder="18:00", zone="UTC")
    await _hours(club, 48)

    assert club.ann.dms == club.bo.dms == []


async def test_what_is_no_day_is_refused_with_what_one_could_type(club: Club):
    await club.ask()
    seen = await club.ann.slash(club.study, "me away", until="soon")
    assert "“soon” is no day that I know" in seen.text
