"""What is typed behind a slash command: free words, and options as `name=value`.

`/schedule add deck="Baking bread" when="weekdays 09:00" zone=Europe/Paris hours=8`
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

from bot.errors import BadOption


@dataclass(frozen=True, slots=True)
class CommandArguments:
    """The words of a command: `sub` is the first one, `free` what is none of the options.

    `text` is all of it as it was typed.
    """

    sub: str = ""
    free: str = ""
    text: str = ""
    options: dict[str, str] = field(default_factory=dict)

    def option(self, name: str) -> str | None:
        """Return an option, None where it was not given."""
        return self.options.get(name)

    def number(self, name: str, default: float) -> float:
        """Return an option that is a number. Raises BadOption."""
        given = self.options.get(name)
        if given is None:
            return default
        if _NUMBER.fullmatch(given) is None:
            raise BadOption(name, given)
        return float(given)

    def switch(self, name: str) -> bool | None:
        """Return an option that is on or off. Raises BadOption."""
        given = self.options.get(name)
        if given is None:
            return None
        if given.lower() not in _SWITCHES:
            raise BadOption(name, given)
        return _SWITCHES[given.lower()]


# Of more digits there are no dates.
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?")
_SWITCHES = {"on": True, "yes": True, "true": True, "off": False, "no": False, "false": False}
# A phone types these where a keyboard types straight ones.
_QUOTES = str.maketrans("“”„‟″", '"""""')


def read_arguments(text: str, *, subs: bool) -> CommandArguments:
    """Return the words; with `subs` the first one names what is to be done."""
    parts = _split(text.translate(_QUOTES))
    sub = parts.pop(0).lower() if subs and parts else ""
    options, free = {}, []
    for part in parts:
        name, equals, value = part.partition("=")
        if equals and name.isidentifier():
            options[name.lower()] = value
        else:
            free.append(part)
    return CommandArguments(sub, " ".join(free), text.strip(), options)


def _split(text: str) -> list[str]:
    reader = shlex.shlex(text, posix=True)
    reader.whitespace_split = True
    reader.commenters = ""
    reader.quotes = '"'  # an apostrophe is a part of a word
    try:
        return list(reader)
    except ValueError:  # a quote that is never closed is only a sign
        return text.split()
