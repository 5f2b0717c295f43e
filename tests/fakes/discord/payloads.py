"""The state as Discord's JSON."""

from __future__ import annotations

from datetime import datetime

from tests.fakes.discord.entities import (
    Attachment,
    Channel,
    ChannelType,
    Guild,
    Member,
    Message,
    MessageFlag,
    Role,
    User,
)
from tests.fakes.discord.errors import Json
from tests.fakes.discord.permissions import Permission


def user_json(user: User) -> Json:
    """Return an account."""
    return {
        "id": str(user.id),
        "username": user.name,
        "global_name": None if user.bot else user.name,
        "discriminator": "0",
        "avatar": None,
        "bot": user.bot,
        "public_flags": 0,
    }


def role_json(role: Role) -> Json:
    """Return a role."""
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(int(role.permissions)),
        "mentionable": role.mentionable,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "position": 0,
        "flags": 0,
    }


def member_json(member: Member, permissions: Permission | None = None) -> Json:
    """Return a member; with `permissions` as an interaction or a resolved option has it."""
    told = {} if permissions is None else {"permissions": str(int(permissions))}
    out = member.timed_out_until
    return told | {
        "user": user_json(member.user),
        "nick": None,
        "avatar": None,
        "roles": [str(role.id) for role in member.roles],
        "joined_at": moment(member.joined),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "communication_disabled_until": moment(out) if out else None,
        "flags": 0,
    }


_REQUIRE_TAG = 1 << 4  # resources/channel, "Channel Flags"


def channel_json(channel: Channel) -> Json:
    """Return a channel, a thread or a direct conversation."""
    last = max(channel.history, default=None)
    shared: Json = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "last_message_id": None if last is None else str(last),
        "flags": 0,
    }
    if channel.kind is ChannelType.DM:
        people = [user_json(user) for user in channel.recipients if not user.bot]
        return shared | {"recipients": people}
    assert channel.guild is not None
    shared |= {"guild_id": str(channel.guild.id), "name": channel.name, "rate_limit_per_user": 0}
    return shared | (_thread_fields(channel) if channel.is_thread else _text_fields(channel))


def _text_fields(channel: Channel) -> Json:
    overwrites = [
        {
            "id": str(target),
            "type": overwrite.kind,
            "allow": str(int(overwrite.allow)),
            "deny": str(int(overwrite.deny)),
        }
        for target, overwrite in channel.overwrites.items()
    ]
    voice = {"bitrate": 64_000, "user_limit": 0, "rtc_region": None} if channel.is_voice else {}
    return (
        voice
        | (_forum_fields(channel) if channel.takes_posts else {})
        | {
            "parent_id": None,
            "position": 0,
            "topic": None,
            "nsfw": False,
            "permission_overwrites": overwrites,
        }
    )


def _forum_fields(channel: Channel) -> Json:
    return {
        "flags": _REQUIRE_TAG if channel.requires_tag else 0,
        "available_tags": [
            {"id": str(each.id), "name": each.name, "moderated": each.moderated}
            | {"emoji_id": None, "emoji_name": None}
            for each in channel.tags
        ],
    }


def hidden_json(channel: Channel) -> Json:
    """Return a channel as the gateway tells a bot that cannot view it.

    Since 16 November 2026, https://docs.discord.com/developers/resources/channel, "Obfuscated
    Channels": the name is "___hidden___", the flag is 1 << 17, and the overwrites are a single one
    that denies @everyone to view it.
    """
    assert channel.guild is not None
    everyone = {"id": str(channel.guild.id), "type": 0, "allow": "0"}
    return channel_json(channel) | {
        "name": "___hidden___",
        "last_message_id": None,
        "flags": 1 << 17,
        "permission_overwrites": [everyone | {"deny": str(int(Permission.VIEW_CHANNEL))}],
    }


