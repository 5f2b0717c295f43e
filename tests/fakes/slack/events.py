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

    def member(self, channel: Channel, user: User, name: str) -> None:
        """Tell that somebody joined or left; of itself the app is told as well."""
        event = {"type": name, "user": user.id, "channel_type": "C", "team": channel.workspace.id}
        if user.is_bot or self._bot(channel):
            self.tell(channel.workspace, name, event | {"channel": channel.id})

    def channel(self, channel: Channel, name: str) -> None:
        """Tell that a channel was archived or opened again."""
        self._in(channel, name, {"type": name, "channel": channel.id})

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
