"""What may have been meant by a command that was not understood, as buttons that type it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from bot.core.naming import cut_apart
from bot.core.view import Action, Message
from bot.errors import BadOption, UnknownCommand
from bot.presentation.errors import refused

TYPE = "type"
"""The action that does a command: its subject is the command's name, its choice what follows."""
ANY = "roundtable"
"""The subject where the choice is all of it, the command's name as well."""
_NEAR = 2
_LONGEST, _LONGEST_LABEL = 1_500, 75
# One of the words for a value stands for all of its kind, and is nothing to type.
_ANYBODY = "@somebody"


def corrected(error: UnknownCommand | BadOption, name: str, text: str, *, called: str) -> Message:
    """Return the refusal of a command, which is `called` so there, with what may have been meant.

    `name` is the command's own, `text` what followed it.
    """
    texts = [each for each in _meant(error, text) if each.isprintable() and len(each) <= _LONGEST]
    bare = name.removeprefix("/")
    gap = " " if called.removeprefix("/") else ""
    labels = cut_apart([f"{called}{gap}{each}" for each in texts], _LONGEST_LABEL)
    actions = [Action(TYPE, label, bare, each) for label, each in zip(labels, texts, strict=True)]
    return replace(refused(error), actions=tuple(actions))


def _meant(error: UnknownCommand | BadOption, text: str) -> Iterator[str]:
    if not (error.sub if isinstance(error, UnknownCommand) else error.value):
        yield from _completed(error, text.strip())
        return
    if isinstance(error, UnknownCommand):
        known = [each.removeprefix("/") for each in error.known]
        wrong = error.sub.removeprefix("/")
        # A word that is like none may be any of those that can stand there; not so an option.
        nearer = get_close_matches(wrong.lower(), known, n=_NEAR) or [
            each for each in known if not each.endswith("=")
        ]
        before = ""
    else:
        wrong, nearer = error.value, [each for each in error.known if _ANYBODY not in each]
        before = rf"{re.escape(error.name)}\s*=\s*"
    found = _place(text, before, wrong)
    if found is None:
        return
    for each in nearer:
        new = each.removesuffix("=")
        yield f"{text[: found.start('wrong')]}{new}{text[found.end('wrong') :]}"


def _completed(error: UnknownCommand | BadOption, text: str) -> Iterator[str]:
    """Yield what was typed with each word that may be missing at its end."""
    if isinstance(error, BadOption):
        ending = re.search(rf"(?<!\S){re.escape(error.name)}(?:\s*=)?$", text, re.IGNORECASE)
        if ending is None:
            return
        text = f"{text[: ending.start()]}{error.name}"
    yield from (f"{text} {each}".strip() for each in error.known if _ANYBODY not in each)


def _place(text: str, before: str, wrong: str) -> re.Match[str] | None:
    """Find what was wrong: behind the name of its option, else as words of its own."""
    word = re.escape(wrong.removesuffix("="))
    end = r"\s*=" if wrong.endswith("=") else r"(?!\S)"
    named = re.search(rf'(?<!\S){before}(?P<wrong>"?{word}"?){end}', text, re.IGNORECASE)
    return named or re.search(rf"(?<!\S)(?P<wrong>{word}){end}", text, re.IGNORECASE)
