"""Documents in: upload, look at what was found, say yes or no."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import Response

from bot.core.documents import ParsedDocument, ParsedItem, Status
from bot.core.import_changes import Version
from bot.core.import_doubts import import_doubts
from bot.core.import_plan import ImportPlan
from bot.core.import_request import ImportRequest
from bot.core.import_warnings import LeftBehind, PlanWarning
from bot.core.models import DOUBTFUL, QuestionId
from bot.core.pictures import Picture, pictures_in, without_pictures
from bot.core.placings import Placed, Put, mark_of
from bot.core.text import plain
from bot.core.uploads import ImportDraft
from bot.errors import DeckExists, MemberError, NoAnchors
from bot.platforms.web.forms import Form, Refused, read_uploads
from bot.platforms.web.request_context import GroupContext, see_other
from bot.presentation.decks import PRESSING, import_summary, leaves_out, told_by_contents
from bot.presentation.versions import shown, version_head

_EXCERPT = 400  # characters


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the admin chose on the preview; `title` is None before they chose anything."""

    title: str | None
    reference: str | None
    add: bool
    authors: dict[str, str]
    keep_both: bool
    bring_back: bool
    placed: dict[tuple[int, int], Placed]

    def request(self, draft: ImportDraft) -> ImportRequest:
        """Return the import that they ask for."""
        return ImportRequest(
            draft.workspace,
            draft.files,
            self.title,
            self.reference,
            self.add,
            self.authors,
            keep_both=self.keep_both,
            bring_back=self.bring_back,
            placed=self.placed,
        )


async def choose_files(context: GroupContext) -> Response:
    """Show the form that takes files."""
    refused = await context.refused()
    status, problem = (refused.status, refused.words) if refused else (200, None)
    return context.page("import.html", status, problem=problem)


async def upload(context: GroupContext) -> Response:
    """Keep the files for the preview; what cannot be read is told at once, all of it."""
    try:
        files = await read_uploads(context.request, "files")
        await _refuse_unreadable(context, ImportRequest(context.workspace, files))
    except MemberError as error:
        # No browser takes files back: what can be kept is why they were refused.
        return await context.give_back(f"{context.here}/admin/import", Form(FormData()), error)
    draft = await context.services.decks.draft(context.workspace, files)
    return see_other(f"{context.here}/admin/import/{draft.id}")


async def _refuse_unreadable(context: GroupContext, request: ImportRequest) -> None:
    # The preview can mend these two: another name, or a deck that has the questions.
    with suppress(DeckExists, NoAnchors):
        await context.services.decks.plan(request)


async def preview(context: GroupContext) -> Response:
    """Show what storing the documents would make of them."""
    draft = await context.services.decks.drafted(context.workspace, context.path("draft"))
    refused = await context.refused()
    form = refused.form if refused else context.query
    return await _preview(context, draft, _choices(form, draft), refused)


async def store(context: GroupContext) -> Response:
    """Store the documents as the preview showed them."""
    draft = await context.services.decks.drafted(context.workspace, context.path("draft"))
    form = await context.form()
    choices = _choices(form, draft)
    try:
        plan = await context.services.decks.plan(choices.request(draft))
        deck = await context.services.decks.store(plan)
    except MemberError as error:
        return await context.give_back(f"{context.here}/admin/import/{draft.id}", form, error)
    await context.services.decks.discard(context.workspace, draft.id)
    return see_other(f"{context.here}/admin/decks/{deck.id}")


async def discard(context: GroupContext) -> Response:
    """Throw the documents away."""
    await context.services.decks.discard(context.workspace, context.path("draft"))
    return see_other(f"{context.here}/admin/import")


async def _preview(
    context: GroupContext, draft: ImportDraft, choices: ImportChoices, refused: Refused | None
) -> Response:
    plan, problem = await _planned(context, draft, choices)
    # What is in the way now counts; else what was, when the documents were to be stored.
    told = Refused.by(problem, Form(FormData())) if problem else refused
    # Thousands of questions take a while to render; others are served meanwhile.
    return await asyncio.to_thread(
        context.page,
        "preview.html",
        told.status if told else 200,
        draft=draft,
        choices=choices,
        title=_title(choices, plan, problem),
        problem=told.words if told else None,
        exists=isinstance(problem, DeckExists),
        found=overview(plan) if plan else None,
        doubts=import_doubts(plan) if plan else (),
        mark_of=mark_of,
        leaves_out=plan is not None and leaves_out(plan),
        told_by_contents=plan is not None and told_by_contents(plan),
        summary=import_summary(plan) if plan else "",
    )


async def _planned(
    context: GroupContext, draft: ImportDraft, choices: ImportChoices
) -> tuple[ImportPlan | None, MemberError | None]:
    try:
        return await context.services.decks.plan(choices.request(draft)), None
    except MemberError as error:
        return None, error


def _title(choices: ImportChoices, plan: ImportPlan | None, problem: MemberError | None) -> str:
    if plan is not None:
        return plan.deck.title
    return choices.title or (problem.title if isinstance(problem, DeckExists) else "")


def _choices(form: Form, draft: ImportDraft) -> ImportChoices:
    authors = {
        file.name: author
        for number, file in enumerate(draft.files)
        if (author := form.text(f"author-{number}").strip())
    }
    names = {file.name for file in draft.files}
    reference = form.text("reference")
    return ImportChoices(
        title=form.text("title") if "title" in form.data else None,
        reference=reference if reference in names else None,
        add=form.text("add") == "yes",
        authors=authors,
        keep_both=form.text("keep_both") == "yes",
        bring_back=form.text("bring_back") == "yes",
        placed=_placed(form),
    )


_PLACE = re.compile(r"place-(\d{1,6})-(\d{1,6})")
_MARK = re.compile(r"[0-9a-f]{16}")


