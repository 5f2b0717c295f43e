"""The methods that write: chat.*, reactions.add, pins."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.fakes.slack import payloads
from tests.fakes.slack.calls import Call, Table
from tests.fakes.slack.entities import Channel, ChannelKind, Message, Posting
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.messages import MOST_TEXT, MOST_UPDATED_TEXT, Content, read_content
from tests.fakes.slack.world import World


class ChatMethods:
    """Handles them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def table(self) -> Table:
        """Return the handlers by method."""
        return {
            "chat.postMessage": self.post,
            "chat.postEphemeral": self.whisper,
            "chat.update": self.update,
            "chat.delete": self.delete,
            "chat.getPermalink": self.permalink,
            "reactions.add": self.react,
            "pins.add": self.pin,
            "pins.remove": self.unpin,
        }

    def post(self, call: Call) -> Json:
        """Post a message; a user's id as channel means their direct messages."""
        channel = self._writable(call, self._addressed(call))
        thread_ts = call.text("thread_ts") or None
        _demand_open(channel, thread_ts)
        message = self._world.messages.post(
            channel,
            call.installation.bot,
            self._content(call),
            thread_ts=thread_ts,
            broadcast=call.flag("reply_broadcast"),
        )
        if channel.kind is ChannelKind.DIRECT:
            reader = next(user for user in channel.members.values() if not user.is_bot)
            self._world.interactions.spoke(reader, message)
        told = payloads.message_json(message)
        return {"channel": channel.id, "ts": message.ts, "message": told}

    def _content(self, call: Call, most: int = MOST_TEXT) -> Content:
        """Return what is to be shown. Raises Refused for pictures that the app cannot show.

        https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object
        """
        content = read_content(call.arguments, most)
        for index, block in enumerate(content.blocks or ()):
            if block["type"] != "image" or "slack_file" not in block:
                continue
            file = self._world.files.get(block["slack_file"].get("id", ""))
            is_ours = file is not None and file.owner is call.installation.bot
            if not (is_ours and file.data and file.name.endswith((".png", ".jpg", ".gif"))):
                where = f"[json-pointer:/blocks/{index}/slack_file]"
                raise Refused("invalid_blocks", (f"[ERROR] invalid slack file {where}",))
        return content

    def _addressed(self, call: Call) -> Channel:
        wanted = call.need("channel")
        if wanted in call.workspace.users:
            return self._world.direct(call.workspace.users[wanted])
        return self._world.find_channel(call.installation, wanted)

    def _writable(self, call: Call, channel: Channel) -> Channel:
        if channel.archived:
            raise Refused("is_archived")
        if call.installation.bot.id not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def whisper(self, call: Call) -> Json:
        """Show a message to one person."""
        channel = self._writable(call, self._addressed(call))
        user = self._world.find_user(call.installation, call.need("user"))
        if user.id not in channel.members:
            raise Refused("user_not_in_channel")
        content = self._content(call)
        thread_ts = call.text("thread_ts") or None
        message = self._world.messages.whisper(channel, user, content, thread_ts)
        self._world.interactions.spoke(user, message)
        return {"message_ts": message.ts}

    def update(self, call: Call) -> Json:
        """Change a message of the app's own."""
        message = self._own(call, "cant_update_message")
        self._demand_editable(message)
        self._world.messages.update(message, self._content(call, MOST_UPDATED_TEXT))
        told = payloads.message_json(message)
        return {"channel": message.channel.id, "ts": message.ts, "text": message.fallback} | {
            "message": told
        }

    def delete(self, call: Call) -> Json:
        """Remove a message of the app's own."""
        message = self._own(call, "cant_delete_message")
        self._world.messages.delete(message)
        return {"channel": message.channel.id, "ts": message.ts}

    def _demand_editable(self, message: Message) -> None:
        """Raise Refused: "due to the team message edit settings", as above of chat.update."""
        span = message.channel.workspace.edits_for
        posted = datetime.fromtimestamp(float(message.ts), UTC)
        if span is not None and self._world.now() > posted + span:
            raise Refused("edit_window_closed")

    def _own(self, call: Call, error: str) -> Message:
        channel = self._world.find_channel(call.installation, call.need("channel"))
        message = find_message(channel, call.need("ts"))
        if message.author is not call.installation.bot:
            raise Refused(error)
        if channel.archived:
            raise Refused("is_archived")
        return message

    def permalink(self, call: Call) -> Json:
        """Tell a message's address."""
        channel = self._world.find_channel(call.installation, call.need("channel"))
        message = find_message(channel, call.need("message_ts"))
        domain = payloads.team_json(call.workspace)["domain"]
        path = f"archives/{channel.id}/p{message.ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": f"https://{domain}.slack.com/{path}"}

    def react(self, call: Call) -> Json:
        """Put a reaction on a message."""
        channel = self._world.find_channel(call.installation, call.need("channel"))
        message = find_message(channel, call.need("timestamp"))
        users = message.reactions.setdefault(call.need("name"), [])
        if call.installation.bot in users:
            raise Refused("already_reacted")
        users.append(call.installation.bot)
        return {}

    def pin(self, call: Call) -> Json:
        """Pin a message."""
        return self._pinned(call, pinned=True, already="already_pinned")

    def unpin(self, call: Call) -> Json:
        """Take a pin back."""
        return self._pinned(call, pinned=False, already="no_pin")

    def _pinned(self, call: Call, *, pinned: bool, already: str) -> Json:
        channel = self._world.find_channel(call.installation, call.need("channel"))
        message = find_message(self._writable(call, channel), call.need("timestamp"))
        if message.pinned == pinned:
            raise Refused(already)
        message.pinned = pinned
        return {}


def find_message(channel: Channel, ts: str) -> Message:
    """Return a message. Raises Refused message_not_found."""
    if ts not in channel.history:
        raise Refused("message_not_found")
    return channel.history[ts]


def _demand_open(channel: Channel, thread_ts: str | None) -> None:
    """Raise Refused where its managers let nobody post so: errors of chat.postMessage.

    https://docs.slack.dev/reference/methods/chat.postMessage#errors
    """
    if thread_ts in channel.locked:
        raise Refused("restricted_action_thread_locked")
    refused = Posting.NO_THREADS if thread_ts else Posting.THREADS
    if channel.posting in (Posting.NOTHING, refused):
        raise Refused(channel.posting.value)
