"""What members wrote and decks trust: it goes with what they wrote it in, out of old edits too."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, String, bindparam, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.challenges import LendingRequest
from bot.core.models import (
    DeckId,
    GroupId,
    MemberId,
    QuestionId,
    RoundId,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.storage import schema
from bot.storage.repository import Repository
from bot.storage.schema import deck_edits, sources


class LentTextRepository(Repository):
    """Sources that are a member's."""

    async def of_members(self, members: Collection[MemberId]) -> list[Source]:
        """Return what these members wrote and decks trust, or could trust again by an undo."""
        return await self._all(Source, select(sources).where(sources.c.member.in_(members)))

    async def of_reply(self, round_: RoundId, member: MemberId) -> list[Source]:
        """Return what a member wrote in a round, in whichever way."""
        its = sources.c.round == round_, sources.c.member == member
        return await self._all(Source, select(sources).where(*its))

    async def workspaces_of(self, members: Collection[MemberId]) -> frozenset[WorkspaceId]:
        """Return whose decks have something of these members."""
        decks = schema.decks
        query = select(decks.c.workspace).join(sources, sources.c.deck == decks.c.id)
        return await self._set(query.where(sources.c.member.in_(members)).distinct())

    async def ask(self, request: LendingRequest) -> None:
        """Note that an organiser asks for a reply, instead of an earlier time."""
        await self._put(schema.lending_requests, [request])

    async def waiting(
        self, rounds: Collection[RoundId], members: Collection[MemberId]
    ) -> frozenset[tuple[RoundId, MemberId]]:
        """Return whose replies in the rounds are asked for, of these members, and wait for them."""
        if not members:
            return frozenset()
        table = schema.lending_requests
        query = select(table.c.round, table.c.member).where(
            table.c.round.in_(rounds), table.c.member.in_(members), table.c.answered_at.is_(None)
        )
        found = await self._connection.execute(query)
        return frozenset((RoundId(round_), MemberId(member)) for round_, member in found)

    async def asked_of(self, round_: RoundId) -> dict[MemberId, LendingRequest]:
        """Return which replies of a round were asked for, by their authors."""
        table = schema.lending_requests
        query = select(table).where(table.c.round == round_)
        return {each.member: each for each in await self._all(LendingRequest, query)}

    async def take_out(self, gone: Iterable[Source]) -> dict[QuestionId, DeckId]:
        """Take sources out for good; return the questions that they answered, with their decks."""
        return await take_out(self._connection, list(gone))

    async def forget_edits(self, round_: RoundId, member: MemberId) -> None:
        """Forget the edits that could bring back what a member wrote in a round."""
        await _forget_edits(self._connection, [round_, member])

    async def forget_edits_of(self, member: MemberId) -> None:
        """Forget the edits that could bring back anything of a member's."""
        await _forget_edits(self._connection, [member])

    async def call(self, member: MemberId, author: str) -> frozenset[QuestionId]:
        """Let what a member wrote be by another name; return what it answers."""
        theirs = sources.c.member == member
        await self._connection.execute(update(sources).where(theirs).values(author=author))
        await _forget_edits(self._connection, [member])
        answers = schema.answers
        query = select(answers.c.question).join(sources, sources.c.id == answers.c.source)
        return await self._set(query.where(theirs))


async def take_out(connection: AsyncConnection, gone: list[Source]) -> dict[QuestionId, DeckId]:
    """Take sources out, with their answers, and let no question trust them any more."""
    ids = [each.id for each in gone]
    if not ids:
        return {}
    answers, questions = schema.answers, schema.questions
    query = select(questions.c.id, questions.c.deck).join(
        answers, answers.c.question == questions.c.id
    )
    found = await connection.execute(query.where(answers.c.source.in_(ids)))
    touched = {QuestionId(id_): DeckId(deck) for id_, deck in found}
    for table in (questions, schema.decks):
        trusting = update(table).where(table.c.reference.in_(ids)).values(reference=None)
        await connection.execute(trusting)
    await connection.execute(delete(answers).where(answers.c.source.in_(ids)))
    await connection.execute(delete(sources).where(sources.c.id.in_(ids)))
    for id_ in ids:
        await _forget_edits(connection, [id_])
    return touched


async def take_out_of_groups(connection: AsyncConnection, groups: Collection[GroupId]) -> None:
    """Take out what members of groups wrote that are about to go."""
    members = select(schema.members.c.id).where(schema.members.c.group.in_(groups))
    rows = await connection.execute(select(sources).where(sources.c.member.in_(members)))
    await take_out(connection, [Source(**row) for row in rows.mappings()])
    for member in (await connection.scalars(members)).all():
        await _forget_edits(connection, [member])


async def rename_sources(
    connection: AsyncConnection, ids: Collection[SourceId], author: str
) -> None:
    """Let sources be by another name, in edits that can be undone too."""
    if not ids:
        return
    its = update(sources).where(sources.c.id.in_(ids)).values(author=author, name=author)
    await connection.execute(its)
    naming = select(deck_edits.c.id, deck_edits.c.change).where(or_(*map(_names, ids)))
    for id_, change in (await connection.execute(naming)).all():
        for row in (row for pair in change["sources"] for row in pair if row is not None):
            if row["id"] in ids:
                row.update(author=author, name=author)
        renamed = update(deck_edits).where(deck_edits.c.id == id_).values(change=change)
        await connection.execute(renamed)


async def rename_members(connection: AsyncConnection, into: Mapping[MemberId, MemberId]) -> None:
    """Let edits that can be undone be about the members into whom others went."""
    for goes, stays in into.items():
        query = select(deck_edits.c.id, deck_edits.c.change).where(_names(goes))
        for id_, change in (await connection.execute(query)).all():
            renamed = json.loads(json.dumps(change).replace(f'"{goes}"', f'"{stays}"'))
            await connection.execute(
                update(deck_edits)
                .where(deck_edits.c.id == bindparam("edit"))
                .values(change=renamed),
                {"edit": id_},
            )


async def _forget_edits(connection: AsyncConnection, all_of: Iterable[str]) -> None:
    """Forget the edits that name all of these ids: they hold what is to be nowhere any more."""
    await connection.execute(delete(deck_edits).where(*map(_names, all_of)))


def _names(id_: str) -> ColumnElement[bool]:
    # An id is safe in JSON as it is, and no part of another one.
    return cast(deck_edits.c.change, String).contains(f'"{id_}"', autoescape=True)
