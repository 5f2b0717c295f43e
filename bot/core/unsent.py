"""What people typed and did not send, or sent in vain: drafts of replies, and refused forms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.limits import MAX_REPLY, storable
from bot.core.models import PersonId, Reply, Round, RoundId
from bot.errors import TextTooLong

DRAFTS_OUTLIVE_ROUNDS_BY = timedelta(days=7)
"""A draft of a round that is over is its author's to copy for a week, then it is removed."""

REFUSED_FORMS_KEPT_FOR = timedelta(hours=1)
MOST_REFUSED_FORMS = 8
"""Of one browser: each can be as large as a form may be, so older ones make room."""

Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """What a person typed as their reply and has not saved; nobody else is ever shown it.

    `based_on` is the revision of the reply that it changes, 0 for none. `version` is another one
    each time the draft is kept, so that a second device is noticed.
    """

    round: RoundId
    person: PersonId
    text: str
    based_on: int
    version: str
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form as it was sent, and why it was refused, for the page at `address` to show again.

    `part` names the form on the page, `words` has a line for each problem. Only the hash of the
    token that finds it is kept. It is for one browser alone: the `session` is the hash of that
    one's token, None for one that is nobody's.
    """

    token_hash: str
    session: str | None
    address: str
    part: str
    fields: Fields
    words: str
    status: int
    refused_at: datetime


def checked_draft(text: str) -> str:
    """Return a text with uniform line ends, "" when nothing is to be seen. Raises TextTooLong."""
    text = storable(text).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_REPLY:
        raise TextTooLong("answer", len(text), MAX_REPLY)
    return text if text.strip() else ""


def is_unsent(draft: ReplyDraft, reply: Reply | None) -> bool:
    """Say whether the draft holds anything that was not saved as the reply."""
    return reply is None or draft.text.strip() != reply.text


def kept_until(round_: Round) -> datetime | None:
    """Return when drafts of the round are removed, None while it is open."""
    return round_.closed_at + DRAFTS_OUTLIVE_ROUNDS_BY if round_.closed_at else None


def takes_drafts(round_: Round, now: datetime) -> bool:
    """Say whether a draft is still kept: who types while the round closes loses nothing."""
    until = kept_until(round_)
    return until is None or now < until


def joined_drafts(drafts: Iterable[ReplyDraft], person: PersonId) -> list[ReplyDraft]:
    """Return one draft of each round, as the person's: of two people who become one.

    Where both have one the later stands below the earlier, as far as a reply may be that long.
    """
    found: dict[RoundId, ReplyDraft] = {}
    for each in sorted(drafts, key=lambda each: each.kept_at):
        earlier = found.get(each.round)
        text = f"{earlier.text}\n\n{each.text}" if earlier else each.text
        text = text if len(text) <= MAX_REPLY else each.text
        found[each.round] = replace(each, person=person, text=text)
    return list(found.values())
