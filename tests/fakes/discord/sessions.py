"""A shard's session: what it is told, which outlives the sockets that carry it.

Which intent is needed for which event: Discord's reference, "List of Intents".
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

from tests.fakes.discord.application import Intent
from tests.fakes.discord.entities import Guild
from tests.fakes.discord.events import Event

DISPATCH = 0

# Without an entry an event comes whatever the intents are.
_IN_GUILDS = {
    "GUILD_CREATE": Intent.GUILDS,
    "GUILD_UPDATE": Intent.GUILDS,
    "GUILD_DELETE": Intent.GUILDS,
    "GUILD_ROLE_CREATE": Intent.GUILDS,
    "GUILD_ROLE_UPDATE": Intent.GUILDS,
    "GUILD_ROLE_DELETE": Intent.GUILDS,
    "CHANNEL_CREATE": Intent.GUILDS,
    "CHANNEL_UPDATE": Intent.GUILDS,
    "CHANNEL_DELETE": Intent.GUILDS,
    "THREAD_CREATE": Intent.GUILDS,
    "THREAD_UPDATE": Intent.GUILDS,
    "THREAD_DELETE": Intent.GUILDS,
    "GUILD_MEMBER_ADD": Intent.GUILD_MEMBERS,
    "GUILD_MEMBER_UPDATE": Intent.GUILD_MEMBERS,
    "GUILD_MEMBER_REMOVE": Intent.GUILD_MEMBERS,
    "MESSAGE_CREATE": Intent.GUILD_MESSAGES,
    "MESSAGE_UPDATE": Intent.GUILD_MESSAGES,
    "MESSAGE_DELETE": Intent.GUILD_MESSAGES,
    "MESSAGE_DELETE_BULK": Intent.GUILD_MESSAGES,
    "MESSAGE_REACTION_ADD": Intent.GUILD_MESSAGE_REACTIONS,
}
_IN_PRIVATE = {
    "MESSAGE_CREATE": Intent.DIRECT_MESSAGES,
    "MESSAGE_UPDATE": Intent.DIRECT_MESSAGES,
    "MESSAGE_DELETE": Intent.DIRECT_MESSAGES,
    "MESSAGE_REACTION_ADD": Intent.DIRECT_MESSAGE_REACTIONS,
}


@dataclass(eq=False)
class Session:
    """What one shard is told; `log` holds every event as it is sent."""

    id: str
    shard: int
    shards: int
    intents: Intent
    log: list[str] = field(default_factory=list)
    grew: asyncio.Event = field(default_factory=asyncio.Event)
    is_forgotten: bool = False

    def push(self, name: str, data: object) -> None:
        """Tell an event."""
        frame = {"op": DISPATCH, "s": len(self.log) + 1, "t": name, "d": data}
        self.log.append(json.dumps(frame))
        self.grew.set()


def holds(session: Session, guild: Guild) -> bool:
    """Whether the guild is one of the session's shard."""
    return (guild.id >> 22) % session.shards == session.shard


def concerns(session: Session, event: Event) -> bool:
    """Whether the session's shard and intents let it have the event."""
    if event.guild is None:
        needed = _IN_PRIVATE.get(event.name, Intent(0))
        return session.shard == 0 and needed in session.intents
    # Of itself a bot is told whatever its intents are: "List of Intents", "Caveats".
    needed = Intent(0) if event.about_us else _IN_GUILDS.get(event.name, Intent(0))
    return holds(session, event.guild) and needed in session.intents
