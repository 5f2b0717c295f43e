"""What people fill into inputs, as a view's or a message's `state` carries it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from tests.fakes.slack.entities import File
from tests.fakes.slack.errors import Impossible, Json
from tests.fakes.slack.payloads import file_json
from tests.fakes.slack.reading import options

_LARGEST_FILE = 10 * 1024 * 1024
_TEXTS = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
_ONE_OPTION = {"static_select", "radio_buttons", "overflow", "external_select"}
_MANY_OPTIONS = {"multi_static_select", "checkboxes", "multi_external_select"}
# By type: what the state calls it, what the element's own first value is called.
_ONE = {
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "rich_text_input": ("rich_text_value", "initial_value"),
}
_MANY = {
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "file_input": ("files", "initial_files"),
}


def untouched(element: Json) -> Json:
    """Return the state of an element as it is shown first."""
    kind = element["type"]
    if kind in _TEXTS:
        return {"type": kind, "value": element.get("initial_value")}
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _MANY_OPTIONS:
        return {"type": kind, "selected_options": element.get("initial_options") or []}
    if kind in _ONE:
        name, initial = _ONE[kind]
        return {"type": kind, name: element.get(initial)}
    name, initial = _MANY[kind]
    return {"type": kind, name: element.get(initial) or []}


def filled(element: Json, given: Any) -> Json:
    """Return the state after somebody filled it. Raises Impossible."""
    kind = element["type"]
    if kind in _TEXTS:
        return {"type": kind, "value": _text(element, str(given)) if given else None}
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": _option(element, given)}
    if kind in _MANY_OPTIONS:
        chosen = [_option(element, one) for one in given]
        return {"type": kind, "selected_options": _few(element, chosen)}
    if kind in _ONE:
        return {"type": kind, _ONE[kind][0]: _plain(given)}
    if kind == "file_input":
        return {"type": kind, "files": _few(element, _sent(element, given))}
    return {"type": kind, _MANY[kind][0]: _few(element, [_plain(one) for one in given])}


def _sent(element: Json, files: list[File]) -> list[Json]:
    """Return uploaded files as a submission tells of them. Raises Impossible.

    "There is a 10MB file size limit", and `filetypes` are "valid file extensions",
    https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
    """
    known = element.get("filetypes")
    for each in files:
        if each.size > _LARGEST_FILE:
            raise Impossible(f"{each.name} has more than 10 MB")
        if known and each.name.rpartition(".")[2].lower() not in known:
            raise Impossible(f"{each.name} is none of {known}")
    return [file_json(each) for each in files]


def is_empty(state: Json) -> bool:
    """Whether nothing is filled in."""
    return not any(value for name, value in state.items() if name != "type")


def _text(field: Json, text: str) -> str:
    least, most = field.get("min_length", 0), field.get("max_length", 3000)
    if field["type"] == "plain_text_input" and not least <= len(text) <= most:
        raise Impossible(f"the field takes {least} to {most} characters, not {len(text)}")
    if not field.get("multiline") and "\n" in text:
        raise Impossible("the field takes one line")
    if field["type"] == "number_input":
        _check_number(field, text)
    return text


def _check_number(field: Json, text: str) -> None:
    """Let nothing be sent but a number that the field takes. Raises Impossible.

    https://docs.slack.dev/reference/block-kit/block-elements/number-input-element
    """
    least, most = field.get("min_value", "-inf"), field.get("max_value", "inf")
    pattern = r"-?\d+(\.\d+)?" if field["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, text, re.ASCII):
        raise Impossible(f"the field takes a number, not {text!r}")
    if not float(least) <= float(text) <= float(most):
        raise Impossible(f"the field takes {least} to {most}, not {text}")


def _option(element: Json, given: object) -> Json:
    for option in options(element):
        if given in {option["value"], option["text"]["text"]}:
            return option
    offered = [option["text"]["text"] for option in options(element)]
    raise Impossible(f"{given!r} is not offered, but {offered}")


def _few(element: Json, chosen: list[Any]) -> list[Any]:
    most = element.get("max_selected_items") or element.get("max_files")
    if most and len(chosen) > most:
        raise Impossible(f"{most} can be chosen, not {len(chosen)}")
    return chosen


def _plain(given: Any) -> Any:
    if isinstance(given, datetime):
        return int(given.timestamp())
    if isinstance(given, date):
        return given.isoformat()
    if isinstance(given, time):
        return given.strftime("%H:%M")
    return getattr(given, "id", given)
