"""Collecting what members answer, in private; replies that arrive together share a commit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import rounds
from bot.core.deliveries import WITH_COUNTS
from bot.core.ids import PictureId
from bot.core.limits import MAX_REPLY, checked_text
from bot.core.models import (
    InboxEntry,
    Member,
    MemberId,
    Reply,
    Round,
    RoundId,
    RoundState,
)
from bot.core.pictures import PictureFile, joined_pictures
from bot.core.read_models import Reader
from bot.errors import MemberError, NotAllowed, NotFound
from bot.services.batches import Batches
from bot.services.context import Context
from bot.services.live import Topic
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Saved:
    """A reply that is on disk, and the round as it was then."""

    reply: Reply
    round: Round


@dataclass(frozen=True, slots=True)
class Written:
    """A message that may be a reply, as it was `said_at` some time by its platform's clock.

    `entry` is that version of it in the inbox. The message, which has an id in its platform, was
    there since `begun_at`, and may be a reply `to_question`.
    """

    entry: InboxEntry
    said_at: datetime
    message: str
    begun_at: datetime
    to_question: bool = False

    @property
    def place(self) -> str:
        """The message among those of all platforms."""
        return f"{self.entry.platform}:{self.message}"

    def follows(self, earlier: Reply) -> bool:
        """Say whether it takes the place of an answer; else it is talk.

        So does the answer's own message, edited, and what replies to the question after it.
        """
        if self.said_at < earlier.saved_at:
            return False
        is_new = self.to_question and self.begun_at >= earlier.saved_at
        return is_new or earlier.written_in == self.place


@dataclass(frozen=True, slots=True)
class Attached:
    """The pictures that are to be with a reply: those of the earlier one that stay, then others.

    All of the earlier ones stay where none are named as `kept`.
    """

    files: tuple[PictureFile, ...] = ()
    kept: tuple[PictureId, ...] | None = None

    def beside(self, earlier: Reply | None) -> tuple[PictureId, ...]:
        """Return the reply's pictures. Raises PictureRefused for too many."""
        before = earlier.pictures if earlier else ()
        return joined_pictures(
            [each for each in before if self.kept is None or each in self.kept],
            [each.id for each in self.files],
        )


@dataclass(frozen=True, slots=True)
class _Attempt:
    """A reply as it came in; `arrived` is the time that counts, before it waited for its turn.

    What was `written` as a message knows no revision. Pictures stay as they are where none are
    `attached`.
    """

    round: RoundId
    member: Member
    text: str
    based_on: int
    arrived: datetime
    written: Written | None = None
    attached: Attached | None = None


class ReplyService:
    """A reply is acknowledged (this returns) only after it is committed."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._batches: Batches[_Attempt, Saved | None] = Batches(self._write)

    async def save(
        self,
        round_: RoundId,
        member: Member,
        text: str,
        based_on: int,
        arrived: datetime | None = None,
        *,
        attached: Attached | None = None,
    ) -> Saved:
        """Store a member's reply and return it with its round.

        `based_on` is the revision that the member was looking at, 0 for none. It `arrived` now,
        where nothing else is said. One that arrived before the round closed is stored also after
        that, and what was shown without it is looked at again. Its pictures stay as they are where
        none are `attached`.
        Raises RoundClosed, StaleReply, TextEmpty, TextTooLong, PictureRefused, NotFound,
        NotAllowed.
        """
        text, arrived = checked_text(text, "answer", MAX_REPLY), self._context.not_later(arrived)
        attempt = _Attempt(round_, member, text, based_on, arrived, attached=attached)
        saved = await self._submitted(attempt)
        if saved is None:
            raise AssertionError("what is sent in is stored or refused")
        return saved

    async def take(
        self,
        round_: RoundId,
        member: Member,
        text: str,
        written: Written,
        *,
        attached: Attached | None = None,
    ) -> Saved | None:
        """Store a message as a member's reply, once, and return it; None where it is none.

        It is none if it is talk, or older than the reply, or what it said was taken back since.
        It counts as `save` has it, from when it was said, and so do its pictures.
        Raises RoundClosed, TextEmpty, TextTooLong, PictureRefused, NotFound, NotAllowed.
        """
        text = checked_text(text, "answer", MAX_REPLY)
        arrived = self._context.not_later(written.said_at)
        return await self._submitted(_Attempt(round_, member, text, 0, arrived, written, attached))

    async def _submitted(self, attempt: _Attempt) -> Saved | None:
        try:
            return await self._batches.submit(attempt)
        finally:
            self._context.arrivals.stored()

    async def mine(self, round_: RoundId, member: Member) -> Reply | None:
        """Return the member's own reply in the round."""
        async with self._context.store.reading() as tx:
            if (await tx.rounds.get(round_)).group != member.group:
                raise NotAllowed("member")
            return await tx.replies.find(round_, member.id)

    async def of_reader(self, round_: RoundId, reader: Reader) -> Reply | None:
        """Return what the reader replied in the round, as whichever of their members."""
        async with self._context.store.reading() as tx:
            found = await tx.replies.find_all((round_, each) for each in reader.members)
        return next(iter(found.values()), None)

    async def all_mine(self, rounds: Iterable[RoundId], member: Member) -> Mapping[RoundId, Reply]:
        """Return the member's own replies in the rounds, by round."""
        async with self._context.store.reading() as tx:
            found = await tx.replies.find_all((each, member.id) for each in rounds)
        return {reply.round: reply for reply in found.values()}

    async def _write(self, attempts: Sequence[_Attempt]) -> list[Saved | Exception | None]:
        async with self._context.store.writing() as tx:
            found = await tx.rounds.lock_shared({attempt.round for attempt in attempts})
            # A reply that is not there yet cannot be locked; its author can.
            there = await tx.members.lock({attempt.member.id for attempt in attempts})
            stored = await tx.replies.find_all(
                {(attempt.round, attempt.member.id) for attempt in attempts}
            )
            done = await tx.inbox.done(each.written.entry for each in attempts if each.written)
            outcomes, changed = _decide(attempts, found, stored, there, done)
            await tx.replies.put(changed)
            if any(each.attached is not None for each in attempts):
                await _show(tx, attempts, changed, stored)
            await tx.inbox.take_all(_taken(attempts, outcomes), self._context.clock())
            shown = {each.round for each in changed if found[each.round].state is RoundState.CLOSED}
            if shown:
                await tx.posted.keep_up_to_date(shown, self._context.clock(), WITH_COUNTS)
        for group in {attempt.member.group for attempt in attempts}:
            self._context.live.publish(group, Topic.REPLIES)
        for group in {found[each].group for each in shown}:
            self._context.live.publish(group, Topic.ROUNDS)
        return outcomes


