"""The application: its token, its owner, and the toggles of the developer portal."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag

from tests.fakes.discord.entities import User
from tests.fakes.discord.errors import Json
from tests.fakes.discord.payloads import user_json
from tests.fakes.discord.permissions import Permission


class Intent(IntFlag):
    """The events that a connection asks for. Discord's reference, "Gateway Intents"."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
# The application flags for bots in fewer than 100 guilds, by toggle.
_FLAGS = {
    Intent.GUILD_PRESENCES: 1 << 13,
    Intent.GUILD_MEMBERS: 1 << 15,
    Intent.MESSAGE_CONTENT: 1 << 19,
}


@dataclass
class Application:
    """One application. A test changes `token` (a reset) and `toggles` (the portal's switches)."""

    id: int
    name: str
    owner: User
    token: str = "the-bots-token"  # noqa: S105  # no secret: this server knows no other
    toggles: Intent = PRIVILEGED
    public: bool = True
    install_permissions: Permission = field(
        default=Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES
    )

    @property
    def flags(self) -> int:
        """The flags that show the toggles."""
        return sum(flag for intent, flag in _FLAGS.items() if intent in self.toggles)

    def as_json(self, bot: User, guilds: int) -> Json:
        """Return what /applications/@me answers."""
        install = {
            "scopes": ["applications.commands", "bot"],
            "permissions": str(int(self.install_permissions)),
        }
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "description": "",
            "bot_public": self.public,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "owner": user_json(self.owner),
            "bot": user_json(bot),
            "team": None,
            "flags": self.flags,
            "approximate_guild_count": guilds,
            "install_params": install,
            "integration_types_config": {"0": {"oauth2_install_params": install}},
        }
