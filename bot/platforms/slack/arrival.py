"""When somebody did something: as Slack tells, where it does, and no later than we heard of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

HEARD = "roundtable_heard"
"""Where the context of a request in Bolt says when we heard of it."""


def happened(body: Mapping[str, Any], heard: datetime) -> datetime:
    """Return when what a request tells of was done. Of a form that is sent in Slack tells nothing.

    https://docs.slack.dev/reference/interaction-payloads/block_actions-payload: `action_ts`.
    """
    return min([heard, *_told(body)])


def sent(stamp: str | None, heard: datetime) -> datetime:
    """Return when Slack sent a request: it says the second."""
    return min([heard, *_moments(stamp)])


def _told(body: Mapping[str, Any]) -> Iterator[datetime]:
    yield from _moments(body.get("action_ts"))
    for action in body.get("actions", ()):
        yield from _moments(action.get("action_ts"))


def _moments(stamp: object) -> Iterator[datetime]:
    try:
        yield datetime.fromtimestamp(float(str(stamp)), UTC)
    except (ValueError, OverflowError, OSError):
        return  # none is told
