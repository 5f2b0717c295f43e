"""Replies as references: an organiser asks, the author decides, and it is trusted at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.audit import Actor
from bot.core.challenges import LendableReply, Lending, LendingRequest
from bot.core.deck_edits import REPLY, TrustMember
from bot.core.feedback import token_of
from bot.core.models import (
    GroupId,
    Member,
    Naming,
    QuestionId,
    Reply,
    Round,
    RoundId,
    RoundState,
    WorkspaceId,
)
from bot.core.read_models import Reader
from bot.errors import NotAllowed, NotFound
from bot.services.acting import who_acts
from bot.services.audit import person_of
from bot.services.context import Context
from bot.services.deck_edits import DeckEditService
from bot.services.decks import own_deck
from bot.services.lent_texts import author_of, lent_source
from bot.services.live import Topic
from bot.services.member_notes import write_to
from bot.services.outbox import Notice, quoting, tell_admins
from bot.services.reveals import RevealService
from bot.storage.transaction import Transaction

LEND = "lend"
"""What an author is asked."""
LENT, KEPT = "reply-lent", "reply-kept"
"""What organisers are told of the answer."""


class LendingService:
    """Of closed rounds alone, and of those that who asks may read."""

    def __init__(self, context: Context, reveals: RevealService, edits: DeckEditService) -> None:
        self._context = context
        self._reveals = reveals
        self._edits = edits

    async def of_question(
        self, group: GroupId, question: QuestionId, reader: Reader
    ) -> list[LendableReply]:
        """Return what a group's members replied to a question where the reader reads it."""
        async with self._context.store.reading() as tx:
            closed = [each for each in await tx.rounds.closed_of(question) if each.group == group]
            told = await tx.rounds.told_in([each.id for each in closed], reader.channels)
            found = [await _lendable(tx, each) for each in closed if each.id in told]
        return [each for of_round in reversed(found) for each in of_round]

    async def of_round(self, round_: RoundId, reader: Reader) -> list[LendableReply]:
        """Return what was replied in one round. Raises as a reveal does."""
        await self._reveals.shared(round_, reader)
        async with self._context.store.reading() as tx:
            return await _lendable(tx, await tx.rounds.get(round_))

    async def ask(
        self, workspace: WorkspaceId, round_: RoundId, token: str, reader: Reader
    ) -> LendableReply:
        """Ask a reply's author whether it may be the reference of a deck of the workspace's.

        Raises NotFound, DeckIsShipped, and as a reveal does.
        """
        await self._reveals.shared(round_, reader)
        actor = who_acts() or Actor("")
        async with self._context.store.writing() as tx:
            found = await tx.rounds.get_shared(round_)
            await own_deck(tx, workspace, found.deck)
            authors = await tx.replies.authors(round_)
            author = next((each for each in authors if token_of(round_, each) == token), None)
            if author is None or author not in await tx.members.lock([author]):
                raise NotFound("answer", token)
            (reply,) = [each for each in await _lendable(tx, found) if each.token == token]
            if reply.state is not Lending.FREE:
                return reply
            now = self._context.clock()
            person = await person_of(tx, self._context, actor) if actor.platform else None
            request = LendingRequest(round_, author, now, actor.platform, person)
            await tx.lent_texts.ask(request)
            await write_to(tx, {found: [author]}, {"code": LEND}, round_, now)
        self._context.live.publish(found.group, Topic.ROUNDS)
        return replace(reply, state=Lending.ASKED)

    async def answer(self, round_: RoundId, member: Member, *, agrees: bool) -> bool:
        """Let one's own reply be the reference, or not; say whether anybody asked for it.

        Raises NotFound, and NotAllowed for a member of another group.
        """
        async with self._context.store.reading() as tx:
            deck = await tx.decks.get((await tx.rounds.get(round_)).deck)
        async with self._context.changing(deck.workspace, Topic.DECKS) as tx:
            await tx.workspaces.lock(deck.workspace)
            found = await tx.rounds.get_shared(round_)
            if found.group != member.group:
                raise NotAllowed("member")
            await tx.members.lock([member.id])
            request = (await tx.lent_texts.asked_of(round_)).get(member.id)
            reply = await tx.replies.find(round_, member.id)
            if request is None or request.answered_at is not None or reply is None:
                return False
            now = self._context.clock()
            await tx.lent_texts.ask(replace(request, answered_at=now, agreed=agrees))
            groups = await self._trusted(tx, found, request, reply) if agrees else ()
            question = await tx.decks.question(found.question)
            values = {"deck": deck.title, "deck_id": deck.id, **quoting(question)}
            code = LENT if agrees else KEPT
            about = f"{round_}.{token_of(round_, member.id)}"
            await tell_admins(tx, [Notice(found.group, about, code, values)], now)
        self._edits.tell({*groups, found.group})
        return True

    async def _trusted(
        self, tx: Transaction, round_: Round, request: LendingRequest, reply: Reply
    ) -> Sequence[GroupId]:
        deck = await tx.decks.get(round_.deck)
        author = await author_of(tx, round_, reply.member)
        source = lent_source(self._context, deck, round_, reply.member, author, REPLY)
        edit = TrustMember(round_.question, source, reply.text)
        actor = Actor(request.platform, person=request.person)
        _, groups = await self._edits.edit_in(tx, deck, edit, None, actor=actor)
        return list(groups)


async def _lendable(tx: Transaction, round_: Round) -> list[LendableReply]:
    """Return a round's replies; without names their order tells nothing of who they are by."""
    if round_.state is not RoundState.CLOSED:
        return []
    replies = list(await tx.replies.of_round(round_.id))
    asked = await tx.lent_texts.asked_of(round_.id)
    lent = {
        each.member
        for each in await tx.lent_texts.of_members([reply.member for reply in replies])
        if each.round == round_.id and each.format == REPLY
    }
    named = round_.naming is Naming.NAMES
    names = await tx.members.names(each.member for each in replies) if named and replies else {}
    if not named:
        replies.sort(key=lambda each: (each.text.casefold(), each.text))
    return [
        LendableReply(
            round_.id,
            token_of(round_.id, each.member),
            names.get(each.member),
            each.text,
            round_.closed_at or round_.closes_at,
            Lending.TRUSTED if each.member in lent else _state(asked.get(each.member)),
        )
        for each in replies
    ]


def _state(request: LendingRequest | None) -> Lending:
    if request is None or request.agreed:
        return Lending.FREE  # what was agreed to and is trusted no more may be asked for again
    return Lending.ASKED if request.answered_at is None else Lending.REFUSED