def _thread_fields(channel: Channel) -> Json:
    assert channel.parent is not None
    assert channel.owner is not None
    return {
        "applied_tags": [str(each.id) for each in channel.applied],
        "parent_id": str(channel.parent.id),
        "owner_id": str(channel.owner.id),
        "message_count": len(channel.history),
        "total_message_sent": len(channel.history),
        "member_count": len(channel.joined),
        "thread_metadata": {
            "archived": channel.archived,
            "locked": channel.locked,
            "auto_archive_duration": channel.archive_minutes,
            "archive_timestamp": moment(channel.archived_at or channel.created),
            "create_timestamp": moment(channel.created),
        },
    }


def thread_member_json(channel: Channel, user_id: int) -> Json:
    """Return one member of a thread."""
    return {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": moment(channel.joined[user_id]),
        "flags": 0,
    }


def guild_json(guild: Guild) -> Json:
    """Return a guild as GET answers it."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "icon": None,
        "roles": [role_json(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": [],
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "system_channel_flags": 0,
    }


def guild_create_json(
    guild: Guild, members: list[Member], channels: list[Json], threads: list[Channel]
) -> Json:
    """Return a guild as the gateway's GUILD_CREATE has it, with what this bot may see of it."""
    assert guild.joined is not None
    return guild_json(guild) | {
        "joined_at": moment(guild.joined),
        "large": False,
        "member_count": len(guild.members),
        "members": [member_json(member) for member in members],
        "channels": channels,
        "threads": [channel_json(thread) for thread in threads],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def attachment_json(attachment: Attachment) -> Json:
    """Return an uploaded file."""
    return {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": len(attachment.data),
        "url": attachment.url,
        "proxy_url": attachment.url,
        "description": attachment.description,
        "content_type": attachment.content_type,
        "flags": 0,
    }


def message_json(message: Message, *, viewer: User | None = None) -> Json:
    """Return a message, with the `me` of its reactions as the viewer sees them."""
    shown = (
        _head(message)
        | _mentions(message)
        | {
            "content": message.content,
            "embeds": message.embeds,
            "components": message.components,
            "attachments": [attachment_json(file) for file in message.attachments],
            "reactions": [_reaction(name, who, viewer) for name, who in message.reactions.items()],
        }
    )
    if message.nonce is not None:
        shown["nonce"] = message.nonce
    if message.thread:
        shown["thread"] = channel_json(message.thread)
    return shown | _origin(message)


def _head(message: Message) -> Json:
    flags = message.flags | (MessageFlag.HAS_THREAD if message.thread else MessageFlag(0))
    return {
        "id": str(message.id),
        "channel_id": str(message.channel.id),
        "type": message.kind,
        "author": user_json(message.author),
        "timestamp": moment(message.created),
        "edited_timestamp": moment(message.edited) if message.edited else None,
        "flags": int(flags),
        "tts": False,
        "pinned": False,
    }


def _mentions(message: Message) -> Json:
    return {
        "mentions": [user_json(user) for user in message.pinged.users],
        "mention_roles": [str(role.id) for role in message.pinged.roles],
        "mention_everyone": message.pinged.everyone,
    }


def _origin(message: Message) -> Json:
    """Return what the message answers: another message, or an interaction."""
    origin: Json = {}
    if message.interaction:
        application = str(message.author.id)
        origin |= {
            "interaction_metadata": message.interaction,
            "application_id": application,
            "webhook_id": application,
        }
    if message.reference:
        origin["message_reference"] = {
            "type": 0,
            "message_id": str(message.reference.id),
            "channel_id": str(message.reference.channel.id),
        }
        origin["referenced_message"] = message_json(message.reference) | {
            "referenced_message": None
        }
    return origin


def _reaction(name: str, who: list[User], viewer: User | None) -> Json:
    me = viewer in who
    return {
        "emoji": {"id": None, "name": name},
        "count": len(who),
        "count_details": {"normal": len(who), "burst": 0},
        "me": me,
        "me_burst": False,
        "burst_colors": [],
    }


def redacted(payload: Json) -> Json:
    """Return a message as a bot without the message content intent gets it."""
    hidden: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
    kept = payload | hidden
    if kept.get("referenced_message"):
        kept["referenced_message"] = kept["referenced_message"] | hidden
    return kept


def moment(when: datetime) -> str:
    """Return a time as Discord writes it."""
    return when.isoformat()
