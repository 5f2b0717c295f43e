"""Who and what is on the twin: one server (guild) with channels, people and the bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord

# Ids are snowflakes far older than those that the twin makes.
GUILD = "100000000000000001"
STUDY = "200000000000000001"
LOUNGE = "200000000000000002"
READERS = "500000000000000001"  # a role that anybody may mention
BOT = "400000000000000001"

_TEXT_CHANNEL = discord.ChannelType.text.value
_MEMBER = discord.Permissions(
    view_channel=True,
    read_message_history=True,
    send_messages=True,
    send_messages_in_threads=True,
    use_application_commands=True,
).value


@dataclass(frozen=True)
class Inhabitant:
    """A person on the server. The id after theirs is that of their direct messages."""

    id: str
    name: str
    permissions: int = _MEMBER

    def described(self) -> dict[str, Any]:
        """Return it as the twin's control server takes it."""
        return {"id": self.id, "name": self.name, "permissions": str(self.permissions)}


ANN = Inhabitant("300000000000000010", "ann", discord.Permissions.all().value)
BO = Inhabitant("300000000000000020", "bo")
CY = Inhabitant("300000000000000030", "cy")


@dataclass(frozen=True)
class Scenario:
    """What a twin is started with. Ann owns the server; Bo and Cy are members."""

    token: str = "token-of-the-twin"  # noqa: S105  # of a server that lives as long as a test
    people: tuple[Inhabitant, ...] = (ANN, BO, CY)

    def described(self) -> dict[str, Any]:
        """Return it as the twin's control server takes it."""
        return {
            "guild": {"id": GUILD, "name": "Study group", "ownerId": ANN.id},
            "channels": [
                {"id": STUDY, "name": "study", "type": _TEXT_CHANNEL},
                {"id": LOUNGE, "name": "lounge", "type": _TEXT_CHANNEL},
            ],
            "roles": [{"id": READERS, "name": "readers", "mentionable": True}],
            "people": [person.described() for person in self.people],
            "bot": {"id": BOT, "name": "roundtable"},
            "token": self.token,
        }
