"""Addresses of the room's own server at which a platform answers by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


@dataclass(frozen=True, slots=True)
class PlatformRoute:
    """One address. Behind one that is `signed` each request proves by itself who sent it.

    So it may come from anywhere, to whichever name of this machine: no browser sends it.
    """

    method: Literal["GET", "POST"]
    path: str
    answer: Callable[[Request], Awaitable[Response]]
    signed: bool = False
