"""What admins choose in forms: a question to ask now, and when questions come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import time, timedelta
from functools import partial

import pytest

from bot.core.models import AtEnd
from bot.errors import BadSchedule
from bot.platforms.slack import modals
from bot.services.services import Services
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.slack import Channel, FakeSlack, Seen
from tests.fakes.study_deck import store_deck
from tests.unit.platforms.slack.manifest import read_manifest

pytestmark = pytest.mark.usefixtures("waits")
FIRST = "Why does bread dough rest before it is shaped?"


@pytest.fixture
def slack(slack: FakeSlack) -> FakeSlack:
    """A Slack in which the app is what its manifest says."""
    slack.application.apply(read_manifest())
    return slack


@pytest.fixture
async def club(
    slack: FakeSlack,
    study: Channel,
    services: Services,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Club]:
    for patience in ("_PATIENCE_S", "_LONGEST_WAIT_S"):  # however busy this machine is
        monkeypatch.setattr(modals, patience, 30)
    async with bread_club(slack, study, services, clock) as founded:
        yield founded
    assert slack.refused == []


async def sent(club: Club, form: Seen, values: dict[str, object] | None = None) -> Seen:
    """Send a form in; what is said to that stands where the command was typed."""
    before = len(club.mara.private)
    view = form.modal
    return await club.mara.submit(
        form, values, until=lambda: len(club.mara.private) > before or view.errors
    )


async def test_the_next_question_is_asked_from_a_form(club: Club):
    form = await club.mara.slash(club.study, "/quiz")
    await sent(club, form)
    await club.turn()

    assert FIRST in club.study.messages[0].text
    assert FIRST in club.mara.private[-1].text


async def test_a_question_is_chosen_for_another_channel_and_until_when(club: Club):
    other = club.study.workspace.channel("kitchen")
    club.mara.user.workspace.channels[other.id].members[club.mara.id] = club.mara.user
    form = await club.mara.slash(club.study, "/quiz")
    closes = club.clock.now() + timedelta(hours=2)
    third = club.deck.questions[2]
    await sent(
        club,
        form,
        {"Question": third.id, "Channel": other, "Closes": closes.replace(microsecond=0)},
    )
    await club.turn()

    assert third.text in other.messages[0].text
    assert club.study.messages == []
    there = await see_all(club.services, await club.group(other))
    (card,) = await club.services.cards.open_now(there)
    assert card.round.closes_at == closes.replace(microsecond=0)


async def test_a_closing_time_that_is_over_is_refused_in_its_field(club: Club):
    form = await club.mara.slash(club.study, "/quiz")
    seen = await sent(club, form, {"Closes": club.clock.now() - timedelta(hours=1)})

    assert list(seen.errors) == ["closes"]
    assert "between 1 minute and 31 days" in seen.errors["closes"]
    assert (
        await club.services.cards.open_now(await see_all(club.services, await club.group())) == []
    )


async def test_a_channel_without_the_bot_is_refused_in_its_field(club: Club):
    alone = club.study.workspace.channel("alone", with_bot=False)
    alone.members[club.mara.id] = club.mara.user
    form = await club.mara.slash(club.study, "/quiz")
    seen = await sent(club, form, {"Channel": alone})

    assert list(seen.errors) == ["channel"]
    assert "/invite" in seen.errors["channel"]


async def test_a_question_that_is_open_is_refused_in_its_field(club: Club):
    await club.ask(2)
    form = await club.mara.slash(club.study, "/quiz")
    seen = await sent(club, form, {"Question": club.deck.questions[1].id})

    (name,) = seen.errors
    assert name.startswith("question:")
    assert "is open right now" in seen.errors[name]


async def test_choosing_a_deck_offers_its_questions_and_forgets_those_of_another(club: Club):
    group = await club.group()
    store, workspace = club.services.workspaces._context.store, await club.workspace()
    tea = await store_deck(store, workspace.id, club.clock.now(), "Making tea")
    form = await club.mara.slash(club.study, "/quiz")
    shown = form.modal.fields["rt-chosen-deck"]["element"]["initial_option"]["value"]
    other = tea if shown == club.deck.id else club.deck
    changed = await club.mara.select(form, "rt-chosen-deck", other.deck.title)

    assert changed.modal is form.modal
    offered = changed.modal.fields[f"question:{other.id}"]["element"]["options"]
    assert [one["value"] for one in offered] == [each.id for each in other.questions]
    await sent(club, form, {"Question": other.questions[1].id})
    (card,) = await club.services.cards.open_now(await see_all(club.services, group))
    assert card.question.id == other.questions[1].id


async def test_a_schedule_is_put_together_from_pickers(club: Club):
    form = await club.mara.slash(club.study, "/schedule")
    await sent(
        club,
        form,
        {
            "Days": ["Monday", "Thursday"],
            "Time": time(18, 30),
            "Time zone": "Europe/Paris",
            "Hours to answer": "8",
            "reminder": "60",
            "Order": "Shuffled",
            "When every question was asked": "Start over",
        },
    )

    assert "Monday, Thursday 18:30, Europe/Paris" in club.mara.private[-1].text
    assert "Open for 8 hours, reminder 1 hour before it closes, shuffled" in (
        club.mara.private[-1].text
    )
    (planned,) = await club.services.schedules.of_group(await club.group())
    assert (planned.recurrence, planned.zone) == ("30 18 * * 1,4", "Europe/Paris")
    assert planned.at_end is AtEnd.START_OVER


async def test_a_reminder_after_the_closing_is_refused_in_its_field(club: Club):
    form = await club.mara.slash(club.study, "/schedule")
    seen = await sent(club, form, {"hours": "1", "reminder": "90"})

    assert list(seen.errors) == ["reminder"]
    assert await club.services.schedules.of_group(await club.group()) == []


async def test_members_are_refused_before_a_form_opens(club: Club):
    for command in ("/quiz", "/schedule"):
        seen = await club.ann.slash(club.study, command)
        assert "Only organisers can do this" in seen.text
    assert club.ann.modal is None


async def test_who_is_no_admin_any_more_is_refused_when_the_form_is_sent_in(club: Club):
    form = await club.mara.slash(club.study, "/quiz")
    club.mara.user.is_admin = False
    seen = await sent(club, form)

    assert any("Only organisers can do this" in words for words in seen.errors.values())
    assert (
        await club.services.cards.open_now(await see_all(club.services, await club.group())) == []
    )


async def test_a_form_that_takes_long_to_make_opens_at_once_and_is_filled_in_after(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    ready = asyncio.Event()
    quick = modals.BY_CALLBACK["rt-quiz"]

    async def slow(interaction):
        await ready.wait()
        return await quick.make(interaction)

    monkeypatch.setattr(modals, "_PATIENCE_S", 0)
    monkeypatch.setattr(modals, "BY_CALLBACK", {"rt-quiz": modals.CommandModal(slow, quick.take)})
    form = await club.mara.slash(club.study, "/quiz")
    assert "One moment" in form.modal.text
    assert form.modal.fields == {}
    ready.set()
    await club.slack.world.changes.until(lambda: form.modal.fields, "the form")
    monkeypatch.setattr(modals, "_PATIENCE_S", 30)
    await sent(club, form)
    await club.turn()

    assert FIRST in club.study.messages[0].text


async def test_why_no_form_can_be_made_stands_in_the_one_that_is_open(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    async def refused(_visit):
        await club.slack.world.changes.until(lambda: club.mara.modal, "a form")
        raise BadSchedule("window", "")

    monkeypatch.setattr(modals, "_PATIENCE_S", 0)
    monkeypatch.setattr(modals, "BY_CALLBACK", {"rt-quiz": modals.CommandModal(refused, refused)})
    await club.mara.slash(club.study, "/quiz", until=lambda: club.mara.private)

    assert "between 1 minute and 31 days" in club.mara.modal.text


def _is_told(club: Club, times: int, words: str) -> bool:
    return len(club.mara.private) == times and _says(club, words)


def _says(club: Club, words: str) -> bool:
    return club.mara.modal is not None and words in club.mara.modal.text


async def test_a_form_that_is_refused_late_is_there_again_as_it_was_filled_in(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    await club.mara.slash(club.study, "/quiz")
    third = club.deck.questions[2].id
    past, later = (club.clock.now() + timedelta(hours=each) for each in (-1, 2))
    monkeypatch.setattr(modals, "_LONGEST_WAIT_S", 0)
    refusal = "between 1 minute and 31 days"
    for times in (1, 2):
        filled = {"Question": third, "Closes": past}
        told = partial(_is_told, club, times, refusal)
        await club.mara.submit(club.mara.modal, filled, until=told)
        assert refusal in club.mara.private[-1].text
        assert club.mara.modal.text.count(refusal) == 1
        assert [
            each["selected_option"]["value"]
            for fields in club.mara.modal.values().values()
            for each in fields.values()
            if each["type"] == "static_select"
        ] == [club.deck.id, third]

    done = partial(_says, club, "This is done.")
    await club.mara.submit(club.mara.modal, {"Closes": later}, until=done)
    await club.turn()
    assert club.deck.questions[2].text in club.study.messages[0].text


@pytest.mark.parametrize("is_fault", [False, True])
async def test_a_form_that_was_closed_before_it_was_refused_is_given_back_and_opened_as_it_was(
    club: Club, monkeypatch: pytest.MonkeyPatch, *, is_fault: bool
):
    form = await club.mara.slash(club.study, "/quiz")
    third, took = club.deck.questions[2], modals.rounds.open_
    later = club.clock.now() + timedelta(hours=2)
    monkeypatch.setattr(modals, "_LONGEST_WAIT_S", 0)

    async def closed(*_args: object) -> None:
        await club.slack.until(lambda: _says(club, "One moment"), "a form that says to wait")
        await club.mara.close(club.mara.modal)
        raise RuntimeError("out of order") if is_fault else BadSchedule("window", "")

    monkeypatch.setattr(modals.rounds, "open_", closed)
    given = {"Question": third.id, "Closes": later}
    await club.mara.submit(form, given, until=lambda: bool(club.mara.private))
    (told,) = club.mara.private
    assert ("went wrong on our side" if is_fault else "between 1 minute and 31 days") in told.text
    assert "Deck: Baking bread" in told.text
    assert third.text in told.text

    monkeypatch.setattr(modals.rounds, "open_", took)
    monkeypatch.setattr(modals, "_LONGEST_WAIT_S", 2.0)
    assert [each[0] for each in club.slack.refused] == ["views.update"]
    club.slack.refused.clear()
    again = await club.mara.press(told, "Open it again")
    goes_out = partial(_is_told_at_last, club, "The question goes out")
    await club.mara.submit(again, {}, until=goes_out)
    await club.turn()
    assert third.text in club.study.messages[0].text


def _is_told_at_last(club: Club, words: str) -> bool:
    return words in club.mara.private[-1].text
