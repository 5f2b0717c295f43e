"""Messages that were sent: which question one is, what they say by now; and those of the web room.

A question tells how many replied and whether its round is over, a reveal what was taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, WebMessage
from bot.core.models import (
    Channel,
    GroupId,
    Member,
    RoundId,
    RoundState,
)
from bot.core.read_models import Content, RoundCard
from bot.core.view import Address, Message
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.live import Topic
from bot.services.outbox import Notice, about_channel, quoting, tell_admins, unsent_values
from bot.storage.transaction import Transaction

_DELETED = "its post was deleted"


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that is kept up to date, and what it would say.

    `card` is None for what takes longer to work out: a reveal, its counts.
    """

    delivery: Delivery
    address: Address
    card: RoundCard | None


@dataclass(frozen=True, slots=True)
class PostedQuestion:
    """A question's message: where it stands, and its id there."""

    channel: Channel
    id: str
    round: RoundId | None = None


class MessageService:
    """Any number of workers may keep the same messages: one of them edits at a time."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def asked_in(self, platform: str, external_ids: Collection[str]) -> RoundId | None:
        """Return the round whose question is one of these messages, None for other messages.

        The ids are those that the platform gave them.
        """
        async with self._context.store.reading() as tx:
            found = await tx.posted.questions_posted_as(platform, external_ids)
        return found[0].round if found else None

    async def answered_in(
        self, platform: str, external_ids: Collection[str], channel: Channel, place: str
    ) -> RoundId | None:
        """Return the round that a message in a channel answers or speaks of, None for another.

        It was asked in one of the messages with these ids. Where answers may not be written any
        more a message counts that was one before: who edits it means the answer that is stored.
        """
        async with self._context.store.reading() as tx:
            found = await tx.posted.questions_posted_as(platform, external_ids)
            if found and not channel.written and not await _holds_words(tx, channel, place):
                return None
        return found[0].round if found else None

    async def questions_to_look_up(
        self, platform: str, workspace: str, since: datetime | None
    ) -> list[PostedQuestion]:
        """Return the questions under which answers may have been written since a time.

        They are those of the workspace's channels that allow it, open or closed since then, and
        those with answers that were written before that was turned off.
        """
        async with self._context.store.reading() as tx:
            posted = await tx.posted.open_questions(platform, workspace, since)
            silent = {each.round for each, channel in posted if each.round and not channel.written}
            answered = await tx.replies.with_messages(silent) if silent else frozenset()
        return [
            PostedQuestion(channel, each.external_id, each.round)
            for each, channel in posted
            if each.external_id and (channel.written or each.round in answered)
        ]

    async def kept_up_to_date(
        self, platforms: Collection[str], groups: Collection[GroupId]
    ) -> list[Posted]:
        """Return the groups' messages that may have to be edited."""
        async with self._context.store.reading() as tx:
            return await _posted(tx, await tx.posted.to_edit(platforms, groups))

    async def next_kept(self, platforms: Collection[str], after: Delivery | None) -> list[Posted]:
        """Return the next of all messages that may have to be edited, none after the last."""
        async with self._context.store.reading() as tx:
            return await _posted(tx, await tx.posted.next_to_edit(platforms, after))

    async def claim(self, posted: Posted, pause: timedelta) -> Posted | None:
        """Take the right to edit a message, and return it with what it would say then.

        Return None when it is too early, or another's turn. Raises NotFound.
        """
        now, delivery = self._context.clock(), posted.delivery
        async with self._context.store.writing() as tx:
            if not await tx.posted.claim_edit(delivery.key, now, now + pause):
                return None
            # What was read before may be older than another's edit.
            known = posted.card
            card = await tx.cards.get(known.round.id, None) if known else None
            if delivery.kind is DeliveryKind.REVEAL:
                # Who took part may have left, or taken the answer back.
                ((_, address),) = await tx.deliveries.mentioning([(delivery, posted.address)], now)
                posted = replace(posted, address=address)
        return replace(posted, delivery=replace(delivery, edit_at=now + pause), card=card)

    async def edited(
        self, delivery: Delivery, fingerprint: str, content: Content, moved: str | None = None
    ) -> None:
        """Note what the message says now, and the id that it has where it was `moved`."""
        # A member who left meanwhile has had it looked at anew: that is not to be forgotten.
        last_at = delivery.edit_at if is_final(content) else None
        async with self._context.store.writing() as tx:
            await tx.posted.mark_edited(
                delivery.key, fingerprint, last_at=last_at, external_id=moved
            )

    async def postpone(self, delivery: Delivery, until: datetime) -> None:
        """Leave the message alone for longer, as the platform asks."""
        async with self._context.store.writing() as tx:
            await tx.posted.postpone_edit(delivery.key, until)

    async def tell_stuck(self, delivery: Delivery, reason: str) -> None:
        """Tell the admins, once, that a post shows what was taken back and cannot be changed."""
        async with self._context.store.writing() as tx:
            channel = await tx.groups.channel(delivery.channel)
            workspace = await tx.workspaces.find(channel.platform, channel.workspace)
            values = about_channel(channel, workspace) | {"reason": reason}
            if delivery.round is not None:
                card = await tx.cards.get(delivery.round, None)
                values |= quoting(card.question) | {"stuck": delivery.round}
            notice = Notice(delivery.group, delivery.key, "post-stuck", values)
            await tell_admins(tx, [notice], self._context.clock())

    async def try_again(self, group: GroupId, round_: RoundId) -> None:
        """Change now what shows the round's replies, however long that was to wait.

        Raises NotFound for another group's round.
        """
        async with self._context.store.writing() as tx:
            if (await tx.rounds.get(round_)).group != group:
                raise NotFound("round", round_)
            await tx.posted.keep_up_to_date([round_], self._context.clock())
        self._context.live.publish(group, Topic.ROUNDS)

    async def gone(self, delivery: Delivery) -> None:
        """Never edit the message again: it is not there any more. Of a question admins hear."""
        async with self._context.store.writing() as tx:
            await tx.posted.end_edits(delivery.key)
            await self._tell_lost(tx, [delivery])
        self._context.live.publish(delivery.group, Topic.ROUNDS)

    async def were_deleted(self, platform: str, external_ids: Collection[str]) -> None:
        """Tell the admins of open questions whose posts were these messages, by their ids there."""
        async with self._context.store.reading() as tx:
            found = await tx.posted.questions_posted_as(platform, external_ids)
        if not found:
            return
        async with self._context.store.writing() as tx:
            await self._tell_lost(tx, found)
        for group in {each.group for each in found}:
            self._context.live.publish(group, Topic.ROUNDS)

    async def _tell_lost(self, tx: Transaction, posts: Iterable[Delivery]) -> None:
        """Tell, once for each time that it was posted, that an open question has no post."""
        now = self._context.clock()
        for each in sorted(posts, key=lambda each: each.key):
            if each.round is None or not await tx.posted.lose(each.key, _DELETED):
                continue
            channel = await tx.groups.channel(each.channel)
            workspace = await tx.workspaces.find(channel.platform, channel.workspace)
            unsent = unsent_values(each, await tx.cards.get(each.round, None))
            values = about_channel(channel, workspace) | unsent
            about = f"{each.key}:{now.timestamp()}"
            await tell_admins(tx, [Notice(each.group, about, "post-deleted", values)], now)

    async def leave(self, delivery: Delivery) -> None:
        """Never edit the message again: what it is about, or the way to it, is gone."""
        async with self._context.store.writing() as tx:
            await tx.posted.end_edits(delivery.key)

    async def leave_on(self, platforms: Collection[str]) -> None:
        """Edit nothing on platforms that make their messages anew whenever they are looked at."""
        async with self._context.store.writing() as tx:
            await tx.posted.end_edits_on(platforms)


