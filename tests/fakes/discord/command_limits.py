"""What Discord accepts as application commands.

Limits: Discord's reference, "Application Commands": names 1 to 32, descriptions 1 to 100, 25
options, 25 choices, 100 slash commands, 15 user and 15 message commands, 8000 characters a command.
"""

from __future__ import annotations

import re

from tests.fakes.discord.errors import Json, Problems

CHAT_INPUT, USER_COMMAND, MESSAGE_COMMAND = 1, 2, 3
SUB_COMMAND, SUB_COMMAND_GROUP = 1, 2
MOST = {CHAT_INPUT: 100, USER_COMMAND: 15, MESSAGE_COMMAND: 15}
_NAME = re.compile(r"[-_'\w]{1,32}")

Path = tuple[str | int, ...]


def check_commands(commands: list[Json]) -> None:
    """Raise Refused for commands that cannot be registered together."""
    problems = Problems()
    for index, command in enumerate(commands):
        _command(problems, (index,), command)
    for kind, most in MOST.items():
        names = [entry.get("name") for entry in commands if entry.get("type", CHAT_INPUT) == kind]
        problems.amount((f"type-{kind}",), names, most)
        if len(set(names)) < len(names):
            problems.add(
                (f"type-{kind}",),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
    problems.refuse()


def _command(problems: Problems, path: Path, command: Json) -> None:
    if command.get("type", CHAT_INPUT) == CHAT_INPUT:
        _named(problems, path, command)
        _options(problems, path, command.get("options") or [])
    else:
        problems.length((*path, "name"), command.get("name"), 32, 1)
        problems.length((*path, "description"), command.get("description") or "", 0)
    if _characters(command) > 8000:
        problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")


def _named(problems: Problems, path: Path, thing: Json) -> None:
    name = thing.get("name")
    problems.length((*path, "name"), name, 32, 1)
    if isinstance(name, str) and (not _NAME.fullmatch(name) or name != name.lower()):
        problems.add(
            (*path, "name"),
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        )
    problems.length((*path, "description"), thing.get("description"), 100, 1)


def _options(problems: Problems, path: Path, options: list[Json]) -> None:
    inner = (*path, "options")
    names = [option.get("name") for option in problems.amount(inner, options, 25)]
    if len(set(names)) < len(names):
        problems.add(inner, "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option names repeat")
    needed = [bool(option.get("required")) for option in options]
    if needed != sorted(needed, reverse=True):
        problems.add(
            inner,
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options",
        )
    for index, option in enumerate(options):
        _option(problems, (*inner, index), option)


def _option(problems: Problems, path: Path, option: Json) -> None:
    _named(problems, path, option)
    if option.get("type") not in range(1, 12):
        problems.add((*path, "type"), "BASE_TYPE_CHOICES", "Not one of the choices")
    if option.get("type") in {SUB_COMMAND, SUB_COMMAND_GROUP}:
        _options(problems, path, option.get("options") or [])
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        problems.add(
            path, "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", "Either choices or autocomplete"
        )
    for index, choice in enumerate(problems.amount((*path, "choices"), choices, 25)):
        problems.length((*path, "choices", index, "name"), choice.get("name"), 100, 1)
        problems.length((*path, "choices", index, "value"), str(choice.get("value")), 100, 1)


def _characters(thing: Json) -> int:
    own = len(thing.get("name") or "") + len(thing.get("description") or "")
    chosen = sum(
        len(str(choice.get("name"))) + len(str(choice.get("value")))
        for choice in thing.get("choices") or []
    )
    return own + chosen + sum(map(_characters, thing.get("options") or []))
