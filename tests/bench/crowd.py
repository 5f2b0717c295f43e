"""Groups in great number whose questions are due at once, put straight into storage."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from bot.core.documents import Lines, Status
from bot.core.models import (
    SHIPPED,
    Answer,
    AnswerId,
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
    Source,
    SourceId,
    Workspace,
    WorkspaceId,
)
from bot.core.text import name_key
from bot.services.context import utc_now
from bot.storage import schema
from bot.storage.repository import as_row
from bot.storage.transaction import Store

PLATFORM = "memory"
_QUESTIONS = 20
_AT_ONCE = 500  # groups


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


async def add_members(store: Store, groups: int, each: int) -> None:
    """Let so many people be in each of the groups, who are in no other."""
    now = utc_now()
    for first in range(0, groups, _AT_ONCE):
        some = range(first, min(first + _AT_ONCE, groups))
        names = [(f"g{group}", f"Reader {n}") for group in some for n in range(each)]
        persons = [{"id": f"p-{group}-{name}", "name": ""} for group, name in names]
        members = [
            {
                "id": f"m-{group}-{name}",
                "person": f"p-{group}-{name}",
                "group": group,
                "name": name,
                "name_key": name_key(name),
                "look_key": name_key(name),
                "joined_at": now,
            }
            for group, name in names
        ]
        async with store.writing() as tx:
            await tx.connection.execute(schema.persons.insert(), persons)
            await tx.connection.execute(schema.members.insert(), members)


async def add_answers(store: Store, deck: str, readers: int, words: str) -> None:
    """Let so many earlier readers have answered each question of a deck; the first is trusted."""
    now, owner = utc_now(), DeckId(deck)
    async with store.writing() as tx:
        sources = [_source(owner, number, now) for number in range(readers)]
        for source in sources:
            await tx.decks.add_source(source)
        await tx.decks.add_answers(
            Answer(
                AnswerId(f"{source.id}-{number}"),
                QuestionId(f"{deck}q{number}"),
                source.id,
                f"{words} Reader {source.position} says so of question {number}.",
                Status.ANSWERED,
                1.0,
                Lines(number + 1, number + 1),
            )
            for source in sources
            for number in range(_QUESTIONS)
        )
        await tx.decks.update(owner, reference=sources[0].id)


def _source(deck: DeckId, number: int, now: datetime) -> Source:
    return Source(
        id=SourceId(f"{deck}-s{number}"),
        deck=deck,
        name=f"{number}.md",
        author=f"Earlier {number}",
        title="",
        format="",
        content_hash=f"{number:064}",
        imported_at=now,
        position=number,
    )


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
