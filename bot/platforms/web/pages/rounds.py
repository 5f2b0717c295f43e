"""Rounds: what is asked now, one that is open, one that is revealed, and all that are over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from bot.core.deliveries import WebMessage
from bot.core.ids import PictureId
from bot.core.models import Reply, RoundId, RoundState
from bot.core.own_words import Confidence
from bot.core.pictures import MAX_PICTURES, PictureFault
from bot.core.read_models import RoundCard
from bot.core.rounds import takes_replies
from bot.core.unsent import ReplyDraft
from bot.core.uploads import Upload
from bot.errors import (
    MemberError,
    NotAllowed,
    NotFound,
    PictureRefused,
)
from bot.platforms.web.arrival import arrived
from bot.platforms.web.forms import Form, Refused
from bot.platforms.web.pages.challenges import DISPUTE
from bot.platforms.web.pages.comments import DISCUSS
from bot.platforms.web.pages.later_replies import AGAIN
from bot.platforms.web.pages.own_words import my_confidences
from bot.platforms.web.pages.reply_drafts import (
    keep_refused,
    my_drafts,
    my_replies,
    unsent_in,
)
from bot.platforms.web.pages.reveals import show_reveal
from bot.platforms.web.pages.sharing import asking, asks_in
from bot.platforms.web.platform import WebPlatform
from bot.platforms.web.request_context import GroupContext, see_other
from bot.presentation.rounds import skipped_message
from bot.services.replies import Attached

_PAGE = 20

_NOTICES = 8
_MOVED = 3  # each is a comparison, where nobody has asked for it yet
_OF_REVEAL = (AGAIN, DISCUSS, DISPUTE)


async def show(context: GroupContext) -> Response:
    """Show an open round with its box, and a closed one as its reveal."""
    round_ = await context.services.cards.told(RoundId(context.path("round")), context.reader)
    refused = await context.refused()
    if round_.state is RoundState.CLOSED and (refused is None or refused.part in _OF_REVEAL):
        return await show_reveal(context, round_, refused)
    card = await context.services.cards.card(round_.id, context.reader)
    if refused is not None:
        return await _given_back(context, card, refused)
    if card.round.state is RoundState.OPEN:
        (current,) = await asked(context, [card])
        return context.page("round.html", asked=current, state=state_of([current]))
    if card.round.state is RoundState.SKIPPED:
        unsent = await unsent_in(context, card)
        return context.page("skipped.html", card=card, message=skipped_message(card), unsent=unsent)
    return await show_reveal(context, card.round)


async def save(context: GroupContext) -> Response:
    """Store the visitor's reply; a text that is refused comes back in the page."""
    round_ = RoundId(context.path("round"))
    form, pictures = await context.answer()
    text, based_on, at = form.text("text"), form.number("based_on"), arrived(context)
    member = await context.member_in(round_)
    try:
        attached = await _attached(context, form, pictures)
        saved = await context.services.replies.save(
            round_, member, text, based_on, at, attached=attached
        )
    except (NotFound, NotAllowed):
        raise
    except MemberError as error:
        await keep_refused(context, form)
        return await context.give_back(f"{context.here}/rounds/{round_}", form, error)
    await context.services.reply_drafts.drop(round_, context.person, form.text("draft"))
    # Where it closed meanwhile, home shows it no more: there is the reveal, with their answer.
    is_home = form.text("back") == "home" and saved.round.state is RoundState.OPEN
    back = "" if is_home else f"/rounds/{round_}"
    response, cookies = see_other(f"{context.here}{back}#round-{round_}"), context.site.cookies
    # Once, where they read that it is saved: where it closed meanwhile that is another page.
    if saved.round.state is RoundState.OPEN:
        return await asking(context, response, saved.round)
    return cookies.forget_asking(context.request, response)


async def _attached(
    context: GroupContext, form: Form, pictures: Sequence[Upload]
) -> Attached | None:
    """Return the pictures that are to be with an answer, None for those that there are.

    Raises PictureRefused for the first that is not kept.
    """
    if len(pictures) > MAX_PICTURES:
        raise PictureRefused("", PictureFault.TOO_MANY)
    files = tuple([await context.services.pictures.read(each) for each in pictures])
    if form.text("pictures"):  # it showed those that there are, each with a box to keep it
        return Attached(files, tuple(PictureId(each) for each in form.all_of("keep")))
    return Attached(files) if files else None


