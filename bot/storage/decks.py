"""Decks with their sources, questions and answers; uploads that wait for a yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.documents import Lines
from bot.core.models import (
    Answer,
    Deck,
    DeckId,
    GroupId,
    ImportDraft,
    Question,
    QuestionId,
    Source,
    Upload,
)
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.rows import as_dict, as_row, as_value, as_values, put


class DeckRepository:
    """Decks with their sources, questions and answers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, deck: Deck) -> None:
        await self._connection.execute(insert(schema.decks).values(as_row(deck)))

    async def change(self, deck: Deck) -> None:
        query = update(schema.decks).where(schema.decks.c.id == deck.id)
        await self._connection.execute(query.values(as_row(deck)))

    async def get(self, deck: DeckId) -> Deck:
        query = select(schema.decks).where(schema.decks.c.id == deck)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("deck", deck)
        return as_value(Deck, row)

    async def titled(self, group: GroupId, title: str) -> Deck | None:
        table = schema.decks
        query = select(table).where(table.c.group == group, table.c.title == title)
        row = (await self._connection.execute(query)).one_or_none()
        return as_value(Deck, row) if row else None

    async def of_group(self, group: GroupId) -> Sequence[Deck]:
        table = schema.decks
        query = select(table).where(table.c.group == group)
        query = query.order_by(table.c.created_at, table.c.title)
        return as_values(Deck, await self._connection.execute(query))

    async def add_source(self, source: Source) -> None:
        await self._connection.execute(insert(schema.sources).values(as_row(source)))

    async def sources(self, deck: DeckId) -> Sequence[Source]:
        table = schema.sources
        query = select(table).where(table.c.deck == deck).order_by(table.c.position)
        return as_values(Source, await self._connection.execute(query))

    async def remove_source(self, source: Source) -> None:
        """Take a source and its answers out; its questions stay."""
        await self._connection.execute(
            delete(schema.answers).where(schema.answers.c.source == source.id)
        )
        await self._connection.execute(
            delete(schema.sources).where(schema.sources.c.id == source.id)
        )

    async def put_questions(self, questions: Iterable[Question]) -> None:
        """Add new questions, and change the position, text and section of those there."""
        await put(self._connection, schema.questions, [as_row(each) for each in questions])

    async def question(self, question: QuestionId) -> Question:
        query = select(schema.questions).where(schema.questions.c.id == question)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("question", question)
        return as_value(Question, row)

    async def questions(self, deck: DeckId) -> Sequence[Question]:
        table = schema.questions
        query = select(table).where(table.c.deck == deck).order_by(table.c.position)
        return as_values(Question, await self._connection.execute(query))

    async def count_questions(self, group: GroupId) -> Mapping[DeckId, int]:
        query = (
            select(schema.decks.c.id, func.count(schema.questions.c.id))
            .outerjoin(schema.questions, schema.questions.c.deck == schema.decks.c.id)
            .where(schema.decks.c.group == group)
            .group_by(schema.decks.c.id)
        )
        return {DeckId(deck): count for deck, count in await self._connection.execute(query)}

    async def add_answers(self, answers: Iterable[Answer]) -> None:
        rows = [_answer_row(answer) for answer in answers]
        if rows:
            await self._connection.execute(insert(schema.answers), rows)

    async def answers_to(self, question: QuestionId) -> Sequence[Answer]:
        table = schema.answers
        query = (
            select(table)
            .join(schema.sources, schema.sources.c.id == table.c.source)
            .where(table.c.question == question)
            .order_by(schema.sources.c.position, table.c.position)
        )
        return [_answer(row) for row in await self._connection.execute(query)]

    async def answers(self, deck: DeckId) -> Sequence[Answer]:
        table = schema.answers
        query = (
            select(table)
            .join(schema.sources, schema.sources.c.id == table.c.source)
            .where(schema.sources.c.deck == deck)
            .order_by(schema.sources.c.position, table.c.first_line, table.c.position)
        )
        return [_answer(row) for row in await self._connection.execute(query)]


def _answer_row(answer: Answer) -> dict[str, Any]:
    row = as_row(answer)
    lines: Lines = row.pop("lines")
    return row | {"first_line": lines.first, "last_line": lines.last}


def _answer(row: Row[Any]) -> Answer:
    values = as_dict(row)
    lines = Lines(values.pop("first_line"), values.pop("last_line"))
    return Answer(**values, lines=lines)


class DraftRepository:
    """Uploads that wait for a yes."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, draft: ImportDraft) -> None:
        row = {"id": draft.id, "group": draft.group, "created_at": draft.created_at}
        await self._connection.execute(insert(schema.drafts).values(row))
        files = [
            {"draft": draft.id, "position": position} | as_row(file)
            for position, file in enumerate(draft.files)
        ]
        if files:
            await self._connection.execute(insert(schema.draft_files), files)

    async def get(self, group: GroupId, draft: str) -> ImportDraft:
        table, files = schema.drafts, schema.draft_files
        query = select(table).where(table.c.group == group, table.c.id == draft)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("upload", draft)
        query = select(files.c.name, files.c.data).where(files.c.draft == draft)
        query = query.order_by(files.c.position)
        uploads = tuple(as_values(Upload, await self._connection.execute(query)))
        return ImportDraft(**as_dict(row), files=uploads)

    async def remove(self, draft: str) -> None:
        await self._connection.execute(delete(schema.drafts).where(schema.drafts.c.id == draft))

    async def remove_older(self, than: datetime) -> None:
        query = delete(schema.drafts).where(schema.drafts.c.created_at < than)
        await self._connection.execute(query)
