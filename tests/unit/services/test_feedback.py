"""Rating one's own reply, voting for another's, and the counts a day later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deliveries import DeliveryKind
from bot.core.feedback import Rating
from bot.core.models import (
    Group,
    Member,
    Naming,
    Round,
    RoundId,
)
from bot.core.read_models import Helpful
from bot.errors import FeedbackOver, NotAllowed, NotFound, NothingToRate, OwnReply
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.clock import Clock
from tests.fakes.rows import rewrite
from tests.fakes.study_deck import StudyDeck

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def revealed(services: Services, ann: Member, bo: Member, open_round: Round) -> Round:
    """A closed round in which Ann and then Bo replied."""
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"By {member.name}.", 0)
    return await services.rounds.close(open_round.group, open_round.id)


async def _token(services: Services, round_: Round, reader: Member, author: str) -> str:
    ballot = await services.feedback.ballot(round_.group, round_.id, reader)
    return next(each.token for each in ballot.choices if each.author == author)


async def _tallies(services: Services) -> list[RoundId | None]:
    due = await services.deliveries.due()
    return [each.round for each in due if each.kind is DeliveryKind.TALLY]


# --- ratings --------------------------------------------------------------------------------------


async def test_a_member_rates_their_reply_and_changes_their_mind(
    services: Services, clock: Clock, room: Group, ann: Member, revealed: Round
):
    assert await services.feedback.rating(room.id, revealed.id, ann) is None
    for rating in (Rating.MISSED, Rating.PARTLY, Rating.PARTLY):
        await services.feedback.rate(room.id, revealed.id, ann, rating)
        assert await services.feedback.rating(room.id, revealed.id, ann) is rating

    clock.advance(DAY)
    await services.rounds.tick()
    tally = await services.feedback.tally(room.id, revealed.id)
    assert tally.ratings == ((Rating.PARTLY, 1),)


async def test_who_did_not_reply_has_nothing_to_rate(
    services: Services, room: Group, join: Join, revealed: Round
):
    cy = await join("Cy")
    with pytest.raises(NothingToRate):
        await services.feedback.rate(room.id, revealed.id, cy, Rating.GOT_IT)
    with pytest.raises(NothingToRate):
        await services.feedback.rating(room.id, revealed.id, cy)


# --- votes ----------------------------------------------------------------------------------------


async def test_the_ballot_lists_the_others_replies_in_the_reveals_order(
    services: Services, room: Group, ann: Member, join: Join, revealed: Round
):
    ballot = await services.feedback.ballot(room.id, revealed.id, ann)
    assert [(each.author, each.beginning) for each in ballot.choices] == [("Bo", "By Bo.")]
    assert ballot.chosen is None

    ballot = await services.feedback.ballot(room.id, revealed.id, await join("Cy"))
    assert [each.author for each in ballot.choices] == ["Ann", "Bo"]


async def test_a_vote_is_changed_repeated_and_taken_back(
    services: Services, room: Group, join: Join, revealed: Round
):
    cy = await join("Cy")
    chosen = []
    for author in ("Ann", "Bo", "Bo"):
        token = await _token(services, revealed, cy, author)
        choice = await services.feedback.vote(room.id, revealed.id, cy, token)
        assert (choice.author, choice.beginning) == (author, f"By {author}.")
        chosen.append((await services.feedback.ballot(room.id, revealed.id, cy)).chosen)
        assert chosen[-1] == token
    assert chosen[1] == chosen[2] != chosen[0]

    for _ in range(2):
        await services.feedback.take_back(room.id, revealed.id, cy)
    assert (await services.feedback.ballot(room.id, revealed.id, cy)).chosen is None


async def test_nobody_votes_for_their_own_reply_or_for_one_that_is_not_there(
    services: Services, room: Group, ann: Member, bo: Member, revealed: Round
):
    own = await _token(services, revealed, bo, "Ann")
    with pytest.raises(OwnReply):
        await services.feedback.vote(room.id, revealed.id, ann, own)
    with pytest.raises(NotFound):
        await services.feedback.vote(room.id, revealed.id, ann, "0" * 32)


async def test_an_anonymous_ballot_tells_neither_names_nor_times_nor_the_same_token_twice(
    *, services: Services, clock: Clock, room: Group, deck: StudyDeck, join: Join
):
    await services.groups.set_naming(room.id, Naming.ANONYMOUS)
    cy, dee, eve = [await join(name) for name in ("Cy", "Dee", "Eve")]
    tokens = []
    for _ in range(2):
        round_ = await services.rounds.open_next(room.id, deck.id)
        for member, text in ((dee, "zest"), (eve, "acid")):
            await services.replies.save(round_.id, member, text, 0)
            clock.advance(HOUR)
        await services.rounds.close(room.id, round_.id)
        ballot = await services.feedback.ballot(room.id, round_.id, cy)
        assert [(each.author, each.beginning) for each in ballot.choices] == [
            (None, "acid"),
            (None, "zest"),
        ]
        tokens += [each.token for each in ballot.choices]
        assert not {cy.id, dee.id, eve.id} & set(tokens)
    assert len(set(tokens)) == 4

    await services.feedback.vote(room.id, round_.id, cy, tokens[2])
    clock.advance(DAY)
    await services.rounds.tick()
    tally = await services.feedback.tally(room.id, round_.id)
    assert tally.helpful == (Helpful(None, "acid", 1),)


# --- the counts -----------------------------------------------------------------------------------


async def test_counts_are_told_once_a_day_after_closing_and_taken_no_more(
    *,
    services: Services,
    restarted: Callable[[], Services],
    clock: Clock,
    room: Group,
    ann: Member,
    bo: Member,
    revealed: Round,
):
    token = await _token(services, revealed, ann, "Bo")
    await services.feedback.vote(room.id, revealed.id, ann, token)
    await services.feedback.rate(room.id, revealed.id, bo, Rating.GOT_IT)
    with pytest.raises(NotAllowed):
        await services.feedback.tally(room.id, revealed.id)
    assert await services.rounds.tick() == clock.now() + DAY

    clock.advance(DAY)
    await services.rounds.tick()
    await restarted().rounds.tick()

    assert await _tallies(services) == [revealed.id]
    tally = await services.feedback.tally(room.id, revealed.id)
    assert (tally.votes, tally.helpful) == (1, (Helpful("Bo", "By Bo.", 1),))
    assert tally.ratings == ((Rating.GOT_IT, 1),)
    attempts: list[Callable[[], Awaitable[object]]] = [
        lambda: services.feedback.rate(room.id, revealed.id, ann, Rating.MISSED),
        lambda: services.feedback.rating(room.id, revealed.id, ann),
        lambda: services.feedback.ballot(room.id, revealed.id, ann),
        lambda: services.feedback.vote(room.id, revealed.id, ann, token),
        lambda: services.feedback.take_back(room.id, revealed.id, ann),
    ]
    for attempt in attempts:
        with pytest.raises(FeedbackOver):
            await attempt()


async def test_replies_with_the_same_number_of_votes_are_all_the_most_helpful(
    services: Services, clock: Clock, room: Group, join: Join, revealed: Round
):
    for name, author in (("Cy", "Ann"), ("Dee", "Bo")):
        member = await join(name)
        token = await _token(services, revealed, member, author)
        await services.feedback.vote(room.id, revealed.id, member, token)
    clock.advance(DAY)
    await services.rounds.tick()

    tally = await services.feedback.tally(room.id, revealed.id)
    assert [(each.author, each.votes) for each in tally.helpful] == [("Ann", 1), ("Bo", 1)]
    assert tally.votes == 2


async def test_a_round_of_which_nobody_said_anything_tells_nothing(
    services: Services, clock: Clock, room: Group, ann: Member, revealed: Round
):
    token = await _token(services, revealed, ann, "Bo")
    await services.feedback.vote(room.id, revealed.id, ann, token)
    await services.feedback.take_back(room.id, revealed.id, ann)
    clock.advance(DAY)

    assert await services.rounds.tick() is None
    assert await _tallies(services) == []
    tally = await services.feedback.tally(room.id, revealed.id)
    assert (tally.ratings, tally.helpful, tally.votes) == ((), (), 0)


async def test_a_skipped_round_and_one_from_before_are_never_counted(
    *, services: Services, store: Store, clock: Clock, room: Group, ann: Member, revealed: Round
):
    async with store.writing() as tx:
        await rewrite(tx, replace(revealed, tally_at=None))
    other = await services.rounds.open_question(room.id, revealed.question)
    await services.rounds.skip(room.id, other.id)

    with pytest.raises(FeedbackOver):
        await services.feedback.rate(room.id, revealed.id, ann, Rating.MISSED)
    with pytest.raises(NotFound):
        await services.feedback.rate(room.id, other.id, ann, Rating.MISSED)
    clock.advance(2 * DAY)
    assert await services.rounds.tick() is None


async def test_nothing_is_said_while_the_round_is_open_or_in_another_group(
    *, services: Services, room: Group, other_room: Group, ann: Member, open_round: Round
):
    stranger = replace(ann, group=other_room.id)
    for group, member, refusal in (
        (room.id, ann, NotAllowed),
        (room.id, stranger, NotAllowed),
        (other_room.id, stranger, NotFound),
    ):
        with pytest.raises(refusal):
            await services.feedback.rate(group, open_round.id, member, Rating.MISSED)
        with pytest.raises(refusal):
            await services.feedback.ballot(group, open_round.id, member)
    with pytest.raises(NotFound):
        await services.feedback.tally(other_room.id, open_round.id)
    with pytest.raises(NotFound):
        await services.feedback.vote(room.id, RoundId("none"), ann, "x")
