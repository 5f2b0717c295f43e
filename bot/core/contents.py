"""A deck with all that stands in it, on its way out: a sheet for each author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.core.documents import Status
from bot.core.ids import PictureId
from bot.core.models import Answer, AnswerId, Deck, Question, QuestionId, Source, SourceId
from bot.core.pictures import PictureFile, named_in


class ExportFormat(StrEnum):
    """As what a deck goes out."""

    PACK = "pack"
    MARKDOWN = "markdown"
    CSV = "csv"
    APKG = "apkg"
    MOODLE = "moodle"
    GIFT = "gift"


@dataclass(frozen=True, slots=True)
class DeckContents:
    """A deck with its sources, questions and answers, each in their order.

    `pictures` are those that the texts show, `votes` how many found an answer most helpful.
    """

    deck: Deck
    sources: Sequence[Source]
    questions: Sequence[Question]
    answers: Sequence[Answer]
    pictures: Mapping[PictureId, PictureFile] = field(default_factory=dict)
    votes: Mapping[AnswerId, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with what one author wrote below it, which may be nothing.

    `is_note` is for a note to oneself, such as TODO, in the place of an answer. So many `votes`
    found what is there most helpful.
    """

    question: Question
    answers: tuple[str, ...] = ()
    is_note: bool = False
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document as it goes out, in the deck's order. The first has every question.

    It has those of the deck's `pictures` that its texts show.
    """

    source: Source
    entries: tuple[Entry, ...]
    pictures: tuple[PictureFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a pack is given away, and what is said of it."""

    licence: str = "not stated"
    description: str = ""


def sheets(contents: DeckContents) -> list[Sheet]:
    """Return what each author wrote, in the order of the sources.

    The first sheet has questions without an answer as well, so that none is lost, nor the order.
    """
    by_source: dict[SourceId, dict[QuestionId, list[Answer]]] = {}
    for answer in contents.answers:
        if answer.status is Status.WRONG:
            continue
        of_source = by_source.setdefault(answer.source, {})
        of_source.setdefault(answer.question, []).append(answer)
    return [
        illustrated(
            Sheet(source, _entries(contents, by_source.get(source.id, {}), whole=not at)),
            contents.pictures,
        )
        for at, source in enumerate(contents.sources)
    ]


def illustrated(sheet: Sheet, pictures: Mapping[PictureId, PictureFile]) -> Sheet:
    """Return a sheet with those of the pictures that its texts show."""
    if not pictures:
        return sheet
    texts = (text for each in sheet.entries for text in (each.question.text, *each.answers))
    shown = dict.fromkeys(id_ for text in texts for id_ in sorted(named_in(text)))
    return replace(sheet, pictures=tuple(pictures[id_] for id_ in shown if id_ in pictures))


def _entries(
    contents: DeckContents, answers: Mapping[QuestionId, Sequence[Answer]], *, whole: bool
) -> tuple[Entry, ...]:
    found = []
    for question in sorted(contents.questions, key=lambda each: each.position):
        mine = answers.get(question.id, ())
        if mine or whole:
            notes = all(each.status is Status.PLACEHOLDER for each in mine)
            texts = tuple(each.text for each in mine)
            votes = sum(contents.votes.get(each.id, 0) for each in mine)
            found.append(Entry(question, texts, is_note=bool(mine) and notes, votes=votes))
    return tuple(found)
