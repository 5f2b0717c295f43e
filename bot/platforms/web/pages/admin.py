"""The admin's pages: asking, closing, schedules, decks, the room's settings."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from bot.core.deliveries import Delivery, DeliveryKey
from bot.core.models import (
    Channel,
    Deck,
    DeckId,
    Naming,
    QuestionId,
    RoundId,
    RoundState,
)
from bot.core.read_models import DeckSummary
from bot.errors import MemberError
from bot.platforms.web.forms import Form, Refused
from bot.platforms.web.pages.health import Watch
from bot.platforms.web.pages.keys import keys
from bot.platforms.web.pages.places import places
from bot.platforms.web.pages.planning import NEW, choices, sent_values
from bot.platforms.web.paging import paged
from bot.platforms.web.refusals import WebRefusal
from bot.platforms.web.request_context import GroupContext, see_other
from bot.presentation.backups import standing_words
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.round_export import RoundsWanted

_DECKS_AT_ONCE = 20


async def overview(context: GroupContext) -> Response:
    """Show everything that an admin decides."""
    return await show_overview(context, await context.refused())


async def show_overview(context: GroupContext, refused: Refused | None = None) -> Response:
    """Show everything that an admin decides, and a form of it that was refused."""
    part, form = (refused.part, refused.form) if refused else ("", None)
    services, group = context.services, context.group.id
    decks, found = await services.decks.of_group(group), await places(context)
    return context.page(
        "admin.html",
        refused.status if refused else 200,
        open_now=await services.cards.open_now(context.reader, group),
        decks=decks,
        titles={each.deck.id: each.deck.title for each in decks},
        schedules=await services.schedules.of_group(group),
        wanted=(wanted := context.query.text("deck")),
        shown=paged(_named(decks, wanted), context.query.number("decks"), _DECKS_AT_ONCE),
        removed=await _removed(context),
        failing=await _failing(context),
        keys=await keys(context, found),
        choices=choices(),
        places=found,
        backups=await _backups(context),
        problem=refused.words if refused else None,
        problem_at=part,
        form=form,
        values=sent_values(form) if form and part == "schedules" else NEW,
    )


def _named(decks: Sequence[DeckSummary], words: str) -> Sequence[DeckSummary]:
    """Return the decks whose titles have the words, capitals or not."""
    wanted = words.strip().casefold()
    return [each for each in decks if wanted in each.deck.title.casefold()]


async def _removed(context: GroupContext) -> Sequence[Deck]:
    """Return the decks that the visitor can bring back."""
    workspace = context.desk.workspace if context.desk else None
    return await context.services.deck_edits.removed(workspace) if workspace else ()


async def _failing(context: GroupContext) -> list[tuple[Delivery, Channel]]:
    services, group = context.services, context.group.id
    channels = {each.id: each for each in await services.groups.channels(group)}
    failing = await services.deliveries.failing(group)
    return [(delivery, channels[delivery.channel]) for delivery in failing]


async def _backups(context: GroupContext) -> str:
    """Return how backups are, to who organises this installation itself; "" to anybody else."""
    watch: Watch = context.request.app.state.watch
    is_operator = context.desk is not None and context.desk.workspace == LOCAL_WORKSPACE
    if watch.backups is None or not is_operator:
        return ""
    return standing_words(await watch.backups(), context.services.clock())


async def send_again(context: GroupContext) -> Response:
    """Take up a message that was given up."""
    key = DeliveryKey((await context.form()).id("key", "message"))
    await context.services.deliveries.send_again(context.group.id, key)
    return see_other(f"{context.here}/admin")


async def export_rounds(context: GroupContext) -> Response:
    """Hand the group's rounds over as CSV, with the answers' texts where they are asked for."""
    wanted = RoundsWanted(context.group.id, texts=context.query.text("texts") == "yes")
    data = await context.services.round_export.csv(wanted, context.reader)
    headers = {
        "Content-Disposition": 'attachment; filename="rounds.csv"',
        "Cache-Control": "no-store",
    }
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


async def open_round(context: GroupContext) -> Response:
    """Ask a question now: the one named, or else the next of the deck."""
    form = await context.form()
    rounds, group = context.services.rounds, context.group.id
    try:
        if form.text("question"):
            question = QuestionId(form.id("question"))
            opened = await rounds.open_question(group, question, form.window())
        else:
            opened = await rounds.open_next(group, DeckId(form.id("deck")), form.window())
    except MemberError as error:
        return await refused(context, form, "ask", error)
    return see_other(f"{context.here}/admin#round-{opened.id}")


async def confirm_close(context: GroupContext) -> Response:
    """Ask whether the round shall really be closed: nobody could answer any more."""
    return await _confirm(context, "close.html")


async def close_round(context: GroupContext) -> Response:
    """Close a round and show its reveal."""
    closed = await context.services.rounds.close(context.group.id, RoundId(context.path("round")))
    return see_other(f"{context.here}/rounds/{closed.id}")


async def confirm_skip(context: GroupContext) -> Response:
    """Ask whether the round shall really be called off: its replies would never be shown."""
    return await _confirm(context, "skip.html")


async def _confirm(context: GroupContext, template: str) -> Response:
    """Show what would become of an open round; of one that is over there is nothing to ask."""
    round_ = RoundId(context.path("round"))
    card = await context.services.cards.card(round_, context.reader)
    if card.round.state is not RoundState.OPEN:
        return see_other(f"{context.here}/rounds/{round_}")
    return context.page(template, card=card)


async def skip_round(context: GroupContext) -> Response:
    """Call a round off."""
    await context.services.rounds.skip(context.group.id, RoundId(context.path("round")))
    return see_other(f"{context.here}/admin")


async def set_naming(context: GroupContext) -> Response:
    """Show names in reveals, or none."""
    wanted = (await context.form()).text("naming")
    try:
        naming = Naming(wanted)
    except ValueError as error:
        raise WebRefusal(422, "Choose whether reveals show names or none.") from error
    await context.services.groups.set_naming(context.group.id, naming)
    return see_other(f"{context.here}/admin#settings")


async def set_late(context: GroupContext) -> Response:
    """Take late answers, or none."""
    late = (await context.form()).text("late") == "on"
    await context.services.groups.set_late(context.group.id, late=late)
    return see_other(f"{context.here}/admin#late")


async def refused(context: GroupContext, form: Form, where: str, error: MemberError) -> Response:
    """Lead to the overview, which has the words at the form they are about, with its fields."""
    return await context.give_back(f"{context.here}/admin", form, error, where)
