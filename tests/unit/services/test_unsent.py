"""What was typed and not sent: kept for one person, never overwritten unseen, gone in time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.limits import MAX_REPLY
from bot.core.models import Group, Member, Reply, Round, RoundId
from bot.core.unsent import DRAFTS_OUTLIVE_ROUNDS_BY, MOST_REFUSED_FORMS, ReplyDraft
from bot.errors import NotFound, RoundOver, StaleDraft, TextTooLong
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.statements import counted_statements

MOMENT = timedelta(microseconds=1)
ADDRESS = "/me"


async def _keep(
    services: Services, round_: Round, member: Member, text: str, known: str = ""
) -> ReplyDraft:
    kept = await services.reply_drafts.keep(round_.id, member.person, text, 0, known)
    assert kept is not None
    return kept


async def _mine(services: Services, round_: Round, member: Member) -> ReplyDraft | None:
    replies: dict[RoundId, Reply] = {}
    if (reply := await services.replies.mine(round_.id, member)) is not None:
        replies[round_.id] = reply
    return (await services.reply_drafts.mine([round_], member.person, replies)).get(round_.id)


async def test_a_draft_is_its_author_s_alone_and_is_kept_as_it_was_typed(
    services: Services, clock: Clock, ann: Member, bo: Member, open_round: Round
):
    kept = await _keep(services, open_round, ann, "  It\r\nrel")

    assert (kept.text, kept.kept_at) == ("  It\nrel", clock.now())
    assert await _mine(services, open_round, ann) == kept
    assert await _mine(services, open_round, bo) is None
    assert not (await services.cards.card(open_round.id, see())).replies


async def test_of_two_devices_the_one_that_did_not_know_of_the_other_overwrites_nothing(
    services: Services, clock: Clock, ann: Member, open_round: Round
):
    phone = await _keep(services, open_round, ann, "on the phone")
    laptop = await _keep(services, open_round, ann, "on the laptop", phone.version)

    clock.advance(MOMENT)
    with pytest.raises(StaleDraft) as refusal:
        await _keep(services, open_round, ann, "on the phone again", phone.version)

    assert (refusal.value.text, refusal.value.version) == ("on the laptop", laptop.version)
    assert await _mine(services, open_round, ann) == laptop
    with pytest.raises(StaleDraft):
        await services.reply_drafts.keep(open_round.id, ann.person, "", 0, phone.version)
    mine = await _keep(services, open_round, ann, "on the phone again", laptop.version)
    assert await _mine(services, open_round, ann) == mine


async def test_a_draft_that_is_gone_stands_in_nobody_s_way(
    services: Services, ann: Member, open_round: Round
):
    first = await _keep(services, open_round, ann, "one")
    await services.reply_drafts.drop(open_round.id, ann.person, "another")
    assert await _mine(services, open_round, ann) == first
    await services.reply_drafts.drop(open_round.id, ann.person, first.version)
    assert await _mine(services, open_round, ann) is None

    again = await _keep(services, open_round, ann, "two", first.version)
    assert again.version != first.version
    gone = await services.reply_drafts.keep(open_round.id, ann.person, " \n", 0, again.version)
    assert gone is None
    assert await _mine(services, open_round, ann) is None


async def test_what_was_saved_as_the_answer_is_no_draft_any_more(
    services: Services, ann: Member, open_round: Round
):
    await _keep(services, open_round, ann, "It relaxes.\n")
    await services.replies.save(open_round.id, ann, "It relaxes.", 0)
    assert await _mine(services, open_round, ann) is None

    # Answered elsewhere, with other words: these are lost by nothing that did not show them.
    await services.replies.save(open_round.id, ann, "It naps.", 1)
    assert await _mine(services, open_round, ann) is not None


async def test_a_draft_outlives_its_round_by_a_week_and_is_kept_until_then(
    services: Services, store: Store, clock: Clock, ann: Member, open_round: Round
):
    before = await _keep(services, open_round, ann, "Typed before")
    closed = await services.rounds.close(open_round.group, open_round.id)
    late = await _keep(services, open_round, ann, "Typed while it closed", before.version)

    clock.advance(DRAFTS_OUTLIVE_ROUNDS_BY - MOMENT)
    assert await services.reply_drafts.purge_due() == 0
    assert await _mine(services, closed, ann) == late
    clock.advance(MOMENT)
    assert await _mine(services, closed, ann) is None
    with pytest.raises(RoundOver):
        await _keep(services, open_round, ann, "Far too late")
    clock.advance(MOMENT)
    assert await services.reply_drafts.purge_due() == 1
    async with store.reading() as tx:
        assert await tx.reply_drafts.of_person(ann.person) == []


async def test_a_draft_is_in_the_export_and_goes_with_its_author(
    services: Services, store: Store, ann: Member, bo: Member, open_round: Round
):
    for member in (ann, bo):
        await _keep(services, open_round, member, f"{member.name} typed this")

    (mine,) = (await services.profile.export(ann.person, see(ann)))["drafts"]
    assert (mine["round"], mine["text"]) == (open_round.id, "Ann typed this")
    await services.profile.leave(ann)
    await services.profile.delete(bo.person)
    async with store.reading() as tx:
        assert await tx.reply_drafts.of_person(ann.person) == []
        assert await tx.reply_drafts.of_person(bo.person) == []


async def test_who_leaves_one_group_keeps_the_drafts_of_another(
    services: Services, store: Store, ann: Member, open_round: Round
):
    elsewhere = await services.groups.new_room("Night readers")
    await services.members.of_person(elsewhere.id, ann.person)
    await _keep(services, open_round, ann, "Here")

    there = await services.members.find(elsewhere.id, ann.person)
    assert there is not None
    await services.profile.leave(there)

    assert await _mine(services, open_round, ann) is not None


async def test_accounts_that_are_joined_have_the_drafts_of_both(
    services: Services, clock: Clock, ann: Member, bo: Member, open_round: Round
):
    await _keep(services, open_round, ann, "Typed as Ann")
    clock.advance(MOMENT)
    await _keep(services, open_round, bo, "Typed as Bo")

    code = await services.linking.invite_person(bo.person)
    joined = await services.linking.join_person(ann.person, code)

    draft = await _mine(services, open_round, joined.members[0])
    assert draft is not None
    assert draft.text == "Typed as Ann\n\nTyped as Bo"


async def test_an_answer_that_gives_way_as_accounts_are_joined_is_a_draft_below_what_was_typed(
    services: Services, clock: Clock, ann: Member, bo: Member, open_round: Round
):
    await services.replies.save(open_round.id, bo, "Said as Bo", 0)
    await _keep(services, open_round, bo, "Typed as Bo")
    clock.advance(MOMENT)
    await services.replies.save(open_round.id, ann, "Said as Ann, later", 0)

    code = await services.linking.invite_person(ann.person)
    joined = await services.linking.join_person(bo.person, code)

    (me,) = joined.members
    draft = await _mine(services, open_round, me)
    assert draft is not None
    assert draft.text == "Typed as Bo\n\nSaid as Bo"
    mine = await services.replies.mine(open_round.id, me)
    assert mine is not None
    assert mine.text == "Said as Ann, later"


async def test_what_no_draft_can_be_is_refused(services: Services, ann: Member, open_round: Round):
    with pytest.raises(TextTooLong):
        await _keep(services, open_round, ann, "x" * (MAX_REPLY + 1))
    with pytest.raises(NotFound):
        await services.reply_drafts.keep(RoundId("none"), ann.person, "x", 0, "")
    await services.profile.delete(ann.person)
    with pytest.raises(NotFound):
        await _keep(services, open_round, ann, "x")


async def test_drafts_that_come_together_share_their_commits_and_one_refusal_is_one_s_own(
    services: Services, store: Store, join: Join, open_round: Round
):
    people = [await join(f"Person {number}") for number in range(20)]
    known = await _keep(services, open_round, people[0], "before")

    with counted_statements(store._engine) as seen:
        outcomes = await asyncio.gather(
            *(_keep(services, open_round, each, f"{each.name} typed") for each in people),
            return_exceptions=True,
        )

    assert [isinstance(each, StaleDraft) for each in outcomes] == [True] + [False] * 19
    # The first at once, all others together: both look at the round and the people once.
    assert len(seen) <= 20 + 1 + 2 * 2
    assert await _mine(services, open_round, people[0]) == known


# --- refused forms --------------------------------------------------------------------------------


async def _refuse(services: Services, session: str | None, name: str = "Ann") -> str | None:
    fields = (("name", name), ("name", "twice"))
    return await services.refused_forms.keep(session, ADDRESS, "accounts", fields, ("No.", 422))


async def _token(services: Services, room: Group, name: str) -> str:
    _, token = await services.members.join(await services.members.secret(room.id), name)
    return token


async def test_a_refused_form_is_shown_to_its_browser_on_its_page_for_an_hour(
    services: Services, clock: Clock, room: Group
):
    session, other = await _token(services, room, "Ann"), await _token(services, room, "Bo")
    secret = await _refuse(services, session)
    assert secret is not None

    found = await services.refused_forms.find(secret, session, ADDRESS)
    assert found is not None
    assert (found.part, found.words, found.status) == ("accounts", "No.", 422)
    assert found.fields == (("name", "Ann"), ("name", "twice"))
    for whose, where in ((other, ADDRESS), (None, ADDRESS), (session, "/join")):
        assert await services.refused_forms.find(secret, whose, where) is None
    assert await services.refused_forms.find("another", session, ADDRESS) is None
    clock.advance(timedelta(hours=1))
    assert await services.refused_forms.find(secret, session, ADDRESS) is None
    assert await services.refused_forms.purge_due() == 1


async def test_of_one_browser_only_the_newest_forms_are_kept(
    services: Services, clock: Clock, room: Group
):
    session = await _token(services, room, "Ann")
    secrets = []
    for _ in range(MOST_REFUSED_FORMS + 2):
        secrets.append(await _refuse(services, session))
        clock.advance(MOMENT)

    found = [each and await services.refused_forms.find(each, session, ADDRESS) for each in secrets]
    assert [each is not None for each in found] == [False] * 2 + [True] * MOST_REFUSED_FORMS


async def test_a_stranger_s_form_is_kept_as_far_as_it_is_small(services: Services):
    secret = await _refuse(services, None)
    assert secret is not None
    assert await services.refused_forms.find(secret, None, ADDRESS)
    assert await services.refused_forms.find(secret, "came in since", ADDRESS)
    assert await _refuse(services, None, "x" * 5000) is None


async def test_a_browser_that_is_forgotten_takes_its_forms_along(services: Services, room: Group):
    session = await _token(services, room, "Ann")
    secret = await _refuse(services, session)
    assert secret is not None
    await services.sessions.leave(session)

    assert await services.refused_forms.find(secret, session, ADDRESS) is None
    assert await _refuse(services, session) is None
