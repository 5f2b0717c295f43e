"""REST: the application, the gateway's address, users, guilds, channels."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.fakes.discord import payloads, threads
from tests.fakes.discord.application import Intent
from tests.fakes.discord.entities import Channel, Guild
from tests.fakes.discord.errors import Json, Problems, Refused, no_access, unknown
from tests.fakes.discord.permissions import Permission, in_guild
from tests.fakes.discord.rest import Call, Table
from tests.fakes.discord.world import World

if TYPE_CHECKING:
    from tests.fakes.discord.gateway import Gateway

_MOST_GUILDS = 200
_FEWEST_ARCHIVED, _ARCHIVED_PAGE, _MOST_ARCHIVED = 2, 50, 100


class PlaceRoutes:
    """Who and where."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world = world
        self._gateway = gateway

    def table(self) -> Table:
        """Return the routes."""
        return {
            "GET /users/@me": lambda _: payloads.user_json(self._world.bot),
            "GET /users/@me/guilds": self._my_guilds,
            "GET /users/{user_id}": self._user,
            "POST /users/@me/channels": self._open_dm,
            "DELETE /users/@me/guilds/{guild_id}": self._leave,
            "GET /applications/@me": self._application,
            "GET /oauth2/applications/@me": self._application,
            "GET /gateway": lambda _: {"url": self._gateway.url},
            "GET /gateway/bot": lambda _: self._gateway.info(),
            "GET /guilds/{guild_id}": self._guild,
            "GET /guilds/{guild_id}/channels": self._channels,
            "GET /guilds/{guild_id}/roles": self._roles,
            "GET /guilds/{guild_id}/members": self._members,
            "GET /guilds/{guild_id}/members/{user_id}": self._member,
            "GET /guilds/{guild_id}/threads/active": self._active_threads,
            "GET /channels/{channel_id}/threads/archived/public": self._archived_threads,
            "GET /channels/{channel_id}": self._channel,
            "PATCH /channels/{channel_id}": self._change_channel,
            "POST /channels/{channel_id}/typing": self._typing,
        }

    def _application(self, _: Call) -> Json:
        guilds = [guild for guild in self._world.guilds.values() if guild.has_bot]
        return self._world.application.as_json(self._world.bot, len(guilds))

    def _my_guilds(self, call: Call) -> list[Json]:
        """Return a page: by ids, 200 at the most, https://docs.discord.com/developers/resources/user,
        "Get Current User Guilds"; `with_counts` costs nothing here.
        """
        limit, after = int(call.query.get("limit", _MOST_GUILDS)), int(call.query.get("after", 0))
        if not 1 <= limit <= _MOST_GUILDS:
            problems = Problems()
            problems.add(("limit",), "NUMBER_TYPE_MAX", "int value should be 1 to 200.")
            problems.refuse()
        mine = sorted(own for own, guild in self._world.guilds.items() if guild.has_bot)
        if "before" in call.query:
            page = [own for own in mine if own < int(call.query["before"])][-limit:]
        else:
            page = [own for own in mine if own > after][:limit]
        return [self._mine(self._world.guilds[own]) for own in page]

    def _mine(self, guild: Guild) -> Json:
        """Return a guild with what the bot may do there, "excludes overwrites": as above."""
        return payloads.guild_json(guild) | {
            "permissions": str(int(in_guild(guild, self._world.bot)))
        }

    def _user(self, call: Call) -> Json:
        user = self._world.users.get(call.id("user_id"))
        if user is None:
            raise unknown("User")
        return payloads.user_json(user)

    def _open_dm(self, call: Call) -> Json:
        user = self._world.users.get(int(call.json["recipient_id"]))
        if user is None:
            raise unknown("User")
        if user is self._world.bot:
            raise Refused(400, 50007, "Cannot send messages to this user")
        return payloads.channel_json(self._world.direct(user))

    def _leave(self, call: Call) -> None:
        self._world.uninstall(self._world.find_guild(call.id("guild_id")))

    def _guild(self, call: Call) -> Json:
        guild = self._world.find_guild(call.id("guild_id"))
        answer = payloads.guild_json(guild)
        if call.query.get("with_counts") in {"1", "true"}:
            answer["approximate_member_count"] = len(guild.members)
            answer["approximate_presence_count"] = 1
        return answer

    def _channels(self, call: Call) -> list[Json]:
        guild = self._world.find_guild(call.id("guild_id"))
        return [payloads.channel_json(channel) for channel in guild.channels.values()]

    def _roles(self, call: Call) -> list[Json]:
        guild = self._world.find_guild(call.id("guild_id"))
        return [payloads.role_json(role) for role in guild.roles.values()]

    def _members(self, call: Call) -> list[Json]:
        # "restricted according to whether the GUILD_MEMBERS Privileged Intent is enabled",
        # https://docs.discord.com/developers/resources/guild, "List Guild Members"
        if Intent.GUILD_MEMBERS not in self._world.application.toggles:
            raise no_access()
        guild = self._world.find_guild(call.id("guild_id"))
        after, limit = int(call.query.get("after", 0)), int(call.query.get("limit", 1))
        later = [member for own, member in sorted(guild.members.items()) if own > after]
        return [payloads.member_json(member) for member in later[:limit]]

    def _member(self, call: Call) -> Json:
        guild = self._world.find_guild(call.id("guild_id"))
        member = guild.members.get(call.id("user_id"))
        if member is None:
            raise unknown("Member")
        return payloads.member_json(member)

    def _active_threads(self, call: Call) -> Json:
        """Return them newest first: "List Active Guild Threads", resources/guild."""
        guild = self._world.find_guild(call.id("guild_id"))
        active = [each for each in guild.threads.values() if not each.archived]
        return _listed(sorted(active, key=lambda each: each.id, reverse=True))

    def _archived_threads(self, call: Call) -> Json:
        """Return a page: "List Public Archived Threads", resources/channel.

        "Threads are ordered by `archive_timestamp`, in descending order", `before` is one of those;
        how many a page has is not documented: 2 to 100 (PaSympa/discord-mcp #123, which tried it).
        """
        channel = self._world.find_channel(call.id("channel_id"), Permission.READ_MESSAGE_HISTORY)
        assert channel.guild is not None
        limit = int(call.query.get("limit", _ARCHIVED_PAGE))
        if not _FEWEST_ARCHIVED <= limit <= _MOST_ARCHIVED:
            problems = Problems()
            problems.add(("limit",), "NUMBER_TYPE_MAX", "int value should be 2 to 100.")
            problems.refuse()
        before = call.query.get("before")
        until = datetime.fromisoformat(before) if before else None
        of_it = [
            each
            for each in channel.guild.threads.values()
            if each.parent is channel and each.archived and not each.is_private_thread
            if until is None or _archived_at(each) < until
        ]
        newest = sorted(of_it, key=_archived_at, reverse=True)
        return _listed(newest[:limit], has_more=len(newest) > limit)

    def _channel(self, call: Call) -> Json:
        return payloads.channel_json(self._world.find_channel(call.id("channel_id")))

    def _change_channel(self, call: Call) -> Json:
        channel = self._world.find_channel(call.id("channel_id"))
        self._demand_control(channel, call.json)
        channel.name = call.json.get("name", channel.name)
        if "archived" in call.json:
            channel.archived, channel.archived_at = call.json["archived"], self._world.now()
        channel.locked = call.json.get("locked", channel.locked)
        self._world.channel_changed(channel)
        return payloads.channel_json(channel)

    def _demand_control(self, channel: Channel, change: Json) -> None:
        if channel.is_thread:
            threads.demand_change(channel, self._world.bot, change)
        else:
            self._world.find_channel(channel.id, Permission.MANAGE_CHANNELS)

    def _typing(self, call: Call) -> None:
        self._world.find_channel(call.id("channel_id"), Permission.SEND_MESSAGES)


def _archived_at(thread: Channel) -> datetime:
    return thread.archived_at or thread.created


def _listed(found: list[Channel], *, has_more: bool = False) -> Json:
    told = [payloads.channel_json(each) for each in found]
    return {"threads": told, "members": [], "has_more": has_more}
