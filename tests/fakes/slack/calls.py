"""One request to a method: its arguments as slack_sdk sends them, and whose token it has."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.fakes.slack.application import Installation
from tests.fakes.slack.entities import Workspace
from tests.fakes.slack.errors import Json, Refused

# These come as JSON in a form or a query.
_STRUCTURED = {"blocks", "attachments", "metadata", "view", "files"}
_TRUE = {True, "true", "True", "1"}


@dataclass(frozen=True)
class Call:
    """A request that was read and let in. Only `apps.*` and `oauth.*` have no installation."""

    arguments: Json
    token: str
    login: tuple[str, str] | None
    by: Installation | None = None

    @property
    def installation(self) -> Installation:
        """Whose token it is."""
        assert self.by is not None
        return self.by

    @property
    def workspace(self) -> Workspace:
        """The workspace of the token."""
        return self.installation.workspace

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """Return an argument that must be there. Raises Refused invalid_arguments."""
        if self.arguments.get(name) in {None, ""}:
            raise Refused("invalid_arguments", (f"[ERROR] missing required field: {name}",))
        return self.text(name)

    def flag(self, name: str) -> bool:
        """Return an argument that is true or false."""
        return self.arguments.get(name) in _TRUE

    def page(self, most: int) -> tuple[int, int]:
        """Return where the page begins and how much it holds. Raises Refused."""
        limit = self.text("limit", "100")
        if not limit.isdecimal() or not 1 <= int(limit) <= most:
            raise Refused("invalid_limit")
        cursor = self.text("cursor")
        if cursor and not cursor.removeprefix("next:").isdecimal():
            raise Refused("invalid_cursor")
        return int(cursor.removeprefix("next:") or 0), int(limit)

    def paged(
        self, name: str, things: list[Json], most: int = 1000, *, at_once: int = 1000
    ) -> Json:
        """Return one page of things, of no more than `at_once`, and the cursor for the next."""
        start, limit = self.page(most)
        limit = min(limit, at_once)
        more = len(things) > start + limit
        cursor = f"next:{start + limit}" if more else ""
        page = things[start : start + limit]
        return {name: page, "response_metadata": {"next_cursor": cursor}}


Handler = Callable[[Call], Json]
Table = dict[str, Handler]


async def read_call(request: web.Request) -> Call:
    """Read a GET or POST with query, form or JSON. Raises Refused for JSON that is none."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        arguments |= _loaded(await request.text(), "invalid_json")
    elif request.can_read_body:
        arguments |= dict(await request.post())
    for name in _STRUCTURED & set(arguments):
        if isinstance(arguments[name], str):
            arguments[name] = _loaded(arguments[name], f"invalid_{name}")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    login = _login(token) if scheme == "Basic" else None
    bearer = token if scheme == "Bearer" else str(arguments.pop("token", ""))
    return Call(arguments, bearer, login)


def _login(encoded: str) -> tuple[str, str]:
    own, _, secret = base64.b64decode(encoded).decode().partition(":")
    return own, secret


def _loaded(text: str, error: str) -> Any:
    try:
        return json.loads(text or "{}")
    except ValueError:
        raise Refused(error) from None
