"""Decks as admins look at them, and what an import found for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.core.contents import ExportFormat
from bot.core.documents import Lines, ParsedDocument, Status
from bot.core.feedback import beginning_of
from bot.core.import_changes import Version
from bot.core.import_plan import ImportPlan
from bot.core.import_warnings import (
    AsksInside,
    Covers,
    Doubtful,
    Guessed,
    Joined,
    LeftBehind,
    LeftOut,
    NoReference,
    PicturesLost,
    PlanWarning,
    Reworded,
    Skipped,
    Unplaced,
    Unsure,
    Withdrawn,
)
from bot.core.losses import Loss
from bot.core.models import SHIPPED, Deck, Question, QuestionId, Source
from bot.core.pictures import without_pictures
from bot.core.read_models import DeckSummary
from bot.core.replies_along import NO_REPLIES, RepliesAlong
from bot.core.view import Action, Block, Heading, Line, Message
from bot.errors import AlreadyImported, RoundtableError
from bot.presentation.errors import is_called, words_for
from bot.presentation.humanize import count, listed, several
from bot.presentation.losses import along_words, lost_words, withheld_words
from bot.presentation.pictures import lost_words as lost_picture_words
from bot.presentation.sources import file_words, origin_words
from bot.presentation.versions import edits_words, version_head, version_words

NO_DECK = "There is no deck yet. Import documents first."
DISCARDED = "The documents were thrown away. Nothing was stored."
DRAFT_GONE = "These documents were stored or thrown away already."
HOW_TO_IMPORT = (
    "Send me the files in a direct message, or in a channel with a message that mentions me. For "
    "files that are there already, choose “Import these notes” in the menu of their message."
)
ELSEWHERE = "it is kept elsewhere; upload the file itself"
EXPORT_TOO_LARGE = (
    "This deck is too large for a file in a chat. Type “/web” and download it from its page there."
)
FORMAT_WORDS = {
    ExportFormat.PACK: "a pack for another Roundtable: Markdown with a manifest",
    ExportFormat.MARKDOWN: "Markdown, each author’s notes",
    ExportFormat.CSV: "tables for a spreadsheet (CSV)",
    ExportFormat.APKG: "flash cards for Anki (.apkg)",
    ExportFormat.MOODLE: "a question bank for Moodle (XML)",
    ExportFormat.GIFT: "a question bank as GIFT",
}

COPY = "Copy to our decks"
ASK_DECK, PLAN_DECK = "deck-ask", "deck-plan"
"""The actions that ask a deck's next question, and plan one of it a day."""
LOOK_AT_DOUBTS = "Look at what is doubtful"
_NEXT = "Nothing is asked by that yet: ask its next question now, or plan one a day."
_NEXT_IN_CHANNEL = (
    "Nothing is asked by that yet: in a channel of your group type “/quiz open” for a question of "
    "“{deck}” now, or “/schedule add” to plan when its questions come."
)
MOST_LISTED = 1_000
"""So many of a deck's questions are listed in a chat; nobody turns to a later page."""
PRESSING = (
    LeftOut
    | PicturesLost
    | Version
    | Withdrawn
    | Joined
    | LeftBehind
    | Guessed
    | Unsure
    | Doubtful
    | Unplaced
)
"""What deserves a look before the yes."""


def decks_message(decks: Sequence[DeckSummary]) -> Message:
    """Return all of a group's decks."""
    blocks = [block for each in decks for block in _listed(each)]
    summary = count(len(decks), "deck") if decks else NO_DECK
    return Message(summary=summary, blocks=tuple(blocks) or (Line(NO_DECK),))


def deck_message(
    summary: DeckSummary, questions: Sequence[Question], answers: Mapping[QuestionId, int]
) -> Message:
    """Return a deck's documents, and its questions by number with how many `answers` each has.

    The `questions` may be the first of more, which are said to be on the web.
    """
    deck, more = summary.deck, summary.questions - len(questions)
    return Message(
        summary=deck.title,
        blocks=(
            Heading(deck.title),
            Line(_size(summary)),
            *(Line(source_words(deck, source)) for source in summary.sources),
            Heading("Questions", 3),
            *(Line(_question_words(each, answers.get(each.id, 0))) for each in questions),
            *((Line(f"{more:,} more are on the deck’s page on the web."),) if more > 0 else ()),
        ),
        actions=(
            Action("deck-web", "Open on the web", deck.id),
            *((Action("deck-copy", COPY, deck.id),) if deck.workspace == SHIPPED else ()),
        ),
    )


