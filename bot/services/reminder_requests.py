"""Members who want to be reminded of one round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.feedback import ReminderRequest, reminder_at
from bot.core.models import DeliveryKind, GroupId, Member, MemberId, Round, RoundId
from bot.core.rounds import takes_replies
from bot.errors import NotFound, NothingToRemind
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.outbox import remind
from bot.storage.transaction import Transaction

_JUST_NOW = timedelta(hours=1)


class ReminderRequestService:
    """A request counts for its round, whatever the member decided about reminders in general."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def toggle(self, group: GroupId, round_: RoundId, member: Member) -> datetime | None:
        """Remind the member before the round closes, and return when; None: not any more.

        Raises NotFound, and NothingToRemind when they have replied or the round is over.
        """
        async with self._context.store.writing() as tx:
            found = await _open_round(tx, group, round_, self._context.clock())
            if member.id not in await tx.members.lock([member.id]):
                raise NotFound("member", member.id)
            if await tx.replies.find(round_, member.id) is not None:
                raise NothingToRemind(replied=True)
            at = await self._toggled(tx, found, member.id)
        self._context.live.publish(group, Topic.ROUNDS)
        return at

    async def _toggled(self, tx: Transaction, round_: Round, member: MemberId) -> datetime | None:
        if await tx.feedback.find_reminder_request(round_.id, member) is not None:
            await tx.feedback.drop_reminder_request(round_.id, member)
            return None
        at = reminder_at(round_, self._context.clock())
        await tx.feedback.request_reminder(ReminderRequest(round_.id, member, at))
        return at


async def grant(tx: Transaction, now: datetime) -> list[Round]:
    """Remind those who wished for it by now and still can reply; return those rounds.

    Whom the schedule has reminded within the last hour is not reminded again.
    """
    reminder_requests = await tx.feedback.take_reminder_requests(now)
    members: defaultdict[RoundId, set[MemberId]] = defaultdict(set)
    for request_reminder in reminder_requests:
        members[request_reminder.round].add(request_reminder.member)
    rounds = [await tx.rounds.get(id_) for id_ in sorted(members)]
    for round_ in rounds:
        if takes_replies(round_, now):
            await _remind(tx, round_, members[round_.id], now)
    return rounds


async def _remind(
    tx: Transaction, round_: Round, members: Iterable[MemberId], now: datetime
) -> None:
    there = await tx.members.lock_shared(members)
    reminded = {
        each.member
        for each in await tx.deliveries.of_round(round_.id)
        if each.kind is DeliveryKind.REMINDER and now - each.created_at <= _JUST_NOW
    }
    late = there - await tx.replies.authors(round_.id) - reminded
    await remind(tx, round_, sorted(late), now, why="request_reminder")


async def _open_round(tx: Transaction, group: GroupId, round_: RoundId, now: datetime) -> Round:
    found = (await tx.rounds.lock_shared([round_])).get(round_)
    if found is None or found.group != group:
        raise NotFound("round", round_)
    if not takes_replies(found, now):
        raise NothingToRemind(replied=False)
    return found
