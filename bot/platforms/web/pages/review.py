"""The review queue of a deck: one doubtful answer at a time, with both candidates beside it."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

from bot.core.models import AnswerId, DeckId
from bot.core.review import Verdict, seen_as
from bot.errors import MemberError, NotFound
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import GroupContext, see_other


async def show(context: GroupContext) -> Response:
    """Show the next doubtful answer."""
    deck, refused = DeckId(context.path("deck")), await context.refused()
    where = refused.form if refused else context.query
    after = AnswerId(where.text("after")) if where.text("after") else None
    doubt = await context.services.review.next(context.workspace, deck, context.reader, after)
    return context.page(
        "review.html",
        refused.status if refused else 200,
        deck=(await context.services.decks.get(context.group.id, deck)).deck,
        doubt=doubt,
        after=after or "",
        waiting=0 if doubt else await context.services.review.count(deck),
        form=refused.form if refused else None,
        problem=refused.words if refused else None,
    )


async def decide(context: GroupContext) -> Response:
    """Do with the answer what was decided, and go on with the next."""
    form, deck = await context.form(), DeckId(context.path("deck"))
    here = f"{context.here}/admin/decks/{deck}/review"
    after = form.text("after")
    review, before = context.services.review, AnswerId(after) if after else None
    try:
        verdict = Verdict(form.text("do"))
    except ValueError as error:
        raise WebRefusal(422, "Choose what is to be done with the answer.") from error
    try:
        doubt = await review.next(context.workspace, deck, context.reader, before)
        if doubt is None or doubt.answer.id != form.text("answer"):
            raise WebRefusal(409, "Somebody else saw to that answer meanwhile. This one is next.")
        seen = seen_as(doubt, form.text("seen"), form.text("rival_seen"))
        await review.decide(context.workspace, deck, seen, verdict, form.text("text"))
    except NotFound:
        raise
    except MemberError as error:
        return await context.give_back(here, form, error)
    return see_other(f"{here}?after={quote(after)}" if after else here)