def copied_words(deck: Deck) -> str:
    """Return what is said when a shipped deck was copied."""
    return f"“{deck.title}” is one of your decks now, to change as you like."


def renamed_words(deck: Deck, before: str) -> str:
    """Return what is said when a deck was renamed."""
    return f"“{before}” is called “{deck.title}” now."


def removed_words(deck: Deck) -> str:
    """Return what is said when a deck was removed."""
    return (
        f"“{deck.title}” is removed: it is asked and looked up no more, and its schedules are "
        "paused. What was asked of it stays. The desk brings it back later, too."
    )


def restored_words(deck: Deck) -> str:
    """Return what is said when a removed deck was brought back."""
    return f"“{deck.title}” is back, with the schedules that paused when it was removed."


def exported_words(
    wanted: ExportFormat,
    withheld: int,
    lost: Mapping[Loss, int],
    along: RepliesAlong = NO_REPLIES,
) -> str:
    """Return what is said with a deck's files.

    The answers to so many questions are not in them, and so much that the format cannot carry; so
    much of what members replied goes `along`.
    """
    words = (
        f"Here is the deck as {FORMAT_WORDS[wanted]}. Every author has a file, and pack.toml says "
        "whose each is. The archive can be imported as it is."
    )
    told = [words, *along_words(along), lost_words(lost), withheld_words(withheld)]
    return " ".join(filter(None, told))


def source_words(deck: Deck, source: Source) -> str:
    """Return whose document it is, and whether it is the reference."""
    mark = ", the reference" if source.id == deck.reference else ""
    return f"{source.author} ({origin_words(source)}{mark})"


def reference_words(deck: Deck, source: Source) -> str:
    """Return what is said when another document was made the reference."""
    return f"{source.author} ({file_words(source)}) is the reference of “{deck.title}” now."


def being_read_words(names: Sequence[str]) -> str:
    """Return what is said while long documents are read."""
    return f"Reading {several(names)}. What would become of it shows here in a moment."


def language_words(deck: Deck) -> str:
    """Return what is said when a deck's language was set."""
    return f"“{deck.title}” is in {deck.language.capitalize()} now."


def _listed(summary: DeckSummary) -> Iterator[Block]:
    yield Heading(summary.deck.title, 3)
    yield Line(_size(summary))


def _size(summary: DeckSummary) -> str:
    documents = count(len(summary.sources), "document")
    return f"{count(summary.questions, 'question')} from {documents}"


def _question_words(question: Question, answers: int) -> str:
    return f"{question.position + 1}. {beginning_of(question.text)} · {count(answers, 'answer')}"


def import_summary(plan: ImportPlan) -> str:
    """Return one sentence about the whole import."""
    return (
        f"{count(len(plan.documents), 'document')} with {count(len(plan.answers), 'answer')} "
        f"on {count(len(plan.questions), 'question')}."
    )


def _lines_words(warning: Skipped | AsksInside) -> str:
    where = f"{warning.file}, {_lines(warning.lines)}"
    if isinstance(warning, Skipped):
        return f"{where}: not part of a question or an answer ({warning.reason})."
    return f"{where}: reads like a question, but stands in an answer."


def _guess_words(warning: Guessed | Unsure) -> str:
    if isinstance(warning, Guessed):
        file, encoding = warning.file, warning.encoding
        return f"{file} was read as {encoding}, which is a guess: look at its special letters."
    return (
        f"{warning.file} was read as {warning.format}, which is a guess: look at what was found "
        f"({count(warning.questions, 'question')}), or name its format."
    )


def warning_words(warning: PlanWarning) -> str:
    """Return one sentence about one thing to look at."""
    return without_pictures(_warning_words(warning))


