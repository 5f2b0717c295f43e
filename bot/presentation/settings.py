"""A group's settings as admins see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.models import Deck, Naming
from bot.core.view import Block, Heading, Line, Message

NAMINGS = {
    Naming.NAMES: "Show who wrote each reply",
    Naming.ANONYMOUS: "Show replies without names",
}
_READABLE = "Others can read what is written there before the round closes."
_BLIND = (
    "They are not taken at present: whoever runs Roundtable has not switched on its Message "
    "Content Intent."
)
_SILENT = (
    "It rings at nobody’s: Roundtable may not mention this role. Let everybody mention it, in the "
    "role’s settings."
)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How things are set.

    `mention_role` is the name of the role to mention, "" for none; `rings` whether it may be
    mentioned; `readable` whether messages can be read at all.
    """

    naming: Naming
    threads: bool
    mention_role: str
    rings: bool
    written: bool
    readable: bool
    decks: Sequence[Deck]


def settings_message(arrangement: Arrangement, *, changed: bool) -> Message:
    """Return how things are set, after they were `changed` or without."""
    words = "Saved." if changed else "This is how things are set."
    return Message(summary=words, blocks=(Line(words), *_settings(arrangement)))


def _settings(arrangement: Arrangement) -> Iterator[Block]:
    yield Heading("Names in reveals", 3)
    yield Line(f"{NAMINGS[arrangement.naming]}. Rounds keep what they began with.")
    yield Heading("Threads", 3)
    yield Line(_threads_words(arrangement))
    yield Heading("Mention", 3)
    yield from _ping(arrangement)
    yield Heading("Written replies", 3)
    yield from _written(arrangement)
    if arrangement.decks:
        yield Heading("Languages", 3)
    for deck in arrangement.decks:
        yield Line(f"{deck.title}: {deck.language}")


def _threads_words(arrangement: Arrangement) -> str:
    if arrangement.threads:
        return "Answers are shown in a thread under their question."
    return "Answers are shown in the channel itself."


def _ping(arrangement: Arrangement) -> Iterator[Block]:
    if not arrangement.mention_role:
        yield Line("Questions mention nobody.")
        return
    yield Line(f"Each question mentions the role {arrangement.mention_role}.")
    if not arrangement.rings:
        yield Line(_SILENT)


def _written(arrangement: Arrangement) -> Iterator[Block]:
    if not arrangement.written:
        yield Line("Replies are taken by the form alone.")
        return
    yield Line(f"Replies written in the question’s thread count. {_READABLE}")
    if not arrangement.readable:
        yield Line(_BLIND)