async def _holds_words(tx: Transaction, channel: Channel, place: str) -> bool:
    """Say whether a message is an answer to what was asked in a channel, or a comment."""
    if await tx.replies.written_in(place, channel.id):
        return True
    return await tx.comments.written_in(place) is not None


async def _posted(tx: Transaction, found: Sequence[tuple[Delivery, Address]]) -> list[Posted]:
    asked = {each.key: each.round for each, _ in found if each.kind is DeliveryKind.QUESTION}
    cards = await tx.cards.of_rounds(set(filter(None, asked.values())))
    return [
        Posted(each, address, cards.get(round_) if (round_ := asked.get(each.key)) else None)
        for each, address in found
    ]


class WebMessageService:
    """Messages that a platform without a memory of its own asks us to keep, as the web room does.

    A message put up under a key is there once, however often it is put up.
    """

    def __init__(self, context: Context) -> None:
        self._context = context

    async def pin(self, channel: Channel, key: DeliveryKey, message: Message) -> None:
        """Put the message up and tell the live pages."""
        web_message = WebMessage(
            channel=channel.id,
            key=key,
            summary=message.summary,
            posted_at=self._context.clock(),
            subject=message.actions[0].subject if message.actions else None,
            for_admins=message.for_admins,
            for_member=message.for_member,
        )
        async with self._context.store.writing() as tx:
            await tx.web_messages.pin(web_message)
        self._context.live.publish(channel.group, Topic.WEB_MESSAGES)

    async def has(self, channel: Channel, key: DeliveryKey) -> bool:
        """Say whether a message is up under the key."""
        async with self._context.store.reading() as tx:
            return await tx.web_messages.find(channel.id, key) is not None

    async def latest(
        self, group: GroupId, platform: str, reader: Member | None, for_admins: bool
    ) -> list[WebMessage]:
        """Return the latest messages of the group's channel on such a platform."""
        async with self._context.store.reading() as tx:
            channels = await tx.groups.channels(group)
        channel = next((each for each in channels if each.platform == platform), None)
        return [] if channel is None else await self.latest_in(channel, reader, for_admins)

    async def latest_in(
        self, channel: Channel, reader: Member | None, for_admins: bool
    ) -> list[WebMessage]:
        """Return the latest messages of a channel, the newest first."""
        async with self._context.store.reading() as tx:
            id_ = reader.id if reader else None
            return list(await tx.web_messages.latest(channel.id, id_, for_admins))


def is_final(content: Content) -> bool:
    """Say whether nothing more will change in what a message says."""
    return not isinstance(content, RoundCard) or content.round.state is not RoundState.OPEN
