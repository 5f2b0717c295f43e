"""A reveal as one stream: the others' answers, the most different from the reference first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.models import Naming
from bot.core.read_models import Reveal
from bot.core.text import plain
from bot.core.view import Card, CardKind
from bot.presentation.humanize import count
from bot.presentation.lookup import NO_ANSWERS, authored_card
from bot.presentation.reveal import group_card, groups_of, later_cards

MOST_NAMES = 30  # of those who said a point; the filter shows all of them
LONG = 900  # characters of an answer, beyond which it is folded
_BEGINNING = 280


@dataclass(frozen=True, slots=True)
class Entry:
    """One card of the stream, for alike texts of a kind, and what of it can be filtered by.

    `replies` are the places of the replies on it, none for earlier readers. `found` and `differs`
    are numbers of key points, from 1. `later` are the cards of what its authors said after the
    reveal; a late answer has an entry of its own.
    """

    card: Card
    replies: tuple[int, ...]
    found: tuple[int, ...]
    differs: tuple[int, ...]
    later: tuple[Card, ...] = ()

    @property
    def beginning(self) -> str:
        """How a long text begins, empty for one that is shown as a whole."""
        words = plain(self.card.markdown)
        return f"{words[:_BEGINNING].rstrip()}…" if len(words) > LONG else ""


def entries_of(reveal: Reveal) -> list[Entry]:
    """Return the replies and the earlier answers, those least like the reference first."""
    replies, every = range(len(reveal.replies)), len(reveal.texts)
    groups = [(CardKind.REPLY, group) for group in groups_of(reveal, replies)]
    earlier = groups_of(reveal, range(len(reveal.replies), every))
    groups += [(CardKind.EARLIER, group) for group in earlier]
    alike = reveal.comparison.likeness
    groups.sort(key=lambda each: (alike[each[1][0]], each[1][0]))
    late = (_of_card(card) for card in later_cards(reveal, [None]))
    return [*(_entry(reveal, kind, group) for kind, group in groups), *late]


def entry_of_reply(reveal: Reveal, reply: int) -> Entry:
    """Return the card that one of the replies is on."""
    groups = groups_of(reveal, range(len(reveal.replies)))
    return _entry(reveal, CardKind.REPLY, next(group for group in groups if reply in group))


def _entry(reveal: Reveal, kind: CardKind, group: list[int]) -> Entry:
    entry = _of_card(group_card(reveal, kind, group))
    if kind is not CardKind.REPLY:
        return entry
    return replace(entry, replies=tuple(group), later=tuple(later_cards(reveal, group)))


def _of_card(card: Card) -> Entry:
    numbered = list(enumerate(card.points, start=1))
    return Entry(
        card,
        (),
        tuple(number for number, point in numbered if point.touched or point.claimed),
        tuple(number for number, point in numbered if point.differs),
    )


def reference_cards(reveal: Reveal) -> tuple[Card, ...]:
    """Return what the answers stand beside: the reference, or what stands in for it."""
    texts = reveal.answers.reference or reveal.answers.earlier[:1]
    cards = tuple(authored_card(CardKind.REFERENCE, each) for each in texts)
    return cards or (Card(CardKind.REFERENCE, "", NO_ANSWERS),)


def finders_words(reveal: Reveal) -> list[str]:
    """Return for each key point in how many replies it was found, and whose where names show."""
    return [_found_in(reveal, at) for at in range(len(reveal.comparison.points))]


def _found_in(reveal: Reveal, point: int) -> str:
    touches = reveal.comparison.touches
    found = [each for at, each in enumerate(reveal.replies) if touches[at][point].counts]
    if not found:
        return f"Point {point + 1} was found in no reply. It may have been said in other words."
    words = f"Point {point + 1} was found in {count(len(found), 'answer')}"
    if reveal.round.naming is not Naming.NAMES:
        return f"{words}."
    return f"{words}: {_names([each.author or '' for each in found])}."


def _names(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    shown = ", ".join(names[:MOST_NAMES])
    return f"{shown} and {more} more" if more > 0 else shown
