"""Pictures by what they show: kept once each, for as long as anything refers to them.

Whoever keeps a picture that is there already locks it, and who throws away what is unused locks it
too and looks again: none goes while somebody begins to use it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, delete, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.documents import Status
from bot.core.ids import PictureId
from bot.core.models import (
    ChannelId,
    DeckId,
    MemberId,
    Question,
    QuestionId,
    Reply,
    RoundId,
    WorkspaceId,
)
from bot.core.pictures import SCHEME, Picture, PictureFile, named_in
from bot.storage import schema
from bot.storage.repository import Repository

_table, _links, _in_decks = schema.pictures, schema.reply_pictures, schema.deck_pictures
_KNOWN = (_table.c.id, _table.c.media_type, _table.c.width, _table.c.height)


class PictureRepository(Repository):
    """The pictures, and which replies and decks show them."""

    async def keep(self, pictures: Iterable[PictureFile]) -> None:
        """Keep those that are not there yet; all are locked, in the order of their ids."""
        by_id = {each.id: each for each in pictures}
        await self._put(_table, [by_id[id_] for id_ in sorted(by_id)], "media_type")

    async def link(self, replies: Collection[Reply]) -> None:
        """Let the replies show their pictures, which are kept, and no others."""
        keys = [(each.round, each.member) for each in replies]
        theirs = tuple_(_links.c.round, _links.c.member).in_(keys)
        await self._connection.execute(delete(_links).where(theirs))
        await link(self._connection, replies)
        await remove_unused(self._connection)

    async def known(self, ids: Iterable[PictureId]) -> Mapping[PictureId, Picture]:
        """Return those of the pictures that there are, without their bytes."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        query = select(*_KNOWN).where(_table.c.id.in_(wanted))
        return {each.id: each for each in await self._all(Picture, query)}

    async def file(self, id_: PictureId) -> PictureFile | None:
        return await self._find(PictureFile, select(_table).where(_table.c.id == id_))

    async def shown_in(
        self, id_: PictureId, channels: Collection[ChannelId]
    ) -> Sequence[tuple[RoundId, MemberId]]:
        """Return the replies with the picture, of rounds that were told in one of the channels."""
        audience = schema.audience
        told = select(audience.c.round).where(audience.c.channel.in_(channels))
        query = select(_links.c.round, _links.c.member).where(
            _links.c.picture == id_, _links.c.round.in_(told)
        )
        rows = await self._connection.execute(query.order_by(_links.c.round, _links.c.member))
        return [(round_, member) for round_, member in rows]

    async def of_member(self, member: MemberId) -> Mapping[PictureId, PictureFile]:
        """Return all that the member's replies show."""
        theirs = select(_links.c.picture).where(_links.c.member == member)
        found = await self._all(PictureFile, select(_table).where(_table.c.id.in_(theirs)))
        return {each.id: each for each in found}

    async def show_in(self, deck: DeckId, pictures: Iterable[PictureId]) -> None:
        """Note that texts of a deck show the pictures, which are kept."""
        rows = [{"deck": deck, "picture": each} for each in sorted(set(pictures))]
        await self._insert_new(_in_decks, rows)

    async def of_deck(self, deck: DeckId) -> frozenset[PictureId]:
        """Return the pictures that texts of a deck show."""
        return await self._set(select(_in_decks.c.picture).where(_in_decks.c.deck == deck))

    async def of_workspace(self, workspace: WorkspaceId) -> frozenset[PictureId]:
        """Return the pictures that texts of a workspace's decks show."""
        decks = schema.decks
        query = select(_in_decks.c.picture).join(decks, decks.c.id == _in_decks.c.deck)
        return await self._set(query.where(decks.c.workspace == workspace).distinct())

    async def decks_with(self, picture: PictureId) -> Mapping[DeckId, WorkspaceId]:
        """Return the decks of which a text shows a picture, each with whose it is."""
        decks = schema.decks
        query = select(decks.c.id, decks.c.workspace)
        query = query.join(_in_decks, _in_decks.c.deck == decks.c.id)
        rows = await self._connection.execute(query.where(_in_decks.c.picture == picture))
        return {DeckId(deck): WorkspaceId(owner) for deck, owner in rows}

    async def decks(self) -> Mapping[DeckId, WorkspaceId]:
        """Return all decks that show pictures, each with whose it is."""
        decks = schema.decks
        query = select(decks.c.id, decks.c.workspace)
        query = query.where(decks.c.id.in_(select(_in_decks.c.deck))).order_by(decks.c.id)
        rows = await self._connection.execute(query)
        return {DeckId(deck): WorkspaceId(owner) for deck, owner in rows}

    async def questions_with(
        self, picture: PictureId, deck: DeckId
    ) -> tuple[Sequence[Question], frozenset[QuestionId]]:
        """Return the deck's questions that show the picture, or whose answers do.

        With them come the ids of those that show it themselves.
        """
        questions, answers, rounds = schema.questions, schema.answers, schema.rounds
        named = f"({SCHEME}{picture}."
        worded = select(rounds.c.question).where(rounds.c.wording.contains(named, autoescape=True))
        asks = or_(questions.c.text.contains(named, autoescape=True), questions.c.id.in_(worded))
        answered = (
            select(answers.c.question)
            .join(questions)
            .where(
                questions.c.deck == deck,
                answers.c.status == Status.ANSWERED,
                answers.c.text.contains(named, autoescape=True),
            )
        )
        its = questions.c.deck == deck, questions.c.withdrawn.is_(False)
        asking = await self._set(select(questions.c.id).where(*its, asks))
        query = select(questions).where(*its, or_(asks, questions.c.id.in_(answered)))
        return await self._all(Question, query), asking

    async def rounds_of(
        self, questions: Collection[QuestionId], channels: Collection[ChannelId]
    ) -> Sequence[tuple[RoundId, QuestionId]]:
        """Return the rounds that asked the questions and were told in one of the channels."""
        rounds, audience = schema.rounds, schema.audience
        told = select(audience.c.round).where(audience.c.channel.in_(channels))
        query = select(rounds.c.id, rounds.c.question).where(
            rounds.c.question.in_(questions), rounds.c.id.in_(told)
        )
        rows = await self._connection.execute(query.order_by(rounds.c.id))
        return [(round_, question) for round_, question in rows]

    async def settle(self, deck: DeckId) -> None:
        """Let go of the deck's pictures that none of its texts shows, nor what can be undone."""
        linked = await self.of_deck(deck)
        if not linked:
            return
        used = set[PictureId]()
        for query in _texts_of(deck):
            async for (text,) in self._streamed(query):
                used |= named_in(text)
        if gone := sorted(linked - used):
            mine = _in_decks.c.deck == deck, _in_decks.c.picture.in_(gone)
            await self._connection.execute(delete(_in_decks).where(*mine))
            await remove_unused(self._connection)

    async def remove_unused(self) -> int:
        """Remove what nothing shows any more; return how many these were."""
        return await remove_unused(self._connection)


