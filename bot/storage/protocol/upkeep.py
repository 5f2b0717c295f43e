"""Single values, events that were seen, and what an operator watches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.core.models import (
    DeliveryState,
    RoundState,
)


class KeyValues(Protocol):
    """Secrets and other single values by name."""

    async def find(self, name: str) -> str | None: ...
    async def put(self, name: str, value: str) -> None: ...
    async def ensure(self, name: str, value: str) -> str:
        """Put the value unless there is one; return the one there."""


class Inbox(Protocol):
    """What platforms told us: some tell it again when they do not know that we heard."""

    async def take(self, platform: str, event: str, now: datetime) -> bool:
        """Note an event by the platform's id of it; False for one that was taken before."""

    async def forget(self, before: datetime) -> int:
        """Forget what was taken before a time; return how many events that were."""


class Statistics(Protocol):
    """What an operator watches."""

    async def is_migrated(self) -> bool:
        """Say whether the schema is this version's."""

    async def earliest_due(self) -> datetime | None:
        """Return when the first opening, closing or delivery is due, or was due if it is late."""

    async def count_rounds(self) -> Mapping[RoundState, int]: ...
    async def count_deliveries(self) -> Mapping[DeliveryState, int]: ...
    async def count_replies(self) -> int: ...
