"""What a thread takes: archived, locked, and how many there may be.

The rules are those of https://docs.discord.com/developers/topics/threads and of the codes in
https://docs.discord.com/developers/topics/opcodes-and-status-codes:

- Archived: a message that is sent opens it again; "editing a message or adding a user" is 50083
  there, and so is a reaction (discord/discord-api-docs #2855). Deleting goes on.
- Locked and active: who lacks MANAGE_THREADS keeps VIEW_CHANNEL, READ_MESSAGE_HISTORY,
  ADD_REACTIONS and deleting, and no more: sending and editing are 50013 (discord/discord-api-docs
  #5919; discordjs/discord.js #9216 for editing one's own). Some are told 160005 for it.
- Locked and archived: nothing changes there, and opening it again takes MANAGE_THREADS.
- A change of an archived thread that does not open it is 50083 (discord/discord-api-docs #6928).
- A thousand active threads a guild, then 160006.
- Threads are made from messages of text and announcement channels alone; a forum takes posts,
  which are threads with a first message ("Start Thread in Forum or Media Channel").
- A forum may require a tag: 40067 without one, and one that is moderated takes MANAGE_THREADS
  ("Forum Tag Object"; that a post has five at the most is there as well, "Applied Tags").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.fakes.discord import payloads
from tests.fakes.discord.entities import Channel, ChannelType, Guild, Message, Tag, User
from tests.fakes.discord.errors import Json, Problems, Refused, no_permission
from tests.fakes.discord.events import Event
from tests.fakes.discord.permissions import Permission, demand, in_channel

if TYPE_CHECKING:
    from tests.fakes.discord.messages import Files
    from tests.fakes.discord.world import World

MOST_ACTIVE = 1_000
_MOST_TAGS = 5
_LIVES_MIN = frozenset({60, 1_440, 4_320, 10_080})
# "Only available in text, announcement...", resources/channel, "Start Thread from Message".
_KINDS = {
    ChannelType.TEXT: ChannelType.PUBLIC_THREAD,
    ChannelType.NEWS: ChannelType.NEWS_THREAD,
    ChannelType.FORUM: ChannelType.PUBLIC_THREAD,
    ChannelType.MEDIA: ChannelType.PUBLIC_THREAD,
}


def wrong_kind() -> Refused:
    """Return the 400 for what a channel of this kind never does."""
    return Refused(400, 50024, "Cannot execute action on this channel type")


def archived() -> Refused:
    """Return the 400 for what is done to a thread that is archived."""
    return Refused(400, 50083, "Thread is archived")


def demand_open_to_words(channel: Channel, user: User) -> None:
    """Raise Refused where a thread takes no message of this user."""
    if not _is_locked_to(channel, user):
        return
    raise archived() if channel.archived else no_permission()


def demand_change_of_message(channel: Channel, user: User) -> None:
    """Raise Refused where a message of their own, in a thread, stays as it is."""
    if channel.archived:
        raise archived()
    if _is_locked_to(channel, user):
        raise no_permission()


def demand_reaction(channel: Channel) -> None:
    """Raise Refused where no reaction is put on a message."""
    if channel.archived:
        raise archived()


def demand_removal(channel: Channel, user: User) -> None:
    """Raise Refused where a message stays."""
    if channel.archived and _is_locked_to(channel, user):
        raise archived()


def demand_change(thread: Channel, user: User, change: Json) -> None:
    """Raise Refused unless this user may change the thread so.

    "When setting `archived` to `false`, when `locked` is also `false`, only the SEND_MESSAGES
    permission is required", resources/channel, "Modify Channel"; in a thread that is
    SEND_MESSAGES_IN_THREADS (discordjs/discord.js #7406). Its creator names and closes it.
    """
    if thread.archived and change.get("archived") is not False:
        raise archived()
    if Permission.MANAGE_THREADS in in_channel(thread, user):
        return
    if "locked" in change or thread.locked:
        raise no_permission()
    if change == {"archived": False}:
        demand(thread, user, Permission.SEND_MESSAGES_IN_THREADS)
    elif thread.owner is not user:
        raise no_permission()


def _is_locked_to(channel: Channel, user: User) -> bool:
    may = in_channel(channel, user)
    return channel.is_thread and channel.locked and Permission.MANAGE_THREADS not in may


class Threads:
    """Threads as they are made."""

    def __init__(self, world: World) -> None:
        self._world = world

    def from_message(
        self, message: Message, name: str, minutes: int, owner: User | None = None
    ) -> Channel:
        """Make the message's public thread, which has the message's id. Raises Refused."""
        parent = message.channel
        if parent.kind not in (ChannelType.TEXT, ChannelType.NEWS):
            raise wrong_kind()
        _check(name, minutes)
        if message.thread:
            raise Refused(400, 160004, "A thread has already been created for this message")
        thread = self._made(parent, message.id, name, minutes, owner or self._world.bot)
        message.thread = thread
        self._world.messages.tell_update(message)
        return thread

    def post(self, forum: Channel, body: Json, files: Files) -> tuple[Channel, Message]:
        """Make a forum's post as the bot: a thread and its first message, with one id."""
        if not forum.takes_posts:
            raise wrong_kind()
        # "creating threads and posts needs SEND_MESSAGES", topics/threads, "Permissions".
        demand(forum, self._world.bot, Permission.SEND_MESSAGES)
        minutes = body.get("auto_archive_duration") or 1_440
        _check(body.get("name", ""), minutes)
        applied = _applied(forum, body.get("applied_tags") or (), self._world.bot)
        id_ = self._world.ids.next()
        thread = self._made(forum, id_, body["name"], minutes, self._world.bot)
        thread.applied = applied
        try:
            return thread, self._world.messages.begin(thread, body.get("message") or {}, files)
        except Refused:
            self._forget(thread)
            raise

    def private(self, parent: Channel, name: str, users: list[User]) -> Channel:
        """Make a thread of those users alone; the first of them opens it."""
        thread = self._thread(parent, self._world.ids.next(), name, users[0])
        thread.kind, now = ChannelType.PRIVATE_THREAD, self._world.now()
        thread.joined = {user.id: now for user in users}
        self._keep(thread)
        return thread

    def _made(self, parent: Channel, id_: int, name: str, minutes: int, owner: User) -> Channel:
        assert parent.guild is not None
        if sum(not each.archived for each in parent.guild.threads.values()) >= MOST_ACTIVE:
            raise Refused(400, 160006, "Maximum number of active threads reached")
        thread = self._thread(parent, id_, name, owner)
        thread.archive_minutes = minutes
        thread.joined = {owner.id: self._world.now()}
        self._keep(thread)
        return thread

    def _thread(self, parent: Channel, id_: int, name: str, owner: User) -> Channel:
        kind = _KINDS[parent.kind]
        thread = Channel(id_, kind, name, parent.guild, self._world.now(), parent=parent)
        thread.owner = owner
        return thread

    def _keep(self, thread: Channel) -> None:
        guild = _guild(thread)
        guild.threads[thread.id] = self._world.channels[thread.id] = thread
        made = payloads.channel_json(thread) | {"newly_created": True}
        self._world.emit(Event("THREAD_CREATE", made, guild, thread))

    def _forget(self, thread: Channel) -> None:
        _guild(thread).threads.pop(thread.id, None)
        self._world.channels.pop(thread.id, None)


def _applied(forum: Channel, wanted: Sequence[str], user: User) -> tuple[Tag, ...]:
    """Return the tags of a new post. Raises Refused."""
    known = {str(each.id): each for each in forum.tags}
    if forum.requires_tag and not wanted:
        raise Refused(400, 40067, "A tag is required to create a forum post in this channel")
    problems = Problems()
    for place, each in enumerate(wanted):
        if each not in known:
            problems.add(("applied_tags", str(place)), "INVALID_TAG", "Unknown tag")
    if len(wanted) > _MOST_TAGS:
        problems.add(("applied_tags",), "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
    problems.refuse()
    if any(known[each].moderated for each in wanted):
        demand(forum, user, Permission.MANAGE_THREADS)
    return tuple(known[each] for each in wanted)


def _guild(thread: Channel) -> Guild:
    assert thread.guild is not None
    return thread.guild


def _check(name: str, minutes: int) -> None:
    problems = Problems()
    problems.length(("name",), name, 100, 1)
    if minutes not in _LIVES_MIN:
        problems.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", "Not one of the choices")
    problems.refuse()
