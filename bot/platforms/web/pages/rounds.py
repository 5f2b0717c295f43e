"""Rounds: one that is open, one that is revealed, and all that are over."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from bot.core.models import RoundId, RoundState
from bot.core.showing import RoundCard
from bot.errors import MemberError, NotAllowed, NotFound, RoundClosed, StaleReply
from bot.platforms.web.pages.asked import asked, state_of
from bot.platforms.web.pages.feedback import said
from bot.platforms.web.refusals import status_of, words_of
from bot.platforms.web.visits import Visit, see_other
from bot.presentation.cards import skipped_message
from bot.presentation.reveal import reveal_message

_PAGE = 20


async def show(visit: Visit) -> Response:
    """Show an open round with its box, and a closed one as its reveal."""
    round_ = RoundId(visit.path("round"))
    card = await visit.services.cards.card(visit.group.id, round_, visit.visitor.member)
    if card.round.state is RoundState.OPEN:
        current = await asked(visit, card)
        return visit.page("round.html", asked=current, state=state_of([current]))
    if card.round.state is RoundState.SKIPPED:
        return visit.page("skipped.html", card=card, message=skipped_message(card))
    reveal = await visit.services.reveals.reveal(visit.group.id, round_, visit.visitor.member)
    # Hundreds of long replies take a while to render; others are served meanwhile.
    message, told = reveal_message(reveal), await said(visit, card)
    return await asyncio.to_thread(visit.page, "reveal.html", card=card, message=message, said=told)


async def save(visit: Visit) -> Response:
    """Store the visitor's reply; a text that is refused comes back in the page."""
    round_ = RoundId(visit.path("round"))
    form = await visit.form()
    text = form.text("text")
    try:
        await visit.services.replies.save(round_, visit.member, text, form.number("based_on"))
    except (NotFound, NotAllowed):
        raise
    except MemberError as error:
        return await _given_back(visit, round_, text, error)
    back = "/" if form.text("back") == "home" else f"/rounds/{round_}"
    return see_other(f"{back}#round-{round_}")


async def _given_back(visit: Visit, round_: RoundId, text: str, error: MemberError) -> Response:
    card = await visit.services.cards.card(visit.group.id, round_, visit.member)
    mine = await visit.services.replies.mine(round_, visit.member)
    template = {RoundClosed: "reply_late.html", StaleReply: "reply_stale.html"}
    return visit.page(
        template.get(type(error), "reply_refused.html"),
        status_of(error),
        card=card,
        text=text.replace("\r\n", "\n"),
        words=words_of(error),
        stored=mine.text if mine else "",
        revision=mine.revision if mine else 0,
    )


async def past(visit: Visit) -> Response:
    """List the closed rounds, newest first, a page at a time."""
    typed = visit.request.query_params.get("before")
    before = RoundId(typed) if typed else None
    cards = await visit.services.cards.past(visit.group.id, visit.visitor.member, _PAGE + 1, before)
    return visit.page("rounds.html", cards=cards[:_PAGE], before=before, older=_older_than(cards))


def _older_than(cards: list[RoundCard]) -> str | None:
    """Return where the next page starts, None when this one is the last."""
    return cards[_PAGE - 1].round.id if len(cards) > _PAGE else None
