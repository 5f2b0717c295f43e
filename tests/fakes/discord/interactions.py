"""What people do with the bot, and the bot's answers, with Discord's deadlines.

Deadlines: Discord's reference, "Receiving and Responding": 3 seconds for the first answer, 15
minutes for everything after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from tests.fakes.discord import payloads
from tests.fakes.discord.component_limits import number
from tests.fakes.discord.entities import Channel, ChannelType, Guild, Message, MessageFlag, User
from tests.fakes.discord.errors import Json, Problems, Refused, unknown
from tests.fakes.discord.events import Event
from tests.fakes.discord.limits import check_choices, check_modal
from tests.fakes.discord.messages import Files
from tests.fakes.discord.permissions import granted

if TYPE_CHECKING:
    from tests.fakes.discord.world import World

FIRST_ANSWER = timedelta(seconds=3)
TOKEN_LIFE = timedelta(minutes=15)


class InteractionType(IntEnum):
    """What somebody did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Callback(IntEnum):
    """How the bot answers first."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


_TALK = {Callback.MESSAGE, Callback.DEFERRED_MESSAGE}
_ALLOWED = {
    InteractionType.COMMAND: _TALK | {Callback.MODAL},
    InteractionType.COMPONENT: _TALK | {Callback.DEFERRED_UPDATE, Callback.UPDATE, Callback.MODAL},
    InteractionType.AUTOCOMPLETE: {Callback.CHOICES},
    InteractionType.MODAL_SUBMIT: _TALK | {Callback.DEFERRED_UPDATE, Callback.UPDATE},
}
_OF_THE_SOURCE = {Callback.DEFERRED_UPDATE, Callback.UPDATE}


@dataclass(eq=False)
class Interaction:
    """One thing that somebody did. `settled` once the bot has nothing more to say to it."""

    id: int
    token: str
    kind: InteractionType
    user: User
    channel: Channel
    data: Json
    created: datetime
    source: Message | None = None
    first: Callback | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list)
    settled: bool = False

    @property
    def guild(self) -> Guild | None:
        """The guild it happened in, None in private."""
        return self.channel.guild

    @property
    def latest(self) -> Message | None:
        """The bot's last word."""
        return self.followups[-1] if self.followups else self.original

    def metadata(self) -> Json:
        """Return what the answer's message says about its origin."""
        return {
            "id": str(self.id),
            "type": int(self.kind),
            "user": payloads.user_json(self.user),
            "authorizing_integration_owners": _owners(self),
        }