async def withdraw(context: GroupContext) -> Response:
    """Take the visitor's reply back; there may be none any more."""
    round_ = RoundId(context.path("round"))
    await context.services.withdrawals.withdraw(round_, await context.member_in(round_))
    return see_other(f"{context.here}/rounds/{round_}#round-{round_}")


async def _given_back(context: GroupContext, card: RoundCard, refused: Refused) -> Response:
    """Show a reply that was refused, with what can be done about it now."""
    text = refused.form.text("text").replace("\r\n", "\n")
    based_on, now = refused.form.number("based_on"), context.services.clock()
    known = refused.form.text("draft")
    mine = (await my_replies(context, [card])).get(card.round.id)
    if not takes_replies(card.round, now):
        template = "reply_late.html"
    elif mine is not None and mine.revision != based_on and mine.text != text:
        template = "reply_stale.html"
    else:
        template = "reply_refused.html"
    unsent = await unsent_in(context, card)
    return context.page(
        template,
        refused.status,
        card=card,
        text=text,
        words=refused.words,
        stored=mine.text if mine else "",
        revision=mine.revision if mine else 0,
        based_on=based_on,
        # The one that was kept of it, or else the one that its page showed.
        draft=unsent.draft.version if unsent and unsent.draft.text == text else known,
        unsent=unsent,
    )


async def past(context: GroupContext) -> Response:
    """List the closed rounds, newest first, a page at a time."""
    query = context.query
    before = RoundId(query.id("before", "round")) if query.text("before") else None
    cards = await context.services.cards.past(context.reader, _PAGE + 1, before)
    return context.page("rounds.html", cards=cards[:_PAGE], before=before, older=_older_than(cards))


def _older_than(cards: list[RoundCard]) -> str | None:
    """Return where the next page starts, None when this one is the last."""
    return cards[_PAGE - 1].round.id if len(cards) > _PAGE else None


@dataclass(frozen=True, slots=True)
class Asked:
    """The round, the visitor's own reply, and what they typed and did not save.

    `over`: its time is, but nothing closed it yet. `confidence` is how sure they said they are.
    With `asks` they are asked whether their answers may leave with a deck.
    """

    card: RoundCard
    mine: Reply | None
    draft: ReplyDraft | None
    over: bool
    confidence: Confidence | None = None
    asks: bool = False

    @property
    def saved(self) -> str:
        """The text that counts, "" without one."""
        return self.mine.text if self.mine else ""

    @property
    def pictures(self) -> tuple[PictureId, ...]:
        """The pictures of the answer that counts."""
        return self.mine.pictures if self.mine else ()

    @property
    def based_on(self) -> int:
        """The revision on top of which the text in the box was typed."""
        if self.draft is not None:
            return self.draft.based_on
        return self.mine.revision if self.mine else 0


async def asked(context: GroupContext, cards: Sequence[RoundCard]) -> list[Asked]:
    """Return the rounds with what the visitor answered, and what they typed."""
    mine, now = await my_replies(context, cards), context.services.clock()
    drafts, sure = await my_drafts(context, cards, mine), await my_confidences(context, mine)
    asks = await asks_in(context)
    return [
        Asked(
            card,
            mine.get(id_),
            drafts.get(id_),
            not takes_replies(card.round, now),
            sure.get(id_),
            asks == id_,
        )
        for card in cards
        for id_ in (card.round.id,)
    ]


def state_of(rounds: Iterable[Asked]) -> str:
    """Return what a page compares to see whether it shows the rounds that are open."""
    return " ".join(f"{each.card.round.id}:{'over' if each.over else 'open'}" for each in rounds)


async def home(context: GroupContext) -> Response:
    """Show the open questions with a box for each, and what happened."""
    services, group = context.services, context.group.id
    open_now = await asked(context, await services.cards.open_now(context.reader))
    return context.page(
        "home.html",
        asked=open_now,
        state=state_of(open_now),
        notices=await _notices(context),
        moved=await services.later_replies.rethought(context.reader, group, _MOVED),
        next_at=await services.schedules.next_opening(group),
        has_decks=await services.decks.any(group),
    )


async def _notices(context: GroupContext) -> list[WebMessage] | None:
    """Return what happened in the room, None for who reads the group elsewhere alone."""
    rooms = {each.id for each in context.channels if each.platform == WebPlatform.name}
    if rooms.isdisjoint(context.reader.channels):
        return None
    notices = await context.services.web_messages.latest(
        context.group.id, WebPlatform.name, context.known, for_admins=context.desk is not None
    )
    return notices[:_NOTICES]
