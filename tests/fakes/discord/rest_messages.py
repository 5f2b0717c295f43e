"""REST: messages, their threads and their reactions."""

from __future__ import annotations

from tests.fakes.discord import payloads, threads
from tests.fakes.discord.entities import Channel, Message
from tests.fakes.discord.errors import Json, Problems, Refused, no_permission, unknown
from tests.fakes.discord.permissions import Permission
from tests.fakes.discord.rest import Call, Table
from tests.fakes.discord.world import World

_MESSAGE = "/channels/{channel_id}/messages/{message_id}"


class MessageRoutes:
    """What is said."""

    def __init__(self, world: World) -> None:
        self._world = world

    def table(self) -> Table:
        """Return the routes."""
        members = "/channels/{channel_id}/thread-members"
        return {
            "GET /channels/{channel_id}/messages": self._history,
            "POST /channels/{channel_id}/messages": self._post,
            f"GET {_MESSAGE}": self._get,
            f"PATCH {_MESSAGE}": self._edit,
            f"DELETE {_MESSAGE}": self._delete,
            f"POST {_MESSAGE}/threads": self._open_thread,
            "POST /channels/{channel_id}/threads": self._post_in_forum,
            f"PUT {_MESSAGE}/reactions/{{emoji}}/@me": self._react,
            f"DELETE {_MESSAGE}/reactions/{{emoji}}/@me": self._unreact,
            f"GET {members}": self._thread_members,
            f"GET {members}/{{user_id}}": self._thread_member,
            f"PUT {members}/{{user_id}}": self._join_thread,
            f"DELETE {members}/{{user_id}}": self._leave_thread,
        }

    def _found(self, call: Call, needed: Permission = Permission.VIEW_CHANNEL) -> Message:
        channel = self._world.find_channel(call.id("channel_id"), needed)
        return self._world.messages.find(channel, call.id("message_id"))

    def _history(self, call: Call) -> list[Json]:
        channel = self._world.find_channel(call.id("channel_id"))
        try:
            self._world.find_channel(channel.id, Permission.READ_MESSAGE_HISTORY)
        except Refused:
            return []  # Discord shows an empty channel, not an error
        return [self._world.as_bot_reads(one) for one in _page(channel, call.query)]

    def _post(self, call: Call) -> Json:
        channel = self._world.find_channel(call.id("channel_id"))
        message = self._world.messages.post(channel, call.json, call.files)
        return payloads.message_json(message, viewer=self._world.bot)

    def _get(self, call: Call) -> Json:
        return self._world.as_bot_reads(self._found(call, Permission.READ_MESSAGE_HISTORY))

    def _edit(self, call: Call) -> Json:
        message = self._world.messages.edit(self._found(call), call.json, call.files)
        return payloads.message_json(message, viewer=self._world.bot)

    def _delete(self, call: Call) -> None:
        message = self._found(call)
        if message.author is not self._world.bot:
            self._found(call, Permission.MANAGE_MESSAGES)
        threads.demand_removal(message.channel, self._world.bot)
        self._world.messages.delete(message)

    def _open_thread(self, call: Call) -> Json:
        message = self._found(call, Permission.CREATE_PUBLIC_THREADS)
        minutes = call.json.get("auto_archive_duration") or 1440
        thread = self._world.threads.from_message(message, call.json.get("name", ""), minutes)
        return payloads.channel_json(thread)

    def _post_in_forum(self, call: Call) -> Json:
        forum = self._world.find_channel(call.id("channel_id"))
        thread, first = self._world.threads.post(forum, call.json, call.files)
        told = payloads.message_json(first, viewer=self._world.bot)
        return payloads.channel_json(thread) | {"message": told}

    # Reactions

    def _react(self, call: Call) -> None:
        message = self._found(call, Permission.READ_MESSAGE_HISTORY)
        emoji = call.path["emoji"]
        if emoji.isascii() and ":" not in emoji:
            raise unknown("Emoji")
        threads.demand_reaction(message.channel)
        if emoji not in message.reactions:
            self._found(call, Permission.ADD_REACTIONS)
        self._world.messages.react(message, emoji, self._world.bot)

    def _unreact(self, call: Call) -> None:
        message = self._found(call)
        who = message.reactions.get(call.path["emoji"], [])
        if self._world.bot in who:
            who.remove(self._world.bot)
        if not who:
            message.reactions.pop(call.path["emoji"], None)

    # Members of threads

    def _thread(self, call: Call) -> Channel:
        thread = self._world.find_channel(call.id("channel_id"))
        if not thread.is_thread:
            raise threads.wrong_kind()
        return thread

    def _thread_members(self, call: Call) -> list[Json]:
        thread = self._thread(call)
        return [payloads.thread_member_json(thread, user_id) for user_id in thread.joined]

    def _thread_member(self, call: Call) -> Json:
        thread, user_id = self._thread(call), self._user_id(call)
        if user_id not in thread.joined:
            raise unknown("Member")
        return payloads.thread_member_json(thread, user_id)

    def _join_thread(self, call: Call) -> None:
        thread, user_id = self._thread(call), self._user_id(call)
        assert thread.guild is not None
        if user_id not in thread.guild.members:
            raise unknown("Member")
        if user_id != self._world.bot.id:
            self._world.find_channel(thread.id, Permission.SEND_MESSAGES_IN_THREADS)
        if thread.archived:
            raise threads.archived()
        thread.joined.setdefault(user_id, self._world.now())

    def _leave_thread(self, call: Call) -> None:
        thread, user_id = self._thread(call), self._user_id(call)
        if user_id != self._world.bot.id and thread.owner is not self._world.bot:
            raise no_permission()
        thread.joined.pop(user_id, None)

    def _user_id(self, call: Call) -> int:
        return self._world.bot.id if call.path["user_id"] == "@me" else call.id("user_id")


def _page(channel: Channel, query: dict[str, str]) -> list[Message]:
    """Return a page of the history, newest first, as the query's before, after or around says."""
    limit = int(query.get("limit", 50))
    if not 1 <= limit <= 100:
        problems = Problems()
        problems.add(("limit",), "NUMBER_TYPE_MAX", "int value should be 1 to 100.")
        problems.refuse()
    ids = sorted(channel.history)
    if "after" in query:
        ids = [own for own in ids if own > int(query["after"])][:limit]
    elif "around" in query:
        ids = sorted(ids, key=lambda own: abs(own - int(query["around"])))[:limit]
    elif "before" in query:
        ids = [own for own in ids if own < int(query["before"])]
    return [channel.history[own] for own in sorted(ids, reverse=True)[:limit]]
