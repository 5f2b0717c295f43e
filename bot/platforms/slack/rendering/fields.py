"""Fields of a form that are chosen rather than written, and what was chosen in them.

A field's block and element share a name: `state.values[name][name]` is what was chosen.
https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.platforms.chat_text.wrapping import short
from bot.platforms.slack.rendering.rich_text import Block, plain_text

_LONGEST_LABEL = 2_000
_LONGEST_OPTION = 75
_OPTIONS = 100  # in a menu, or in one group of it

Choice = tuple[str, str]  # what it means, what it is called
Values = Mapping[str, Mapping[str, Mapping[str, Any]]]


def field(
    name: str, label: str, element: Block, *, hint: str = "", optional: bool = False
) -> Block:
    """Return an input block around an element."""
    made: Block = {
        "type": "input",
        "block_id": name,
        "label": plain_text(short(label, _LONGEST_LABEL)),
        "element": {**element, "action_id": name},
        "optional": optional,
    }
    return {**made, "hint": plain_text(short(hint, _LONGEST_LABEL))} if hint else made


def menu(choices: Sequence[Choice], chosen: str | None = None) -> Block:
    """Return a menu; more than a hundred choices stand in groups, titled by their numbers."""
    if len(choices) <= _OPTIONS:
        options = _options(choices)
        return {"type": "static_select", "options": options, **_initial(options, chosen)}
    titled = [
        (f"{start + 1}\u2013{min(start + _OPTIONS, len(choices))}", part)
        for start, part in _parts(choices)
    ]
    return grouped_menu(titled, chosen)


def grouped_menu(groups: Iterable[tuple[str, Sequence[Choice]]], chosen: str | None) -> Block:
    """Return a menu whose choices stand under titles; a long group is followed by more of it."""
    made: list[Block] = [
        {"label": plain_text(short(title, _LONGEST_OPTION)), "options": _options(part)}
        for title, choices in groups
        for _, part in _parts(choices)
    ]
    options: list[Block] = [option for group in made for option in group["options"]]
    return {"type": "static_select", "option_groups": made, **_initial(options, chosen)}


def boxes(choices: Sequence[Choice], ticked: Iterable[str]) -> Block:
    """Return boxes to tick, ten at the most."""
    options = _options(choices)
    initial = [option for option in options if option["value"] in set(ticked)]
    return {"type": "checkboxes", "options": options, "initial_options": initial}


def channels(chosen: str | None) -> Block:
    """Return a list of the workspace's channels; direct messages and others' channels are none."""
    made: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return {**made, "initial_conversation": chosen} if chosen else made


def line(chosen: str, limit: int) -> Block:
    """Return a line to write in."""
    made: Block = {"type": "plain_text_input", "max_length": limit}
    return {**made, "initial_value": chosen[:limit]} if chosen else made


def clock(chosen: str) -> Block:
    """Return a time of day, `chosen` as HH:MM."""
    return {"type": "timepicker", "initial_time": chosen}


def moment(chosen: datetime) -> Block:
    """Return a day and a time in the reader's own zone."""
    return {"type": "datetimepicker", "initial_date_time": int(chosen.timestamp())}


def number(least: str, most: str, chosen: str = "", *, decimal: bool) -> Block:
    """Return a number between two others."""
    made: Block = {
        "type": "number_input",
        "is_decimal_allowed": decimal,
        "min_value": least,
        "max_value": most,
    }
    return {**made, "initial_value": chosen} if chosen else made


def chosen(values: Values, name: str) -> str:
    """Return what was chosen or written in a field, "" for nothing."""
    state = values.get(name, {}).get(name, {})
    if option := state.get("selected_option"):
        return str(option["value"])
    given = (
        state.get("value")
        or state.get("selected_conversation")
        or state.get("selected_time")
        or state.get("selected_date_time")
    )
    return str(given or "")


def ticked(values: Values, name: str) -> list[str]:
    """Return which boxes were ticked."""
    state = values.get(name, {}).get(name, {})
    return [str(option["value"]) for option in state.get("selected_options") or []]


def _options(choices: Sequence[Choice]) -> list[Block]:
    return [
        {"text": plain_text(short(words, _LONGEST_OPTION) or value), "value": value}
        for value, words in choices
    ]


def _initial(options: Sequence[Block], value: str | None) -> Block:
    found = [option for option in options if option["value"] == value]
    return {"initial_option": found[0]} if found else {}


def _parts(choices: Sequence[Choice]) -> list[tuple[int, Sequence[Choice]]]:
    return [(at, choices[at : at + _OPTIONS]) for at in range(0, len(choices), _OPTIONS)]
