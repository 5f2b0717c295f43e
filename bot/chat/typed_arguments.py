"""What is typed behind a slash command: free words, and options as `name=value`.

`/schedule add deck="Baking bread" when="weekdays 09:00" zone=Europe/Paris hours=8`

Few people type the quotes, and some type `hours = 8`: an option whose value is words goes on to the
next option, and spaces around the sign belong to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.spans import UNITS, span_of
from bot.errors import BadOption


@dataclass(frozen=True, slots=True)
class CommandArguments:
    """The words of a command: `sub` is the first one, `free` what is none of the options.

    `text` is all of it as it was typed, `quoted` what the free words begin with in quotes of
    their own, and `words` are they one by one, what stands in quotes as one.
    """

    sub: str = ""
    free: str = ""
    text: str = ""
    options: dict[str, str] = field(default_factory=dict)
    quoted: str = ""
    words: tuple[str, ...] = ()

    def option(self, name: str) -> str | None:
        """Return an option, None where it was not given."""
        return self.options.get(name)

    def span(self, name: str, unit: timedelta, default: timedelta) -> timedelta:
        """Return an option that is a span; a number alone counts in units. Raises BadOption."""
        given = self.options.get(name)
        if given is None:
            return default
        if (span := span_of(given, unit)) is None:
            raise BadOption(name, given)
        return span

    def switch(self, name: str) -> bool | None:
        """Return an option that is on or off. Raises BadOption."""
        given = self.options.get(name)
        if given is None:
            return None
        if given.lower() not in _SWITCHES:
            raise BadOption(name, given, ("on", "off"))
        return _SWITCHES[given.lower()]


_SWITCHES = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
# A phone types these where a keyboard types straight ones.
_QUOTES = str.maketrans("“”„‟″", '"""""')
_WORD = re.compile(r'(?:[^\s"]|"[^"]*")+')
_AROUND_SIGN = re.compile(r'("[^"]*")|(?<![^\s])([A-Za-z_]+)\s*=\s*(?=\S)')
_OF_WORDS = frozenset({"deck", "when", "zone", "question", "source", "title"})
_OF_TIME = frozenset({"hours", "reminder"})
# As one types it on Discord, where the app puts the sign: `hours: 2`.
_COLON = re.compile(
    rf'("[^"]*")|(?<!\S)({"|".join(sorted(_OF_WORDS | _OF_TIME))}):[ \t]*(?=[^\s:])', re.IGNORECASE
)
_HALVES_OF_DAY = frozenset({"am", "pm", "a.m.", "p.m.", "uhr"})


def read_arguments(text: str, *, subs: bool) -> CommandArguments:
    """Return the words; with `subs` the first one names what is to be done."""
    parts = _split(text.translate(_QUOTES))
    sub = _bare(parts.pop(0)).lower() if subs and parts else ""
    options: dict[str, str] = {}
    free: list[str] = []
    open_ = ""
    for part in parts:
        name, equals, value = part.partition("=")
        if equals and name.isidentifier():
            options[name.lower()] = _bare(value)
            open_ = "" if '"' in value else name.lower()
        elif open_ and _goes_on(open_, part):
            options[open_] += f" {_bare(part)}"
        else:
            open_ = ""
            free.append(_bare(part))
    quoted = free[0] if free and free[0] in _quoted(parts) else ""
    return CommandArguments(sub, " ".join(free), text.strip(), options, quoted, tuple(free))


def _quoted(parts: list[str]) -> set[str]:
    """Return the words that stand in quotes of their own."""
    whole = (each for each in parts if each.startswith('"') and each.endswith('"'))
    return {_bare(each) for each in whole}


def _goes_on(option: str, word: str) -> bool:
    """Say whether a word is more of the option before it."""
    if option in _OF_WORDS:
        return True
    bare = word.lower().rstrip(",")
    return option in _OF_TIME and (bare in UNITS or bare in _HALVES_OF_DAY)


def _split(text: str) -> list[str]:
    """Return the words with their quotes, each option's name, sign and value as one."""
    if text.count('"') % 2:
        text = text.replace('"', "\u2033")  # one that is never closed is only a sign, of inches
    for sign in (_AROUND_SIGN, _COLON):
        text = sign.sub(lambda found: found[1] or f"{found[2]}=", text)
    return _WORD.findall(text)


def _bare(word: str) -> str:
    return word.replace('"', "").replace("\u2033", '"')
