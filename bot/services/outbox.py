"""Rows that say what must reach which channel, written with the change that causes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.core.models import Channel, Delivery, DeliveryKey, DeliveryKind, GroupId
from bot.core.rounds import Happened
from bot.storage.protocol import Kept


async def announce(kept: Kept, events: Iterable[Happened], now: datetime) -> None:
    """Tell every channel of the round's group what happened to it."""
    for event in events:
        round_ = event.round
        channels = await kept.groups.channels(round_.group)
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
            for channel in channels
        )


async def tell_admins(
    kept: Kept, group: GroupId, about: str, code: str, now: datetime, **values: str
) -> None:
    """Tell the group's admins something, once for each `about` and `code`."""
    note = json.dumps({"code": code, **values})
    channels: Sequence[Channel] = await kept.groups.channels(group)
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
        for channel in channels
    )
