"""What a person fills into a slash command, checked against what the bot registered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.discord import payloads
from tests.fakes.discord.command_limits import SUB_COMMAND, SUB_COMMAND_GROUP
from tests.fakes.discord.entities import Channel, Role, User
from tests.fakes.discord.errors import Json
from tests.fakes.discord.messages import Upload
from tests.fakes.discord.permissions import granted

if TYPE_CHECKING:
    from tests.fakes.discord.world import World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)


class Impossible(AssertionError):
    """Discord's client would not let a person do that."""


def has_user(value: object) -> User | None:
    """Return the account of a person or user, None for anything else."""
    account = getattr(value, "user", value)
    return account if isinstance(account, User) else None


@dataclass
class Filling:
    """Options as an interaction carries them, and what their ids resolve to."""

    world: World
    channel: Channel
    user: User
    resolved: Json = field(default_factory=dict)

    def options(
        self, command: Json, path: list[str], values: Json, focused: str = ""
    ) -> list[Json]:
        """Return the options, nested as the sub-commands in `path`. Raises Impossible."""
        if not path:
            return self._values(command, values, focused)
        for option in command.get("options") or []:
            nested = option["type"] in {SUB_COMMAND, SUB_COMMAND_GROUP}
            if nested and option["name"] == path[0]:
                inner = self.options(option, path[1:], values, focused)
                return [{"type": option["type"], "name": path[0], "options": inner}]
        raise Impossible(f"{command['name']} has no sub-command {path[0]}")

    def _values(self, command: Json, values: Json, focused: str) -> list[Json]:
        known = {option["name"]: option for option in command.get("options") or []}
        if any(option["type"] in {SUB_COMMAND, SUB_COMMAND_GROUP} for option in known.values()):
            raise Impossible(f"{command['name']} is used by its sub-commands {sorted(known)}")
        if strangers := set(values) - set(known):
            raise Impossible(f"{command['name']} has no option {sorted(strangers)}")
        needed = {name for name, option in known.items() if option.get("required")}
        if not focused and needed - set(values):
            raise Impossible(f"{command['name']} needs {sorted(needed - set(values))}")
        return [self._option(known[name], value, focused) for name, value in values.items()]

    def _option(self, option: Json, value: object, focused: str) -> Json:
        filled: Json = {"name": option["name"], "type": option["type"]}
        if option["name"] == focused:
            if not option.get("autocomplete"):
                raise Impossible(f"{option['name']} offers nothing while one types")
            return filled | {"value": value, "focused": True}
        return filled | {"value": self._value(option, value)}

    def _value(self, option: Json, value: object) -> object:
        kind = option["type"]
        if kind in {STRING, INTEGER, BOOLEAN, NUMBER}:
            _check_plain(option, value)
            return value
        # "If the option is a channel type, the channels shown will be restricted to these types",
        # https://docs.discord.com/developers/interactions/application-commands
        kinds = option.get("channel_types")
        if kinds and isinstance(value, Channel) and value.kind not in kinds:
            raise Impossible(f"{option['name']} offers no channel such as {value.name}")
        return str(self.resolve(kind, value))

    def resolve(self, kind: int, value: object) -> int:
        """Note what the value resolves to and return its id. Raises Impossible."""
        if kind in {USER, MENTIONABLE} and (user := has_user(value)):
            return self._user(user)
        if kind in {ROLE, MENTIONABLE} and isinstance(value, Role):
            self._note("roles", value.id, payloads.role_json(value))
            return value.id
        if kind == CHANNEL and isinstance(value, Channel):
            # "computed permissions for the invoking user in the channel, including overwrites,
            # only included when part of the resolved data",
            # https://docs.discord.com/developers/resources/channel
            may = granted(value, self.user)
            told = payloads.channel_json(value) | {"permissions": str(int(may))}
            self._note("channels", value.id, told)
            return value.id
        if kind == ATTACHMENT and isinstance(value, Upload):
            made = self.world.messages.upload(self.channel, value)
            self._note("attachments", made.id, payloads.attachment_json(made))
            return made.id
        raise Impossible(f"{value!r} is nothing to choose there")

    def _user(self, user: User) -> int:
        self._note("users", user.id, payloads.user_json(user))
        guild = self.channel.guild
        if guild and user.id in guild.members:
            told = payloads.member_json(guild.members[user.id], granted(self.channel, user))
            self._note("members", user.id, {key: told[key] for key in told if key != "user"})
        return user.id

    def _note(self, kind: str, own: int, told: Json) -> None:
        self.resolved.setdefault(kind, {})[str(own)] = told


def _check_plain(option: Json, value: object) -> None:
    kinds: dict[int, type | tuple[type, ...]] = {
        STRING: str,
        INTEGER: int,
        BOOLEAN: bool,
        NUMBER: (int, float),
    }
    wrong = not isinstance(value, kinds[option["type"]])
    if wrong or (isinstance(value, bool) and option["type"] != BOOLEAN):
        raise Impossible(f"{option['name']} does not take {value!r}")
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise Impossible(f"{option['name']} is one of {choices}, not {value!r}")
    measured = len(value) if isinstance(value, str) else value
    unit = "length" if isinstance(value, str) else "value"
    least, most = option.get(f"min_{unit}"), option.get(f"max_{unit}")
    if (least is not None and measured < least) or (most is not None and measured > most):
        raise Impossible(f"{option['name']} takes {least} to {most}, not {measured}")
