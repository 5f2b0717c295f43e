"""A deck's pages for organisers: its questions in pages, and each of them to be put right."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.responses import Response

from bot.core.deck_changes import DeckLabel
from bot.core.deck_edits import (
    AcceptAnswer,
    ChooseReference,
    DeleteQuestion,
    Edit,
    EditAnswer,
    EditQuestion,
    MarkAnswer,
    Merge,
    MoveAnswer,
    MoveQuestion,
    Retire,
    Split,
    WithdrawAnswer,
    WithdrawQuestion,
    WithdrawSource,
    WriteReference,
)
from bot.core.models import (
    DOUBTFUL,
    AnswerId,
    Deck,
    DeckId,
    Question,
    QuestionId,
    RoundId,
    SourceId,
)
from bot.core.text import LANGUAGES
from bot.errors import MemberError, NotAllowed, NotFound
from bot.platforms.web.forms import Form
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import GroupContext, see_other
from bot.presentation.audit import edit_words
from bot.presentation.decks import FORMAT_WORDS
from bot.presentation.losses import along_words, lost_words, withheld_words
from bot.services.deck_edits import Withdraw
from bot.services.deck_undo import LastEdit
from bot.services.exports import format_meant

_AT_ONCE = 100
"""Questions on a page."""


async def show(context: GroupContext) -> Response:
    """Show a deck: a page of its questions, its documents, and what can be changed of it."""
    deck, services, group = _deck(context), context.services, context.group.id
    summary = await services.decks.get(group, deck)
    words, at = context.query.text("q"), context.query.number("page")
    listed = await services.deck_reading.answered(group, deck, words, at, _AT_ONCE)
    refused = await context.refused()
    return context.page(
        "deck.html",
        refused.status if refused else 200,
        summary=summary,
        shown=listed.page,
        answered=listed.answers,
        guesses=listed.guesses,
        wanted=words,
        formats=FORMAT_WORDS,
        languages=LANGUAGES,
        doubtful=await services.review.count(deck),
        challenged=(await services.challenges.count_open([deck])).get(deck, 0),
        suggested=await services.suggestions.count(deck),
        last=await _last_edit(context, summary.deck),
        edit_words=edit_words,
        form=refused.form if refused else None,
        problem=refused.words if refused else None,
    )


async def _last_edit(context: GroupContext, deck: Deck) -> LastEdit | None:
    """Return the edit that this organiser can undo now, None for a deck that others change."""
    if context.desk is None or deck.workspace != context.desk.workspace:
        return None
    return await context.services.deck_edits.last_edit(deck.workspace, deck.id, context.group.id)


async def export(context: GroupContext) -> Response:
    """Hand the deck over, as files in an archive; before that is told what is not in them."""
    wanted, exports = format_meant(context.query.text("format")), context.services.exports
    group, deck_id = context.group.id, _deck(context)
    archive = await exports.archive(group, deck_id, wanted, context.reader, group=group)
    left_out = list(filter(None, [lost_words(archive.lost), withheld_words(archive.withheld)]))
    told = [*along_words(archive.along), *left_out]
    if told and not context.query.text("told"):
        deck = (await context.services.decks.get(group, deck_id)).deck
        return context.page(
            "export.html",
            deck=deck,
            wanted=wanted,
            told=told,
            is_whole=not left_out,
            as_=FORMAT_WORDS[wanted],
        )
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(archive.name)}",
        "Cache-Control": "no-store",
    }
    return Response(archive.data, media_type="application/zip", headers=headers)


async def copy(context: GroupContext) -> Response:
    """Make a deck of the room's own out of one that is shipped."""
    copied = await context.services.decks.copy(context.workspace, context.group.id, _deck(context))
    return see_other(f"{context.here}/admin/decks/{copied.id}")


async def choose_reference(context: GroupContext) -> Response:
    """Make another document the deck's reference."""
    source = SourceId((await context.form()).id("source"))
    await context.services.decks.choose_reference(context.workspace, _deck(context), source)
    return see_other(_page(context))


async def change(context: GroupContext) -> Response:
    """Call the deck otherwise, or let its words be another language's."""
    form, deck = await context.form(), _deck(context)
    try:
        new = DeckLabel(form.text("title"), form.text("language"))
        seen = DeckLabel(form.text("seen"), form.text("seen_language"))
        await context.services.deck_edits.label(context.workspace, deck, new, seen)
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(_page(context), form, error, "change")
    return see_other(_page(context))


