"""Members who want to be reminded of one round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.core.deliveries import REQUESTED
from bot.core.feedback import ReminderRequest, reminder_at
from bot.core.models import GroupId, Member, MemberId, Round, RoundId
from bot.core.rounds import takes_replies
from bot.errors import NotFound, NothingToRemind, NowhereToRemind
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.outbox import reaching, remind
from bot.services.preferences import check_there, without_absent
from bot.storage.transaction import Transaction

_JUST_NOW = timedelta(hours=1)


class ReminderRequestService:
    """A request counts for its round, whatever the member decided about reminders in general."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def request(self, group: GroupId, round_: RoundId, member: Member) -> datetime:
        """Remind the member before the round closes, and return when; asked again, it stays so.

        Raises NotFound, NothingToRemind when they have replied or the round is over, AwayThen for
        who is away then, and NowhereToRemind for who has no account that could be written to.
        """
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            found = await self._checked(tx, group, round_, member)
            earlier = await tx.feedback.find_reminder_request(round_, member.id)
            if earlier is not None:
                return earlier.at
            there = (await tx.groups.audiences([round_])).get(round_, ())
            at = reminder_at(found, self._context.clock())
            await check_there(tx, member.person, at)
            if reaching(there, await tx.persons.accounts(member.person)) is None:
                raise NowhereToRemind
            await tx.feedback.request_reminder(ReminderRequest(round_, member.id, at))
            return at

    async def drop(self, group: GroupId, round_: RoundId, member: Member) -> None:
        """Remind the member of this round no more. Raises NotFound, NothingToRemind."""
        async with self._context.changing(group, Topic.ROUNDS) as tx:
            await self._checked(tx, group, round_, member)
            await tx.feedback.drop_reminder_request(round_, member.id)

    async def _checked(
        self, tx: Transaction, group: GroupId, round_: RoundId, member: Member
    ) -> Round:
        found = await _open_round(tx, group, round_, self._context.clock())
        if member.id not in await tx.members.lock([member.id]):
            raise NotFound("member", member.id)
        if await tx.replies.find(round_, member.id) is not None:
            raise NothingToRemind(replied=True)
        return found


async def grant(tx: Transaction, now: datetime) -> list[Round]:
    """Remind those who wished for it by now and still can reply; return those rounds.

    Whom the schedule has reminded within the last hour is not reminded again.
    """
    members = defaultdict[RoundId, set[MemberId]](set)
    for request in await tx.feedback.take_reminder_requests(now):
        members[request.round].add(request.member)
    rounds = await tx.rounds.those(members)
    late = [
        (round_, await _late(tx, round_, members[id_], now))
        for id_, round_ in sorted(rounds.items())
        if takes_replies(round_, now)
    ]
    await remind(tx, await without_absent(tx, late, now), now, why=REQUESTED)
    return list(rounds.values())


async def _late(
    tx: Transaction, round_: Round, members: Collection[MemberId], now: datetime
) -> list[MemberId]:
    late = await tx.members.lock_late(round_, members)
    return sorted(late - await tx.deliveries.reminded(round_.id, now - _JUST_NOW))


async def _open_round(tx: Transaction, group: GroupId, round_: RoundId, now: datetime) -> Round:
    found = (await tx.rounds.lock_shared([round_])).get(round_)
    if found is None or found.group != group:
        raise NotFound("round", round_)
    if not takes_replies(found, now):
        raise NothingToRemind(replied=False)
    return found
