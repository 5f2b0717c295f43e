"""Posting, editing and removing messages; threads and reactions on them."""

from __future__ import annotations

import copy
import mimetypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.fakes.discord import mentions, payloads, threads
from tests.fakes.discord.application import Intent
from tests.fakes.discord.component_limits import number
from tests.fakes.discord.entities import (
    Attachment,
    Channel,
    ChannelType,
    Message,
    MessageFlag,
    User,
    walk,
)
from tests.fakes.discord.errors import Json, Problems, Refused, no_permission, unknown
from tests.fakes.discord.events import Event
from tests.fakes.discord.limits import MOST_FILE_BYTES, MOST_FILES, check_message
from tests.fakes.discord.permissions import Permission, demand_sending, in_channel

if TYPE_CHECKING:
    from tests.fakes.discord.world import World

# "The past few minutes" of the reference; nobody outside knows how many.
NONCE_LIFE = timedelta(minutes=5)
_PUBLIC_FLAGS = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
)


@dataclass(frozen=True)
class Upload:
    """A file on its way in."""

    filename: str
    data: bytes


Files = dict[int, Upload]


class Messages:
    """The messages of every channel."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._nonces: dict[tuple[int, int, str], Message] = {}

    # The bot's own, with everything checked

    def post(self, channel: Channel, body: Json, files: Files) -> Message:
        """Post as the bot; a nonce that is enforced and known returns the first message."""
        bot = self._world.bot
        demand_sending(channel, bot)
        if channel.takes_posts:
            raise Refused(400, 50008, "Cannot send messages in a non-text channel")
        threads.demand_open_to_words(channel, bot)
        self._demand_extras(channel, body, files)
        self._demand_open_ears(channel)
        if first := self._repeated(channel, body):
            return first
        message = self._drafted(channel, bot, body, files, _PUBLIC_FLAGS)
        message.nonce = None if body.get("nonce") is None else str(body["nonce"])
        message.reference = self._referenced(channel, body)
        if message.nonce is not None:
            self._nonces[bot.id, channel.id, message.nonce] = message
        return self._placed(message, body.get("allowed_mentions"))

    def begin(self, post: Channel, body: Json, files: Files) -> Message:
        """Put the first message into a forum's post, as the bot; it has the post's id."""
        message = self._drafted(post, self._world.bot, body, files, _PUBLIC_FLAGS)
        message.id = post.id
        return self._placed(message, body.get("allowed_mentions"))

    def _demand_extras(self, channel: Channel, body: Json, files: Files) -> None:
        may = in_channel(channel, self._world.bot)
        if body.get("embeds") and not may & Permission.EMBED_LINKS:
            raise no_permission()
        if files and not may & Permission.ATTACH_FILES:
            raise no_permission()

    def _demand_open_ears(self, channel: Channel) -> None:
        if channel.kind is ChannelType.DM and not all(
            user.accepts_dms for user in channel.recipients
        ):
            raise Refused(403, 50007, "Cannot send messages to this user")

    def _repeated(self, channel: Channel, body: Json) -> Message | None:
        if not body.get("enforce_nonce"):
            return None
        first = self._nonces.get((self._world.bot.id, channel.id, str(body.get("nonce"))))
        if first is None or self._world.now() - first.created > NONCE_LIFE:
            return None
        return first

    def _referenced(self, channel: Channel, body: Json) -> Message | None:
        if not (reference := body.get("message_reference")):
            return None
        found = channel.history.get(int(reference["message_id"]))
        if found is None and reference.get("fail_if_not_exists", True):
            problems = Problems()
            problems.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
            problems.refuse()
        return found

    # Answers to interactions, and what people write

    def answer(
        self, channel: Channel, body: Json, files: Files, *, reader: User, interaction: Json
    ) -> Message:
        """Post the bot's answer to an interaction; an ephemeral one is the reader's alone."""
        allowed = _PUBLIC_FLAGS | MessageFlag.EPHEMERAL
        message = self._drafted(channel, self._world.bot, body, files, allowed)
        message.interaction = interaction
        return self._placed(message, body.get("allowed_mentions"), reader)

    def thinking(self, channel: Channel, flags: int, *, reader: User, interaction: Json) -> Message:
        """Post the place holder of a deferred answer."""
        message = Message(self._world.ids.next(), channel, self._world.bot, self._world.now())
        message.flags = MessageFlag(flags) & MessageFlag.EPHEMERAL | MessageFlag.LOADING
        message.interaction = interaction
        return self._placed(message, {"parse": []}, reader)

    def say(
        self, channel: Channel, author: User, body: Json, files: Files, reference: Message | None
    ) -> Message:
        """Post what a person wrote."""
        message = self._drafted(channel, author, body, files, MessageFlag(0))
        message.reference = reference
        message.kind = 19 if reference else 0
        return self._placed(message, None)

    def _drafted(
        self, channel: Channel, author: User, body: Json, files: Files, flags: MessageFlag
    ) -> Message:
        message = Message(self._world.ids.next(), channel, author, self._world.now())
        message.flags = MessageFlag(body.get("flags") or 0) & flags
        self._fill(message, body, files)
        return message

    def _placed(
        self, message: Message, allowed: Json | None, reader: User | None = None
    ) -> Message:
        message.pinged = mentions.pinged(message, allowed)
        if message.ephemeral and reader:
            reader.private.append(message)
            self._world.changes.tell()
            return message
        channel = message.channel
        if channel.archived:
            channel.archived = False
            self._world.channel_changed(channel)
        channel.history[message.id] = message
        self._tell("MESSAGE_CREATE", message)
        return message

    # The content of a message

    def _fill(self, message: Message, body: Json, files: Files) -> None:
        """Put the payload into the message. Raises Refused and leaves it as it was."""
        fields = ("content", "embeds", "components")
        whole = body | {
            name: copy.deepcopy(body.get(name, getattr(message, name))) for name in fields
        }
        check_message(whole, v2=MessageFlag.COMPONENTS_V2 in message.flags)
        kept = self._attached(message, body, files)
        content, embeds, components = (
            whole[name] or type(getattr(message, name))() for name in fields
        )
        if not (content or embeds or components or kept):
            raise Refused(400, 50006, "Cannot send an empty message")
        _resolve((*components, *embeds), kept)
        number(components)
        message.content, message.embeds, message.components = content, embeds, components
        message.attachments = kept

    def _attached(self, message: Message, body: Json, files: Files) -> list[Attachment]:
        if len(files) > MOST_FILES:
            raise Refused(400, 30015, f"Maximum number of attachments reached ({MOST_FILES})")
        if any(len(file.data) > MOST_FILE_BYTES for file in files.values()):
            raise Refused(413, 40005, "Request entity too large")
        listed = body.get("attachments")
        told = {str(entry["id"]): entry for entry in listed or []}
        kept = [old for old in message.attachments if listed is None or str(old.id) in told]
        new = [
            self.upload(message.channel, file, told.get(str(index), {}).get("description"))
            for index, file in files.items()
        ]
        return [*kept, *new]

    def upload(self, channel: Channel, file: Upload, description: str | None = None) -> Attachment:
        """Keep a file and return it with the address where it can be fetched."""
        own = self._world.ids.next()
        path = f"/attachments/{channel.id}/{own}/{file.filename}"
        kind = mimetypes.guess_type(file.filename)[0]
        made = Attachment(own, file.filename, file.data, self._world.url + path, description, kind)
        self._world.uploads[path] = made
        return made

    # Later

    def edit(self, message: Message, body: Json, files: Files) -> Message:
        """Change a message of the bot's. An edit notifies nobody; the first filling of one does."""
        if message.author is not self._world.bot:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        if not message.ephemeral and message.interaction is None:
            threads.demand_change_of_message(message.channel, self._world.bot)
        was, loading = message.flags, message.loading
        v2 = MessageFlag(body.get("flags") or 0) & MessageFlag.COMPONENTS_V2
        message.flags = (was | v2) & ~MessageFlag.LOADING
        try:
            self._fill(message, body, files)
        except Refused:
            message.flags = was
            raise
        if loading:
            message.pinged = mentions.pinged(message, body.get("allowed_mentions"))
        else:
            message.edited = self._world.now()
        self._tell("MESSAGE_UPDATE", message)
        return message

    def reword(self, message: Message, text: str) -> None:
        """Change what a person wrote."""
        self._fill(message, {"content": text}, {})
        message.edited = self._world.now()
        self._tell("MESSAGE_UPDATE", message)

    def delete(self, message: Message) -> None:
        """Remove a message."""
        for user in self._world.users.values():
            if message in user.private:
                user.private.remove(message)
        if message.channel.history.pop(message.id, None):
            gone = {"id": str(message.id), "channel_id": str(message.channel.id)}
            if message.channel.guild:
                gone["guild_id"] = str(message.channel.guild.id)
            self._world.emit(Event("MESSAGE_DELETE", gone, message.channel.guild, message.channel))
        self._world.changes.tell()

    def purge(self, messages: Sequence[Message]) -> None:
        """Remove messages of a channel as a moderator's tool does: all are told in one event."""
        channel = messages[0].channel
        for message in messages:
            channel.history.pop(message.id, None)
        assert channel.guild is not None
        gone = {"ids": [str(each.id) for each in messages], "channel_id": str(channel.id)}
        gone |= {"guild_id": str(channel.guild.id)}
        # https://docs.discord.com/developers/events/gateway-events#message-delete-bulk
        self._world.emit(Event("MESSAGE_DELETE_BULK", gone, channel.guild, channel))

    def exists(self, message: Message) -> bool:
        """Whether the message is still there, for everybody or for one person."""
        private = (message in user.private for user in self._world.users.values())
        return message.id in message.channel.history or any(private)

    def find(self, channel: Channel, message_id: int) -> Message:
        """Return a message that everybody there sees. Raises Refused 10008."""
        if message_id not in channel.history:
            raise unknown("Message")
        return channel.history[message_id]

    def react(self, message: Message, emoji: str, user: User) -> None:
        """Put a reaction on a message."""
        who = message.reactions.setdefault(emoji, [])
        if user in who:
            return
        who.append(user)
        told: Json = {
            "user_id": str(user.id),
            "channel_id": str(message.channel.id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": {"id": None, "name": emoji},
            "burst": False,
            "type": 0,
        }
        if guild := message.channel.guild:
            told["guild_id"] = str(guild.id)
            told["member"] = payloads.member_json(guild.members[user.id])
        self._world.emit(
            Event("MESSAGE_REACTION_ADD", told, message.channel.guild, message.channel)
        )

    def open_thread(
        self, message: Message, name: str, minutes: int, owner: User | None = None
    ) -> Channel:
        """Make the message's public thread, as the bot or another owner. Raises Refused."""
        return self._world.threads.from_message(message, name, minutes, owner)

    def tell_update(self, message: Message) -> None:
        """Tell that something about a message is not what it was."""
        self._tell("MESSAGE_UPDATE", message)

    def is_readable(self, message: Message, intents: Intent | None = None) -> bool:
        """Whether the bot gets the content: by its intent, in private, or addressed, or its own.

        Discord's reference, "Message Content Intent". Without `intents` the portal decides.
        """
        granted = self._world.application.toggles if intents is None else intents
        bot = self._world.bot
        return (
            Intent.MESSAGE_CONTENT in granted
            or message.channel.kind is ChannelType.DM
            or message.author is bot
            or bot in message.pinged.users
        )

    def _tell(self, name: str, message: Message) -> None:
        if message.ephemeral:
            self._world.changes.tell()
            return
        told = payloads.message_json(message)
        if guild := message.channel.guild:
            told["guild_id"] = str(guild.id)
            if member := guild.members.get(message.author.id):
                told["member"] = payloads.member_json(member)
        self._world.emit(Event(name, told, guild, message.channel, message))


def _resolve(parts: tuple[Json, ...], files: list[Attachment]) -> None:
    """Put the real address wherever `attachment://name` stands. Raises Refused without the file."""
    problems, named = Problems(), {file.filename: file for file in files}
    for media in _media(parts):
        url = str(media.get("url"))
        if not url.startswith("attachment://"):
            continue
        if file := named.get(url.removeprefix("attachment://")):
            media["url"] = file.url
        else:
            problems.add(
                ("components",), "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", url
            )
    problems.refuse()


def _media(parts: tuple[Json, ...]) -> Iterator[Json]:
    for part in walk(list(parts)):
        for name in ("media", "file", "image", "thumbnail"):
            if isinstance(part.get(name), dict):
                yield part[name]
        for item in part.get("items", []):
            yield item["media"]
