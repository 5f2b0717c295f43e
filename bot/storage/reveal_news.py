"""Who answered rounds by form, and by which account each can hear of the reveal."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.models import RoundId
from bot.core.preferences import Answerer
from bot.storage import schema
from bot.storage.addresses import is_in

# Where everybody sees that a reveal is there.
_WEB = "web"
# What was written to us alone on Slack, as `bot.services.replies.Written.place` has it, is in no
# thread either: ids of direct messages begin with a D.
_DIRECT = "slack:D%"


async def answerers(
    connection: AsyncConnection, rounds: Collection[RoundId], now: datetime
) -> Sequence[Answerer]:
    """Return who answered the rounds by form, by each account in each channel of the audience.

    Who answered first is first, and the channels of each are in one order.
    """
    replies, members, persons = schema.replies, schema.members, schema.persons
    accounts, channels, audience = schema.accounts, schema.channels, schema.audience
    by_form = or_(replies.c.written_in.is_(None), replies.c.written_in.like(_DIRECT))
    query = (
        select(
            replies.c.round,
            replies.c.member,
            channels.c.id,
            accounts.c.subject,
            persons.c.reveal_news,
            schema.rounds.c.naming,
            persons.c.away_until,
        )
        .join(schema.rounds, schema.rounds.c.id == replies.c.round)
        .join(members, members.c.id == replies.c.member)
        .join(persons, persons.c.id == members.c.person)
        .join(audience, audience.c.round == replies.c.round)
        .join(channels, channels.c.id == audience.c.channel)
        .join(accounts, and_(accounts.c.person == persons.c.id, is_in(accounts, channels)))
        .where(replies.c.round.in_(rounds), by_form)
        .where(channels.c.platform != _WEB, channels.c.gone.is_(False))
        .order_by(replies.c.saved_at, replies.c.member, channels.c.id, accounts.c.subject)
    )
    return [
        Answerer(round_, member, channel, subject, news, naming, until is not None and now < until)
        for round_, member, channel, subject, news, naming, until in await connection.execute(query)
    ]
