"""Groups in great number whose questions are due at once, put straight into storage."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from bot.core.models import (
    SHIPPED,
    Channel,
    ChannelId,
    Deck,
    DeckId,
    Group,
    GroupId,
    Question,
    QuestionId,
    Schedule,
    ScheduleId,
    Workspace,
    WorkspaceId,
)
from bot.services.context import utc_now
from bot.storage import schema
from bot.storage.repository import as_row
from bot.storage.transaction import Store

PLATFORM = "memory"
_QUESTIONS = 20


async def add_groups(store: Store, groups: int, *, workspaces: int = 0, decks: int = 1) -> None:
    """Store groups with a channel each, which is asked a question of each deck now.

    They are in so many workspaces, or each in one of its own.
    """
    now = utc_now().replace(second=0, microsecond=0)
    asked = [DeckId(f"deck{number}") for number in range(decks)]
    async with store.writing() as tx:
        await tx.workspaces.ensure_library(now)
        for deck in asked:
            await tx.decks.add(Deck(deck, SHIPPED, f"Bread {deck}", now))
            await tx.decks.put_questions(
                Question(QuestionId(f"{deck}q{number}"), deck, number, f"Question {number} {deck}?")
                for number in range(_QUESTIONS)
            )
        places = {f"g{number}": f"w{number % (workspaces or groups)}" for number in range(groups)}
        for table, rows in (
            (schema.groups, [Group(GroupId(each), each) for each in places]),
            (schema.workspaces, [_workspace(each, now) for each in dict.fromkeys(places.values())]),
            (schema.channels, [_channel(each, there) for each, there in places.items()]),
            (schema.schedules, [_schedule(each, deck, now) for each in places for deck in asked]),
        ):
            await tx.connection.execute(table.insert(), [as_row(row) for row in rows])
        await tx.connection.execute(text("ANALYZE"))  # as autovacuum does by and by


def _workspace(name: str, now: datetime) -> Workspace:
    return Workspace(WorkspaceId(name), PLATFORM, name, name, now)


def _channel(name: str, workspace: str) -> Channel:
    group = GroupId(name)
    return Channel(ChannelId(f"{name}-c"), group, PLATFORM, name, workspace=workspace, home=group)


def _schedule(name: str, deck: DeckId, now: datetime) -> Schedule:
    hour = timedelta(hours=1)
    return Schedule(
        id=ScheduleId(f"{name}-{deck}"),
        group=GroupId(name),
        deck=deck,
        recurrence=f"{now.minute} {now.hour} * * *",
        zone="UTC",
        window=hour,
        grace=hour,
        next_at=now,
    )
