"""What members say in a round, and of its reveal: replies, ratings, votes, reminder requests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, TypeVar

from sqlalchemy import Column, String, Table, cast, delete, func, select, tuple_, union

from bot.core.feedback import Rating, ReminderRequest, SelfRating, Vote
from bot.core.later_replies import LaterReply
from bot.core.models import ChannelId, Deck, MemberId, Question, Reply, Round, RoundId, RoundState
from bot.storage import schema
from bot.storage.pictures import remove_unused
from bot.storage.repository import Repository, parts_of

_SAID = (schema.ratings, schema.votes)
OF_OWN_REPLY = (schema.ratings, schema.confidences, schema.claims, schema.later_replies)
"""What members say of their own replies, with which it goes."""
T = TypeVar("T")


class ReplyRepository(Repository):
    """What members answered, once a round each."""

    async def put(self, replies: Iterable[Reply]) -> None:
        """Put many with one statement, no two of one member in one round."""
        # In one order, so that no two writers can wait for each other.
        ordered = sorted(replies, key=lambda reply: (reply.round, reply.member))
        await self._put(schema.replies, ordered)

    async def find(self, round_: RoundId, member: MemberId) -> Reply | None:
        table = schema.replies
        query = select(table).where(table.c.round == round_, table.c.member == member)
        return await self._find(Reply, query)

    async def find_all(
        self, wanted: Iterable[tuple[RoundId, MemberId]]
    ) -> Mapping[tuple[RoundId, MemberId], Reply]:
        """Return the replies there are."""
        table, keys = schema.replies, list(wanted)
        query = select(table).where(tuple_(table.c.round, table.c.member).in_(keys))
        found = await self._all(Reply, query)
        return {(reply.round, reply.member): reply for reply in found}

    async def of_round(self, round_: RoundId) -> Sequence[Reply]:
        table = schema.replies
        query = select(table).where(table.c.round == round_)
        query = query.order_by(table.c.saved_at, table.c.member)
        return await self._all(Reply, query)

    async def stamp(self, round_: RoundId) -> str:
        """Return what is another text as soon as any of a round's replies, or a name, changes."""
        return await self._stamp(schema.replies, schema.replies.c.saved_at, round_)

    async def later_stamp(self, round_: RoundId) -> str:
        """Return the same of what was answered after the reveal."""
        return await self._stamp(schema.later_replies, schema.later_replies.c.at, round_)

    async def _stamp(self, table: Table, at: Column[Any], round_: RoundId) -> str:
        members = schema.members
        # A name has its length in front, so that none can look like the end of another's stamp.
        stamped = (
            table.c.member,
            cast(table.c.revision, String),
            cast(at, String),
            cast(func.length(members.c.name), String),
            members.c.name,
        )
        joined = reduce(lambda before, each: before.concat(" ").concat(each), stamped)
        query = select(func.aggregate_strings(joined, "\n")).where(table.c.round == round_)
        query = query.select_from(table.join(members, members.c.id == table.c.member))
        return await self._connection.scalar(query) or ""

    async def before(self, round_: Round, member: MemberId) -> Reply | None:
        """Return what the member replied when their group was last asked the same before."""
        replies, rounds = schema.replies, schema.rounds
        query = (
            select(replies)
            .join(rounds, rounds.c.id == replies.c.round)
            .where(
                replies.c.member == member,
                rounds.c.group == round_.group,
                rounds.c.question == round_.question,
                rounds.c.state == RoundState.CLOSED,
                rounds.c.opened_at < round_.opened_at,
            )
            .order_by(rounds.c.opened_at.desc(), rounds.c.id)
            .limit(1)
        )
        return await self._find(Reply, query)

    async def put_later(self, reply: LaterReply) -> None:
        """Keep what was answered after the reveal, instead of an earlier one."""
        await self._put(schema.later_replies, [reply])

    async def find_later(self, round_: RoundId, member: MemberId) -> LaterReply | None:
        table = schema.later_replies
        query = select(table).where(table.c.round == round_, table.c.member == member)
        return await self._find(LaterReply, query)

    async def later_of_round(self, round_: RoundId) -> Sequence[LaterReply]:
        """Return what was answered after the round's reveal, in the order of its coming."""
        table = schema.later_replies
        query = select(table).where(table.c.round == round_)
        return await self._all(LaterReply, query.order_by(table.c.at, table.c.member))

    async def later_of_member(self, member: MemberId) -> Sequence[LaterReply]:
        """Return all that the member answered after reveals, in the order of its coming."""
        table = schema.later_replies
        query = select(table).where(table.c.member == member)
        return await self._all(LaterReply, query.order_by(table.c.at, table.c.round))

    async def later_by(
        self, rounds: Collection[RoundId], members: Collection[MemberId]
    ) -> Mapping[tuple[RoundId, MemberId], LaterReply]:
        """Return what the members answered after the rounds' reveals."""
        if not members:
            return {}
        table = schema.later_replies
        query = select(table).where(table.c.round.in_(rounds), table.c.member.in_(members))
        return {(each.round, each.member): each for each in await self._all(LaterReply, query)}

    async def remove_later(self, round_: RoundId, member: MemberId) -> bool:
        """Remove what a member answered after the reveal; say whether there was anything."""
        table = schema.later_replies
        query = delete(table).where(table.c.round == round_, table.c.member == member)
        return bool((await self._connection.execute(query)).rowcount)

    async def authors(self, round_: RoundId) -> frozenset[MemberId]:
        """Return who has replied in the round."""
        table = schema.replies
        query = select(table.c.member).where(table.c.round == round_)
        return await self._set(query)

    async def of_member(
        self, member: MemberId, limit: int | None = None
    ) -> Sequence[tuple[Reply, Round, Deck, Question]]:
        """Return the member's replies and what they are to, what was asked last in front."""
        replies, rounds = schema.replies, schema.rounds
        decks, questions = schema.decks, schema.questions
        query = (
            select(replies, rounds, decks, questions)
            .join(rounds, rounds.c.id == replies.c.round)
            .join(decks, decks.c.id == rounds.c.deck)
            .join(questions, questions.c.id == rounds.c.question)
            .where(replies.c.member == member)
            .order_by(rounds.c.opened_at.desc(), rounds.c.id)
            .limit(limit)
        )
        kinds = (Reply, replies.c), (Round, rounds.c), (Deck, decks.c), (Question, questions.c)
        rows = await self._connection.execute(query)
        return [(*parts_of(row, *kinds)[0],) for row in rows]

    async def count_of_member(self, member: MemberId) -> int:
        return await self._count(schema.replies, schema.replies.c.member == member)

    async def rounds_of_member(self, member: MemberId) -> frozenset[RoundId]:
        """Return the rounds in which the member replied, in time or later."""
        both = (schema.replies, schema.later_replies)
        return await self._set(
            union(*(select(table.c.round).where(table.c.member == member) for table in both))
        )

    async def remove(self, round_: RoundId, member: MemberId) -> None:
        """Remove what the member replied in a round, what they said of it, and the votes for it."""
        table, votes = schema.replies, schema.votes
        query = delete(table).where(table.c.round == round_, table.c.member == member)
        had_pictures = await self._connection.scalar(query.returning(table.c.pictures))
        for said, author in (
            *((each, each.c.member) for each in OF_OWN_REPLY),
            (votes, votes.c.author),
        ):
            await self._connection.execute(
                delete(said).where(said.c.round == round_, author == member)
            )
        if had_pictures:
            await remove_unused(self._connection)

    async def written_under(self, round_: RoundId) -> frozenset[str]:
        """Return the messages that the round's replies were written in."""
        table = schema.replies
        query = select(table.c.written_in).where(
            table.c.round == round_, table.c.written_in.is_not(None)
        )
        return await self._set(query)

    async def written_about(self, channel: ChannelId) -> frozenset[str]:
        """Return the messages that replies of all rounds told in a channel were written in."""
        table, audience = schema.replies, schema.audience
        query = select(table.c.written_in).join(audience, audience.c.round == table.c.round)
        told = audience.c.channel == channel
        return await self._set(query.where(told, table.c.written_in.is_not(None)))

    async def places_of(self, members: Collection[MemberId]) -> frozenset[tuple[RoundId, str]]:
        """Return the messages that the members' replies were written in, with their rounds."""
        table = schema.replies
        query = select(table.c.round, table.c.written_in)
        query = query.where(table.c.member.in_(members), table.c.written_in.is_not(None))
        return frozenset(tuple(row) for row in await self._connection.execute(query))

    async def with_messages(self, rounds: Collection[RoundId]) -> frozenset[RoundId]:
        """Return those of the rounds that have a reply which was written as a message."""
        table = schema.replies
        query = select(table.c.round).distinct()
        return await self._set(
            query.where(table.c.round.in_(rounds), table.c.written_in.is_not(None))
        )

    async def written_in(self, place: str, channel: ChannelId | None) -> Sequence[Reply]:
        """Return the replies that a message is: of rounds told in a channel, or of any."""
        table, audience = schema.replies, schema.audience
        query = select(table).where(table.c.written_in == place)
        if channel is not None:
            query = query.join(audience, audience.c.round == table.c.round)
            query = query.where(audience.c.channel == channel)
        return await self._all(Reply, query.order_by(table.c.round))

    async def remove_of_member(self, member: MemberId) -> frozenset[RoundId]:
        """Remove all that the member replied, in time or later; return the rounds it was in."""
        later, table = schema.later_replies, schema.replies
        query = delete(later).where(later.c.member == member).returning(later.c.round)
        rounds = await self._set(query)
        gone = delete(table).where(table.c.member == member)
        rows = (
            await self._connection.execute(gone.returning(table.c.round, table.c.pictures))
        ).all()
        if any(row.pictures for row in rows):
            await remove_unused(self._connection)
        return rounds | frozenset(row.round for row in rows)


