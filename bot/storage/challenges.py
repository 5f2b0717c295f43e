"""Challenges of references, who agrees with them, and how questions came to their references."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.core.challenges import Challenge, ChallengeState, ReferenceChange
from bot.core.models import DeckId, MemberId, QuestionId, RoundId
from bot.storage import schema
from bot.storage.repository import Repository, padded
from bot.storage.schema import agreements
from bot.storage.schema import challenges as table
from bot.storage.schema import reference_changes as changes

_OPEN = table.c.state == ChallengeState.OPEN
_STANDS = table.c.state != ChallengeState.DECLINED


class ChallengeRepository(Repository):
    """Challenges, and what came of them."""

    async def put(self, challenge: Challenge) -> None:
        """Keep it instead of what it said before."""
        await self._put(table, [challenge])

    async def find(self, id_: str) -> Challenge | None:
        return await self._find(Challenge, select(table).where(table.c.id == id_))

    async def open_by(self, question: QuestionId, member: MemberId) -> Challenge | None:
        """Return the member's open challenge of a question's reference, their latest."""
        its = table.c.question == question, table.c.member == member, _OPEN
        query = select(table).where(*its).order_by(table.c.at.desc(), table.c.id).limit(1)
        return await self._find(Challenge, query)

    async def of_round(self, round_: RoundId) -> Sequence[Challenge]:
        """Return what was challenged in a round's reveal, oldest first."""
        query = select(table).where(table.c.round == round_)
        return await self._all(Challenge, query.order_by(table.c.at, table.c.id))

    async def of_question(self, question: QuestionId) -> Sequence[Challenge]:
        """Return all challenges of a question's reference, oldest first."""
        query = select(table).where(table.c.question == question)
        return await self._all(Challenge, query.order_by(table.c.at, table.c.id))

    async def open_in(self, deck: DeckId) -> Sequence[Challenge]:
        """Return what is challenged in a deck, in the order of its questions."""
        questions = schema.questions
        query = (
            select(table)
            .join(questions, questions.c.id == table.c.question)
            .where(_is_in(deck), _OPEN)
            .order_by(questions.c.position, table.c.at, table.c.id)
        )
        return await self._all(Challenge, query)

    async def count_open(self, decks: Collection[DeckId]) -> Mapping[DeckId, int]:
        """Return how many challenges of each deck wait for an organiser."""
        questions = schema.questions
        query = (
            select(questions.c.deck, func.count())
            .join(table, table.c.question == questions.c.id)
            .where(questions.c.deck.in_(padded(decks)), questions.c.withdrawn.is_(False), _OPEN)
            .group_by(questions.c.deck)
        )
        rows = await self._connection.execute(query) if decks else ()
        return {DeckId(id_): number for id_, number in rows}

    async def of_member(self, member: MemberId) -> Sequence[Challenge]:
        """Return what the member challenged, oldest first."""
        query = select(table).where(table.c.member == member)
        return await self._all(Challenge, query.order_by(table.c.at, table.c.id))

    async def agreed_by(self, member: MemberId) -> Sequence[tuple[Challenge, datetime]]:
        """Return the challenges that a member agreed with, and when."""
        query = (
            select(table, agreements.c.at.label("agreed_at"))
            .join(agreements, agreements.c.challenge == table.c.id)
            .where(agreements.c.member == member)
            .order_by(agreements.c.at, table.c.id)
        )
        rows = [dict(row._mapping) for row in await self._connection.execute(query)]  # noqa: SLF001
        return [(row.pop("agreed_at"), Challenge(**row))[::-1] for row in rows]

    async def remove(self, id_: str) -> None:
        """Remove a challenge, with all that agreed."""
        await self._connection.execute(delete(table).where(table.c.id == id_))

    async def agree(self, id_: str, member: MemberId, at: datetime) -> None:
        """Note that a member agrees; who does already goes on doing so."""
        await self._insert_new(agreements, [{"challenge": id_, "member": member, "at": at}])

    async def agree_no_more(self, id_: str, member: MemberId) -> None:
        """Forget that a member agrees."""
        its = agreements.c.challenge == id_, agreements.c.member == member
        await self._connection.execute(delete(agreements).where(*its))

    async def agreeing(self, challenges: Collection[str]) -> Mapping[str, frozenset[MemberId]]:
        """Return who agrees with each of the challenges; those without anybody are left out."""
        found = dict[str, set[MemberId]]()
        if challenges:
            query = select(agreements.c.challenge, agreements.c.member)
            query = query.where(agreements.c.challenge.in_(padded(challenges)))
            for challenge, member in await self._connection.execute(query):
                found.setdefault(challenge, set()).add(MemberId(member))
        return {challenge: frozenset(members) for challenge, members in found.items()}

    async def standing(self, deck: DeckId) -> Mapping[QuestionId, int]:
        """Return how many challenged each question's reference, or agreed; declined ones count not.

        Questions that nobody challenged are left out.
        """
        made = select(table.c.question, table.c.member)
        agreed = select(table.c.question, agreements.c.member).join(
            agreements, agreements.c.challenge == table.c.id
        )
        questions = schema.questions
        found = dict[QuestionId, int]()
        for query in (made, agreed):
            its = query.join(questions, questions.c.id == table.c.question)
            for question, _ in await self._connection.execute(its.where(_is_in(deck), _STANDS)):
                found[QuestionId(question)] = found.get(QuestionId(question), 0) + 1
        return found

    async def stamp(self, round_: RoundId) -> tuple[tuple[Challenge, int], ...]:
        """Return a round's open challenges with how many agree: what its reveal tells of them."""
        count = select(func.count()).where(agreements.c.challenge == table.c.id).scalar_subquery()
        query = select(table, count.label("agree")).where(table.c.round == round_, _OPEN)
        rows = await self._connection.execute(query.order_by(table.c.at, table.c.id))
        found = [dict(row._mapping) for row in rows]  # noqa: SLF001
        return tuple((row.pop("agree"), Challenge(**row))[::-1] for row in found)

    async def remove_of_member(self, member: MemberId) -> frozenset[RoundId]:
        """Remove what a member challenged, and where they agreed; return whose reveals tell it."""
        agreed = select(agreements.c.challenge).where(agreements.c.member == member)
        theirs = table.c.id.in_(agreed) | (table.c.member == member)
        rounds = await self._set(select(table.c.round).where(theirs))
        await self._connection.execute(delete(agreements).where(agreements.c.member == member))
        await self._connection.execute(delete(table).where(table.c.member == member))
        return rounds

    async def note_changes(self, made: Iterable[ReferenceChange]) -> None:
        """Write how questions came to their references."""
        await self._insert(changes, made)

    async def history(self, question: QuestionId) -> Sequence[ReferenceChange]:
        """Return how a question came to its reference, the latest first."""
        query = select(changes).where(changes.c.question == question)
        return await self._all(ReferenceChange, query.order_by(changes.c.at.desc(), changes.c.id))

    async def undo(self, edit: str, at: datetime) -> Sequence[Challenge]:
        """Note that an edit was undone: what it accepted is open again, and is returned."""
        its = changes.c.edit == edit
        await self._connection.execute(update(changes).where(its).values(undone_at=at))
        reopened = {"state": ChallengeState.OPEN, "ended_at": None, "verdict": "", "edit": None}
        query = update(table).where(table.c.edit == edit).values(reopened).returning(table)
        return await self._all(Challenge, query)


def _is_in(deck: DeckId) -> ColumnElement[bool]:
    return (schema.questions.c.deck == deck) & schema.questions.c.withdrawn.is_(False)
