"""Messages on their way out: who takes them, and how sending them went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.audit import Act
from bot.core.deliveries import (
    ANYWHERE,
    ASKED_TO_SHARE,
    WITH_COUNTS,
    Delivery,
    DeliveryKey,
    DeliveryKind,
    DeliveryState,
    SentMessage,
    Whither,
    is_news,
)
from bot.core.models import ChannelId, GroupId, Naming, RoundId, RoundState
from bot.core.view import Address
from bot.errors import NotFound
from bot.services.audit import note
from bot.services.batches import Batches
from bot.services.context import Context
from bot.services.delivery_contents import OVERTAKEN, note_of, round_of
from bot.services.live import Topic
from bot.services.outbox import (
    Notice,
    about_channel,
    announcement_of,
    greeting_key,
    mention_in_place_of,
    tell_admins,
    unsent_values,
)
from bot.services.pacing import Pace, Taken, channel_name, claim
from bot.services.pausing import CHANNEL_GONE, pause_unheard
from bot.storage.transaction import Transaction

# Longer than any platform takes to answer; a worker that dies in it costs a message this delay.
LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 15
KEPT_AT_HAND = timedelta(days=30)
"""For how long a message that was sent is among those that are to be sent."""
_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """That a delivery is there, and for how long its channel is to be left alone.

    Its channel did not hear of one that is `unheard`.
    """

    of: Delivery
    message: SentMessage
    pause: timedelta
    unheard: bool = False


class DeliveryService:
    """The outbox, as dispatchers work through it, any number of them at once."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._arrivals: Batches[_Arrival, None] = Batches(self._note_arrivals)

    async def claim(self, limit: int = 100) -> list[Delivery]:
        """Take what is to be sent now, wherever it goes, as `claim_at_pace` does."""
        return [each for each, _ in (await self.claim_at_pace(limit, Pace())).turns]

    async def claim_at_pace(self, limit: int, pace: Pace) -> Taken:
        """Take what is to be sent now: one message a channel, its oldest.

        The attempt is counted before it is made, so that a crash in it is known afterwards.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            return await claim(tx, now, now + LEASE, limit, pace)

    async def due(self) -> list[Delivery]:
        """Return what waits to be taken, oldest first."""
        async with self._context.store.reading() as tx:
            return list(await tx.deliveries.due(self._context.clock()))

    async def release(self) -> None:
        """Forget who had taken what: for the start of the only process on a database."""
        async with self._context.store.writing() as tx:
            await tx.deliveries.release()

    async def next_attempt(self, whither: Whither = ANYWHERE) -> datetime | None:
        """Return when there will be something to take."""
        async with self._context.store.reading() as tx:
            return await tx.deliveries.next_attempt(self._context.clock(), whither)

    async def address(self, delivery: Delivery) -> Address:
        """Return where it goes."""
        async with self._context.store.reading() as tx:
            return await tx.deliveries.address(delivery.key)

    async def sent(
        self,
        delivery: Delivery,
        external_id: str,
        pause: timedelta,
        *,
        edits: bool = False,
        fingerprint: str | None = None,
        unheard: bool = False,
    ) -> None:
        """Note that it arrived, and leave the channel alone for a pause, if it is paced; those that
        arrive together share a commit.

        Where the platform `edits` messages, a question is kept up to date from now on, and what
        shows replies is looked at again: a member may have left while it was sent. `fingerprint`
        is of what it says, None when that is not known. Of one that is `unheard` its channel is
        told.
        """
        now = self._context.clock()
        edit_at = now if edits and delivery.kind in WITH_COUNTS else None
        message = SentMessage(delivery.key, now, external_id, fingerprint, edit_at)
        await self._arrivals.submit(_Arrival(delivery, message, pause, unheard))

    async def _note_arrivals(self, arrivals: Sequence[_Arrival]) -> list[Exception | None]:
        # In the order in which whoever locks several of a group does.
        ordered = sorted(arrivals, key=lambda each: (each.of.created_at, each.of.key))
        async with self._context.store.writing() as tx:
            await tx.deliveries.mark_sent(each.message for each in ordered)
            now = self._context.clock()
            unheard = [announcement_of(each.of, now) for each in ordered if each.unheard]
            if unheard:
                await tx.deliveries.add(unheard)
            if asked := {each.of.channel for each in ordered if _takes_posts(each.of)}:
                await tx.deliveries.revive_greetings(asked, now)
            await tx.rates.leave_alone(
                {
                    name: each.message.at + each.pause
                    for each in ordered
                    if each.pause and (name := channel_name(each.of))
                }
            )
        return [None] * len(arrivals)

    async def put_off(self, delivery: Delivery, reason: str, pause: timedelta) -> None:
        """Try again later without counting this time: the platform was not asked, or busy."""
        later = self._context.clock() + pause
        async with self._context.store.writing() as tx:
            await tx.deliveries.retry(delivery, later, reason, counted=False)

    async def dropped(self, delivery: Delivery) -> None:
        """Note that it is not to be sent any more."""
        async with self._context.store.writing() as tx:
            await tx.deliveries.end(delivery, DeliveryState.DROPPED)

    async def failed(self, delivery: Delivery, reason: str) -> None:
        """Note why not. Try again, each time twice as late, or give up after the last time."""
        if delivery.attempts >= MOST_ATTEMPTS:
            await self.refused(delivery, reason)
            return
        pause = min(_FIRST_PAUSE * 2 ** (delivery.attempts - 1), _LONGEST_PAUSE)
        later = self._context.clock() + pause
        async with self._context.store.writing() as tx:
            await tx.deliveries.retry(delivery, later, reason)

    async def refused(self, delivery: Delivery, reason: str) -> None:
        """Stop trying what no later attempt would bring; organisers hear of it.

        A greeting comes with the first question that its channel takes. It is told of where that is
        not asked at once, which would be told of itself.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            if values := await _unsent(tx, delivery) or _ungreeted(delivery):
                channel = await tx.groups.channel(delivery.channel)
                workspace = await tx.workspaces.find(channel.platform, channel.workspace)
                values |= about_channel(channel, workspace)
                about = f"{delivery.key}:{now.timestamp()}"  # each time that it was sent again
                notice = Notice(delivery.group, about, "not-taken", {**values, "reason": reason})
                await tell_admins(tx, [notice], now)
            await tx.deliveries.end(delivery, DeliveryState.DEAD, reason)
        self._context.live.publish(delivery.group, Topic.ROUNDS)

    async def gave_up(self, delivery: Delivery, reason: str) -> None:
        """Stop trying; the admins see why, and what came after it may go out."""
        async with self._context.store.writing() as tx:
            await tx.deliveries.end(delivery, DeliveryState.DEAD, reason)
        self._context.live.publish(delivery.group, Topic.ROUNDS)

    async def direct_closed(self, delivery: Delivery, reason: str) -> None:
        """Mention in the channel whom a direct message did not reach.

        A reminder is done with that; what organisers were to be told stays among what failed. Who
        took part in a round without names is not mentioned: that would tell; nor who challenged.
        """
        state = DeliveryState.DROPPED if delivery.member is not None else DeliveryState.DEAD
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            await tx.deliveries.end(delivery, state, reason)
            await _ask_another_time(tx, delivery)
            if not (tells_that_its_channel_is_gone(delivery) or await _tells_who(tx, delivery)):
                await tx.deliveries.add([mention_in_place_of(delivery, now)])
        self._context.live.publish(delivery.group, Topic.ROUNDS)

    async def channel_gone(self, delivery: Delivery, reason: str, *, deleted: bool = False) -> None:
        """Give the message up, pause the schedules that reach nobody else, and tell the organisers.

        A channel that was `deleted` is noted as gone. What tells just that of a channel is not told
        of in turn: where nobody can be reached, that would have no end.
        """
        now = self._context.clock()
        if tells_that_its_channel_is_gone(delivery):
            await self.gave_up(delivery, reason)
            return
        async with self._context.store.writing() as tx:
            channel = await tx.groups.channel(delivery.channel)
            unsent = await _unsent(tx, delivery)
            if channel.gone and not unsent:  # told when it went; there is nothing to send again
                await tx.deliveries.end(delivery, DeliveryState.DEAD, reason)
                return
            workspace = await tx.workspaces.find(channel.platform, channel.workspace)
            # Schedules before channels: everybody locks in one order.
            planned = await tx.schedules.of_groups_for_update([channel.group])
            if deleted:
                await tx.groups.update_channel(channel.id, gone=True)
            channels = await tx.groups.in_reach([channel.group, delivery.group])
            others = [each for each in channels[channel.group] if each.id != channel.id]
            told = {each.id: each for each in channels[delivery.group]}
            # Of a workspace that was left, the schedules that reach nobody else are paused already.
            if deleted or workspace is None or workspace.left_at is None:
                await pause_unheard(tx, planned, others, CHANNEL_GONE)
            if workspace is None or workspace.left_at is None:
                # Who set it up is written to directly, and hears of it though it is gone.
                told = {channel.id: channel} | told
            await tx.deliveries.end(delivery, DeliveryState.DEAD, reason)
            about = f"{delivery.key}:{now.timestamp()}"  # again each time that it was sent again
            values = about_channel(channel, workspace) | {"reason": reason}
            if deleted:
                del values["address"]  # nothing leads there any more
                values["deleted"] = "yes"
            values |= unsent
            notice = Notice(delivery.group, about, CHANNEL_GONE, values)
            reached = {delivery.group: tuple(told.values())}
            await tell_admins(tx, [notice], now, but_not=(channel.id,), channels=reached)
        self._context.live.publish(delivery.group, Topic.ROUNDS)

    async def resend(self, round_: RoundId, kind: str, channel: ChannelId) -> bool:
        """Take up a dead message of a round to a channel again, as `send_again`."""
        async with self._context.store.reading() as tx:
            group = (await tx.rounds.get(round_)).group
        return await self.send_again(group, DeliveryKey(f"{round_}:{kind}:{channel}"))

    async def greet(self, group: GroupId, channel: ChannelId) -> bool:
        """Take a greeting up again that a channel of the group did not take, as `send_again`."""
        return await self.send_again(group, greeting_key(channel))

    async def archive_due(self) -> int:
        """Archive what was sent long ago and no round needs any more; return how much that is."""
        before, total = self._context.clock() - KEPT_AT_HAND, 0
        while True:
            # A few at a time, so that a writer waits for nobody long.
            async with self._context.store.writing() as tx:
                put_away = await tx.archive.put_away(before)
            if not put_away:
                return total
            total += put_away

    async def failing(self, group: GroupId) -> list[Delivery]:
        """Return the dead, and those whose last attempt failed, for the group's admins."""
        async with self._context.store.reading() as tx:
            return list(await tx.deliveries.failing(group))

    async def send_again(self, group: GroupId, key: DeliveryKey) -> bool:
        """Take a dead message up again; say whether it goes out now. Raises NotFound.

        So does one that was taken up already, as a question is once its channel lets us write. What
        makes no sense after its round is not sent then.
        """
        now = self._context.clock()
        async with self._context.store.writing() as tx:
            found = await tx.deliveries.get(key)
            if found.group != group:
                raise NotFound("message", key)
            if await _is_late(tx, found):
                return False
            is_dead = found.state is DeliveryState.DEAD
            if found.kind is DeliveryKind.GREETING and is_dead:
                await tx.deliveries.revive_greetings([found.channel], now)
            elif not await tx.deliveries.revive(key, now):
                return found.state is DeliveryState.PENDING
            await note(tx, self._context, Act.SENT_AGAIN, group=group, values={"kind": found.kind})
        self._context.live.publish(group, Topic.ROUNDS)
        return True


