"""Messages: what is taken, kept, changed and removed."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.slack import payloads
from tests.fakes.slack.block_limits import check_blocks
from tests.fakes.slack.entities import Channel, File, Message, User
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.notified import notified
from tests.fakes.slack.views import number

if TYPE_CHECKING:
    from tests.fakes.slack.world import World

MOST_TEXT = 40_000
MOST_UPDATED_TEXT = 4_000
_MOST_ATTACHMENTS = 100
_EVENT_TYPE = re.compile(r"[A-Za-z0-9_]+")


@dataclass
class Content:
    """What a message is made of, None for what was not said."""

    text: str | None = None
    blocks: list[Json] | None = None
    attachments: list[Json] | None = None
    metadata: Json | None = None
    names: bool = False
    files: list[File] = field(default_factory=list)


def read_content(body: Json, most_text: int = MOST_TEXT) -> Content:
    """Read and check a message's content. Raises Refused."""
    made = Content(
        text=body.get("text"),
        blocks=copy.deepcopy(body.get("blocks")),
        attachments=copy.deepcopy(body.get("attachments")),
        metadata=body.get("metadata"),
        names=bool(body.get("link_names")) or body.get("parse") == "full",
    )
    if not (made.text or made.blocks or made.attachments):
        raise Refused("no_text")
    if len(made.text or "") > most_text:
        raise Refused("msg_too_long")
    if made.blocks is not None:
        check_blocks(made.blocks)
    _check_attachments(made)
    _check_metadata(made.metadata)
    return made


def _check_attachments(content: Content) -> None:
    attachments = content.attachments or []
    if not isinstance(attachments, list):
        raise Refused("invalid_attachments")
    if len(attachments) > _MOST_ATTACHMENTS:
        raise Refused("too_many_attachments")
    for attachment in attachments:
        check_blocks(attachment.get("blocks", []))


def _check_metadata(metadata: Json | None) -> None:
    if metadata is None or metadata == {}:
        return
    kind = metadata.get("event_type")
    named = isinstance(kind, str) and _EVENT_TYPE.fullmatch(kind)
    if not named or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")


class Messages:
    """Writes into conversations."""

    def __init__(self, world: World) -> None:
        self._world = world

    def post(
        self,
        channel: Channel,
        author: User,
        content: Content,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
    ) -> Message:
        """Post a message that everybody there sees. Raises Refused."""
        if thread_ts is not None:
            self._check_thread(channel, thread_ts)
        message = self._make(channel, author, content, thread_ts)
        message.broadcast = broadcast
        channel.history[message.ts] = message
        self._world.events.posted(message)
        return message

    def whisper(
        self, channel: Channel, reader: User, content: Content, thread_ts: str | None = None
    ) -> Message:
        """Show a message of the bot to one person alone. Raises Refused."""
        bot = self._world.bot_in(channel.workspace)
        message = self._make(channel, bot, content, thread_ts)
        message.reader = reader
        reader.private.append(message)
        self._world.changes.tell()
        return message

    def update(self, message: Message, content: Content) -> None:
        """Change a message; what was not said stays as it was."""
        before = payloads.message_json(message)
        if content.text is not None:
            message.fallback = content.text
        if content.blocks is not None:
            message.blocks = content.blocks
        if content.attachments is not None:
            message.attachments = content.attachments
        if content.metadata is not None:
            message.metadata = content.metadata or None
        message.edited = self._world.ids.ts()
        number(self._world, message.all_blocks)
        self._world.changes.tell()
        if not message.ephemeral:
            self._world.events.changed(message, before)

    def delete(self, message: Message) -> None:
        """Remove a message; what was written in its thread stays, below one that says so.

        That is one of the subtype `tombstone`, which is told as a change:
        https://docs.slack.dev/reference/events/message.
        """
        if message.reader:
            message.reader.private.remove(message)
            self._world.changes.tell()
        elif message.channel.thread(message):
            before = payloads.message_json(message)
            message.subtype, message.fallback = "tombstone", "This message was deleted."
            message.blocks, message.attachments, message.files = [], [], []
            self._world.events.changed(message, before)
        else:
            del message.channel.history[message.ts]
            self._world.events.deleted(message)

    def _make(
        self, channel: Channel, author: User, content: Content, thread_ts: str | None
    ) -> Message:
        message = Message(
            self._world.ids.ts(),
            channel,
            author,
            content.text or "",
            content.blocks or [],
            content.attachments or [],
            content.metadata or None,
            thread_ts,
            files=content.files,
        )
        number(self._world, message.all_blocks)
        message.notified = notified(
            channel.workspace, message.fallback, message.all_blocks, names=content.names
        )
        return message

    def _check_thread(self, channel: Channel, thread_ts: str) -> None:
        parent = channel.history.get(thread_ts)
        if parent is None:
            raise Refused("thread_not_found")
        if parent.thread_ts not in {None, parent.ts}:
            raise Refused("cannot_reply_to_message")
