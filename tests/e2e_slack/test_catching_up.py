"""What was written while nobody heard it is looked up: in threads, and in direct messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import pytest
from slack_sdk.http_retry import builtin_async_handlers
from structlog.testing import capture_logs

from bot.services.services import Services
from tests.e2e_slack.roundtable import Club, bread_club
from tests.e2e_slack.running import Running, on_slack
from tests.fakes.clock import Clock
from tests.fakes.common.hurry import Hurry
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all
from tests.fakes.slack import Channel, FakeSlack, Message, Person
from tests.fakes.slack.messages import Content

pytestmark = pytest.mark.usefixtures("waits")
TAKEN = "white_check_mark"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def club(
    slack: FakeSlack, study: Channel, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    """A club with an open question, whose bot went away."""
    async with bread_club(slack, study, services, clock) as founded:
        await services.groups.configure_channel((await founded.found()).id, written=True)
        await founded.ask()
        await founded.heard()
    clock.advance(MINUTE)
    yield founded
    assert slack.refused == []


@contextmanager
def _unheard(club: Club) -> Iterator[None]:
    """Let nobody be told what happens."""
    application = club.slack.application
    events, application.events = application.events, frozenset()
    yield
    application.events = events


@asynccontextmanager
async def _back(club: Club) -> AsyncIterator[Running]:
    """Have the bot back once it has looked."""
    club.clock.advance(MINUTE)
    now, inbox = club.clock.now(), club.services.inbox

    async def has_looked() -> bool:
        looked = await inbox.looked("slack", club.study.workspace.id)
        return looked is not None and looked >= now

    async with on_slack(club.services, club.slack, club.clock) as running:
        await eventually(has_looked)
        yield running


async def _say(club: Club, who: Person, text: str) -> Message:
    return await who.say(club.study, text, thread=club.study.messages[0])


async def _answers(club: Club) -> dict[str, str]:
    """Return what is stored, by who said it."""
    group = await club.group()
    see = await see_all(club.services, group)
    cards = await club.services.cards.open_now(see) + await club.services.cards.past(see, 9)
    async with club.services.workspaces._context.store.reading() as tx:
        replies = [each for card in cards for each in await tx.replies.of_round(card.round.id)]
        members = {each.id: each.name for each in await tx.members.of_group(group)}
    return {members[each.member]: each.text for each in replies}


async def test_what_was_written_in_the_thread_is_taken_and_marked(club: Club):
    with _unheard(club):
        said = await _say(club, club.ann, "The gluten relaxes.")
        talk = await _say(club, club.ann, "Who brings the flour?")
    async with _back(club):
        pass

    assert await _answers(club) == {"Ann": "The gluten relaxes."}
    assert TAKEN in said.reactions
    assert talk.reactions == {}


async def test_what_was_edited_counts_as_it_is_now(club: Club):
    async with _back(club):
        said = await _say(club, club.ann, "It naps.")
        await club.slack.until(lambda: TAKEN in said.reactions)
    club.clock.advance(MINUTE)
    with _unheard(club):
        club.slack.world.messages.update(said, Content(text="It relaxes."))
    async with _back(club):
        pass

    assert await _answers(club) == {"Ann": "It relaxes."}
    assert {answer["error"] for _, answer in club.slack.refused} == {"already_reacted"}
    club.slack.refused.clear()


async def test_what_was_deleted_while_nobody_heard_is_withdrawn(club: Club):
    async with _back(club):
        said = await _say(club, club.ann, "SECRET of Ann.")
        kept = await _say(club, club.bo, "It tastes better.")
        await club.slack.until(lambda: TAKEN in said.reactions and TAKEN in kept.reactions)
    club.clock.advance(MINUTE)
    with _unheard(club):
        club.slack.world.messages.delete(said)
    async with _back(club):
        pass

    assert await _answers(club) == {"Bo": "It tastes better."}


async def test_what_was_deleted_after_the_reveal_while_nobody_heard_is_gone_from_it(club: Club):
    async with _back(club) as running:
        said = await _say(club, club.ann, "SECRET of Ann.")
        await club.slack.until(lambda: TAKEN in said.reactions)
        club.clock.advance(timedelta(hours=24))
        await running.turn()
        (reveal,) = (
            each for each in club.study.thread(club.study.messages[0]) if each.author.is_bot
        )
        assert "SECRET" in reveal.text
    club.clock.advance(MINUTE)
    with _unheard(club):
        club.slack.world.messages.delete(said)
    async with _back(club) as running:
        club.clock.advance(MINUTE)
        await running.turn()

    assert "SECRET" not in reveal.text


async def test_what_was_said_to_the_bot_alone_and_deleted_while_nobody_heard_is_withdrawn(
    club: Club,
):
    async with _back(club):
        said = await club.ann.say(club.ann.dm, "SECRET of Ann.")
        await eventually(lambda: _has_answers(club, 1))
    club.clock.advance(MINUTE)
    with _unheard(club):
        club.slack.world.messages.delete(said)
    async with _back(club):
        pass

    assert await _answers(club) == {}


async def test_an_answer_follows_its_message_after_writing_was_turned_off_heard_or_not(club: Club):
    update = club.slack.world.messages.update
    async with _back(club):
        said = await _say(club, club.ann, "It naps.")
        direct = await club.bo.say(club.bo.dm, "Taste.")
        await eventually(lambda: _has_answers(club, 2))
        await club.heard()  # an acknowledgement that comes a minute late is none
        await club.services.groups.configure_channel((await club.found()).id, written=False)
        club.clock.advance(MINUTE)
        new = await _say(club, club.mara, "No more.")
        update(new, Content(text="No more!"))
        update(said, Content(text="It relaxes."))
        update(direct, Content(text="It tastes."))
        await club.heard()
        assert await _answers(club) == {"Ann": "It relaxes.", "Bo": "It tastes."}
    club.clock.advance(MINUTE)
    with _unheard(club):
        update(said, Content(text="The gluten relaxes."))
        update(direct, Content(text="It tastes better."))
    async with _back(club):
        pass
    assert await _answers(club) == {"Ann": "The gluten relaxes.", "Bo": "It tastes better."}

    club.clock.advance(MINUTE)
    with _unheard(club):
        club.slack.world.messages.delete(said)
        club.slack.world.messages.delete(direct)
    async with _back(club):
        pass
    assert await _answers(club) == {}
    club.slack.refused.clear()


async def test_an_answer_is_not_withdrawn_because_slack_does_not_tell_of_its_thread(club: Club):
    async with _back(club):
        said = await _say(club, club.ann, "The gluten relaxes.")
        await club.slack.until(lambda: TAKEN in said.reactions)
    club.clock.advance(MINUTE)
    club.slack.faults.answer("conversations.replies", 200, error="missing_scope")
    async with _back(club):
        pass

    assert await _answers(club) == {"Ann": "The gluten relaxes."}


async def _has_answers(club: Club, count: int) -> bool:
    return len(await _answers(club)) == count


async def test_what_was_said_to_the_bot_alone_is_taken_once(club: Club):
    with _unheard(club):
        await club.ann.say(club.ann.dm, "The gluten relaxes.")
    async with _back(club):
        pass
    club.clock.advance(MINUTE)
    await club.services.rounds.open_question(await club.group(), club.deck.questions[1].id)
    async with _back(club) as running:
        await running.turn()

    assert await _answers(club) == {"Ann": "The gluten relaxes."}
    assert ["Saved" in each.text for each in club.ann.dms] == [True]


async def test_what_was_said_to_the_bot_alone_is_not_passed_over_while_slack_tells_of_nobody(
    club: Club,
):
    with _unheard(club):
        await club.ann.say(club.ann.dm, "The gluten relaxes.")
    club.slack.faults.answer("conversations.members", 500, times=3)  # as often as it is asked

    async def has_given_up() -> bool:
        return "not caught up" in [each["event"] for each in logs]

    with capture_logs() as logs:
        async with on_slack(club.services, club.slack, club.clock):
            await eventually(has_given_up)
    async with _back(club):
        pass

    assert await _answers(club) == {"Ann": "The gluten relaxes."}


async def test_what_was_said_to_the_bot_alone_and_edited_before_it_heard_is_taken_as_it_is_now(
    club: Club,
):
    with _unheard(club):
        said = await club.ann.say(club.ann.dm, "It naps.")
        club.clock.advance(MINUTE)
        club.slack.world.messages.update(said, Content(text="The gluten relaxes."))
    async with _back(club):
        pass

    assert await _answers(club) == {"Ann": "The gluten relaxes."}
    assert ["Saved" in each.text for each in club.ann.dms] == [True]


async def test_what_was_said_before_closing_counts_and_is_shown_though_the_round_was_closed(
    club: Club,
):
    with _unheard(club):
        await _say(club, club.ann, "The gluten relaxes.")
        await club.bo.say(club.bo.dm, "It tastes better.")
        club.clock.advance(timedelta(hours=24))
        late = await _say(club, club.mara, "Too late.")
    await club.services.rounds.tick()
    async with _back(club) as running:
        await running.turn()
        club.clock.advance(MINUTE)
        await running.turn()

    assert await _answers(club) == {"Ann": "The gluten relaxes.", "Bo": "It tastes better."}
    assert late.reactions == {}
    reveal = next(each for each in club.study.thread(club.study.messages[0]) if each.author.is_bot)
    assert "The gluten relaxes." in reveal.text


async def test_who_has_left_meanwhile_is_not_heard_any_more(club: Club):
    with _unheard(club):
        said = await _say(club, club.ann, "The gluten relaxes.")
        await club.ann.leave(club.study)
    async with _back(club):
        pass

    assert await _answers(club) == {}
    assert said.reactions == {}


async def test_what_its_author_took_back_stays_away(club: Club):
    async with _back(club):
        said = await _say(club, club.ann, "The gluten relaxes.")
        await club.slack.until(lambda: TAKEN in said.reactions)
        await club.heard()
        group, subject = await club.group(), f"{club.ann.user.workspace.id}:{club.ann.id}"
        ann = await club.services.members.find_platform(group, "slack", subject)
        assert ann is not None
        async with club.services.workspaces._context.store.writing() as tx:
            await tx.replies.remove_of_member(ann.id)
    async with _back(club):
        pass

    assert await _answers(club) == {}


async def test_an_app_outside_of_the_marketplace_reads_a_page_a_minute(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    class Patient(Hurry):
        async def sleep(self, delay: float) -> None:
            club.clock.advance(timedelta(seconds=delay))
            await super().sleep(delay)

    monkeypatch.setattr(builtin_async_handlers, "asyncio", Patient([]), raising=False)
    people = [club.study.workspace.member(f"Reader {number}") for number in range(40)]
    with _unheard(club):
        for person in people:
            await _say(club, person, f"By {person.name}.")
    club.slack.leave_the_marketplace()
    async with on_slack(club.services, club.slack, club.clock):
        await club.slack.until(
            lambda: sum(bool(each.reactions) for each in club.study.history.values()) == 40
        )

    assert await _answers(club) == {each.name: f"By {each.name}." for each in people}
    assert club.slack.rates.refused["conversations.replies"] >= 2
