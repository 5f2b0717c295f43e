"""Where a delivery goes: the channel, the message it belongs to, the one person it is for."""

from __future__ import annotations

from datetime import timedelta

from bot.core.models import Channel, Delivery, DeliveryKey, DeliveryKind, DeliveryState, Workspace
from bot.core.view import Address
from bot.errors import NotFound
from bot.storage.protocol import Transaction

# The platform's clock may be behind ours.
_SLACK = timedelta(minutes=5)


async def address_of(tx: Transaction, delivery: Delivery) -> Address:
    """Return the delivery's address. Raises NotFound."""
    channel = await tx.groups.channel(delivery.channel)
    workspace = (
        await tx.workspaces.find(channel.platform, channel.workspace) if channel.workspace else None
    )
    return Address(
        channel=channel,
        key=delivery.key,
        since=delivery.created_at - _SLACK,
        under=await _question_there(tx, delivery),
        thread=workspace.threads if workspace else True,
        person=await _person(tx, delivery, channel, workspace),
        mention_role=workspace.mention_role
        if workspace and delivery.kind is DeliveryKind.QUESTION
        else None,
    )


async def _question_there(tx: Transaction, delivery: Delivery) -> str | None:
    """Return the platform's id of the question that the delivery follows in its channel."""
    if delivery.round is None or delivery.kind is DeliveryKind.QUESTION:
        return None
    key = DeliveryKey(f"{delivery.round}:{DeliveryKind.QUESTION}:{delivery.channel}")
    try:
        question = await tx.deliveries.get(key)
    except NotFound:
        return None
    return question.external_id if question.state is DeliveryState.SENT else None


async def _person(
    tx: Transaction, delivery: Delivery, channel: Channel, workspace: Workspace | None
) -> str | None:
    if delivery.kind is DeliveryKind.NOTICE:
        return workspace.owner if workspace and workspace.owner else None
    if delivery.member is None:
        return None
    return await tx.members.subject(delivery.member, channel.platform)
