"""People who use the bot on the twin: they type, press, choose, fill in, and read the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import discord

from tests.fakes.patience import PATIENCE_S
from tests.interop.discord_twin.control import Control
from tests.interop.discord_twin.files import Files
from tests.interop.discord_twin.scenario import STUDY, Inhabitant
from tests.interop.options import Filling
from tests.interop.seen import SeenMessage, SeenModal, chosen_values

_T = TypeVar("_T")

_SECONDS_BETWEEN_LOOKS = 0.01  # the twin is another process, which tells nobody of a change

_COMMAND = discord.InteractionType.application_command.value
_COMPONENT = discord.InteractionType.component.value
_AUTOCOMPLETE = discord.InteractionType.autocomplete.value
_MODAL_SUBMIT = discord.InteractionType.modal_submit.value
_CHAT_INPUT = discord.AppCommandType.chat_input.value
_ON_MESSAGE = discord.AppCommandType.message.value
_OPENS_MODAL = discord.InteractionResponseType.modal.value
_OFFERS_CHOICES = discord.InteractionResponseType.autocomplete_result.value


async def seen(look: Callable[[], Awaitable[_T | None]], what: str) -> _T:
    """Look until there is something to see. Raises TimeoutError with what was waited for."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                if (found := await look()) is not None:
                    return found
                await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
    except TimeoutError:
        raise TimeoutError(f"never seen: {what}") from None


async def _messages(control: Control, channel: str) -> list[SeenMessage]:
    return [SeenMessage(raw) for raw in await control.ask("messages", channel=channel)]


@dataclass(frozen=True)
class Answer:
    """What the bot does about a command, a press or a form; the acting person alone may look."""

    _control: Control
    _interaction: str
    _channel: str
    _message: str | None  # the one whose button was pressed

    async def acknowledged(self) -> dict[str, Any]:
        """Return how the bot took it, as soon as it did: type and data of its first answer."""

        async def look() -> dict[str, Any] | None:
            row: dict[str, Any] = await self._control.ask("response", interaction=self._interaction)
            return row if row["acknowledged"] else None

        return await seen(look, "an acknowledgement")

    async def message(self, having: str = "", files: int = 0) -> SeenMessage:
        """Return the answer once it has a certain text: a new message or the pressed one.

        Files reach the twin after their message, so who expects some says how many.
        """
        await self.acknowledged()

        async def look() -> SeenMessage | None:
            row = await self._control.ask("response", interaction=self._interaction)
            for message in await _messages(self._control, self._channel):
                is_whole = having in message.text and len(message.files) >= files
                if message.id == row["messageId"] and is_whole:
                    return message
            return None

        return await seen(look, f"an answer having {having!r}")

    async def modal(self) -> SeenModal:
        """Return the form that opened."""
        row = await self.acknowledged()
        assert row["type"] == _OPENS_MODAL, f"the bot answered with type {row['type']}, no form"
        return SeenModal(row["data"], self._channel, self._message)

    async def choices(self) -> list[tuple[str, Any]]:
        """Return the suggestions that were made: what is read, and what choosing it fills in."""
        row = await self.acknowledged()
        assert row["type"] == _OFFERS_CHOICES
        return [(choice["name"], choice["value"]) for choice in row["data"]["choices"]]


