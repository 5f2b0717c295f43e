"""Two groups that become one, and two members that turn out to be one person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial, reduce
from itertools import chain
from typing import Any

from sqlalchemy import (
    Case,
    Column,
    Row,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.merging import joined_reply, joined_wishes
from bot.core.models import MemberId, Person, PersonId, Reply, RoundId, RoundState
from bot.core.unsent import ReplyDraft, joined_drafts
from bot.storage import audit, schema
from bot.storage.lent_texts import rename_members
from bot.storage.pictures import link
from bot.storage.repository import Events, Repository, as_dict, as_row

# Pairs: a statement has so many parameters at the most.
_AT_ONCE = 1000
# What a member said in a round and when; each has at most one row for both.
_SAID = (
    schema.ratings,
    schema.votes,
    schema.reminder_requests,
    schema.confidences,
    schema.claims,
    schema.later_replies,
)
_OF_A_MEMBER = (
    schema.replies.c.member,
    *(table.c.member for table in _SAID),
    schema.deliveries.c.member,
    schema.archived_deliveries.c.member,
    schema.web_messages.c.for_member,
    schema.votes.c.author,
    schema.comments.c.member,
    schema.suggestions.c.member,
    schema.comments.c.about,
    schema.challenges.c.member,
    schema.sources.c.member,
)


class Merging(Repository):
    """Two that become one. Nothing of either is lost."""

    async def join_persons(self, goes: PersonId, stays: PersonId) -> None:
        """Give all of one person to another, and remove them; both are locked.

        They are members of no group together. Codes of who goes are of no use any more, and their
        browsers are nobody's: they would be somebody else's than they were.
        """
        admissions = schema.admissions
        both = select(admissions.c.channel).where(admissions.c.person == stays)
        twice = admissions.c.person == goes, admissions.c.channel.in_(both)
        await self._connection.execute(delete(admissions).where(*twice))
        await self._join_drafts(goes, stays)
        await self._join_wishes(goes, stays)
        for table in (schema.accounts, schema.members, schema.admissions):
            theirs = update(table).where(table.c.person == goes)
            await self._connection.execute(theirs.values(person=stays))
        await audit.join_persons(self._connection, goes, stays)
        for column in (
            schema.invitations.c.person,
            schema.passes.c.person,
            schema.sessions.c.person,
            schema.persons.c.id,
        ):
            await self._connection.execute(delete(column.table).where(column == goes))

    async def _join_wishes(self, goes: PersonId, stays: PersonId) -> None:
        table = schema.persons
        query = select(table).where(table.c.id.in_([goes, stays]))
        both = {each.id: each for each in await self._all(Person, query)}
        joined = as_row(joined_wishes(both[goes], both[stays]))
        await self._connection.execute(update(table).where(table.c.id == stays).values(joined))

    async def _join_drafts(self, goes: PersonId, stays: PersonId) -> None:
        """Let who stays have the drafts of both, of each round the later one."""
        both = schema.reply_drafts.c.person.in_([goes, stays])
        drafts = delete(schema.reply_drafts).where(both).returning(*schema.reply_drafts.c)
        theirs = await self._all(ReplyDraft, drafts)
        await self._put(schema.reply_drafts, joined_drafts(theirs, stays))

    async def join_members(self, into: Mapping[MemberId, MemberId]) -> Sequence[Reply]:
        """Give all of each member to the one they go into, and remove them.

        Everything of their groups is locked.

        Nobody who goes is one into whom others go. Where both replied in one round, the later saved
        text stays. The earlier one stays above it when the round is over; else it is returned. Of
        ratings, votes, reminder requests and words on a reply the later stays; a vote for oneself
        is taken back.
        """
        pairs, overwritten = list(into.items()), list[Reply]()
        for start in range(0, len(pairs), _AT_ONCE):
            joining = _Joining(self._connection, dict(pairs[start : start + _AT_ONCE]))
            overwritten += await joining.all()
        return overwritten


class _Joining(Repository):
    """Many members that go into others at once: a table is read once, not once for each."""

    def __init__(self, connection: AsyncConnection, into: Mapping[MemberId, MemberId]) -> None:
        super().__init__(connection, Events())
        self._into = dict(into)

    async def all(self) -> list[Reply]:
        """Join them, and return the replies that nothing is left of."""
        overwritten = await self._join_replies()
        for table in _SAID:
            await self._keep_later(table)
        await self._join_agreements()
        await rename_members(self._connection, self._into)
        for column in _OF_A_MEMBER:
            moved = update(column.table).where(column.in_(self._into))
            await self._connection.execute(moved.values({column.name: self._person(column)}))
        votes, members = schema.votes, schema.members
        to_oneself = and_(votes.c.author == votes.c.member, votes.c.member.in_(self._stays))
        for leftover in (
            # Nobody votes for themselves, whom they took for somebody else.
            delete(votes).where(to_oneself),
            delete(members).where(members.c.id.in_(self._into)),
        ):
            await self._connection.execute(leftover)
        return overwritten

    @property
    def _stays(self) -> set[MemberId]:
        return set(self._into.values())

    def _person(self, column: Column[Any]) -> Case[Any]:
        return case(self._into, value=column, else_=column)

    async def _join_replies(self) -> list[Reply]:
        overwritten, joined = list[Reply](), []
        for (round_, person), rows in (await self._said_twice(schema.replies)).items():
            replies = [Reply(**as_dict(row)) for row in rows]
            keeps = not await self._is_open(round_)
            one = reduce(partial(joined_reply, member=person, keep_both=keeps), replies)
            overwritten += [each for each in replies if each.text not in one.text]
            joined.append(one)
        await self._put(schema.replies, joined)
        # What the rows that were taken out referred to went with them.
        await link(self._connection, joined)
        return overwritten

    async def _keep_later(self, table: Table) -> None:
        twice = await self._said_twice(table)
        kept = []
        for (_, person), rows in twice.items():
            ordered = sorted(rows, key=lambda row: (row.at, row.member in self._stays))
            one = as_dict(ordered[-1]) | {"member": person}
            if "text" in one:  # of an answer nothing is lost
                one["text"] = "\n\n".join(dict.fromkeys(row.text for row in ordered))
            kept.append(one)
        await self._put(table, kept)

    async def _join_agreements(self) -> None:
        """Let each agree once with a challenge; nobody agrees with their own."""
        table, challenges = schema.agreements, schema.challenges
        theirs = table.c.member.in_({*self._into, *self._stays})
        rows = await self._connection.execute(select(table).where(theirs).order_by(table.c.at))
        once = {(row.challenge, self._into.get(row.member, row.member)): row.at for row in rows}
        await self._connection.execute(delete(table).where(theirs))
        made = challenges.c.member.in_({*self._into, *self._stays})
        own = await self._connection.execute(
            select(challenges.c.id, challenges.c.member).where(made)
        )
        for id_, member in own:
            once.pop((id_, self._into.get(member, member)), None)
        await self._insert(
            table, [{"challenge": id_, "member": who, "at": at} for (id_, who), at in once.items()]
        )

    async def _said_twice(self, table: Table) -> Mapping[tuple[RoundId, MemberId], list[Row[Any]]]:
        """Take out what one person said of one round as several members."""
        person = self._person(table.c.member)
        theirs = table.c.member.in_({*self._into, *self._stays})
        said = select(table.c.round, person.label("person")).where(theirs).subquery()
        twice = select(said).group_by(*said.c).having(func.count() > 1).subquery()
        same = and_(twice.c.round == table.c.round, twice.c.person == person)
        rows = await self._connection.execute(select(table).join(twice, same).where(theirs))
        by_person = defaultdict[tuple[RoundId, MemberId], list[Row[Any]]](list)
        for row in rows:
            by_person[row.round, self._into.get(row.member, row.member)].append(row)
        await self._remove(table, chain(*by_person.values()))
        return by_person

    async def _remove(self, table: Table, rows: Iterable[Row[Any]]) -> None:
        keys = [{"in_round": row.round, "by": row.member} for row in rows]
        if keys:
            one = table.c.round == bindparam("in_round"), table.c.member == bindparam("by")
            await self._connection.execute(delete(table).where(*one), keys)

    async def _is_open(self, round_: RoundId) -> bool:
        query = select(schema.rounds.c.state).where(schema.rounds.c.id == round_)
        return await self._connection.scalar(query) is RoundState.OPEN
