"""Where messages go: each with its channel, the question it stands under, and whom it is for."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, func, not_, or_, select

from bot.core.deliveries import Delivery, DeliveryKind, DeliveryState
from bot.core.models import Channel
from bot.core.view import Address
from bot.storage import schema
from bot.storage.repository import parts_of
from bot.storage.schema import deliveries as table


@cache
def addressed() -> Select[Any]:
    """Return what finds deliveries, each with all that its address is made of.

    To put it together takes a while.
    """
    channels = schema.channels
    question, members, accounts = table.alias("question"), schema.members, schema.accounts
    key_of_question = table.c.round.concat(f":{DeliveryKind.QUESTION}:").concat(table.c.channel)
    question_there = select(question.c.external_id).where(
        question.c.key == key_of_question, question.c.state == DeliveryState.SENT
    )
    subject = (
        select(accounts.c.subject)
        .join(members, members.c.person == accounts.c.person)
        .where(members.c.id == table.c.member, is_in(accounts, channels))
        .order_by(accounts.c.subject)
        .limit(1)
    )
    return select(
        table,
        channels,
        question_there.scalar_subquery(),
        subject.scalar_subquery(),
    ).join(channels, channels.c.id == table.c.channel)


@cache
def addressed_among() -> Select[Any]:
    """Return what finds those of them whose keys are among `keys`."""
    return addressed().where(table.c.key.in_(bindparam("keys", expanding=True)))


def is_in(accounts: Table, channels: Table) -> ColumnElement[bool]:
    """Say in SQL what `Account.is_in` says."""
    subject, prefix = accounts.c.subject, channels.c.workspace.concat(":")
    own = or_(not_(subject.contains(":")), func.substr(subject, 1, func.length(prefix)) == prefix)
    return and_(accounts.c.platform == channels.c.platform, own)


def with_address(row: Row[Any]) -> tuple[Delivery, Address]:
    """Return what was found as a row."""
    kinds = (Delivery, table.c), (Channel, schema.channels.c)
    (delivery, channel), (question, subject) = parts_of(row, *kinds)
    return delivery, Address.of(delivery, channel, question=question, subject=subject)
