"""What stands behind a typed command without a name: which of its options each word is.

A deck's name comes first, as one says it: "bread weekdays 9:00", "bread kim-notes.md". What is no
deck's name is the other option, so that what is refused is told of the right one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.chat.interaction import Interaction
from bot.chat.lookup import question_meant
from bot.core.models import DeckId
from bot.core.naming import fitting, has_words
from bot.core.plan_words import says_when, without_zone
from bot.core.preferences import OFF, time_of_day
from bot.core.text import folded, name_key
from bot.errors import BadPreference, ChoiceNeeded, NothingCalled

_WORDS_OF_QUESTION = 3
_LEADS = re.compile(r"^(?:to|as|into|->|=>|→|:)\s+")
_LEAST = 3  # letters by which a deck is named in front of other words


async def deck_in_front(
    interaction: Interaction, words: str, quoted: str = ""
) -> tuple[str | None, str]:
    """Return the words that name a deck, and those behind them; None where they name none.

    Several may be called so: which one is asked back. What is `quoted` in front is one name.
    """
    titles = await interaction.services.decks.titles(interaction.asked)
    if words and fitting(words, titles):
        return words, ""
    if quoted and words.startswith(quoted) and fitting(quoted, titles):
        return quoted, words.removeprefix(quoted).strip()
    heads = _heads(words, titles)
    return heads[0] if heads else (None, words)


def _heads(words: str, titles: Mapping[DeckId, str]) -> list[tuple[str, str]]:
    """Return the beginnings that name a deck, each with what is behind it, the likeliest first.

    That is the longest that stands in a title as it is; its words apart only where there is none.
    """
    parts, keys = words.split(), [folded(each) for each in titles.values()]
    ends = [end for end in range(len(parts) - 1, 0, -1) if folded(parts[end - 1])]
    heads = [(" ".join(parts[:end]), " ".join(parts[end:])) for end in ends]
    heads = [each for each in heads if len(each[0]) >= _LEAST or not each[0].isascii()]
    for fits in (_stands_in, _is_of):
        if found := [each for each in heads if any(fits(key, folded(each[0])) for key in keys)]:
            return found
    return []


def _stands_in(key: str, wanted: str) -> bool:
    return bool(wanted) and f" {wanted}" in f" {key}"


def _is_of(key: str, wanted: str) -> bool:
    parts = wanted.split()
    return bool(parts) and len({*parts}) == len(parts) and has_words(key, wanted)


async def deck_and_titles(
    interaction: Interaction, words: str, quoted: str = ""
) -> tuple[str | None, Sequence[str]]:
    """Return the words that name a deck, and which new title for it those behind may mean.

    Without a name in front all is the title, of the only deck that there is. Several titles are to
    be asked back: of “bread for beginners” either the first word names the deck or all is the title
    of the only one. None is told where the words name a deck and that is all.
    """
    titles = await interaction.services.decks.titles(interaction.asked)
    deck, title = await deck_in_front(interaction, words, quoted)
    if deck is None:
        return None, (words,) if words else ()
    if deck == quoted or name_key(deck) in {name_key(each) for each in titles.values()}:
        return deck, (_behind(title),) if title else ()
    if not title:  # a part of its name may be its new one as well
        return deck, (words,)
    named = fitting(deck, titles)
    others = [rest for head, rest in _heads(words, titles) if fitting(head, titles) == named]
    meant = [_behind(each) for each in (others if len(named) == 1 else [title])]
    return deck, tuple(dict.fromkeys([*meant, words] if len(titles) == 1 else meant))


def _behind(title: str) -> str:
    """Return a title without what leads to it: "to Loaves", "-> Loaves"."""
    return _LEADS.sub("", title) or title


async def is_deck(interaction: Interaction, words: str) -> bool:
    """Say whether a deck is called exactly so."""
    titles = await interaction.services.decks.titles(interaction.asked)
    return name_key(words) in {name_key(each) for each in titles.values()}


async def deck_and_when(
    interaction: Interaction, words: str, quoted: str = ""
) -> tuple[str | None, str]:
    """Return the words that name a deck and those that say when, "" where they say nothing of it.

    The deck may come last as well: "every other day noon bread".
    What names no deck and is no time either is taken for a deck's name.
    """
    deck, rest = await deck_in_front(interaction, words, quoted)
    if deck is None and (behind := await _deck_behind(interaction, words)):
        return behind
    if deck is None and not says_when(without_zone(words)[0]):
        return words or None, ""
    return deck, rest


async def _deck_behind(interaction: Interaction, words: str) -> tuple[str, str] | None:
    """Return the words at the end that name a deck, and those before them, which say when."""
    titles, parts = await interaction.services.decks.titles(interaction.asked), words.split()
    for start in range(1, len(parts)):
        name, before = " ".join(parts[start:]), " ".join(parts[:start])
        is_named = len(name) >= _LEAST and fitting(name, titles)
        if is_named and says_when(without_zone(before)[0]):
            return name, before
    return None


async def is_question(interaction: Interaction, words: str) -> bool:
    """Say whether words are a question's: few are none, since it is asked of everybody at once."""
    if len(words.split()) < _WORDS_OF_QUESTION and not words.endswith("?"):
        return False
    try:
        await question_meant(interaction, words)
    except NothingCalled:
        return False
    except ChoiceNeeded:
        return True
    return True


def is_time(words: str) -> bool:
    """Say whether words are a time of day, or that there is none."""
    try:
        return words.casefold() in OFF or bool(time_of_day(words))
    except BadPreference:
        return False
