"""Pictures that come with an answer on Slack: kept, shown in the reveal, and gone with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot.core.models import Reply, Round
from bot.core.pictures import MAX_PICTURE_BYTES
from tests.e2e_slack.roundtable import Club, bread_club
from tests.fakes import illustrated
from tests.fakes.pictures import PLACE, drawn, moving, photographed
from tests.fakes.slack import Message
from tests.fakes.slack.messages import Content

pytestmark = pytest.mark.usefixtures("waits")
FILES = {"photo.jpg": photographed(), "sketch.png": drawn()}


@pytest.fixture
async def club(slack, study, services, clock) -> AsyncIterator[Club]:
    async with bread_club(slack, study, services, clock) as founded:
        await services.groups.configure_channel((await founded.found()).id, written=True)
        yield founded


async def _said(club: Club, text: str, files: Mapping[str, bytes]) -> Message:
    question = club.study.messages[0]
    said = await club.ann.say(club.study, text, thread=question, files=dict(files))
    await club.slack.until(lambda: said.reactions, "the mark that it was taken")
    await club.heard()
    return said


async def _stored(club: Club, round_: Round) -> Reply:
    subject = f"{club.study.workspace.id}:{club.ann.id}"
    reader = await club.services.access.anywhere("slack", subject)
    reply = await club.services.replies.of_reader(round_.id, reader)
    assert reply is not None
    return reply


def _images(message: Message) -> list[dict[str, Any]]:
    return [each for each in message.all_blocks if each["type"] == "image"]


def _reveal(club: Club) -> Message:
    return next(each for each in club.study.history.values() if _images(each))


async def test_pictures_of_a_message_are_shown_in_the_reveal_and_deleted_when_it_is_taken_back(
    club: Club,
):
    await club.ask()
    said = await _said(club, "See both.", FILES)
    assert club.ann.private == []  # nothing was left out, so nothing is told
    await club.close()

    reveal = _reveal(club)
    images = _images(reveal)
    assert [each["alt_text"] for each in images] == [
        "Picture 1 of 2 by Ann",
        "Picture 2 of 2 by Ann",
    ]
    shown = [club.slack.world.files[each["slack_file"]["id"]] for each in images]
    assert [each.name.rpartition(".")[2] for each in shown] == ["jpg", "png"]
    assert all(PLACE.encode() not in (each.data or b"") for each in shown)

    club.slack.world.messages.delete(said)
    await club.heard()
    await club.turn()

    assert _images(reveal) == []
    assert not {each.id for each in shown} & club.slack.world.files.keys()
    assert await club.services.pictures.purge_unused() == 0


async def test_a_reveal_that_changes_shows_the_files_that_it_showed(club: Club):
    round_ = await club.ask()
    await _said(club, "See both.", FILES)
    other = await club.bo.say(club.study, "It tastes better.", thread=club.study.messages[0])
    await club.slack.until(lambda: other.reactions, "the mark that it was taken")
    await club.close()
    reveal = _reveal(club)
    before = [each["slack_file"]["id"] for each in _images(reveal)]
    uploaded = set(club.slack.world.files)

    subject = f"{club.study.workspace.id}:{club.bo.id}"
    bo = await club.services.members.find_platform(await club.group(), "slack", subject)
    assert bo is not None
    await club.services.withdrawals.withdraw(round_.id, bo)
    club.clock.advance(timedelta(minutes=1))
    await club.turn()

    assert "tastes better" not in reveal.text
    assert [each["slack_file"]["id"] for each in _images(reveal)] == before
    assert set(club.slack.world.files) == uploaded


async def test_what_is_no_picture_is_told_with_what_to_do_and_the_rest_is_kept(club: Club):
    round_ = await club.ask()
    huge = drawn() + b"\0" * MAX_PICTURE_BYTES
    files = {"broken.png": b"\x89PNG1234", "huge.png": huge, "phone.heic": b"ftypheic"}
    await _said(club, "See.", files | {"wave.gif": moving(), "sketch.png": drawn()})

    told = "\n".join(each.text for each in club.ann.private)
    assert "Your answer is saved without 3 pictures." in told
    assert "“huge.png” is larger than 5 MB." in told
    assert "“phone.heic” is no PNG, JPEG, WebP or GIF." in told
    assert "“wave.gif” moves: the first frame is what is kept of it." in told
    assert len((await _stored(club, round_)).pictures) == 2


async def test_an_answer_whose_author_edits_its_words_keeps_its_pictures(club: Club):
    round_ = await club.ask()
    said = await _said(club, "See both.", FILES)
    before = (await _stored(club, round_)).pictures

    club.slack.world.messages.update(said, Content(text="See, and read.", files=said.files))
    await club.heard()

    reply = await _stored(club, round_)
    assert (reply.text, reply.pictures) == ("See, and read.", before)
    assert len(before) == 2


async def test_words_with_a_picture_in_a_direct_message_are_an_answer(club: Club):
    round_ = await club.ask()
    await club.ann.say(club.ann.dm, "See my sketch.", files={"sketch.png": drawn()})
    await club.slack.until(lambda: club.ann.dms, "the word that it was saved")

    assert "With 1 picture." in club.ann.dms[-1].text
    assert len((await _stored(club, round_)).pictures) == 1


async def test_pictures_come_with_the_form_too_and_what_is_none_is_said(club: Club):
    round_ = await club.ask()
    form = await club.ann.press(club.study.messages[0], "Answer")
    files = {**FILES, "broken.png": b"x"}
    saved = await club.ann.submit(form, {"answer:0": "See both.", "pictures": files})

    assert "Saved: your answer counts" in saved.text
    assert "With 2 pictures" in saved.text
    assert "broken" in saved.text
    reply = await _stored(club, round_)
    assert (reply.text, len(reply.pictures)) == ("See both.", 2)

    form = await club.ann.press(club.study.messages[0], "Answer")
    await club.ann.submit(form, {"answer:0": "Look."})
    reply = await _stored(club, round_)
    assert (reply.text, len(reply.pictures)) == ("Look.", 2)


async def test_pictures_of_a_deck_are_shown_with_the_question_and_in_the_reveal(club: Club):
    workspace = (await club.services.workspaces.of_group(await club.group()))[0]
    await illustrated.asked(club.services, workspace.id, await club.group())
    await club.turn()

    question = club.study.messages[0]
    assert "What is this [a loaf, cut open]?" in question.text
    assert "picture:" not in question.text
    (image,) = _images(question)
    assert image["alt_text"] == "a loaf, cut open"
    shown = club.slack.world.files[image["slack_file"]["id"]]
    assert shown.data == illustrated.ASKED.data

    await club.close()
    reveals = [each for each in club.study.history.values() if _images(each)]
    assert [each["alt_text"] for each in _images(reveals[-1])] == ["a loaf, cut open", "wide pores"]
    assert "picture:" not in reveals[-1].text
