"""What is sent before a round closes counts on Discord, however late its turn comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from bot.services.services import Services
from tests.e2e.club import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord
from tests.fakes.overtaken import overtake, replies_shown

pytestmark = pytest.mark.usefixtures("waits")
MOMENT = timedelta(milliseconds=5)
TAKEN = "\N{WHITE HEAVY CHECK MARK}"


@pytest.fixture
async def club(
    discord_server: FakeDiscord, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    async with bread_club(discord_server, services, clock, discord_message_content=True) as founded:
        yield founded


async def test_an_answer_that_was_sent_in_time_is_saved_after_the_closing_and_shown(
    club: Club, clock: Clock, restarted: Callable[[], Services]
):
    round_, services = await club.ask(), club.bot.services
    form = await club.ann.press(club.question, "Answer")
    clock.set(round_.closes_at - MOMENT)
    overtake(services.access, "pressed", round_, clock, restarted())

    seen = await club.ann.submit(form, {"answer-0": "The gluten relaxes."})

    assert "Saved" in seen.text
    assert await replies_shown(services, round_) == ["The gluten relaxes."]


async def test_one_that_was_sent_at_the_closing_is_told_that_it_is_late(
    club: Club, clock: Clock, restarted: Callable[[], Services]
):
    round_, services = await club.ask(), club.bot.services
    form = await club.ann.press(club.question, "Answer")
    clock.set(round_.closes_at)
    overtake(services.access, "pressed", round_, clock, restarted())

    seen = await club.ann.submit(form, {"answer-0": "The gluten relaxes."})

    assert "Saved" not in seen.text
    assert "closed" in seen.text
    assert await replies_shown(services, round_) == []


async def test_a_message_that_was_made_an_answer_in_time_is_one(
    club: Club, clock: Clock, restarted: Callable[[], Services]
):
    round_, services = await club.ask(), club.bot.services
    said = await club.ann.say(club.study, "The gluten relaxes.", reply_to=club.question)
    clock.set(round_.closes_at - MOMENT)
    overtake(services.members, "participant", round_, clock, restarted())

    await club.ann.use_on(said, "Use as my answer")

    assert await replies_shown(services, round_) == ["The gluten relaxes."]


async def test_what_was_written_in_time_counts(
    club: Club, discord_server: FakeDiscord, clock: Clock, restarted: Callable[[], Services]
):
    round_, services = await club.ask(), club.bot.services
    await services.groups.configure_channel((await club.channel()).id, written=True)
    clock.set(round_.closes_at - MOMENT)
    overtake(services.groups, "find_channel", round_, clock, restarted())

    said = await club.ann.say(club.study, "The gluten relaxes.", reply_to=club.question)
    await discord_server.until(lambda: TAKEN in said.reactions, "the mark that it was taken")

    assert await replies_shown(services, round_) == ["The gluten relaxes."]


async def test_a_clock_of_discord_s_that_is_ahead_makes_nobody_late(club: Club, clock: Clock):
    round_ = await club.ask()
    form = await club.ann.press(club.question, "Answer")
    clock.set(round_.closes_at + timedelta(minutes=1))  # what the fake makes its ids of
    services, heard = club.bot.services, round_.closes_at - MOMENT
    services.clock = lambda: heard  # what we hear it at
    services.replies._context.__dict__["clock"] = services.clock

    seen = await club.ann.submit(form, {"answer-0": "The gluten relaxes."})

    assert "Saved" in seen.text
