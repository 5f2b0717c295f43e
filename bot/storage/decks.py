"""Decks with their sources, questions and answers; uploads that wait for a yes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update

from bot.core.documents import Lines, Status
from bot.core.models import (
    SHIPPED,
    Answer,
    AnswerId,
    ChannelId,
    Deck,
    DeckId,
    GroupId,
    Place,
    Question,
    QuestionId,
    Source,
    SourceId,
    WorkspaceId,
)
from bot.core.read_models import DeckSummary
from bot.core.uploads import ImportDraft, Upload
from bot.errors import NotFound
from bot.storage import schema
from bot.storage.repository import Repository, as_dict, as_row, padded, parts_of
from bot.storage.workspaces import of_workspaces_of

Asked = GroupId | WorkspaceId
"""Who is asked: a group, or who will be one in a workspace's channel."""
_OWN_FIRST = (
    schema.decks.c.workspace == SHIPPED,
    schema.decks.c.created_at,
    schema.decks.c.title,
)

_LONG_NUMBER = 9  # digits; no deck has so many questions
IDS_AT_ONCE = 8_192  # of what a statement may have, and a power of two


class DeckChanges(TypedDict, total=False):
    """What changes of a deck; the fields of `Deck`."""

    title: str
    language: str
    reference: SourceId | None
    pack: str | None
    removed_at: datetime | None


