"""Pictures that come with an answer on Discord: kept, shown in the reveal, and gone with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.core.models import Reply
from bot.core.pictures import MAX_PICTURE_BYTES
from bot.services.services import Services
from tests.e2e.club import Club, bread_club
from tests.e2e.roundtable import on_discord
from tests.fakes import illustrated
from tests.fakes.clock import Clock
from tests.fakes.discord import FakeDiscord, Upload
from tests.fakes.discord.entities import MEDIA_GALLERY, Message, walk
from tests.fakes.eventually import eventually
from tests.fakes.members import see_all
from tests.fakes.pictures import PLACE, drawn, photographed

pytestmark = pytest.mark.usefixtures("waits")
PHOTO, SKETCH = Upload("photo.jpg", photographed()), Upload("sketch.png", drawn())


@pytest.fixture
async def club(
    discord_server: FakeDiscord, services: Services, clock: Clock
) -> AsyncIterator[Club]:
    async with bread_club(discord_server, services, clock, discord_message_content=True) as founded:
        yield founded


async def _says(club: Club, server: FakeDiscord, text: str, *files: Upload) -> Message:
    await club.bot.services.groups.configure_channel((await club.channel()).id, written=True)
    await club.ask()
    said = await club.ann.say(club.study, text, reply_to=club.question, files=files)
    await server.until(lambda: said.reactions, "the mark that it was taken")
    return said


async def _stored(club: Club) -> Reply:
    services = club.bot.services
    everything = await see_all(services, (await club.channel()).group)
    (card,) = await services.cards.open_now(everything)
    async with services.rounds._context.store.reading() as tx:
        (reply,) = await tx.replies.of_round(card.round.id)
    return reply


def _shown(message: Message) -> list[tuple[str, str]]:
    """Return what each picture shows and is said to be: its address leads to a file of it."""
    galleries = [each for each in walk(message.components) if each["type"] == MEDIA_GALLERY]
    addresses = {each.url: each.filename for each in message.attachments}
    return [
        (addresses[item["media"]["url"]], item["description"])
        for gallery in galleries
        for item in gallery["items"]
    ]


async def test_pictures_of_a_message_are_shown_in_the_reveal_without_what_was_hidden_in_them(
    club: Club, discord_server: FakeDiscord
):
    await _says(club, discord_server, "See both.", PHOTO, SKETCH)
    assert len(club.study.messages) == 2  # nothing was left out, so nothing is told
    await club.close()

    reveal = club.thread.messages[0]
    first, second = _shown(reveal)
    assert first[1].replace("\\", "") == "Picture 1 of 2 by Ann"
    assert [each[0].rpartition(".")[2] for each in (first, second)] == ["jpg", "png"]
    for each in reveal.attachments:
        assert PLACE.encode() not in each.data
    mine = await club.ann.press(club.question, "See all answers")
    assert _shown(mine.message) == [first, second]

    await club.ann.press(mine.message, "Take my answer back")
    club.clock.advance(timedelta(minutes=1))
    await club.bot.turn()
    assert _shown(club.thread.messages[0]) == []
    assert club.thread.messages[0].attachments == []
    assert await club.bot.services.pictures.purge_unused() == 0


async def test_what_is_no_picture_is_told_with_what_to_do_and_the_rest_is_kept(
    club: Club, discord_server: FakeDiscord
):
    broken = Upload("broken.png", b"\x89PNG1234")
    huge = Upload("huge.png", drawn() + b"\0" * MAX_PICTURE_BYTES)
    await _says(club, discord_server, "See.", broken, huge, SKETCH)
    await discord_server.until(lambda: len(club.study.messages) == 3, "what is not kept")

    told = club.study.messages[-1]
    assert told.text.replace("\\", "").startswith("Your answer is saved without 2 pictures.")
    assert "“huge.png” is larger than 5 MB." in told.text
    assert told.pinged.users == (club.ann.user,)
    await club.close()
    assert [each[1] for each in _shown(club.thread.messages[0])] == ["Picture by Ann"]


async def test_of_too_many_pictures_it_is_said_how_many_are_not_kept(
    club: Club, discord_server: FakeDiscord
):
    await _says(club, discord_server, "See all.", *[SKETCH] * 6)
    await discord_server.until(lambda: len(club.study.messages) == 3, "what is not kept")

    told = club.study.messages[-1].text
    assert told.startswith("Your answer is saved without 2 pictures.")
    assert told.count("4 pictures are the most in one answer.") == 1


async def test_a_picture_that_cannot_be_fetched_is_told_and_the_text_is_kept(
    club: Club, discord_server: FakeDiscord
):
    gone = discord_server.world.uploads
    upload = discord_server.world.messages.upload

    def lost(*details: object, **more: object) -> object:
        made = upload(*details, **more)  # type: ignore[arg-type]
        gone.clear()
        return made

    discord_server.world.messages.upload = lost  # type: ignore[method-assign, assignment]
    await _says(club, discord_server, "See.", SKETCH)
    await discord_server.until(lambda: len(club.study.messages) == 3, "what is not kept")

    assert "could not be fetched just now. Send it again" in club.study.messages[-1].text


async def test_an_answer_whose_author_edits_its_words_keeps_its_pictures(
    club: Club, discord_server: FakeDiscord
):
    said = await _says(club, discord_server, "See.", SKETCH)
    club.clock.advance(timedelta(minutes=1))
    await club.ann.edit(said, "See, and read.")

    async def is_stored() -> bool:
        reply = await _stored(club)
        return (reply.text, len(reply.pictures)) == ("See, and read.", 1)

    await eventually(is_stored)


async def test_pictures_of_what_was_written_while_nobody_listened_are_taken_at_the_next_start(
    *, clock: Clock, discord_server: FakeDiscord, services: Services
):
    async with bread_club(discord_server, services, clock, discord_message_content=True) as club:
        await services.groups.configure_channel((await club.channel()).id, written=True)
        await club.ask()
    said = await club.ann.say(club.study, "See.", reply_to=club.question, files=(SKETCH,))

    async with on_discord(services, discord_server, discord_message_content=True):
        await discord_server.until(lambda: said.reactions, "the mark that it was taken")

    assert len((await _stored(club)).pictures) == 1


async def test_a_message_that_becomes_an_answer_by_its_menu_brings_its_pictures(club: Club):
    await club.ask()
    said = await club.ann.say(club.study, "A sketch.", files=(SKETCH, Upload("a.txt", b"Words")))

    seen = await club.ann.use_on(said, "Use as my answer")

    words = seen.text.replace("\\", "")
    assert "With 1 picture." in words
    assert "not what came with them (1 file)" in words


async def test_pictures_come_with_the_form_too_and_what_is_none_is_said(club: Club):
    await club.ask()
    form = await club.ann.press(club.question, "Answer")
    files = [PHOTO, Upload("notes.txt", b"x"), SKETCH]
    saved = await club.ann.submit(form, {"answer-0": "See both.", "pictures": files})

    assert "Saved: your answer counts" in saved.text
    assert "With 2 pictures" in saved.text
    assert "notes" in saved.text
    reply = await _stored(club)
    assert (reply.text, len(reply.pictures)) == ("See both.", 2)

    form = await club.ann.press(club.question, "Answer")
    assert "They replace those you sent" in str(form.modal.data if form.modal else "")
    changed = await club.ann.submit(form, {"answer-0": "See them.", "pictures": [SKETCH]})
    assert "Saved: your new answer counts" in changed.text
    form = await club.ann.press(club.question, "Answer")
    await club.ann.submit(form, {"answer-0": "Look."})
    reply = await _stored(club)
    assert (reply.text, len(reply.pictures)) == ("Look.", 1)


async def test_pictures_of_a_deck_are_shown_with_the_question_and_in_the_reveal(
    club: Club, discord_server: FakeDiscord
):
    services, group = club.bot.services, (await club.channel()).group
    await illustrated.asked(services, (await club.workspace()).id, group)
    await club.bot.turn()

    assert "picture:" not in club.question.text
    assert "What is this [a loaf, cut open]?" in club.question.text.replace("\\", "")
    ((_, said),) = _shown(club.question)
    assert said.replace("\\", "") == "a loaf, cut open"
    assert [each.data for each in club.question.attachments] == [illustrated.ASKED.data]

    await club.close()
    reveal = club.thread.messages[0]
    assert [said.replace("\\", "") for _, said in _shown(reveal)] == [
        "a loaf, cut open",
        "wide pores",
    ]
    assert "Its pores are wide:" in reveal.text.replace("\\", "")
    assert "picture:" not in reveal.text
