"""What of a deck a format cannot carry, so that it is not there when the files are imported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum

from bot.core.contents import DeckContents, ExportFormat
from bot.core.documents import Status
from bot.core.formats import NOT_IN_ANKI, NOT_IN_XML
from bot.core.models import DOUBTFUL
from bot.core.pictures import named_in

_NOTES = frozenset({ExportFormat.PACK, ExportFormat.MARKDOWN})
_WITHOUT_SIGNS = {ExportFormat.MOODLE: NOT_IN_XML, ExportFormat.APKG: NOT_IN_ANKI}
_WITHOUT_PICTURES = frozenset({ExportFormat.CSV, ExportFormat.GIFT})


class Loss(StrEnum):
    """What does not come along."""

    RETIRED = "retired"
    REFERENCE = "reference"
    WRONG = "wrong"
    DOUBT = "doubt"
    SEVERAL = "several"
    PICTURES = "pictures"
    VOTES = "votes"
    SIGNS = "signs"


def _unsayable(text: str, wanted: ExportFormat) -> bool:
    signs = _WITHOUT_SIGNS.get(wanted)
    return signs is not None and signs.search(text) is not None


def lost(contents: DeckContents, wanted: ExportFormat) -> Mapping[Loss, int]:
    """Return of what so many are in the deck that are not in its files, in the order of `Loss`.

    Questions are counted that are retired, have a reference of their own, or have several answers
    of one author; else answers, pictures and votes, and texts with control characters.
    """
    questions, answers = contents.questions, contents.answers
    right = [each for each in answers if each.status is not Status.WRONG]
    answered = [each for each in right if each.status is Status.ANSWERED]
    by_author = Counter((each.source, each.question) for each in right)
    several = {question for (_, question), times in by_author.items() if times > 1}
    texts = [*(each.text for each in questions), *(each.text for each in right)]
    pictures = {id_ for text in texts for id_ in named_in(text)}
    found = {
        Loss.RETIRED: sum(each.retired for each in questions),
        Loss.REFERENCE: sum(
            each.reference not in {None, contents.deck.reference} for each in questions
        ),
        Loss.WRONG: len(answers) - len(right),
        Loss.DOUBT: sum(each.confidence < DOUBTFUL for each in answered),
        Loss.SEVERAL: 0 if wanted in _NOTES else len(several),
        Loss.PICTURES: len(pictures) if wanted in _WITHOUT_PICTURES else 0,
        Loss.SIGNS: sum(1 for text in texts if _unsayable(text, wanted)),
        Loss.VOTES: 0 if wanted is ExportFormat.PACK else sum(contents.votes.values()),
    }
    return {loss: many for loss, many in found.items() if many}
