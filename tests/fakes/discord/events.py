"""Something for the gateway to tell."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.discord.entities import Channel, Guild, Message
from tests.fakes.discord.errors import Json


@dataclass(frozen=True)
class Event:
    """One event. A `message` decides who may read its content; `about_us`: about the bot itself."""

    name: str
    data: Json
    guild: Guild | None = None
    channel: Channel | None = None
    message: Message | None = None
    about_us: bool = False