async def undo(context: GroupContext) -> Response:
    """Make the deck what it was before its last edit, which is the one that the page told."""
    form, edits = await context.form(), context.services.deck_edits
    try:
        await edits.undo(context.workspace, _deck(context), form.text("seen"))
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(_page(context), form, error)
    return see_other(_page(context))


async def move(context: GroupContext) -> Response:
    """Put a question in the place of another one of the list that is shown."""
    form, page = await context.form(), _page(context)
    edit = MoveQuestion(QuestionId(form.id("question")), form.number("to"))
    here = f"{page}?page={form.number('page')}"
    try:
        was, over = form.number("was"), QuestionId(form.id("over", "question"))
        await context.services.deck_edits.move(context.workspace, _deck(context), edit, was, over)
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(here, form, error)
    return see_other(here)


async def confirm_removal(context: GroupContext) -> Response:
    """Ask before a deck is removed."""
    deck = (await context.services.decks.get(context.group.id, _deck(context))).deck
    return context.page("remove_deck.html", deck=deck)


async def remove(context: GroupContext) -> Response:
    """Ask and show the deck nowhere any more."""
    await context.services.deck_edits.remove(context.workspace, _deck(context))
    return see_other(f"{context.here}/admin#decks")


async def restore(context: GroupContext) -> Response:
    """Bring a removed deck back."""
    await context.services.deck_edits.restore(context.workspace, _deck(context))
    return see_other(_page(context))


async def confirm_withdrawal(context: GroupContext) -> Response:
    """Tell what withdrawing something takes out, before that is done."""
    deck = (await context.services.decks.get(context.group.id, _deck(context))).deck
    refused = await context.refused()
    edit = _withdrawing(refused.form if refused else context.query)
    found = await context.services.deck_edits.withdrawal(context.workspace, deck.id, edit)
    return context.page(
        "withdraw.html",
        refused.status if refused else 200,
        deck=deck,
        found=found,
        kind=_KINDS[type(edit)],
        id=_withdrawn(edit),
        problem=refused.words if refused else None,
    )


async def withdraw(context: GroupContext) -> Response:
    """Take a document, a question or an answer out, wherever it is shown."""
    form, page = await context.form(), _page(context)
    edit = _withdrawing(form)
    try:
        edits = context.services.deck_edits
        await edits.edit(context.workspace, _deck(context), edit, form.text("seen"))
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(f"{page}/withdraw", form, error)
    return see_other(page)


_KINDS: dict[type[Withdraw], str] = {
    WithdrawSource: "source",
    WithdrawQuestion: "question",
    WithdrawAnswer: "answer",
}


def _withdrawn(edit: Withdraw) -> str:
    if isinstance(edit, WithdrawSource):
        return edit.source
    return edit.question if isinstance(edit, WithdrawQuestion) else edit.answer


def _withdrawing(form: Form) -> Withdraw:
    if form.text("source"):
        return WithdrawSource(SourceId(form.id("source")))
    if form.text("question"):
        return WithdrawQuestion(QuestionId(form.id("question")))
    return WithdrawAnswer(AnswerId(form.id("answer")))


async def question(context: GroupContext) -> Response:
    """Show a question with all answers to it, and what can be done with each."""
    deck, id_ = _deck(context), QuestionId(context.path("question"))
    edits = context.services.deck_edits
    shown, refused = await edits.question(context.workspace, deck, id_), await context.refused()
    return context.page(
        "deck_question.html",
        refused.status if refused else 200,
        deck=(await context.services.decks.get(context.group.id, deck)).deck,
        shown=shown,
        doubtful=DOUBTFUL,
        withheld=await _is_withheld(context, shown.question),
        challenged=await _challenged(context, deck, id_),
        replies=await context.services.lending.of_question(context.group.id, id_, context.reader),
        problem=refused.words if refused else None,
        form=refused.form if refused else None,
    )


async def _challenged(context: GroupContext, deck: DeckId, id_: QuestionId) -> int:
    """Return how many challenges of a question wait to be decided."""
    challenges = context.services.challenges
    found = await challenges.of_question(context.workspace, deck, id_)
    return sum(each.shown.is_open for each in found)


