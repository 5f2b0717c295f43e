"""Whether somebody asks for help, however they write it."""

from __future__ import annotations

from rapidfuzz.distance import DamerauLevenshtein

from bot.core.text import folded

_WORDS = frozenset(
    [
        *("help", "hilfe", "aide", "ayuda", "aiuto", "ajuda", "hjalp", "pomoc", "h", "commands"),
        *("hi", "hello", "hey", "start", "what can you do", "how does this work"),
    ]
)
_AROUND = ("please", "me", "pls", "can you", "could you", "i need")
_SIGNS = "?/!-. "


def asks_for_help(text: str) -> bool:
    """Say whether that is all that a text asks: "help", "HELP!", "/help", "--help", "?", "hlep"."""
    bare = text.strip()
    if bare and not bare.strip(_SIGNS):
        return "?" in bare
    key = folded(text)
    for words in _AROUND:
        key = key.removeprefix(f"{words} ").removesuffix(f" {words}")
    return key in _WORDS or (len(key) > 2 and DamerauLevenshtein.distance(key, "help") == 1)  # noqa: PLR2004  # of two letters everything is near
