"""What a person sees after doing something: a message, a modal, choices."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.discord.entities import LABEL, TEXT_DISPLAY, TEXT_INPUT, Channel, Message, walk
from tests.fakes.discord.errors import Json
from tests.fakes.discord.interactions import Callback, Interaction
from tests.fakes.discord.options import Impossible


@dataclass(frozen=True, eq=False)
class Modal:
    """An open modal. `fields` are its inputs as JSON, by custom_id, in order."""

    data: Json
    channel: Channel
    source: Message | None

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.data["title"])

    @property
    def text(self) -> str:
        """The text displays in it."""
        parts = walk(self.data["components"])
        return "\n".join(part["content"] for part in parts if part["type"] == TEXT_DISPLAY)

    @property
    def fields(self) -> dict[str, Json]:
        """The inputs, each with the `label` above it."""
        found: dict[str, Json] = {}
        for part in walk(self.data["components"]):
            if part["type"] == LABEL:
                found[part["component"]["custom_id"]] = part["component"] | {"label": part["label"]}
            elif part["type"] == TEXT_INPUT and part.get("label"):
                found[part["custom_id"]] = part
        return found

    def field(self, name: str) -> Json:
        """Return an input by its custom_id or label. Raises Impossible."""
        for custom_id, part in self.fields.items():
            if name in {custom_id, part["label"]}:
                return part
        raise Impossible(f"the modal has {sorted(self.fields)}, not {name!r}")


@dataclass(frozen=True, eq=False)
class Seen:
    """What came of it. `deferred`: the bot first said that it is thinking."""

    interaction: Interaction

    @property
    def message(self) -> Message:
        """The bot's last word. Raises Impossible where it said none."""
        if self.interaction.latest is None:
            raise Impossible("the bot showed no message")
        return self.interaction.latest

    @property
    def modal(self) -> Modal:
        """The modal that opened. Raises Impossible where none did."""
        if self.interaction.modal is None:
            raise Impossible("the bot opened no modal")
        return Modal(self.interaction.modal, self.interaction.channel, self.interaction.source)

    @property
    def choices(self) -> list[tuple[str, object]]:
        """What was offered while typing."""
        return [(choice["name"], choice["value"]) for choice in self.interaction.choices]

    @property
    def text(self) -> str:
        """The message's text."""
        return self.message.text

    @property
    def deferred(self) -> bool:
        """Whether the answer was put off."""
        return self.interaction.first in {Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE}
