"""Replies that members write as messages, where their server allows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.core.models import Round
from bot.services.services import Services
from tests.e2e.club import Club, bread_club
from tests.e2e.roundtable import on_discord
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Upload
from tests.fakes.discord.entities import Channel, Message
from tests.fakes.discord.people import Person
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all
from tests.fakes.rows import stored

pytestmark = pytest.mark.usefixtures("waits")
MINUTE = timedelta(minutes=1)
TAKEN = "\N{WHITE HEAVY CHECK MARK}"


@pytest.fixture
async def club(
    discord_server: FakeDiscord, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    async with bread_club(discord_server, services, clock, discord_message_content=True) as founded:
        yield founded


async def _allow(club: Club) -> None:
    await club.bot.services.groups.configure_channel((await club.channel()).id, written=True)


async def _thread(club: Club, who: Person) -> Channel:
    """Let somebody open a thread under the question, as any client offers."""
    return who._world.messages.open_thread(club.question, "Thoughts", 1440)


async def _is_taken(server: FakeDiscord, message: Message) -> None:
    await server.until(lambda: TAKEN in message.reactions, "the mark that it was taken")


async def _stored(club: Club, who: Person) -> str | None:
    group = (await club.channel()).group
    services = club.bot.services
    member = await services.members.find_platform(group, "discord", str(who.id))
    (card,) = await services.cards.open_now(await see_all(services, group))
    mine = await services.replies.mine(card.round.id, member) if member else None
    return mine.text if mine else None


async def test_a_reply_to_the_question_is_taken_and_marked_once_it_is_stored(
    club: Club, discord_server: FakeDiscord
):
    await _allow(club)
    await club.ask()

    words = f"As <@{club.bo.id}> says in <#{club.study.id}>, the gluten relaxes."
    said = await club.ann.say(club.study, words, reply_to=club.question)
    await _is_taken(discord_server, said)

    assert await _stored(club, club.ann) == "As @Bo says in #study, the gluten relaxes."


async def test_a_message_in_the_question_s_thread_is_taken(club: Club, discord_server: FakeDiscord):
    await _allow(club)
    await club.ask()

    said = await club.ann.say(await _thread(club, club.ann), "The gluten relaxes.")
    await _is_taken(discord_server, said)

    assert await _stored(club, club.ann) == "The gluten relaxes."


async def test_nothing_is_taken_where_it_was_not_allowed(club: Club, discord_server: FakeDiscord):
    await club.ask()
    await club.ann.say(club.study, "The gluten relaxes.", reply_to=club.question)
    await discord_server.gateway.caught_up()

    assert await _stored(club, club.ann) is None


async def test_other_talk_in_the_channel_is_left_alone(club: Club, discord_server: FakeDiscord):
    await _allow(club)
    await club.ask()
    said = await club.ann.say(club.study, "Who brings the flour?")
    await discord_server.gateway.caught_up()

    assert await _stored(club, club.ann) is None
    assert said.reactions == {}


async def test_what_comes_after_closing_is_refused_in_words_to_its_author(
    club: Club, discord_server: FakeDiscord
):
    await _allow(club)
    await club.ask()
    club.clock.advance(timedelta(hours=24))
    await club.ann.say(club.study, "Too late.", reply_to=club.question)
    await discord_server.until(lambda: len(club.study.messages) == 3, "the refusal")

    assert "closed" in club.study.messages[-1].text


async def test_what_was_written_while_the_bot_was_away_is_taken_when_it_comes_back(
    discord_server: FakeDiscord, services: Services, clock: Clock
):
    async with bread_club(discord_server, services, clock, discord_message_content=True) as club:
        await _allow(club)
        await club.ask()
    said = await club.ann.say(club.study, "While you were gone.", reply_to=club.question)
    threaded = await club.bo.say(await _thread(club, club.bo), "Me too.")

    async with on_discord(services, discord_server, discord_message_content=True):
        await _is_taken(discord_server, said)
        await _is_taken(discord_server, threaded)

    assert await _stored(club, club.ann) == "While you were gone."
    assert await _stored(club, club.bo) == "Me too."


async def test_only_the_answer_s_own_message_changes_it_when_it_is_edited(
    club: Club, discord_server: FakeDiscord
):
    await _allow(club)
    await club.ask()
    thread = await _thread(club, club.ann)
    said = await club.ann.say(thread, "It naps.")
    await _is_taken(discord_server, said)
    talk = await club.ann.say(thread, "Who brings the flour?")
    await discord_server.gateway.caught_up()

    club.clock.advance(MINUTE)
    await club.ann.edit(talk, "I bring the flour.")
    await discord_server.gateway.caught_up()
    assert await _stored(club, club.ann) == "It naps."
    assert talk.reactions == {}

    await club.ann.edit(said, "The gluten relaxes.")
    await discord_server.gateway.caught_up()
    await eventually(lambda: _is_stored(club, "The gluten relaxes."))


async def test_a_reply_to_somebody_else_in_the_thread_is_talk(
    club: Club, discord_server: FakeDiscord
):
    await _allow(club)
    await club.ask()
    thread = await _thread(club, club.ann)
    said = await club.ann.say(thread, "It naps.")
    theirs = await club.bo.say(thread, "The gluten relaxes.")
    await _is_taken(discord_server, theirs)

    for who in (club.ann, club.mara):
        talk = await who.say(thread, "Well said!", reply_to=theirs)
        await discord_server.gateway.caught_up()
        assert talk.reactions == {}

    await _is_taken(discord_server, said)
    assert await _stored(club, club.ann) == "It naps."
    assert await _stored(club, club.mara) is None


async def test_what_is_said_in_the_thread_after_the_reveal_is_a_comment_on_it(
    club: Club, discord_server: FakeDiscord
):
    await _allow(club)
    await club.ask()
    thread = await _thread(club, club.ann)
    await club.close()
    said = await club.ann.say(thread, "Well **done**.")
    await discord_server.gateway.caught_up()
    await eventually(lambda: _has_comments(club, "Well **done**."))
    await club.ann.delete(said)
    await discord_server.gateway.caught_up()
    await eventually(lambda: _has_comments(club))


async def _has_comments(club: Club, *texts: str) -> bool:
    async with club.bot.services.access._context.store.reading() as tx:
        rounds = [each.id for each in await stored(tx, Round)]
        return [each.text for each in await tx.comments.of_rounds(rounds)] == [*texts]


async def test_what_was_edited_while_the_bot_was_away_counts_as_it_is_now(
    discord_server: FakeDiscord, services: Services, clock: Clock
):
    async with bread_club(discord_server, services, clock, discord_message_content=True) as club:
        await _allow(club)
        await club.ask()
        thread = await _thread(club, club.ann)
        said = await club.ann.say(thread, "It naps.")
        await _is_taken(discord_server, said)
        talk = await club.ann.say(thread, "Who brings the flour?")
        await discord_server.gateway.caught_up()
    clock.advance(MINUTE)
    await club.ann.edit(said, "The gluten relaxes.")
    late = await club.bo.say(club.study, "Hmm.", reply_to=club.question)
    clock.advance(MINUTE)
    await club.bo.edit(late, "It tastes better.")
    await club.ann.edit(talk, "I bring the flour.")

    async with on_discord(services, discord_server, discord_message_content=True):
        await _is_taken(discord_server, late)
        await eventually(lambda: _is_stored(club, "The gluten relaxes."))

    assert await _stored(club, club.bo) == "It tastes better."
    assert talk.reactions == {}


async def test_a_thread_that_was_archived_meanwhile_is_looked_through_as_well(
    discord_server: FakeDiscord, services: Services, clock: Clock
):
    async with bread_club(discord_server, services, clock, discord_message_content=True) as club:
        await _allow(club)
        await club.ask()
        thread = await _thread(club, club.ann)
    await club.ann.say(thread, "The gluten relaxes.")
    thread.archived = True

    async with on_discord(services, discord_server, discord_message_content=True):
        # That it is not marked there costs nothing.
        await eventually(lambda: _is_stored(club, "The gluten relaxes."))


@pytest.mark.parametrize("is_resumed", [True, False])
async def test_what_was_written_while_the_line_was_cut_is_taken_once(
    club: Club, discord_server: FakeDiscord, is_resumed: bool
):
    """It is told in a session that goes on, and looked up by one that is new."""
    await _allow(club)
    await club.ask()
    gateway = discord_server.gateway
    if not is_resumed:
        gateway.forget_sessions()
    gateway.go_down()
    said = await club.ann.say(club.study, "While you were cut off.", reply_to=club.question)
    gateway.come_up()

    await _is_taken(discord_server, said)
    assert (gateway.identifies, gateway.resumes) == ((1, 1) if is_resumed else (2, 0))
    assert await _stored(club, club.ann) == "While you were cut off."


async def test_what_is_left_out_of_an_answer_is_told_its_author_once(
    club: Club, discord_server: FakeDiscord
):
    await _allow(club)
    await club.ask()
    file = Upload("notes.txt", b"Notes")
    said = await club.ann.say(club.study, "See my notes.", reply_to=club.question, files=(file,))
    await _is_taken(discord_server, said)
    await discord_server.until(lambda: len(club.study.messages) == 3, "what is left out")
    assert "1 file" in club.study.messages[-1].text
    assert club.study.messages[-1].pinged.users == (club.ann.user,)

    club.clock.advance(MINUTE)
    await club.ann.edit(said, "See my notes, or think of it.")
    await eventually(lambda: _is_stored(club, "See my notes, or think of it."))
    sketch = Upload("sketch.png", b"\x89PNG1234")
    bare = await club.bo.say(club.study, "", reply_to=club.question, files=(sketch,))
    await discord_server.until(lambda: bare.reactions, "the mark that it was refused")
    assert "no words (1 picture)" in club.study.messages[-1].text.replace("\\", "")
    assert "nothing was saved" in club.study.messages[-1].text
    assert len(club.study.messages) == 5


async def _is_stored(club: Club, text: str) -> bool:
    return await _stored(club, club.ann) == text


async def test_who_wrote_an_answer_is_asked_alone_whether_it_may_leave_with_a_deck_and_once(
    writers: Club, discord_server: FakeDiscord
):
    for number in (1, 2):
        await writers.ask(number)
        question = writers.study.messages[-1]
        said = await writers.ann.say(writers.study, "It relaxes.", reply_to=question)
        await discord_server.until(lambda said=said: said.reactions, "the mark that it was taken")
        await writers.bot.turn()

    (asked,) = writers.ann.dms
    assert "May your answers be in it" in asked.text
    assert writers.bo.dms == []
    told = await writers.ann.press(asked, "Yes, with my name")
    assert "Your answers may be in it" in told.text
