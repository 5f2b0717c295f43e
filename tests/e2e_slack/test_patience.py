"""Slack that fails for a moment, or is slow, costs nobody what they typed or chose."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e_slack.roundtable import Club

pytestmark = pytest.mark.usefixtures("waits")


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_what_slack_fails_to_tell_is_asked_again(club: Club, status: int):
    club.slack.faults.answer("conversations.info", status)

    seen = await club.mara.slash(club.study, "/quiz", "open")

    assert f"goes out to <#{club.study.id}> now" in seen.text


async def test_the_form_for_an_answer_opens_in_time_and_is_filled_in_after(club: Club, services):
    await club.ask()
    card, ready = services.cards.card, asyncio.Event()

    async def slowly(*asked):
        await ready.wait()
        return await card(*asked)

    services.cards.card = slowly
    pressing = asyncio.ensure_future(club.ann.press(club.study.messages[0], "Answer"))
    await club.slack.until(lambda: club.ann.modal, "a form that says to wait")
    assert "One moment" in str(club.ann.modal.data)
    ready.set()
    await pressing
    seen = await club.ann.submit(club.ann.modal, {"answer:0": "It rests."})

    assert "Saved" in seen.text


async def test_a_form_that_is_refused_keeps_what_was_chosen(club: Club):
    form = await club.mara.slash(club.study, "/quiz")
    club.mara.user.is_admin = False

    seen = await club.mara.submit(form, {})

    assert any("Only organisers" in words for words in seen.errors.values())
    assert club.mara.modal is not None


@pytest.mark.parametrize("method", ["users.info", "conversations.members"])
async def test_who_may_read_is_asked_again_before_an_answer_is_refused(club: Club, method: str):
    await club.ask()
    club.slack.faults.answer(method, 503, times=2)
    form = await club.ann.press(club.study.messages[0], "Answer")
    seen = await club.ann.submit(form, {"answer:0": "It rests."})

    assert "Saved" in seen.text


@pytest.mark.parametrize("method", ["users.info", "conversations.members"])
async def test_while_slack_does_not_tell_a_form_stays_open_with_what_was_typed(
    club: Club, method: str
):
    await club.ask()
    form = await club.ann.press(club.study.messages[0], "Answer")
    club.slack.faults.answer(method, 429, times=99, retry_after=30)
    seen = await club.ann.submit(form, {"answer:0": "It rests."})

    assert "Slack does not tell me at the moment whether you can read this" in str(seen.errors)
    assert club.ann.modal is not None
