"""A room whose look-ups take so long that a round closes in them, by another worker's hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from bot.core.models import Round
from bot.services.services import Services
from tests.fakes.clock import Clock
from tests.fakes.members import see_all

AFTER = timedelta(seconds=1)  # Slack waits for three


def overtake(looked_up: object, name: str, round_: Round, clock: Clock, other: Services) -> None:
    """Let the next call of a service's method come back when the other has closed the round."""
    original: Callable[..., Awaitable[Any]] = getattr(looked_up, name)

    async def late(*args: Any, **more: Any) -> Any:
        setattr(looked_up, name, original)
        found = await original(*args, **more)
        clock.set(round_.closes_at + AFTER)
        await other.rounds.tick()
        return found

    setattr(looked_up, name, late)


async def replies_shown(services: Services, round_: Round) -> list[str]:
    """Return the replies that the reveal shows."""
    reveal = await services.reveals.reveal(round_.id, await see_all(services, round_.group))
    return [each.text for each in reveal.replies]
