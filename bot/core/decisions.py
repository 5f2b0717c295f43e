"""What organisers decided about a deck's documents: kept, so that no later import undoes it. Pure.

A document is imported again in a newer version, and its answers have other ids then. So what was
decided is kept by what a document says: the words that it asks a question in, and the words of an
answer, of which the hash will do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.documents import ParsedItem, Status
from bot.core.models import Answer, AnswerId, DeckId, Question, QuestionId, SourceId
from bot.core.sketches import Sketch, asked_again
from bot.core.text import plain

_TELLING = 4  # words; fewer, anybody may write


@dataclass(frozen=True, slots=True)
class DecidedWording:
    """Which question it is that documents ask as `text`, None for one that the deck has no more.

    It was the deck's question `of` once. Of one that is no more the words are not kept: `text` is
    their fingerprint and their sketch then.
    """

    id: str
    deck: DeckId
    text: str
    of: QuestionId
    question: QuestionId | None


@dataclass(frozen=True, slots=True)
class DecidedAnswer:
    """What becomes of an answer that an import puts to the question `asked`.

    It is `source`'s, is now `answer`, and said what `fingerprint` is of. It belongs to `question`,
    None for one that was withdrawn; in the words of `text`, None for its own; and may be `wrong`.
    """

    id: str
    deck: DeckId
    source: SourceId
    answer: AnswerId
    asked: QuestionId
    fingerprint: str
    question: QuestionId | None
    text: str | None = None
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that was decided about a deck."""

    wordings: Sequence[DecidedWording] = ()
    answers: Sequence[DecidedAnswer] = ()

    @property
    def standing(self) -> Decisions:
        """Those that bring nothing out of the deck: the others are taken back."""
        return Decisions(
            [each for each in self.wordings if each.question is not None],
            [each for each in self.answers if each.question is not None],
        )


def fingerprint(text: str) -> str:
    """Return what tells an answer's words from others, 64 hexadecimal digits."""
    return hashlib.sha256(_words(text).encode()).hexdigest()


def _id_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _words(text: str) -> str:
    return " ".join(plain(text).casefold().split())


Pairs = Iterable[tuple[Answer | None, Answer | None]]
QuestionPairs = Iterable[tuple[Question | None, Question | None]]


def decided_answers(
    pairs: Pairs, known: Sequence[DecidedAnswer], deck: DeckId, but_of: Collection[SourceId]
) -> list[tuple[DecidedAnswer | None, DecidedAnswer]]:
    """Return what changes of answers decide, each with what was decided before.

    No document brings those of the sources `but_of`, which organisers wrote.
    """
    by_answer = {each.answer: each for each in known}
    found = list[tuple[DecidedAnswer | None, DecidedAnswer]]()
    for old, new in pairs:
        if old is None or old.source in but_of:
            continue
        before = by_answer.get(old.id)
        base = before or DecidedAnswer(
            _id_of(old.id),
            deck,
            old.source,
            old.id,
            old.question,
            fingerprint(old.text),
            None,
        )
        after = _after(base, old, new)
        if after != before:
            found.append((before, after))
    return found


def _after(base: DecidedAnswer, old: Answer, new: Answer | None) -> DecidedAnswer:
    if new is None:
        return replace(base, question=None, text=None)
    return replace(
        base,
        question=new.question,
        text=new.text if new.text != old.text else base.text,
        wrong=new.status is Status.WRONG,
    )


def decided_wordings(
    pairs: QuestionPairs,
    known: Sequence[DecidedWording],
    into: QuestionId | None,
    language: str,
) -> list[tuple[DecidedWording | None, DecidedWording]]:
    """Return what changes of questions decide; `into` is what one of them was merged into.

    What documents ask in words that are no more goes on being the question that they were of. They
    are in the deck's `language`.
    """
    found: list[tuple[DecidedWording | None, DecidedWording]] = []
    for old, new in pairs:
        if old is None:
            continue
        gone = new is None or new.withdrawn or (into is not None and new.retired)
        if gone:
            found += [
                (each, replace(each, question=into, text=_kept(each.text, into, language)))
                for each in known
                if each.question == old.id
            ]
        if gone or (new is not None and new.text != old.text):
            target = into if gone else old.id
            id_ = _id_of(f"{old.id}\n{old.text}")
            before = next((each for each in known if each.id == id_), None)
            text = _kept(old.text, target, language)
            found.append((before, DecidedWording(id_, old.deck, text, old.id, target)))
    once = {after.id: (before, after) for before, after in found}
    return [pair for pair in once.values() if pair[0] != pair[1]]


def _kept(text: str, question: QuestionId | None, language: str) -> str:
    """Return the words of a question, of one that was withdrawn what tells them alone."""
    if question is not None:
        return text
    return f"{fingerprint(text)} {Sketch.of(text, language)}"


@dataclass(frozen=True, slots=True)
class Alias:
    """A wording under which documents ask a question that the deck has in other words, or no more.

    `id` is what stands for it while documents are aligned, behind the `question` that it is.
    """

    id: str
    text: str
    question: QuestionId | None


