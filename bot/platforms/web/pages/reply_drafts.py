"""What the visitor answered, and what they typed and did not save: theirs alone on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from starlette.responses import JSONResponse, Response

from bot.core.models import Reply, RoundId
from bot.core.read_models import RoundCard
from bot.core.unsent import ReplyDraft, kept_until
from bot.errors import MemberError, StaleDraft
from bot.platforms.web.forms import Form
from bot.platforms.web.refusals import status_of, words_of
from bot.platforms.web.rendering import iso
from bot.platforms.web.request_context import GroupContext, see_other


@dataclass(frozen=True, slots=True)
class Unsent:
    """What somebody typed in a round that is over; `until` is None while that is not known."""

    draft: ReplyDraft
    until: datetime | None


async def my_replies(context: GroupContext, cards: Sequence[RoundCard]) -> Mapping[RoundId, Reply]:
    """Return the visitor's replies; a channel that was linked has rounds of two groups open."""
    mine: dict[RoundId, Reply] = {}
    if context.visitor.person is None:
        return mine
    for group in {card.round.group for card in cards}:
        member = context.known
        if group != context.group.id:
            member = await context.services.members.find(group, context.visitor.person)
        if member is not None:
            ids = [card.round.id for card in cards if card.round.group == group]
            mine |= await context.services.replies.all_mine(ids, member)
    return mine


async def my_drafts(
    context: GroupContext, cards: Sequence[RoundCard], replies: Mapping[RoundId, Reply]
) -> Mapping[RoundId, ReplyDraft]:
    """Return what the visitor typed and did not save."""
    person = context.visitor.person
    if person is None or not cards:
        return {}
    rounds = [card.round for card in cards]
    return await context.services.reply_drafts.mine(rounds, person, replies)


async def unsent_in(context: GroupContext, card: RoundCard) -> Unsent | None:
    """Return what the visitor typed in a round that is over and was not saved."""
    replies = await my_replies(context, [card])
    draft = (await my_drafts(context, [card], replies)).get(card.round.id)
    if draft is None:
        return None
    return Unsent(draft, kept_until(card.round))


async def keep(context: GroupContext) -> Response:
    """Keep what the visitor typed as their answer, or drop it; a script is told in JSON."""
    round_ = await context.services.cards.told(RoundId(context.path("round")), context.reader)
    form = await context.form()
    is_script = "application/json" in context.request.headers.get("accept", "")
    back = f"{context.here}/rounds/{round_.id}"
    try:
        kept = await _kept(context, form)
    except MemberError as error:
        return _refusal(error) if is_script else await context.give_back(back, form, error)
    return JSONResponse(_told(kept)) if is_script else see_other(back)


async def keep_refused(context: GroupContext, form: Form) -> None:
    """Keep an answer that was refused, for longer than its form is kept."""
    # One that is too long, or stands against another draft, is in the refused form alone.
    with suppress(MemberError):
        await _kept(context, form)


async def _kept(context: GroupContext, form: Form) -> ReplyDraft | None:
    text = "" if form.text("drop") else form.text("text")
    return await context.services.reply_drafts.keep(
        RoundId(context.path("round")),
        context.person,
        text,
        form.number("based_on"),
        form.text("draft"),
        version=form.text("version"),
    )


def _told(kept: ReplyDraft | None) -> dict[str, str]:
    if kept is None:
        return {"version": "", "kept_at": ""}
    return {"version": kept.version, "kept_at": iso(kept.kept_at)}


def _refusal(error: MemberError) -> Response:
    told = {"words": words_of(error)}
    if isinstance(error, StaleDraft):
        told |= {"version": error.version, "text": error.text, "kept_at": iso(error.kept_at)}
    return JSONResponse(told, status_of(error))
