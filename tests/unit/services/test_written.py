"""Replies that are written as messages, which platforms tell of more than once, in any order."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.models import InboxEntry, Member, Round
from bot.errors import TextEmpty
from bot.services.replies import Written
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import MONDAY_NOON, Clock

SOON, LATER = MONDAY_NOON + timedelta(seconds=1), MONDAY_NOON + timedelta(seconds=2)


def _said(version: str, at: datetime, *, begun: datetime | None = None) -> Written:
    """Return a version of a message, as `2`, or `2:1` once it is edited."""
    message = version.partition(":")[0]
    return Written(InboxEntry("chat", version), at, message, begun or at)


async def _stored(services: Services, ann: Member, round_: Round) -> str | None:
    mine = await services.replies.mine(round_.id, ann)
    return mine.text if mine else None


async def test_what_was_written_is_stored_with_the_time_when_it_was(
    services: Services, ann: Member, open_round: Round
):
    saved = await services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON))

    assert saved is not None
    assert (saved.reply.text, saved.reply.saved_at) == ("It naps.", SOON)


async def test_a_message_that_comes_again_is_done_already(
    services: Services, ann: Member, open_round: Round
):
    first = await services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON))

    assert await services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON)) == first


async def test_a_message_that_comes_again_after_its_edit_changes_nothing(
    services: Services, ann: Member, open_round: Round
):
    before, after = _said("1", SOON), _said("1:2", LATER, begun=SOON)
    await services.replies.take(open_round.id, ann, "It naps.", before)
    await services.replies.take(open_round.id, ann, "It relaxes.", after)

    assert await services.replies.take(open_round.id, ann, "It naps.", before) is None
    assert await _stored(services, ann, open_round) == "It relaxes."


async def test_an_edit_that_is_told_of_late_does_not_replace_the_one_after_it(
    services: Services, ann: Member, open_round: Round
):
    late, last = _said("1:1", SOON), _said("1:2", LATER)
    await services.replies.take(open_round.id, ann, "It relaxes.", last)

    assert await services.replies.take(open_round.id, ann, "It naps.", late) is None
    assert await _stored(services, ann, open_round) == "It relaxes."


async def test_of_messages_that_are_told_of_at_once_the_first_is_the_answer(
    services: Services, ann: Member, open_round: Round
):
    taken = await asyncio.gather(
        services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON)),
        services.replies.take(open_round.id, ann, "Who brings flour?", _said("2", LATER)),
        services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON)),
    )

    assert [each is not None for each in taken] == [True, False, True]
    assert await _stored(services, ann, open_round) == "It naps."


async def test_what_was_taken_back_stays_away_when_its_message_comes_again(
    services: Services, ann: Member, store: Store, open_round: Round
):
    await services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON))
    async with store.writing() as tx:
        await tx.replies.remove_of_member(ann.id)

    assert await services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON)) is None
    assert await _stored(services, ann, open_round) is None


async def test_what_is_refused_is_not_done_and_can_be_better_the_next_time(
    services: Services, ann: Member, open_round: Round, clock: Clock
):
    with pytest.raises(TextEmpty):
        await services.replies.take(open_round.id, ann, " ", _said("1", SOON))
    clock.advance(timedelta(minutes=1))

    assert await services.inbox.done([InboxEntry("chat", "1")]) == frozenset()
    assert await services.replies.take(open_round.id, ann, "It naps.", _said("2", LATER))


async def test_an_edit_of_another_message_does_not_replace_the_answer(
    services: Services, ann: Member, open_round: Round
):
    await services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON))

    edited = _said("2:1", LATER, begun=SOON)
    assert await services.replies.take(open_round.id, ann, "Who brings flour?", edited) is None
    assert await _stored(services, ann, open_round) == "It naps."


async def test_an_edit_of_what_a_form_replaced_does_not_come_back(
    services: Services, clock: Clock, ann: Member, open_round: Round
):
    clock.advance(timedelta(minutes=1))
    await services.replies.take(open_round.id, ann, "It naps.", _said("1", SOON))
    await services.replies.save(open_round.id, ann, "The gluten relaxes.", 1)

    clock.advance(timedelta(minutes=1))
    edited = _said("1:1", clock.now(), begun=SOON)
    assert await services.replies.take(open_round.id, ann, "It sleeps.", edited) is None
    assert await _stored(services, ann, open_round) == "The gluten relaxes."


async def test_of_replies_to_the_question_the_newer_message_is_the_answer_whatever_is_edited(
    services: Services, clock: Clock, ann: Member, open_round: Round
):
    clock.advance(timedelta(minutes=1))
    first, second = (
        replace(_said(each, at), to_question=True) for each, at in (("1", SOON), ("2", LATER))
    )
    await services.replies.take(open_round.id, ann, "It naps.", first)
    await services.replies.take(open_round.id, ann, "It relaxes.", second)

    edited = replace(_said("1:1", clock.now(), begun=SOON), to_question=True)
    assert await services.replies.take(open_round.id, ann, "It sleeps.", edited) is None
    assert await _stored(services, ann, open_round) == "It relaxes."
