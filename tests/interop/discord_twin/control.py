"""Asks the control server in twin.mjs."""

from __future__ import annotations

from typing import Any

import aiohttp


class TwinProblem(Exception):
    """The twin could not do what a test asked of it; the text is its stack trace."""


class Control:
    """A client of the control server."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url

    async def ask(self, operation: str, **details: Any) -> Any:
        """Return the result of one of the operations in twin.mjs. Raises TwinProblem."""
        async with self._session.post(f"{self._url}/{operation}", json=details) as response:
            if response.status != 200:
                raise TwinProblem(await response.text())
            return await response.json(content_type=None)
