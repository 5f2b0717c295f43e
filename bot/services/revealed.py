"""A closed round's page on the web: its reveal, and what one reader said and typed there.

At closing everybody looks at once: who asks while others are looked up shares the next look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.challenges import ChallengeShown
from bot.core.comments import Comment
from bot.core.feedback import Rating, takes_feedback
from bot.core.later_replies import Chance, LaterReply, takes_later
from bot.core.lookup import spelled
from bot.core.models import (
    SHIPPED,
    ChannelId,
    Deck,
    Member,
    MemberId,
    PersonId,
    Question,
    Round,
    RoundId,
)
from bot.core.read_models import CommentShown, Reader
from bot.core.unsent import ReplyDraft, takes_drafts
from bot.errors import MemberError, NotFound
from bot.services import comments
from bot.services.batches import Batches
from bot.services.challenges import challenges_shown
from bot.services.context import Context
from bot.services.later_replies import LaterPrompt, chance_of_others
from bot.services.reveals import (
    Parts,
    RevealService,
    SharedReveal,
    refuse_question_withdrawn,
    refuse_unrevealed,
)
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Revealed:
    """A reveal as one reader's page shows it; `shared` is the same for all.

    `own` is which of its replies is theirs, `rating` what they said of it. `chosen` is the author
    for whose reply they voted. `draft` is what they typed and did not save. `again` is what they
    may answer still, None for nothing. With `is_asked_for` an organiser would like their reply to
    be the reference.
    """

    shared: SharedReveal
    own: int | None
    rating: Rating | None
    chosen: MemberId | None
    draft: ReplyDraft | None
    again: LaterPrompt | None = None
    comments: tuple[CommentShown, ...] = ()
    challenges: tuple[ChallengeShown, ...] = ()
    is_asked_for: bool = False

    @property
    def takes_challenges(self) -> bool:
        """Whether there is a reference that whoever organises its deck can change."""
        return self.deck.workspace != SHIPPED and bool(self.shared.reveal.answers.reference)

    @property
    def my_challenge(self) -> ChallengeShown | None:
        """The reader's own challenge that is not decided."""
        return next((each for each in self.challenges if each.mine and each.is_open), None)

    @property
    def round(self) -> Round:
        """The round."""
        return self.shared.reveal.round

    @property
    def deck(self) -> Deck:
        """What it was asked of."""
        return self.shared.reveal.deck

    @property
    def question(self) -> Question:
        """What was asked."""
        return self.shared.reveal.question

    @property
    def replies(self) -> int:
        """How many replied."""
        return len(self.shared.authors)

    @property
    def replied(self) -> bool:
        """Whether the reader is among them."""
        return self.own is not None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who looks at which round: as a `member` of its group, and as a person, if they are any."""

    round: RoundId
    reader: Reader
    member: Member | None
    person: PersonId | None


_Dispute = tuple[ChallengeShown, frozenset[MemberId]]
"""A challenge as nobody in particular sees it, and who agrees."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What those who look said and typed in the rounds, and what is asked near them now."""

    ratings: Mapping[tuple[RoundId, MemberId], Rating]
    chosen: Mapping[tuple[RoundId, MemberId], MemberId]
    drafts: Mapping[tuple[RoundId, PersonId], ReplyDraft]
    asked_near: frozenset[str]
    later: Mapping[tuple[RoundId, MemberId], LaterReply]
    chances: Mapping[RoundId, Chance]
    comments: Mapping[RoundId, Sequence[CommentShown]]
    challenges: Mapping[RoundId, Sequence[_Dispute]]
    asked_for: frozenset[tuple[RoundId, MemberId]]


