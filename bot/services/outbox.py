"""Rows that say what must reach which channel, written with the change that causes them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from bot.core.models import (
    Channel,
    ChannelId,
    Delivery,
    DeliveryKey,
    DeliveryKind,
    GroupId,
    MemberId,
    Round,
)
from bot.core.rounds import Happened
from bot.storage.protocol import Kept


async def announce(kept: Kept, events: Iterable[Happened], now: datetime) -> None:
    """Tell the channels of each event's round what happened to it."""
    for event in events:
        round_ = event.round
        await kept.deliveries.add(
            Delivery(
                key=DeliveryKey(f"{round_.id}:{event.say}:{channel.id}"),
                kind=event.say,
                group=round_.group,
                channel=channel.id,
                round=round_.id,
                created_at=now,
                next_attempt_at=now,
            )
            for channel in await _channels(kept, round_)
        )


async def remind(kept: Kept, round_: Round, members: Iterable[MemberId], now: datetime) -> None:
    """Remind each of the members of the round, once."""
    channels = await _channels(kept, round_)
    await kept.deliveries.add(
        Delivery(
            key=DeliveryKey(f"{round_.id}:{DeliveryKind.REMINDER}:{member}:{channel.id}"),
            kind=DeliveryKind.REMINDER,
            group=round_.group,
            channel=channel.id,
            round=round_.id,
            member=member,
            created_at=now,
            next_attempt_at=now,
        )
        for member in members
        for channel in channels
    )


async def tell_admins(
    kept: Kept,
    group: GroupId,
    about: str,
    code: str,
    now: datetime,
    *,
    but_not: Collection[ChannelId] = (),
    **values: str,
) -> None:
    """Tell the group's admins something, once for each `about` and `code`.

    `but_not` names channels that cannot be reached, when that is what is told.
    """
    note = json.dumps({"code": code, **values})
    await kept.deliveries.add(
        Delivery(
            key=DeliveryKey(f"{about}:{code}:{channel.id}"),
            kind=DeliveryKind.NOTICE,
            group=group,
            channel=channel.id,
            note=note,
            created_at=now,
            next_attempt_at=now,
        )
        for channel in await kept.groups.channels(group)
        if channel.id not in but_not
    )


async def _channels(kept: Kept, round_: Round) -> Sequence[Channel]:
    channels = await kept.groups.channels(round_.group)
    if not round_.channels:
        return channels
    return [channel for channel in channels if channel.id in round_.channels]
