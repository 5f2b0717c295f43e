"""Who is in a guild, and what their roles grant: changed, and told as Discord tells it.

To a bot without the GUILD_MEMBERS intent nothing is told of others: neither GUILD_MEMBER_UPDATE,
which roles given and taken are, nor GUILD_MEMBER_REMOVE. Of the bot itself it is: "Guild Member
Update is sent for current-user updates regardless of whether the GUILD_MEMBERS intent is set",
https://docs.discord.com/developers/events/gateway, "List of Intents", "Caveats".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tests.fakes.discord import payloads
from tests.fakes.discord.events import Event
from tests.fakes.discord.permissions import Permission

if TYPE_CHECKING:
    from tests.fakes.discord.entities import Guild, Member, Role, User
    from tests.fakes.discord.people import Person


@dataclass(frozen=True)
class Admission:
    """What moderators do to the members and roles of a guild."""

    guild: Guild

    def give(self, who: Person | User, role: Role) -> None:
        """Give a member a role."""
        member = self.guild.members[who.id]
        with self._visibility():
            member.roles.append(role)
            self._tell_member(member)

    def take(self, who: Person | User, role: Role) -> None:
        """Take a role from a member."""
        member = self.guild.members[who.id]
        with self._visibility():
            member.roles.remove(role)
            self._tell_member(member)

    def time_out(self, who: Person, until: datetime | None) -> None:
        """Keep a member from talking for a while."""
        member = self.guild.members[who.id]
        member.timed_out_until = until
        self._tell_member(member)

    def remove(self, who: Person) -> None:
        """Let a member leave; threads are left with the guild."""
        member = self.guild.members.pop(who.id)
        for thread in self.guild.threads.values():
            thread.joined.pop(who.id, None)
        gone = {"guild_id": str(self.guild.id), "user": payloads.user_json(member.user)}
        self._tell("GUILD_MEMBER_REMOVE", gone)

    def change(self, role: Role, permissions: Permission) -> None:
        """Let a role, which may be @everyone, grant something else."""
        with self._visibility():
            role.permissions = permissions
            told = {"guild_id": str(self.guild.id), "role": payloads.role_json(role)}
            self._tell("GUILD_ROLE_UPDATE", told)

    def delete(self, role: Role) -> None:
        """Delete a role: nobody has it any more, and no channel knows it; that is told as one."""
        with self._visibility():
            del self.guild.roles[role.id]
            for member in self.guild.members.values():
                member.roles = [each for each in member.roles if each is not role]
            for channel in self.guild.channels.values():
                channel.overwrites.pop(role.id, None)
            told = {"guild_id": str(self.guild.id), "role_id": str(role.id)}
            self._tell("GUILD_ROLE_DELETE", told)

    def hand_over(self, who: Person) -> None:
        """Let the guild belong to another member."""
        self.guild.owner = who.user
        self._tell("GUILD_UPDATE", payloads.guild_json(self.guild))

    def _tell_member(self, member: Member) -> None:
        told = payloads.member_json(member) | {"guild_id": str(self.guild.id)}
        about_us = member.user is self.guild.world.bot
        self._tell("GUILD_MEMBER_UPDATE", told, about_us=about_us)

    def _tell(self, name: str, data: payloads.Json, *, about_us: bool = False) -> None:
        self.guild.world.emit(Event(name, data, self.guild, about_us=about_us))

    @contextmanager
    def _visibility(self) -> Iterator[None]:
        """Tell of the channels that the bot came to see by its roles, now in full.

        "... or a change to a role's permissions ... the Gateway dispatches a Channel Update event
        containing the full, unobfuscated channel data", discord/discord-api-docs #8454. Of those
        that it sees no more by its roles nothing is documented, and nothing is told here.
        """
        world = self.guild.world
        hidden = [each for each in self.guild.channels.values() if not world.bot_sees(each)]
        yield
        for channel in hidden:
            if world.bot_sees(channel):
                world.channel_changed(channel)
