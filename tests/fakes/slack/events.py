"""The Events API: what the app subscribed to, told with an `event_id` to know it again by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.slack import payloads
from tests.fakes.slack.deliveries import Kind
from tests.fakes.slack.entities import Channel, ChannelKind, Message, User, Workspace
from tests.fakes.slack.errors import Json

if TYPE_CHECKING:
    from tests.fakes.slack.world import World

_MESSAGES = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.DIRECT: "message.im",
}
# These come when the token is dead already.
_LAST_WORDS = {"app_uninstalled", "tokens_revoked"}


class Events:
    """Tells the app what happens where it is."""

    def __init__(self, world: World) -> None:
        self._world = world

    def tell(self, workspace: Workspace, name: str, event: Json) -> None:
        """Tell an event where the app subscribed to it by that name."""
        self._world.changes.tell()
        installation = workspace.installation
        if installation is None or name not in self._world.application.events:
            return
        if installation.dead and name not in _LAST_WORDS:
            return
        self._world.deliveries.add(Kind.EVENT, self._wrapped(workspace, installation.bot, event))

    def _wrapped(self, workspace: Workspace, bot: User, event: Json) -> Json:
        return {
            "token": "the-verification-token",
            "team_id": workspace.id,
            "api_app_id": self._world.application.id,
            "event": event | {"event_ts": self._world.ids.ts()},
            "type": "event_callback",
            "event_id": self._world.ids.next("Ev"),
            "event_time": int(self._world.now().timestamp()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": workspace.id,
                    "user_id": bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
        }

    # Messages

    def posted(self, message: Message) -> None:
        """Tell of a new message, and of a mention of the app in it."""
        told = payloads.message_json(message) | self._place(message.channel)
        self._message(message.channel, told)
        bot = self._bot(message.channel)
        if bot and bot in message.notified.users and message.channel.kind is not ChannelKind.DIRECT:
            self._in(message.channel, "app_mention", told | {"type": "app_mention"})

    def changed(self, message: Message, before: Json) -> None:
        """Tell of an edit."""
        told = {
            "type": "message",
            "subtype": "message_changed",
            "message": payloads.message_json(message),
            "previous_message": before,
            "hidden": True,
            "ts": self._world.ids.ts(),
        }
        self._message(message.channel, told | self._place(message.channel))

    def deleted(self, message: Message) -> None:
        """Tell of a message that is gone."""
        told = {
            "type": "message",
            "subtype": "message_deleted",
            "deleted_ts": message.ts,
            "previous_message": payloads.message_json(message),
            "hidden": True,
            "ts": self._world.ids.ts(),
        }
        self._message(message.channel, told | self._place(message.channel))

    def _message(self, channel: Channel, event: Json) -> None:
        self._in(channel, _MESSAGES[channel.kind], event)

    def _in(self, channel: Channel, name: str, event: Json) -> None:
        self._world.changes.tell()
        if self._bot(channel):
            self.tell(channel.workspace, name, event)

    def _bot(self, channel: Channel) -> User | None:
        return next((user for user in channel.members.values() if user.is_bot), None)

    def _place(self, channel: Channel) -> Json:
        return {"channel": channel.id, "channel_type": channel.kind.value}

    # Places

    def joined(self, channel: Channel, user: User) -> None:
        """Tell that somebody joined; of itself the app is told as well."""
        if self._bot(channel):
            self._seen(channel, "member_joined_channel", self._member(channel, user))

    def left(self, channel: Channel, user: User, *, with_bot: bool) -> None:
        """Tell that somebody left. When it was the bot, that is another event: "You left"."""
        if user.is_bot:
            told = {"channel": channel.id, "actor_id": user.id}
            self._seen(channel, _named(channel, "left"), told)
        elif with_bot:
            self._seen(channel, "member_left_channel", self._member(channel, user))

    def _member(self, channel: Channel, user: User) -> Json:
        # Private channels have ids with a G from before March 2021 only, and are told as C since.
        return {
            "user": user.id,
            "channel": channel.id,
            "channel_type": "C",
            "team": user.team.id,
        }

    def channel(self, channel: Channel, what: str, *, with_bot: bool) -> None:
        """Tell that a channel was archived, opened again or deleted.

        Of a public one "all connections for a workspace" hear, of a private one its members.
        """
        if with_bot or channel.kind is ChannelKind.PUBLIC:
            self._seen(channel, _named(channel, what), {"channel": channel.id})

    def renamed(self, channel: Channel, *, with_bot: bool) -> None:
        """Tell a channel's new name."""
        if with_bot or channel.kind is ChannelKind.PUBLIC:
            created = int(channel.created.timestamp())
            told = {"id": channel.id, "name": channel.name, "created": created}
            self._seen(channel, _named(channel, "rename"), {"channel": told})

    def converted(self, channel: Channel, *, with_bot: bool) -> None:
        """Tell by a message that a channel is private now, or public: `channel_type` says which."""
        if with_bot:
            kind = "private" if channel.kind is ChannelKind.PRIVATE else "public"
            told = {"subtype": f"channel_convert_to_{kind}", "ts": self._world.ids.ts()}
            told |= {"type": "message", "text": f"made this channel *{kind}*."}
            self.tell(channel.workspace, _MESSAGES[channel.kind], told | self._place(channel))

    def id_changed(self, channel: Channel, old: str, *, with_bot: bool) -> None:
        """Tell the new id of a private channel that the app is in."""
        if with_bot:
            told = {"old_channel_id": old, "new_channel_id": channel.id}
            self._seen(channel, "channel_id_changed", told)

    def user_changed(self, user: User) -> None:
        """Tell what is known of an account now, to apps with `users:read`."""
        installation = user.workspace.installation
        if installation is not None and "users:read" in installation.scopes:
            event = {"type": "user_change", "user": payloads.user_json(user)}
            self.tell(user.workspace, "user_change", event)

    def workspace_renamed(self, workspace: Workspace) -> None:
        """Tell a workspace's new name: https://docs.slack.dev/reference/events/team_rename."""
        installation = workspace.installation
        if installation is not None and "team:read" in installation.scopes:
            self.tell(workspace, "team_rename", {"type": "team_rename", "name": workspace.name})

    def _seen(self, channel: Channel, name: str, event: Json) -> None:
        """Tell of a channel, where the app may read about its kind."""
        scope = "groups:read" if channel.kind is ChannelKind.PRIVATE else "channels:read"
        installation = channel.workspace.installation
        self._world.changes.tell()
        if installation is not None and scope in installation.scopes:
            self.tell(channel.workspace, name, {"type": name} | event)

    def home_opened(self, user: User, channel: Channel) -> None:
        """Tell that somebody looks at the Home tab."""
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": channel.id,
            "tab": "home",
        }
        if user.home:
            event["view"] = payloads.view_json(user.home)
        self.tell(user.workspace, "app_home_opened", event)

    def reacted(self, message: Message, user: User, emoji: str) -> None:
        """Tell of a reaction."""
        item = {"type": "message", "channel": message.channel.id, "ts": message.ts}
        event = {"type": "reaction_added", "user": user.id, "reaction": emoji, "item": item}
        self._in(message.channel, "reaction_added", event | {"item_user": message.author.id})


def _named(channel: Channel, what: str) -> str:
    """Return an event's name: of private channels they begin with `group`."""
    return f"{'group' if channel.kind is ChannelKind.PRIVATE else 'channel'}_{what}"
