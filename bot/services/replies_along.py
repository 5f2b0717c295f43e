"""What members replied, as it leaves with a deck: what they agreed to, and its reader may read."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.core.ids import PictureId
from bot.core.models import DeckId, GroupId, Naming, QuestionId
from bot.core.pictures import PictureFile
from bot.core.read_models import Reader
from bot.core.replies_along import GroupReplies
from bot.storage.transaction import Transaction


async def replies_of(
    tx: Transaction,
    group: GroupId,
    deck: DeckId,
    reader: Reader | None,
    hushed: Collection[QuestionId] = (),
) -> GroupReplies:
    """Return what a group's members replied to a deck, but to the questions that are `hushed`.

    Of rounds alone that were told in a channel of the reader's; whoever is none has all.
    """
    along = tx.replies_along
    rounds = [each for each in await along.rounds(group, deck) if each.question not in hushed]
    if reader is not None:
        told = await tx.rounds.told_in([each.id for each in rounds], reader.channels)
        rounds = [each for each in rounds if each.id in told]
    found = GroupReplies(
        rounds,
        await along.replies(group, deck),
        await along.later(group, deck),
        await along.votes(group, deck),
        {each.id: each.name for each in await tx.members.of_group(group)},
        await along.agreed(group),
        nameless=(await tx.groups.get(group)).naming is not Naming.NAMES,
    )
    return found.illustrated(await _pictures(tx, found))


async def _pictures(tx: Transaction, found: GroupReplies) -> Mapping[PictureId, PictureFile]:
    files = [await tx.pictures.file(each) for each in sorted(found.pictures_leaving())]
    return {each.id: each for each in files if each is not None}
