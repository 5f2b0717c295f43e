"""REST: registering commands, answering interactions."""

from __future__ import annotations

from tests.fakes.discord import payloads
from tests.fakes.discord.commands import Scope
from tests.fakes.discord.errors import Json, Refused, no_access, unknown
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.rest import Call, Table
from tests.fakes.discord.world import World

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


class CommandRoutes:
    """What people may do, and what comes of it."""

    def __init__(self, world: World) -> None:
        self._world = world

    def table(self) -> Table:
        """Return the routes."""
        message = f"{_WEBHOOK}/messages/{{message_id}}"
        return {
            f"GET {_GLOBAL}": self._list,
            f"PUT {_GLOBAL}": self._overwrite,
            f"POST {_GLOBAL}": self._add,
            f"GET {_GUILD}": self._list,
            f"PUT {_GUILD}": self._overwrite,
            f"POST {_GUILD}": self._add,
            "POST /interactions/{webhook_id}/{webhook_token}/callback": self._callback,
            f"POST {_WEBHOOK}": self._follow_up,
            f"GET {message}": self._get,
            f"PATCH {message}": self._edit,
            f"DELETE {message}": self._delete,
        }

    def _scope(self, call: Call) -> Scope:
        if call.id("application_id") != self._world.application.id:
            raise unknown("Application")
        if "guild_id" not in call.path:
            return None
        guild = self._world.guilds.get(call.id("guild_id"))
        if guild is None or not guild.has_bot:
            raise no_access()
        return guild.id

    def _list(self, call: Call) -> list[Json]:
        return self._world.commands.registered(self._scope(call))

    def _overwrite(self, call: Call) -> list[Json]:
        if not isinstance(call.body, list):
            raise Refused(400, 50035, "Invalid Form Body")
        return self._world.commands.overwrite(self._scope(call), call.body)

    def _add(self, call: Call) -> Json:
        return self._world.commands.add(self._scope(call), call.json)

    def _callback(self, call: Call) -> Json | None:
        own, token = call.id("webhook_id"), call.path["webhook_token"]
        answer = self._world.interactions.callback(own, token, call.json, call.files)
        return answer if call.query.get("with_response") in {"1", "true"} else None

    def _interaction(self, call: Call) -> Interaction:
        token = call.path["webhook_token"]
        return self._world.interactions.by_token(call.id("webhook_id"), token)

    def _follow_up(self, call: Call) -> Json:
        interaction = self._interaction(call)
        made = self._world.interactions.follow_up(interaction, call.json, call.files)
        return payloads.message_json(made)

    def _get(self, call: Call) -> Json:
        interaction = self._interaction(call)
        found = self._world.interactions.message(interaction, call.path["message_id"])
        return payloads.message_json(found)

    def _edit(self, call: Call) -> Json:
        interactions, interaction = self._world.interactions, self._interaction(call)
        found = interactions.message(interaction, call.path["message_id"])
        edited = interactions.edit(interaction, found, call.json, call.files)
        return payloads.message_json(edited)

    def _delete(self, call: Call) -> None:
        interactions, interaction = self._world.interactions, self._interaction(call)
        interactions.delete(interaction, interactions.message(interaction, call.path["message_id"]))
