"""Multiple choice: what is offered, and which of it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_FULL = 99.0  # percent; a third three times is 99.99999


@dataclass(frozen=True, slots=True)
class Choice:
    """One option, and what choosing it is `worth` in percent; below 0 it costs."""

    text: str
    worth: float


def best_of(choices: Sequence[Choice]) -> list[str]:
    """Return the right ones: those that are worth all, or, where nothing is, worth anything."""
    full = [choice.text for choice in choices if choice.worth >= _FULL]
    return full or [choice.text for choice in choices if choice.worth > 0]


def options_of(choices: Sequence[Choice]) -> tuple[str, ...]:
    return tuple(choice.text for choice in choices if choice.text)


def answers_of(choices: Sequence[Choice]) -> str:
    """Return the right options, one a line where there are several; "" where none is known."""
    right = [text for text in best_of(choices) if text]
    return right[0] if len(right) == 1 else "\n".join(f"- {text}" for text in right)


def chosen(options: Sequence[str], key: str, *, first: int = 1) -> list[str]:
    """Return the options that a key names: by text, letter ("A, C") or number from `first` on.

    What names none of them is the answer itself.
    """
    texts = {_folded(option): option for option in options}
    if not options or _folded(key) in texts:
        return [texts.get(_folded(key), key)] if key.strip() else []
    parts = [part for part in _parts(key) if part]
    if parts and all(_folded(part) in texts for part in parts):
        return [texts[_folded(part)] for part in parts]
    places = [_place(part, first) for part in parts]
    if places and all(place is not None and 0 <= place < len(options) for place in places):
        return [options[place] for place in places if place is not None]
    return [key.strip()] if key.strip() else []


def _parts(key: str) -> list[str]:
    for separator in (";", "|", ",", "&", " and ", "/"):
        if separator in key:
            return [part.strip(" .)([]") for part in key.split(separator)]
    text = key.strip(" .)([]")
    together = text.isupper() and 1 < len(text) <= 6 and not set(text) - set("ABCDEFGH")  # noqa: PLR2004
    return list(text) if together else [text]


def _place(part: str, first: int) -> int | None:
    words = part.casefold().removeprefix("option").removeprefix("answer").removeprefix("choice")
    word = words.strip(" .)(_-#:")
    if len(word) == 1 and "a" <= word <= "j":
        return ord(word) - ord("a")
    return int(word) - first if word.isdecimal() and len(word) <= 2 else None  # noqa: PLR2004


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
