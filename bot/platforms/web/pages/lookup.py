"""Looking a question up."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from bot.core.limits import MAX_QUERY
from bot.core.models import QuestionId
from bot.core.read_models import Found
from bot.core.text import plain
from bot.core.view import Message
from bot.platforms.web.request_context import GroupContext
from bot.presentation.lookup import NEAREST, NOTHING_FOUND, found_message

_RESULTS = 8
_SUGGESTIONS = 6


async def results(context: GroupContext) -> Response:
    """Show the questions that fit, with their answers unless it is too early for them."""
    query = _query(context)
    found = await _search(context, query, _RESULTS)
    shown: list[tuple[Found, Message]] = [
        (each, found_message(each, with_place=False)) for each in found
    ]
    lead = NOTHING_FOUND if not found else "" if found[0].sure else NEAREST
    return context.page("lookup.html", query=query, found=shown, lead=lead)


async def suggestions(context: GroupContext) -> Response:
    """Return the questions that fit, for the list under the box: never an answer."""
    query = _query(context)
    found = (
        await context.services.lookup.suggest(context.reader, query, _SUGGESTIONS) if query else []
    )
    return JSONResponse(
        [
            {
                "question": plain(each.text),
                "deck": each.deck,
                "address": f"{context.here}/questions/{each.id}",
            }
            for each in found
        ]
    )


async def question(context: GroupContext) -> Response:
    """Show one question as a look-up would."""
    id_ = QuestionId(context.path("question"))
    # An organiser comes from a deck's page, also of a deck that was never asked.
    asked = context.group.id if context.desk is not None else None
    found = await context.services.lookup.question(context.reader, id_, asked=asked)
    return context.page(
        "question.html", found=found, message=found_message(found, with_place=False)
    )


def _query(context: GroupContext) -> str:
    return context.query.text("q").strip()[:MAX_QUERY]


async def _search(context: GroupContext, query: str, limit: int) -> list[Found]:
    return await context.services.lookup.search(context.reader, query, limit) if query else []
