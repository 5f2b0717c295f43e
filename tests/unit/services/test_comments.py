"""Discussing a reveal: on the web and in threads, each comment once, whichever way it came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.comments import MOST_OF_ONE
from bot.core.deliveries import DeliveryKind
from bot.core.feedback import token_of
from bot.core.models import InboxEntry, Member, Naming, QuestionId, Round
from bot.core.read_models import CommentTold
from bot.errors import NotAllowed, NotFound, TooManyComments
from bot.presentation.deliveries import present
from bot.services.replies import Written
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.places import linked, settled


@pytest.fixture
async def revealed(services: Services, ann: Member, bo: Member, open_round: Round) -> Round:
    """A closed round in which Ann and then Bo replied."""
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"By {member.name}.", 0)
    return await services.rounds.close(open_round.group, open_round.id)


async def _shown(services: Services, round_: Round, member: Member) -> list[tuple[object, ...]]:
    page = await services.revealed.look(round_.id, see(member), member, member.person)
    return [(each.author, each.comment.text, each.mine, each.about) for each in page.comments]


def _message(clock: Clock, number: int, *, edit: int = 0, seconds: int = 0) -> Written:
    at = clock.now() + timedelta(seconds=seconds)
    entry = InboxEntry("discord", f"1:{number}:{edit}")
    return Written(entry, at, f"1:{number}", at - timedelta(seconds=seconds))


async def test_a_comment_on_a_reply_or_the_round_is_changed_and_taken_back_by_its_author_alone(
    services: Services, ann: Member, bo: Member, revealed: Round
):
    comments, about = services.comments, token_of(revealed.id, bo.id)
    on_bo = await comments.add(revealed.id, ann, see(ann), "Why?", about)
    await comments.add(revealed.id, bo, see(bo), "Because.")
    assert await _shown(services, revealed, ann) == [
        ("Ann", "Why?", True, "Bo’s answer"),
        ("Bo", "Because.", False, ""),
    ]
    for refused in (comments.remove(on_bo.id, bo, see(bo)), comments.edit("?", bo, see(bo), "x")):
        with pytest.raises(NotFound):
            await refused
    await comments.edit(on_bo.id, ann, see(ann), "Why not?")
    await services.withdrawals.withdraw(revealed.id, bo)
    assert (await _shown(services, revealed, ann))[0] == ("Ann", "Why not?", True, "")
    await comments.remove(on_bo.id, ann, see(ann))
    await services.profile.delete(bo.person)
    assert await _shown(services, revealed, ann) == []


async def test_nothing_is_said_before_the_reveal_nor_without_end(
    services: Services, ann: Member, open_round: Round, clock: Clock
):
    comments, reader = services.comments, see(ann)
    with pytest.raises(NotAllowed):
        await comments.add(open_round.id, ann, reader, "Too soon.")
    channel = (await services.groups.channels(open_round.group))[0]
    said = _message(clock, 1)
    assert await comments.take(open_round.id, ann, channel, "Talk.", said) is None
    await services.rounds.close(open_round.group, open_round.id)
    assert await comments.take(open_round.id, ann, channel, " \n", _message(clock, 2)) is None
    for number in range(MOST_OF_ONE):
        await comments.add(open_round.id, ann, reader, f"{number}")
    with pytest.raises(TooManyComments):
        await comments.add(open_round.id, ann, reader, "One more.")
    assert await comments.take(open_round.id, ann, channel, "More.", _message(clock, 3)) is None


async def test_what_is_written_in_the_thread_stands_on_the_web_with_its_edits_and_deletion(
    services: Services, clock: Clock, ann: Member, revealed: Round
):
    comments = services.comments
    channel = (await services.groups.channels(revealed.group))[0]
    first, edit = _message(clock, 7), _message(clock, 7, edit=1, seconds=5)
    for text, written in (("In the thread.", first), ("In the thread.", first), ("Edited.", edit)):
        await comments.take(revealed.id, ann, channel, text, written)
    assert await comments.take(revealed.id, ann, channel, "In the thread.", first) is not None
    assert await _shown(services, revealed, ann) == [("Ann", "Edited.", True, "")]

    await services.withdrawals.message_gone(channel, first.place)
    assert await _shown(services, revealed, ann) == []
    assert await comments.take(revealed.id, ann, channel, "In the thread.", first) is None


async def test_a_comment_reaches_the_round_s_threads_without_names_where_there_are_none(
    services: Services, ann: Member, open_round: Round
):
    somewhere = await linked(services, await settled(services), open_round.group)
    round_ = await services.rounds.open_question(
        open_round.group, QuestionId(f"{open_round.deck}-q1")
    )
    revealed = await services.rounds.close(round_.group, round_.id)
    comment = await services.comments.add(revealed.id, ann, see(ann), "Why?")
    (delivery,) = (
        each for each in await services.deliveries.due() if each.kind is DeliveryKind.COMMENT
    )
    assert delivery.channel == somewhere.id
    message = present(delivery, await services.delivery_contents.current(delivery))
    assert "Ann" in repr(message)
    assert "Why?" in repr(message)
    told = await services.delivery_contents.current(delivery)
    assert isinstance(told, CommentTold)
    assert told.shown is not None
    nameless = replace(told, shown=replace(told.shown, author=None))
    assert "Ann" not in repr(present(delivery, nameless))

    await services.comments.remove(comment.id, ann, see(ann))
    told = await services.delivery_contents.current(delivery)
    assert "taken back" in repr(present(delivery, told))


async def test_an_anonymous_round_s_comments_name_nobody(
    services: Services, ann: Member, bo: Member, revealed: Round
):
    await services.groups.set_naming(revealed.group, Naming.ANONYMOUS)
    round_ = await services.rounds.open_question(revealed.group, revealed.question)
    await services.replies.save(round_.id, bo, "By nobody.", 0)
    await services.rounds.close(round_.group, round_.id)
    about = token_of(round_.id, bo.id)
    await services.comments.add(round_.id, ann, see(ann), "Why?", about)
    assert await _shown(services, round_, ann) == [(None, "Why?", True, "“By nobody.”")]
