"""The app: its keys, what its manifest says, and where it is installed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.slack.errors import Json, Refused

if TYPE_CHECKING:
    from tests.fakes.slack.entities import User, Workspace
    from tests.fakes.slack.world import World

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
        self.events = frozenset(settings.get("event_subscriptions", {}).get("bot_events", []))


@dataclass(eq=False)
class Installation:
    """The app in one workspace. `dead` is the error that its token is answered with."""

    workspace: Workspace
    bot: User
    token: str
    scopes: frozenset[str]
    dead: str = ""

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

    def install(self, workspace: Workspace, scopes: frozenset[str] | None = None) -> Installation:
        """Install the app; its bot is a user of the workspace."""
        scopes = self._world.application.scopes if scopes is None else scopes
        old = workspace.installation
        bot = old.bot if old else self._world.make_bot(workspace)
        token = f"xoxb-{self._world.ids.next('B')}-{workspace.id}"
        workspace.installation = Installation(workspace, bot, token, scopes)
        self.by_token[token] = workspace.installation
        self._world.changes.tell()
        return workspace.installation

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