def _warning_words(warning: PlanWarning) -> str:
    match warning:
        case LeftOut(_, problem):
            return _left_out_words(problem)
        case Guessed() | Unsure():
            return _guess_words(warning)
        case PicturesLost() | Version() | Joined() | Withdrawn():
            return _whole_file_words(warning)
        case Doubtful() | Covers() | Reworded() | Unplaced():
            return f"{warning.file}, {_lines(warning.lines)}: {_place_words(warning)}"
        case Skipped() | AsksInside():
            return _lines_words(warning)
        case LeftBehind() | NoReference():
            return _question_warning(warning)


def _question_warning(warning: LeftBehind | NoReference) -> str:
    asked = f"“{warning.question}”"
    if isinstance(warning, LeftBehind):
        return f"No document has {asked} any more; it stays in the deck, retired: asked no more."
    return f"The reference does not answer {asked}; other answers stand in."


def _whole_file_words(warning: Version | Joined | Withdrawn | PicturesLost) -> str:
    if isinstance(warning, PicturesLost):
        return lost_picture_words(warning.file, warning.fault, warning.names)
    if isinstance(warning, Version):
        return version_words(warning)
    if isinstance(warning, Withdrawn):
        return _withdrawn_words(warning)
    answers = "1 answer is" if warning.count == 1 else f"{warning.count} answers are"
    return f"{warning.file}: {answers} joined with the questions by number."


def _withdrawn_words(warning: Withdrawn) -> str:
    gone = [
        count(number, what)
        for number, what in ((warning.questions, "question"), (warning.answers, "answer"))
        if number
    ]
    were = "was" if warning.questions + warning.answers == 1 else "were"
    return f"{warning.file}: {listed(gone)} that {were} withdrawn from the deck stay out of it."


def leaves_out(plan: ImportPlan) -> bool:
    """Whether something is left out because it was withdrawn before."""
    return any(isinstance(each, Withdrawn) for each in plan.warnings)


def told_by_contents(plan: ImportPlan) -> bool:
    """Whether what a file says, not its name, makes it a newer version of a document."""
    return any(isinstance(each, Version) and each.alike for each in plan.warnings)


def _left_out_words(problem: RoundtableError) -> str:
    if isinstance(problem, AlreadyImported):
        known = is_called(problem.name, problem.earlier)
        said = "unchanged" if known else f"as {problem.earlier}"
        return f"Passed over: {problem.name} is in the deck already, {said}."
    return f"Left out: {words_for(problem)}"


def _place_words(warning: Doubtful | Covers | Reworded | Unplaced) -> str:
    match warning:
        case Reworded(question=question, wording=wording):
            return f"asks “{wording}”, which stands in the deck as “{question}”."
        case Doubtful(question=question, confidence=confidence):
            return f"probably answers “{question}”, but that is a guess ({confidence:.0%})."
        case Covers(questions=questions):
            asked = listed([f"“{beginning_of(each)}”" for each in questions])
            return f"answers {asked} at once; it stands with each."
        case Unplaced():
            return "found no question that this answers; left out."


def preview_message(plan: ImportPlan, draft: str) -> Message:
    """Return what storing the documents would make of them; `draft` is what the answer is for."""
    pressing = [each for each in plan.warnings if isinstance(each, PRESSING)]
    minor = [each for each in plan.warnings if each not in pressing]
    return Message(
        summary=f"{plan.deck.title}: {import_summary(plan)}",
        blocks=(
            Heading(plan.deck.title),
            Line(f"{import_summary(plan)} Nothing is stored yet."),
            *_document_lines(plan),
            *_warnings(f"{count(len(pressing), 'thing')} to look at", pressing),
            Heading(count(len(plan.questions), "question"), 3),
            *_question_lines(plan),
            *_warnings(count(len(minor), "smaller remark"), minor),
        ),
        actions=(
            Action("import", "Import", draft, primary=True),
            *(
                [Action("import-both", "Keep both versions", draft)]
                if told_by_contents(plan)
                else ()
            ),
            Action("discard", "Discard", draft),
        ),
    )


