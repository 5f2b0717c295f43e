"""What was posted: found again by what stands there, and kept up to date."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, Update, case, literal, select, tuple_, update

from bot.core.deliveries import (
    OF_REPLIES,
    QUOTES,
    Delivery,
    DeliveryKey,
    DeliveryKind,
    DeliveryState,
)
from bot.core.models import (
    Channel,
    ChannelId,
    GroupId,
    MemberId,
    QuestionId,
    Round,
    RoundId,
    RoundState,
    SourceId,
)
from bot.core.schedules import MAX_WINDOW
from bot.core.view import Address
from bot.storage import schema
from bot.storage.addresses import addressed, with_address
from bot.storage.archive import bring_back, bring_back_alone
from bot.storage.repository import Repository, padded, parts_of
from bot.storage.rounds import asked_twice
from bot.storage.schema import deliveries as table

_AT_ONCE = 8_192  # rounds in a statement
_REVEALS = frozenset({DeliveryKind.REVEAL})


class PostedRepository(Repository):
    """Messages that are on their platforms."""

    async def questions_posted_as(
        self, platform: str, external_ids: Collection[str]
    ) -> Sequence[Delivery]:
        """Return the questions that are there under one of the platform's ids."""
        found = list[Delivery]()
        for sent in (table, schema.archived_deliveries):
            query = _questions_on(platform, sent).where(sent.c.external_id.in_(external_ids))
            found += await self._all(Delivery, query)
        return found

    async def questions_in(self, channel: ChannelId) -> frozenset[str]:
        """Return the platform's ids of all questions that were posted in a channel."""
        found = frozenset[str]()
        for sent in (table, schema.archived_deliveries):
            asks = sent.c.kind == DeliveryKind.QUESTION, sent.c.external_id.is_not(None)
            found |= await self._set(
                select(sent.c.external_id).where(sent.c.channel == channel, *asks)
            )
        return found

    async def open_questions(
        self, platform: str, workspace: str, closed_since: datetime | None = None
    ) -> Sequence[tuple[Delivery, Channel]]:
        """Return the questions of open rounds that are there in a workspace, and where.

        And those of rounds that were closed since a time.
        """
        rounds, channels = schema.rounds, schema.channels
        query = (
            _questions_on(platform, table)
            .add_columns(*channels.c)
            .join(channels, channels.c.id == table.c.channel)
            .join(rounds, rounds.c.id == table.c.round)
            .where(channels.c.workspace == workspace)
            .order_by(table.c.sent_at, table.c.key)
        )
        # Each for itself: open rounds have an index, closed ones are few of those asked of late.
        wanted = [query.where(schema.is_open)]
        if closed_since is not None:
            is_closed = rounds.c.state == RoundState.CLOSED, rounds.c.closed_at >= closed_since
            of_late = table.c.created_at >= closed_since - MAX_WINDOW
            wanted.append(query.where(of_late, *is_closed))
        found = list[tuple[Delivery, Channel]]()
        for each in wanted:
            for row in await self._connection.execute(each):
                (delivery, channel), _ = parts_of(row, (Delivery, table.c), (Channel, channels.c))
                found.append((delivery, channel))
        return found

    async def to_edit(
        self, platforms: Collection[str], groups: Collection[GroupId]
    ) -> Sequence[tuple[Delivery, Address]]:
        """Return what was sent on the platforms and is kept up to date, of these groups."""
        query = _kept_on(platforms).where(table.c.group.in_(padded(groups)))
        return [with_address(row) for row in await self._connection.execute(query)]

    async def next_to_edit(
        self, platforms: Collection[str], after: Delivery | None, limit: int = 100
    ) -> Sequence[tuple[Delivery, Address]]:
        """Return the next of what was sent on the platforms and is kept up to date."""
        query = _kept_on(platforms).limit(limit)
        if after is not None:
            last = tuple_(literal(after.group), literal(after.key))
            query = query.where(tuple_(table.c.group, table.c.key) > last)
        return [with_address(row) for row in await self._connection.execute(query)]

    async def claim_edit(self, key: DeliveryKey, now: datetime, until: datetime) -> bool:
        """Let no other worker edit the message until then; False when it is not time yet."""
        free = update(table).where(table.c.key == key, table.c.edit_at <= now)
        taken = await self._connection.execute(free.values(edit_at=until).returning(table.c.key))
        return taken.first() is not None

    async def mark_edited(
        self,
        key: DeliveryKey,
        fingerprint: str,
        *,
        last_at: datetime | None = None,
        external_id: str | None = None,
    ) -> None:
        """Note what it says now. It is kept up to date no more if `edit_at` still is `last_at`.

        `external_id` is the platform's new id for it, None where that stays.
        """
        edit_at, values = table.c.edit_at, dict[str, Any](fingerprint=fingerprint)
        if last_at is not None:
            values["edit_at"] = case((edit_at == last_at, None), else_=edit_at)
        if external_id is not None:
            values["external_id"] = external_id
        await self._connection.execute(_one(key).values(values))

    async def postpone_edit(self, key: DeliveryKey, until: datetime) -> None:
        """Edit it later, if it is kept up to date."""
        kept = _one(key).where(table.c.edit_at.is_not(None))
        await self._connection.execute(kept.values(edit_at=until))

    async def end_edits(self, key: DeliveryKey) -> None:
        """Keep it up to date no more."""
        await self._connection.execute(_one(key).values(edit_at=None))

    async def end_edits_on(self, platforms: Collection[str]) -> None:
        """Keep nothing up to date on these platforms."""
        kept = table.c.edit_at.is_not(None), table.c.platform.in_(list(platforms))
        await self._connection.execute(update(table).where(*kept).values(edit_at=None))

    async def lose(self, question: DeliveryKey, reason: str) -> bool:
        """Note that the post of an open round's question was deleted; say whether it stood so far.

        It is dead from then on, and goes out again when somebody sends it: `sent_at` tells it from
        what never stood there.
        """
        rounds = schema.rounds
        still_open = select(rounds.c.id).where(rounds.c.id == table.c.round, schema.is_open)
        stood = _one(question).where(
            table.c.kind == DeliveryKind.QUESTION,
            table.c.state == DeliveryState.SENT,
            still_open.exists(),
        )
        lost = {"state": DeliveryState.DEAD, "failure": reason, "edit_at": None}
        return (await self._connection.execute(stood.values(lost))).rowcount == 1

    async def keep_up_to_date(
        self,
        rounds: Iterable[RoundId],
        now: datetime,
        kinds: Collection[DeliveryKind] = OF_REPLIES,
    ) -> None:
        """Look at what was sent of the rounds again: what it shows was changed.

        At their reveals and counts, or at what else they show that is of these kinds.
        """
        wanted = list(rounds)
        if not wanted:
            return
        shown = update(table).where(
            table.c.round.in_(wanted),
            table.c.kind.in_(tuple(kinds)),
            table.c.state == DeliveryState.SENT,
        )
        shown = shown.values(edit_at=now)
        await self._connection.execute(shown)
        # After that: whoever archives them at this moment was waited for.
        if await bring_back(self._connection, wanted):
            await self._connection.execute(shown)

    async def follow_name(self, member: MemberId, now: datetime) -> None:
        """Look again at what shows a member's replies, of what was sent of late.

        What is archived keeps the name that they had.
        """
        replies = schema.replies
        theirs = select(replies.c.round).where(replies.c.member == member)
        shown = update(table).where(
            table.c.round.in_(theirs),
            table.c.kind.in_(tuple(OF_REPLIES)),
            table.c.state == DeliveryState.SENT,
        )
        await self._connection.execute(shown.values(edit_at=now))

    async def channels_shown(self, rounds: Iterable[RoundId]) -> Sequence[Channel]:
        """Return the channels where posts show replies of the rounds, each once."""
        channels = schema.channels
        shows = select(table.c.channel).where(
            table.c.round.in_(list(rounds)),
            table.c.kind.in_(OF_REPLIES),
            table.c.state == DeliveryState.SENT,
        )
        query = select(channels).where(channels.c.id.in_(shows)).order_by(channels.c.id)
        return await self._all(Channel, query)

    async def count(
        self, rounds: Iterable[RoundId], kinds: Collection[DeliveryKind] = _REVEALS
    ) -> int:
        """Return how many messages show reveals of the rounds, or are of them and of these kinds.

        Those that were sent.
        """
        wanted, found = list(rounds), 0
        for sent in (table, schema.archived_deliveries):
            for at in range(0, len(wanted), _AT_ONCE):
                its = sent.c.round.in_(padded(wanted[at : at + _AT_ONCE]))
                shown = sent.c.kind.in_(tuple(kinds)), sent.c.state == DeliveryState.SENT
                found += await self._count(sent, its, *shown)
        return found

    async def forget_words(
        self, questions: Collection[QuestionId], instead: str, now: datetime
    ) -> frozenset[GroupId]:
        """Let no notice quote these questions any more; return which groups' were changed.

        A notice that was sent is to be changed where it stands. Its words do not come back.
        """
        told = [*await self._quoting(table, questions)]
        if old := await self._quoting(schema.archived_deliveries, questions):
            await bring_back_alone(self._connection, [each.key for each in old])
            told += old
        for each in told:
            note = json.dumps(json.loads(each.note) | {"question": instead})
            at = now if each.state is DeliveryState.SENT else None
            await self._connection.execute(_one(each.key).values(note=note, edit_at=at))
        return frozenset(each.group for each in told)

    async def count_notices(self, questions: Collection[QuestionId]) -> int:
        """Return how many notices that were sent quote one of these questions."""
        found = [*await self._quoting(table, questions)]
        found += await self._quoting(schema.archived_deliveries, questions)
        return sum(1 for each in found if each.state is DeliveryState.SENT)

    async def _quoting(self, sent: Table, questions: Collection[QuestionId]) -> Sequence[Delivery]:
        """Return the notices that quote one of the questions: of all messages these are few."""
        query = select(sent).where(sent.c.round.is_(None), sent.c.note.contains(QUOTES))
        found = await self._all(Delivery, query.order_by(sent.c.key))
        return [each for each in found if json.loads(each.note).get(QUOTES) in questions]

    async def count_reveals_of(self, source: SourceId) -> int:
        """Return how many posted messages show reveals of questions that a document answers."""
        rounds, answers, found = schema.rounds, schema.answers, 0
        answered = select(answers.c.question).where(answers.c.source == source)
        revealed = select(rounds.c.id).where(
            rounds.c.state == RoundState.CLOSED, rounds.c.question.in_(answered)
        )
        for sent in (table, schema.archived_deliveries):
            shown = sent.c.kind == DeliveryKind.REVEAL, sent.c.state == DeliveryState.SENT
            found += await self._count(sent, sent.c.round.in_(revealed), *shown)
        return found

    async def look_again(self, rounds: Iterable[Round], now: datetime) -> None:
        """Look again at what was shown of earlier rounds of the same words in the same groups."""
        ids = [each.id for each in rounds]
        if ids:
            query, earlier = asked_twice(schema.rounds)
            asked = schema.rounds.c.id.in_(ids), earlier.c.state == RoundState.CLOSED
            if again := await self._set(query.where(*asked)):
                await self.keep_up_to_date(again, now)


def _one(key: DeliveryKey) -> Update:
    return update(table).where(table.c.key == key)


def _kept_on(platforms: Collection[str]) -> Select[Any]:
    kept = table.c.edit_at.is_not(None), table.c.platform.in_(platforms)
    return addressed().where(*kept).order_by(table.c.group, table.c.key)


def _questions_on(platform: str, sent: Table) -> Select[Any]:
    return select(sent).where(
        sent.c.platform == platform,
        sent.c.kind == DeliveryKind.QUESTION,
        sent.c.external_id.is_not(None),
    )
