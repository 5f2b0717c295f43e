"""What stands behind a typed command without a name: which of its options each word is.

A deck's name comes first, as one says it: "bread weekdays 9:00", "bread kim-notes.md". What is no
deck's name is the other option, so that what is refused is told of the right one.
"""

from __future__ import annotations

from bot.chat.decks import question_meant
from bot.chat.interaction import Interaction
from bot.core.naming import fitting, has_words
from bot.core.plan_words import says_when, without_zone
from bot.core.preferences import OFF, time_of_day
from bot.core.text import folded, name_key
from bot.errors import BadPreference, ChoiceNeeded, NothingCalled

_WORDS_OF_QUESTION = 3
_LEAST = 3  # letters by which a deck is named in front of other words


async def deck_in_front(interaction: Interaction, words: str) -> tuple[str | None, str]:
    """Return the words that name a deck, and those behind them; None where they name none.

    Several may be called so: which one is asked back.
    """
    titles = await interaction.services.decks.titles(interaction.asked)
    if words and fitting(words, titles):
        return words, ""
    parts = words.split()
    for end in range(len(parts) - 1, 0, -1):
        head = " ".join(parts[:end])
        keys = (folded(each) for each in titles.values())
        if len(head) >= _LEAST and any(has_words(key, folded(head)) for key in keys):
            return head, " ".join(parts[end:])
    return None, words


async def is_deck(interaction: Interaction, words: str) -> bool:
    """Say whether a deck is called exactly so."""
    titles = await interaction.services.decks.titles(interaction.asked)
    return name_key(words) in {name_key(each) for each in titles.values()}


async def deck_and_when(interaction: Interaction, words: str) -> tuple[str | None, str]:
    """Return the words that name a deck and those that say when, "" where they say nothing of it.

    What names no deck and is no time either is taken for a deck's name.
    """
    deck, rest = await deck_in_front(interaction, words)
    if deck is None and not says_when(without_zone(words)[0]):
        return words or None, ""
    return deck, rest


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