class DeckRepository(Repository):
    """Decks with their sources, questions and answers."""

    async def add(self, deck: Deck) -> None:
        await self._insert(schema.decks, [deck])

    async def update(self, deck: DeckId, **changes: Unpack[DeckChanges]) -> Deck:
        """Write what is named, and return the deck as it is then."""
        query = update(schema.decks).where(schema.decks.c.id == deck).values(**changes)
        return await self._get(Deck, query.returning(schema.decks), NotFound("deck", deck))

    async def get(self, deck: DeckId) -> Deck:
        query = select(schema.decks).where(schema.decks.c.id == deck)
        return await self._get(Deck, query, NotFound("deck", deck))

    async def titled(self, workspace: WorkspaceId, title: str) -> Deck | None:
        table = schema.decks
        query = select(table).where(table.c.workspace == workspace, table.c.title == title)
        query = query.where(table.c.removed_at.is_(None))
        return await self._find(Deck, query)

    async def at_hand(self, asked: Asked) -> Sequence[Deck]:
        """Return what a group can be asked: its workspaces' decks, then those that are shipped."""
        query = select(schema.decks).where(_at_hand(asked)).order_by(*_OWN_FIRST)
        return await self._all(Deck, query)

    async def find_at_hand(self, asked: Asked, deck: DeckId) -> Deck | None:
        query = select(schema.decks).where(_at_hand(asked), schema.decks.c.id == deck)
        return await self._find(Deck, query)

    async def titles_of(self, workspace: WorkspaceId) -> frozenset[str]:
        """Return the titles that the workspace has no other deck of."""
        table = schema.decks
        query = select(table.c.title).where(table.c.workspace == workspace)
        return await self._set(query.where(table.c.removed_at.is_(None)))

    async def removed(self, workspace: WorkspaceId) -> Sequence[Deck]:
        """Return the workspace's decks that were removed, the latest first."""
        table = schema.decks
        query = select(table).where(table.c.workspace == workspace, table.c.removed_at.is_not(None))
        return await self._all(Deck, query.order_by(table.c.removed_at.desc(), table.c.id))

    async def ids_of(self, workspace: WorkspaceId) -> frozenset[DeckId]:
        """Return which decks are the workspace's own."""
        table = schema.decks
        return await self._set(select(table.c.id).where(table.c.workspace == workspace))

    async def read_in(
        self, channels: Collection[ChannelId], deck: DeckId | None = None
    ) -> Mapping[DeckId, WorkspaceId]:
        """Return the decks that are used where somebody reads, and those that are shipped.

        A group uses what it was asked in a channel of theirs, or has planned. With a `deck` it is
        that one or none.
        """
        rounds, audience, there = schema.rounds, schema.audience, schema.channels
        told = select(rounds.c.deck).join(audience, audience.c.round == rounds.c.id)
        groups = select(there.c.group).where(there.c.id.in_(channels))
        planned = select(schema.schedules.c.deck).where(schema.schedules.c.group.in_(groups))
        table = schema.decks
        query = select(table.c.id, table.c.workspace).where(
            or_(
                table.c.workspace == SHIPPED,
                table.c.id.in_(told.where(audience.c.channel.in_(channels))),
                table.c.id.in_(planned),
            )
        )
        query = query.where(table.c.removed_at.is_(None))
        if deck is not None:
            query = query.where(table.c.id == deck)
        return {DeckId(id_): owner for id_, owner in await self._connection.execute(query)}

    async def any(self, asked: Asked) -> bool:
        query = select(schema.decks.c.id).where(_at_hand(asked)).limit(1)
        return await self._connection.scalar(query) is not None

    async def titles(
        self, asked: Asked, others: Collection[DeckId] = ()
    ) -> Sequence[tuple[DeckId, str, str]]:
        """Return each deck that the group can be asked, and others, with title and workspace."""
        table, owner = schema.decks, schema.workspaces
        query = (
            select(table.c.id, table.c.title, owner.c.name)
            .join(owner, owner.c.id == table.c.workspace)
            .where(or_(_at_hand(asked), table.c.id.in_(others)))
            .order_by(*_OWN_FIRST)
        )
        rows = await self._connection.execute(query)
        return [(DeckId(id_), title, place) for id_, title, place in rows]

    async def summaries(self, asked: Asked, deck: DeckId | None = None) -> Sequence[DeckSummary]:
        """Return each deck that the group can be asked, or the one named."""
        named = () if deck is None else (schema.decks.c.id == deck,)
        return await self._summaries(and_(_at_hand(asked), *named))

    async def summaries_of(self, ids: Collection[DeckId]) -> Sequence[DeckSummary]:
        """Return these decks, as far as there are any."""
        return await self._summaries(schema.decks.c.id.in_(padded(ids))) if ids else ()

    async def _summaries(self, wanted: ColumnElement[bool]) -> Sequence[DeckSummary]:
        decks, questions, sources = schema.decks, schema.questions, schema.sources
        its = questions.c.deck == decks.c.id, questions.c.withdrawn.is_(False)
        count = select(func.count()).where(*its).scalar_subquery()
        query = select(decks, count).where(wanted)
        rows = await self._connection.execute(query.order_by(*_OWN_FIRST))
        query = select(sources).join(decks, decks.c.id == sources.c.deck).where(wanted)
        found = defaultdict[DeckId, list[Source]](list)
        for source in await self._all(Source, query.order_by(sources.c.position)):
            found[source.deck].append(source)
        each = [parts_of(row, (Deck, decks.c)) for row in rows]
        return [DeckSummary(deck, n, tuple(found[deck.id])) for (deck,), (n,) in each]

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
        """Add new questions, and change the position, text and section of those there.

        One that was withdrawn is back.
        """
        await self._put(schema.questions, questions, "position", "text", "section", "withdrawn")

    async def retire(self, questions: Collection[QuestionId]) -> None:
        """Ask the questions no more; they stay, to be looked up and restored."""
        table = schema.questions
        query = update(table).where(table.c.id.in_(questions)).values(retired=True)
        await self._connection.execute(query)

    async def question_of(self, answer: AnswerId) -> QuestionId:
        """Return which question an answer is to. Raises NotFound."""
        table = schema.answers
        found = await self._connection.scalar(select(table.c.question).where(table.c.id == answer))
        if found is None:
            raise NotFound("answer", answer)
        return QuestionId(found)

    async def follow(self, old: SourceId, newer: SourceId) -> None:
        """Let the newer version of a source be the reference where the old one was."""
        table = schema.questions
        query = update(table).where(table.c.reference == old).values(reference=newer)
        await self._connection.execute(query)

    async def question(self, question: QuestionId) -> Question:
        query = select(schema.questions).where(schema.questions.c.id == question)
        return await self._get(Question, query, NotFound("question", question))

    async def keep_unopened(self, questions: Collection[QuestionId]) -> None:
        """Let nobody open the questions until the end; who is opening one is waited for."""
        table, ids = schema.questions, sorted(questions)
        for at in range(0, len(ids), IDS_AT_ONCE):
            some = table.c.id.in_(padded(ids[at : at + IDS_AT_ONCE]))
            query = select(table.c.id).where(some).order_by(table.c.id)
            await self._connection.execute(query.with_for_update())

    async def keep_there(self, questions: Collection[QuestionId]) -> frozenset[QuestionId]:
        """Let nobody take the questions out until the end; return those that are still there."""
        if not questions:
            return frozenset()
        table = schema.questions
        query = select(table.c.id).where(table.c.id.in_(padded(sorted(questions))))
        query = query.where(table.c.withdrawn.is_(False)).order_by(table.c.id)
        return await self._set(query.with_for_update(read=True, key_share=True))

    async def elsewhere(
        self, questions: Collection[QuestionId], deck: DeckId | None
    ) -> frozenset[QuestionId]:
        """Return which of the questions there are, and are not the deck's."""
        table, found = schema.questions, set[QuestionId]()
        ids = sorted(questions)
        for at in range(0, len(ids), IDS_AT_ONCE):
            query = select(table.c.id).where(table.c.id.in_(padded(ids[at : at + IDS_AT_ONCE])))
            found |= await self._set(query if deck is None else query.where(table.c.deck != deck))
        return frozenset(found)

    async def with_decks(
        self, questions: Collection[QuestionId]
    ) -> Mapping[QuestionId, tuple[Question, Deck]]:
        """Return those of the questions that there are, each with its deck."""
        table, decks = schema.questions, schema.decks
        query = select(table, decks).join(decks, decks.c.id == table.c.deck)
        rows = await self._connection.execute(query.where(table.c.id.in_(questions)))
        found = [parts_of(row, (Question, table.c), (Deck, decks.c))[0] for row in rows]
        return {question.id: (question, deck) for question, deck in found}

    async def texts(
        self, workspace: WorkspaceId, some: Collection[QuestionId] | None = None
    ) -> Sequence[tuple[QuestionId, str, str]]:
        """Return the workspace's questions, all or `some`, each with the lines that answer it.

        They are tuples of strings alone: lists would have to be looked through for garbage, and of
        a hundred thousand that stops everybody else for some thirty milliseconds, several times.
        """
        decks, questions = schema.decks, schema.questions
        answers, sources = schema.answers, schema.sources
        query = (
            select(answers.c.question, answers.c.text)
            .join(sources, sources.c.id == answers.c.source)
            .join(decks, decks.c.id == sources.c.deck)
            .where(decks.c.workspace == workspace, decks.c.removed_at.is_(None))
            .where(answers.c.status != Status.WRONG)
            .order_by(sources.c.position, answers.c.first_line, answers.c.position)
        )
        if some is not None:
            query = query.where(answers.c.question.in_(padded(some)))
        found = dict[str, str]()
        async for question, text in self._streamed(query):
            found[question] = f"{found[question]}\n{text}" if question in found else text
        query = (
            select(questions.c.id, questions.c.text)
            .join(decks, decks.c.id == questions.c.deck)
            .where(decks.c.workspace == workspace, decks.c.removed_at.is_(None))
            .where(questions.c.withdrawn.is_(False))
            .order_by(decks.c.created_at, decks.c.title, questions.c.position)
        )
        if some is not None:
            query = query.where(questions.c.id.in_(padded(some)))
        return [
            (QuestionId(id_), text, found.get(id_, "")) async for id_, text in self._streamed(query)
        ]

    async def usual_language(self, workspace: WorkspaceId) -> str:
        """Return the language of most of the workspace's questions, English where it has none."""
        decks, questions = schema.decks, schema.questions
        # Each deck's by its index: to group the questions themselves takes five times as long.
        asked = select(func.count()).where(questions.c.deck == decks.c.id).scalar_subquery()
        its = select(decks.c.language, asked.label("asked")).where(decks.c.workspace == workspace)
        each = its.subquery()
        query = (
            select(each.c.language)
            .where(each.c.asked > 0)
            .group_by(each.c.language)
            .order_by(func.sum(each.c.asked).desc(), each.c.language)
            .limit(1)
        )
        language: str | None = await self._connection.scalar(query)
        return language or "english"

    async def beginning_with(
        self, decks: Collection[DeckId], text: str, limit: int
    ) -> Sequence[tuple[Question, Deck]]:
        """Return questions of the decks that begin with a text, in capitals or not."""
        table, of = schema.questions, schema.decks
        begins = func.lower(table.c.text).startswith(text.lower(), autoescape=True)
        query = (
            select(table, of).join(of, of.c.id == table.c.deck).where(of.c.id.in_(decks), begins)
        )
        query = query.where(table.c.withdrawn.is_(False))
        rows = await self._connection.execute(query.order_by(table.c.position).limit(limit))
        found = [parts_of(row, (Question, table.c), (Deck, of.c))[0] for row in rows]
        return [(question, deck) for question, deck in found]

    async def questions(self, deck: DeckId) -> Sequence[Question]:
        """Return the deck's questions in their order, without those that were withdrawn."""
        table = schema.questions
        query = select(table).where(table.c.deck == deck, table.c.withdrawn.is_(False))
        return await self._all(Question, query.order_by(table.c.position))

    async def some(self, ids: Iterable[QuestionId]) -> Sequence[Question]:
        """Return those of the questions that there are, the withdrawn among them."""
        table, wanted, found = schema.questions, list(ids), list[Question]()
        for at in range(0, len(wanted), IDS_AT_ONCE):
            its = table.c.id.in_(padded(wanted[at : at + IDS_AT_ONCE]))
            found += await self._all(Question, select(table).where(its))
        return found

    async def beside(self, question: Question) -> Question | None:
        """Return the next of the deck that is not retired, or else the one before, if any."""
        table, place = schema.questions, schema.questions.c.position
        its = table.c.deck == question.deck, table.c.retired.is_(False)
        there = select(table).where(*its, table.c.withdrawn.is_(False)).limit(1)
        after = there.where(place > question.position).order_by(place)
        before = there.where(place < question.position).order_by(place.desc())
        return await self._find(Question, after) or await self._find(Question, before)

    async def count_questions(self, deck: DeckId, words: str) -> int:
        """Return how many of the deck's questions have the words in them, or that number."""
        return await self._count(schema.questions, *_found_in(deck, words))

    async def some_questions(
        self, deck: DeckId, words: str, first: int, limit: int
    ) -> Sequence[Question]:
        """Return those of `count_questions` from the `first`, counted from 0, in their order."""
        table = schema.questions
        query = select(table).where(*_found_in(deck, words)).order_by(table.c.position)
        return await self._all(Question, query.offset(first).limit(limit))

    async def with_places(
        self, ids: Collection[DeckId]
    ) -> Mapping[DeckId, tuple[Deck, Sequence[Place]]]:
        """Return those of the decks that there are, with where what they ask stands, in order.

        Which question comes next needs none of their words, of which there may be many.
        """
        decks, table = schema.decks, schema.questions
        found = await self._all(Deck, select(decks).where(decks.c.id.in_(ids)))
        places: dict[DeckId, list[Place]] = {deck.id: [] for deck in found}
        asks = table.c.withdrawn.is_(False), table.c.retired.is_(False)
        query = select(table.c.deck, table.c.id, table.c.position)
        query = query.where(table.c.deck.in_(ids), *asks).order_by(table.c.deck, table.c.position)
        for deck_id, id_, position in await self._connection.execute(query):
            places[deck_id].append(Place(id_, position))
        return {deck.id: (deck, places[deck.id]) for deck in found}

    async def add_answers(self, answers: Iterable[Answer]) -> None:
        await self._insert(schema.answers, map(answer_row, answers))

    async def answers_to(
        self, questions: Collection[QuestionId]
    ) -> Mapping[QuestionId, Sequence[tuple[Answer, Source]]]:
        """Return what the documents answer to each of the questions, with the document."""
        answers, sources = schema.answers, schema.sources
        query = (
            select(answers, sources)
            .join(sources, sources.c.id == answers.c.source)
            .where(answers.c.question.in_(questions))
            .order_by(sources.c.position, answers.c.position)
        )
        found = defaultdict[QuestionId, list[tuple[Answer, Source]]](list)
        for row in await self._connection.execute(query):
            (answer, source), _ = parts_of(row, (answer_of, answers.c), (Source, sources.c))
            found[answer.question].append((answer, source))
        return found

    async def count_answers(
        self, questions: Collection[QuestionId], *, below: float | None = None
    ) -> Mapping[QuestionId, int]:
        """Return how many documents answer each of the questions that any answers.

        Of those answers alone whose places are less sure than `below`, if that is told.
        """
        answers = schema.answers
        query = (
            select(answers.c.question, func.count(answers.c.source.distinct()))
            .where(answers.c.question.in_(padded(questions)))
            .where(answers.c.status == Status.ANSWERED)
            .group_by(answers.c.question)
        )
        if below is not None:
            query = query.where(answers.c.confidence < below)
        rows = await self._connection.execute(query)
        return {QuestionId(id_): n for id_, n in rows}

    async def answers(self, deck: DeckId) -> Sequence[Answer]:
        return await self._answers(deck)

    async def answers_of_several(self, deck: DeckId) -> Sequence[Answer]:
        """Return the answers to what two sources or more answer, and the deck still asks."""
        return await self._answers(deck, schema.answers.c.question.in_(_answered_by_several(deck)))

    async def shape_of_several(self, deck: DeckId) -> str:
        """Return what tells whether other answers are there, or texts of other lengths.

        Of what `answers_of_several` returns, whose texts are not read for it.
        """
        table = schema.answers
        query = (
            select(table.c.id, func.length(table.c.text))
            .where(table.c.question.in_(_answered_by_several(deck)))
            .where(table.c.status == Status.ANSWERED)
            .order_by(table.c.id)
        )
        found = hashlib.sha256()
        for id_, length in await self._connection.execute(query):
            found.update(f"{id_} {length}\n".encode())
        return found.hexdigest()

    async def _answers(self, deck: DeckId, *which: ColumnElement[bool]) -> Sequence[Answer]:
        table = schema.answers
        query = (
            select(table)
            .join(schema.sources, schema.sources.c.id == table.c.source)
            .where(schema.sources.c.deck == deck, *which)
            .order_by(schema.sources.c.position, table.c.first_line, table.c.position)
        )
        return [answer_of(**as_dict(row)) for row in await self._connection.execute(query)]


