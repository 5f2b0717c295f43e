"""What the services ask of storage. One transaction holds every repository; it commits as a whole.

    async with store.writing() as tx:        # rolls back on any exception
        await tx.rounds.add(round_)
    async with store.reading() as tx:        # a snapshot; changes are refused
        ...

On SQLite there is one writer at a time. On PostgreSQL there are many, of several processes, so a
writer that decides by what it reads locks that first, in this order, so that no two ever wait for
each other: workspaces (`to_change`), schedules (`due`, `of_group_to_change`), groups (`lock`,
`Merging.hold`), rounds (`due_to_close`, `due_to_tally`, `to_change`, `for_replies`), reminder
requests (`take_reminder_requests`, `remove_reminder_requests`), members (`find_replies`, `hold`,
`to_remove`), deliveries. Several of a kind are locked in the order of their ids.
Both raise `bot.errors.DatabaseUnreachable` when there is no server.

Getting something by its id raises `bot.errors.NotFound`; `find_*` returns None instead.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from bot.storage.protocol.asking import Cards, Feedback, Rounds, Schedules
from bot.storage.protocol.content import Decks, Drafts
from bot.storage.protocol.outgoing import Deliveries, WebMessages
from bot.storage.protocol.people import Groups, Members, Merging, Removal, Workspaces
from bot.storage.protocol.upkeep import Inbox, KeyValues, Statistics

__all__ = [
    "Cards",
    "Decks",
    "Deliveries",
    "Drafts",
    "Feedback",
    "Groups",
    "Inbox",
    "KeyValues",
    "Members",
    "Merging",
    "Removal",
    "Rounds",
    "Schedules",
    "Statistics",
    "Store",
    "Transaction",
    "WebMessages",
    "Workspaces",
]


@dataclass(frozen=True, slots=True)
class Transaction:
    """Every repository, inside one transaction."""

    groups: Groups
    workspaces: Workspaces
    inbox: Inbox
    members: Members
    decks: Decks
    drafts: Drafts
    rounds: Rounds
    cards: Cards
    feedback: Feedback
    schedules: Schedules
    deliveries: Deliveries
    web_messages: WebMessages
    key_values: KeyValues
    statistics: Statistics
    merging: Merging
    removal: Removal


class Store(Protocol):
    """Where transactions come from."""

    def writing(self) -> AbstractAsyncContextManager[Transaction]: ...
    def reading(self) -> AbstractAsyncContextManager[Transaction]: ...