async def link(connection: AsyncConnection, replies: Iterable[Reply]) -> None:
    """Note which pictures the replies show."""
    rows = [
        {"round": each.round, "member": each.member, "picture": picture}
        for each in replies
        for picture in dict.fromkeys(each.pictures)
    ]
    if rows:
        await connection.execute(insert(_links), rows)


async def remove_unused(connection: AsyncConnection) -> int:
    """Remove the pictures that nothing shows; return how many these were."""
    query = select(_table.c.id).where(_is_unused()).order_by(_table.c.id)
    found = (await connection.scalars(query.with_for_update())).all()
    if not found:
        return 0
    # On PostgreSQL the first statement may have waited for who uses one of them now.
    gone = delete(_table).where(_table.c.id.in_(found), _is_unused())
    return (await connection.execute(gone)).rowcount


def _is_unused() -> ColumnElement[bool]:
    return and_(
        *(
            ~select(links.c.picture).where(links.c.picture == _table.c.id).exists()
            for links in (_links, _in_decks)
        )
    )


def _texts_of(deck: DeckId) -> Iterator[Select[Any]]:
    """Yield what finds the texts of a deck in which a picture may be."""
    questions, answers, sources = schema.questions, schema.answers, schema.sources
    rounds, edits, decided = schema.rounds, schema.deck_edits, schema.decided_answers
    change = cast(edits.c.change, Text)
    for text, query in (
        (questions.c.text, select(questions.c.text).where(questions.c.deck == deck)),
        (answers.c.text, select(answers.c.text).join(sources).where(sources.c.deck == deck)),
        (rounds.c.wording, select(rounds.c.wording).where(rounds.c.deck == deck)),
        (decided.c.text, select(decided.c.text).where(decided.c.deck == deck)),
        (change, select(change).where(edits.c.deck == deck)),
    ):
        yield query.where(text.contains(f"({SCHEME}", autoescape=True))
