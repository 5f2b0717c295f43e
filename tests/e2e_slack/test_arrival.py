"""What is sent before a round closes counts on Slack, however late its turn comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.services.services import Services
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.overtaken import overtake, replies_shown
from tests.fakes.slack import Channel, FakeSlack, Message

pytestmark = pytest.mark.usefixtures("waits")
MOMENT = timedelta(seconds=1)
TAKEN = "white_check_mark"


@pytest.fixture
async def club(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    async with bread_club(slack, study, services, clock) as founded:
        await services.groups.configure_channel((await founded.found()).id, written=True)
        yield founded


def _question(club: Club) -> Message:
    return next(each for each in club.study.messages if each.author.is_bot)


async def test_an_answer_that_was_sent_in_time_is_saved_after_the_closing_and_shown(
    club: Club, clock: Clock, restarted: Callable[[], Services]
):
    round_ = await club.ask()
    form = await club.ann.press(_question(club), "Answer")
    clock.set(round_.closes_at - MOMENT)
    overtake(club.services.access, "pressed", round_, clock, restarted())

    seen = await club.ann.submit(form, {"answer:0": "The gluten relaxes."})

    assert "Saved" in seen.text
    assert await replies_shown(club.services, round_) == ["The gluten relaxes."]


async def test_one_that_was_sent_at_the_closing_is_told_that_it_is_late(
    club: Club, clock: Clock, restarted: Callable[[], Services]
):
    round_ = await club.ask()
    form = await club.ann.press(_question(club), "Answer")
    clock.set(round_.closes_at)
    overtake(club.services.access, "pressed", round_, clock, restarted())

    seen = await club.ann.submit(form, {"answer:0": "The gluten relaxes."})

    assert "Saved" not in seen.text
    assert await replies_shown(club.services, round_) == []


async def test_what_was_written_in_time_counts(
    club: Club, clock: Clock, restarted: Callable[[], Services]
):
    round_ = await club.ask()
    clock.set(round_.closes_at - MOMENT)
    overtake(club.services.groups, "find_channel", round_, clock, restarted())

    said = await club.ann.say(club.study, "The gluten relaxes.", thread=_question(club))
    await club.slack.until(lambda: TAKEN in said.reactions, "the mark that it was taken")

    assert await replies_shown(club.services, round_) == ["The gluten relaxes."]
