"""Replies that members write as messages, where their workspace allows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.core.models import Round
from bot.services.services import Services
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes.clock import Clock
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all
from tests.fakes.rows import stored
from tests.fakes.slack import Channel, FakeSlack, Message, Person
from tests.fakes.slack.messages import Content

pytestmark = pytest.mark.usefixtures("waits")
TAKEN = "white_check_mark"


@pytest.fixture
async def club(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    async with bread_club(slack, study, services, clock) as founded:
        await services.groups.configure_channel((await founded.found()).id, written=True)
        yield founded
    assert slack.refused == []


async def _is_taken(club: Club, message: Message) -> None:
    await club.slack.until(lambda: TAKEN in message.reactions, "the mark that it was taken")


async def _stored(club: Club, who: Person) -> str | None:
    group, subject = await club.group(), f"{who.user.workspace.id}:{who.id}"
    member = await club.services.members.find_platform(group, "slack", subject)
    (card,) = await club.services.cards.open_now(await see_all(club.services, group))
    mine = await club.services.replies.mine(card.round.id, member) if member else None
    return mine.text if mine else None


async def _everything_heard(club: Club) -> None:
    """Wait until a later message of somebody else was taken."""
    said = await club.mara.say(club.study, "Mine.", thread=club.study.messages[0])
    await _is_taken(club, said)


async def test_a_message_in_the_question_s_thread_is_taken_and_marked_once_it_is_stored(
    club: Club,
):
    await club.ask()

    said = await club.ann.say(club.study, "The gluten relaxes.", thread=club.study.messages[0])
    await _is_taken(club, said)

    assert await _stored(club, club.ann) == "The gluten relaxes."


async def test_what_was_typed_is_stored_and_not_what_slack_makes_of_it(club: Club):
    await club.ask()

    text = "Gas & heat <3: https://example.org/a?b=1&c, says @Bo in #study"
    said = await club.ann.say(club.study, text, thread=club.study.messages[0])
    await _is_taken(club, said)

    assert await _stored(club, club.ann) == text


async def test_what_follows_an_answer_in_the_thread_is_talk(club: Club):
    await club.ask()
    question = club.study.messages[0]
    said = await club.ann.say(club.study, "The gluten relaxes.", thread=question)
    await _is_taken(club, said)
    talk = await club.ann.say(club.study, "Who brings the flour?", thread=question)
    await _everything_heard(club)

    assert await _stored(club, club.ann) == "The gluten relaxes."
    assert talk.reactions == {}


async def test_an_answer_that_is_edited_counts_as_it_is_now(club: Club):
    await club.ask()
    said = await club.ann.say(club.study, "It naps.", thread=club.study.messages[0])
    await _is_taken(club, said)
    club.slack.world.messages.update(said, Content(text="The gluten &amp; starch relax."))
    # The mark that is there already is all that Slack would not take.
    await club.slack.until(lambda: club.slack.refused)

    assert await _stored(club, club.ann) == "The gluten & starch relax."
    assert {answer["error"] for _, answer in club.slack.refused} == {"already_reacted"}
    club.slack.refused.clear()


async def test_an_event_that_comes_twice_is_taken_once(club: Club):
    await club.ask()
    said = await club.ann.say(club.study, "The gluten relaxes.", thread=club.study.messages[0])
    await _is_taken(club, said)
    event = next(one for one in club.slack.deliveries.all if "event" in one.payload)
    club.slack.deliveries.again(event)
    await _everything_heard(club)

    assert await _stored(club, club.ann) == "The gluten relaxes."


async def test_a_direct_message_answers_the_question_that_is_open(club: Club):
    await club.ask()
    await club.ann.say(club.ann.dm, "The gluten relaxes.")
    await club.slack.until(lambda: club.ann.dms, "the word that it was saved")

    assert "Saved: your answer counts." in club.ann.dms[0].text
    assert await _stored(club, club.ann) == "The gluten relaxes."


async def test_a_direct_message_after_the_answer_is_talk(club: Club):
    await club.ask()
    await club.ann.say(club.ann.dm, "The gluten relaxes.")
    await club.slack.until(lambda: club.ann.dms, "the word that it was saved")
    await club.ann.say(club.ann.dm, "Thank you!")
    await _everything_heard(club)

    assert await _stored(club, club.ann) == "The gluten relaxes."
    assert len(club.ann.dms) == 1


async def test_nothing_is_taken_where_it_was_not_allowed(club: Club):
    await club.services.groups.configure_channel((await club.found()).id, written=False)
    await club.ask()
    said = await club.ann.say(club.study, "The gluten relaxes.", thread=club.study.messages[0])
    await club.ann.say(club.ann.dm, "The gluten relaxes.")
    await club.heard()
    await club.services.groups.configure_channel((await club.found()).id, written=True)
    await _everything_heard(club)

    assert await _stored(club, club.ann) is None
    assert said.reactions == {}
    assert "press “Answer” below a question" in club.ann.dms[-1].text


async def test_other_talk_in_the_channel_is_left_alone(club: Club):
    await club.ask()
    said = await club.ann.say(club.study, "Who brings the flour?")
    await _everything_heard(club)

    assert await _stored(club, club.ann) is None
    assert said.reactions == {}


async def test_what_is_refused_is_told_to_its_author_alone(club: Club):
    await club.ask()
    await club.ann.say(club.study, "x" * 8_001, thread=club.study.messages[0])
    await club.slack.until(lambda: club.ann.private, "the refusal")

    assert "8,000 is the most" in club.ann.private[0].text
    assert club.ann.private[0].thread_ts == club.study.messages[0].ts
    assert club.bo.private == []


async def test_what_is_said_in_the_thread_after_closing_is_talk(club: Club):
    await club.ask()
    await club.close()
    said = await club.ann.say(club.study, "Well done.", thread=club.study.messages[0])
    club.clock.advance(timedelta(minutes=1))
    await club.ask(2)
    mine = await club.mara.say(club.study, "Mine.", thread=club.study.messages[-1])
    await _is_taken(club, mine)

    assert said.reactions == {}
    assert club.ann.private == []


async def test_what_is_said_in_the_thread_after_the_reveal_is_a_comment_on_it(club: Club):
    await club.ask()
    await club.close()
    said = await club.ann.say(club.study, "Well *done*.", thread=club.study.messages[0])
    await eventually(lambda: _has_comments(club, "Well **done**."))
    club.clock.advance(timedelta(minutes=1))
    club.slack.world.messages.update(said, Content(text="Very well done."))
    await eventually(lambda: _has_comments(club, "Very well done."))


async def _has_comments(club: Club, *texts: str) -> bool:
    async with club.services.access._context.store.reading() as tx:
        rounds = [each.id for each in await stored(tx, Round)]
        return [each.text for each in await tx.comments.of_rounds(rounds)] == [*texts]


async def test_an_edit_of_what_followed_the_answer_is_talk(club: Club):
    await club.ask()
    question = club.study.messages[0]
    said = await club.ann.say(club.study, "The gluten relaxes.", thread=question)
    await _is_taken(club, said)
    talk = await club.ann.say(club.study, "Who brings the flour?", thread=question)
    club.clock.advance(timedelta(minutes=1))
    club.slack.world.messages.update(talk, Content(text="I bring the flour."))
    await _everything_heard(club)

    assert await _stored(club, club.ann) == "The gluten relaxes."
    assert talk.reactions == {}


async def test_an_edited_direct_message_changes_the_answer_that_it_was_and_no_other(club: Club):
    await club.ask()
    said = await club.ann.say(club.ann.dm, "It naps.")
    await club.slack.until(lambda: len(club.ann.dms) == 1, "the word that it was saved")
    talk = await club.ann.say(club.ann.dm, "Thank you!")
    club.clock.advance(timedelta(minutes=1))
    club.slack.world.messages.update(talk, Content(text="Thanks!"))
    await _everything_heard(club)
    assert await _stored(club, club.ann) == "It naps."

    club.slack.world.messages.update(said, Content(text="The gluten relaxes."))
    await club.slack.until(lambda: len(club.ann.dms) == 2, "the word that it was saved")

    assert await _stored(club, club.ann) == "The gluten relaxes."


async def test_an_event_that_is_told_again_while_the_first_is_handled_counts_once(club: Club):
    await club.ask()
    hold = club.slack.faults.hold("reactions.add")
    said = await club.ann.say(club.study, "The gluten relaxes.", thread=club.study.messages[0])
    await hold.reached.wait()
    event = next(one for one in club.slack.deliveries.all if "event" in one.payload)
    club.slack.deliveries.again(event)
    hold.release()
    await _is_taken(club, said)
    await _everything_heard(club)

    assert await _stored(club, club.ann) == "The gluten relaxes."
    assert said.reactions.keys() == {TAKEN}
    club.slack.refused.clear()  # that it was marked already, perhaps


def _told(club: Club, who: Person) -> str:
    """Return what was shown to them alone in the channel."""
    return "\n".join(each.text for each in who.private)


async def test_of_a_message_with_a_file_the_words_are_taken_and_that_is_said(club: Club):
    await club.ask()
    question = club.study.messages[0]
    said = await club.ann.say(
        club.study, "See my notes.", thread=question, files={"notes.pdf": b"%PDF"}
    )
    await _is_taken(club, said)
    await club.heard()

    assert await _stored(club, club.ann) == "See my notes."
    assert "not what came with them (1 file)" in _told(club, club.ann)


async def test_a_picture_without_words_is_no_answer_and_its_author_is_told(club: Club):
    await club.ask()
    question = club.study.messages[0]
    files = {"sketch.png": b"\x89PNG", "notes.pdf": b"%PDF"}
    await club.ann.say(club.study, "", thread=question, files=files)
    await _everything_heard(club)

    assert await _stored(club, club.ann) is None
    assert "This has no words (1 picture and 1 file)" in _told(club, club.ann)


async def test_who_wrote_an_answer_is_asked_alone_whether_it_may_leave_with_a_deck_and_once(
    club: Club,
):
    for number in (1, 2):
        await club.ask(number)
        said = await club.ann.say(club.study, "It relaxes.", thread=club.study.messages[-1])
        await club.slack.until(lambda said=said: said.reactions, "the mark that it was taken")
        await club.heard()
        await club.turn()

    (asked,) = club.ann.dms
    assert "May your answers be in it" in asked.text
    told = await club.ann.press(asked, "Yes, with my name")
    assert "Your answers may be in it" in told.text
