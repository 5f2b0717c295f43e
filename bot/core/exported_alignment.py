"""Documents that were exported: which question is which, they say themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.core.alignment import AlignedQuestion, Alignment, Anchor, Placing, merged
from bot.core.documents import ParsedDocument, ParsedItem


def align_exported(
    documents: Sequence[ParsedDocument], anchors: Sequence[Anchor], elsewhere: Collection[str]
) -> Alignment | None:
    """Return the list of questions by the ids that the documents carry.

    None where an item has none, one comes twice in a document, or the deck that the documents are
    added to does not know it: then their words say which question is which. An id that is
    `elsewhere`, in another deck, is not taken from there.
    """
    ids = [[item.id for item in document.items] for document in documents]
    if not all(all(each) and len(set(each)) == len(each) for each in ids):
        return None
    known = {anchor.id: anchor for anchor in anchors}
    if known and not known.keys() >= {id_ for each in ids for id_ in each}:
        return None
    first: dict[str, ParsedItem] = {}
    placings: dict[str, list[Placing]] = {}
    for number, document in enumerate(documents):
        for at, item in enumerate(document.items):
            first.setdefault(item.id, item)
            placings.setdefault(item.id, []).append(Placing(number, at, 1.0))
    questions = [
        AlignedQuestion(
            known[id_].text if id_ in known else first[id_].question,
            None if id_ in elsewhere else id_,
            tuple(placings.get(id_, ())),
            first[id_].section if id_ in first else "",
        )
        for id_ in _order(ids, list(known))
    ]
    return Alignment(tuple(questions), ())


def _order(documents: Sequence[Sequence[str]], known: Sequence[str]) -> list[str]:
    """Return all ids in order: those known, then the new ones behind those that they follow."""
    number: dict[str, int] = {id_: at for at, id_ in enumerate(known)}
    order = list(range(len(known)))
    for document in documents:
        seen = len(number)
        for id_ in document:
            number.setdefault(id_, len(number))
        order = merged(order, [number[id_] for id_ in document], seen)
    ids = list(number)
    return [ids[at] for at in order]
