"""What members write and send in: harmless, whole, and never lost on its way back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.presentation.errors import FAULT
from bot.services.services import Services
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.full_disk import PageLimit
from tests.fakes.slack import Channel, FakeSlack, Message, Notified, Person, Seen

pytestmark = pytest.mark.usefixtures("waits")
POST = "chat.postMessage"


@pytest.fixture
async def club(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    async with bread_club(slack, study, services, clock) as founded:
        yield founded


async def _answer(club: Club, who: Person, text: str) -> Seen:
    form = await who.press(_question(club), "Answer")
    return await who.submit(form, {"answer:0": text})


def _question(club: Club) -> Message:
    return next(each for each in club.study.messages if each.author.is_bot)


# --- what members write ---------------------------------------------------------------------------


_HARMLESS = ("https://", "mailto:")
HOSTILE = (
    "<!channel> <!here> <!everyone>",
    "<@{bo}> @Bo",
    "<!subteam^S123|@all>",
    "&lt;!channel&gt;",
    "<https://evil.example|https://bank.example>",
    "[bank](javascript:alert(1)) ![pixel](https://evil.example/p.gif)",
    "`<!channel>`\n```\n<!here>",
    "| <!channel> |\n|---|\n| <@{bo}> |",
)


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_a_member_writes_notifies_nobody_and_leads_nowhere_hidden(club: Club, text: str):
    await club.ask()
    await _answer(club, club.ann, text.format(bo=club.bo.id))
    await club.close()

    (reveal,) = club.study.thread(_question(club))
    seen = await club.bo.press(_question(club), "See all answers")
    # Who answered by form hears of it.
    assert reveal.notified == Notified(users=(club.ann.user,))
    for shown in (*club.study.history.values(), seen.message):
        assert shown is reveal or not shown.notified
        assert not [link for link in shown.links if not link.startswith(_HARMLESS)]


async def test_a_hostile_name_notifies_nobody(club: Club):
    eve = club.study.workspace.member("<!channel> <https://evil.example|Eve>")
    await club.ask()
    await _answer(club, eve, "Gas.")
    await club.close()

    (reveal,) = club.study.thread(_question(club))
    assert reveal.notified == Notified(users=(eve.user,))
    assert reveal.links == []


async def test_long_answers_are_shown_whole_over_pages(club: Club):
    await club.ask()
    form = await club.ann.press(_question(club), "Answer")
    long = " ".join(f"word{number}" for number in range(250))
    await club.ann.submit(form, {"answer:0": long})
    await _answer(club, club.bo, "ü" * 2_900)
    await _answer(club, club.mara, "ö" * 2_900)
    await club.close()

    seen = await club.bo.press(_question(club), "See all answers")
    read = seen.text
    while "Next" in (labels := "\n".join(seen.message.labels)):
        button = next(each for each in labels.splitlines() if "Next" in each)
        seen = await club.bo.press(seen.message, button)
        read += seen.text
    assert "word249" in read
    assert (read.count("ü"), read.count("ö")) == (2_900, 2_900)
    assert club.slack.refused == []


async def test_an_answer_that_the_disk_has_no_room_for_stays_in_its_form_and_is_taken_later(
    club: Club,
):
    await club.ask()
    form = await club.ann.press(_question(club), "Answer")
    disk, long = PageLimit(club.services.workspaces._context.store), "€€€€ " * 579 + "End."
    disk.fill()
    seen = await club.ann.submit(form, {"answer:0": long})

    assert seen.modal.errors["answer:0"].startswith("Nothing was saved: the disk is full")
    disk.free()
    assert "Saved" in (await club.ann.submit(form, {"answer:0": long})).text


async def test_a_reference_of_many_pages_can_be_read_to_its_end(club: Club):
    async with club.services.workspaces._context.store.writing() as tx:
        answers = [
            replace(each, text=each.text + " word" * 9_000 + " THE END")
            for each in club.deck.answers[:1]
        ]
        await tx.decks.remove_source(club.deck.sources[0])
        await tx.decks.add_source(club.deck.sources[0])
        await tx.decks.add_answers(answers)
    await club.ask()
    await club.close()

    (reveal,) = club.study.thread(_question(club))
    assert "in the file" not in reveal.text
    seen = await club.ann.press(reveal, "Next")
    while "THE END" not in seen.text:
        seen = await club.ann.press(seen.message, "Next")
    assert club.slack.refused == []


async def test_an_answer_longer_than_a_field_is_kept_whole_when_it_is_changed(club: Club):
    await club.ask()
    await _answer(club, club.ann, "a" * 3_000)
    longer = await club.ann.press(_question(club), "Answer")
    await club.ann.submit(longer, {"answer:1": "b" * 500})
    again = await club.ann.press(_question(club), "Answer")
    await club.ann.submit(again, {"answer:1": "c" * 500})
    await club.close()

    seen = await club.ann.press(_question(club), "See all answers")
    assert "c" * 500 in seen.text
    assert "bbb" not in seen.text


# --- forms and answers that come late -------------------------------------------------------------


async def test_an_answer_that_comes_too_late_is_given_back(club: Club):
    await club.ask()
    form = await club.ann.press(_question(club), "Answer")
    await club.close()
    seen = await club.ann.submit(form, {"answer:0": "Too late for this one."})

    assert "This round had closed" in seen.text
    assert "It closed" in seen.text
    assert "Too late for this one." in seen.text


async def test_a_form_that_was_opened_before_another_was_sent_overwrites_nothing(club: Club):
    await club.ask()
    stale = await club.ann.press(_question(club), "Answer")
    await club.ann.submit(stale, {"answer:0": "The first."})
    old = await club.ann.press(_question(club), "Answer")
    newer = await club.ann.press(_question(club), "Answer")
    await club.ann.submit(newer, {"answer:0": "The second."})
    club.ann.user.modals.append(old.modal)  # it is open still on another device
    seen = await club.ann.submit(old, {"answer:0": "On top of the first."})

    assert "The second." in seen.text
    assert "On top of the first." in seen.text


async def test_a_response_url_that_is_used_up_is_answered_in_the_channel(club: Club):
    await club.ask()
    club.slack.faults.answer("response_url", 404)
    seen = await club.ann.slash(club.study, "/ask", "steam")

    assert "Steam keeps the crust soft" in seen.text
    assert seen.message.ephemeral


async def test_who_is_not_in_the_channel_any_more_is_answered_by_direct_message(club: Club):
    await club.ask()
    club.slack.faults.answer("response_url", 404)
    club.slack.faults.answer("chat.postEphemeral", 200, error="user_not_in_channel")
    seen = await club.ann.slash(club.study, "/ask", "steam")

    assert "Steam keeps the crust soft" in seen.text
    assert seen.message in club.ann.dms


async def test_a_command_where_the_bot_is_not_any_more_is_answered(club: Club):
    elsewhere = club.study.workspace.channel("elsewhere")
    await club.mara.slash(elsewhere, "/quiz", "open")
    await club.turn()
    asked = elsewhere.messages
    elsewhere.remove_bot()
    await club.heard()
    seen = await club.ann.slash(elsewhere, "/ask", "steam")
    answers = seen.text
    shared = await club.ann.press(seen.message, "Share")
    refused = await club.mara.slash(elsewhere, "/quiz", "open")

    assert "Steam keeps the crust soft" in answers
    assert "/invite" in shared.text
    assert "/invite" in refused.text
    assert elsewhere.messages == asked


async def test_what_is_shared_is_there_once_though_the_line_broke(club: Club):
    await club.ask()
    seen = await club.ann.slash(club.study, "/ask", "steam")
    club.slack.faults.cut(POST)
    told = await club.ann.press(seen.message, "Share")

    assert "Something went wrong" in told.text
    assert len(club.study.messages) == 2  # the question, and what was shared


async def test_what_is_pressed_in_a_thread_is_answered_in_it(club: Club):
    await club.ask()
    await _answer(club, club.ann, "One.")
    await club.close()
    (reveal,) = club.study.thread(_question(club))
    seen = await club.ann.press(reveal, "How did I do?")

    assert seen.message.thread_ts == _question(club).ts


async def test_a_form_stays_open_with_what_was_typed_when_the_answer_cannot_be_stored(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    async def away(*_: object) -> None:
        raise ConnectionError("the database is away")

    await club.ask()
    form = await club.ann.press(club.study.messages[0], "Answer")
    with monkeypatch.context() as patched:
        patched.setattr(type(club.services.replies), "save", away)
        seen = await club.ann.submit(form, {"answer:0": "The gluten relaxes."})
    assert seen.modal.errors == {"answer:0": FAULT}

    again = await club.ann.submit(form, {"answer:0": "The gluten relaxes."})
    assert again.text.startswith("Saved")
    assert club.ann.modal is None
