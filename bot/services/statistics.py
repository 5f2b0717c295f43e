"""How the room is doing, for its operator: what is overdue and stored, and whether that works."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.errors import DatabaseUnavailable
from bot.monitoring.metrics import Stocktaking
from bot.services.context import Context

OK = "ok"
_LONGEST_ANSWER_S = 2.0
# Counting looks at every row of an index, and several scrapers may ask: not each time anew.
_KEPT_FOR = timedelta(seconds=5)

_log = structlog.get_logger()


class StatisticsService:
    """Asked by `/readyz` and `/metrics`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._turn = asyncio.Lock()
        self._latest: tuple[datetime, Stocktaking] | None = None

    async def condition(self) -> dict[str, str]:
        """Return "ok", or what is wrong, for "database" and "migrations"; within two seconds."""
        try:
            async with asyncio.timeout(_LONGEST_ANSWER_S):
                async with self._context.store.reading() as tx:
                    migrated = await tx.statistics.is_migrated()
        except TimeoutError:
            return _unknown(f"no answer within {_LONGEST_ANSWER_S:.0f} seconds")
        except DatabaseUnavailable:
            return _unknown("it does not answer")  # the log was told once by the store
        except Exception as error:  # noqa: BLE001  # whatever a driver raises: it is not ready
            _log.warning("database does not answer", reason=type(error).__name__)
            return _unknown("it does not answer")
        words = "they are not those of this version: restart it"
        return {"database": self._writable(), "migrations": OK if migrated else words}

    def _writable(self) -> str:
        """Say how writing went lately: a full disk can be read all the same."""
        condition = self._context.store.condition
        if not condition.is_failing("writing"):
            return OK
        return f"nothing can be saved: {condition.failure_kind}"

    async def stocktaking(self) -> Stocktaking:
        """Return what there is, at most five seconds old."""
        async with self._turn:
            now = self._context.clock()
            if self._latest is None or not timedelta() <= now - self._latest[0] < _KEPT_FOR:
                self._latest = now, await self._take_stock(now)
            return self._latest[1]

    async def _take_stock(self, now: datetime) -> Stocktaking:
        async with self._context.store.reading() as tx:
            due = await tx.statistics.earliest_due()
            return Stocktaking(
                due_lag=max((now - due).total_seconds(), 0.0) if due else 0.0,
                deliveries=await tx.statistics.count_deliveries(),
                rounds=await tx.statistics.count_rounds(),
                replies=await tx.statistics.count_replies(),
            )


def _unknown(reason: str) -> dict[str, str]:
    return {"database": reason, "migrations": "unknown"}
