"""The JSON of what people do: commands, presses, submissions, shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.slack import payloads
from tests.fakes.slack.application import Shortcut
from tests.fakes.slack.entities import Channel, ChannelKind, Message
from tests.fakes.slack.errors import Json
from tests.fakes.slack.interactions import Interaction

if TYPE_CHECKING:
    from tests.fakes.slack.world import World


def command(world: World, interaction: Interaction, name: str, text: str) -> Json:
    """Return a slash command; all its values are texts, as a form has them."""
    user, channel = interaction.user, interaction.channel
    assert channel is not None
    return {
        "token": "the-verification-token",
        "team_id": user.workspace.id,
        "team_domain": payloads.team_json(user.workspace)["domain"],
        "channel_id": channel.id,
        "channel_name": _named(channel)["name"],
        "user_id": user.id,
        "user_name": payloads.actor_json(user)["name"],
        "command": name,
        "text": text,
        "api_app_id": world.application.id,
        "is_enterprise_install": "false",
        "response_url": _response_url(world, interaction),
        "trigger_id": interaction.trigger_id,
    }


def actions(world: World, interaction: Interaction, action: Json, state: Json) -> Json:
    """Return a press or a choice, in a message or in a view."""
    told = _said(world, interaction, "block_actions") | {
        "actions": [action | {"action_ts": world.ids.ts()}],
    }
    if interaction.view:
        container = {"type": "view", "view_id": interaction.view.id}
        return told | {"container": container, "view": payloads.view_json(interaction.view)}
    assert interaction.source is not None
    told |= _of_message(world, interaction) | {"state": {"values": state}}
    return told | {"container": _container(interaction.source)}


def suggestion(world: World, interaction: Interaction, ids: Json, typed: str) -> Json:
    """Return what is asked for an external menu, while somebody types in it.

    https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
    """
    told = _said(world, interaction, "block_suggestion") | ids | {"value": typed}
    del told["trigger_id"]
    assert interaction.source is not None
    told |= {"container": _container(interaction.source)}
    told |= {"channel": _named(interaction.source.channel)}
    return told


def submission(world: World, interaction: Interaction) -> Json:
    """Return a submitted modal."""
    assert interaction.view is not None
    view = payloads.view_json(interaction.view)
    return _said(world, interaction, "view_submission") | {"view": view, "response_urls": []}


def closing(world: World, interaction: Interaction, *, is_cleared: bool) -> Json:
    """Return a closed modal."""
    assert interaction.view is not None
    view = payloads.view_json(interaction.view)
    told = _said(world, interaction, "view_closed") | {"view": view, "is_cleared": is_cleared}
    del told["trigger_id"]
    return told


def shortcut(world: World, interaction: Interaction, used: Shortcut) -> Json:
    """Return a shortcut, on a message or global."""
    kind = "message_action" if used.on_message else "shortcut"
    told = _said(world, interaction, kind) | {
        "callback_id": used.callback_id,
        "action_ts": world.ids.ts(),
    }
    if interaction.source is None:
        return told
    return told | _of_message(world, interaction) | {"message_ts": interaction.source.ts}


def _said(world: World, interaction: Interaction, kind: str) -> Json:
    # The team is the presser's own, as a connected workspace's: slackapi/bolt-js #1614.
    user = interaction.user
    return {
        "type": kind,
        "token": "the-verification-token",
        "api_app_id": world.application.id,
        "team": {name: payloads.team_json(user.team)[name] for name in ("id", "domain")},
        "user": payloads.actor_json(user),
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": interaction.trigger_id,
    }


def _of_message(world: World, interaction: Interaction) -> Json:
    assert interaction.channel is not None
    assert interaction.source is not None
    told: Json = {
        "channel": _named(interaction.channel),
        "response_url": _response_url(world, interaction),
    }
    # Slack tells where an ephemeral message was, not what was in it.
    if not interaction.source.ephemeral:
        told["message"] = payloads.message_json(interaction.source)
    return told


def _container(message: Message) -> Json:
    told = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel.id,
        "is_ephemeral": message.ephemeral,
    }
    return told | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def _named(channel: Channel) -> Json:
    secret = {ChannelKind.DIRECT: "directmessage", ChannelKind.PRIVATE: "privategroup"}
    return {"id": channel.id, "name": secret.get(channel.kind, channel.name)}


def _response_url(world: World, interaction: Interaction) -> str:
    return f"{world.url}/actions/{interaction.user.workspace.id}/{interaction.response_token}"
