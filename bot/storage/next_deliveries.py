"""Which of the messages that wait are next: statements that an index answers, however many wait."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, tuple_

from bot.storage import schema
from bot.storage.schema import deliveries as table

_NOW = bindparam("now", type_=table.c.created_at.type)


@cache
def to_claim(*, anywhere: bool) -> Select[Any]:
    """Return what finds the keys of at most `limit` messages that are due by `now`, to be locked.

    Not `anywhere`, they go to `platform`.
    """
    return (
        select(table.c.key)
        .where(
            schema.is_pending,
            table.c.next_attempt_at <= _NOW,
            or_(table.c.leased_until.is_(None), table.c.leased_until <= _NOW),
            _is_first_in_channel(),
            *_goes(anywhere=anywhere),
        )
        .order_by(table.c.next_attempt_at, table.c.key)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
    )


@cache
def next_times(*, anywhere: bool) -> tuple[Select[Any], Select[Any]]:
    """Return what finds the first message that will be due, and the first lease that will be over.

    A leased one is looked at again when its lease is over.
    """
    free = (
        or_(table.c.leased_until.is_(None), table.c.leased_until <= _NOW),
        _is_first_in_channel(),
    )
    waits, leased = table.c.next_attempt_at, table.c.leased_until
    return (
        _first(waits, waits.is_not(None), *free, *_goes(anywhere=anywhere)),
        _first(leased, leased > _NOW, *_goes(anywhere=anywhere)),
    )


def _first(time: ColumnElement[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
    """Return what finds the first of the times of what waits, out of their index."""
    return select(time).where(schema.is_pending, *conditions).order_by(time).limit(1)


def _goes(*, anywhere: bool) -> Sequence[ColumnElement[bool]]:
    """Return the condition for what goes to `platform`, or to any."""
    return () if anywhere else (table.c.platform == bindparam("platform"),)


@cache
def platforms_that_wait() -> Select[Any]:
    """Return what finds them in as many steps as they are, however many messages wait.

    Each is the next name in the index: https://wiki.postgresql.org/wiki/Loose_indexscan.
    """
    first = select(func.min(table.c.platform).label("platform")).where(schema.is_pending)
    found = first.cte("found", recursive=True)
    following = select(func.min(table.c.platform)).where(
        schema.is_pending, table.c.platform > found.c.platform
    )
    found = found.union_all(
        select(following.scalar_subquery()).where(found.c.platform.is_not(None))
    )
    return select(found.c.platform).where(found.c.platform.is_not(None))


def _is_first_in_channel() -> ColumnElement[bool]:
    """A channel's messages go out one after the other, the oldest first.

    One for a single member holds nothing up while it is not to be tried.
    """
    older = table.alias("older")
    # Its key is looked for in each channel. Asked whether there is any, PostgreSQL, which knows not
    # how many wait, would compare each that waits with all others.
    waiting = (
        select(older.c.key)
        .where(
            older.c.channel == table.c.channel,
            # What waits, and nothing else, has a next attempt: by its state, it would take another
            # index, in which they are not by channel.
            older.c.next_attempt_at.is_not(None),
            or_(older.c.member.is_(None), older.c.next_attempt_at <= _NOW),
            tuple_(older.c.created_at, older.c.key) < tuple_(table.c.created_at, table.c.key),
        )
        .correlate(table)
        .limit(1)
    )
    return waiting.scalar_subquery().is_(None)
