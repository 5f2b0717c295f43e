"""Taking an answer back: it is gone, wherever it was shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.core.deck_edits import REPLY
from bot.core.deliveries import WITH_COUNTS
from bot.core.models import (
    Channel,
    GroupId,
    Member,
    MemberId,
    PersonId,
    Reply,
    Round,
    RoundId,
    RoundState,
    WorkspaceId,
)
from bot.errors import NotAllowed, NotFound
from bot.services.comments import CommentService
from bot.services.context import Context
from bot.services.lent_texts import take_lent_out
from bot.services.live import Topic
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken back, in which round as it was then, and where posts still show it.

    Each of the `shown` channels has such a post, which is changed as soon as its platform lets us.
    """

    reply: Reply
    round: Round
    shown: tuple[Channel, ...] = ()


class WithdrawalService:
    """Of a round that is open nothing is left; a reveal is made anew without the answer."""

    def __init__(self, context: Context, comments: CommentService) -> None:
        self._context = context
        self._comments = comments

    async def withdraw(self, round_: RoundId, member: Member) -> Withdrawn | None:
        """Remove a member's reply with its rating and votes; None where there is none.

        Raises NotFound, and NotAllowed for a round of another group.
        """
        async with self._context.store.writing() as tx:
            trusting = await self._lock_trusting(tx, member.id)
            found = (await tx.rounds.lock_shared([round_])).get(round_)
            if found is None:
                raise NotFound("round", round_)
            if found.group != member.group:
                raise NotAllowed("member")
            withdrawn = await self._remove(tx, found, member.id)
        self._publish(withdrawn, trusting)
        return withdrawn

    async def message_gone(self, channel: Channel | None, place: str) -> None:
        """Withdraw the reply or comment that stood in a message, which is not there any more.

        It was in a channel, None for a direct message. `place` is what
        `bot.services.replies.Written` has it for.
        """
        async with self._context.store.reading() as tx:
            written = await tx.replies.written_in(place, channel.id if channel else None)
        for each in written:
            await self._withdraw_written(each.round, each.member, place)
        await self._comments.message_gone(place)

    async def thread_gone(self, channel: Channel, thread: str) -> None:
        """Withdraw the replies and comments that stood in a thread, by its platform's id.

        It was in the channel, and was deleted with all that stood in it.
        """
        await self._all_gone(channel, {thread})

    async def channel_gone(self, platform: str, workspace: str, address: str) -> None:
        """Withdraw what stood in a channel and in its threads, which was deleted with them."""
        async with self._context.store.reading() as tx:
            channel = await tx.groups.find_channel(platform, address)
            if channel is None or channel.workspace != workspace:
                return  # where workspaces share it, each is told
            # A platform's thread has the id of the message that it was made from.
            threads = await tx.posted.questions_in(channel.id)
        await self._all_gone(channel, {address, *threads})

    async def _all_gone(self, channel: Channel, containers: Collection[str]) -> None:
        async with self._context.store.reading() as tx:
            places = await tx.replies.written_about(channel.id)
            places |= await tx.comments.written_about(channel.id)
        for place in sorted(places):
            platform, container, _ = place.split(":", 2)
            if platform == channel.platform and container in containers:
                await self.message_gone(channel, place)

    async def written_under(self, round_: RoundId) -> frozenset[str]:
        """Return the messages, by their places, in which a round's replies and comments stand."""
        async with self._context.store.reading() as tx:
            places = await tx.replies.written_under(round_)
            return places | await tx.comments.places_under(round_)

    async def shown(self, person: PersonId, group: GroupId | None = None) -> tuple[Channel, ...]:
        """Return the channels with posts that show what a person answered, each once.

        In one group, or in all.
        """
        async with self._context.store.reading() as tx:
            found = await tx.members.of_persons([person])
            members = [each for each in found if group in (None, each.group)]
            rounds = [await tx.replies.rounds_of_member(each.id) for each in members]
            return await _shown(tx, frozenset().union(*rounds))

    async def wrote_in(self, person: PersonId, group: GroupId | None = None) -> tuple[Channel, ...]:
        """Return the channels where a person's answers and comments stand as their own messages.

        In one group, or in all. These are not ours to delete. Of a thread it is not known in which
        of several channels it is.
        """
        async with self._context.store.reading() as tx:
            found = await tx.members.of_persons([person])
            members = [each.id for each in found if group in (None, each.group)]
            places = await tx.replies.places_of(members) | await tx.comments.places_of(members)
            told = await tx.groups.told_in_of({round_ for round_, _ in places})
        channels = (_where(place, told.get(round_, ())) for round_, place in sorted(places))
        return tuple({each.id: each for found in channels for each in found}.values())

    async def _withdraw_written(self, round_: RoundId, member: MemberId, place: str) -> None:
        async with self._context.store.writing() as tx:
            trusting = await self._lock_trusting(tx, member)
            found = (await tx.rounds.lock_shared([round_])).get(round_)
            withdrawn = await self._remove(tx, found, member, place) if found else None
        self._publish(withdrawn, trusting)

    async def _remove(
        self, tx: Transaction, round_: Round, member: MemberId, place: str | None = None
    ) -> Withdrawn | None:
        """Remove a reply, where a `place` is given the one that was written there alone."""
        await tx.members.lock([member])
        reply = await tx.replies.find(round_.id, member)
        if reply is None or place not in (None, reply.written_in):
            return None
        lent = [
            each for each in await tx.lent_texts.of_reply(round_.id, member) if each.format == REPLY
        ]
        await take_lent_out(tx, self._context, lent)
        if round_.state is RoundState.CLOSED:
            await tx.lent_texts.forget_edits(round_.id, member)
        await tx.replies.remove(round_.id, member)
        await tx.comments.forget_about(round_.id, member)
        if round_.state is not RoundState.CLOSED:
            return Withdrawn(reply, round_)
        await tx.posted.keep_up_to_date([round_.id], self._context.clock(), WITH_COUNTS)
        return Withdrawn(reply, round_, await _shown(tx, [round_.id]))

    async def _lock_trusting(self, tx: Transaction, member: MemberId) -> frozenset[WorkspaceId]:
        """Keep the decks as they are that trust what the member wrote; return whose they are."""
        found = await tx.lent_texts.workspaces_of([member])
        for workspace in sorted(found):
            await tx.workspaces.lock(workspace)
        return found

    def _publish(self, withdrawn: Withdrawn | None, trusting: Collection[WorkspaceId]) -> None:
        if withdrawn is not None:
            for topic in (Topic.REPLIES, Topic.ROUNDS):
                self._context.live.publish(withdrawn.round.group, topic)
            for workspace in trusting:
                self._context.live.publish(workspace, Topic.DECKS)


def _where(place: str, told: Sequence[Channel]) -> Sequence[Channel]:
    """Return the channels in which a message may be, of those that its round was told in."""
    platform, container, _ = place.split(":", 2)
    there = [each for each in told if each.platform == platform]
    return [each for each in there if each.address == container] or there


async def _shown(tx: Transaction, rounds: Collection[RoundId]) -> tuple[Channel, ...]:
    """Return the channels in which something of the rounds' replies is posted, but the web's."""
    found = await tx.posted.channels_shown(rounds)
    return tuple(each for each in found if each.platform != "web")
