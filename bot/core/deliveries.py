"""Messages on their way out, and those that the web keeps. Every time is an aware UTC datetime."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.core.models import ChannelId, GroupId, MemberId, RoundId

DeliveryKey = NewType("DeliveryKey", str)


class DeliveryKind(StrEnum):
    """What a delivery says.

    NEWS tells one who answered by form that the reveal is there. A MENTION stands in for what a
    closed direct message did not take. An ANNOUNCEMENT leads from a channel to the reveal in the
    thread of its question. A CORRECTION tells one member that the reference of what they answered
    is another now, or what became of their challenge or of what they suggested. A COMMENT was
    written elsewhere, on a round that is revealed. A GREETING is said once in a channel that was
    set up.
    """

    QUESTION = "question"
    REVEAL = "reveal"
    SKIPPED = "skipped"
    REMINDER = "reminder"
    TALLY = "tally"
    NOTICE = "notice"
    MENTION = "mention"
    NEWS = "news"
    ANNOUNCEMENT = "announcement"
    CORRECTION = "correction"
    COMMENT = "comment"
    GREETING = "greeting"


OWN_TIME, REQUESTED = "own_time", "request_reminder"
"""What stands in a reminder's key who chose it: a time of day, or one question's reminder."""
ASKED_TO_SHARE = "asked-to-share"
"""The code of what asks a member whether their answers may leave with a deck."""
OF_REPLIES = frozenset({DeliveryKind.REVEAL, DeliveryKind.TALLY, DeliveryKind.COMMENT})
"""What shows replies: withheld while their question is open again."""
WITH_COUNTS = OF_REPLIES | {DeliveryKind.QUESTION}
"""What changes with the replies: a question's post tells how many there are."""
ABOUT_ROUNDS = frozenset(DeliveryKind) - {DeliveryKind.NOTICE, DeliveryKind.GREETING}
"""What is said of a round, and may quote its question."""
QUOTES = "question_id"
"""What stands in the note of a notice beside a question's words: whose words they are."""


class DeliveryState(StrEnum):
    """DEAD after the last attempt: an admin sees why, and can send it again.

    DROPPED was overtaken before it went out, as a question is by the end of its round.
    """

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message that must reach a channel, or one member there, exactly once.

    `key` is deterministic, so that the same change never makes two. `note` holds what a NOTICE
    says, as `code` and values that presentation turns into words. `platform` is the channel's.
    Whoever is sending it holds it until `leased_until`; a channel's messages go out in the order of
    `created_at`.

    A message that was sent is kept up to date from `edit_at` on, until that is None; `fingerprint`
    is what it said last.
    """

    key: DeliveryKey
    kind: DeliveryKind
    group: GroupId
    channel: ChannelId
    created_at: datetime
    platform: str = field(kw_only=True)
    round: RoundId | None = None
    note: str = ""
    member: MemberId | None = None
    state: DeliveryState = DeliveryState.PENDING
    leased_until: datetime | None = None
    attempts: int = 0
    next_attempt_at: datetime | None = None
    sent_at: datetime | None = None
    external_id: str | None = None
    failure: str | None = None
    fingerprint: str | None = None
    edit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """That a delivery arrived, when and under which of its platform's ids.

    `fingerprint` is of what it says, None when that is not known; it is kept up to date from
    `edit_at` on, unless that is None.
    """

    key: DeliveryKey
    at: datetime
    external_id: str
    fingerprint: str | None = None
    edit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Whither:
    """To which platforms: the one that is named, else any but these."""

    platform: str | None = None
    but: frozenset[str] = frozenset()


ANYWHERE = Whither()


@dataclass(frozen=True, slots=True)
class Rates:
    """How many requests a second a platform takes, of all workers together; None for any number.

    `bot` is for whatever the bot asks. In one workspace there may be so many messages to a
    `channel`, so many to the whole `workspace`, so many `direct` ones to single people, and so many
    `edits`.
    """

    bot: float | None = None
    channel: float | None = None
    workspace: float | None = None
    direct: float | None = None
    edits: float | None = None


@dataclass(slots=True)
class Turns:
    """When the next turn is, and when those that wait for one will have had theirs.

    What was to have it already is asked `again_at`, which is nobody's business but the claim's.
    """

    free_at: datetime
    queue_ends_at: datetime
    again_at: datetime


@dataclass(frozen=True, slots=True)
class WebMessage:
    """A message that the web room keeps. `subject` is the round it is about."""

    channel: ChannelId
    key: DeliveryKey
    summary: str
    posted_at: datetime
    subject: str | None = None
    for_admins: bool = False
    for_member: MemberId | None = None


def is_own_time(delivery: Delivery) -> bool:
    """Say whether it reminds somebody at the time of day that they chose."""
    return _why(delivery) == OWN_TIME


def is_asked_for(delivery: Delivery) -> bool:
    """Say whether it reminds somebody of a question who asked for that."""
    return _why(delivery) == REQUESTED


def _why(delivery: Delivery) -> str:
    if delivery.kind is not DeliveryKind.REMINDER:
        return ""
    return delivery.key.partition(":")[2].partition(":")[0].partition(".")[0]


def is_news(delivery: Delivery) -> bool:
    """Say whether it tells somebody that a reveal is there, by whichever way."""
    if delivery.kind is DeliveryKind.MENTION:
        return bool(json.loads(delivery.note).get("of") == DeliveryKind.NEWS)
    return delivery.kind is DeliveryKind.NEWS
