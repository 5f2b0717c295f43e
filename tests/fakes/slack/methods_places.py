"""The methods that read and enter conversations, and read who is there."""

from __future__ import annotations

from tests.fakes.slack import payloads
from tests.fakes.slack.calls import Call, Table
from tests.fakes.slack.entities import Channel, ChannelKind, Message
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.ids import from_ts
from tests.fakes.slack.places import listed
from tests.fakes.slack.world import World, demand

_TYPES = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.DIRECT,
}
# "It depends on the types": https://docs.slack.dev/reference/methods/users.conversations.
_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}
_MOST_HISTORY = 999
_MOST_LISTED = 999
_FETCH_FAILED = "[ERROR] Failed to fetch members for the channel."


class PlaceMethods:
    """Handles them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def table(self) -> Table:
        """Return the handlers by method."""
        return {
            "conversations.history": self.history,
            "conversations.replies": self.replies,
            "conversations.info": self.info,
            "conversations.list": self.list_all,
            "conversations.members": self.members,
            "conversations.open": self.open,
            "conversations.join": self.join,
            "conversations.leave": self.leave,
            "users.info": self.user,
            "users.list": self.users,
            "users.conversations": self.own,
            "usergroups.list": self.user_groups,
            "team.info": self.team,
            "bots.info": self.bot,
        }

    # Messages

    def history(self, call: Call) -> Json:
        """Read what stands in a conversation itself, newest first."""
        channel = self._readable(call)
        found = [one for one in channel.messages if _within(call, one)]
        return self._messages(call, list(reversed(found)))

    def replies(self, call: Call) -> Json:
        """Read a thread, oldest first, beginning with its parent."""
        channel = self._readable(call)
        parent = channel.history.get(call.need("ts"))
        if parent is None:
            raise Refused("thread_not_found")
        thread = [one for one in channel.thread(parent) if _within(call, one)]
        return self._messages(call, [parent, *thread])

    def _readable(self, call: Call) -> Channel:
        channel = self._world.find_channel(call.installation, call.need("channel"), "history")
        if call.installation.bot.id not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def _messages(self, call: Call, found: list[Message]) -> Json:
        with_metadata = call.flag("include_all_metadata")
        told = [payloads.message_json(one, with_metadata=with_metadata) for one in found]
        page = call.paged("messages", told, _MOST_HISTORY, at_once=self._world.most_told)
        more = bool(page["response_metadata"]["next_cursor"])
        if not more:
            del page["response_metadata"]
        return page | {"has_more": more, "pin_count": 0}

    # Conversations

    def info(self, call: Call) -> Json:
        """Tell what a conversation is."""
        channel = self._world.find_channel(call.installation, call.need("channel"), "read")
        told = payloads.channel_json(channel, call.installation.bot)
        if call.flag("include_num_members"):
            told["num_members"] = len(channel.members)
        return {"channel": told}

    def list_all(self, call: Call) -> Json:
        """List the conversations that the app sees."""
        return self._listed(call, joined=False)

    def own(self, call: Call) -> Json:
        """List the conversations that the app is in."""
        return self._listed(call, joined=True)

    def _listed(self, call: Call, *, joined: bool) -> Json:
        wanted = call.text("types", "public_channel").split(",")
        if strangers := set(wanted) - set(_TYPES) - {"mpim"}:
            raise Refused("invalid_types", (f"[ERROR] {sorted(strangers)}",))
        for one in wanted:
            demand(call.installation, _SCOPES[one])
        bot = call.installation.bot
        found = [
            payloads.channel_json(channel, bot)
            for channel in call.workspace.channels.values()
            if any(channel.kind is _TYPES.get(one) for one in wanted)
            and (bot.id in channel.members or (channel.kind is ChannelKind.PUBLIC and not joined))
            and not (channel.archived and call.flag("exclude_archived"))
        ]
        return call.paged("channels", found)

    def members(self, call: Call) -> Json:
        """List who is in a conversation, of a public one from outside too.

        https://docs.slack.dev/reference/methods/conversations.members: at most 999, and "fewer than
        the requested number of items may be returned, even if the end of the users list hasn't been
        reached". Of an archived one the members cannot be told: rusq/slackdump #350,
        chaoss/grimoirelab-perceval #552.
        """
        channel = self._world.find_channel(call.installation, call.need("channel"), "read")
        start, limit = call.page(_MOST_LISTED)
        if channel.archived:
            raise Refused("fetch_members_failed", (_FETCH_FAILED,))
        limit, ids = min(limit, self._world.most_listed), listed(channel.members.values())
        cursor = f"next:{start + limit}" if len(ids) > start + limit else ""
        return {
            "members": ids[start : start + limit],
            "response_metadata": {"next_cursor": cursor},
        }

    def open(self, call: Call) -> Json:
        """Open the direct messages with somebody."""
        user = self._world.find_user(call.installation, call.need("users"))
        if user.is_bot:
            raise Refused("cannot_dm_bot")
        if user.deactivated:
            raise Refused("user_disabled")
        known = set(call.workspace.channels)
        channel = self._world.direct(user)
        return {"channel": {"id": channel.id}, "already_open": channel.id in known}

    def join(self, call: Call) -> Json:
        """Enter a public channel."""
        channel = self._world.find_channel(call.installation, call.need("channel"))
        if channel.kind is not ChannelKind.PUBLIC:
            raise Refused("method_not_supported_for_channel_type")
        if channel.archived:
            raise Refused("is_archived")
        self._world.places.join(channel, call.installation.bot)
        return {"channel": payloads.channel_json(channel, call.installation.bot)}

    def leave(self, call: Call) -> Json:
        """Leave a channel."""
        channel = self._world.find_channel(call.installation, call.need("channel"))
        self._world.places.leave(channel, call.installation.bot)
        return {}

    # People

    def user(self, call: Call) -> Json:
        """Tell who somebody is."""
        user = self._world.find_user(call.installation, call.need("user"))
        return {"user": payloads.user_json(user)}

    def users(self, call: Call) -> Json:
        """List everybody."""
        everybody = [payloads.user_json(user) for user in call.workspace.users.values()]
        return call.paged("members", everybody)

    def user_groups(self, call: Call) -> Json:
        """List the user groups, those that were disabled when that is asked for.

        https://docs.slack.dev/reference/methods/usergroups.list
        """
        known, disabled_too = call.workspace.user_groups.values(), call.flag("include_disabled")
        told = [payloads.user_group_json(each) for each in known]
        return {"usergroups": [each for each in told if disabled_too or not each["date_delete"]]}

    def team(self, call: Call) -> Json:
        """Tell what the workspace is."""
        return {"team": payloads.team_json(call.workspace)}

    def bot(self, call: Call) -> Json:
        """Tell what the app's own bot is."""
        bot = call.installation.bot
        if call.text("bot", bot.bot_id) != bot.bot_id:
            raise Refused("bot_not_found")
        about = {"id": bot.bot_id, "app_id": self._world.app_id, "user_id": bot.id}
        return {"bot": about | {"name": bot.name, "deleted": False}}


def _within(call: Call, message: Message) -> bool:
    """Whether it was written between `oldest` and `latest`, which count if `inclusive`."""
    try:
        oldest = from_ts(call.text("oldest") or "0")
        latest = from_ts(call.text("latest") or "9999999999")
    except ValueError:
        raise Refused("invalid_ts_oldest") from None
    own = from_ts(message.ts)
    if call.flag("inclusive"):
        return oldest <= own <= latest
    return oldest < own < latest
