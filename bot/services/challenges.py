"""Disputes of references: members challenge and agree, organisers decide, and all hear of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.challenges import (
    Challenge,
    ChallengeShown,
    ChallengeState,
    Verdict,
    check_takes_challenges,
    checked_challenge,
    checked_why,
)
from bot.core.deck_edits import (
    CHALLENGE,
    Edit,
    RejectReference,
    TrustMember,
)
from bot.core.models import (
    SHIPPED,
    Deck,
    DeckId,
    GroupId,
    Member,
    MemberId,
    Naming,
    Question,
    QuestionId,
    Round,
    RoundId,
    WorkspaceId,
)
from bot.core.read_models import Challenged, OpenChallenge, Reader
from bot.core.references import trusted_of
from bot.errors import (
    ChallengeOver,
    DeckIsShipped,
    EditedMeanwhile,
    NotAllowed,
    NotFound,
    NothingToChallenge,
    OwnChallenge,
)
from bot.services.context import Context
from bot.services.deck_edits import DeckEditService
from bot.services.decks import own_deck
from bot.services.later_replies import locked_for
from bot.services.lent_texts import author_of, lent_source, take_lent_out
from bot.services.live import Topic
from bot.services.member_notes import write_to
from bot.services.outbox import Notice, quoting, tell_admins
from bot.services.reveals import RevealService
from bot.storage.transaction import Transaction

CHALLENGED = "challenged"
"""What organisers are told."""
CORRECTED = "corrected"
"""What those are told who answered before."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What an organiser decided, and of which question."""

    challenge: Challenge
    question: Question


