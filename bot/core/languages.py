"""The languages whose words are stemmed, so that "baked" is found by "baking"."""

from __future__ import annotations

from snowballstemmer import algorithms

from bot.errors import UnknownLanguage

# Two of Snowball's algorithms are earlier ones for a language that is there already.
_EARLIER = frozenset({"porter", "dutch_porter"})

LANGUAGES: tuple[str, ...] = tuple(sorted(set(algorithms()) - _EARLIER))


def language_named(typed: str) -> str:
    """Return the language. Raises UnknownLanguage."""
    name = typed.strip().casefold()
    if name not in LANGUAGES:
        raise UnknownLanguage(typed)
    return name
