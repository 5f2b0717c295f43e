"""What organisers type in Slack is understood as people write it, and what is not is asked back."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.study_deck import QUESTIONS

pytestmark = pytest.mark.usefixtures("waits")


@pytest.fixture
async def club(slack, study, services, clock) -> AsyncIterator[Club]:
    async with bread_club(slack, study, services, clock) as founded:
        yield founded


@pytest.mark.parametrize(
    ("typed", "planned"),
    [
        (
            "add baking when=every other day noon zone=münchen",
            "Every other day 12:00, Europe/Berlin",
        ),
        (
            "add deck = bread when = first monday 10.30 zone = Delhi",
            "First Monday 10:30, Asia/Kolkata",
        ),
        ("add every day at 9:30 am, Zürich", "Every day 09:30, Europe/Zurich"),
        ("add when=weekdays 9:00 until 3 May zone=utc+2 hours=90 min", "until 3 May 2026, UTC+2"),
    ],
)
async def test_a_schedule_is_planned_in_words(club: Club, typed: str, planned: str):
    seen = await club.mara.slash(club.study, "/schedule", typed)

    assert planned in seen.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("when=daily 9am zone=EST", "Name the city: “America/New_York” or"),
        ("when=daily 9am zone=Lodnon", "Did you mean “Europe/London”?"),
        ("zone=UTC", "Say on which days and at what time. Write “every day 09:00”"),
        ("when=evry day 9am", "“evry” means nothing to me; I understood “day 09:00”. Did you mean"),
        ("sourdough", "No deck is called “sourdough”. The nearest is “Baking bread”."),
    ],
)
async def test_what_is_not_understood_is_asked_back_with_the_nearest(
    club: Club, typed: str, words: str
):
    seen = await club.mara.slash(club.study, "/schedule", f"add {typed}")

    assert words in seen.text
    assert "removed" not in seen.text


@pytest.mark.parametrize(
    "typed",
    ["open hours = 2", "open bread for 2 hours", "open hours=120 min", "open hours=two hours"],
)
async def test_hours_are_understood_with_spaces_and_as_words(club: Club, typed: str):
    await club.mara.slash(club.study, "/quiz", typed)
    await club.turn()

    (asked,) = await club.services.cards.open_now(await _reader(club))
    assert (asked.round.closes_at - asked.round.opened_at).total_seconds() == 2 * 60 * 60


async def test_a_question_is_meant_by_a_part_of_it(club: Club):
    part = " ".join(QUESTIONS[1].split()[1:4]).upper()

    await club.mara.slash(club.study, "/quiz", f"open question={part}")
    await club.turn()

    assert QUESTIONS[1] in club.study.messages[0].text


async def test_a_question_that_is_not_there_is_answered_with_the_nearest(club: Club):
    seen = await club.mara.slash(club.study, "/quiz", "open question=why does bread sing")

    assert "No question is called “why does bread sing”. The nearest" in seen.text
    assert "removed" not in seen.text


async def _reader(club: Club):
    return await club.services.access.anywhere("slack", f"{club.study.workspace.id}:{club.ann.id}")


@pytest.mark.parametrize(
    ("command", "typed", "words", "buttons"),
    [
        ("/deck", "reference bread", "“Baking bread” has several documents", ("Mara", "Oda")),
        ("/deck", "reference baking oda", "Oda", ()),
        (
            "/deck",
            "reference rye.md",
            "No document of “Baking bread” is called “rye.md”",
            ("Nils",),
        ),
        ("/deck", "rename Baking bread", "“Baking bread” is called so until", ()),
        ("/deck", "rename bread title=Rye", "called “Rye”", ()),
        ("/deck", "export bread csv", "", ()),
        ("/deck", "export csv", "", ()),
        ("/schedule", "add bread weekdays 9:00", "Weekdays 09:00", ()),
        ("/schedule", "add weekdays 9:00", "Weekdays 09:00", ()),
        ("/schedule", "add deck=bread weekdays 9:00", "Weekdays 09:00", ()),
        ("/schedule", "add deck=rye weekdays 9:00", "No deck is called “rye", ("Baking bread",)),
        ("/quiz", "open bread", "The question goes out", ()),
        ("/quiz", "open how warm should the oven be", "No deck is called", ("Baking bread",)),
        ("/quiz", "open why does bread dough rest", "Why does bread dough rest", ()),
        ("/mine", "notify zone=Berlin", "Your days and times count in Europe/Berlin.", ()),
        ("/mine", "notify reveals=none", "You are not told", ()),
        ("/mine", "notify reminder=off", "no time of day at which you are reminded", ()),
        ("/mine", "notify direct 18:00", "Each day at 18:00", ()),
        ("/mine", "notify 6 pm", "Each day at 18:00", ()),
        ("/settings", "deck=bread", "Say in which language", ()),
    ],
)
async def test_a_single_option_and_words_without_a_name_are_taken_for_what_they_are(
    club: Club, command: str, typed: str, words: str, buttons: tuple[str, ...]
):
    seen = await club.mara.slash(club.study, command, typed)

    assert words in seen.text
    assert all(any(each in label for label in seen.message.labels) for each in buttons)


@pytest.mark.parametrize("typed", ["question=2", "bread question = 2", "question=Question 2"])
async def test_a_question_is_asked_by_the_number_that_it_has_in_its_deck(club: Club, typed: str):
    seen = await club.mara.slash(club.study, "/quiz", f"open {typed}")
    assert "Baking bread · question 2 of 3" in seen.text
    unknown = await club.mara.slash(club.study, "/quiz", "open question=9")
    assert "is called “9”" in unknown.text


@pytest.mark.parametrize("typed", ["bread every other day noon", "every other day noon bread"])
async def test_a_deck_may_be_named_in_front_of_the_time_or_behind_it(club: Club, typed: str):
    seen = await club.mara.slash(club.study, "/schedule", f"add {typed} zone=UTC")
    assert "Added: Every other day 12:00, UTC." in seen.text
    assert "It asks “Baking bread”" in seen.text
