"""What a person sees: messages, forms, and the parts of them that can be used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord

_EPHEMERAL = 1 << 6
_BUTTON = discord.ComponentType.button.value
_LABEL = discord.ComponentType.label.value
_TEXT_INPUT = discord.ComponentType.text_input.value
_SELECT = discord.ComponentType.string_select.value
# Under these keys a component holds other ones.
_NESTS = ("components", "component", "accessory", "items")

# A backslash before a mark is not shown; the mark is, as it stands.
_ESCAPED = re.compile(r"\\([^\w\s])")

Component = dict[str, Any]


def parts(components: list[Component]) -> Iterator[Component]:
    """Yield all components in the order in which they are read, however deep they are."""
    for component in components:
        yield component
        for key in _NESTS:
            nested = component.get(key, [])
            yield from parts(nested if isinstance(nested, list) else [nested])


@dataclass(frozen=True)
class SeenMessage:
    """A message as Discord has it now."""

    raw: dict[str, Any]

    @property
    def id(self) -> str:
        """The message's id, which is that of its thread too."""
        return str(self.raw["id"])

    @property
    def channel(self) -> str:
        """The id of the channel or thread in which it stands."""
        return str(self.raw["channel_id"])

    @property
    def author(self) -> str:
        """The id of who wrote it."""
        return str(self.raw["author"]["id"])

    @property
    def is_private(self) -> bool:
        """Whether one person alone sees it (ephemeral)."""
        return bool(self.raw.get("flags", 0) & _EPHEMERAL)

    @property
    def parts(self) -> list[Component]:
        """Every component, however deep."""
        return list(parts(self.raw.get("components", [])))

    @property
    def text(self) -> str:
        """Everything that is to be read in it, a part a line, without the labels of buttons."""
        said = [self.raw["content"]]
        for embed in self.raw["embeds"]:
            said += [embed.get("title", ""), embed.get("description", "")]
            said += [f"{field['name']}\n{field['value']}" for field in embed.get("fields", [])]
        said += [part["content"] for part in self.parts if "content" in part]
        return _ESCAPED.sub(r"\1", "\n".join(filter(None, said)))

    @property
    def files(self) -> list[str]:
        """The names of its attachments."""
        return [file["filename"] for file in self.raw["attachments"]]

    def file(self, name: str) -> dict[str, Any]:
        """Return an attachment by its name. Raises LookupError where there is none."""
        for file in self.raw["attachments"]:
            if file["filename"] == name:
                return dict(file)
        raise LookupError(f"no file {name!r}, only {self.files}")

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons that can be pressed."""
        return [_name(part) for part in self.parts if _can_be_pressed(part)]

    def button(self, label: str) -> Component:
        """Return a button that can be pressed. Raises LookupError where there is none."""
        for part in self.parts:
            if _can_be_pressed(part) and label in (_name(part), part["custom_id"]):
                return part
        raise LookupError(f"no button {label!r} can be pressed here, only {self.buttons}")

    def select(self, name: str | None = None) -> Component:
        """Return a menu by its placeholder or custom id, or the only one."""
        menus = [part for part in self.parts if part["type"] == _SELECT]
        fitting = [
            menu for menu in menus if name in (None, menu.get("placeholder"), menu["custom_id"])
        ]
        if len(fitting) != 1:
            raise LookupError(f"{len(fitting)} menus are {name!r}")
        return fitting[0]


def _can_be_pressed(part: Component) -> bool:
    return part["type"] == _BUTTON and "custom_id" in part and not part.get("disabled")


def _name(button: Component) -> str:
    return str(button.get("label") or (button.get("emoji") or {}).get("name", ""))


def chosen_values(select: Component, *labels: str) -> list[str]:
    """Return the values behind a menu's labels. Raises LookupError where one is not offered."""
    offered = {option["label"]: option["value"] for option in select["options"]}
    if missing := set(labels) - set(offered):
        raise LookupError(f"{missing} not offered, only {list(offered)}")
    return [offered[label] for label in labels]


@dataclass(frozen=True)
class SeenModal:
    """A form that opened, with where it was opened from."""

    raw: dict[str, Any]
    channel: str
    message: str | None

    @property
    def title(self) -> str:
        """What stands above the form."""
        return str(self.raw["title"])

    @property
    def text(self) -> str:
        """What is to be read above the fields."""
        said = [part["content"] for part in parts(self.raw["components"]) if "content" in part]
        return _ESCAPED.sub(r"\1", "\n".join(said))

    @property
    def fields(self) -> dict[str, Component]:
        """What can be filled in, by its label."""
        fields = {}
        for part in parts(self.raw["components"]):
            if part["type"] == _LABEL:
                fields[str(part["label"])] = part["component"]
            elif part["type"] == _TEXT_INPUT and part.get("label"):
                fields[str(part["label"])] = part
        return fields

    def filled_in(self, entries: dict[str, str | list[str]]) -> dict[str, Any]:
        """Return what submitting the form sends: texts are typed, of a list the labels chosen.

        A field that is left out keeps what stands in it. Raises LookupError for a field that is
        not there and ValueError for a text that the field does not take.
        """
        if missing := set(entries) - set(self.fields):
            raise LookupError(f"{missing} not in the form, only {list(self.fields)}")
        by_id = {self.fields[label]["custom_id"]: entry for label, entry in entries.items()}
        return {
            "custom_id": self.raw["custom_id"],
            "components": [_submitted(part, by_id) for part in self.raw["components"]],
        }


def _submitted(part: Component, entries: dict[str, str | list[str]]) -> Component:
    sent: Component = {"type": part["type"], "id": part.get("id", 0)}
    if "component" in part:
        return {**sent, "component": _submitted(part["component"], entries)}
    if "components" in part:
        return {**sent, "components": [_submitted(one, entries) for one in part["components"]]}
    if "custom_id" not in part:
        return sent
    sent["custom_id"] = part["custom_id"]
    entry = entries.get(part["custom_id"])
    if part["type"] == _TEXT_INPUT:
        return {**sent, "value": _typed(part, part.get("value") or "" if entry is None else entry)}
    return {**sent, "values": _picked(part, entry)}


def _typed(field: Component, text: str | list[str]) -> str:
    if not isinstance(text, str):
        raise TypeError("this field takes a text")
    least = field.get("min_length") or (1 if field.get("required", True) else 0)
    most = field.get("max_length") or 4000
    if not least <= len(text) <= most and (text or field.get("required", True)):
        raise ValueError(f"this field takes {least} to {most} characters, not {len(text)}")
    return text


def _picked(field: Component, labels: str | list[str] | None) -> list[str]:
    if labels is None:
        # Where files are uploaded there is nothing to choose from.
        return [option["value"] for option in field.get("options", ()) if option.get("default")]
    return chosen_values(field, *([labels] if isinstance(labels, str) else labels))
