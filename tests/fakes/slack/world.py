"""Everything that Slack knows, and how it changes. Each change is told to those who wait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from tests.fakes.common.changes import Changes
from tests.fakes.slack.application import Application, Installation, Installations
from tests.fakes.slack.deliveries import Deliveries
from tests.fakes.slack.entities import Channel, ChannelKind, File, Guest, User, Workspace
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.events import Events
from tests.fakes.slack.ids import Ids
from tests.fakes.slack.interactions import Interactions
from tests.fakes.slack.messages import Messages
from tests.fakes.slack.people import Person
from tests.fakes.slack.places import Places
from tests.fakes.slack.views import Views

_SCOPED = {
    ChannelKind.PUBLIC: "channels",
    ChannelKind.PRIVATE: "groups",
    ChannelKind.DIRECT: "im",
}


class World:
    """The state of the whole platform."""

    def __init__(self, now: Callable[[], datetime], url: str) -> None:
        self.now = now
        self.url = url
        self.ids = Ids(now)
        self.changes = Changes()
        self.workspaces: dict[str, Workspace] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.refused: list[tuple[str, Json]] = []
        self.application = Application(self.ids.next("A"), "Roundtable")
        self.deliveries = Deliveries(now, self.ids, self.changes)
        self.installations = Installations(self)
        self.events = Events(self)
        self.places = Places(self)
        self.most_listed = 1000  # a page may hold less than was asked for
        self.most_told = 1000
        self.messages = Messages(self)
        self.views = Views(self)
        self.interactions = Interactions(self)

    @property
    def app_id(self) -> str:
        """The app's id."""
        return self.application.id

    # Workspaces, people, channels

    def make_workspace(self, name: str, *, with_bot: bool = True) -> Workspace:
        """Make a workspace."""
        workspace = Workspace(self.ids.next("T"), name, self)
        self.workspaces[workspace.id] = workspace
        if with_bot:
            self.installations.install(workspace)
        return workspace

    def make_person(
        self, workspace: Workspace, name: str, *, is_admin: bool, is_owner: bool
    ) -> Person:
        """Make somebody, who joins the public channels."""
        user = User(self.ids.next("U"), name, workspace, is_admin=is_admin, is_owner=is_owner)
        workspace.users[user.id] = user
        for channel in workspace.channels.values():
            if channel.kind is ChannelKind.PUBLIC and not channel.archived:
                channel.members[user.id] = user
        return Person(self, user)

    def make_guest(
        self, workspace: Workspace, name: str, channels: Sequence[Channel], *, single: bool
    ) -> Person:
        """Make a guest, who is in the channels named and joins none. Raises Impossible."""
        kind = Guest.SINGLE_CHANNEL if single else Guest.MULTI_CHANNEL
        user = User(self.ids.next("U"), name, workspace, guest=kind)
        workspace.users[user.id] = user
        for channel in channels:
            self.places.join(channel, user)
        return Person(self, user)

    def make_stranger(self, workspace: Workspace, name: str, home: Workspace) -> Person:
        """Make somebody of a connected workspace, who is seen here in the channels shared."""
        user = User(self.ids.next("U"), name, workspace, home_team=home)
        workspace.users[user.id] = user
        return Person(self, user)

    def make_bot(self, workspace: Workspace) -> User:
        """Make the app's account in a workspace."""
        bot_id = self.ids.next("B")
        bot = User(self.ids.next("U"), self.application.name, workspace, bot_id=bot_id)
        workspace.users[bot.id] = bot
        return bot

    def bot_in(self, workspace: Workspace) -> User:
        """Return the app's account. Raises LookupError where it never was."""
        if workspace.installation is None:
            raise LookupError(f"the app is not installed in {workspace.name}")
        return workspace.installation.bot

    def make_channel(
        self, workspace: Workspace, name: str, kind: ChannelKind, *, with_bot: bool
    ) -> Channel:
        """Make a channel with everybody in it but guests, who are invited."""
        channel = Channel(self.ids.next("C"), name, kind, workspace, self.now())
        for user in workspace.users.values():
            if (with_bot or not user.is_bot) and user.guest is None:
                channel.members[user.id] = user
        workspace.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def direct(self, user: User) -> Channel:
        """Return the conversation of the app with somebody, opened now if there is none."""
        for channel in user.workspace.channels.values():
            if channel.kind is ChannelKind.DIRECT and user.id in channel.members:
                return channel
        bot = self.bot_in(user.workspace)
        made = Channel(self.ids.next("D"), "", ChannelKind.DIRECT, user.workspace, self.now())
        made.members = {user.id: user, bot.id: bot}
        user.workspace.channels[made.id] = self.channels[made.id] = made
        return made

    # What the app asks for

    def find_channel(
        self, installation: Installation, channel_id: str, purpose: str = ""
    ) -> Channel:
        """Return a conversation that the app sees; `purpose` is the second half of its scope.

        Raises Refused: channel_not_found, missing_scope.
        """
        channel = installation.workspace.channels.get(channel_id)
        hidden = channel and channel.kind is not ChannelKind.PUBLIC
        if channel is None or (hidden and installation.bot.id not in channel.members):
            raise Refused("channel_not_found")
        if purpose:
            demand(installation, f"{_SCOPED[channel.kind]}:{purpose}")
        return channel

    def find_user(self, installation: Installation, user_id: str) -> User:
        """Return somebody of the workspace. Raises Refused user_not_found."""
        if user_id not in installation.workspace.users:
            raise Refused("user_not_found")
        return installation.workspace.users[user_id]


def demand(installation: Installation, scope: str) -> None:
    """Raise Refused missing_scope where the installation has it not."""
    if scope not in installation.scopes:
        provided = ",".join(sorted(installation.scopes))
        raise Refused("missing_scope", needed=scope, provided=provided)