class RevealedService:
    """Nobody gets more than by `RevealService.reveal`, of which this is the way for many."""

    def __init__(self, context: Context, reveals: RevealService) -> None:
        self._context = context
        self._reveals = reveals
        self._looks: Batches[_Asked, tuple[Parts, _Said]] = Batches(self._look)

    async def look(
        self, round_: RoundId, reader: Reader, member: Member | None, person: PersonId | None
    ) -> Revealed:
        """Return the page of a closed round.

        Raises NotFound, and NotAllowed while the round is open, or its question is open again and
        the reader has not replied.
        """
        asked = _Asked(round_, reader, member, person)
        parts, said = await self._looks.submit(asked)
        question = parts.basis.question
        refuse_question_withdrawn(question)
        # Most questions are asked once: only where this one is open near any of those who looked
        # together is it found out whose reply it awaits, and what else they can read.
        wordings = {spelled(question.text), spelled(parts.basis.worded_now)}
        if not wordings.isdisjoint(said.asked_near):
            await self._reveals.refuse_withheld(question, reader)
        return self._revealed(asked, await self._reveals.made(parts), said)

    def _revealed(self, asked: _Asked, shared: SharedReveal, said: _Said) -> Revealed:
        round_, now = shared.reveal.round, self._context.clock()
        own = shared.own_of(asked.reader.members)
        is_asked = asked.member is not None and takes_feedback(round_, now)
        place = (asked.round, asked.member.id) if asked.member and is_asked else None
        draft = said.drafts.get((asked.round, asked.person)) if asked.person else None
        saved = shared.reveal.replies[own].text if own is not None else None
        if draft and not (takes_drafts(round_, now) and draft.text.strip() != saved):
            draft = None
        return Revealed(
            shared,
            own,
            said.ratings.get(place) if place else None,
            said.chosen.get(place) if place else None,
            draft,
            self._again(asked, shared, said),
            tuple(_own_marked(said.comments.get(asked.round, ()), asked.reader)),
            tuple(_marked(said.challenges.get(asked.round, ()), asked.reader)),
            asked.member is not None and (asked.round, asked.member.id) in said.asked_for,
        )

    def _again(self, asked: _Asked, shared: SharedReveal, said: _Said) -> LaterPrompt | None:
        """Return what somebody may answer after the reveal; a stranger becomes a member by it."""
        if asked.person is None:
            return None
        place = shared.place_of({asked.member.id} if asked.member else ())
        chance = said.chances[asked.round]
        chance = chance if place is None else Chance(replied=True, late=False)
        if not takes_later(shared.reveal.round, chance, self._context.clock()):
            return None
        first = shared.reveal.replies[place].text if place is not None else None
        later = said.later.get((asked.round, asked.member.id)) if asked.member else None
        return LaterPrompt(first, later)

    async def _look(self, asked: Sequence[_Asked]) -> list[tuple[Parts, _Said] | Exception]:
        async with self._context.store.reading() as tx:
            found = await tx.rounds.with_audiences({each.round for each in asked})
            outcomes = [_refusal(each, found) for each in asked]
            let_in = [each for each, no in zip(asked, outcomes, strict=True) if no is None]
            parts = {id_: await self._reveals.read(tx, found[id_][0]) for id_ in _rounds(let_in)}
            said = await _said(tx, let_in, list(parts.values()))
        return [no or (parts[each.round], said) for each, no in zip(asked, outcomes, strict=True)]


def _refusal(
    asked: _Asked, found: Mapping[RoundId, tuple[Round, Collection[ChannelId]]]
) -> Exception | None:
    """Return why somebody does not see a round's reveal, None where they do."""
    round_, audience = found.get(asked.round, (None, ()))
    if round_ is None or asked.reader.channels.isdisjoint(audience):
        return NotFound("round", asked.round)
    try:
        refuse_unrevealed(round_)
    except MemberError as error:
        return error
    return None


def _rounds(asked: Sequence[_Asked]) -> set[RoundId]:
    return {each.round for each in asked}


async def _said(tx: Transaction, asked: Sequence[_Asked], parts: Sequence[Parts]) -> _Said:
    found = [each.basis.round for each in parts]
    rounds, readers = _rounds(asked), [each.reader for each in asked]
    members = {each.member.id for each in asked if each.member}
    persons = {each.person for each in asked if each.person}
    channels = frozenset[ChannelId]().union(*(each.channels for each in readers))
    near = await tx.cards.asked_near(channels, {m for each in readers for m in each.members})
    return _Said(
        await tx.feedback.ratings_by(rounds, members),
        await tx.feedback.choices_by(rounds, members),
        await tx.reply_drafts.find_of(rounds, persons),
        frozenset(spelled(text) for text in near),
        await tx.replies.later_by(rounds, members),
        {each.id: await chance_of_others(tx, each) for each in found},
        await _comments(tx, found),
        await _challenges(tx, parts),
        await tx.lent_texts.waiting(rounds, members),
    )


async def _comments(
    tx: Transaction, rounds: Sequence[Round]
) -> Mapping[RoundId, Sequence[CommentShown]]:
    """Return the comments on rounds, as they are shown to nobody in particular."""
    by_round: dict[RoundId, list[Comment]] = {}
    for each in await tx.comments.of_rounds([round_.id for round_ in rounds]):
        by_round.setdefault(each.round, []).append(each)
    return {
        round_.id: await comments.shown(tx, round_, of, frozenset())
        for round_ in rounds
        if (of := by_round.get(round_.id))
    }


async def _challenges(
    tx: Transaction, parts: Sequence[Parts]
) -> Mapping[RoundId, Sequence[_Dispute]]:
    """Return the challenges of rounds; nobody changes what is shipped, nor disputes it."""
    found = dict[RoundId, Sequence[_Dispute]]()
    for each in parts:
        if each.basis.deck.workspace != SHIPPED:
            round_ = each.basis.round
            made = await tx.challenges.of_round(round_.id)
            agreeing = await tx.challenges.agreeing([one.id for one in made])
            shown = await challenges_shown(tx, round_, made, ()) if made else ()
            found[round_.id] = [(one, agreeing.get(one.challenge.id, frozenset())) for one in shown]
    return found


def _marked(disputes: Iterable[_Dispute], reader: Reader) -> Iterator[ChallengeShown]:
    for shown, agreeing in disputes:
        mine = shown.challenge.member in reader.members
        yield replace(shown, mine=mine, agreed=not agreeing.isdisjoint(reader.members))


def _own_marked(shown: Iterable[CommentShown], reader: Reader) -> Iterator[CommentShown]:
    return (replace(each, mine=each.comment.member in reader.members) for each in shown)
