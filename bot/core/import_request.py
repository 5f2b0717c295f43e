"""What somebody wants to import, and what the deck has already. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.decisions import Decisions
from bot.core.import_warnings import LeftOut
from bot.core.models import Answer, Deck, Question, Source, WorkspaceId
from bot.core.placings import Placed
from bot.core.uploads import Upload


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What somebody wants to import.

    `title` is the deck's, by default the first document's; `reference` names one of the files, by
    default the first; `language` is a new deck's, English where none is named; `add` puts the
    documents into the deck of that title when it is there. `format` names the one in which all are
    read, None for what each looks like. Files that are `left_out` already are told with the plan. A
    file that says half of what a document of the deck says takes its place, unless they are to be
    kept both. What was withdrawn stays out, unless it is to be brought back. Items whose places
    were guessed, by document and item, are `placed` as somebody decided. `pictures` lie in
    the folder of the files, which may show them.
    """

    workspace: WorkspaceId
    files: tuple[Upload, ...]
    title: str | None = None
    reference: str | None = None
    add: bool = False
    authors: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    pack: str | None = None
    format: str | None = None
    left_out: tuple[LeftOut, ...] = ()
    keep_both: bool = False
    bring_back: bool = False
    placed: Mapping[tuple[int, int], Placed] = field(default_factory=dict)
    pictures: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class Existing:
    """What the deck has already, for an import that adds to it."""

    deck: Deck
    sources: Sequence[Source]
    questions: Sequence[Question]
    answers: Sequence[Answer]
    decisions: Decisions = field(default_factory=Decisions)
