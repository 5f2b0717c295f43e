"""What members say of a reveal, and its counts once everybody had a day for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from bot.core.feedback import (
    Rating,
    SelfRating,
    Vote,
    beginning_of,
    check_takes_feedback,
    check_told,
    counted,
    token_of,
)
from bot.core.models import GroupId, Member, MemberId, Naming, Reply, Round, RoundId
from bot.core.own_words import rated_by_confidence
from bot.core.read_models import Ballot, Candidate, Helpful, Reader, Tally
from bot.core.rounds import as_asked
from bot.errors import NotAllowed, NotFound, NothingToRate, OwnReply
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.reveals import refuse_asked_again
from bot.services.sharing import SharedByKey
from bot.storage.transaction import Transaction

# Everybody who sees a reveal sees how its replies begin.
_beginning_of = lru_cache(2_048)(beginning_of)
_Choices = Sequence[tuple[MemberId, Candidate]]


class FeedbackService:
    """Ratings and votes are taken from the reveal until they are told, and shown only then.

    Where nothing else is said, methods raise NotFound, FeedbackOver once they are told,
    and NotAllowed while the round is open or for a member of another group. What is said of a
    round `arrived` now, or earlier where it waited for its turn.
    """

    def __init__(self, context: Context, access: AccessService) -> None:
        self._context = context
        self._access = access
        self._choices = SharedByKey[RoundId, _Choices](self._load_choices)

    async def rating(self, group: GroupId, round_: RoundId, member: Member) -> Rating | None:
        """Return how the member rated their reply so far. Raises NothingToRate without one."""
        async with self._context.store.reading() as tx:
            self._check(await tx.rounds.get(round_), group, member)
            await _check_replied(tx, round_, member)
            return await tx.feedback.find_rating(round_, member.id)

    async def rate(
        self,
        group: GroupId,
        round_: RoundId,
        member: Member,
        rating: Rating,
        arrived: datetime | None = None,
    ) -> None:
        """Keep the member's word on their own reply, instead of an earlier one.

        Raises NothingToRate as well.
        """
        at = self._context.not_later(arrived)
        async with self._context.store.writing() as tx:
            self._check(await tx.rounds.get_shared(round_), group, member, at)
            await tx.members.lock([member.id])
            await _check_replied(tx, round_, member)
            await tx.feedback.rate(SelfRating(round_, member.id, rating, at))

    async def ballot(self, group: GroupId, round_: RoundId, member: Member) -> Ballot:
        """Return what the member can vote for.

        Raises NotAllowed as well while the question is open again and they have not replied.
        """
        async with self._context.store.reading() as tx:
            own = await tx.members.of_persons([member.person])
        reader = Reader(members=frozenset(each.id for each in own))
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            found = await tx.rounds.get(round_)
            self._check(found, group, member)
            question = as_asked(await tx.decks.question(found.question), found)
            await refuse_asked_again(tx, question, everywhere)
            vote = await tx.feedback.find_vote(round_, member.id)
        choices = await self._choices.fresh(round_)
        return Ballot(
            found,
            question,
            tuple(choice for author, choice in choices if author != member.id),
            token_of(round_, vote.author) if vote is not None else None,
        )

    async def _load_choices(self, round_: RoundId) -> _Choices:
        async with self._context.store.reading() as tx:
            found = await tx.rounds.get(round_)
            replies, names = await _in_order(tx, found), await _names(tx, found)
        return [(each.member, _choice(each, names)) for each in replies]

    async def vote(
        self,
        group: GroupId,
        round_: RoundId,
        member: Member,
        choice: str,
        arrived: datetime | None = None,
    ) -> Candidate:
        """Keep the member's vote for the reply with the token `choice`, instead of an earlier one.

        Raises OwnReply as well, and NotFound for a reply that is not there any more.
        """
        at = self._context.not_later(arrived)
        async with self._context.store.writing() as tx:
            found = await tx.rounds.get_shared(round_)
            self._check(found, group, member, at)
            author = await _author(tx, round_, choice)
            if author == member.id:
                raise OwnReply
            # With both members locked, neither is removed before the vote is there.
            if member.id not in await tx.members.lock([author, member.id], shared=True):
                raise NotFound("member", member.id)
            reply = await tx.replies.find(round_, author)
            if reply is None:
                raise NotFound("answer", choice)
            await tx.feedback.vote(Vote(round_, member.id, author, at))
            return _choice(reply, await _names(tx, found))

    async def take_back(
        self,
        group: GroupId,
        round_: RoundId,
        member: Member,
        arrived: datetime | None = None,
    ) -> None:
        """Keep no vote of the member's; without one nothing changes."""
        async with self._context.store.writing() as tx:
            self._check(
                await tx.rounds.get_shared(round_), group, member, self._context.not_later(arrived)
            )
            await tx.feedback.take_vote_back(round_, member.id)

    async def tally(self, group: GroupId, round_: RoundId) -> Tally:
        """Return the counts. Raises NotFound, and NotAllowed until they are told."""
        async with self._context.store.reading() as tx:
            found = await tx.rounds.get(round_)
            _check_group(found, group)
            check_told(found)
            ratings = await tx.feedback.ratings(round_)
            votes = await tx.feedback.votes(round_)
            confidences = (await tx.own_words.of_round(round_)).confidences
            question = await tx.decks.question(found.question)
            replies, names = await _in_order(tx, found), await _names(tx, found)
        counts = counted(ratings, votes)
        helpful = _helpful(dict(counts.votes), replies, names)
        by_confidence = rated_by_confidence(confidences, ratings)
        return Tally(found, question, counts.ratings, helpful, len(votes), by_confidence)

    def _check(
        self, round_: Round, group: GroupId, member: Member, arrived: datetime | None = None
    ) -> None:
        _check_group(round_, group)
        if member.group != group:
            raise NotAllowed("member")
        check_takes_feedback(round_, self._context.not_later(arrived))


def _check_group(round_: Round, group: GroupId) -> None:
    if round_.group != group:
        raise NotFound("round", round_.id)


async def _check_replied(tx: Transaction, round_: RoundId, member: Member) -> None:
    if await tx.replies.find(round_, member.id) is None:
        raise NothingToRate


async def _author(tx: Transaction, round_: RoundId, token: str) -> MemberId:
    for author in await tx.replies.authors(round_):
        if token_of(round_, author) == token:
            return author
    raise NotFound("answer", token)


async def _in_order(tx: Transaction, round_: Round) -> Sequence[Reply]:
    """Return the replies in the reveal's order: without names it tells nothing of their times."""
    replies = await tx.replies.of_round(round_.id)
    if round_.naming is Naming.NAMES:
        return replies
    return sorted(
        replies,
        key=lambda each: (each.text.casefold(), each.text, token_of(round_.id, each.member)),
    )


async def _names(tx: Transaction, round_: Round) -> Mapping[MemberId, str]:
    """Return the names of those who replied, none where the round shows none."""
    if round_.naming is Naming.ANONYMOUS:
        return {}
    return await tx.members.names_in(round_.id)


def _choice(reply: Reply, names: Mapping[MemberId, str]) -> Candidate:
    token = token_of(reply.round, reply.member)
    return Candidate(token, names.get(reply.member), _beginning_of(reply.text))


def _helpful(
    votes: dict[MemberId, int], replies: Sequence[Reply], names: Mapping[MemberId, str]
) -> tuple[Helpful, ...]:
    most = max(votes.values(), default=0)
    return tuple(
        Helpful(names.get(reply.member), beginning_of(reply.text), most)
        for reply in replies
        if votes.get(reply.member) == most
    )
