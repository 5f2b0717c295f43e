"""Messages on their way out, and the web room's board."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.models import (
    ChannelId,
    Delivery,
    DeliveryKey,
    GroupId,
    MemberId,
    RoundId,
    WebMessage,
)
from bot.core.view import Address


class Deliveries(Protocol):
    """Messages on their way out."""

    async def add(self, deliveries: Iterable[Delivery]) -> None:
        """Add them; one whose key is there already is left as it is."""

    async def claim(self, now: datetime, until: datetime, limit: int = 100) -> Sequence[Delivery]:
        """Lease what is due to the caller and count the attempt; one message a channel, its oldest.

        What another worker has leased is passed over until its lease is over.
        """

    async def due(self, now: datetime, limit: int = 100) -> Sequence[Delivery]:
        """Return what is due, oldest first, without taking it."""

    async def release(self) -> None:
        """End every lease: only for a process that is alone with the database."""

    async def hold_back(self, channel: ChannelId, until: datetime) -> None:
        """Let nothing more go out to the channel before a time."""

    async def next_attempt(self, now: datetime) -> datetime | None:
        """Return when the next message is due, or the next lease over."""

    async def get(self, key: DeliveryKey) -> Delivery: ...
    async def address(self, key: DeliveryKey) -> Address:
        """Return where the message goes."""

    async def change(self, delivery: Delivery) -> None: ...
    async def of_round(self, round_: RoundId) -> Sequence[Delivery]: ...
    async def questions_posted_as(
        self, platform: str, external_ids: Collection[str]
    ) -> Sequence[Delivery]:
        """Return the questions that are there under one of the platform's ids."""

    async def open_questions(self, group: GroupId, platform: str) -> Sequence[Delivery]:
        """Return the questions of open rounds that are there on the platform."""

    async def to_edit(
        self, platforms: Collection[str], group: GroupId | None = None
    ) -> Sequence[tuple[Delivery, Address]]:
        """Return what was sent on the platforms and is kept up to date, of one group or of all."""

    async def claim_edit(self, key: DeliveryKey, now: datetime, until: datetime) -> bool:
        """Let no other worker edit the message until then; False when it is not time yet."""

    async def keep_up_to_date(self, rounds: Iterable[RoundId], now: datetime) -> None:
        """Look at the reveals and counts of the rounds again: something was taken out of them."""

    async def failing(self, group: GroupId) -> Sequence[Delivery]:
        """Return the dead, and those whose last attempt failed."""


class WebMessages(Protocol):
    """The messages that the web room shows."""

    async def pin(self, web_message: WebMessage) -> None:
        """Put it up; one whose key is there already is left as it is."""

    async def find(self, channel: ChannelId, key: DeliveryKey) -> WebMessage | None: ...
    async def latest(
        self, channel: ChannelId, reader: MemberId | None, for_admins: bool, limit: int = 20
    ) -> Sequence[WebMessage]:
        """Return the newest that a reader may see: none for another member, or for admins only."""
