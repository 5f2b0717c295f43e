"""A test's person: does in Discord what the client lets a member do, and sees what it shows.

What the client would not allow raises Impossible; what the bot leaves unanswered, TimeoutError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.discord import threads
from tests.fakes.discord.command_limits import CHAT_INPUT, MESSAGE_COMMAND
from tests.fakes.discord.component_limits import LINK
from tests.fakes.discord.entities import (
    STRING_SELECT,
    Channel,
    Guild,
    Message,
    User,
)
from tests.fakes.discord.errors import Json
from tests.fakes.discord.interactions import Interaction, InteractionType
from tests.fakes.discord.messages import Upload
from tests.fakes.discord.modals import submitted
from tests.fakes.discord.options import CHANNEL, MENTIONABLE, ROLE, USER, Filling, Impossible
from tests.fakes.discord.payloads import message_json
from tests.fakes.discord.permissions import Permission, demand, demand_sending, in_channel, in_guild
from tests.fakes.discord.seen import Modal, Seen

if TYPE_CHECKING:
    from tests.fakes.discord.world import World

# By component type, what a select's values resolve as.
_RESOLVED_AS = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}


class Person:
    """Somebody with an account."""

    def __init__(self, world: World, user: User) -> None:
        self._world = world
        self.user = user

    @property
    def id(self) -> int:
        """The account's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The account's name."""
        return self.user.name

    @property
    def dm(self) -> Channel:
        """The conversation with the bot."""
        return self._world.direct(self.user)

    @property
    def dms(self) -> list[Message]:
        """What the bot wrote to this person, oldest first."""
        return [message for message in self.dm.messages if message.author is self._world.bot]

    @property
    def private(self) -> list[Message]:
        """The ephemeral messages that only this person sees, oldest first."""
        return self.user.private

    # Commands

    async def slash(self, channel: Channel, command: str, /, **values: Any) -> Seen:
        """Use a slash command (`"deck import"` for a sub-command) and wait for the answer."""
        data = self._command_data(channel, command, values)
        return await self._done(InteractionType.COMMAND, channel, data, what=f"/{command}")

    async def autocomplete(
        self, channel: Channel, command: str, /, **values: Any
    ) -> list[tuple[str, object]]:
        """Type into the last of the options, and return the name and value of what is offered."""
        data = self._command_data(channel, command, values, focused=list(values)[-1])
        kind = InteractionType.AUTOCOMPLETE
        return (await self._done(kind, channel, data, what=f"choices for /{command}")).choices

    async def use_on(self, message: Message, command: str) -> Seen:
        """Use a message command, found in the message's Apps menu."""
        channel = self._sees(message)
        registered = self._usable(channel, command, MESSAGE_COMMAND)
        data = _named(registered) | {
            "target_id": str(message.id),
            "resolved": {"messages": {str(message.id): message_json(message)}},
        }
        return await self._done(InteractionType.COMMAND, channel, data, what=command)

    def _command_data(
        self, channel: Channel, command: str, values: Json, focused: str = ""
    ) -> Json:
        name, *path = command.split()
        registered = self._usable(channel, name, CHAT_INPUT)
        filling = Filling(self._world, channel, self.user)
        options = filling.options(registered, path, values, focused)
        return _named(registered) | {"options": options, "resolved": filling.resolved}

    def _usable(self, channel: Channel, name: str, kind: int) -> Json:
        found = self._world.commands.usable(channel.guild, name, kind)
        if found is None:
            raise Impossible(f"no command {name!r} is registered there")
        if channel.guild:
            demand(channel, self.user, Permission.USE_APPLICATION_COMMANDS)
            if not _is_allowed(found, channel.guild, self.user, channel):
                raise Impossible(f"{self.name} is not offered {name!r}")
        return found

    # Components

    async def press(self, message: Message, button: str) -> Seen:
        """Press a button, by its label or custom_id, and wait for the answer."""
        for part in message.buttons:
            if button in {part.get("label"), part.get("custom_id")}:
                break
        else:
            raise Impossible(f"the message has the buttons {message.labels}, not {button!r}")
        if part.get("disabled") or part["style"] == LINK:
            raise Impossible(f"{button!r} cannot be pressed")
        data = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}
        return await self._component(message, data, what=f"a press on {button!r}")

    async def select(self, message: Message, menu: str, values: list[Any]) -> Seen:
        """Choose in a select menu, found by custom_id or placeholder, and wait for the answer."""
        for part in message.selects:
            if menu in {part["custom_id"], part.get("placeholder")}:
                break
        else:
            raise Impossible(f"the message has no menu {menu!r}")
        if part.get("disabled"):
            raise Impossible(f"{menu!r} is disabled")
        chosen, resolved = self._chosen(message.channel, part, values)
        data = {
            "custom_id": part["custom_id"],
            "component_type": part["type"],
            "id": part["id"],
            "values": chosen,
        }
        # "resolved entities from selected options", of users, roles and channels: strings are none,
        # https://docs.discord.com/developers/interactions/receiving-and-responding
        if part["type"] != STRING_SELECT:
            data["resolved"] = resolved
        return await self._component(message, data, what=f"a choice in {menu!r}")

    def _chosen(self, channel: Channel, part: Json, values: list[Any]) -> tuple[list[str], Json]:
        least, most = part.get("min_values", 1), part.get("max_values", 1)
        if not least <= len(values) <= most:
            raise Impossible(f"{least} to {most} are chosen there, not {len(values)}")
        if part["type"] == STRING_SELECT:
            offered = {
                name: one["value"]
                for one in part["options"]
                for name in (one["label"], one["value"])
            }
            if strangers := [value for value in values if value not in offered]:
                raise Impossible(f"{strangers} are not offered, but {sorted(offered)}")
            return [offered[value] for value in values], {}
        filling = Filling(self._world, channel, self.user)
        kind = _RESOLVED_AS[part["type"]]
        return [str(filling.resolve(kind, value)) for value in values], filling.resolved

    async def _component(self, message: Message, data: Json, what: str) -> Seen:
        channel = self._sees(message)
        return await self._done(InteractionType.COMPONENT, channel, data, message, what=what)

    async def submit(self, shown: Seen | Modal, values: dict[str, Any]) -> Seen:
        """Fill a modal, fields by custom_id or label, send it and wait for the answer."""
        modal = shown.modal if isinstance(shown, Seen) else shown
        data = submitted(modal, values, Filling(self._world, modal.channel, self.user))
        kind = InteractionType.MODAL_SUBMIT
        return await self._done(kind, modal.channel, data, modal.source, what=modal.title)

    # Talking

    async def say(
        self,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        files: tuple[Upload, ...] = (),
    ) -> Message:
        """Write a message; a reply notifies the author of what it replies to."""
        demand_sending(channel, self.user)
        threads.demand_open_to_words(channel, self.user)
        return self._world.messages.say(
            channel, self.user, {"content": text}, dict(enumerate(files)), reply_to
        )

    async def edit(self, message: Message, text: str) -> None:
        """Change a message of one's own."""
        self._sees(message)
        if message.author is not self.user:
            raise Impossible("it is somebody else's")
        threads.demand_change_of_message(message.channel, self.user)
        self._world.messages.reword(message, text)

    async def delete(self, message: Message) -> None:
        """Remove a message of one's own."""
        self._sees(message)
        if message.author is not self.user:
            raise Impossible("it is somebody else's")
        threads.demand_removal(message.channel, self.user)
        self._world.messages.delete(message)

    async def react(self, message: Message, emoji: str) -> None:
        """Put a reaction on a message."""
        demand(self._sees(message), self.user, Permission.ADD_REACTIONS)
        threads.demand_reaction(message.channel)
        self._world.messages.react(message, emoji, self.user)

    # Seeing

    def _sees(self, message: Message) -> Channel:
        if message.ephemeral and message not in self.private:
            raise Impossible(f"{self.name} does not see that message")
        if not message.ephemeral and message.id not in message.channel.history:
            raise Impossible("the message is gone")
        demand(message.channel, self.user)
        return message.channel

    async def _done(
        self,
        kind: InteractionType,
        channel: Channel,
        data: Json,
        source: Message | None = None,
        *,
        what: str,
    ) -> Seen:
        if channel.guild and self.id not in channel.guild.members:
            raise Impossible(f"{self.name} is not in {channel.guild.name}")
        interaction = self._world.interactions.happen(kind, self.user, channel, data, source)
        return await self._answer(interaction, what)

    async def _answer(self, interaction: Interaction, what: str) -> Seen:
        before = len(self._world.refused)
        try:
            await self._world.changes.until(
                lambda: interaction.settled, f"the bot's answer to {self.name}'s {what}"
            )
        except TimeoutError as silence:
            silence.add_note(f"refused meanwhile: {self._world.refused[before:]}")
            raise
        return Seen(interaction)


def _named(command: Json) -> Json:
    own = {"id": command["id"], "name": command["name"], "type": command["type"]}
    return own | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def _is_allowed(command: Json, guild: Guild, user: User, channel: Channel) -> bool:
    needed = command.get("default_member_permissions")
    if needed is None:
        return True
    if in_guild(guild, user) & Permission.ADMINISTRATOR:
        return True
    # "0" means: administrators alone.
    return int(needed) != 0 and not int(needed) & ~in_channel(channel, user)
