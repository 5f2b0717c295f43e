"""Looking a question up."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from bot.core.limits import MAX_QUERY
from bot.core.models import QuestionId
from bot.core.showing import Found
from bot.core.text import plain
from bot.core.view import Message
from bot.platforms.web.visits import Visit
from bot.presentation.lookup import NOTHING_FOUND, found_message

_RESULTS = 8
_SUGGESTIONS = 6


async def results(visit: Visit) -> Response:
    """Show the questions that fit, with their answers unless it is too early for them."""
    query = _query(visit)
    found = await _search(visit, query, _RESULTS)
    shown: list[tuple[Found, Message]] = [(each, found_message(each)) for each in found]
    return visit.page("lookup.html", query=query, found=shown, nothing=NOTHING_FOUND)


async def suggestions(visit: Visit) -> Response:
    """Return the questions that fit, for the list under the box: never an answer."""
    found = await _search(visit, _query(visit), _SUGGESTIONS)
    return JSONResponse(
        [
            {
                "question": plain(each.question.text),
                "deck": each.deck.title,
                "address": f"/questions/{each.question.id}",
            }
            for each in found
        ]
    )


async def question(visit: Visit) -> Response:
    """Show one question as a look-up would."""
    id_ = QuestionId(visit.path("question"))
    found = await visit.services.lookup.question(visit.group.id, visit.visitor.member, id_)
    return visit.page("question.html", found=found, message=found_message(found))


def _query(visit: Visit) -> str:
    return visit.request.query_params.get("q", "").strip()[:MAX_QUERY]


async def _search(visit: Visit, query: str, limit: int) -> list[Found]:
    if not query:
        return []
    return await visit.services.lookup.search(visit.group.id, visit.visitor.member, query, limit)
