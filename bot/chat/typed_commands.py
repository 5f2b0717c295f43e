"""Commands that are typed as one line, `/quiz open deck="Bread"`: what they are, and how they run.

A platform that has fields for options, as Discord does, takes those instead. Which there are is in
`bot.chat.command_table`.
"""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from bot.chat.commands import run as run_chat
from bot.chat.interaction import Interaction
from bot.chat.typed_arguments import CommandArguments, read_arguments
from bot.errors import UnknownCommand
from bot.presentation import help as help_

_Of_contra = TypeVar("_Of_contra", bound=Interaction, contravariant=True)
Do = Callable[[_Of_contra, CommandArguments], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Command(Generic[_Of_contra]):
    """One command. `usage` and `about` are what is listed; `subs` are its first words.

    Of a command for organisers some of these may be `for_all`. With `escaped` the platform is to
    write whom it mentions as it does in messages.
    """

    about: str
    usage: str
    subs: Mapping[str, Do[_Of_contra]]
    for_organisers: bool = False
    for_all: frozenset[str] = frozenset()
    default: str = ""
    escaped: bool = False


async def run(interaction: _Of_contra, name: str, command: Command[_Of_contra], text: str) -> None:
    """Do what was typed. Raises NotOrganiser, UnknownCommand and what the command itself does."""
    typed = html.unescape(text) if command.escaped else text
    arguments = read_arguments(typed, subs=len(command.subs) > 1)
    if command.for_organisers and arguments.sub not in command.for_all:
        await interaction.require_organiser()
    if len(command.subs) == 1:
        (do,) = command.subs.values()
        await do(interaction, arguments)
        return
    sub = arguments.sub or command.default
    if sub not in command.subs:
        raise UnknownCommand(name, sub, tuple(command.subs))
    await command.subs[sub](interaction, arguments)


def only(arguments: CommandArguments, command: str, *known: str) -> None:
    """Raise UnknownCommand for an option that is none of these: a slip is not passed over."""
    for name in arguments.options:
        if name not in known:
            raise UnknownCommand(command, f"{name}=", tuple(f"{each}=" for each in known))


def named(arguments: CommandArguments, command: str, *known: str) -> CommandArguments:
    """Return arguments with free words as options: “ping @here” is “ping=@here”.

    What follows a name up to the next one is its value, "" for nothing. Raises UnknownCommand.
    """
    options, name = dict(arguments.options), ""
    for word in arguments.free.split():
        if word.lower().rstrip(":") in known:
            name = word.lower().rstrip(":")
            options[name] = ""
        elif not name:
            raise UnknownCommand(command, word, tuple(f"{each}=" for each in known))
        else:
            options[name] = f"{options[name]} {word}".strip()
    return replace(arguments, free="", options=options)


async def show_help(interaction: Interaction, known: Mapping[str, Command[Any]]) -> None:
    """Show what Roundtable does and these commands; to organisers theirs as well."""
    organises = await interaction.organises()
    await interaction.show(help_.help_message(listed(known), organises=organises))


def listed(
    known: Mapping[str, Command[Any]], called: Callable[[str], str] = str
) -> list[help_.Command]:
    """Return the commands as help lists them, by what they are `called` there."""
    return [
        part
        for name, each in known.items()
        for part in help_.for_each(
            help_.Command(called(name), each.usage, each.about, each.for_organisers),
            others=each.for_all,
        )
    ]


def deck_named(arguments: CommandArguments) -> str | None:
    """Return the deck that is named as an option or by free words, None without either."""
    return arguments.option("deck") or arguments.free or None


def free(do: Callable[[Interaction, str | None], Awaitable[None]]) -> Do[Interaction]:
    """Let the free words of a command say what it is about; without any that is None."""
    return lambda interaction, arguments: do(interaction, arguments.free or None)


def about(option: str, name: str) -> Do[Interaction]:
    """Let the free words of a command, or an option, say what it is about."""
    return lambda interaction, arguments: run_chat(
        interaction, name, **{option: arguments.option(option) or arguments.free}
    )
