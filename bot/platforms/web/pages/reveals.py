"""The page of a closed round: its reveal, and what the visitor said and typed there."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import Member, Round, RoundId
from bot.core.unsent import kept_until
from bot.platforms.web.forms import Refused
from bot.platforms.web.pages.feedback import said
from bot.platforms.web.pages.reply_drafts import Unsent
from bot.platforms.web.pages.sharing import asks_in
from bot.platforms.web.pieces import PiecedResponse
from bot.platforms.web.request_context import GroupContext
from bot.platforms.web.reveals import ANSWERS
from bot.presentation.round_map import FILTERS, arranged, map_of
from bot.presentation.word_changes import beside_named, word_by_word_message
from bot.services.revealed import Revealed


async def show_reveal(
    context: GroupContext, round_: Round, refused: Refused | None = None
) -> Response:
    """Show a closed round's reveal; what all see of it is put in as it was rendered before.

    A later answer that was `refused` is given back.
    """
    member, person = await _member(context, round_), context.visitor.person
    shown = await context.services.revealed.look(round_.id, context.reader, member, person)
    html = await context.site.reveals.of(shown.shared)
    told = await said(context, shown, html, member)
    page = context.page(
        "reveal.html",
        card=shown,
        said=told,
        unsent=_unsent(shown),
        answers=ANSWERS,
        refused=refused,
        asks=await asks_in(context) == round_.id,
        all_comments=context.query.text("comments") == "all",
    )
    before, after = ANSWERS.split(bytes(page.body).decode())
    who = member.id if member else None
    number = context.query.number("page") if context.query.text("page") else 1
    answers = html.answers(shown.shared, shown.own, who, shown.chosen, number)
    return PiecedResponse([before.encode(), *answers, after.encode()])


async def word_by_word(context: GroupContext) -> Response:
    """Show the visitor's reply word by word beside the reference, or what they chose."""
    round_ = RoundId(context.path("round"))
    beside = beside_named(context.query.text("beside"))
    found = await context.services.word_changes.beside(round_, context.reader, beside)
    return context.page("words.html", round=round_, message=word_by_word_message(found))


async def show_map(context: GroupContext) -> Response:
    """Show whose answer says what, in the order and with the filter that were asked for."""
    round_, query = RoundId(context.path("round")), context.query
    reveal = await context.services.reveals.reveal(round_, context.reader)
    found, show, sort = map_of(reveal), query.text("show") or "all", query.text("sort")
    rows = arranged(found.rows, show, sort)
    return context.page(
        "map.html", reveal=reveal, map=found, rows=rows, filters=FILTERS, show=show, sort=sort
    )


async def _member(context: GroupContext, round_: Round) -> Member | None:
    """Return who the visitor is in the round's group, which may be another than the page's."""
    if round_.group == context.group.id or context.visitor.person is None:
        return context.known
    return await context.services.members.find(round_.group, context.visitor.person)


def _unsent(shown: Revealed) -> Unsent | None:
    if shown.draft is None:
        return None
    return Unsent(shown.draft, kept_until(shown.round))
