"""Pictures: read when they come in, and handed out to those alone who may see what they are in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.models import Channel, PictureId, RoundId
from bot.core.pictures import MAX_PICTURES, PictureFault, PictureFile
from bot.core.read_models import Reader
from bot.core.uploads import Upload
from bot.errors import MemberError, NotFound, PictureRefused
from bot.importing.pictures import read_picture
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.reveals import refuse_asked_again, refuse_unrevealed
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """Of pictures that somebody sent, those that are kept, and why others are not."""

    files: tuple[PictureFile, ...] = ()
    refused: tuple[PictureRefused, ...] = ()


class PictureService:
    """A picture is as private as the text that it was sent with."""

    def __init__(self, context: Context, access: AccessService) -> None:
        self._context = context
        self._access = access
        # Each takes a processor and a good deal of memory.
        self._turn = asyncio.Semaphore(1)

    async def read(self, upload: Upload) -> PictureFile:
        """Return a file as the picture that is kept of it. Raises PictureRefused."""
        async with self._turn:
            return await asyncio.to_thread(read_picture, upload.data, upload.name)

    async def read_all(self, uploads: Sequence[Upload]) -> Taken:
        """Return what is kept of several, the first of those that can be; nothing is raised."""
        files, refused = list[PictureFile](), list[PictureRefused]()
        for each in uploads:
            if len(files) == MAX_PICTURES:
                refused.append(PictureRefused(each.name, PictureFault.TOO_MANY))
                continue
            try:
                files.append(await self.read(each))
            except PictureRefused as error:
                refused.append(error)
        return Taken(tuple(files), tuple(refused))

    async def shown_in(self, id_: PictureId) -> Sequence[Channel]:
        """Return the channels in which a round was told that has the picture in a reply."""
        async with self._context.store.reading() as tx:
            return await tx.groups.of_picture(id_)

    async def show(self, id_: PictureId, reader: Reader) -> PictureFile:
        """Return a picture to who may see a reply with it: their own, or one of a reveal.

        Raises NotFound for anybody else, whether there is such a picture or not.
        """
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            for round_, member in await tx.pictures.shown_in(id_, reader.channels):
                if member in reader.members or await _is_revealed(tx, round_, everywhere):
                    found = await tx.pictures.file(id_)
                    if found is not None:
                        return found
        raise NotFound("picture", id_)

    async def files(self, ids: Iterable[PictureId]) -> Mapping[PictureId, PictureFile]:
        """Return those of the pictures that there are, for a message that shows them."""
        async with self._context.store.reading() as tx:
            found = [await tx.pictures.file(each) for each in dict.fromkeys(ids)]
        return {each.id: each for each in found if each is not None}

    async def purge_unused(self) -> int:
        """Remove what nothing shows any more; return how many these were."""
        async with self._context.store.writing() as tx:
            return await tx.pictures.remove_unused()


async def _is_revealed(tx: Transaction, id_: RoundId, everywhere: Reader) -> bool:
    """Say whether a round shows its replies to a reader, who comes with all that they can read."""
    round_ = await tx.rounds.get(id_)
    try:
        refuse_unrevealed(round_)
        await refuse_asked_again(tx, await tx.decks.question(round_.question), everywhere)
    except MemberError:
        return False
    return True