@dataclass(frozen=True)
class Person:
    """Somebody on the server."""

    control: Control
    files: Files
    who: Inhabitant

    async def say(
        self, text: str, channel: str = STUDY, reply_to: SeenMessage | None = None
    ) -> SeenMessage:
        """Write a message."""
        answered = reply_to.id if reply_to else None
        return SeenMessage(
            await self.control.ask(
                "send", channel=channel, person=self.who.id, text=text, reply_to=answered
            )
        )

    async def command(self, command: str, /, where: str = STUDY, **options: Any) -> Answer:
        """Use a slash command that the bot registered; a subcommand is named `group sub`.

        A channel or role is given by its id, a file as an `Upload`.
        """
        data = await self._command_data(command, options)
        return await self._interact(_COMMAND, data, where)

    async def suggestions(
        self, command: str, option: str, typed: str, /, where: str = STUDY, **options: Any
    ) -> list[tuple[str, Any]]:
        """Type into an option of a slash command and return what is suggested, with its value."""
        data = await self._command_data(command, {**options, option: typed}, focused=option)
        answer = await self._interact(_AUTOCOMPLETE, data, where)
        return await answer.choices()

    async def use_on(self, message: SeenMessage, name: str) -> Answer:
        """Use a command out of a message's menu."""
        command = await self._registered(name, _ON_MESSAGE)
        data = {
            "id": command["id"],
            "name": name,
            "type": _ON_MESSAGE,
            "target_id": message.id,
            "resolved": {"messages": {message.id: message.raw}},
        }
        return await self._interact(_COMMAND, data, message.channel)

    async def press(self, message: SeenMessage, label: str) -> Answer:
        """Press a button by its label or custom id."""
        return await self._use(message, message.button(label), {})

    async def choose(self, message: SeenMessage, *labels: str, menu: str | None = None) -> Answer:
        """Choose labels of a menu, which is named where there are several."""
        select = message.select(menu)
        return await self._use(message, select, {"values": chosen_values(select, *labels)})

    async def submit(self, modal: SeenModal, entries: dict[str, str | list[str]]) -> Answer:
        """Fill in a form, by the labels of its fields, and send it."""
        filled_in = modal.filled_in(entries)
        return await self._interact(_MODAL_SUBMIT, filled_in, modal.channel, modal.message)

    async def reads(self, having: str, channel: str = STUDY) -> SeenMessage:
        """Return the newest message of a channel that has a text, as soon as there is one."""

        async def look() -> SeenMessage | None:
            public = await self.sees(channel)
            return next((m for m in reversed(public) if having in m.text), None)

        return await seen(look, f"a message having {having!r}")

    async def sees(self, channel: str = STUDY) -> list[SeenMessage]:
        """Return what stands in a channel now, oldest first; in a thread without what began it."""
        found = await _messages(self.control, channel)
        return [one for one in found if not one.is_private and one.channel == channel]

    def opens(self, message: SeenMessage, name: str) -> bytes:
        """Return what is in a message's file."""
        return self.files.read(message.file(name))

    async def direct_messages(self) -> str:
        """Return the id of the channel between this person and the bot."""
        channel = await self.control.ask("direct_channel", person=self.who.id)
        return str(channel["id"])

    async def _use(self, message: SeenMessage, part: dict[str, Any], more: Any) -> Answer:
        data = {"custom_id": part["custom_id"], "component_type": part["type"], **more}
        return await self._interact(_COMPONENT, data, message.channel, message.id)

    async def _interact(
        self, kind: int, data: dict[str, Any], channel: str, message: str | None = None
    ) -> Answer:
        made = await self.control.ask(
            "interact", type=kind, person=self.who.id, data=data, channel=channel, message=message
        )
        return Answer(self.control, made["id"], channel, message)

    async def _registered(self, name: str, kind: int) -> dict[str, Any]:
        async def look() -> dict[str, Any] | None:
            commands = await self.control.ask("commands")
            return next((c for c in commands if (c["name"], c["type"]) == (name, kind)), None)

        return await seen(look, f"the command {name}")

    async def _command_data(
        self, name: str, options: dict[str, Any], focused: str | None = None
    ) -> dict[str, Any]:
        top, *subs = name.split()
        command = await self._registered(top, _CHAT_INPUT)
        data = {"id": command["id"], "name": top, "type": _CHAT_INPUT}
        # A command for one server says so, and discord.py finds it by that.
        if command["guildId"]:
            data["guild_id"] = command["guildId"]
        filling = Filling(self.control, self.files, focused)
        filled_in = await filling.options(command["options"], subs, options)
        return {**data, "options": filled_in, "resolved": filling.resolved}
