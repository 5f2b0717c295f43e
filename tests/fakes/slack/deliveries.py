"""What the app is told: events, commands and interactions, with acknowledgements and retries.

Slack's reference, "The Events API": an event that is not acknowledged within 3 seconds is told
again, at once, after a minute and after five. Commands and interactions are told once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tests.fakes.common.changes import Changes
from tests.fakes.slack.errors import Json
from tests.fakes.slack.ids import Ids

ACKNOWLEDGE = timedelta(seconds=3)
RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))


class Kind(StrEnum):
    """What is told, by Socket Mode's word for it."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"


@dataclass(eq=False)
class Delivery:
    """One thing that the app is told. `failed` is why the latest attempt came to nothing."""

    kind: Kind
    payload: Json
    heard: Callable[[Json], None]
    missed: Callable[[str], None]
    envelope: str = ""
    attempts: int = 0
    sent: datetime | None = None
    acknowledged: bool = False
    failed: str = ""
    given_up: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.acknowledged or self.given_up

    @property
    def retry(self) -> Json:
        """What the app is told about earlier attempts; empty at the first."""
        if self.attempts < 2:
            return {}
        return {"retry_attempt": self.attempts - 1, "retry_reason": self.failed}


class Carrier(Protocol):
    """Socket Mode or HTTP mode."""

    timeout_reason: str

    def carry(self, delivery: Delivery) -> bool:
        """Send it. Return False where nobody is there."""


class Deliveries:
    """All that was told; `all` is in order.

    `lose` acknowledgements are lost on their way, as when a socket breaks just then.
    """

    def __init__(self, now: Callable[[], datetime], ids: Ids, changes: Changes) -> None:
        self._now = now
        self._ids = ids
        self._changes = changes
        self._envelopes: dict[str, Delivery] = {}
        self.all: list[Delivery] = []
        self.carrier: Carrier | None = None
        self.lose = 0

    @property
    def pending(self) -> list[Delivery]:
        """What is neither acknowledged nor given up."""
        return [delivery for delivery in self.all if not delivery.over]

    def add(
        self,
        kind: Kind,
        payload: Json,
        heard: Callable[[Json], None] = lambda _: None,
        missed: Callable[[str], None] = lambda _: None,
    ) -> Delivery:
        """Tell the app; `heard` takes its answer, `missed` why there is none."""
        delivery = Delivery(kind, payload, heard, missed)
        self.all.append(delivery)
        self._send(delivery)
        return delivery

    def again(self, delivery: Delivery) -> None:
        """Tell it once more, though it was acknowledged: events come at least once."""
        delivery.acknowledged = False
        delivery.failed = delivery.failed or "timeout"
        self._send(delivery)

    def _send(self, delivery: Delivery) -> None:
        delivery.attempts += 1
        delivery.sent = self._now()
        delivery.envelope = self._ids.next("env")
        self._envelopes[delivery.envelope] = delivery
        if self.carrier is None or not self.carrier.carry(delivery):
            self.fail(delivery, "connection_failed")
        elif delivery.attempts > 1:
            delivery.failed = ""
        self._changes.tell()

    def answered(self, envelope: str, answer: Json) -> None:
        """Take an acknowledgement; one that comes too late is none."""
        delivery = self._envelopes.get(envelope)
        if delivery is None or delivery.over:
            return None
        if self.lose > 0:
            self.lose -= 1
            self._changes.tell()
            return None
        assert delivery.sent is not None
        if self._now() - delivery.sent > ACKNOWLEDGE:
            return self._time_out(delivery)
        delivery.acknowledged = True
        delivery.heard(answer)
        self._changes.tell()
        return None

    def fail(self, delivery: Delivery, reason: str, *, for_good: bool = False) -> None:
        """Note that an attempt came to nothing."""
        delivery.failed = reason
        retried = delivery.kind is Kind.EVENT and delivery.attempts <= len(RETRIES)
        if for_good or not retried:
            delivery.given_up = True
            delivery.missed(reason)
        self._changes.tell()

    def _time_out(self, delivery: Delivery) -> None:
        assert self.carrier is not None
        self.fail(delivery, self.carrier.timeout_reason)

    def connected(self) -> None:
        """Tell what nobody was there for."""
        for delivery in self.pending:
            if delivery.failed == "connection_failed":
                self._send(delivery)

    def time_passed(self) -> None:
        """Time out and tell again what is due on the fake's clock."""
        for delivery in self.pending:
            assert delivery.sent is not None
            waited = self._now() - delivery.sent
            if not delivery.failed and waited >= ACKNOWLEDGE:
                self._time_out(delivery)
            if not delivery.over and delivery.failed and waited >= RETRIES[delivery.attempts - 1]:
                self._send(delivery)