async def _is_late(tx: Transaction, delivery: Delivery) -> bool:
    """Say whether a message makes no sense any more, for its round is over."""
    if delivery.round is None or delivery.kind not in OVERTAKEN:
        return False
    return (await tx.rounds.get(delivery.round)).state is not RoundState.OPEN


async def _ask_another_time(tx: Transaction, delivery: Delivery) -> None:
    """Let a member who was not reached be asked with another answer whether theirs may leave."""
    if delivery.member is not None and _code(delivery) == ASKED_TO_SHARE:
        for person in (await tx.persons.who_are([delivery.member])).values():
            await tx.persons.ask_sharing_again(person.id)


async def _tells_who(tx: Transaction, delivery: Delivery) -> bool:
    """Say whether a mention would tell others what is nobody's business but the member's."""
    if delivery.kind is DeliveryKind.CORRECTION:
        return True
    if not is_news(delivery):
        return False
    return (await tx.rounds.get(round_of(delivery))).naming is not Naming.NAMES


def _takes_posts(sent: Delivery) -> bool:
    """Say whether it shows that its channel takes what stands in it, and not in a thread."""
    return sent.kind is DeliveryKind.QUESTION


def _ungreeted(delivery: Delivery) -> dict[str, str]:
    """Return what a notice says of a greeting that was to come before the first question."""
    if delivery.kind is not DeliveryKind.GREETING or "first" not in note_of(delivery):
        return {}
    return {"greeting": delivery.channel}


async def _unsent(tx: Transaction, delivery: Delivery) -> dict[str, str]:
    """Return what a notice says of a round's message that was not posted, and how it is sent again.

    Nothing of what concerns one member, or no round.
    """
    if delivery.round is None or delivery.member is not None:
        return {}
    return unsent_values(delivery, await tx.cards.get(delivery.round, None))


def tells_that_its_channel_is_gone(delivery: Delivery) -> bool:
    """Say whether it is what an owner is told when their channel cannot be reached any more."""
    return delivery.kind is DeliveryKind.NOTICE and note_of(delivery)["code"] == CHANNEL_GONE


def _code(delivery: Delivery) -> str:
    return note_of(delivery).get("code", "") if delivery.note else ""
