"""What Discord accepts as components of a message or a modal.

Limits are those of Discord's reference, "Component Reference"; checked in November 2026 against
the bounds that discord.py 2.7.1 documents for the same fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.fakes.discord.entities import (
    ACTION_ROW,
    BUTTON,
    CHANNEL_SELECT,
    CHECKBOX,
    CHECKBOX_GROUP,
    CONTAINER,
    FILE,
    FILE_UPLOAD,
    LABEL,
    MEDIA_GALLERY,
    MENTIONABLE_SELECT,
    RADIO_GROUP,
    ROLE_SELECT,
    SECTION,
    SELECTS,
    SEPARATOR,
    STRING_SELECT,
    TEXT_DISPLAY,
    TEXT_INPUT,
    THUMBNAIL,
    USER_SELECT,
    walk,
)
from tests.fakes.discord.errors import Json, Problems

MOST_COMPONENTS = 40
MOST_TEXT = 4000
LINK, PREMIUM = 5, 6
_MOST_FILES = 10  # https://docs.discord.com/developers/components/reference, "File Upload"

Path = tuple[str | int, ...]

_IN_CONTAINER = {ACTION_ROW, SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR}
_IN_V2 = _IN_CONTAINER | {CONTAINER}
_IN_MODAL = {ACTION_ROW, TEXT_DISPLAY, LABEL}
_IN_LABEL = {
    TEXT_INPUT,
    STRING_SELECT,
    USER_SELECT,
    ROLE_SELECT,
    MENTIONABLE_SELECT,
    CHANNEL_SELECT,
    FILE_UPLOAD,
    RADIO_GROUP,
    CHECKBOX_GROUP,
    CHECKBOX,
}


class ComponentCheck:
    """Checks one tree of components."""

    def __init__(self, problems: Problems, *, modal: bool = False) -> None:
        self._problems = problems
        self._modal = modal
        self._ids: set[int] = set()
        self._custom_ids: set[str] = set()

    def message(self, components: list[Json], *, v2: bool) -> None:
        """Note what is wrong with a message's components."""
        path: Path = ("components",)
        if v2:
            self._totals(components)
            self._children(path, components, _IN_V2, MOST_COMPONENTS)
        else:
            self._children(path, components, {ACTION_ROW}, 5)

    def modal(self, components: list[Json]) -> None:
        """Note what is wrong with a modal's components."""
        self._children(("data", "components"), components, _IN_MODAL, 5, 1)

    def _totals(self, components: list[Json]) -> None:
        parts = list(walk(components))
        if len(parts) > MOST_COMPONENTS:
            self._problems.add(
                ("components",),
                "BASE_TYPE_BAD_LENGTH",
                f"A message holds {MOST_COMPONENTS} components in all, not {len(parts)}.",
            )
        texts = [str(part.get("content", "")) for part in parts if part["type"] == TEXT_DISPLAY]
        if (total := sum(map(len, texts))) > MOST_TEXT:
            self._problems.add(
                ("components",),
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                f"A message's text displays hold {MOST_TEXT} characters in all, not {total}.",
            )

    def _children(
        self, path: Path, children: object, kinds: set[int], most: int, least: int = 0
    ) -> None:
        for index, child in enumerate(self._problems.amount(path, children, most, least)):
            self._component((*path, index), child, kinds)

    def _component(self, path: Path, component: Json, kinds: set[int]) -> None:
        kind = component.get("type")
        if kind not in kinds:
            self._problems.add(
                (*path, "type"), "UNION_TYPE_CHOICES", f"Must be one of {sorted(kinds)}."
            )
            return
        self._own_id(path, component)
        if "custom_id" in component or kind in _IN_LABEL:
            self._custom_id(path, component)
        self._by_kind(path, component)

    def _own_id(self, path: Path, component: Json) -> None:
        own = component.get("id")
        if not own:  # 0 and none at all both let Discord choose
            return
        if not isinstance(own, int) or not 0 < own < 1 << 31:
            self._problems.add((*path, "id"), "NUMBER_TYPE_MAX", "Must be a 32-bit integer.")
        elif own in self._ids:
            self._problems.add(
                (*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated"
            )
        self._ids.add(own)

    def _custom_id(self, path: Path, component: Json) -> None:
        custom_id = component.get("custom_id")
        self._problems.length((*path, "custom_id"), custom_id, 100, 1)
        if custom_id in self._custom_ids:
            self._problems.add(
                (*path, "custom_id"),
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        self._custom_ids.add(str(custom_id))

    def _by_kind(self, path: Path, component: Json) -> None:
        checks: Mapping[int, Callable[[Path, Json], None]] = {
            ACTION_ROW: self._action_row,
            BUTTON: self._button,
            TEXT_INPUT: self._text_input,
            SECTION: self._section,
            TEXT_DISPLAY: self._text_display,
            MEDIA_GALLERY: self._gallery,
            CONTAINER: self._container,
            LABEL: self._label,
            RADIO_GROUP: self._group,
            CHECKBOX_GROUP: self._group,
            FILE_UPLOAD: lambda where, field: self._amounts(where, field, _MOST_FILES),
        } | dict.fromkeys(SELECTS, self._select)
        if check := checks.get(component["type"]):
            check(path, component)

    def _text_display(self, path: Path, display: Json) -> None:
        self._problems.length((*path, "content"), display.get("content"), MOST_TEXT, 1)

    def _gallery(self, path: Path, gallery: Json) -> None:
        self._problems.amount((*path, "items"), gallery.get("items"), 10, 1)

    def _container(self, path: Path, container: Json) -> None:
        inner = (*path, "components")
        self._children(inner, container.get("components"), _IN_CONTAINER, MOST_COMPONENTS - 1, 1)

    def _action_row(self, path: Path, row: Json) -> None:
        children = row.get("components", [])
        inner = (*path, "components")
        if self._modal:
            self._children(inner, children, {TEXT_INPUT}, 1, 1)
        elif any(child.get("type") in SELECTS for child in children):
            self._children(inner, children, set(SELECTS), 1, 1)
        else:
            self._children(inner, children, {BUTTON}, 5, 1)

    def _button(self, path: Path, button: Json) -> None:
        if not button.get("label") and not button.get("emoji"):
            self._problems.add(
                path, "BUTTON_COMPONENT_MISSING_LABEL", "A button needs a label or an emoji"
            )
        self._problems.length((*path, "label"), button.get("label") or "", 80)
        if (style := button.get("style")) == LINK:
            self._problems.length((*path, "url"), button.get("url"), 512, 1)
        elif style in range(1, LINK):
            self._problems.length((*path, "custom_id"), button.get("custom_id"), 100, 1)
        elif style != PREMIUM:
            self._problems.add((*path, "style"), "BASE_TYPE_CHOICES", "Not one of the choices")

    def _select(self, path: Path, select: Json) -> None:
        self._problems.length((*path, "custom_id"), select.get("custom_id"), 100, 1)
        self._problems.length((*path, "placeholder"), select.get("placeholder") or "", 150)
        if select["type"] == STRING_SELECT:
            self._options((*path, "options"), select.get("options"), 25)
        self._amounts(path, select, 25)

    def _options(self, path: Path, options: object, most: int) -> None:
        listed = self._problems.amount(path, options, most, 1)
        for index, option in enumerate(listed):
            self._problems.length((*path, index, "label"), option.get("label"), 100, 1)
            self._problems.length((*path, index, "value"), option.get("value"), 100, 1)
            self._problems.length(
                (*path, index, "description"), option.get("description") or "", 100
            )
        values = [option.get("value") for option in listed]
        if len(set(values)) < len(values):
            self._problems.add(
                path, "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values must be unique"
            )

    def _amounts(self, path: Path, select: Json, most: int) -> None:
        least, upper = select.get("min_values"), select.get("max_values")
        least, upper = 1 if least is None else least, 1 if upper is None else upper
        if not 0 <= least <= most:
            self._problems.add((*path, "min_values"), "NUMBER_TYPE_MAX", f"0 to {most}")
        offered = len(select["options"]) if select.get("options") else most
        if not max(1, least) <= upper <= min(most, offered):
            self._problems.add((*path, "max_values"), "NUMBER_TYPE_MAX", f"1 to {offered}")

    def _section(self, path: Path, section: Json) -> None:
        self._children((*path, "components"), section.get("components"), {TEXT_DISPLAY}, 3, 1)
        if not section.get("accessory"):
            self._problems.add((*path, "accessory"), "BASE_TYPE_REQUIRED", "This field is required")
        else:
            self._component((*path, "accessory"), section["accessory"], {BUTTON, THUMBNAIL})

    def _label(self, path: Path, label: Json) -> None:
        self._problems.length((*path, "label"), label.get("label"), 45, 1)
        self._problems.length((*path, "description"), label.get("description") or "", 100)
        self._component((*path, "component"), label.get("component") or {}, _IN_LABEL)

    def _group(self, path: Path, group: Json) -> None:
        self._options((*path, "options"), group.get("options"), 10)

    def _text_input(self, path: Path, field: Json) -> None:
        most = field.get("max_length")
        most = 4000 if most is None else most
        least = field.get("min_length") or 0
        if not 1 <= most <= 4000:
            self._problems.add((*path, "max_length"), "NUMBER_TYPE_MAX", "1 to 4000")
        if not 0 <= least <= most:
            self._problems.add((*path, "min_length"), "NUMBER_TYPE_MAX", f"0 to {most}")
        if field.get("style") not in {1, 2}:
            self._problems.add((*path, "style"), "BASE_TYPE_CHOICES", "Not one of the choices")
        self._problems.length((*path, "value"), field.get("value") or "", most)
        self._problems.length((*path, "placeholder"), field.get("placeholder") or "", 100)
        if path[-2] == "components":  # in an action row the input carries its own label
            self._problems.length((*path, "label"), field.get("label"), 45, 1)


def number(components: list[Json]) -> None:
    """Give every component without an id one, as Discord does: counting, past those taken."""
    taken = {part["id"] for part in walk(components) if part.get("id")}
    free = (candidate for candidate in range(1, 1 << 31) if candidate not in taken)
    for part in walk(components):
        if not part.get("id"):
            part["id"] = next(free)
