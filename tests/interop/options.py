"""What a person fills into a slash command, as Discord sends it to the bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import discord

from tests.interop.discord_twin.control import Control
from tests.interop.discord_twin.files import Files

_OptionType = discord.AppCommandOptionType
_PARTS = (_OptionType.subcommand.value, _OptionType.subcommand_group.value)
_CHANNEL = _OptionType.channel.value
_ROLE = _OptionType.role.value
_ATTACHMENT = _OptionType.attachment.value

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """A file for an option that takes one."""

    name: str
    body: bytes


@dataclass
class Filling:
    """Fills in the options of one command; channels and roles are named by their ids."""

    control: Control
    files: Files
    focused: str | None = None  # the option in which the person is typing
    resolved: Json = field(default_factory=dict)

    async def options(self, declared: list[Json], parts: list[str], values: Json) -> list[Json]:
        """Return the options of the command, or of the part of it that `parts` lead to.

        Raises LookupError for an option or a part that the command does not have.
        """
        known = {option["name"]: option for option in declared}
        if missing := {*parts[:1], *(() if parts else values)} - set(known):
            raise LookupError(f"{missing} not in the command, only {list(known)}")
        if parts:
            part = known[parts[0]]
            assert part["type"] in _PARTS
            nested = await self.options(part.get("options", []), parts[1:], values)
            return [{"name": part["name"], "type": part["type"], "options": nested}]
        return [await self._option(known[name], value) for name, value in values.items()]

    async def _option(self, declared: Json, value: Any) -> Json:
        name, kind = declared["name"], declared["type"]
        if name == self.focused:
            return {"name": name, "type": kind, "value": value, "focused": True}
        if kind == _ATTACHMENT:
            attachment = self.files.keep(value.name, value.body)
            value = self._resolve("attachments", attachment)
        elif kind == _CHANNEL:
            value = self._resolve("channels", await self._channel(value))
        elif kind == _ROLE:
            value = self._resolve("roles", await self._one_of("roles", value))
        return {"name": name, "type": kind, "value": value}

    def _resolve(self, kind: str, resolved: Json) -> str:
        self.resolved.setdefault(kind, {})[resolved["id"]] = resolved
        return str(resolved["id"])

    async def _channel(self, id_: str) -> Json:
        row = await self._one_of("channels", id_)
        everything = str(discord.Permissions.all().value)
        shown = {key: row[key] for key in ("id", "name", "type", "position")}
        return {**shown, "parent_id": row["parentId"], "permissions": everything}

    async def _one_of(self, operation: str, id_: str) -> Json:
        rows: list[Json] = await self.control.ask(operation)
        return next(row for row in rows if row["id"] == id_)
