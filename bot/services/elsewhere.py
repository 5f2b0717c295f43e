"""A post that failed in its channel, sent to another one instead."""

from __future__ import annotations

from dataclasses import replace

from bot.core.audit import Act
from bot.core.deliveries import DeliveryKey, DeliveryKind, DeliveryState
from bot.core.models import Channel, ChannelId, GroupId, Round, RoundId, RoundState
from bot.errors import NotFound, RoundOver
from bot.services.audit import note
from bot.services.channels import ChannelService
from bot.services.context import Context
from bot.services.linking import LinkingService
from bot.services.live import Topic
from bot.services.outbox import of_round
from bot.storage.transaction import Transaction

MOVABLE = frozenset({DeliveryKind.QUESTION, DeliveryKind.REVEAL})
"""What can go out elsewhere: what everybody reads and answers."""
_FOLLOWS = (DeliveryKind.REVEAL, DeliveryKind.TALLY)


class ElsewhereService:
    """Lets another channel hear what one did not take, once or from then on.

    Who reads that channel is of the round's audience from then on: they answer it, and read its
    reveal. Whether somebody may do this is for the caller to ask.
    """

    def __init__(self, context: Context, linking: LinkingService, channels: ChannelService) -> None:
        self._context = context
        self._linking = linking
        self._channels = channels

    async def send(
        self, round_: RoundId, kind: DeliveryKind, failed: ChannelId, there: Channel
    ) -> None:
        """Send to another channel what is dead; its card, buttons and reveal are there then.

        Raises NotFound for what goes out again already, and RoundOver for a question whose round
        is over.
        """
        async with self._context.store.writing() as tx:
            asked = await tx.rounds.get(round_)
            if kind is DeliveryKind.QUESTION and asked.state is not RoundState.OPEN:
                raise RoundOver
            key = DeliveryKey(f"{round_}:{kind}:{failed}")
            if kind not in MOVABLE or not await tx.deliveries.drop_dead(key):
                raise NotFound("message", key)
            await self._tell(tx, asked, kind, there)
            if kind is DeliveryKind.QUESTION:
                await self._keep_silent(tx, asked, await tx.groups.channel(failed))
            values = {"kind": kind.value}
            await note(tx, self._context, Act.SENT_AGAIN, group=asked.group, values=values)
        self._context.live.publish(asked.group, Topic.ROUNDS)

    async def follow(self, round_: RoundId, there: Channel) -> list[Channel]:
        """Ask in the channel whatever else the round's group is asked; what paused goes on.

        Return the channels that did not take the round, which are left out until something is asked
        there again; what was told there stays readable. Raises as `LinkingService.join`.
        """
        async with self._context.store.reading() as tx:
            group = (await tx.rounds.get(round_)).group
        await self._linking.join(there.id, await self._linking.invite(group))
        left_out = await self._leave_out(round_, group)
        await self._channels.open(there.platform, there.workspace, there.address)
        return left_out

    async def _leave_out(self, round_: RoundId, group: GroupId) -> list[Channel]:
        async with self._context.store.writing() as tx:
            # Schedules before channels: everybody locks in one order.
            await tx.schedules.of_groups_for_update([group])
            told = [each for each in await tx.groups.told_in(round_) if each.group == group]
            failed = [each for each in told if await _was_moved(tx, round_, each)]
            for each in failed:
                await tx.groups.update_channel(each.id, left_out=True)
        return failed

    async def _tell(
        self, tx: Transaction, asked: Round, kind: DeliveryKind, there: Channel
    ) -> None:
        if there.id not in {each.id for each in await tx.groups.told_in(asked.id)}:
            await tx.groups.add_audiences({asked.id: [there]})
        await tx.deliveries.add([of_round(asked, kind, there, self._context.clock())])

    async def _keep_silent(self, tx: Transaction, asked: Round, failed: Channel) -> None:
        """Reveal nothing where the question was not asked: that would fail and be told again."""
        now = self._context.clock()
        await tx.deliveries.add(
            replace(
                of_round(asked, kind, failed, now),
                state=DeliveryState.DROPPED,
                next_attempt_at=None,
            )
            for kind in _FOLLOWS
        )


async def _was_moved(tx: Transaction, round_: RoundId, channel: Channel) -> bool:
    """Say whether what failed in the channel was sent to another one."""
    for kind in MOVABLE:
        try:
            found = await tx.deliveries.get(DeliveryKey(f"{round_}:{kind}:{channel.id}"))
        except NotFound:
            continue
        if found.state is DeliveryState.DROPPED and found.failure:
            return True
    return False