def _answered_by_several(deck: DeckId) -> Select[tuple[str]]:
    """Return the query for what two sources or more answer, and the deck still asks."""
    answers, questions = schema.answers, schema.questions
    return (
        select(answers.c.question)
        .join(questions, questions.c.id == answers.c.question)
        .where(questions.c.deck == deck, questions.c.retired.is_(False))
        .where(answers.c.status == Status.ANSWERED)
        .group_by(answers.c.question)
        .having(func.count(answers.c.source.distinct()) > 1)
    )


def _found_in(deck: DeckId, words: str) -> list[ColumnElement[bool]]:
    """Return the conditions for the deck's questions in which the words are, or of that number."""
    table = schema.questions
    its = [table.c.deck == deck, table.c.withdrawn.is_(False)]
    if words.isdecimal() and len(words) < _LONG_NUMBER:
        return [*its, table.c.position == int(words) - 1]
    if words:
        # SQLite knows capitals of ASCII alone: others are found as they are typed.
        lower = func.lower(table.c.text)
        its.append(
            or_(
                lower.contains(words.lower(), autoescape=True),
                table.c.text.contains(words, autoescape=True),
            )
        )
    return its


def _at_hand(asked: Asked) -> ColumnElement[bool]:
    """Return the condition for what can be asked: the workspaces' own decks, and the shipped."""
    there = and_(schema.workspaces.c.left_at.is_(None), of_workspaces_of(asked))
    its = select(schema.workspaces.c.id).where(there)
    owner = schema.decks.c.workspace
    is_there = schema.decks.c.removed_at.is_(None)
    return and_(is_there, or_(owner.in_(its), owner == asked, owner == SHIPPED))


def answer_row(answer: Answer) -> dict[str, Any]:
    """Return an answer's columns."""
    row = as_row(answer)
    lines: Lines = row.pop("lines")
    return row | {"first_line": lines.first, "last_line": lines.last}


def answer_of(*, first_line: int, last_line: int, **values: Any) -> Answer:  # noqa: ANN401  # a row's columns
    """Return the answer of a row's columns."""
    return Answer(**values, lines=Lines(first_line, last_line))


class DraftRepository(Repository):
    """Uploads that wait for a yes."""

    async def add(self, draft: ImportDraft) -> None:
        row = {"id": draft.id, "workspace": draft.workspace, "created_at": draft.created_at}
        await self._insert(schema.drafts, [row])
        files = [
            {"draft": draft.id, "position": position} | as_row(file)
            for position, file in enumerate(draft.files)
        ]
        await self._insert(schema.draft_files, files)

    async def get(self, workspace: WorkspaceId, draft: str) -> ImportDraft:
        table, files = schema.drafts, schema.draft_files
        query = select(table).where(table.c.workspace == workspace, table.c.id == draft)
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
