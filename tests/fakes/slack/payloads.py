"""The JSON forms of what Slack keeps, as methods, events and interactions carry them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.slack.entities import (
    Channel,
    ChannelKind,
    File,
    Guest,
    Message,
    User,
    UserGroup,
    Workspace,
)
from tests.fakes.slack.errors import Json

if TYPE_CHECKING:
    from tests.fakes.slack.views import View

_OF_THE_ACTIVE = {
    "real_name", "tz", "is_admin", "is_owner", "is_primary_owner", "is_restricted",
    "is_ultra_restricted",
}  # fmt: skip


def team_json(workspace: Workspace) -> Json:
    """Return a workspace."""
    domain = workspace.name.lower().replace(" ", "-")
    return {"id": workspace.id, "name": workspace.name, "domain": domain}


def user_group_json(group: UserGroup) -> Json:
    """Return a user group, https://docs.slack.dev/reference/objects/usergroup-object."""
    deleted = 1_700_000_000 if group.disabled else 0
    told = {"id": group.id, "handle": group.handle, "name": group.handle, "date_delete": deleted}
    return told | {"is_usergroup": True}


def user_json(user: User) -> Json:
    """Return a user as users.info does; of a deactivated one brekkylab/backlot #293 says how."""
    told = _whole(user)
    if not user.deactivated:
        return told
    return {name: value for name, value in told.items() if name not in _OF_THE_ACTIVE}


def _whole(user: User) -> Json:
    return {
        "id": user.id,
        "team_id": user.team.id,
        "name": user.name.lower().replace(" ", "."),
        "deleted": user.deactivated,
        "is_stranger": user.team is not user.workspace,
        "real_name": user.name,
        "tz": user.timezone,
        "profile": {
            "real_name": user.name,
            "display_name": user.name,
            "team": user.team.id,
            **({"bot_id": user.bot_id} if user.is_bot else {}),
        },
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        # Of any guest the first; of one for a single channel both: https://api.slack.com/types/user
        "is_restricted": user.guest is not None,
        "is_ultra_restricted": user.guest is Guest.SINGLE_CHANNEL,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "locale": "en-US",
    }


def actor_json(user: User) -> Json:
    """Return a user as interactions do: only who it is."""
    name = user.name.lower().replace(" ", ".")
    return {"id": user.id, "username": name, "name": name, "team_id": user.team.id}


def channel_json(channel: Channel, viewer: User) -> Json:
    """Return a conversation as conversations.info does."""
    made = {
        "id": channel.id,
        "created": int(channel.created.timestamp()),
        "is_archived": channel.archived,
        "is_im": channel.kind is ChannelKind.DIRECT,
        "context_team_id": channel.workspace.id,
    }
    if channel.kind is ChannelKind.DIRECT:
        other = next(user for user in channel.members.values() if user is not viewer)
        return made | {"user": other.id}
    return made | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_private": channel.kind is ChannelKind.PRIVATE,
        "is_member": viewer.id in channel.members,
        "is_general": False,
        "num_members": len(channel.members),
    }


def message_json(message: Message, *, with_metadata: bool = True) -> Json:
    """Return a message as it stands now."""
    told: Json = {
        "type": "message",
        "user": message.author.id,
        "text": message.fallback,
        "ts": message.ts,
        "team": message.channel.workspace.id,
    }
    if message.author.is_bot:
        told |= {"bot_id": message.author.bot_id, "app_id": message.channel.workspace.world.app_id}
    for name in ("blocks", "attachments"):
        if getattr(message, name):
            told[name] = getattr(message, name)
    if subtype := _subtype(message):
        told["subtype"] = subtype
    if message.edited:
        told["edited"] = {"user": message.author.id, "ts": message.edited}
    if message.files:
        told["files"] = [file_json(one) for one in message.files]
    if message.metadata and with_metadata:
        told["metadata"] = message.metadata
    if message.reactions:
        told["reactions"] = [
            {"name": name, "count": len(users), "users": [user.id for user in users]}
            for name, users in message.reactions.items()
        ]
    return told | _thread(message)


def _subtype(message: Message) -> str | None:
    """Return which kind of message it is, by https://docs.slack.dev/reference/events/message."""
    if message.subtype:
        return message.subtype
    if message.broadcast:
        return "thread_broadcast"
    return "file_share" if message.files and not message.author.is_bot else None


def _thread(message: Message) -> Json:
    replies = message.channel.thread(message)
    if replies:
        return {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(one.author.id for one in replies)),
            "latest_reply": replies[-1].ts,
        }
    if message.thread_ts is None:
        return {}
    parent = message.channel.history.get(message.thread_ts)
    return {"thread_ts": message.thread_ts} | (
        {"parent_user_id": parent.author.id} if parent else {}
    )


def file_json(file: File) -> Json:
    """Return a file; its private address needs the token."""
    url = f"{file.owner.workspace.world.url}/files-pri/{file.owner.workspace.id}-{file.id}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "user": file.owner.id,
        "created": int(file.created.timestamp()),
        "size": file.size,
        "mode": "hosted",
        "filetype": file.name.rpartition(".")[2],
        "mimetype": _mimetype(file.name),
        "alt_txt": file.alt_text,
        "is_external": False,
        "is_public": file.shared,
        "url_private": f"{url}/{file.name}",
        "url_private_download": f"{url}/download/{file.name}",
    }


def _mimetype(name: str) -> str:
    known = {"png": "image/png", "jpg": "image/jpeg", "md": "text/markdown", "csv": "text/csv"}
    known |= {"txt": "text/plain", "gif": "image/gif", "heic": "image/heic"}
    return known.get(name.rpartition(".")[2], "application/octet-stream")


def view_json(view: View) -> Json:
    """Return a view with its state."""
    told: Json = {
        "id": view.id,
        "team_id": view.owner.workspace.id,
        "app_id": view.owner.workspace.world.app_id,
        "bot_id": view.owner.workspace.world.bot_in(view.owner.workspace).bot_id,
        "app_installed_team_id": view.owner.workspace.id,
        "callback_id": "",
        "private_metadata": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "title": None,
        "submit": None,
        "close": None,
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
    }
    return told | view.data | {"state": {"values": view.values()}}