async def _is_withheld(context: GroupContext, asked: Question) -> bool:
    """Say whether the question is open to who looks, and they have not replied."""
    try:
        await context.services.reveals.refuse_withheld(asked, context.reader)
    except NotAllowed:
        return True
    return False


async def edit_question(context: GroupContext) -> Response:
    """Put a question right."""
    id_ = QuestionId(context.path("question"))
    return await _edited(context, id_, _OF_QUESTIONS)


async def ask_for_reply(context: GroupContext) -> Response:
    """Ask a reply's author whether it may be the reference."""
    form, id_ = await context.form(), context.path("question")
    round_, token = RoundId(form.id("round")), form.text("reply")
    here = f"{_page(context)}/questions/{id_}"
    try:
        lending = context.services.lending
        await lending.ask(context.workspace, round_, token, context.reader)
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(here, form, error)
    return see_other(f"{here}#replies")


async def edit_answer(context: GroupContext) -> Response:
    """Put an answer to a question right."""
    id_ = QuestionId(context.path("question"))
    return await _edited(context, id_, _OF_ANSWERS)


Make = Callable[[Form, QuestionId, QuestionId | None], Edit]


async def _edited(context: GroupContext, id_: QuestionId, ways: dict[str, Make]) -> Response:
    form, deck = await context.form(), _deck(context)
    make = ways.get(form.text("do"))
    if make is None:
        raise WebRefusal(422, "Choose what is to be done with it.")
    here = f"{_page(context)}/questions/{id_}"
    try:
        edit = make(form, id_, await _other(context, form))
        edits = context.services.deck_edits
        await edits.edit(context.workspace, deck, edit, form.text("seen"))
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(here, form, error)
    gone = isinstance(edit, DeleteQuestion | Merge)
    return see_other(_page(context) if gone else here)


async def _other(context: GroupContext, form: Form) -> QuestionId | None:
    """Return the other question that an edit is about, None where there is none."""
    if form.text("do") not in _WITH_ANOTHER:
        return None
    number = int(form.number("number"))
    found = await context.services.decks.numbered(context.group.id, _deck(context), number)
    if found is None:
        words = f"There is no question {form.text('number')}: type a number from the deck’s page."
        raise WebRefusal(422, words)
    return found.id


def _there(other: QuestionId | None) -> QuestionId:
    if other is None:
        raise WebRefusal(422, "Type the number of the other question.")
    return other


def _answer(form: Form) -> AnswerId:
    return AnswerId(form.id("answer"))


def _split(form: Form, id_: QuestionId, _other: QuestionId | None) -> Edit:
    answers = tuple(AnswerId(value) for name, value in form.fields if name == "answer")
    if not answers:
        raise WebRefusal(422, "Tick at least one answer that is to go to the new question.")
    return Split(id_, answers, form.text("text"))


def _reference(form: Form, id_: QuestionId, _other: QuestionId | None) -> Edit:
    source = SourceId(form.id("source")) if form.text("source") else None
    return ChooseReference(id_, source)


_OF_QUESTIONS: dict[str, Make] = {
    "edit": lambda form, id_, _: EditQuestion(id_, form.text("text"), form.text("section")),
    "retire": lambda _form, id_, _: Retire(id_, retired=True),
    "restore": lambda _form, id_, _: Retire(id_, retired=False),
    "delete": lambda _form, id_, _: DeleteQuestion(id_),
    "place": lambda form, id_, _: MoveQuestion(id_, form.number("number") - 1),
    "merge": lambda _form, id_, other: Merge(id_, _there(other)),
    "split": _split,
    "reference": _reference,
    "own": lambda form, id_, _: WriteReference(id_, form.text("text")),
}
_WITH_ANOTHER = ("merge", "move")
_OF_ANSWERS: dict[str, Make] = {
    "edit": lambda form, _id, _: EditAnswer(_answer(form), form.text("text")),
    "move": lambda form, _id, other: MoveAnswer(_answer(form), _there(other)),
    "wrong": lambda form, _id, _: MarkAnswer(_answer(form), wrong=True),
    "right": lambda form, _id, _: MarkAnswer(_answer(form), wrong=False),
    "accept": lambda form, _id, _: AcceptAnswer(_answer(form)),
}


def _deck(context: GroupContext) -> DeckId:
    return DeckId(context.path("deck"))


def _page(context: GroupContext) -> str:
    return f"{context.here}/admin/decks/{_deck(context)}"
