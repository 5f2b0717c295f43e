"""Pictures by what they show: kept once each, for as long as anything refers to them.

Whoever keeps a picture that is there already locks it, and who throws away what is unused locks it
too and looks again: none goes while somebody begins to use it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, delete, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import ChannelId, MemberId, PictureId, Reply, RoundId
from bot.core.pictures import Picture, PictureFile
from bot.storage import schema
from bot.storage.repository import Repository

_table, _links = schema.pictures, schema.reply_pictures
_KNOWN = (_table.c.id, _table.c.media_type, _table.c.width, _table.c.height)


class PictureRepository(Repository):
    """The pictures, and which replies show them."""

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
    return ~select(_links.c.picture).where(_links.c.picture == _table.c.id).exists()