async def _show(
    tx: Transaction,
    attempts: Sequence[_Attempt],
    changed: Sequence[Reply],
    before: Mapping[tuple[RoundId, MemberId], Reply],
) -> None:
    """Keep the pictures that replies show now, and none that they do not any more."""
    shown = {picture for reply in changed for picture in reply.pictures}
    files = (file for each in attempts if each.attached for file in each.attached.files)
    if new := [each for each in files if each.id in shown]:
        await tx.pictures.keep(new)
    if relinked := [each for each in changed if each.pictures != _pictures_of(each, before)]:
        await tx.pictures.link(relinked)


def _pictures_of(
    reply: Reply, before: Mapping[tuple[RoundId, MemberId], Reply]
) -> tuple[PictureId, ...]:
    earlier = before.get((reply.round, reply.member))
    return earlier.pictures if earlier else ()


def _decide(
    attempts: Sequence[_Attempt],
    found: Mapping[RoundId, Round],
    stored: Mapping[tuple[RoundId, MemberId], Reply],
    there: Collection[MemberId],
    done: Collection[InboxEntry],
) -> tuple[list[Saved | Exception | None], list[Reply]]:
    """Return each attempt's outcome, and the replies as they are to be stored in the end."""
    latest = dict(stored)
    outcomes: list[Saved | Exception | None] = []
    for attempt in attempts:
        place = attempt.round, attempt.member.id
        try:
            if attempt.member.id not in there:
                raise NotFound("member", attempt.member.id)
            saved = _saved(attempt, found, latest.get(place), done)
        except MemberError as refusal:
            outcomes.append(refusal)
        else:
            if saved is not None:
                latest[place] = saved.reply
            outcomes.append(saved)
    return outcomes, [reply for place, reply in latest.items() if stored.get(place) != reply]


def _taken(
    attempts: Sequence[_Attempt], outcomes: Sequence[Saved | Exception | None]
) -> set[InboxEntry]:
    return {
        attempt.written.entry
        for attempt, outcome in zip(attempts, outcomes, strict=True)
        if attempt.written and isinstance(outcome, Saved)
    }


def _saved(
    attempt: _Attempt,
    found: Mapping[RoundId, Round],
    earlier: Reply | None,
    done: Collection[InboxEntry],
) -> Saved | None:
    round_ = found.get(attempt.round)
    if round_ is None:
        raise NotFound("round", attempt.round)
    if round_.group != attempt.member.group:
        raise NotAllowed("member")
    based_on, written = attempt.based_on, attempt.written
    pictures = earlier.pictures if earlier else ()
    if attempt.attached is not None:
        pictures = attempt.attached.beside(earlier)
    if written is not None:
        if earlier and (earlier.text, earlier.pictures) == (attempt.text, pictures):
            return Saved(earlier, round_)
        if written.entry in done or (earlier and not written.follows(earlier)):
            return None
        based_on = earlier.revision if earlier else 0
    reply = rounds.reply(
        round_,
        earlier,
        member=attempt.member.id,
        text=attempt.text,
        based_on=based_on,
        arrived=attempt.arrived,
        pictures=pictures,
    )
    if written is not None:
        # By the clock that its edits go by.
        reply = replace(reply, saved_at=written.said_at, written_in=written.place)
    return Saved(reply, round_)
