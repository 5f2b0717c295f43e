"""Pictures: read when they come in, and handed out to those alone who may see what they are in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.ids import PictureId
from bot.core.models import Channel, RoundId, WorkspaceId
from bot.core.pictures import MAX_PICTURES, PictureFault, PictureFile
from bot.core.read_models import Reader
from bot.core.uploads import Upload
from bot.errors import MemberError, NotFound, PictureRefused
from bot.importing.pictures import moves, read_picture
from bot.services.access import AccessService
from bot.services.context import Context
from bot.services.reveals import refuse_asked_again, refuse_unrevealed, withheld_of
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """Of pictures that somebody sent, those that are kept, and why others are not.

    One that moves is among both: of its frames the first is kept.
    """

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
                continue
            if await asyncio.to_thread(moves, each.data):
                refused.append(PictureRefused(each.name, PictureFault.MOVES))
        return Taken(tuple(files), tuple(refused))

    async def shown_in(self, id_: PictureId) -> Sequence[Channel]:
        """Return the channels where somebody may see the picture, as they can read one of these."""
        async with self._context.store.reading() as tx:
            return await tx.groups.of_picture(id_)

    async def show(
        self, id_: PictureId, reader: Reader, organises: WorkspaceId | None = None
    ) -> PictureFile:
        """Return a picture to who may see a text with it, or has it before them as organiser.

        That is a reply of their own, one of a reveal, a question of a deck that they read, or an
        answer to it that is not withheld from them. Raises NotFound for anybody else, whether
        there is such a picture or not.
        """
        everywhere = await self._access.withholding(reader)
        async with self._context.store.reading() as tx:
            if await _in_a_reply(tx, id_, reader, everywhere) or await _in_a_deck(
                tx, id_, reader, everywhere, organises
            ):
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
        async with self._context.store.reading() as tx:
            decks = await tx.pictures.decks()
        for deck, workspace in decks.items():
            async with self._context.store.writing() as tx:
                # An import may begin to use one meanwhile.
                await tx.workspaces.lock(workspace)
                await tx.pictures.settle(deck)
        async with self._context.store.writing() as tx:
            return await tx.pictures.remove_unused()


async def _in_a_reply(tx: Transaction, id_: PictureId, reader: Reader, everywhere: Reader) -> bool:
    for round_, member in await tx.pictures.shown_in(id_, reader.channels):
        if member in reader.members or await _is_revealed(tx, round_, everywhere):
            return True
    return False


async def _in_a_deck(
    tx: Transaction,
    id_: PictureId,
    reader: Reader,
    everywhere: Reader,
    organises: WorkspaceId | None,
) -> bool:
    """Say whether a question or an answer shows a picture that the reader may see."""
    for deck, owner in (await tx.pictures.decks_with(id_)).items():
        questions, asking = await tx.pictures.questions_with(id_, deck)
        if owner == organises or await tx.decks.read_in(reader.channels, deck):
            hushed = await withheld_of(tx, questions, everywhere)
            if any(each.id in asking or each.id not in hushed for each in questions):
                return True
            continue
        # A deck that was removed is read no more; what was asked of it stays.
        ids = [each.id for each in questions]
        for round_, question in await tx.pictures.rounds_of(ids, reader.channels):
            if question in asking or await _is_revealed(tx, round_, everywhere):
                return True
    return False


async def _is_revealed(tx: Transaction, id_: RoundId, everywhere: Reader) -> bool:
    """Say whether a round shows its replies to a reader, who comes with all that they can read."""
    round_ = await tx.rounds.get(id_)
    try:
        refuse_unrevealed(round_)
        await refuse_asked_again(tx, await tx.decks.question(round_.question), everywhere)
    except MemberError:
        return False
    return True
