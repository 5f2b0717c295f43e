"""What members hear on Slack as they chose: of reveals, at a time of their own, nothing away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.models import Naming
from tests.e2e_slack.roundtable import Club
from tests.fakes.slack import Person

pytestmark = pytest.mark.usefixtures("waits")


async def _answer(club: Club, who: Person, text: str) -> None:
    form = await who.press(club.study.messages[-1], "Answer")
    await who.submit(form, {"answer:0": text})


async def _hours(club: Club, count: int) -> None:
    for _ in range(count):
        club.clock.advance(timedelta(hours=1))
        await club.turn()


async def test_who_answered_by_form_is_mentioned_with_the_reveal(club: Club):
    await club.ask()
    question = club.study.messages[0]
    await _answer(club, club.ann, "The gluten relaxes.")
    await club.close()

    (reveal,) = club.study.thread(question)
    assert f"<@{club.ann.id}>" in str(reveal.blocks)
    assert club.ann.dms == []


async def test_who_wishes_is_written_to_alone_with_a_link_to_the_question(club: Club):
    seen = await club.ann.slash(club.study, "/mine", "notify direct")
    assert "A direct message tells you when the answers" in seen.text
    await club.ask()
    question = club.study.messages[0]
    await _answer(club, club.ann, "The gluten relaxes.")
    await club.close()

    (reveal,), (news,) = club.study.thread(question), club.ann.dms
    assert f"<@{club.ann.id}>" not in str(reveal.blocks)
    assert f"<#{club.study.id}>" in str(news.blocks)
    assert question.ts.replace(".", "") in str(news.blocks)
    answers = await club.ann.press(news, "See all answers")
    assert "The gluten relaxes while it rests" in answers.text


async def test_where_answers_have_no_names_who_took_part_is_written_to(club: Club):
    await club.services.groups.set_naming(await club.group(), Naming.ANONYMOUS)
    await club.ask()
    question = club.study.messages[0]
    await _answer(club, club.ann, "The gluten relaxes.")
    await club.close()

    assert "<@" not in str([each.blocks for each in club.study.thread(question)])
    assert len(club.ann.dms) == 1


async def test_an_answer_written_to_the_bot_alone_is_in_no_thread_and_its_author_mentioned(
    club: Club,
):
    await club.services.groups.configure_channel((await club.found()).id, written=True)
    await club.ask()
    question = club.study.messages[0]
    await club.ann.say(club.ann.dm, "The gluten relaxes.")
    await club.bo.say(club.study, "It tastes better.", thread=question)
    await club.heard()
    await club.close()

    reveal = next(each for each in club.study.thread(question) if each.author.is_bot)
    assert f"<@{club.ann.id}>" in str(reveal.blocks)
    assert f"<@{club.bo.id}>" not in str(reveal.blocks)  # who wrote there hears of it by Slack


async def test_a_reminder_comes_at_a_time_of_ones_own_and_says_where(club: Club):
    await club.ask(2)
    await _answer(club, club.ann, "x")
    seen = await club.ann.slash(club.study, "/mine", "notify reminder=4 pm zone=UTC")
    assert "16:00 (UTC)" in seen.text
    await club.ask()
    question = club.study.messages[-1]
    await _hours(club, 6)

    (reminder,) = club.ann.dms
    assert f"<#{club.study.id}>" in str(reminder.blocks)
    assert question.ts.replace(".", "") in str(reminder.blocks)


async def test_nobody_is_told_anything_while_away(club: Club):
    await club.ask()
    question = club.study.messages[0]
    await _answer(club, club.ann, "The gluten relaxes.")
    seen = await club.ann.slash(club.study, "/mine", "away until Sunday")
    assert "You are away until the end of Sunday" in seen.text
    assert "You are away" in (await club.ann.slash(club.study, "/mine", "show")).text
    await club.close()

    (reveal,) = club.study.thread(question)
    assert "<@" not in str(reveal.blocks)
    back = await club.ann.slash(club.study, "/mine", "away off")
    assert back.text.startswith("Welcome back")


async def test_what_the_option_does_not_take_is_refused(club: Club):
    await club.ask()
    seen = await club.ann.slash(club.study, "/mine", "notify carrier-pigeon")
    assert "carrier-pigeon" in seen.text
