"""What the commands print: words for people, data for programs."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.core.authored_text import Answers, AuthoredText
from bot.core.documents import ParsedDocument, ParsedItem
from bot.core.import_plan import ImportPlan
from bot.core.import_warnings import PlanWarning
from bot.core.losses import Loss
from bot.core.models import QuestionId
from bot.core.pictures import without_pictures
from bot.core.read_models import DeckSummary, Found
from bot.core.replies_along import NO_REPLIES, RepliesAlong
from bot.errors import BadPack
from bot.presentation.decks import import_summary, told_by, warning_words
from bot.presentation.errors import words_for
from bot.presentation.humanize import count, listed
from bot.presentation.lookup import GUARDED, NEAREST, NO_ANSWERS, NOTHING_FOUND, STAND_IN
from bot.presentation.losses import along_words, lost_words
from bot.presentation.sources import origin_words


def ready_words(join: str, desk: str) -> str:
    """Return what is printed when the room answers; there may be no join link."""
    joining = f"  Join link, for members:   {join}\n" if join else ""
    return (
        "Roundtable is running. Ctrl-C stops it. “roundtable groups” makes more desk links.\n\n"
        f"{joining}  Desk link, for you, once: {desk}\n"
    )


@dataclass(frozen=True, slots=True)
class ListedRoom:
    """A room on the web. `join` is "" while its join link is off."""

    group: str
    name: str
    join: str


@dataclass(frozen=True, slots=True)
class ListedRooms:
    """Rooms, and a link to the desk of their organisers, which opens one browser."""

    rooms: tuple[ListedRoom, ...]
    desk: str


def rooms_words(listed: ListedRooms) -> str:
    """Return the rooms for people."""
    lines = [
        f"{room.name}\n  Join link: {room.join or 'off; the desk switches it on'}"
        for room in listed.rooms
    ]
    return "\n".join([*lines, "", f"Desk link, for you, once: {listed.desk}"])


def rooms_json(listed: ListedRooms) -> dict[str, Any]:
    """Return the rooms for programs: `{"rooms": [{"group", "name", "join"}], "desk"}`."""
    rooms = [asdict(room) | {"join": room.join or None} for room in listed.rooms]
    return {"rooms": rooms, "desk": listed.desk}


@dataclass(frozen=True, slots=True)
class Rotation:
    """What is to be made anew: rooms' join links, and the desk links unless one group is named.

    `joined` and `desks` are the browsers that what the old ones opened is in.
    """

    groups: tuple[str, ...]
    with_desk: bool
    joined: int
    desks: int


def rotation_words(planned: Rotation, *, end: bool) -> str:
    """Return what making links anew will do, before it is done."""
    rooms = listed([f"“{name}”" for name in planned.groups])
    lines = [f"The join link of {rooms} is made anew; one that is switched off stays off."]
    if planned.with_desk:
        lines.append("Desk links that were not used yet open nothing any more; one new is printed.")
    if not end:
        lines.append("Who came in by the old ones stays signed in.")
        return "\n".join(lines)
    lines.append(
        f"People whom join links let in are signed out of {count(planned.joined, 'browser')}. They "
        "stay members: who is in a chat types /web there, and others need a recovery link from the "
        "desk."
    )
    if planned.with_desk:
        lines.append(f"The organisers’ desk closes in {count(planned.desks, 'browser')}.")
    return "\n".join(lines)


def import_words(plan: ImportPlan) -> str:
    """Return for people what an import would make."""
    lines = [
        f"{plan.deck.title}: {import_summary(plan)}",
        "",
        *_found_lines(plan),
        "",
        "Nothing is stored. The same command without “--dry-run” stores it.",
    ]
    return "\n".join(lines)


def stored_words(plan: ImportPlan) -> str:
    """Return for people what an import stored, and what to do next."""
    title = plan.deck.title
    added = f"Added to “{title}”" if plan.existing else f"Stored as “{title}”"
    lines = [
        f"{added}: {import_summary(plan)} The deck has {count(len(plan.questions), 'question')}.",
        "",
        *_found_lines(plan),
        "",
        "Next:",
        "- “roundtable ask WORDS” looks a question up in it.",
        "- “roundtable serve” opens the room where it is asked; its desk plans when.",
        f"- “roundtable import FILE --deck {shlex.quote(title)} --add” adds notes, or newer ones.",
    ]
    return "\n".join(lines)


def _found_lines(plan: ImportPlan) -> list[str]:
    lines = [_document_words(document) for document in plan.documents]
    if plan.warnings:
        lines += ["", f"{count(len(plan.warnings), 'thing')} to look at:"]
        lines += [f"- {warning_words(warning)}" for warning in plan.warnings]
    return lines


def _document_words(document: ParsedDocument) -> str:
    statuses = Counter(item.status for item in document.items)
    told = ", ".join(f"{number} {status}" for status, number in sorted(statuses.items()))
    items = count(len(document.items), "item")
    return f"  {document.name} ({document.format}): {items}, {told}{told_by(document)}"


def import_json(plan: ImportPlan) -> dict[str, Any]:
    """Return an import's result for programs.

    `{"documents": [{"file", "format", "why", "confidence", "encoding", "items":
    [{"question", "answers", "status", "lines"}]}],
    "deck": {"title", "questions": [{"id", "question", "answers": [{"file", "item",
    "confidence"}]}]}, "warnings": [{"kind", "message", ...}]}`. An item whose question the
    document does not give has that of its place in the deck.
    """
    return {
        "documents": [
            _document_json(plan, number, document) for number, document in enumerate(plan.documents)
        ],
        "deck": {"title": plan.deck.title, "questions": _questions_json(plan)},
        "warnings": [_warning_json(warning) for warning in plan.warnings],
    }


def _document_json(plan: ImportPlan, number: int, document: ParsedDocument) -> dict[str, Any]:
    texts = {question.id: question.text for question in plan.questions}
    return {
        "file": document.name,
        "format": document.format,
        "why": document.why,
        "confidence": round(document.confidence, 2),
        "encoding": document.encoding,
        "items": [
            _item_json(item, _placed_text(plan, texts, number, position))
            for position, item in enumerate(document.items)
        ],
    }


def _placed_text(
    plan: ImportPlan, texts: dict[QuestionId, str], document: int, item: int
) -> str | None:
    placings = plan.placings.get((document, item))
    return texts[placings[0][0]] if placings else None


def _item_json(item: ParsedItem, placed: str | None) -> dict[str, Any]:
    written = item.question if item.question and not item.is_fragment else None
    return {
        "question": written or placed or item.question,
        "answers": [answer.text for answer in item.answers],
        "status": item.status,
        "lines": [item.lines.first, item.lines.last],
    }


def _questions_json(plan: ImportPlan) -> list[dict[str, Any]]:
    answers: dict[QuestionId, list[dict[str, Any]]] = {}
    for (document, item), places in sorted(plan.placings.items()):
        file = plan.documents[document].name
        for question, confidence in places:
            placed = {"file": file, "item": item, "confidence": round(confidence, 3)}
            answers.setdefault(question, []).append(placed)
    return [
        {"id": question.id, "question": question.text, "answers": answers.get(question.id, [])}
        for question in plan.questions
    ]


def _warning_json(warning: PlanWarning) -> dict[str, Any]:
    kind = type(warning).__name__.lower()
    return {"kind": kind, "message": warning_words(warning), **asdict(warning)}


def decks_words(decks: Sequence[DeckSummary]) -> str:
    """Return the decks for people."""
    if not decks:
        return "No decks yet. Import documents with “roundtable import”."
    return "\n".join(_deck_words(deck) for deck in decks)


@dataclass(frozen=True, slots=True)
class WrittenFiles:
    """What was written of a deck, into which folder, and of what so many are not in the files.

    So much of what a group's members replied goes `along`.
    """

    title: str
    folder: str
    files: tuple[str, ...]
    lost: Mapping[Loss, int] = field(default_factory=dict)
    along: RepliesAlong = NO_REPLIES


def written_words(written: WrittenFiles) -> str:
    """Return what was written, for people, with a line on what is not in it."""
    words = f"“{written.title}” is in {written.folder}: {listed(written.files)}."
    return "\n".join(filter(None, [words, *along_words(written.along), lost_words(written.lost)]))


def written_json(written: WrittenFiles) -> dict[str, Any]:
    """Return what was written for programs: `{"title", "folder", "files", "lost", "along"}`.

    Of `along` there are `{"members", "answers", "not_agreed", "nameless"}`, in numbers.
    """
    return asdict(written)


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """What is wrong with a pack, and what it makes: None where it makes nothing."""

    folder: str
    problems: tuple[Exception, ...]
    plan: ImportPlan | None


def check_words(checked: CheckedPack) -> str:
    """Return what is wrong with a pack, a line each, or what it makes."""
    if checked.plan is None:
        wrong = [_problem_words(each) for each in checked.problems]
        return "\n".join([f"{count(len(wrong), 'problem')} in {checked.folder}:", *wrong])
    remarks = [f"  {warning_words(each)}" for each in checked.plan.warnings]
    return "\n".join([f"A good pack: {import_summary(checked.plan)}", *remarks])


def check_json(checked: CheckedPack) -> dict[str, Any]:
    """Return what is wrong with a pack: `{"folder", "good", "problems", "remarks"}`."""
    warnings = checked.plan.warnings if checked.plan else ()
    return {
        "folder": checked.folder,
        "good": checked.plan is not None,
        "problems": [_problem_words(each) for each in checked.problems],
        "remarks": [warning_words(each) for each in warnings],
    }


def _problem_words(problem: Exception) -> str:
    return f"{problem.reason}." if isinstance(problem, BadPack) else words_for(problem)


def _deck_words(summary_: DeckSummary) -> str:
    lines = [f"{summary_.deck.title}: {count(summary_.questions, 'question')}"]
    for source in summary_.sources:
        mark = ", reference" if source.id == summary_.deck.reference else ""
        lines.append(f"  {source.author} ({origin_words(source)}{mark})")
    return "\n".join(lines)


def decks_json(decks: Sequence[DeckSummary]) -> list[dict[str, Any]]:
    """Return the decks for programs."""
    return [
        {
            "id": each.deck.id,
            "title": each.deck.title,
            "questions": each.questions,
            "sources": [
                {
                    "author": source.author,
                    "file": source.name,
                    "format": source.format,
                    "reference": source.id == each.deck.reference,
                }
                for source in each.sources
            ],
        }
        for each in decks
    ]


def ask_words(found: Sequence[Found]) -> str:
    """Return a look-up's result for people: the best five, then the best one's answers."""
    if not found:
        return NOTHING_FOUND
    hits = [f"{each.score:5.2f}  {each.question.text}  [{each.deck.title}]" for each in found]
    lead = [] if found[0].sure else [NEAREST]
    best = [found[0].question.text, *_answers_words(found[0].answers)]
    return without_pictures("\n".join([*lead, *hits, "", *best]))


def _answers_words(answers: Answers | None) -> list[str]:
    if answers is None:
        return [GUARDED]
    if not answers.reference and not answers.earlier:
        return [NO_ANSWERS]
    lines = [] if answers.reference else [STAND_IN]
    lines += [_authored_words(authored, "reference") for authored in answers.reference]
    lines += [_authored_words(authored, "earlier reader") for authored in answers.earlier]
    return lines


def _authored_words(authored: AuthoredText, role: str) -> str:
    indented = authored.text.replace("\n", "\n  ")
    return f"\n{authored.author}, {role}:\n  {indented}"


def ask_json(found: Sequence[Found]) -> list[dict[str, Any]]:
    """Return a look-up's result for programs; `answers` is null while the question is open."""
    return [
        {
            "id": each.question.id,
            "question": each.question.text,
            "deck": each.deck.title,
            "score": round(each.score, 4),
            "sure": each.sure,
            "also_in": [deck.title for deck in each.also_in],
            "answers": None if each.answers is None else _answers_json(each.answers),
        }
        for each in found
    ]


def _answers_json(answers: Answers) -> list[dict[str, Any]]:
    return [
        {"author": authored.author, "text": authored.text, "reference": is_reference}
        for is_reference, authored_texts in ((True, answers.reference), (False, answers.earlier))
        for authored in authored_texts
    ]


def rotated_words(done: int, unreadable: int) -> str:
    """Return what became of the tokens in the database."""
    words = f"{count(done, 'token')} encrypted anew."
    if not unreadable:
        return words
    return (
        f"{words} None of the keys decrypts {unreadable} more: add the key that they were "
        "encrypted with, or let their workspaces install the app again."
    )
