"""The commands that the application registered, globally and by guild."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.fakes.discord.command_limits import CHAT_INPUT, check_commands
from tests.fakes.discord.entities import Guild
from tests.fakes.discord.errors import Json

if TYPE_CHECKING:
    from tests.fakes.discord.world import World

Scope = int | None  # a guild's id, None for the global commands


class Commands:
    """What is registered now. `puts` counts the bulk overwrites of every scope."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._by_scope: dict[Scope, list[Json]] = {}
        self.puts: Counter[Scope] = Counter()

    def registered(self, scope: Scope = None) -> list[Json]:
        """Return the commands of a scope."""
        return self._by_scope.get(scope, [])

    def overwrite(self, scope: Scope, commands: list[Json]) -> list[Json]:
        """Register these and no others; one of the same name and type keeps its id."""
        check_commands(commands)
        self.puts[scope] += 1
        old = {_identity(command): command for command in self.registered(scope)}
        self._by_scope[scope] = [
            self._completed(scope, command, old.get(_identity(command))) for command in commands
        ]
        return self._by_scope[scope]

    def add(self, scope: Scope, command: Json) -> Json:
        """Register one more; one of the same name and type is replaced."""
        others = [one for one in self.registered(scope) if _identity(one) != _identity(command)]
        check_commands([*others, command])
        old = {_identity(one): one for one in self.registered(scope)}
        made = self._completed(scope, command, old.get(_identity(command)))
        self._by_scope[scope] = [*others, made]
        return made

    def usable(self, guild: Guild | None, name: str, kind: int) -> Json | None:
        """Return the command that is offered there under a name; the guild's own come first."""
        scopes: list[Scope] = [guild.id, None] if guild else [None]
        for scope in scopes:
            for command in self.registered(scope):
                if _identity(command) == (name, kind) and _shown(command, guild):
                    return command
        return None

    def _completed(self, scope: Scope, command: Json, old: Json | None) -> Json:
        made = {
            "type": CHAT_INPUT,
            "description": "",
            "options": [],
            "default_member_permissions": None,
            "dm_permission": True,
            "nsfw": False,
            "contexts": None,
            "integration_types": [0],
            "version": str(self._world.ids.next()),
        } | command
        # Numbers are taken too; what is kept and told is digits in a text.
        if (needed := made["default_member_permissions"]) is not None:
            made["default_member_permissions"] = str(needed)
        made["id"] = old["id"] if old else str(self._world.ids.next())
        made["application_id"] = str(self._world.application.id)
        return made | ({} if scope is None else {"guild_id": str(scope)})


def _identity(command: Json) -> tuple[str, int]:
    return str(command.get("name")), int(command.get("type") or CHAT_INPUT)


def _shown(command: Json, guild: Guild | None) -> bool:
    """Whether the command is offered in guilds, or with the bot in private."""
    contexts = command.get("contexts")
    if contexts is not None:
        return (0 if guild else 1) in contexts
    return guild is not None or command.get("dm_permission") is not False