class ChallengeService:
    """Who sees a reveal may challenge its reference, and agree with others who do."""

    def __init__(self, context: Context, reveals: RevealService, edits: DeckEditService) -> None:
        self._context = context
        self._reveals = reveals
        self._edits = edits

    async def of_round(self, round_: RoundId, reader: Reader) -> Challenged:
        """Return what is challenged in a round's reveal. Raises as a reveal does."""
        shared = await self._reveals.shared(round_, reader)
        async with self._context.store.reading() as tx:
            found = await tx.challenges.of_round(round_)
            shown = await challenges_shown(tx, shared.reveal.round, found, reader.members)
        reveal = shared.reveal
        takes = reveal.deck.workspace != SHIPPED and bool(reveal.answers.reference)
        return Challenged(reveal.round, reveal.deck, reveal.question, tuple(shown), takes=takes)

    async def make(
        self, round_: RoundId, member: Member, reader: Reader, reason: str, text: str
    ) -> Challenge:
        """Store why a member finds the reference wrong, instead of what they said before.

        Organisers hear of a new one. Raises TextEmpty, TextTooLong, NothingToChallenge,
        DeckIsShipped, as a reveal does, and NotAllowed for a member of another group.
        """
        reason, text = checked_challenge(reason, text)
        shared = await self._reveals.shared(round_, reader)
        if shared.reveal.deck.workspace == SHIPPED:
            raise DeckIsShipped(shared.reveal.deck.title)
        if not shared.reveal.answers.reference:
            raise NothingToChallenge
        async with self._context.store.writing() as tx:
            found = await locked_for(tx, round_, member)
            check_takes_challenges(found)
            known, now = await tx.challenges.open_by(found.question, member.id), self._now
            made = Challenge(
                self._context.new_id(), found.question, round_, member.id, reason, text, now
            )
            made = replace(known, round=round_).edited(reason, text) if known else made
            await tx.challenges.put(made)
            told = {round_, known.round} if known else {round_}
            await tx.posted.keep_up_to_date(told, now)
            if known is None:
                await self._tell_organisers(tx, found, shared.reveal.deck, made)
        self._context.live.publish(found.group, Topic.ROUNDS)
        return made

    async def take_back(self, round_: RoundId, member: Member, id_: str) -> bool:
        """Remove a member's challenge; say whether there was one.

        The text goes with it that was trusted for it. Raises NotFound for another round's.
        """
        async with self._context.store.writing() as tx:
            trusting = await tx.lent_texts.workspaces_of([member.id])
            for workspace in sorted(trusting):
                await tx.workspaces.lock(workspace)
            found = await locked_for(tx, round_, member)
            known = await tx.challenges.find(id_)
            if known is None or known.member != member.id:
                return False
            lent = [
                each
                for each in await tx.lent_texts.of_reply(known.round, member.id)
                if each.format == CHALLENGE
            ]
            await tx.challenges.remove(id_)
            groups = await take_lent_out(tx, self._context, lent)
            await tx.posted.keep_up_to_date([known.round], self._now)
        for group in {found.group, *groups}:
            self._context.live.publish(group, Topic.ROUNDS)
        for workspace in trusting:
            self._context.live.publish(workspace, Topic.DECKS)
        return True

    async def agree(self, id_: str, member: Member, reader: Reader, *, agrees: bool) -> Challenge:
        """Keep that a member agrees with a challenge, or no more.

        Raises NotFound, OwnChallenge, ChallengeOver, and as a reveal does.
        """
        async with self._context.store.reading() as tx:
            known = await tx.challenges.find(id_)
        if known is None:
            raise NotFound("challenge", id_)
        await self._reveals.shared(known.round, reader)
        async with self._context.store.writing() as tx:
            found = await locked_for(tx, known.round, member)
            challenge = await tx.challenges.find(id_)
            _check_agreeable(challenge, member.id)
            if agrees:
                await tx.challenges.agree(id_, member.id, self._now)
            else:
                await tx.challenges.agree_no_more(id_, member.id)
            await tx.posted.keep_up_to_date([known.round], self._now)
        self._context.live.publish(found.group, Topic.ROUNDS)
        return known

    # --- organisers --------------------------------------------------------------------------

    async def count_open(self, decks: Collection[DeckId]) -> dict[DeckId, int]:
        """Return how many challenges of each deck wait for an organiser."""
        async with self._context.store.reading() as tx:
            return dict(await tx.challenges.count_open(decks))

    async def open_in(
        self, workspace: WorkspaceId, deck: DeckId, reader: Reader | None = None
    ) -> list[OpenChallenge]:
        """Return what is challenged in a deck of the workspace, what most agree with in front.

        Without what is withheld from the reader, whose question is open to them. Raises NotFound
        and DeckIsShipped.
        """
        async with self._context.store.reading() as tx:
            found = await own_deck(tx, workspace, deck)
            waiting = await tx.challenges.open_in(deck)
            shown = [await _for_organisers(tx, found, each) for each in waiting]
        if reader is not None:
            shown = [each for each in shown if await self._sees(reader, each.question)]
        return sorted(shown, key=lambda each: -each.shown.agreements)

    async def _sees(self, reader: Reader, question: Question) -> bool:
        try:
            await self._reveals.refuse_withheld(question, reader)
        except NotAllowed:
            return False
        return True

    async def of_question(
        self, workspace: WorkspaceId, deck: DeckId, question: QuestionId
    ) -> list[OpenChallenge]:
        """Return all challenges of a question's reference, oldest first. Raises as `open_in`."""
        async with self._context.store.reading() as tx:
            found = await own_deck(tx, workspace, deck)
            known = await tx.challenges.of_question(question)
            return [await _for_organisers(tx, found, each) for each in known]

    async def workspace_of(self, id_: str) -> WorkspaceId:
        """Return whose organisers decide a challenge. Raises NotFound."""
        async with self._context.store.reading() as tx:
            return (await _deck_of(tx, await _find(tx, id_)))[0].workspace

    async def for_organisers(self, workspace: WorkspaceId, id_: str) -> OpenChallenge:
        """Return one challenge of a deck of the workspace's. Raises NotFound."""
        async with self._context.store.reading() as tx:
            challenge = await _find(tx, id_)
            deck, _ = await _deck_of(tx, challenge)
            await own_deck(tx, workspace, deck.id)
            return await _for_organisers(tx, deck, challenge)

    async def decide(
        self,
        workspace: WorkspaceId,
        id_: str,
        verdict: Verdict,
        why: str = "",
        *,
        seen: str | None = None,
        instead: Edit | None = None,
    ) -> Decision:
        """Accept a challenge or decline it; its member hears of it, with `why`.

        By accepting, the reference changes: to what the member wrote, to what the edit `instead`
        makes it, or to nothing. Who answered the question before hears of that, too. `seen` is the
        challenge's stamp as the organiser saw it. Raises NotFound, DeckIsShipped, ChallengeOver,
        TextTooLong, and as `DeckEditService.edit`.
        """
        why = checked_why(why)
        async with self._context.changing(workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(workspace)
            known = await _find(tx, id_)
            deck, question = await _deck_of(tx, known)
            await own_deck(tx, workspace, deck.id)
            round_ = await tx.rounds.get_shared(known.round)
            earlier = await _latest_rounds(tx, known.question)
            there = await tx.members.lock({known.member, *earlier})
            challenge = await _find(tx, id_)
            _check_undecided(challenge, seen)
            ended, groups = await self._ended(tx, deck, round_, challenge, verdict, why, instead)
            await tx.challenges.put(ended)
            await tx.posted.keep_up_to_date([ended.round], self._now)
            await self._tell_how_it_ended(tx, round_, ended)
            if ended.edit is not None:
                told = {who: at for who, at in earlier.items() if who in there - {ended.member}}
                await self._tell_earlier(tx, ended, told)
        self._edits.tell({*groups, round_.group})
        return Decision(ended, question)

    async def _ended(  # noqa: PLR0917  # what one decision is made of
        self,
        tx: Transaction,
        deck: Deck,
        round_: Round,
        challenge: Challenge,
        verdict: Verdict,
        why: str,
        instead: Edit | None,
    ) -> tuple[Challenge, Collection[GroupId]]:
        now = self._now
        if verdict is Verdict.DECLINE:
            return challenge.ended(ChallengeState.DECLINED, now, why), ()
        edit = instead
        if verdict is Verdict.ACCEPT_TEXT:
            edit = await self._trusting(tx, deck, round_, challenge)
        edit = edit or await _rejecting(tx, deck, challenge.question)
        if edit is None:  # somebody put it right meanwhile
            return challenge.ended(ChallengeState.ACCEPTED, now, why), ()
        id_, groups = await self._edits.edit_in(tx, deck, edit, None, challenge=challenge.id)
        return challenge.ended(ChallengeState.ACCEPTED, now, why, id_), groups

    async def _trusting(
        self, tx: Transaction, deck: Deck, round_: Round, challenge: Challenge
    ) -> TrustMember:
        if not challenge.text:
            raise NotFound("text", challenge.id)
        author = await author_of(tx, round_, challenge.member)
        source = lent_source(self._context, deck, round_, challenge.member, author, CHALLENGE)
        return TrustMember(challenge.question, source, challenge.text)

    async def _tell_organisers(
        self, tx: Transaction, round_: Round, deck: Deck, challenge: Challenge
    ) -> None:
        """Tell those who can decide; what was written is shown when they look at it."""
        reach = (await tx.groups.in_reach([round_.group])).get(round_.group, ())
        theirs = await tx.workspaces.addresses_of(deck.workspace)
        there = [each for each in reach if (each.platform, each.workspace) == theirs] or reach
        question = await tx.decks.question(challenge.question)
        values = {"deck": deck.title, "challenge": challenge.id, **quoting(question)}
        notice = Notice(round_.group, challenge.id, CHALLENGED, values)
        await tell_admins(tx, [notice], self._now, channels={round_.group: there})

    async def _tell_how_it_ended(
        self, tx: Transaction, round_: Round, challenge: Challenge
    ) -> None:
        told = {"code": challenge.state.value, "why": challenge.verdict}
        about = f"{challenge.id}.{challenge.ended_at:%Y%m%d%H%M%S}"
        await write_to(tx, {round_: [challenge.member]}, told, about, self._now)

    async def _tell_earlier(
        self, tx: Transaction, challenge: Challenge, members: Mapping[MemberId, Round]
    ) -> None:
        """Tell everybody once who answered before, each of their latest round of the question."""
        by_round = dict[Round, list[MemberId]]()
        for member, round_ in sorted(members.items(), key=lambda each: each[0]):
            by_round.setdefault(round_, []).append(member)
        await write_to(tx, by_round, {"code": CORRECTED}, challenge.id, self._now)

    @property
    def _now(self) -> datetime:
        return self._context.clock()


async def challenges_shown(
    tx: Transaction, round_: Round, found: Sequence[Challenge], own: Collection[MemberId]
) -> list[ChallengeShown]:
    """Return challenges as they are shown to who is these members, without names if so."""
    agreeing = await tx.challenges.agreeing([each.id for each in found])
    named = {each.member for each in found} if round_.naming is Naming.NAMES else set[MemberId]()
    names = await tx.members.names(named) if named else {}
    return [
        ChallengeShown(
            each,
            names.get(each.member),
            len(agree := agreeing.get(each.id, frozenset())),
            each.member in own,
            not agree.isdisjoint(own),
        )
        for each in found
    ]


def challenge_stamp(challenge: Challenge) -> str:
    """Return what tells whether a challenge says what somebody saw: 8 hexadecimal digits."""
    said = f"{challenge.reason}\0{challenge.text}"
    return hashlib.sha256(said.encode()).hexdigest()[:8]


async def _find(tx: Transaction, id_: str) -> Challenge:
    found = await tx.challenges.find(id_)
    if found is None:
        raise NotFound("challenge", id_)
    return found


async def _deck_of(tx: Transaction, challenge: Challenge) -> tuple[Deck, Question]:
    question = await tx.decks.question(challenge.question)
    if question.withdrawn:
        raise NotFound("challenge", challenge.id)
    return await tx.decks.get(question.deck), question


def _check_agreeable(challenge: Challenge | None, member: MemberId) -> None:
    if challenge is None:
        raise NotFound("challenge", "")
    if challenge.member == member:
        raise OwnChallenge
    if challenge.state is not ChallengeState.OPEN:
        raise ChallengeOver


def _check_undecided(challenge: Challenge, seen: str | None) -> None:
    if challenge.state is not ChallengeState.OPEN:
        raise ChallengeOver
    if seen is not None and seen != challenge_stamp(challenge):
        raise EditedMeanwhile("challenge")


async def _for_organisers(tx: Transaction, deck: Deck, challenge: Challenge) -> OpenChallenge:
    round_ = await tx.rounds.get(challenge.round)
    (shown,) = await challenges_shown(tx, round_, [challenge], ())
    question = await tx.decks.question(challenge.question)
    answered = (await tx.decks.answers_to([question.id])).get(question.id, ())
    trusted = trusted_of(deck, question, [answer for answer, _ in answered])
    reference = "\n\n".join(each.text for each in trusted)
    return OpenChallenge(shown, deck, question, reference, challenge_stamp(challenge))


async def _rejecting(tx: Transaction, deck: Deck, id_: QuestionId) -> Edit | None:
    """Return what marks the reference wrong, None where nothing is trusted."""
    question = await tx.decks.question(id_)
    answered = (await tx.decks.answers_to([id_])).get(id_, ())
    is_trusted = trusted_of(deck, question, [answer for answer, _ in answered])
    return RejectReference(id_) if is_trusted else None


async def _latest_rounds(tx: Transaction, question: QuestionId) -> dict[MemberId, Round]:
    """Return who answered a question, each with the last round of it in which they did."""
    latest = dict[MemberId, Round]()
    for round_ in await tx.rounds.closed_of(question):
        latest |= dict.fromkeys(await tx.replies.authors(round_.id), round_)
    return latest
