"""Members whose seat is taken, and those who are put back on theirs; links made anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.deliveries import DeliveryKind
from bot.core.feedback import Rating
from bot.core.models import Group, Member, Naming, QuestionId, Round
from bot.errors import NoRecovery, NotFound, PassUsed
from bot.presentation.audit import act_words
from bot.presentation.deliveries import present
from bot.services.acting import TERMINAL, acting
from bot.services.groups import LOCAL_GROUP, LOCAL_WORKSPACE
from bot.services.profile import FORMER
from bot.services.recovery import RECOVERY_HOLDS_FOR
from bot.services.services import Services
from bot.services.sessions import Visitor
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.places import linked, settled


async def _joined(services: Services, group: Group, name: str) -> tuple[Member, str]:
    return await services.members.join(await services.members.secret(group.id), name)


async def test_organisers_see_who_is_there_how_often_they_replied_and_where_they_are(
    services: Services, room: Group, open_round: Round
):
    ann, _ = await _joined(services, room, "Ann")
    bo = await services.members.of_platform(room.id, "chat", "1", "Bo")
    await services.replies.save(open_round.id, bo, "It relaxes.", 0)

    seats = await services.members.seats(room.id)

    told = {each.member: (each.replies, each.platforms) for each in seats}
    assert told == {ann: (0, ("web",)), bo: (1, ("chat",))}


@pytest.mark.parametrize("keeping", [True, False])
async def test_a_removed_member_loses_the_room_at_once_and_their_answers_as_was_chosen(
    *, services: Services, room: Group, open_round: Round, bo: Member, keeping: bool
):
    ann, token = await _joined(services, room, "Ann")
    await services.replies.save(open_round.id, ann, "It relaxes.", 0)
    await services.replies.save(open_round.id, bo, "It rests.", 0)

    seat = await services.profile.remove(room.id, ann.id, keeping_replies=keeping)

    assert (seat.member, seat.replies) == (ann, 1)
    assert await services.sessions.visitor(token) == Visitor()
    await services.rounds.close(room.id, open_round.id)
    reveal = await services.reveals.reveal(open_round.id, await see_all(services, room.id))
    texts = {each.text: each.author for each in reveal.replies}
    assert texts == {"It rests.": bo.name} | ({"It relaxes.": FORMER} if keeping else {})
    with pytest.raises(NotFound):
        await services.profile.export(ann.person, await see_all(services, room.id))


async def test_a_removed_member_can_come_in_anew_and_is_somebody_else_then(
    services: Services, room: Group, open_round: Round
):
    ann, _ = await _joined(services, room, "Ann")
    await services.replies.save(open_round.id, ann, "It relaxes.", 0)
    await services.profile.remove(room.id, ann.id, keeping_replies=True)

    again, _ = await _joined(services, room, "Ann")
    other, _ = await _joined(services, room, "Bob")
    await services.profile.remove(room.id, other.id, keeping_replies=True)

    assert again.person != ann.person
    assert (await services.profile.of(room.id, again)).replies == 0
    names = [each.member.name for each in await services.members.seats(room.id)]
    assert sorted(names) == ["Ann", FORMER, f"{FORMER} 2"]


async def test_what_is_left_of_a_removed_member_can_go_as_well(
    services: Services, store: Store, room: Group, open_round: Round
):
    ann, _ = await _joined(services, room, "Ann")
    await services.replies.save(open_round.id, ann, "It relaxes.", 0)
    await services.profile.remove(room.id, ann.id, keeping_replies=True)
    (seat,) = await services.members.seats(room.id)
    assert seat.is_nobody_s

    await services.profile.remove(room.id, seat.member.id, keeping_replies=False)

    assert await services.members.seats(room.id) == []
    async with store.reading() as tx:
        assert await tx.replies.of_member(ann.id) == []


async def test_what_a_removed_member_thought_of_themselves_goes_in_either_case(
    *, services: Services, store: Store, room: Group, open_round: Round
):
    ann, _ = await _joined(services, room, "Ann")
    await services.replies.save(open_round.id, ann, "It relaxes.", 0)
    await services.rounds.close(room.id, open_round.id)
    await services.feedback.rate(room.id, open_round.id, ann, Rating.GOT_IT)
    await services.profile.remove(room.id, ann.id, keeping_replies=True)
    async with store.reading() as tx:
        assert await tx.feedback.ratings(open_round.id) == []


async def test_a_comment_in_a_thread_names_a_removed_member_no_more(
    services: Services, store: Store, room: Group, open_round: Round
):
    ann, _ = await _joined(services, room, "Ann")
    await linked(services, await settled(services), room.id)
    round_ = await services.rounds.open_question(room.id, QuestionId(f"{open_round.deck}-q1"))
    await services.rounds.close(room.id, round_.id)
    await services.comments.add(round_.id, ann, await see_all(services, room.id), "Why?")
    due = await services.deliveries.due()
    (posted,) = (each for each in due if each.kind is DeliveryKind.COMMENT)
    await services.deliveries.sent(posted, "m1", timedelta(0), fingerprint="as Ann")

    await services.profile.remove(room.id, ann.id, keeping_replies=True)

    async with store.reading() as tx:
        kept = await tx.deliveries.get(posted.key)
    assert kept.edit_at is not None
    message = repr(present(kept, await services.delivery_contents.current(kept)))
    assert FORMER in message
    assert "Ann" not in message


async def test_who_is_in_other_groups_stays_there(services: Services, room: Group):
    second = await services.groups.new_room("Night readers")
    ann, token = await _joined(services, room, "Ann")
    _, token = await services.members.join(await services.members.secret(second.id), "Ann", token)

    await services.profile.remove(room.id, ann.id, keeping_replies=False)

    assert await services.sessions.visitor(token) == Visitor(ann.person)
    readable = await services.access.groups(await services.access.of_person(ann.person))
    assert readable == [second]


async def test_nobody_is_removed_through_another_group(
    services: Services, room: Group, other_room: Group
):
    ann, _ = await _joined(services, room, "Ann")
    with pytest.raises(NotFound):
        await services.profile.remove(other_room.id, ann.id, keeping_replies=False)
    with pytest.raises(NotFound):
        await services.sessions.recovery_pass(other_room.id, ann.id, [])


# --- recovery ------------------------------------------------------------------------------------


async def test_a_recovery_link_puts_a_member_back_on_their_seat_and_they_hear_of_it(
    services: Services, room: Group, clock: Clock
):
    ann, old = await _joined(services, room, "Ann")
    with acting(TERMINAL):
        useless = await services.sessions.recovery_pass(room.id, ann.id, [])
        secret = await services.sessions.recovery_pass(room.id, ann.id, [])
    with pytest.raises(PassUsed):  # of two there is one
        await services.sessions.offer(useless)
    clock.advance(RECOVERY_HOLDS_FOR - timedelta(seconds=1))
    assert (await services.sessions.offer(secret)).recovers

    _, token = await services.sessions.enter(secret, None, "Firefox on Linux", "It was used.")

    assert await services.sessions.visitor(token) == Visitor(ann.person)
    assert await services.sessions.visitor(old) == Visitor(ann.person)
    (told,) = await services.web_messages.latest(room.id, "web", ann, False)
    assert told.summary == "It was used."
    other, _ = await _joined(services, room, "Bo")
    assert await services.web_messages.latest(room.id, "web", other, False) == []
    log = await services.audit.page(9)
    assert sorted(act_words(each, log.names) for each in log.entries) == [
        "came in by the recovery link for Ann",
        "made a recovery link for Ann",
        "made a recovery link for Ann",
    ]


async def test_a_recovery_link_is_good_for_a_day(services: Services, room: Group, clock: Clock):
    ann, _ = await _joined(services, room, "Ann")
    secret = await services.sessions.recovery_pass(room.id, ann.id, [])
    clock.advance(RECOVERY_HOLDS_FOR)
    with pytest.raises(PassUsed):
        await services.sessions.enter(secret, None)


async def test_a_recovery_link_is_for_who_is_in_no_chat_and_in_groups_that_one_organises(
    services: Services, room: Group
):
    bo = await services.members.of_platform(room.id, "chat", "1", "Bo")
    with pytest.raises(NoRecovery, match="chat"):
        await services.sessions.recovery_pass(room.id, bo.id, [])

    second = await services.groups.new_room("Night readers")
    ann, token = await _joined(services, room, "Ann")
    await services.members.join(await services.members.secret(second.id), "Ann", token)
    with pytest.raises(NoRecovery, match="elsewhere"):
        await services.sessions.recovery_pass(room.id, ann.id, [])
    assert await services.sessions.recovery_pass(room.id, ann.id, [second.id])

    cy, _ = await _joined(services, room, "Cy")
    await services.profile.remove(room.id, cy.id, keeping_replies=True)
    with pytest.raises(NoRecovery, match="gone"):
        await services.sessions.recovery_pass(room.id, cy.id, [])


# --- keys ----------------------------------------------------------------------------------------


async def test_who_came_in_by_a_join_link_can_be_signed_out_and_stays_a_member(
    services: Services, room: Group, join: Join
):
    second = await services.groups.new_room("Night readers")
    ann, token = await _joined(services, room, "Ann")
    _, here = await _joined(services, room, "Bo")
    _, elsewhere = await _joined(services, second, "Cy")
    assert await services.keys.joined_browsers(LOCAL_GROUP) == 2

    assert await services.keys.sign_joined_out(LOCAL_GROUP, here) == 1

    assert await services.sessions.visitor(token) == Visitor()
    for each in (here, elsewhere):
        assert await services.sessions.visitor(each) != Visitor()
    assert await services.members.find(room.id, ann.person) == ann


async def test_new_desk_links_make_old_ones_useless_and_close_the_desk_if_wished(
    services: Services, room: Group, clock: Clock
):
    sessions = services.sessions
    ann, token = await _joined(services, room, "Ann")
    _, both = await sessions.enter(await sessions.desk_pass(LOCAL_WORKSPACE), token)
    _, alone = await sessions.enter(await sessions.desk_pass(LOCAL_WORKSPACE), None)
    _, mine = await sessions.enter(await sessions.desk_pass(LOCAL_WORKSPACE), None)
    unused = await sessions.desk_pass(LOCAL_WORKSPACE)

    assert await services.keys.renew_desk_links(LOCAL_WORKSPACE) == 0
    with pytest.raises(PassUsed):
        await sessions.enter(unused, None)
    assert await services.keys.open_desks(LOCAL_WORKSPACE) == 3

    assert await services.keys.renew_desk_links(LOCAL_WORKSPACE, end=True, token=mine) == 2
    assert await sessions.visitor(both) == Visitor(ann.person)
    assert await sessions.visitor(alone) == Visitor()
    assert await sessions.visitor(mine) == Visitor(None, LOCAL_WORKSPACE)
    assert (await services.groups.get(room.id)).naming is Naming.NAMES
