"""Commands that people type as words: to us alone, or behind a mention.

Discord sends a slash command only to who chooses it from the app's own list. What was meant is
offered as buttons, which do it: who may is asked when one is pressed.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from bot.chat import rounds, typed_commands
from bot.chat.command_table import commands
from bot.chat.corrections import ANY, TYPE, corrected
from bot.chat.interaction import Interaction
from bot.chat.typed_by_organisers import SETTINGS
from bot.chat.typed_commands import Command
from bot.core.view import Action, Line, Message
from bot.errors import BadOption, UnknownCommand
from bot.presentation.decks import HOW_TO_IMPORT
from bot.presentation.help import MEANT

_MOST_WORDS = 6  # of what is taken for a command without a slash
_ALIKE = 0.75
_LONGEST = 80  # of a custom_id's hundred characters
_AS_HERE = {"/mine": "/me"}


async def _import(interaction: Interaction, _: object) -> None:
    await interaction.say(HOW_TO_IMPORT)


_TYPED: dict[str, Command[Interaction]] = {
    _AS_HERE.get(name, name): each
    for name, each in commands(import_=_import, settings=SETTINGS).items()
}
_TYPED["/open"] = Command("What is open now", "", {"": lambda here, _: rounds.open_now(here)})


def meant(words: str) -> Message | None:
    """Return what offers the commands that words may mean, None for words that are no command."""
    word, _, rest = words.strip().partition(" ")
    name, is_command = f"/{word.lower().removeprefix('/')}", word.startswith("/")
    text = f"{name.removeprefix('/')} {rest}".strip()
    if len(name) == 1 or not (is_command or len(words.split()) <= _MOST_WORDS):
        return None
    if name in _TYPED:
        return _pressable(Message.saying(MEANT, actions=(Action(TYPE, f"/{text}", ANY, text),)))
    if not is_command and not get_close_matches(name, _TYPED, n=1, cutoff=_ALIKE):
        return None
    return _pressable(corrected(UnknownCommand("", name, tuple(_TYPED)), ANY, text, called="/"))


async def do(interaction: Interaction, words: str) -> None:
    """Do what a button has as words; what is not understood is told with the nearest."""
    word, _, rest = words.partition(" ")
    name = f"/{word}"
    try:
        await typed_commands.run(interaction, name, _known(name), rest)
    except (UnknownCommand, BadOption) as error:
        await interaction.show(_pressable(corrected(error, ANY, words, called="/")))


def _known(name: str) -> Command[Interaction]:
    if name not in _TYPED:
        raise UnknownCommand("", name, tuple(_TYPED))
    return _TYPED[name]


def _pressable(message: Message) -> Message:
    """Return it with commands called as they are here, and the buttons that Discord can hold."""
    blocks = tuple(
        replace(each, text=_as_here(each.text)) if isinstance(each, Line) else each
        for each in message.blocks
    )
    actions = tuple(
        each
        for each in message.actions
        if each.choice.isprintable() and len(each.choice) <= _LONGEST
    )
    return replace(message, summary=_as_here(message.summary), blocks=blocks, actions=actions)


def _fits(words: str) -> bool:
    return words.isprintable() and len(words) <= _LONGEST


def _as_here(words: str) -> str:
    for name, here in _AS_HERE.items():
        words = words.replace(f"“{name}", f"“{here}")
    return words
