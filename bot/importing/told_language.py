"""The language in which documents are written, as the stemmer calls it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from bot.core.documents import ParsedDocument
from bot.core.text import LANGUAGE_CODES, STOP_WORDS, words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 4_000  # characters
_ITEMS = 40  # of each document
_FEWEST_WORDS = 20
_ENGLISH = 0.3  # of the words are such as only English has them so often
_LEAST_SURE = 0.8
# Without a stemmer of their own, but near enough to others to be taken for one of these.
_OTHERS = ("bg", "bn", "he", "ja", "ko", "mk", "th", "uk", "ur", "vi", "zh")


def language_of(documents: Iterable[ParsedDocument]) -> str:
    """Return the language of the documents' questions and answers, "" where it cannot be told.

    So it is for what is too short, and for languages whose words are not stemmed.
    """
    text = "\n".join(_texts(documents))[:_SAMPLE]
    found = words(text)
    if len(found) < _FEWEST_WORDS and text.isascii():
        return ""
    if sum(1 for word in found if word in STOP_WORDS) >= _ENGLISH * len(found):
        return "english"  # most notes are, and need no model for it
    code, sure = _identifier().classify(" ".join(found))
    return LANGUAGE_CODES.get(code, "") if sure >= _LEAST_SURE else ""


def _texts(documents: Iterable[ParsedDocument]) -> Iterable[str]:
    for document in documents:
        for item in islice(document.items, _ITEMS):
            yield item.question
            yield from (answer.text[:200] for answer in item.answers[:1])


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  # its model is large

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    known = set(identifier.nb_classes)
    identifier.set_languages([code for code in (*LANGUAGE_CODES, *_OTHERS) if code in known])
    return identifier