def _placed(form: Form) -> dict[tuple[int, int], Placed]:
    """Return what was decided about guessed places; what is none of the choices is none."""
    found = {}
    for name, value in form.fields:
        match, (put, _, marks) = _PLACE.fullmatch(name), value.partition(":")
        here, _, there = marks.partition(":")
        if match and put in set(Put) and _MARK.fullmatch(here):
            item = int(match[1]), int(match[2])
            text = form.text(f"own-{item[0]}-{item[1]}")
            found[item] = Placed(Put(put), here, there, text if put == Put.SPLIT else "")
    return found


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document, whether its answers are the reference, and whose they will be."""

    parsed: ParsedDocument
    is_reference: bool
    author: str


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """How one document answered a question; `confidence` 0..1 is how sure its place is."""

    document: str
    item: ParsedItem
    confidence: float
    plates: tuple[Plate, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether its place is a guess."""
        return self.confidence < DOUBTFUL

    @property
    def excerpt(self) -> str:
        """As much as tells an answer from another: a preview may hold 20 MB of them."""
        text = "\n\n".join(answer.text for answer in self.item.answers)
        return plain(text[:_EXCERPT]) + ("…" if len(text) > _EXCERPT else "")


@dataclass(frozen=True, slots=True)
class FoundQuestion:
    """A question and what each document has for it; those that lack it are in `silent`.

    It is `retired` where the deck has it, and no document any more.
    """

    text: str
    section: str
    answers: tuple[FoundAnswer, ...]
    silent: tuple[str, ...]
    plates: tuple[Plate, ...] = ()
    retired: bool = False

    @property
    def answered(self) -> int:
        """How many documents really answer it."""
        return len({each.document for each in self.answers if each.item.status is Status.ANSWERED})

    @property
    def doubtful(self) -> bool:
        """Whether the place of one of its answers is a guess."""
        return any(each.doubtful for each in self.answers)


@dataclass(frozen=True, slots=True)
class FoundEdit:
    """What a newer version says to a question in another way, where it differs.

    `after` is "" where it says nothing any more.
    """

    question: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FoundVersion:
    """What is told of a newer version, and each answer that it changes or leaves out."""

    words: str
    edits: tuple[FoundEdit, ...]


def _found_version(version: Version) -> FoundVersion:
    edits = (
        FoundEdit(each.question, *(map(without_pictures, shown(each)) if each.after else ("", "")))
        for each in version.edits
    )
    return FoundVersion(version_head(version), tuple(edits))


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a preview shows; `versions` and `pressing` deserve a look before the yes."""

    documents: tuple[FoundDocument, ...]
    questions: tuple[FoundQuestion, ...]
    versions: tuple[FoundVersion, ...]
    pressing: tuple[PlanWarning, ...]
    minor: tuple[PlanWarning, ...]

    def of_file(self, name: str) -> FoundDocument | None:
        """Return what is in the file, None where it is left out or holds several documents."""
        return next((each for each in self.documents if each.parsed.name == name), None)


def overview(plan: ImportPlan) -> Overview:
    """Return what the plan holds, in the order in which it is read."""
    newer = tuple(each for each in plan.warnings if isinstance(each, Version))
    pressing = tuple(
        each for each in plan.warnings if isinstance(each, PRESSING) and each not in newer
    )
    return Overview(
        versions=tuple(map(_found_version, newer)),
        documents=tuple(
            FoundDocument(
                document,
                source.id == plan.deck.reference,
                source.author,
            )
            for document, source in zip(plan.documents, plan.sources, strict=True)
        ),
        questions=_questions(plan),
        pressing=pressing,
        minor=tuple(each for each in plan.warnings if each not in (*newer, *pressing)),
    )


_MOST_SHOWN_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Plate:
    """A picture as a preview shows it, with its bytes in its address: nothing is stored yet."""

    address: str
    picture: Picture
    said: str


class _Plates:
    """Hands out the pictures of a plan, the first of so many that no browser would show them."""

    def __init__(self, plan: ImportPlan) -> None:
        self._files = {each.id: each for each in plan.pictures}
        self._left = _MOST_SHOWN_BYTES

    def of(self, text: str) -> tuple[Plate, ...]:
        """Return the pictures of a text."""
        found = [(self._address(picture), picture, said) for picture, said in pictures_in(text)]
        return tuple(Plate(*each) for each in found if each[0])

    def _address(self, picture: Picture) -> str:
        file = self._files.get(picture.id)
        if file is None or len(file.data) > self._left:
            return ""
        self._left -= len(file.data)
        return f"data:{file.media_type};base64,{b64encode(file.data).decode()}"


def _questions(plan: ImportPlan) -> tuple[FoundQuestion, ...]:
    answers: dict[QuestionId, list[FoundAnswer]] = {}
    plates = _Plates(plan)
    for (doc, number), places in sorted(plan.placings.items()):
        document = plan.documents[doc]
        for question, confidence in places:
            item = document.items[number]
            shown = [plate for each in item.answers for plate in plates.of(each.text)]
            found = FoundAnswer(document.name, item, confidence, tuple(shown))
            answers.setdefault(question, []).append(found)
    names = [document.name for document in plan.documents]
    retired = {each.id for each in plan.warnings if isinstance(each, LeftBehind)}
    return tuple(
        FoundQuestion(
            text=question.text,
            section=question.section,
            answers=tuple(answers.get(question.id, ())),
            silent=_silent(names, answers.get(question.id, [])),
            plates=plates.of(question.text),
            retired=question.id in retired,
        )
        for question in plan.questions
    )


def _silent(names: list[str], answers: list[FoundAnswer]) -> tuple[str, ...]:
    heard = {answer.document for answer in answers}
    return tuple(name for name in names if name not in heard)
