"""Who may do what where: roles of the guild, then the channel's overwrites.

The algorithm is the one in Discord's reference, "Permissions: Permission Overwrites".
"""

from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING

from tests.fakes.discord.errors import no_access, no_permission

if TYPE_CHECKING:
    from tests.fakes.discord.entities import Channel, Guild, Overwrite, User


class Permission(IntFlag):
    """The bits that matter to a bot that posts, reads and answers."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


ALL = Permission((1 << 53) - 1)
NONE = Permission(0)
# What @everyone may do in a new guild, as far as it matters here.
EVERYONE = (
    Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MENTION_EVERYONE
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
_NEEDS_SENDING = Permission.MENTION_EVERYONE | Permission.ATTACH_FILES | Permission.EMBED_LINKS


def in_guild(guild: Guild, user: User) -> Permission:
    """Return what the user may do in the guild as a whole."""
    if user is guild.owner:
        return ALL
    may = Permission(guild.everyone.permissions)
    for role in guild.members[user.id].roles:
        may |= role.permissions
    return ALL if may & Permission.ADMINISTRATOR else may


def in_channel(channel: Channel, user: User) -> Permission:
    """Return what the user may do in the channel; a thread takes after its parent."""
    if channel.guild is None:
        return ALL if user in channel.recipients else NONE
    if user.id not in channel.guild.members:
        return NONE
    place = channel.parent or channel
    may = in_guild(channel.guild, user)
    if may & Permission.ADMINISTRATOR:
        return may
    return _implied(_overwritten(may, place, channel.guild, user), in_thread=channel.is_thread)


def _overwritten(may: Permission, place: Channel, guild: Guild, user: User) -> Permission:
    may = _applied(may, [place.overwrites.get(guild.id)])
    roles = guild.members[user.id].roles
    may = _applied(may, [place.overwrites.get(role.id) for role in roles])
    return _applied(may, [place.overwrites.get(user.id)])


def _applied(may: Permission, overwrites: list[Overwrite | None]) -> Permission:
    present = [overwrite for overwrite in overwrites if overwrite]
    for overwrite in present:
        may &= ~overwrite.deny
    for overwrite in present:
        may |= overwrite.allow
    return may


def _implied(may: Permission, *, in_thread: bool) -> Permission:
    if not may & Permission.VIEW_CHANNEL:
        return NONE
    sending = Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES
    return may if may & sending else may & ~_NEEDS_SENDING


def demand(channel: Channel, user: User, needed: Permission = NONE) -> None:
    """Raise Refused: 50001 where the user cannot see the channel, 50013 where it may not."""
    may = in_channel(channel, user)
    if not may & Permission.VIEW_CHANNEL:
        raise no_access()
    if needed & ~may:
        raise no_permission()


def demand_sending(channel: Channel, user: User) -> None:
    """Raise Refused where the user may not post there."""
    in_thread = channel.is_thread
    demand(
        channel,
        user,
        Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES,
    )