class Interactions:
    """All that happened; `all` is in order."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.all: list[Interaction] = []

    def happen(
        self,
        kind: InteractionType,
        user: User,
        channel: Channel,
        data: Json,
        source: Message | None = None,
    ) -> Interaction:
        """Let somebody do something, and tell the bot."""
        own = self._world.ids.next()
        interaction = Interaction(
            own, f"interaction-{own}", kind, user, channel, data, self._world.now(), source
        )
        self.all.append(interaction)
        told = self._as_json(interaction)
        self._world.emit(Event("INTERACTION_CREATE", told, interaction.guild, channel))
        return interaction

    def _as_json(self, interaction: Interaction) -> Json:
        channel, may = interaction.channel, granted(interaction.channel, interaction.user)
        told: Json = {
            "id": str(interaction.id),
            "application_id": str(self._world.application.id),
            "type": int(interaction.kind),
            "data": interaction.data,
            "token": interaction.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": payloads.channel_json(channel) | {"permissions": str(int(may))},
            "app_permissions": str(int(granted(channel, self._world.bot))),
            "locale": "en-US",
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": _owners(interaction),
            "context": 0 if interaction.guild else 1,
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        if interaction.source:
            told["message"] = payloads.message_json(interaction.source)
        return told | self._actor(interaction)

    def _actor(self, interaction: Interaction) -> Json:
        guild, user = interaction.guild, interaction.user
        if guild is None:
            return {"user": payloads.user_json(user)}
        may = granted(interaction.channel, user)
        return {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
            "guild_locale": "en-US",
            "member": payloads.member_json(guild.members[user.id], may),
        }

    # The first answer

    def callback(self, interaction_id: int, token: str, body: Json, files: Files) -> Json:
        """Take the first answer. Raises Refused: 10062 too late, 40060 twice, 50035 malformed."""
        interaction = self._waiting(interaction_id, token)
        callback = _callback(interaction, body.get("type"))
        data = body.get("data") or {}
        match callback:
            case Callback.MESSAGE:
                interaction.original = self._answered(interaction, data, files)
            case Callback.DEFERRED_MESSAGE:
                interaction.original = self._world.messages.thinking(
                    interaction.channel,
                    data.get("flags") or 0,
                    reader=interaction.user,
                    interaction=interaction.metadata(),
                )
            case Callback.DEFERRED_UPDATE:
                interaction.original = interaction.source
            case Callback.UPDATE:
                assert interaction.source is not None
                interaction.original = self._world.messages.edit(interaction.source, data, files)
            case Callback.CHOICES:
                check_choices(data.get("choices"))
                interaction.choices = data["choices"]
            case Callback.MODAL:
                check_modal(data)
                number(data["components"])
                interaction.modal = data
        interaction.first = callback
        if callback not in {Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE}:
            interaction.settled = True
        self._world.changes.tell()
        return _callback_json(interaction)

    def _waiting(self, interaction_id: int, token: str) -> Interaction:
        for interaction in reversed(self.all):
            if interaction.id == interaction_id and interaction.token == token:
                break
        else:
            raise unknown("interaction")
        if interaction.first is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        if self._world.now() - interaction.created > FIRST_ANSWER:
            raise unknown("interaction")
        return interaction

    def _answered(self, interaction: Interaction, data: Json, files: Files) -> Message:
        return self._world.messages.answer(
            interaction.channel,
            data,
            files,
            reader=interaction.user,
            interaction=interaction.metadata(),
        )

    # Everything after it, by the token

    def by_token(self, application_id: int, token: str) -> Interaction:
        """Return an answered interaction. Raises Refused: 10015 unknown, 50027 expired."""
        found = [one for one in self.all if one.token == token and one.first is not None]
        if not found or application_id != self._world.application.id:
            raise unknown("Webhook")
        if self._world.now() - found[0].created > TOKEN_LIFE:
            raise Refused(401, 50027, "Invalid Webhook Token")
        return found[0]

    def message(self, interaction: Interaction, which: str) -> Message:
        """Return the original answer or a follow-up. Raises Refused 10008."""
        known = {str(message.id): message for message in interaction.followups}
        if interaction.original:
            known["@original"] = known[str(interaction.original.id)] = interaction.original
        found = known.get(which)
        if found is None or not self._world.messages.exists(found):
            raise unknown("Message")
        return found

    def edit(self, interaction: Interaction, message: Message, body: Json, files: Files) -> Message:
        """Change an answer."""
        edited = self._world.messages.edit(message, body, files)
        self._settle(interaction)
        return edited

    def delete(self, interaction: Interaction, message: Message) -> None:
        """Remove an answer."""
        self._world.messages.delete(message)
        if message is interaction.original:
            interaction.original = None
        self._settle(interaction)

    def follow_up(self, interaction: Interaction, body: Json, files: Files) -> Message:
        """Say more; what follows a bare "is thinking" takes its place, as on Discord."""
        if (original := interaction.original) and original.loading:
            return self.edit(interaction, original, body, files)
        message = self._answered(interaction, body, files)
        interaction.followups.append(message)
        self._settle(interaction)
        return message

    def _settle(self, interaction: Interaction) -> None:
        interaction.settled = True
        self._world.changes.tell()


def _callback(interaction: Interaction, kind: object) -> Callback:
    problems = Problems()
    allowed = _ALLOWED[interaction.kind]
    if kind not in set(allowed):
        problems.add(("type",), "BASE_TYPE_CHOICES", f"Must be one of {sorted(allowed)}.")
    elif kind in _OF_THE_SOURCE and interaction.source is None:
        problems.add(("type",), "BASE_TYPE_CHOICES", "There is no message to update.")
    problems.refuse()
    return Callback(kind)  # type: ignore[arg-type]  # one of the allowed, as just checked


def _callback_json(interaction: Interaction) -> Json:
    about: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    assert interaction.first is not None
    resource: Json = {"type": int(interaction.first)}
    if interaction.original:
        message = interaction.original
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": MessageFlag.EPHEMERAL in message.flags,
        }
        if interaction.first is not Callback.DEFERRED_UPDATE:
            resource["message"] = payloads.message_json(message)
    return {"interaction": about, "resource": resource}


def _owners(interaction: Interaction) -> Json:
    if interaction.channel.kind is ChannelType.DM:
        return {"0": "0"}
    assert interaction.guild is not None
    return {"0": str(interaction.guild.id)}
