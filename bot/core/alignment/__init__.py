"""Several documents onto one list of questions: the steps in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.alignment.matching import Matcher
from bot.core.alignment.models import AlignedQuestion, Alignment, Anchor, Placing
from bot.core.alignment.numbers import SURENESS, deck_sheet, joined, sheet
from bot.core.alignment.parts import Share, Sharing
from bot.core.alignment.placing import place
from bot.core.alignment.reading import Entrant, Listed, Reader
from bot.core.alignment.roster import Entry, Roster
from bot.core.alignment.wording import QuestionWeights
from bot.core.documents import ParsedDocument

__all__ = ["AlignedQuestion", "Alignment", "Anchor", "Placing", "align", "merged"]


def align(
    documents: Sequence[ParsedDocument],
    anchors: Sequence[Anchor] = (),
    language: str = "english",
) -> Alignment:
    """Put every document's items onto one list of questions.

    The anchors come first and keep their order and ids; then the first document sets the order,
    and a question that only a later document has follows its predecessor there. A question takes
    at most one item of a document, but for items that each ask a part of it; an item that asks
    several questions at once stands on each. Items without question text are placed last, by
    their likeness to the questions and to others' answers, and by their order. `language` is a
    Snowball stemmer's name. Measured: 20 documents of 500 questions take 4 to 7 seconds,
    whether they all ask the same or all something else.
    """
    reader = Reader(documents, anchors, language)
    papers, listed = reader.papers(), reader.listed()
    wordings = [entrant.wording for paper in papers for entrant in paper if entrant.is_whole]
    weights = QuestionWeights([*wordings, *(each.wording for each in listed)])
    roster = _roster(listed)
    deck = deck_sheet(roster.entries, roster.order)
    placed = [_place_worded(paper, roster, weights, language) for paper in papers]
    sheets = [deck, *(sheet(paper, fixed) for paper, fixed in zip(papers, placed, strict=True))]
    _join_by_number(papers, placed, sheets, roster)
    unplaced = [
        (entrant.document, entrant.item)
        for paper, fixed in zip(papers, placed, strict=True)
        for entrant in _place_wordless(paper, roster, fixed)
    ]
    return Alignment(roster.questions(), tuple(unplaced))


def _roster(listed: Sequence[Listed]) -> Roster:
    roster = Roster()
    for each in listed:
        entry = Entry(each.anchor.text, each.asked, each.anchor.id, answers=list(each.answered))
        roster.add(entry, each.wording)
    roster.reorder(range(len(listed)))
    return roster


def _place_worded(
    paper: Sequence[Entrant], roster: Roster, weights: QuestionWeights, language: str
) -> dict[int, int]:
    """Place the items that have a question, new questions included; return item to entry."""
    worded = [entrant for entrant in paper if entrant.is_whole]
    matcher = Matcher(worded, roster, weights)
    matches = matcher.match()
    settled = {number: matches[number][0] for number in matcher.settled()}
    shares: dict[int, list[Share]] = {}
    matched = {number: entry for number, (entry, _) in matches.items()}
    for share in Sharing(
        worded, roster, weights, settled=settled, matched=matched, language=language
    ).shares():
        shares.setdefault(share.entrant, []).append(share)
    shared = {share.entry for each in shares.values() for share in each}
    known = len(roster.entries)
    placed: dict[int, int] = {}
    for number, entrant in enumerate(worded):
        if number in shares:
            for share in shares[number]:
                roster.entries[share.entry].add(entrant, share.confidence)
            placed[entrant.item] = shares[number][0].entry
            continue
        if number in matches and matches[number][0] not in shared:
            entry, confidence = matches[number]
            roster.name(entry, entrant.wording)
        else:
            new = Entry(entrant.text, entrant.asked, section=entrant.section)
            entry, confidence = roster.add(new, entrant.wording), 1.0
        roster.entries[entry].add(entrant, confidence)
        placed[entrant.item] = entry
    roster.reorder(merged(roster.order, list(placed.values()), known))
    return placed


def merged(order: Sequence[int], document: Sequence[int], known: int) -> list[int]:
    """Insert a document's new entries (numbers from `known`), each after its predecessor there.

    Those at its beginning come before its first known entry; at the end of the list if it has none.
    """
    first = next((entry for entry in document if entry < known), None)
    followers: dict[int | None, list[int]] = {}
    predecessor: int | None = None
    for entry in document:
        if entry < known:
            predecessor = entry
        else:
            followers.setdefault(predecessor, []).append(entry)
    beginning = followers.get(None, [])
    result: list[int] = []
    for entry in order:
        result += beginning if entry == first else []
        result += [entry, *followers.get(entry, [])]
    return result if first is not None else result + beginning


def _join_by_number(
    papers: Sequence[Sequence[Entrant]],
    placed: Sequence[dict[int, int]],
    sheets: Sequence[Mapping[int, int]],
    roster: Roster,
) -> None:
    """Place the answers whose numbers another document, or the deck, has questions for."""
    for paper, fixed in zip(papers, placed, strict=True):
        found = {} if fixed else joined(paper, sheets, roster.entries)
        for item, entry in found.items():
            roster.entries[entry].add(paper[item], SURENESS, by_number=True)
            fixed[item] = entry


def _place_wordless(
    paper: Sequence[Entrant], roster: Roster, placed: Mapping[int, int]
) -> list[Entrant]:
    """Place the items that have no question; return those that found no place."""
    if len(placed) == len(paper) or not roster.order:
        return [entrant for entrant in paper if entrant.item not in placed]
    places = roster.places()
    fixed = {item: places[entry] for item, entry in placed.items()}
    found = place(paper, [roster.entries[number] for number in roster.order], fixed)
    for item, (at, confidence) in found.items():
        roster.entries[roster.order[at]].add(paper[item], confidence)
    return [each for each in paper if each.item not in placed and each.item not in found]
