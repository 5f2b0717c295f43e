"""Who acts as an organiser at present, for the audit log.

Rights are checked at the edge, and whoever has passed there is known from then on to all that runs
for them: no use case asks its caller once more. What nobody does, such as opening a round when it
is due, is no organiser's change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from bot.core.audit import Actor

TERMINAL = Actor("terminal")
"""Who types commands where the room runs."""

_acting = ContextVar[Actor | None]("acting", default=None)


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let this be somebody's doing, until the block ends."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)


def act_as(actor: Actor) -> None:
    """Let the rest of this task be somebody's doing, who was just found to be an organiser."""
    _acting.set(actor)


def who_acts() -> Actor | None:
    """Return who acts as an organiser, None for nobody."""
    return _acting.get()
