"""The app: its keys, what its manifest says, and where it is installed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.fakes.slack.errors import Json, Refused

if TYPE_CHECKING:
    from tests.fakes.slack.entities import User, Workspace
    from tests.fakes.slack.world import World

# https://docs.slack.dev/authentication/using-token-rotation: "expires_in": 43200
LIFETIME = timedelta(hours=12)
SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "pins:write",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
    }
)
EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_id_changed",
        "channel_left",
        "channel_rename",
        "channel_unarchive",
        "group_archive",
        "group_deleted",
        "group_left",
        "group_rename",
        "group_unarchive",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "reaction_added",
        "team_rename",
        "tokens_revoked",
        "user_change",
    }
)


@dataclass(frozen=True)
class Shortcut:
    """A shortcut: on messages, or for everywhere."""

    name: str
    callback_id: str
    on_message: bool


@dataclass
class Application:
    """One app. Without `commands` every slash command is taken for registered.

    What is typed behind the `escaped` ones comes as in messages, with the ids of who is mentioned.
    """

    id: str
    name: str
    client_id: str = "1234567890.0987654321"
    client_secret: str = "the-client-secret"  # noqa: S105  # no secret: this server knows no other
    signing_secret: str = "the-signing-secret"  # noqa: S105  # as above
    app_token: str = "xapp-1-the-app-token"  # noqa: S105  # as above
    app_token_scopes: frozenset[str] = frozenset({"connections:write"})
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = EVENTS
    commands: set[str] | None = None
    escaped: frozenset[str] = frozenset()
    shortcuts: dict[str, Shortcut] = field(default_factory=dict)
    redirect_urls: set[str] = field(default_factory=set)
    token_rotation: bool = False

    def shortcut(self, name: str, callback_id: str, *, on_message: bool) -> None:
        """Register a shortcut by the name that people see."""
        self.shortcuts[name] = Shortcut(name, callback_id, on_message)

    def apply(self, manifest: Json) -> None:
        """Take commands, shortcuts, scopes and events from an app manifest."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        listed = features.get("slash_commands", [])
        self.commands = {one["command"] for one in listed}
        self.escaped = frozenset(one["command"] for one in listed if one.get("should_escape"))
        for one in features.get("shortcuts", []):
            self.shortcut(one["name"], one["callback_id"], on_message=one["type"] == "message")
        oauth = manifest.get("oauth_config", {})
        self.scopes = frozenset(oauth.get("scopes", {}).get("bot", []))
        self.redirect_urls = set(oauth.get("redirect_urls", []))
        self.token_rotation = bool(settings.get("token_rotation_enabled", False))
        self.events = frozenset(settings.get("event_subscriptions", {}).get("bot_events", []))


@dataclass(eq=False)
class Installation:
    """The app in one workspace. `dead` is the error that its token is answered with."""

    workspace: Workspace
    bot: User
    token: str
    scopes: frozenset[str]
    dead: str = ""
    refresh_token: str = ""
    expires_at: datetime | None = None

    def revoke(self) -> None:
        """Revoke the token, without removing the app."""
        self.workspace.world.installations.revoke(self)


@dataclass
class Code:
    """A code of the OAuth flow, good for one exchange."""

    workspace: Workspace
    installer: User
    scopes: frozenset[str]
    redirect_uri: str
    used: bool = False


class Installations:
    """Where the app is installed, by token."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_token: dict[str, Installation] = {}
        self.codes: dict[str, Code] = {}
        self.by_refresh_token: dict[str, Installation] = {}
        self.refreshed = 0

    def install(self, workspace: Workspace, scopes: frozenset[str] | None = None) -> Installation:
        """Install the app; its bot is a user of the workspace."""
        scopes = self._world.application.scopes if scopes is None else scopes
        old = workspace.installation
        bot = old.bot if old else self._world.make_bot(workspace)
        workspace.installation = self._give_out(workspace, bot, scopes)
        self._world.changes.tell()
        return workspace.installation

    def _give_out(self, workspace: Workspace, bot: User, scopes: frozenset[str]) -> Installation:
        token = f"xoxb-{self._world.ids.next('B')}-{workspace.id}"
        made = Installation(workspace, bot, token, scopes)
        if self._world.application.token_rotation:
            made.token = token = f"xoxe.{token}"
            made.refresh_token = f"xoxe-1-{self._world.ids.next('R')}"
            made.expires_at = self._world.now() + LIFETIME
            self.by_refresh_token[made.refresh_token] = made
        self.by_token[token] = made
        return made

    def refresh(self, refresh_token: str) -> Installation:
        """Exchange a refresh token, which is good once; the token from before lives its time out.

        https://docs.slack.dev/authentication/using-token-rotation. Raises Refused.
        """
        old = self.by_refresh_token.pop(refresh_token, None)
        if old is None or old.dead:
            raise Refused("invalid_refresh_token")
        old.workspace.installation = self._give_out(old.workspace, old.bot, old.scopes)
        self.refreshed += 1
        self._world.changes.tell()
        return old.workspace.installation

    def uninstall(self, workspace: Workspace) -> None:
        """Remove the app, tell it so, and take its bot out of the channels."""
        installation = workspace.installation
        assert installation is not None
        installation.dead = "account_inactive"
        self._told_revoked(installation)
        self._world.events.tell(workspace, "app_uninstalled", {"type": "app_uninstalled"})
        for channel in workspace.channels.values():
            channel.members.pop(installation.bot.id, None)

    def revoke(self, installation: Installation) -> None:
        """Let a token be dead."""
        installation.dead = "token_revoked"
        self._told_revoked(installation)

    def _told_revoked(self, installation: Installation) -> None:
        tokens = {"oauth": [], "bot": [installation.bot.id]}
        event = {"type": "tokens_revoked", "tokens": tokens}
        self._world.events.tell(installation.workspace, "tokens_revoked", event)

    def let_in(self, token: str) -> Installation:
        """Return whose token it is. Raises Refused for a wrong or a dead one."""
        if not token:
            raise Refused("not_authed")
        if token == self._world.application.app_token:
            raise Refused("not_allowed_token_type")
        installation = self.by_token.get(token)
        if installation is None:
            raise Refused("invalid_auth")
        if installation.dead:
            raise Refused(installation.dead)
        if installation.expires_at is not None and installation.expires_at <= self._world.now():
            raise Refused("token_expired")
        return installation

    def exchange(self, code: str, redirect_uri: str) -> Installation:
        """Exchange a code for an installation. Raises Refused."""
        found = self.codes.get(code)
        if found is None:
            raise Refused("invalid_code")
        if found.used:
            raise Refused("code_already_used")
        if found.redirect_uri != redirect_uri:
            raise Refused("bad_redirect_uri")
        found.used = True
        return self.install(found.workspace, found.scopes)
