"""The methods about the app itself: who it is, how it connects and is installed."""

from __future__ import annotations

from collections.abc import Callable

from tests.fakes.slack import payloads
from tests.fakes.slack.application import LIFETIME, Installation
from tests.fakes.slack.calls import Call, Table
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.world import World


class AppMethods:
    """Handles them. `ticket` gives out an address for one Socket Mode connection."""

    def __init__(self, world: World, ticket: Callable[[], str]) -> None:
        self._world = world
        self._ticket = ticket

    def table(self) -> Table:
        """Return the handlers by method."""
        return {
            "api.test": self.try_out,
            "auth.test": self.who_am_i,
            "auth.revoke": self.revoke,
            "apps.connections.open": self.connect,
            "apps.uninstall": self.uninstall,
            "oauth.v2.access": self.exchange,
        }

    def try_out(self, call: Call) -> Json:
        """Answer with what was sent."""
        return {"args": call.arguments}

    def who_am_i(self, call: Call) -> Json:
        """Tell whose token it is."""
        bot, workspace = call.installation.bot, call.workspace
        return {
            "url": f"https://{payloads.team_json(workspace)['domain']}.slack.com/",
            "team": workspace.name,
            "user": payloads.actor_json(bot)["name"],
            "team_id": workspace.id,
            "user_id": bot.id,
            "bot_id": bot.bot_id,
            "is_enterprise_install": False,
        }

    def revoke(self, call: Call) -> Json:
        """Let the token be dead."""
        self._world.installations.revoke(call.installation)
        return {"revoked": True}

    def connect(self, call: Call) -> Json:
        """Give out an address for Socket Mode."""
        if call.token in self._world.installations.by_token:
            raise Refused("not_allowed_token_type")
        if call.token != self._world.application.app_token:
            raise Refused("invalid_auth" if call.token else "not_authed")
        provided = self._world.application.app_token_scopes
        if "connections:write" not in provided:
            given = ",".join(sorted(provided))
            raise Refused("missing_scope", needed="connections:write", provided=given)
        return {"url": self._ticket()}

    def uninstall(self, call: Call) -> Json:
        """Remove the app from the workspace."""
        self._log_in(call)
        self._world.installations.uninstall(call.workspace)
        return {}

    def exchange(self, call: Call) -> Json:
        """Exchange a code for a token."""
        self._log_in(call)
        installations = self._world.installations
        if call.text("grant_type") == "refresh_token":
            made = installations.refresh(call.need("refresh_token"))
            return self._installed(made, made.bot.id)
        code, redirect_uri = call.need("code"), call.text("redirect_uri")
        made = installations.exchange(code, redirect_uri)
        return self._installed(made, installations.codes[code].installer.id)

    def _log_in(self, call: Call) -> None:
        application = self._world.application
        in_body = (call.text("client_id"), call.text("client_secret"))
        own, secret = call.login or in_body
        if own != application.client_id:
            raise Refused("invalid_client_id")
        if secret != application.client_secret:
            raise Refused("bad_client_secret")

    def _installed(self, installation: Installation, installer: str) -> Json:
        workspace = installation.workspace
        return {
            "app_id": self._world.app_id,
            "authed_user": {"id": installer},
            "scope": ",".join(sorted(installation.scopes)),
            "token_type": "bot",
            "access_token": installation.token,
            "bot_user_id": installation.bot.id,
            "team": {"id": workspace.id, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
            **_expiry(installation),
        }


def _expiry(installation: Installation) -> Json:
    if installation.expires_at is None:
        return {}
    lifetime = int(LIFETIME.total_seconds())
    return {"refresh_token": installation.refresh_token, "expires_in": lifetime}
