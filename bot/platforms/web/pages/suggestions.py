"""Suggestions for a deck: a member's page to send one, and the organisers' to decide them."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from bot.core.models import DeckId, MemberId, QuestionId
from bot.core.read_models import Found
from bot.errors import MemberError, NotFound
from bot.platforms.web.forms import Form
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import GroupContext, see_other


async def ask(context: GroupContext) -> Response:
    """Show the form, with what the visitor suggested before and what became of it."""
    refused = await context.refused()
    form = refused.form if refused else context.query
    words, status = (refused.words, refused.status) if refused else (None, 200)
    return await _form_page(context, form, words, status)


async def _form_page(
    context: GroupContext,
    form: Form,
    problem: str | None,
    status: int = 200,
    alike: Sequence[Found] = (),
) -> Response:
    services, id_ = context.services, _deck(context)
    deck = await services.suggestions.deck(context.reader, id_)
    question = None
    if form.text("question"):
        wanted = QuestionId(form.id("question"))
        question = (await services.lookup.question(context.reader, wanted)).question
        if question.deck != id_:
            raise NotFound("question", wanted)
    own = await services.suggestions.own(_members(context), id_)
    return context.page(
        "suggest.html",
        status,
        deck=deck,
        question=question,
        form=form,
        own=own,
        problem=problem,
        alike=alike,
    )


async def send(context: GroupContext) -> Response:
    """Keep a suggestion; where the deck asks much the same already, show that first."""
    form, deck, services = await context.form(), _deck(context), context.services
    question = QuestionId(form.id("question")) if form.text("question") else None
    text, answer = form.text("text"), form.text("answer")
    if question is None and text.strip() and not form.text("anyway"):
        alike = await services.suggestions.alike(context.reader, deck, text)
        if alike:
            return await _form_page(context, form, None, alike=alike)
    try:
        member = await context.member()
        await services.suggestions.add(
            context.reader, member, deck, text=text, answer=answer, question=question
        )
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(_page(context), form, error)
    return see_other(f"{_page(context)}?sent=yes")


async def take_back(context: GroupContext) -> Response:
    """Forget a suggestion of the visitor's own that waits."""
    id_ = (await context.form()).id("suggestion")
    await context.services.suggestions.take_back(_members(context), id_)
    return see_other(_page(context))


async def show(context: GroupContext) -> Response:
    """Show organisers what waits for a deck."""
    deck, refused = _deck(context), await context.refused()
    found = await context.services.suggestions.waiting(context.workspace, deck, context.reader)
    return context.page(
        "suggestions.html",
        refused.status if refused else 200,
        deck=(await context.services.decks.get(context.group.id, deck)).deck,
        waiting=found,
        form=refused.form if refused else None,
        problem=refused.words if refused else None,
    )


async def decide(context: GroupContext) -> Response:
    """Accept a suggestion, in its words or in others, or decline it."""
    form, deck, suggestions = await context.form(), _deck(context), context.services.suggestions
    here, id_ = f"{context.here}/admin/decks/{deck}/suggestions", form.id("suggestion")
    try:
        if form.text("do") == "accept":
            text, answer = form.text("text"), form.text("answer")
            await suggestions.accept(context.workspace, deck, id_, text, answer)
        elif form.text("do") == "decline":
            await suggestions.decline(context.workspace, deck, id_)
        else:
            raise WebRefusal(422, "Choose whether to accept or to decline the suggestion.")
    except NotFound as error:
        if error.what != "suggestion":
            raise
        words = "It was taken back, or somebody else decided it meanwhile. Here is what waits now."
        return await context.give_back(here, form, WebRefusal(409, words))
    except MemberError as error:
        return await context.give_back(here, form, error)
    return see_other(here)


def _members(context: GroupContext) -> frozenset[MemberId]:
    return context.reader.members


def _deck(context: GroupContext) -> DeckId:
    return DeckId(context.path("deck"))


def _page(context: GroupContext) -> str:
    return f"{context.here}/decks/{_deck(context)}/suggest"
