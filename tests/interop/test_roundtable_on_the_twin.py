"""The whole bot on a Discord that others wrote: everything that people do with it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import discord
import pytest

from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.study_deck import QUESTIONS
from tests.interop.discord_twin.scenario import GUILD, LOUNGE, READERS, STUDY
from tests.interop.discord_twin.twin import Twin
from tests.interop.options import Upload
from tests.interop.people import Person, seen
from tests.interop.roundtable import Circle, on_twin, replies, told
from tests.interop.seen import SeenMessage
from tests.unit.services.documents import READER, REFERENCE

TAKEN = "\N{WHITE HEAVY CHECK MARK}"
_TRIES = 20
DOUGH, STEAM, STARTER = QUESTIONS


@pytest.fixture
async def circle(
    twin: Twin,
    services: Services,
    clock: Clock,
    ann: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Circle]:
    """The whole bot, ready, with three questions to ask."""
    # The settings change these for the whole process; they are put back.
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    default = discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", default)
    async with on_twin(services, twin) as bot:
        yield Circle(bot, await bot.deck_for(int(GUILD)), clock, ann)


@pytest.fixture
async def question(circle: Circle) -> SeenMessage:
    """The card of the first question, asked in the channel."""
    return await circle.ask()


async def _mark(circle: Circle, message: SeenMessage) -> str:
    """Return the reaction that a message got."""
    control = circle.reader.control

    async def look() -> str | None:
        reactions = await control.ask("reactions", message=message.id)
        return str(reactions[0]["emoji"]) if reactions else None

    return await seen(look, "a reaction")


# --- a round ---------------------------------------------------------------------------------


async def test_a_question_is_posted_as_a_card(circle: Circle, question: SeenMessage) -> None:
    closes = int((await circle.round()).closes_at.timestamp())

    assert "Baking bread · question 1 of 3" in question.text
    assert f"<t:{closes}:F>" in question.text
    assert "Nobody has answered yet" in question.text
    assert question.buttons == ["Answer", "Remind me"]


async def test_an_answer_is_saved_in_private_and_counted_on_the_card(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    saved = await replies(bo, question, "The gluten **relaxes**.")
    await circle.bot.turn()

    assert saved.is_private
    assert saved.text.startswith("Saved: your answer counts.")
    assert "1 person has answered" in (await bo.reads(DOUGH)).text
    assert await circle.stored(bo) == "The gluten **relaxes**."
    assert len(await bo.sees()) == 1


async def test_the_form_is_filled_with_the_earlier_answer(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    await replies(bo, question, "It naps.")
    form = await (await bo.press(question, "Answer")).modal()
    kept = form.fields["Your answer"]["value"]
    saved = await told(await bo.submit(form, {"Your answer": "It relaxes."}), "Saved")

    assert DOUGH in form.text
    assert kept == "It naps."
    assert saved.text.startswith("Saved: your new answer counts.")
    assert await circle.stored(bo) == "It relaxes."


async def test_an_older_form_gives_both_texts_back_to_answer_again(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    old = await (await bo.press(question, "Answer")).modal()
    await replies(bo, question, "From the phone.")
    stale = await told(await bo.submit(old, {"Your answer": "From the desk."}))
    form = await (await bo.press(stale, "Answer again")).modal()
    saved = await told(await bo.submit(form, {"Your answer": "From both."}), "Saved")

    assert "From the phone." in stale.text
    assert "From the desk." in stale.text
    # A form that a private message opened is answered in its place.
    assert saved.id == stale.id
    assert await circle.stored(bo) == "From both."


async def test_an_answer_that_comes_too_late_is_given_back(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    form = await (await bo.press(question, "Answer")).modal()
    await circle.later(hours=24)

    refused = await told(await bo.submit(form, {"Your answer": "Too late for this."}))

    assert "closed" in refused.text
    assert "Too late for this." in refused.text


async def test_a_reminder_comes_as_a_direct_message_whose_button_answers(
    circle: Circle, question: SeenMessage, bo: Person, cy: Person
) -> None:
    told_when = await told(await bo.press(question, "Remind me"))
    await circle.later(hours=23)
    reminder = await bo.reads(DOUGH, channel=await bo.direct_messages())
    form = await (await bo.press(reminder, "Answer")).modal()
    saved = await (await bo.submit(form, {"Your answer": "In time."})).message("Saved")

    assert "You will be reminded" in told_when.text
    assert saved.channel == await bo.direct_messages()
    assert await circle.stored(bo) == "In time."
    assert await cy.sees(await cy.direct_messages()) == []


async def test_at_closing_the_card_is_marked_and_the_reveal_stands_in_its_thread(
    circle: Circle, question: SeenMessage, bo: Person, cy: Person
) -> None:
    await replies(bo, question, "The gluten relaxes.")
    await replies(cy, question, "It tastes better.")
    await circle.later(hours=24)

    card = await bo.reads("Closed")
    (reveal,) = await bo.sees(question.id)
    assert card.id == question.id
    assert card.buttons == ["See all answers"]
    for text in ("The gluten relaxes while it rests", "bo", "cy", "It tastes better", "Nils"):
        assert text in reveal.text
    assert "How did I do?" in reveal.buttons
    _, line = await bo.sees()
    assert "The answers are in." in line.text
    assert f"/channels/{GUILD}/{question.id})" in line.text
    assert "The gluten relaxes while it rests" not in line.text


async def test_whoever_presses_sees_all_answers_in_private_with_their_own_marked(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    await replies(bo, question, "Its gluten calms down.")
    await circle.later(hours=24)

    shown = await told(await bo.press(await bo.reads("Closed"), "See all answers"))

    assert "you" in shown.text
    assert "Its gluten calms down." in shown.text


async def test_a_long_reveal_is_turned_page_by_page_in_private(
    circle: Circle, question: SeenMessage, bo: Person, cy: Person
) -> None:
    for person in (bo, cy):
        await replies(person, question, f"{person.who.name} says: " + "it rests. " * 300)
    await circle.later(hours=24)
    (posted,) = await bo.sees(question.id)
    private = await told(await bo.press(posted, "Next"))
    turned = await told(await bo.press(private, "Previous"), DOUGH)

    assert DOUGH in posted.text
    assert DOUGH not in private.text
    assert turned.id == private.id
    assert await bo.sees(question.id) == [posted]


async def test_a_member_rates_themselves_votes_and_reads_the_counts_a_day_later(
    circle: Circle, question: SeenMessage, bo: Person, cy: Person
) -> None:
    await replies(bo, question, "The gluten relaxes.")
    await replies(cy, question, "It tastes better.")
    await circle.later(hours=24)
    (reveal,) = await bo.sees(question.id)

    asked = await told(await bo.press(reveal, "How did I do?"))
    rated = await told(await bo.press(asked, "Got it"), "You said")
    ballot = await told(await bo.press(reveal, "Most helpful"))
    label = next(each for each in ballot.buttons if each.startswith("cy"))
    voted = await told(await bo.press(ballot, label), "Your vote")
    await circle.later(hours=24)

    assert asked.buttons == ["Missed", "Partly", "Got it", "Word by word"]
    assert "You said: Got it." in rated.text
    assert "Your vote is for cy’s answer." in voted.text
    counts = await bo.reads("1 got it", channel=question.id)
    assert "cy’s answer" in counts.text


async def test_among_many_answers_the_most_helpful_is_chosen_from_a_menu(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    await replies(bo, question, "The gluten relaxes.")
    round_, services = await circle.round(), circle.services
    for number in range(7):
        member = await services.members.of_platform(
            round_.group, "discord", str(number), f"reader {number}"
        )
        await services.replies.save(round_.id, member, f"Thought {number}.", 0)
    await circle.later(hours=24)
    (reveal,) = await bo.sees(question.id)

    ballot = await told(await bo.press(reveal, "Most helpful"))
    labels = [option["label"] for option in ballot.select()["options"]]
    voted = await told(await bo.choose(ballot, labels[0]), "Your vote")

    assert len(labels) == 7
    assert voted.id == ballot.id


async def test_a_question_whose_sending_was_not_confirmed_is_found_and_not_sent_again(
    circle: Circle, bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = circle.bot.connection._client
    assert client is not None
    send = client.http.send_message

    async def send_without_an_answer(*args: Any, **kwargs: Any) -> None:
        await send(*args, **kwargs)
        raise aiohttp.ServerDisconnectedError

    with monkeypatch.context() as patch:
        patch.setattr(client.http, "send_message", send_without_an_answer)
        question = await circle.ask()
    await bo.say("Is anything asked today?")
    await circle.later(hours=2)
    await replies(bo, question, "It relaxes.")
    await circle.later(seconds=5)

    (card,) = [each for each in await bo.sees() if DOUGH in each.text]
    assert "1 person has answered" in card.text


async def test_after_a_restart_old_buttons_work_and_what_was_written_meanwhile_is_taken(
    circle: Circle, twin: Twin, restarted: Callable[[], Services], bo: Person, cy: Person
) -> None:
    await circle.services.groups.configure_channel((await circle.channel()).id, written=True)
    question = await circle.ask()
    await circle.bot.connection.stop()
    written = await cy.say("While you were gone.", reply_to=question)
    async with on_twin(restarted(), twin):
        saved = await replies(bo, question, "It relaxes.")
        mark = await _mark(circle, written)

    assert saved.text.startswith("Saved: your answer counts.")
    assert mark == TAKEN
    assert await circle.stored(cy) == "While you were gone."


# --- looking up --------------------------------------------------------------------------------


async def test_a_question_that_was_chosen_while_typing_is_shown_and_shared(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    await circle.later(hours=24)
    await bo.command("ask", question="steam")  # nobody types before it is indexed
    (name, value), *_ = await _suggested(bo, "steam")
    found = await told(await bo.command("ask", question=value))
    done = await told(await bo.press(found, "Share"), "Everybody here sees it")
    shared = await bo.reads("Looked up by bo")

    assert name == STEAM
    assert "Steam keeps the crust soft" in found.text
    assert done.id == found.id
    assert "Steam keeps the crust soft" in shared.text


async def _suggested(who: Person, typed: str) -> list[tuple[str, str]]:
    """Type until something is offered: on a busy machine a suggestion may come too late."""
    for _ in range(_TRIES):
        if offered := await who.suggestions("ask", "question", typed):
            return offered
    pytest.fail(f"nothing is offered for {typed!r}")


async def test_typed_words_find_the_question_too(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    await circle.later(hours=24)
    found = await told(await bo.command("ask", question="starter redy"))

    assert "It is ready when it doubles" in found.text


async def test_the_open_question_is_shown_without_answers_until_one_has_replied(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    before = await told(await bo.command("ask", question="why does dough rest"))
    await replies(bo, question, "Rest.")
    after = await told(await bo.command("ask", question="why does dough rest"))

    assert "Answer it first" in before.text
    assert "gluten" not in before.text
    assert "The gluten relaxes while it rests" in after.text


async def test_past_rounds_are_listed_with_their_reveals(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    empty = await told(await bo.command("rounds"))
    await circle.later(hours=24)
    listed = await told(await bo.command("rounds"))
    reveal = await told(await bo.press(listed, listed.buttons[0]), "The gluten relaxes")

    assert "No question has been closed yet" in empty.text
    assert DOUGH in listed.text
    assert reveal.id == listed.id


# --- a member's own ----------------------------------------------------------------------------


async def test_a_member_sees_and_takes_out_everything_about_them(
    circle: Circle, question: SeenMessage, bo: Person
) -> None:
    await replies(bo, question, "A thought of mine.")
    await circle.later(hours=24)
    page = await told(await bo.command("me show"))
    export = await told(await bo.command("me export"), files=1)
    (name,) = export.files

    assert "1 answer so far." in page.text
    assert "A thought of mine." in json.dumps(json.loads(bo.opens(export, name)))


async def test_a_member_who_is_forgotten_leaves_the_reveal(
    circle: Circle, question: SeenMessage, bo: Person, cy: Person
) -> None:
    await replies(bo, question, "A thought of mine.")
    await replies(cy, question, "Another.")
    await circle.later(hours=24)
    asked = await told(await bo.command("me delete"))
    gone = await told(await bo.press(asked, "Delete everything"), "gone")
    await circle.bot.turn()
    (reveal,) = await cy.sees(question.id)

    assert "Everything about you is gone" in gone.text
    assert "A thought of mine." not in reveal.text
    assert "Another." in reveal.text


async def test_reminders_are_switched_off(circle: Circle, bo: Person) -> None:
    await circle.channel()
    said = await told(await bo.command("me reminders", wanted=False))

    assert "You will not be reminded" in said.text


# --- written replies ---------------------------------------------------------------------------


async def test_a_message_becomes_the_answer_of_its_author_alone(
    circle: Circle, question: SeenMessage, bo: Person, cy: Person
) -> None:
    message = await bo.say("The gluten relaxes.")
    refused = await told(await cy.use_on(message, "Use as my answer"))
    saved = await told(await bo.use_on(message, "Use as my answer"))

    assert "Saved" not in refused.text
    assert await circle.stored(cy) is None
    assert saved.text.startswith("Saved")
    assert await circle.stored(bo) == "The gluten relaxes."


async def test_replies_written_under_the_question_and_in_its_thread_are_taken(
    circle: Circle, bo: Person, cy: Person
) -> None:
    await circle.services.groups.configure_channel((await circle.channel()).id, written=True)
    question = await circle.ask()
    client = circle.bot.connection._client
    assert client is not None
    channel = client.get_partial_messageable(int(STUDY), guild_id=int(GUILD))
    # People of the twin open no threads; what they write in one is the same.
    await client.http.start_thread_with_message(
        channel.id, int(question.id), name="Thoughts", auto_archive_duration=1440
    )

    quoted = await bo.say("The gluten relaxes.", reply_to=question)
    threaded = await cy.say("It tastes better.", channel=question.id)

    assert await _mark(circle, quoted) == await _mark(circle, threaded) == TAKEN
    assert await circle.stored(bo) == "The gluten relaxes."
    assert await circle.stored(cy) == "It tastes better."


# --- what admins do ----------------------------------------------------------------------------


async def test_an_admin_asks_the_question_that_was_chosen_while_typing(
    circle: Circle, ann: Person
) -> None:
    (name, value), *_ = await ann.suggestions("quiz open", "question", "sourdough")
    opened = await told(await ann.command("quiz open", question=value, hours=2.0))
    await circle.bot.turn()

    assert name == STARTER
    assert f"goes out to <#{STUDY}> now" in opened.text
    assert STARTER in (await ann.reads("Baking bread")).text


async def test_an_admin_asks_in_another_channel(circle: Circle, ann: Person) -> None:
    opened = await told(await ann.command("quiz open", deck="Baking bread", channel=LOUNGE))
    await circle.bot.turn()

    assert f"goes out to <#{LOUNGE}> now" in opened.text
    assert DOUGH in (await ann.reads(DOUGH, channel=LOUNGE)).text
    assert await ann.sees() == []


async def test_an_admin_closes_the_open_question(
    circle: Circle, question: SeenMessage, ann: Person, bo: Person
) -> None:
    await replies(bo, question, "It relaxes.")
    (name, value), *_ = await ann.suggestions("quiz close", "round", "dough")
    asked = await told(await ann.command("quiz close", round=value))
    closed = await told(await ann.press(asked, "Close and reveal"), "The round is closed")
    await circle.bot.turn()

    assert name == DOUGH
    assert "The round is closed. 1 person answered." in closed.text
    assert (await bo.reads("Closed")).buttons == ["See all answers"]
    assert "It relaxes." in (await bo.sees(question.id))[0].text


async def test_skipping_what_was_answered_is_confirmed_by_a_button(
    circle: Circle, question: SeenMessage, ann: Person, bo: Person
) -> None:
    await replies(bo, question, "It relaxes.")
    warned = await told(await ann.command("quiz skip"))
    skipped = await told(await ann.press(warned, "Skip"), "Nothing is revealed")
    await circle.bot.turn()

    assert "1 person has answered, which would never be shown" in warned.text
    assert skipped.id == warned.id
    assert "skipped" in (await bo.sees())[0].text


async def test_the_status_tells_what_is_open(
    circle: Circle, question: SeenMessage, ann: Person
) -> None:
    status = await told(await ann.command("quiz status"))

    assert DOUGH in status.text
    assert "Connected to Discord" in status.text


async def _planned(ann: Person, when: str = "weekdays 18:30") -> SeenMessage:
    plan = {"deck": "Baking bread", "when": when, "zone": "Europe/Paris"}
    return await told(await ann.command("schedule add", **plan))


async def test_a_schedule_is_added_with_what_is_offered_while_typing(
    circle: Circle, ann: Person
) -> None:
    decks = await ann.suggestions("schedule add", "deck", "bak")
    times = await ann.suggestions("schedule add", "when", "mon 7 pm", deck=decks[0][1])
    zones = await ann.suggestions("schedule add", "zone", "paris")
    plan = {"deck": decks[0][1], "when": times[0][1], "zone": zones[0][1]}
    added = await told(await ann.command("schedule add", **plan))
    listed = await told(await ann.command("schedule list"))
    # The next Monday at 19:00 in Paris, as the clock of the tests has it.
    circle.clock.set(datetime(2026, 3, 9, 18, 0, tzinfo=UTC))
    await circle.bot.turn()

    assert decks[0][0] == "Baking bread"
    assert "Monday 19:00, Europe/Paris" in added.text
    assert "Monday 19:00, Europe/Paris" in listed.text
    assert DOUGH in (await ann.reads("Baking bread")).text


async def test_a_schedule_is_previewed_paused_resumed_and_skipped(
    circle: Circle, ann: Person
) -> None:
    await _planned(ann)
    offered = await ann.suggestions("schedule preview", "schedule", "week")
    preview = await told(await ann.command("schedule preview", schedule=offered[0][1]))
    paused = await told(await ann.command("schedule pause"))
    resumed = await told(await ann.command("schedule resume"))
    skipped = await told(await ann.command("schedule skip"))

    assert offered[0][0] == "Weekdays 18:30, Europe/Paris · Baking bread"
    assert preview.text.count("<t:") == 20
    assert "Nothing is asked any more" in paused.text
    assert "Goes on: Weekdays 18:30, Europe/Paris." in resumed.text
    assert "Left out: Weekdays 18:30, Europe/Paris, once." in skipped.text


async def test_a_schedule_is_removed_after_a_yes(circle: Circle, ann: Person) -> None:
    await _planned(ann)
    asked = await told(await ann.command("schedule remove"))
    removed = await told(await ann.press(asked, "Remove"), "The schedule is removed")
    none = await told(await ann.command("schedule remove"))

    assert "for good?" in asked.text
    assert removed.id == asked.id
    assert "There is no schedule yet" in none.text


async def test_documents_are_attached_previewed_and_stored(circle: Circle, ann: Person) -> None:
    book = Upload("book.md", REFERENCE.encode())
    reader = Upload("reader.md", READER.encode())
    preview = await told(
        await ann.command("deck import", file=book, file2=reader, title="Bread again")
    )
    stored = await told(await ann.press(preview, "Import"), "Stored in")
    decks = await told(await ann.command("deck list"))
    (offered,) = await ann.suggestions("deck show", "deck", "again")
    shown = await told(await ann.command("deck show", deck=offered[1]))

    assert "2 documents with" in preview.text
    assert "“Bread again”" in stored.text
    assert "Bread again" in decks.text
    assert "3 questions from 2 documents" in shown.text


async def test_another_document_becomes_the_reference(circle: Circle, ann: Person) -> None:
    deck = str(circle.deck.id)
    ((name, value),) = await ann.suggestions("deck reference", "source", "nil", deck=deck)
    changed = await told(await ann.command("deck reference", deck=deck, source=value))

    assert name == "Nils (nils.md, numbered)"
    assert "Nils (nils.md) is the reference of “Baking bread” now." in changed.text


async def test_a_role_is_mentioned_with_the_next_question_alone(
    circle: Circle, ann: Person, bo: Person
) -> None:
    await circle.channel()
    saved = await told(await ann.command("settings change", ping=READERS, names="anonymous"))
    question = await circle.ask()
    await replies(bo, question, f"@everyone <@&{READERS}>")
    await circle.later(hours=24)
    (reveal,) = await bo.sees(question.id)
    written = "".join(part.get("content", "") for part in reveal.parts)

    assert "mentions the role readers" in saved.text
    assert question.text.startswith(f"<@&{READERS}>")
    assert f"<@&{READERS}>" not in written
    assert "@everyone" not in written
    assert "**bo**" not in written


async def test_a_code_links_another_channel(circle: Circle, ann: Person) -> None:
    await circle.channel()
    made = await told(await ann.command("link create"))
    shown = await told(await ann.command("link show"))
    wrong = await told(await ann.command("link join", code="ABCDE-FGHJK"))

    assert "15 minutes" in made.text
    assert "Study group" in shown.text
    assert "This code joins nothing" in wrong.text
