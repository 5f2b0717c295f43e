"""What a gateway event of the twin needs before discord.py can read it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.interop.discord_twin.threads import ThreadIds

Data = dict[str, Any]

_DIRECT_MESSAGES = 1
_IN_DIRECT_MESSAGES = 1  # an interaction's `context`
_THREADS = (10, 11, 12)
_NORMAL_REACTION = 0


class EventHelp:
    """Completes the events of one connection in place."""

    def __init__(self, gateway_url: str, threads: ThreadIds) -> None:
        self._gateway_url = gateway_url
        self._threads = threads
        self.shard: list[int] | None = None  # as the bot named itself: its number, of how many
        self._helps: dict[str, Callable[[Data], None]] = {
            "READY": self._complete_ready,
            "GUILD_CREATE": _part_threads,
            "MESSAGE_CREATE": _part_direct,
            "MESSAGE_UPDATE": _part_direct,
            "MESSAGE_DELETE": _part_direct,
            "MESSAGE_REACTION_ADD": _name_reaction,
            "MESSAGE_REACTION_REMOVE": _name_reaction,
            "INTERACTION_CREATE": _part_direct_interaction,
        }

    async def help(self, event: Data) -> None:
        """Complete one event."""
        name = event.get("t")
        if name == "THREAD_CREATE":
            event["d"]["id"] = await self._threads.id_of(event["d"]["id"])
        elif name in self._helps:
            self._helps[name](event["d"])

    def _complete_ready(self, ready: Data) -> None:
        """A bot comes back through the proxy too; a sharded one reads which shard is ready."""
        ready["resume_gateway_url"] = self._gateway_url
        if self.shard:
            ready["shard"] = self.shard


def _part_threads(guild: Data) -> None:
    """The twin puts threads among the channels, where discord.py drops them."""
    channels = guild["channels"]
    guild["threads"] = [channel for channel in channels if channel["type"] in _THREADS]
    guild["channels"] = [channel for channel in channels if channel["type"] not in _THREADS]


def _part_direct(message: Data) -> None:
    """A direct message has no guild; the twin's has one without an id, which is no number."""
    if not message.get("guild_id"):
        message.pop("guild_id", None)


def _name_reaction(reaction: Data) -> None:
    """discord.py reads a type without asking; without one `Client.connect` ends."""
    reaction.setdefault("type", _NORMAL_REACTION)
    reaction.setdefault("burst", False)


def _part_direct_interaction(interaction: Data) -> None:
    """In direct messages there is a user, and neither a member nor a guild."""
    if interaction["channel"]["type"] == _DIRECT_MESSAGES:
        interaction["user"] = interaction.pop("member")["user"]
        interaction["context"] = _IN_DIRECT_MESSAGES
        del interaction["guild_id"], interaction["guild_locale"]