def stopped_message(words: str, draft: str, *, exist: bool) -> Message:
    """Return why documents are not stored, and what to do; the deck may `exist`."""
    again = Action("preview", "Look again", draft, "1", primary=True)
    if exist:
        again = Action("import-add", "Add to that deck", draft, primary=True)
    return Message.saying(words, actions=(again, Action("discard", "Discard", draft)))


def stored_message(plan: ImportPlan, doubtful: int, *, is_direct: bool) -> Message:
    """Return what was stored, what was not, how much is `doubtful` in the deck, and what is next.

    Told directly, where no group is, the next is said in words alone.
    """
    deck = plan.deck
    left_out = [Line(warning_words(each)) for each in plan.warnings if isinstance(each, LeftOut)]
    doubts = [Line(_doubtful_words(doubtful))] if doubtful else []
    look = [Action("deck-web", LOOK_AT_DOUBTS, deck.id)] if doubtful else []
    next_ = _NEXT_IN_CHANNEL if is_direct else _NEXT
    asks = (
        ()
        if is_direct
        else (
            Action(ASK_DECK, "Ask its next question", deck.id, primary=True),
            Action(PLAN_DECK, "Plan one a day", deck.id),
        )
    )
    return Message.saying(
        f"Stored in “{deck.title}”: {import_summary(plan)}",
        *left_out,
        *doubts,
        Line(next_.format(deck=deck.title)),
        actions=(*asks, *look, Action("deck", "Show it", deck.id)),
    )


def _doubtful_words(doubtful: int) -> str:
    if doubtful == 1:
        return "One answer in the deck is doubtful: where it belongs is a guess. Look at it first."
    return (
        f"{doubtful} answers in the deck are doubtful: where they belong is a guess. Go through "
        "them first."
    )


def found_words(document: ParsedDocument) -> str:
    """Return what a document has: "3 items: 1 answered, 2 left empty", without what it has not."""
    found = Counter(item.status for item in document.items)
    has = {
        f"{found[Status.ANSWERED]} answered": found[Status.ANSWERED],
        f"{found[Status.EMPTY]} left empty": found[Status.EMPTY],
        f"{count(found[Status.PLACEHOLDER], 'note')} to self": found[Status.PLACEHOLDER],
    }
    told = ", ".join(words for words, number in has.items() if number)
    return f"{count(len(document.items), 'item')}: {told or 'nothing'}"


def _document_lines(plan: ImportPlan) -> Iterator[Block]:
    for document, source in zip(plan.documents, plan.sources, strict=True):
        mark = ", the reference" if source.id == plan.deck.reference else ""
        told = f"{found_words(document)}{told_by(document)}"
        yield Line(f"{document.name} ({document.format}{mark}): {told}")


def told_by(document: ParsedDocument) -> str:
    """Return by what a document's format was told, "" for notes, behind a stop."""
    return f". Told by: {document.why}" if document.why else ""


def _question_lines(plan: ImportPlan) -> Iterator[Block]:
    answered = {
        (question, document)
        for (document, item), places in plan.placings.items()
        if plan.documents[document].items[item].status is Status.ANSWERED
        for question, _ in places
    }
    answers = Counter(question for question, _ in answered)
    for number, question in enumerate(plan.questions, 1):
        told = f"{answers[question.id]} of {len(plan.documents)} answered"
        yield Line(f"{number}. {beginning_of(question.text)} · {told}")


def _warnings(title: str, warnings: Sequence[PlanWarning]) -> Iterator[Block]:
    if warnings:
        yield Heading(title, 3)
    for warning in warnings:
        yield from map(Line, _sentences(warning))


def _sentences(warning: PlanWarning) -> list[str]:
    """Return what is told of a warning, each change of a newer version by itself."""
    if not isinstance(warning, Version):
        return [warning_words(warning)]
    told = (version_head(warning), *edits_words(warning))
    return [without_pictures(each) for each in told]


def _lines(lines: Lines) -> str:
    if lines.first == lines.last:
        return f"line {lines.first}"
    return f"lines {lines.first} to {lines.last}"


def status_words(status: int) -> str:
    """Return what a server's answer that holds no file means."""
    return f"it could not be fetched (status {status})"