class FeedbackRepository(Repository):
    """What members said of a reveal, and what they want to be reminded of."""

    async def rate(self, rating: SelfRating) -> None:
        """Keep it instead of what the member said before."""
        await self._put(schema.ratings, [rating])

    async def ratings(self, round_: RoundId) -> Sequence[SelfRating]:
        table = schema.ratings
        query = select(table).where(table.c.round == round_).order_by(table.c.member)
        return await self._all(SelfRating, query)

    async def find_rating(self, round_: RoundId, member: MemberId) -> Rating | None:
        table = schema.ratings
        query = select(table.c.rating).where(table.c.round == round_, table.c.member == member)
        found: Rating | None = await self._connection.scalar(query)
        return found

    async def ratings_by(
        self, rounds: Collection[RoundId], members: Collection[MemberId]
    ) -> Mapping[tuple[RoundId, MemberId], Rating]:
        """Return how the members rated their replies in the rounds."""
        rows = await self._by(schema.ratings, schema.ratings.c.rating, rounds, members)
        return {(round_, member): rating for round_, member, rating in rows}

    async def choices_by(
        self, rounds: Collection[RoundId], members: Collection[MemberId]
    ) -> Mapping[tuple[RoundId, MemberId], MemberId]:
        """Return for whose reply each of the members voted in the rounds."""
        rows = await self._by(schema.votes, schema.votes.c.author, rounds, members)
        return {(round_, member): author for round_, member, author in rows}

    async def ratings_of(self, member: MemberId) -> Sequence[SelfRating]:
        return await self._said(SelfRating, schema.ratings.c.member, member)

    async def vote(self, vote: Vote) -> None:
        """Keep it instead of the member's earlier one in the round."""
        await self._put(schema.votes, [vote])

    async def take_vote_back(self, round_: RoundId, member: MemberId) -> None:
        await self._remove(schema.votes, round_, member)

    async def votes(self, round_: RoundId) -> Sequence[Vote]:
        table = schema.votes
        query = select(table).where(table.c.round == round_).order_by(table.c.member)
        return await self._all(Vote, query)

    async def find_vote(self, round_: RoundId, member: MemberId) -> Vote | None:
        table = schema.votes
        query = select(table).where(table.c.round == round_, table.c.member == member)
        return await self._find(Vote, query)

    async def said_in(self, rounds: Collection[RoundId]) -> frozenset[RoundId]:
        """Return those of the rounds in which anybody rated or voted."""
        said = (select(table.c.round).where(table.c.round.in_(rounds)) for table in _SAID)
        return await self._set(union(*said))

    async def votes_by(self, member: MemberId) -> Sequence[Vote]:
        return await self._said(Vote, schema.votes.c.member, member)

    async def told_votes(self, author: MemberId) -> Mapping[RoundId, int]:
        """Return how many voted for the author's replies, by round: of those that were told."""
        votes, rounds = schema.votes, schema.rounds
        query = (
            select(votes.c.round, func.count())
            .join(rounds, rounds.c.id == votes.c.round)
            .where(votes.c.author == author, rounds.c.tally_at.is_(None))
            .group_by(votes.c.round)
            .order_by(votes.c.round)
        )
        return {RoundId(id_): number for id_, number in await self._connection.execute(query)}

    async def request_reminder(self, request: ReminderRequest) -> None:
        await self._put(schema.reminder_requests, [request])

    async def drop_reminder_request(self, round_: RoundId, member: MemberId) -> None:
        await self._remove(schema.reminder_requests, round_, member)

    async def find_reminder_request(
        self, round_: RoundId, member: MemberId
    ) -> ReminderRequest | None:
        table = schema.reminder_requests
        query = select(table).where(table.c.round == round_, table.c.member == member)
        return await self._find(ReminderRequest, query)

    async def take_reminder_requests(
        self, now: datetime, limit: int = 100
    ) -> Sequence[ReminderRequest]:
        """Take out those whose time has come; what another writer has locked is left out."""
        table = schema.reminder_requests
        due = (
            select(table.c.round, table.c.member)
            .where(table.c.at <= now)
            .order_by(table.c.at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        keys = [tuple(row) for row in await self._connection.execute(due)]
        if not keys:
            return []
        taken = delete(table).where(tuple_(table.c.round, table.c.member).in_(keys))
        return await self._all(ReminderRequest, taken.returning(table))

    async def next_reminder(self) -> datetime | None:
        return await self._earliest(schema.reminder_requests.c.at)

    async def reminder_requests_of(self, member: MemberId) -> Sequence[ReminderRequest]:
        return await self._said(ReminderRequest, schema.reminder_requests.c.member, member)

    async def remove_reminder_requests(self, member: MemberId) -> None:
        table = schema.reminder_requests
        await self._connection.execute(delete(table).where(table.c.member == member))

    async def remove_ratings(self, member: MemberId) -> None:
        """Remove how the member thought that they did, and were to do: it is theirs alone."""
        for table in (schema.ratings, schema.confidences):
            await self._connection.execute(delete(table).where(table.c.member == member))

    async def remove_said(self, member: MemberId) -> None:
        """Remove what the member said of replies, the votes that they gave and those for them."""
        own = (table.c.member for table in OF_OWN_REPLY)
        for column in (*own, schema.votes.c.member, schema.votes.c.author):
            await self._connection.execute(delete(column.table).where(column == member))

    async def _said(self, kind: type[T], column: Column[Any], member: MemberId) -> list[T]:
        """Return everything with the member in the column, in the order of saying it."""
        table = column.table
        query = select(table).where(column == member).order_by(table.c.at, table.c.round)
        return await self._all(kind, query)

    async def _by(
        self,
        table: Table,
        column: Column[Any],
        rounds: Collection[RoundId],
        members: Collection[MemberId],
    ) -> Sequence[tuple[RoundId, MemberId, Any]]:
        """Return a column of what members said in rounds, after the round and the member."""
        if not members:
            return ()
        query = select(table.c.round, table.c.member, column)
        query = query.where(table.c.round.in_(rounds), table.c.member.in_(members))
        rows = await self._connection.execute(query)
        return [(round_, member, value) for round_, member, value in rows]

    async def _remove(self, table: Table, round_: RoundId, member: MemberId) -> None:
        query = delete(table).where(table.c.round == round_, table.c.member == member)
        await self._connection.execute(query)
