"""Who may do what where: roles of the guild, then the channel's overwrites, then what follows.

The rules are those of https://docs.discord.com/developers/topics/permissions, by section:

- "Permission Overwrites": @everyone's, then those of the roles together, then the member's own; in
  each step what is denied goes before what is allowed comes. Administrators and the owner have all.
- "Implicit Permissions": who cannot view a channel may do nothing there, who cannot send may not
  mention everyone, attach or embed either.
- "Inherited Permissions (Threads)": a thread has its parent's; a private one is seen by its members
  and by who has MANAGE_THREADS (topics/threads, "Private Threads").
- "Permissions For Timed Out Members": they keep VIEW_CHANNEL and READ_MESSAGE_HISTORY alone.
- Text in a voice channel needs CONNECT as well (resources/message, "Get Channel Messages";
  discord/discord-api-docs #5111: else 50001).
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
    CONNECT = 1 << 20
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
    | Permission.CONNECT
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
_NEEDS_SENDING = Permission.MENTION_EVERYONE | Permission.ATTACH_FILES | Permission.EMBED_LINKS
_LEFT_IN_A_TIMEOUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


def in_guild(guild: Guild, user: User) -> Permission:
    """Return what the user may do in the guild as a whole."""
    if user is guild.owner:
        return ALL
    may = Permission(guild.everyone.permissions)
    for role in guild.members[user.id].roles:
        may |= role.permissions
    return ALL if may & Permission.ADMINISTRATOR else may


def granted(channel: Channel, user: User) -> Permission:
    """Return what roles and overwrites grant, as interactions tell it: nothing that follows.

    "This does not include implicit permissions, which may need to be checked separately",
    https://docs.discord.com/developers/resources/channel
    """
    if channel.guild is None:
        return ALL if user in channel.recipients else NONE
    if user.id not in channel.guild.members:
        return NONE
    may = in_guild(channel.guild, user)
    if may & Permission.ADMINISTRATOR:
        return may
    may = _overwritten(may, channel.parent or channel, channel.guild, user)
    until = channel.guild.members[user.id].timed_out_until
    is_timed_out = until is not None and until > channel.guild.world.now()
    return may & _LEFT_IN_A_TIMEOUT if is_timed_out else may


def in_channel(channel: Channel, user: User) -> Permission:
    """Return what the user may do in the channel; a thread takes after its parent."""
    may = granted(channel, user)
    if channel.guild is None or may & Permission.ADMINISTRATOR:
        return may
    return _implied(may, in_thread=channel.is_thread)


def sees(channel: Channel, user: User) -> bool:
    """Whether the user can open the channel and read there."""
    may = in_channel(channel, user)
    needed = Permission.VIEW_CHANNEL | (Permission.CONNECT if channel.is_voice else NONE)
    if needed & ~may:
        return False
    is_invited = user.id in channel.joined or bool(may & Permission.MANAGE_THREADS)
    return is_invited or not channel.is_private_thread


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
    if not sees(channel, user):
        raise no_access()
    if needed & ~in_channel(channel, user):
        raise no_permission()


def demand_sending(channel: Channel, user: User) -> None:
    """Raise Refused where the user may not post there."""
    in_thread = channel.is_thread
    demand(
        channel,
        user,
        Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES,
    )