def aliases(
    questions: Sequence[Question],
    wordings: Sequence[DecidedWording],
    asked: Iterable[ParsedItem],
    language: str,
) -> list[Alias]:
    """Return the wordings that documents may ask beside those that the questions have now.

    What was withdrawn is known by what is `asked`: in the same words, in much the same, or under
    the same id.
    """
    withdrawn = _withdrawn(questions, wordings, asked, language)
    there = {each.id for each in questions}
    worded = {_words(each.text) for each in questions}
    taken: set[str] = set(there)
    found = []
    for each in wordings:
        text = withdrawn.get(each.id) if each.question is None else each.text
        if text is None:
            continue
        words = _words(text)
        if words in worded or (each.question is not None and each.question not in there):
            continue
        worded.add(words)
        id_ = each.of if each.of not in taken else f"~{each.id}"
        taken.add(id_)
        found.append(Alias(id_, text, each.question))
    return found


def _withdrawn(
    questions: Sequence[Question],
    wordings: Sequence[DecidedWording],
    asked: Iterable[ParsedItem],
    language: str,
) -> Mapping[str, str]:
    """Return what is asked again of what was withdrawn, by the ids of those decisions."""
    gone = [each for each in wordings if each.question is None]
    if not gone:
        return {}
    items = [item for item in asked if item.question]
    told = {item.id: item.question for item in items if item.id}
    told |= {fingerprint(item.question): item.question for item in items}
    kept = {each.id: each.text.partition(" ") for each in gone}
    same = {each.id: told.get(kept[each.id][0]) or told.get(each.of) for each in gone}
    found = {id_: text for id_, text in same.items() if text}
    others = {id_: Sketch.read(kept[id_][2]) for id_ in kept if id_ not in found}
    open_ = {item.question for item in items} - set(found.values())
    return found | asked_again(others, open_, [each.text for each in questions], language)


def merged_into(
    questions: Sequence[Question], wordings: Sequence[DecidedWording]
) -> Mapping[QuestionId, QuestionId]:
    """Return which of the questions that are there are asked as which others: they were merged."""
    there = {each.id for each in questions}
    return {
        each.of: each.question
        for each in wordings
        if each.of in there and each.question in there and each.question not in (None, each.of)
    }


@dataclass(frozen=True, slots=True)
class Recalled:
    """Answers of a document as they are with all that was decided.

    `answers` pairs each with the one that the document brought, None for one that is left out.
    `decided` are the decisions about them, as they are kept from now on.
    """

    answers: tuple[tuple[Answer, Answer | None], ...]
    decided: tuple[DecidedAnswer, ...]


def recalled(
    brought: Sequence[Answer],
    before: Sequence[Answer],
    lineage: Collection[SourceId],
    decisions: Sequence[DecidedAnswer],
    questions: Collection[QuestionId],
) -> Recalled:
    """Apply what was decided to the answers that one document brings.

    `before` are those of the version that it takes the place of, `lineage` the ids of both. What is
    decided for a question that is not among the `questions` is forgotten.
    """
    standing = [each for each in decisions if each.question is None or each.question in questions]
    mine = [each for each in standing if each.source in lineage]
    of_words = _OfWords(mine)
    withdrawn = {each.fingerprint for each in standing if each.question is None}
    said = {fingerprint(each.text) for each in before}
    brought_words = {fingerprint(each.text) for each in brought}
    # Where the words are others now, the place tells: the same author on the same question.
    by_place = {each.asked: each for each in mine if each.fingerprint not in brought_words}
    found: list[tuple[Answer, Answer | None]] = []
    kept: list[DecidedAnswer] = []
    for answer in brought:
        words = fingerprint(answer.text)
        decided = of_words.about(answer, words)
        if decided is None and words in withdrawn and _is_telling(answer):
            found.append((answer, None))
            continue
        if decided is not None:
            found.append((answer, _as_decided(answer, decided, exact=True)))
        elif words not in said and (place := by_place.get(answer.question)) is not None:
            decided = place
            found.append((answer, _as_decided(answer, place, exact=False)))
        else:
            found.append((answer, answer))
        if decided is not None:
            kept.append(replace(decided, source=answer.source, answer=answer.id))
    return Recalled(tuple(found), tuple({each.id: each for each in kept}.values()))


class _OfWords:
    """Decisions by the words that they are about, for the question, or wherever those stand."""

    def __init__(self, decisions: Iterable[DecidedAnswer]) -> None:
        self._there: dict[tuple[str, QuestionId], DecidedAnswer] = {}
        self._anywhere: dict[str, list[DecidedAnswer]] = {}
        for each in decisions:
            self._there[each.fingerprint, each.asked] = each
            self._anywhere.setdefault(each.fingerprint, []).append(each)

    def about(self, answer: Answer, words: str) -> DecidedAnswer | None:
        """Return what was decided about an answer; of few words only where it stood."""
        there = self._there.get((words, answer.question))
        if there is not None or not _is_telling(answer):
            return there
        anywhere = self._anywhere.get(words, [])
        return anywhere[0] if len(anywhere) == 1 else None


def _is_telling(answer: Answer) -> bool:
    return len(_words(answer.text).split()) >= _TELLING


def _as_decided(answer: Answer, decided: DecidedAnswer, *, exact: bool) -> Answer | None:
    if decided.question is None:
        return None
    answer = replace(answer, question=decided.question, confidence=1.0)
    if not exact:
        return answer
    status = Status.WRONG if decided.wrong else answer.status
    return replace(answer, text=decided.text or answer.text, status=status)


def left_out(recalls: Iterable[Recalled]) -> Iterator[Answer]:
    """Yield the answers that were withdrawn before."""
    for each in recalls:
        yield from (brought for brought, kept in each.answers if kept is None)
