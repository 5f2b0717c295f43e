"""Rows that say what must reach which channel, written with the change that causes them."""

from __future__ import annotations

import json
from collections import defaultdict
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
from bot.storage.transaction import Transaction


async def announce(tx: Transaction, events: Iterable[Happened], now: datetime) -> None:
    """Tell the channels of each event's round what happened to it."""
    for event in events:
        round_ = event.round
        await tx.deliveries.add(
            Delivery(
                key=DeliveryKey(f"{round_.id}:{event.say}:{channel.id}"),
                kind=event.say,
                group=round_.group,
                channel=channel.id,
                round=round_.id,
                created_at=now,
                next_attempt_at=now,
            )
            for channel in await _channels(tx, round_)
        )


async def remind(
    tx: Transaction,
    round_: Round,
    members: Iterable[MemberId],
    now: datetime,
    why: str = DeliveryKind.REMINDER,
) -> None:
    """Remind each of the members of the round where they have an account, once for each `why`."""
    channels = await _channels(tx, round_)
    platforms = defaultdict(set)
    for identity in await tx.members.identities_in(round_.group):
        platforms[identity.member].add(identity.platform)
    chosen = {
        member: next((each for each in channels if each.platform in platforms[member]), None)
        for member in members
    }
    await tx.deliveries.add(
        Delivery(
            key=DeliveryKey(f"{round_.id}:{why}:{member}:{channel.id}"),
            kind=DeliveryKind.REMINDER,
            group=round_.group,
            channel=channel.id,
            round=round_.id,
            member=member,
            created_at=now,
            next_attempt_at=now,
        )
        for member, channel in chosen.items()
        if channel is not None
    )


async def tell_admins(
    tx: Transaction,
    group: GroupId,
    about: str,
    code: str,
    now: datetime,
    *,
    but_not: Collection[ChannelId] = (),
    **values: str,
) -> None:
    """Tell the group's admins something, once for each `about` and `code`.

    A workspace is told once. `but_not` names channels that cannot be reached, when that is what is
    told; the owner of their workspace hears of it all the same, by direct message.
    """
    note = json.dumps({"code": code, **values})
    await tx.deliveries.add(
        Delivery(
            key=DeliveryKey(f"{about}:{code}:{channel.id}"),
            kind=DeliveryKind.NOTICE,
            group=group,
            channel=channel.id,
            note=note,
            created_at=now,
            next_attempt_at=now,
        )
        for channel in _one_a_workspace(await _of_workspaces(tx, group))
        if channel.workspace or channel.id not in but_not
    )


async def reachable(tx: Transaction, group: GroupId) -> Sequence[Channel]:
    """Return the group's channels that are there and in workspaces that it did not leave."""
    return [channel for channel in await _of_workspaces(tx, group) if not channel.gone]


async def _of_workspaces(tx: Transaction, group: GroupId) -> Sequence[Channel]:
    channels = await tx.groups.channels(group)
    if not any(channel.workspace for channel in channels):
        return channels
    workspaces = await tx.workspaces.of_group(group)
    left = {
        (workspace.platform, workspace.address)
        for workspace in workspaces
        if workspace.left_at is not None
    }
    return [channel for channel in channels if (channel.platform, channel.workspace) not in left]


async def _channels(tx: Transaction, round_: Round) -> Sequence[Channel]:
    channels = await reachable(tx, round_.group)
    if not round_.channels:
        return channels
    known = {channel.id: channel for channel in channels}
    return [known[channel] for channel in round_.channels if channel in known]


def _one_a_workspace(channels: Iterable[Channel]) -> Iterable[Channel]:
    told: set[tuple[str, str]] = set()
    for channel in channels:
        workspace = (channel.platform, channel.workspace)
        if not channel.workspace or workspace not in told:
            told.add(workspace)
            yield channel
