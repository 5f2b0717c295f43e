"""Discussing a reveal: on the web, and in the round's thread where the group lets us read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from bot.core.comments import MAX_COMMENT, Comment, check_takes_comments, is_comment
from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind
from bot.core.feedback import beginning_of, token_of
from bot.core.limits import checked_text
from bot.core.models import Channel, ChannelId, Member, MemberId, Naming, Reply, Round, RoundId
from bot.core.read_models import CommentShown, Reader
from bot.errors import MemberError, NotFound
from bot.services.context import Context
from bot.services.later_replies import locked_for
from bot.services.live import Topic
from bot.services.replies import Written
from bot.services.reveals import RevealService
from bot.storage.transaction import Transaction

_WEB = "web"


class CommentService:
    """Who sees a reveal sees its comments, and may write one. Methods raise as a reveal does."""

    def __init__(self, context: Context, reveals: RevealService) -> None:
        self._context = context
        self._reveals = reveals

    async def add(
        self, round_: RoundId, member: Member, reader: Reader, text: str, about: str = ""
    ) -> Comment:
        """Store a comment on a round, or on the reply with the token `about`, and tell its threads.

        Raises TextEmpty, TextTooLong, TooManyComments, NotFound, and NotAllowed for a member of
        another group.
        """
        text = checked_text(text, "comment", MAX_COMMENT)
        shared = await self._reveals.shared(round_, reader)
        author = next((each for each in shared.authors if token_of(round_, each) == about), None)
        if about and author is None:
            raise NotFound("answer", about)
        async with self._context.store.writing() as tx:
            found = await locked_for(tx, round_, member)
            check_takes_comments(found, await tx.comments.count_of(round_, member.id))
            if author is not None and await tx.replies.find(round_, author) is None:
                raise NotFound("answer", about)
            id_, now = self._context.new_id(), self._context.clock()
            comment = Comment(id_, round_, member.id, text, now, author)
            await tx.comments.put(comment)
            await self._tell(tx, found, comment)
        self._context.live.publish(found.group, Topic.ROUNDS)
        return comment

    async def edit(self, id_: str, member: Member, reader: Reader, text: str) -> Comment:
        """Change one's own comment. Raises TextEmpty, TextTooLong and NotFound.

        One that stands in a message is changed there alone.
        """
        text, now = checked_text(text, "comment", MAX_COMMENT), self._context.clock()
        return await self._change(id_, member, reader, lambda comment: comment.edited(text, now))

    async def remove(self, id_: str, member: Member, reader: Reader) -> Comment:
        """Take one's own comment back. Raises NotFound."""
        return await self._change(id_, member, reader, lambda _: None)

    async def _change(
        self, id_: str, member: Member, reader: Reader, change: Callable[[Comment], Comment | None]
    ) -> Comment:
        async with self._context.store.reading() as tx:
            known = await tx.comments.find(id_)
        if known is None or known.member != member.id:
            raise NotFound("comment", id_)
        await self._reveals.shared(known.round, reader)
        async with self._context.store.writing() as tx:
            found = await locked_for(tx, known.round, member)
            comment = await tx.comments.find(id_)
            if comment is None or comment.member != member.id:
                raise NotFound("comment", id_)
            changed = change(comment)
            if changed is not None and comment.written_in is not None:
                raise NotFound("comment", id_)
            await self._keep(tx, comment, changed)
        self._context.live.publish(found.group, Topic.ROUNDS)
        return comment

    async def _keep(self, tx: Transaction, comment: Comment, changed: Comment | None) -> None:
        if changed is None:
            await tx.comments.remove(comment.id)
        elif changed != comment:
            await tx.comments.put(changed)
        await tx.posted.keep_up_to_date([comment.round], self._context.clock())

    async def take(
        self, round_: RoundId, member: Member, channel: Channel, text: str, written: Written
    ) -> Comment | None:
        """Store a message in a round's thread as a comment, once; None where it is none.

        It is none before the reveal, without words, and where it was taken back since.
        """
        text = text.strip()[:MAX_COMMENT].strip()
        async with self._context.store.writing() as tx:
            found = await locked_for(tx, round_, member)
            if not is_comment(found, written.begun_at) or not text:
                return None
            known = await tx.comments.written_in(written.place)
            if known is None:
                comment = await self._taken(tx, found, member, text, written)
                if comment is not None:
                    await self._tell(tx, found, comment, channel.id)
            else:
                comment = known.edited(text, written.said_at)
                await self._keep(tx, known, comment)
            await tx.inbox.take_all([written.entry], self._context.clock())
        self._context.live.publish(found.group, Topic.ROUNDS)
        return comment

    async def _taken(
        self, tx: Transaction, round_: Round, member: Member, text: str, written: Written
    ) -> Comment | None:
        """Store a message that is new; None for one that was done, or is one too many."""
        if await tx.inbox.done([written.entry]):
            return None
        try:
            check_takes_comments(round_, await tx.comments.count_of(round_.id, member.id))
        except MemberError:
            return None  # it stands in the thread all the same
        comment = Comment(
            self._context.new_id(),
            round_.id,
            member.id,
            text,
            written.said_at,
            written_in=written.place,
        )
        await tx.comments.put(comment)
        return comment

    async def message_gone(self, place: str) -> None:
        """Forget the comment that stood in a message, which is not there any more."""
        async with self._context.store.writing() as tx:
            known = await tx.comments.written_in(place)
            if known is None:
                return
            await self._keep(tx, known, None)
            group = (await tx.rounds.get(known.round)).group
        self._context.live.publish(group, Topic.ROUNDS)

    async def _tell(
        self, tx: Transaction, round_: Round, comment: Comment, but: ChannelId | None = None
    ) -> None:
        """Have the round's threads in chats told, but the one that the comment was written in."""
        now, channels = self._context.clock(), (await tx.groups.audiences([round_.id]))[round_.id]
        await tx.deliveries.add(
            Delivery(
                key=DeliveryKey(f"{comment.id}:{DeliveryKind.COMMENT}:{each.id}"),
                kind=DeliveryKind.COMMENT,
                group=round_.group,
                channel=each.id,
                platform=each.platform,
                round=round_.id,
                note=json.dumps({"comment": comment.id}),
                created_at=now,
                next_attempt_at=now,
            )
            for each in channels
            if each.platform != _WEB and each.id != but
        )


async def shown(
    tx: Transaction, round_: Round, comments: Sequence[Comment], own: frozenset[MemberId]
) -> list[CommentShown]:
    """Return comments on a round as they are shown to who is these members, without names if so."""
    named = round_.naming is Naming.NAMES
    who = {each.member for each in comments} | {each.about for each in comments if each.about}
    names = await tx.members.names(who) if named and who else {}
    about = {(round_.id, each.about) for each in comments if each.about}
    replies = await tx.replies.find_all(about) if about else {}
    return [
        CommentShown(
            each,
            names.get(each.member),
            each.member in own,
            _about_words(replies.get((round_.id, each.about)) if each.about else None, names),
        )
        for each in comments
    ]


def _about_words(reply: Reply | None, names: Mapping[MemberId, str]) -> str:
    """Return which reply a comment is on: by its author's name, else by how it begins."""
    if reply is None:
        return ""
    name = names.get(reply.member)
    return f"{name}’s answer" if name else f"“{beginning_of(reply.text)}”"
