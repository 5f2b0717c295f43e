"""What Slack accepts as elements and texts within blocks.

Limits are those of Slack's reference, "Block elements" and "Composition objects"; checked in
November 2026 against the bounds that slack_sdk 3.47 documents for the same fields.
"""

from __future__ import annotations

import re

from tests.fakes.slack.errors import Impossible, Json, Problems
from tests.fakes.slack.reading import INPUTS, PICKERS, PRESSED, SELECTS

ACTIONS = SELECTS | PICKERS | PRESSED | {"checkboxes", "radio_buttons", "overflow"}
ACCESSORIES = ACTIONS | {"image"}
IN_INPUT = INPUTS

_MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
_STATIC = {"static_select", "multi_static_select", "overflow", "checkboxes", "radio_buttons"}
_INITIAL = {
    "datepicker": ("initial_date", re.compile(r"\d{4}-\d{2}-\d{2}")),
    "timepicker": ("initial_time", re.compile(r"\d{2}:\d{2}")),
}
_LONGEST_INPUT = 3000
_MOST_FILES = 10


def check_text(
    problems: Problems,
    path: str,
    text: object,
    most: int,
    kinds: tuple[str, ...] = ("plain_text",),
) -> None:
    """Note what is wrong with a text object."""
    if not isinstance(text, dict):
        problems.add(path, "missing required field: text object")
        return
    if text.get("type") not in kinds:
        problems.add(f"{path}/type", f"unsupported type: {text.get('type')}, not {list(kinds)}")
    problems.length(f"{path}/text", text.get("text"), most)
    allowed = {"type", "text", "emoji"} if text.get("type") == "plain_text" else None
    for name in set(text) - (allowed or {"type", "text", "verbatim"}):
        problems.add(path, f"invalid additional property: {name}")


def check_element(problems: Problems, path: str, element: object, kinds: set[str]) -> None:
    """Note what is wrong with an element that stands where only some `kinds` may."""
    kind = element.get("type") if isinstance(element, dict) else None
    if not isinstance(element, dict) or kind not in kinds:
        problems.add(f"{path}/type", f"unsupported type: {kind}")
        return
    problems.optional(path, element, "action_id", 255, 1)
    if element.get("placeholder") is not None:
        check_text(problems, f"{path}/placeholder", element["placeholder"], 150)
    if element.get("confirm") is not None:
        _confirm(problems, f"{path}/confirm", element["confirm"])
    _by_kind(problems, path, element)


def _by_kind(problems: Problems, path: str, element: Json) -> None:
    kind = element["type"]
    if kind == "button":
        _button(problems, path, element)
    elif kind == "image":
        check_image(problems, path, element)
    elif kind in _STATIC:
        _static(problems, path, element)
    elif kind in _INITIAL:
        _initial(problems, path, element)
    elif kind == "plain_text_input":
        _text_input(problems, path, element)
    elif kind == "number_input" and not isinstance(element.get("is_decimal_allowed"), bool):
        problems.add(f"{path}/is_decimal_allowed", "missing required field: is_decimal_allowed")
    elif kind == "file_input" and not 1 <= element.get("max_files", _MOST_FILES) <= _MOST_FILES:
        problems.add(f"{path}/max_files", "must be 1 to 10")


def _button(problems: Problems, path: str, button: Json) -> None:
    check_text(problems, f"{path}/text", button.get("text"), 75)
    problems.optional(path, button, "value", 2000)
    problems.optional(path, button, "url", 3000, 1)
    problems.optional(path, button, "accessibility_label", 75)
    if button.get("style") not in {None, "primary", "danger"}:
        problems.add(f"{path}/style", "must be primary or danger, or left out")


def check_image(problems: Problems, path: str, image: Json) -> None:
    """Note what is wrong with an image, as a block or as an element."""
    problems.length(f"{path}/alt_text", image.get("alt_text"), 2000)
    if image.get("slack_file") is None:
        problems.length(f"{path}/image_url", image.get("image_url"), 3000)
    elif image.get("image_url") is not None:
        problems.add(path, "only one of image_url and slack_file may be given")


def _confirm(problems: Problems, path: str, confirm: Json) -> None:
    check_text(problems, f"{path}/title", confirm.get("title"), 100)
    check_text(problems, f"{path}/text", confirm.get("text"), 300, ("plain_text", "mrkdwn"))
    check_text(problems, f"{path}/confirm", confirm.get("confirm"), 30)
    check_text(problems, f"{path}/deny", confirm.get("deny"), 30)


def _static(problems: Problems, path: str, element: Json) -> None:
    if element.get("option_groups") is None:
        _options(problems, path, element, "options", _MOST_OPTIONS.get(element["type"], 100))
    else:
        groups = problems.amount(f"{path}/option_groups", element["option_groups"], 100)
        for index, group in enumerate(groups):
            where = f"{path}/option_groups/{index}"
            check_text(problems, f"{where}/label", group.get("label"), 75)
            _options(problems, where, group, "options", 100)
    _initially_chosen(problems, path, element)


def demand_options(offered: list[Json]) -> None:
    """Raise Impossible for options that Slack would not show in an external menu.

    https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element: 100 at the most.
    """
    problems = Problems()
    if offered:
        _options(problems, "", {"type": "external_select", "options": offered}, "options", 100)
    if problems.found:
        raise Impossible(str(problems.found))


def _options(problems: Problems, path: str, holder: Json, name: str, most: int) -> None:
    listed = problems.amount(f"{path}/{name}", holder.get(name), most)
    kinds = ("plain_text", "mrkdwn") if _marks_options(holder) else ("plain_text",)
    for index, option in enumerate(listed):
        where = f"{path}/{name}/{index}"
        check_text(problems, f"{where}/text", option.get("text"), 75, kinds)
        problems.length(f"{where}/value", option.get("value"), 150)
        if option.get("description") is not None:
            check_text(problems, f"{where}/description", option["description"], 75, kinds)
    values = [option.get("value") for option in listed]
    if len(set(values)) < len(values):
        problems.add(f"{path}/{name}", "values must be unique")


def _marks_options(holder: Json) -> bool:
    return holder.get("type") in {"checkboxes", "radio_buttons"}


def _initially_chosen(problems: Problems, path: str, element: Json) -> None:
    chosen = element.get("initial_options") or [element.get("initial_option")]
    grouped = [one for group in element.get("option_groups") or [] for one in group["options"]]
    offered = [*(element.get("options") or []), *grouped]
    for option in filter(None, chosen):
        if option not in offered:
            problems.add(f"{path}/initial_option", "must be exactly one of the options")


def _initial(problems: Problems, path: str, picker: Json) -> None:
    name, form = _INITIAL[picker["type"]]
    value = picker.get(name)
    if value is not None and not (isinstance(value, str) and form.fullmatch(value)):
        problems.add(f"{path}/{name}", f"must match {form.pattern}")


def _text_input(problems: Problems, path: str, field: Json) -> None:
    most = field.get("max_length", _LONGEST_INPUT)
    least = field.get("min_length", 0)
    if not 1 <= most <= _LONGEST_INPUT:
        problems.add(f"{path}/max_length", f"must be between 1 and {_LONGEST_INPUT}")
    if not 0 <= least <= min(most, _LONGEST_INPUT):
        problems.add(f"{path}/min_length", "must be between 0 and max_length")
    problems.optional(path, field, "initial_value", _LONGEST_INPUT)
