"""Answering after the reveal: a second time for a day, or late where the group allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.core.later_replies import Chance, LaterReply, check_takes_later, later_reply
from bot.core.limits import MAX_REPLY, checked_text
from bot.core.models import GroupId, Member, MemberId, Round, RoundId
from bot.core.read_models import Reader, Reveal
from bot.errors import NotAllowed, NotFound
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.reveals import RevealService
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class LaterPrompt:
    """What a member may answer after the reveal: their `first` reply, and what they said since.

    The first one is None for who did not reply in time.
    """

    first: str | None
    later: LaterReply | None

    @property
    def text(self) -> str:
        """What is in the box: what they said last."""
        return self.later.text if self.later else self.first or ""

    @property
    def revision(self) -> int:
        """The version of the later answer that it is, 0 for none."""
        return self.later.revision if self.later else 0

    @property
    def is_late(self) -> bool:
        """Whether they did not reply in time."""
        return self.first is None


class LaterReplyService:
    """The first reply stays as it is; what is said later stands beside it.

    Methods raise NotFound, and NotAllowed before the reveal, for a member of another group, and
    while the question is open again and they have not replied; what is said too late raises
    SecondRepliesOver or LateRepliesOff.
    """

    def __init__(self, context: Context, reveals: RevealService) -> None:
        self._context = context
        self._reveals = reveals

    async def prompt(self, round_: RoundId, member: MemberId | None, reader: Reader) -> LaterPrompt:
        """Return what a member would answer now; None is somebody who is none so far."""
        await self._reveals.shared(round_, reader)
        async with self._context.store.reading() as tx:
            found = await tx.rounds.get(round_)
            prompt = await _prompt(tx, round_, member)
            chance = await _chance(tx, found, prompt.first)
        check_takes_later(found, chance, self._context.clock())
        return prompt

    async def save(
        self,
        round_: RoundId,
        member: Member,
        reader: Reader,
        text: str,
        based_on: int,
        *,
        arrived: datetime | None = None,
    ) -> LaterPrompt:
        """Store what a member answers after the reveal, and return it beside the first reply.

        `based_on` is the revision that they were looking at, 0 for none. It `arrived` now, or
        earlier where it waited for its turn. Raises StaleReply, TextEmpty and TextTooLong as well.
        """
        text, at = checked_text(text, "answer", MAX_REPLY), self._context.not_later(arrived)
        await self._reveals.shared(round_, reader)
        async with self._context.store.writing() as tx:
            found = await locked_for(tx, round_, member)
            before = await _prompt(tx, round_, member.id)
            check_takes_later(found, await _chance(tx, found, before.first), at)
            saved = later_reply(
                round_,
                before.later,
                member=member.id,
                text=text,
                based_on=based_on,
                arrived=at,
            )
            if saved != before.later:
                await tx.replies.put_later(saved)
                await tx.posted.keep_up_to_date([round_], self._context.clock())
        self._context.live.publish(found.group, Topic.ROUNDS)
        return LaterPrompt(before.first, saved)

    async def rethought(self, reader: Reader, group: GroupId, limit: int) -> list[Reveal]:
        """Return the group's latest reveals after which somebody thought again, newest first.

        Without those that are withheld from the reader.
        """
        async with self._context.store.reading() as tx:
            cards = await tx.cards.rethought(reader, group, limit)
        found = []
        for card in cards:
            try:
                found.append(await self._reveals.reveal(card.round.id, reader))
            except (NotAllowed, NotFound):
                continue  # asked again meanwhile, or withdrawn
        return found

    async def withdraw(self, round_: RoundId, member: Member) -> bool:
        """Take back what a member answered after the reveal; say whether there was anything."""
        async with self._context.store.writing() as tx:
            found = await locked_for(tx, round_, member)
            is_gone = await tx.replies.remove_later(round_, member.id)
            if is_gone:
                await tx.posted.keep_up_to_date([round_], self._context.clock())
        self._context.live.publish(found.group, Topic.ROUNDS)
        return is_gone


async def locked_for(tx: Transaction, round_: RoundId, member: Member) -> Round:
    """Return a round and keep it and the member of its group as they are.

    Raises NotFound, and NotAllowed for a member of another group.
    """
    found = await tx.rounds.get_shared(round_)
    if found.group != member.group:
        raise NotAllowed("member")
    if member.id not in await tx.members.lock([member.id]):
        raise NotFound("member", member.id)
    return found


async def _prompt(tx: Transaction, round_: RoundId, member: MemberId | None) -> LaterPrompt:
    if member is None:
        return LaterPrompt(None, None)
    first = await tx.replies.find(round_, member)
    return LaterPrompt(first.text if first else None, await tx.replies.find_later(round_, member))


async def _chance(tx: Transaction, round_: Round, first: str | None) -> Chance:
    """Return what decides; of who replied in time the group is not asked."""
    if first is not None:
        return Chance(replied=True, late=False)
    return await chance_of_others(tx, round_)


async def chance_of_others(tx: Transaction, round_: Round) -> Chance:
    """Return what decides of those who did not reply in time."""
    late = (await tx.groups.get(round_.group)).late
    next_opened = await tx.rounds.next_opened(round_) if late else None
    return Chance(replied=False, late=late, next_opened=next_opened)
