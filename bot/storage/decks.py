"""Decks with their sources, questions and answers; uploads that wait for a yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update

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
from bot.storage.repository import Repository, as_dict, as_row


class DeckRepository(Repository):
    """Decks with their sources, questions and answers."""

    async def add(self, deck: Deck) -> None:
        await self._insert(schema.decks, [deck])

    async def change(self, deck: Deck) -> None:
        query = update(schema.decks).where(schema.decks.c.id == deck.id)
        await self._connection.execute(query.values(as_row(deck)))

    async def get(self, deck: DeckId) -> Deck:
        query = select(schema.decks).where(schema.decks.c.id == deck)
        return await self._get(Deck, query, NotFound("deck", deck))

    async def titled(self, group: GroupId, title: str) -> Deck | None:
        table = schema.decks
        query = select(table).where(table.c.group == group, table.c.title == title)
        return await self._find(Deck, query)

    async def of_group(self, group: GroupId) -> Sequence[Deck]:
        table = schema.decks
        query = select(table).where(table.c.group == group)
        query = query.order_by(table.c.created_at, table.c.title)
        return await self._all(Deck, query)

    async def add_source(self, source: Source) -> None:
        await self._insert(schema.sources, [source])

    async def sources(self, deck: DeckId) -> Sequence[Source]:
        table = schema.sources
        query = select(table).where(table.c.deck == deck).order_by(table.c.position)
        return await self._all(Source, query)

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
        await self._put(schema.questions, questions)

    async def question(self, question: QuestionId) -> Question:
        query = select(schema.questions).where(schema.questions.c.id == question)
        return await self._get(Question, query, NotFound("question", question))

    async def questions(self, deck: DeckId) -> Sequence[Question]:
        table = schema.questions
        query = select(table).where(table.c.deck == deck).order_by(table.c.position)
        return await self._all(Question, query)

    async def count_questions(self, group: GroupId) -> Mapping[DeckId, int]:
        query = (
            select(schema.decks.c.id, func.count(schema.questions.c.id))
            .outerjoin(schema.questions, schema.questions.c.deck == schema.decks.c.id)
            .where(schema.decks.c.group == group)
            .group_by(schema.decks.c.id)
        )
        return {DeckId(deck): count for deck, count in await self._connection.execute(query)}

    async def add_answers(self, answers: Iterable[Answer]) -> None:
        await self._insert(schema.answers, map(_answer_row, answers))

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


class DraftRepository(Repository):
    """Uploads that wait for a yes."""

    async def add(self, draft: ImportDraft) -> None:
        row = {"id": draft.id, "group": draft.group, "created_at": draft.created_at}
        await self._insert(schema.drafts, [row])
        files = [
            {"draft": draft.id, "position": position} | as_row(file)
            for position, file in enumerate(draft.files)
        ]
        await self._insert(schema.draft_files, files)

    async def get(self, group: GroupId, draft: str) -> ImportDraft:
        table, files = schema.drafts, schema.draft_files
        query = select(table).where(table.c.group == group, table.c.id == draft)
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("upload", draft)
        query = select(files.c.name, files.c.data).where(files.c.draft == draft)
        query = query.order_by(files.c.position)
        uploads = tuple(await self._all(Upload, query))
        return ImportDraft(**as_dict(row), files=uploads)

    async def remove(self, draft: str) -> None:
        await self._connection.execute(delete(schema.drafts).where(schema.drafts.c.id == draft))

    async def remove_older(self, than: datetime) -> None:
        query = delete(schema.drafts).where(schema.drafts.c.created_at < than)
        await self._connection.execute(query)
