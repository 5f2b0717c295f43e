"""Waiting for the state to become something, woken by every change of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tests.fakes.patience import PATIENCE_S


class Changes:
    """Wakes those who wait whenever something changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def tell(self) -> None:
        """Something changed."""
        for event in self._waiting:
            event.set()

    async def until(self, holds: Callable[[], object], what: str = "it") -> None:
        """Wait until it holds. Raises TimeoutError, naming `what`."""
        changed = asyncio.Event()
        self._waiting.add(changed)
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not holds():
                    changed.clear()
                    await changed.wait()
        except TimeoutError:
            raise TimeoutError(f"never came to pass: {what}") from None
        finally:
            self._waiting.discard(changed)
