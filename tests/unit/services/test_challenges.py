"""Disputes of a reference: challenged, agreed with, decided, told, and gone with who wrote it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.core.challenges import MAX_REASON, ReferenceAct, Verdict
from bot.core.deck_edits import CHALLENGE, WithdrawSource, WriteReference
from bot.core.deliveries import Delivery, DeliveryKind
from bot.core.models import (
    Group,
    Member,
    Naming,
    QuestionId,
    RevealNews,
    Round,
    WorkspaceId,
)
from bot.errors import (
    ChallengeOver,
    EditedMeanwhile,
    NotAllowed,
    NotFound,
    OwnChallenge,
    TextEmpty,
    TextTooLong,
)
from bot.presentation.deliveries import present
from bot.services.preferences import Wanted
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.study_deck import ANSWERS, StudyDeck

THEIRS = "Rest lets the gluten relax, and the flour take up water."
WRONG = "It forgets the water."


@pytest.fixture
def workspace(room: Group) -> WorkspaceId:
    """Whose deck it is: the web room's, which has its group's id."""
    return WorkspaceId(room.id)


@pytest.fixture
async def revealed(services: Services, ann: Member, bo: Member, open_round: Round) -> Round:
    """A closed round in which Ann and then Bo replied."""
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"By {member.name}.", 0)
    return await services.rounds.close(open_round.group, open_round.id)


async def _reference(services: Services, round_: Round, *members: Member) -> list[tuple[Any, str]]:
    reveal = await services.reveals.reveal(round_.id, see(*members))
    return [(each.author, each.text) for each in reveal.answers.reference]


async def _told(services: Services, kind: DeliveryKind) -> list[Delivery]:
    return [each for each in await services.deliveries.due() if each.kind is kind]


async def test_a_challenge_is_one_a_member_edited_agreed_with_and_taken_back(
    services: Services, ann: Member, bo: Member, revealed: Round
):
    challenges = services.challenges
    made = await challenges.make(revealed.id, ann, see(ann), "It is wrong.", "")
    again = await challenges.make(revealed.id, ann, see(ann), f" {WRONG}\r\n", THEIRS)
    assert (again.id, again.reason, again.text) == (made.id, WRONG, THEIRS)
    with pytest.raises(OwnChallenge):
        await challenges.agree(made.id, ann, see(ann), agrees=True)
    for _ in range(2):
        await challenges.agree(made.id, bo, see(bo), agrees=True)

    (seen,) = (await challenges.of_round(revealed.id, see(bo))).challenges
    assert (seen.author, seen.agreements, seen.mine, seen.agreed) == ("Ann", 1, False, True)
    (public,) = (await services.reveals.reveal(revealed.id, None)).challenges
    assert (public.author, public.agreements, public.agreed) == ("Ann", 1, False)
    (notice,) = await _told(services, DeliveryKind.NOTICE)
    assert WRONG not in notice.note

    await challenges.agree(made.id, bo, see(bo), agrees=False)
    assert not await challenges.take_back(revealed.id, bo, made.id)
    assert await challenges.take_back(revealed.id, ann, made.id)
    assert (await challenges.of_round(revealed.id, see(bo))).challenges == ()
    assert (await services.reveals.reveal(revealed.id, None)).challenges == ()


@pytest.mark.parametrize(
    ("reason", "text", "refusal"),
    [
        (" \n", "", TextEmpty),
        ("x" * (MAX_REASON + 1), "", TextTooLong),
        ("x", "y" * 8001, TextTooLong),
    ],
)
async def test_a_challenge_says_why_within_limits(
    *, services: Services, ann: Member, revealed: Round, reason: str, text: str, refusal: type
):
    with pytest.raises(refusal):
        await services.challenges.make(revealed.id, ann, see(ann), reason, text)


async def test_nobody_challenges_before_the_reveal_nor_what_they_cannot_read(
    services: Services, ann: Member, bo: Member, open_round: Round
):
    with pytest.raises(NotAllowed):
        await services.challenges.make(open_round.id, ann, see(ann), WRONG, "")
    await services.rounds.close(open_round.group, open_round.id)
    made = await services.challenges.make(open_round.id, ann, see(ann), WRONG, "")
    for refused in (
        services.challenges.make(open_round.id, bo, see(bo, channels=["elsewhere"]), WRONG, ""),
        services.challenges.agree(made.id, bo, see(bo, channels=["elsewhere"]), agrees=True),
    ):
        with pytest.raises(NotFound):
            await refused


async def test_accepting_a_text_makes_it_the_reference_with_its_history_and_tells_who_answered(
    services: Services, ann: Member, bo: Member, revealed: Round, workspace: WorkspaceId
):
    challenges = services.challenges
    made = await challenges.make(revealed.id, ann, see(ann), WRONG, THEIRS)
    (waiting,) = await challenges.open_in(workspace, revealed.deck)
    assert (waiting.reference, waiting.shown.author) == (ANSWERS["Mara"][0], "Ann")
    assert await challenges.count_open([revealed.deck]) == {revealed.deck: 1}
    await challenges.decide(
        workspace, made.id, Verdict.ACCEPT_TEXT, "You are right.", seen=waiting.stamp
    )

    assert await _reference(services, revealed, bo) == [("Ann", THEIRS)]
    told = await _told(services, DeliveryKind.CORRECTION)
    notes = {each.member: json.loads(each.note) for each in told}
    assert notes[ann.id] == {"code": "accepted", "why": "You are right."}
    assert notes[bo.id] == {"code": "corrected"}
    for each in told:
        content = (await services.delivery_contents.ready(each))[1]
        assert content is not None
        assert present(each, content).for_member == each.member
    shown = await services.deck_edits.question(workspace, revealed.deck, revealed.question)
    (step,) = shown.history
    assert (step.change.act, step.source) == (ReferenceAct.CORRECTED, "Ann")
    assert step.challenge is not None
    assert step.challenge.reason == WRONG
    with pytest.raises(ChallengeOver):
        await challenges.decide(workspace, made.id, Verdict.DECLINE)


async def test_an_accepted_challenge_that_is_undone_is_open_again(
    services: Services, ann: Member, revealed: Round, workspace: WorkspaceId
):
    challenges = services.challenges
    made = await challenges.make(revealed.id, ann, see(ann), WRONG, "")
    await challenges.decide(workspace, made.id, Verdict.ACCEPT)
    assert await _reference(services, revealed) == []

    await services.deck_edits.undo(workspace, revealed.deck)

    assert await _reference(services, revealed) == [("Mara", ANSWERS["Mara"][0])]
    (again,) = await challenges.open_in(workspace, revealed.deck)
    assert again.shown.challenge.id == made.id
    shown = await services.deck_edits.question(workspace, revealed.deck, revealed.question)
    assert [each.change.undone_at is not None for each in shown.history] == [True]


async def test_declining_says_why_and_changes_nothing_and_it_may_be_challenged_again(
    services: Services, ann: Member, bo: Member, revealed: Round, workspace: WorkspaceId
):
    made = await services.challenges.make(revealed.id, ann, see(ann), WRONG, THEIRS)
    await services.challenges.decide(workspace, made.id, Verdict.DECLINE, "See page 12.")

    assert await _reference(services, revealed) == [("Mara", ANSWERS["Mara"][0])]
    (told,) = await _told(services, DeliveryKind.CORRECTION)
    assert (told.member, json.loads(told.note)["why"]) == (ann.id, "See page 12.")
    with pytest.raises(ChallengeOver):
        await services.challenges.agree(made.id, bo, see(bo), agrees=True)
    another = await services.challenges.make(revealed.id, ann, see(ann), "Page 13 differs.", "")
    assert another.id != made.id


async def test_what_was_changed_since_an_organiser_saw_it_is_not_accepted(
    services: Services, ann: Member, revealed: Round, workspace: WorkspaceId, store: Store
):
    made = await services.challenges.make(revealed.id, ann, see(ann), WRONG, THEIRS)
    (seen,) = await services.challenges.open_in(workspace, revealed.deck)
    await services.challenges.make(revealed.id, ann, see(ann), WRONG, "Something else.")
    with pytest.raises(EditedMeanwhile):
        await services.challenges.decide(workspace, made.id, Verdict.ACCEPT_TEXT, seen=seen.stamp)


async def test_an_organiser_may_trust_another_text_for_a_challenge(
    services: Services, ann: Member, revealed: Round, workspace: WorkspaceId
):
    made = await services.challenges.make(revealed.id, ann, see(ann), WRONG, "")
    edit = WriteReference(revealed.question, "Water and gluten.")
    await services.challenges.decide(workspace, made.id, Verdict.ACCEPT, instead=edit)
    assert await _reference(services, revealed) == [("Organisers", "Water and gluten.")]


async def test_who_wants_no_news_or_is_away_is_told_nothing(
    services: Services, ann: Member, bo: Member, revealed: Round, workspace: WorkspaceId
):
    await services.preferences.change(bo.person, Wanted(reveals=RevealNews.NONE))
    await services.preferences.go_away(ann.person, "2 weeks")
    made = await services.challenges.make(revealed.id, ann, see(ann), WRONG, THEIRS)
    await services.challenges.decide(workspace, made.id, Verdict.ACCEPT_TEXT)
    assert await _told(services, DeliveryKind.CORRECTION) == []


async def test_nobody_is_named_where_the_group_shows_no_names(
    services: Services, ann: Member, bo: Member, open_round: Round, workspace: WorkspaceId
):
    await services.rounds.close(open_round.group, open_round.id)
    await services.groups.set_naming(open_round.group, Naming.ANONYMOUS)
    question = QuestionId(f"{open_round.deck}-q1")
    round_ = await services.rounds.open_question(open_round.group, question)
    for member in (ann, bo):
        await services.replies.save(round_.id, member, f"By {member.id}.", 0)
    await services.rounds.close(round_.group, round_.id)
    made = await services.challenges.make(round_.id, ann, see(ann), WRONG, THEIRS)

    (seen,) = (await services.challenges.of_round(round_.id, see(bo))).challenges
    (waiting,) = await services.challenges.open_in(workspace, round_.deck)
    assert (seen.author, waiting.shown.author) == (None, None)
    await services.challenges.decide(workspace, made.id, Verdict.ACCEPT_TEXT)
    assert await _reference(services, round_, bo) == [("A member", THEIRS)]
    for told in await _told(services, DeliveryKind.CORRECTION):
        assert told.member is not None
        assert ann.name not in told.note


@pytest.mark.parametrize("way", ["delete", "take back", "leave"])
async def test_a_trusted_text_goes_with_its_author_out_of_the_deck_reveals_and_old_edits(
    *,
    services: Services,
    ann: Member,
    bo: Member,
    revealed: Round,
    workspace: WorkspaceId,
    store: Store,
    clock: Clock,
    way: str,
):
    made = await services.challenges.make(revealed.id, ann, see(ann), WRONG, THEIRS)
    await services.challenges.decide(workspace, made.id, Verdict.ACCEPT_TEXT)
    clock.advance(timedelta(minutes=1))
    if way == "delete":
        await services.profile.delete(ann.person)
    elif way == "leave":
        await services.profile.leave(ann)
    else:
        assert await services.challenges.take_back(revealed.id, ann, made.id)

    assert await _reference(services, revealed, bo) == [("Mara", ANSWERS["Mara"][0])]
    async with store.reading() as tx:
        assert await tx.deck_edits.latest(revealed.deck) is None
        assert CHALLENGE not in {each.format for each in await tx.decks.sources(revealed.deck)}
        (taken, _) = await tx.challenges.history(revealed.question)
    assert taken.act is ReferenceAct.TAKEN_BACK
    gone = [
        each for each in await _told(services, DeliveryKind.NOTICE) if "reference-gone" in each.note
    ]
    assert len(gone) == 1


async def test_a_text_that_was_withdrawn_and_whose_author_is_gone_cannot_be_brought_back(
    services: Services, ann: Member, revealed: Round, workspace: WorkspaceId, store: Store
):
    made = await services.challenges.make(revealed.id, ann, see(ann), WRONG, THEIRS)
    await services.challenges.decide(workspace, made.id, Verdict.ACCEPT_TEXT)
    async with store.reading() as tx:
        (lent,) = await tx.lent_texts.of_members([ann.id])
    found = await services.deck_edits.withdrawal(workspace, revealed.deck, WithdrawSource(lent.id))
    await services.deck_edits.edit(workspace, revealed.deck, WithdrawSource(lent.id), found.stamp)
    await services.profile.delete(ann.person)
    async with store.reading() as tx:
        assert await tx.deck_edits.latest(revealed.deck) is None


async def test_one_s_own_challenges_and_agreements_are_exported_and_go_with_one(
    services: Services, ann: Member, bo: Member, revealed: Round
):
    mine = await services.challenges.make(revealed.id, ann, see(ann), WRONG, THEIRS)
    theirs = await services.challenges.make(revealed.id, bo, see(bo), "Too short.", "")
    await services.challenges.agree(theirs.id, ann, see(ann), agrees=True)
    (group,) = (await services.profile.export(ann.person, see(ann)))["groups"]
    assert [(each["reason"], each["better_text"]) for each in group["challenges"]] == [
        (WRONG, THEIRS)
    ]
    assert [each["challenge"] for each in group["agreements"]] == [theirs.id]

    await services.profile.delete(ann.person)
    (left,) = (await services.challenges.of_round(revealed.id, see(bo))).challenges
    assert (left.challenge.id, left.agreements) == (theirs.id, 0)
    assert mine.id != theirs.id


async def test_who_turns_out_to_be_one_person_agrees_once_and_never_with_themselves(
    *, services: Services, ann: Member, bo: Member, join: Join, revealed: Round, store: Store
):
    cy = await join("Cy")
    of_ann = await services.challenges.make(revealed.id, ann, see(ann), WRONG, "")
    of_cy = await services.challenges.make(revealed.id, cy, see(cy), "Too short.", "")
    for challenge, member in ((of_ann, bo), (of_cy, bo), (of_cy, ann)):
        await services.challenges.agree(challenge.id, member, see(member), agrees=True)
    async with store.writing() as tx:
        await tx.merging.join_members({bo.id: ann.id})
    shown = (await services.challenges.of_round(revealed.id, see(ann))).challenges
    assert {each.challenge.id: each.agreements for each in shown} == {of_ann.id: 0, of_cy.id: 1}


async def test_most_disputed_first_asks_what_was_challenged_before_what_was_not(
    *,
    services: Services,
    ann: Member,
    bo: Member,
    deck: StudyDeck,
    room: Group,
    workspace: WorkspaceId,
):
    last = deck.questions[2]
    round_ = await services.rounds.open_question(room.id, last.id)
    await services.rounds.close(room.id, round_.id)
    made = await services.challenges.make(round_.id, ann, see(ann), WRONG, "")
    await services.challenges.agree(made.id, bo, see(bo), agrees=True)
    async with services.access._context.store.reading() as tx:
        known = await services.rounds._disagreements.of(tx, deck.id)
        assert known[last.id] >= 2 > max(known[each.id] for each in deck.questions[:2])
    await services.challenges.decide(workspace, made.id, Verdict.DECLINE, "No.")
    async with services.access._context.store.reading() as tx:
        assert (await services.rounds._disagreements.of(tx, deck.id))[last.id] < 2
