"""Disputes of a reference: challenged below a reveal, decided on the deck's pages."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.challenges import Verdict
from bot.core.deck_edits import ChooseReference, Edit, WriteReference
from bot.core.models import DeckId, QuestionId, RoundId, SourceId
from bot.errors import MemberError, NotAllowed, NotFound, TextEmpty
from bot.platforms.web.forms import Form
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import GroupContext, see_other
from bot.presentation.challenges import BETTER_TEXT, REASON

DISPUTE = "dispute"
"""The part of the reveal's page, and of a deck's, where a reference is challenged."""


async def make(context: GroupContext) -> Response:
    """Keep the visitor's challenge; one that is refused comes back in the page."""
    round_, form = RoundId(context.path("round")), await context.form()
    member, here = await context.member_in(round_), f"{context.here}/rounds/{round_}"
    reason, text = form.text(REASON), form.text(BETTER_TEXT)
    try:
        await context.services.challenges.make(round_, member, context.reader, reason, text)
    except (NotFound, NotAllowed):
        raise
    except MemberError as error:
        return await context.give_back(here, form, error, DISPUTE)
    return see_other(f"{here}#{DISPUTE}")


async def change(context: GroupContext) -> Response:
    """Let the visitor agree with a challenge, agree no more, or take their own back."""
    round_, form = RoundId(context.path("round")), await context.form()
    member, id_ = await context.member_in(round_), context.path("challenge")
    challenges, here = context.services.challenges, f"{context.here}/rounds/{round_}"
    try:
        if form.text("do") == "withdraw":
            await challenges.take_back(round_, member, id_)
        else:
            agrees = form.text("do") == "agree"
            await challenges.agree(id_, member, context.reader, agrees=agrees)
    except (NotFound, NotAllowed):
        raise
    except MemberError as error:
        return await context.give_back(here, form, error, DISPUTE)
    return see_other(f"{here}#{DISPUTE}")


async def lend(context: GroupContext) -> Response:
    """Let the visitor's own reply be the reference, or not."""
    round_, form = RoundId(context.path("round")), await context.form()
    agrees = form.text("do") == "lend"
    member = await context.member_in(round_)
    await context.services.lending.answer(round_, member, agrees=agrees)
    return see_other(f"{context.here}/rounds/{round_}")


async def show_open(context: GroupContext) -> Response:
    """Show an organiser what is challenged in a deck, what most agree with in front."""
    deck, refused = DeckId(context.path("deck")), await context.refused()
    waiting = await context.services.challenges.open_in(context.workspace, deck, context.reader)
    return context.page(
        "challenges.html",
        refused.status if refused else 200,
        deck=(await context.services.decks.get(context.group.id, deck)).deck,
        waiting=waiting,
        sources=(await context.services.decks.get(context.group.id, deck)).sources,
        problem=refused.words if refused else None,
        form=refused.form if refused else None,
    )


async def decide(context: GroupContext) -> Response:
    """Accept a challenge or decline it, as the organiser chose."""
    form, deck = await context.form(), DeckId(context.path("deck"))
    here, id_ = f"{context.here}/admin/decks/{deck}/challenges", form.id("challenge")
    try:
        verdict, instead = _decision(form)
        await context.services.challenges.decide(
            context.workspace,
            id_,
            verdict,
            form.text("why"),
            seen=form.text("seen"),
            instead=instead,
        )
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(here, form, error)
    return see_other(here)


def _decision(form: Form) -> tuple[Verdict, Edit | None]:
    """Return what was chosen. Raises WebRefusal, and TextEmpty where declining has no reason."""
    question, chosen = QuestionId(form.id("question")), form.text("do")
    if chosen == "decline":
        if not form.text("why").strip():
            raise TextEmpty("reason")
        return Verdict.DECLINE, None
    if chosen == "theirs":
        return Verdict.ACCEPT_TEXT, None
    if chosen == "wrong":
        return Verdict.ACCEPT, None
    if chosen == "own":
        return Verdict.ACCEPT, WriteReference(question, form.text("own"))
    if chosen == "source":
        if not form.text("source"):
            raise WebRefusal(422, "Choose whose answer is to be the reference.")
        return Verdict.ACCEPT, ChooseReference(question, SourceId(form.id("source")))
    raise WebRefusal(422, "Choose what is to become of the challenge.")
