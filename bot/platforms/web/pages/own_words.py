"""What visitors say of their own replies: how sure they are, and which key points they did say."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from bot.core.models import Reply, RoundId
from bot.core.own_words import Confidence
from bot.platforms.web.arrival import arrived
from bot.platforms.web.request_context import GroupContext, see_other
from bot.presentation.own_words import confidence_named


async def be_sure(context: GroupContext) -> Response:
    """Keep how sure the visitor is of their reply."""
    round_, form = RoundId(context.path("round")), await context.form()
    confidence = confidence_named(form.text("confidence"))
    member = await context.member_in(round_)
    await context.services.own_words.be_sure(round_, member, confidence, arrived(context))
    back = "" if form.text("back") == "home" else f"/rounds/{round_}"
    return see_other(f"{context.here}{back}#round-{round_}")


async def claim(context: GroupContext) -> Response:
    """Keep the visitor's word that their reply says a key point, or forget it."""
    round_, form = RoundId(context.path("round")), await context.form()
    said, not_said = form.text("claimed"), form.text("unclaimed")
    own_words, reader = context.services.own_words, context.reader
    await own_words.claim(round_, reader, said or not_said, said=bool(said))
    return see_other(f"{context.here}/rounds/{round_}#mine")


async def my_confidences(
    context: GroupContext, mine: Mapping[RoundId, Reply]
) -> Mapping[RoundId, Confidence]:
    """Return how sure the visitor said they are of the replies that are theirs."""
    found: dict[RoundId, Confidence] = {}
    for member in {reply.member for reply in mine.values()}:
        ids = [id_ for id_, reply in mine.items() if reply.member == member]
        found |= await context.services.own_words.all_mine(ids, member)
    return found
