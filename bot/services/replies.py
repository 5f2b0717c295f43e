"""Collecting what members answer, in private."""

from __future__ import annotations

from bot.core import rounds
from bot.core.limits import MAX_REPLY, checked_text
from bot.core.models import Member, Reply, Round, RoundId
from bot.errors import NotAllowed
from bot.services.context import Context
from bot.services.live import Topic
from bot.storage.protocol import Kept


class ReplyService:
    """A reply is acknowledged (this returns) only after it is committed."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def save(self, round_: RoundId, member: Member, text: str, based_on: int) -> Reply:
        """Store a member's reply and return it.

        `based_on` is the revision that the member was looking at, 0 for none. The time that
        counts is the one at which it arrived, before it waited for its turn to be written.
        Raises RoundClosed, StaleReply, TextEmpty, TextTooLong, NotFound, NotAllowed.
        """
        text = checked_text(text, "answer", MAX_REPLY)
        arrived = self._context.clock()
        async with self._context.store.writing() as kept:
            current = await _round_of(kept, round_, member)
            earlier = await kept.rounds.find_reply(round_, member.id)
            reply = rounds.reply(
                current, earlier, member=member.id, text=text, based_on=based_on, now=arrived
            )
            if reply != earlier:
                await kept.rounds.put_reply(reply)
        self._context.live.publish(member.group, Topic.REPLIES)
        return reply

    async def mine(self, round_: RoundId, member: Member) -> Reply | None:
        """Return the member's own reply in the round."""
        async with self._context.store.reading() as kept:
            await _round_of(kept, round_, member)
            return await kept.rounds.find_reply(round_, member.id)


async def _round_of(kept: Kept, round_: RoundId, member: Member) -> Round:
    found = await kept.rounds.get(round_)
    if found.group != member.group:
        raise NotAllowed("member")
    return found
