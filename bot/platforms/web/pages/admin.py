"""The admin's pages: asking, closing, schedules, decks, the room's settings."""

from __future__ import annotations

from starlette.responses import Response

from bot.core.models import (
    Channel,
    DeckId,
    Delivery,
    DeliveryKey,
    Naming,
    QuestionId,
    RoundId,
    SourceId,
)
from bot.errors import MemberError
from bot.platforms.web.forms import Form
from bot.platforms.web.pages.places import places
from bot.platforms.web.pages.planning import NEW, choices
from bot.platforms.web.refusals import WebRefusal, status_of, words_of
from bot.platforms.web.request_context import RequestContext, see_other


async def overview(context: RequestContext, status: int = 200, **sent: object) -> Response:
    """Show everything that an admin decides; `sent` is a form that was refused, and why."""
    services, group = context.services, context.group.id
    decks = await services.decks.of_group(group)
    key = await services.members.secret(group, "member")
    return context.page(
        "admin.html",
        status,
        open_now=await services.cards.open_now(context.reader, group),
        decks=decks,
        titles={each.deck.id: each.deck.title for each in decks},
        schedules=await services.schedules.of_group(group),
        failing=await _failing(context),
        join_link=f"{context.room.public_url}/join?key={key}",
        choices=choices(),
        places=await places(context),
        **{"problem": None, "problem_at": "", "form": None, "values": NEW, **sent},
    )


async def _failing(context: RequestContext) -> list[tuple[Delivery, Channel]]:
    services, group = context.services, context.group.id
    channels = {each.id: each for each in await services.groups.channels(group)}
    failing = await services.deliveries.failing(group)
    return [(delivery, channels[delivery.channel]) for delivery in failing]


async def send_again(context: RequestContext) -> Response:
    """Take up a message that was given up."""
    key = DeliveryKey((await context.form()).text("key"))
    await context.services.deliveries.send_again(context.group.id, key)
    return see_other("/admin")


async def open_round(context: RequestContext) -> Response:
    """Ask a question now: the one named, or else the next of the deck."""
    form = await context.form()
    rounds, group = context.services.rounds, context.group.id
    try:
        if question := form.text("question"):
            opened = await rounds.open_question(group, QuestionId(question), form.window())
        else:
            opened = await rounds.open_next(group, DeckId(form.text("deck")), form.window())
    except MemberError as error:
        return await refused(context, form, "ask", error)
    return see_other(f"/admin#round-{opened.id}")


async def close_round(context: RequestContext) -> Response:
    """Close a round and show its reveal."""
    closed = await context.services.rounds.close(context.group.id, RoundId(context.path("round")))
    return see_other(f"/rounds/{closed.id}")


async def confirm_skip(context: RequestContext) -> Response:
    """Ask whether the round shall really be called off: its replies would never be shown."""
    round_ = RoundId(context.path("round"))
    card = await context.services.cards.card(round_, context.reader)
    return context.page("skip.html", card=card)


async def skip_round(context: RequestContext) -> Response:
    """Call a round off."""
    await context.services.rounds.skip(context.group.id, RoundId(context.path("round")))
    return see_other("/admin")


async def set_naming(context: RequestContext) -> Response:
    """Show names in reveals, or none."""
    wanted = (await context.form()).text("naming")
    try:
        naming = Naming(wanted)
    except ValueError as error:
        raise WebRefusal(422, "Choose whether reveals show names or none.") from error
    await context.services.groups.set_naming(context.group.id, naming)
    return see_other("/admin#settings")


async def deck(context: RequestContext) -> Response:
    """Show a deck: its questions, each of which can be asked, and its documents."""
    decks, deck_id = context.services.decks, DeckId(context.path("deck"))
    summary = await decks.get(context.group.id, deck_id)
    questions = await decks.questions(context.group.id, deck_id)
    return context.page("deck.html", summary=summary, questions=questions)


async def copy_deck(context: RequestContext) -> Response:
    """Make a deck of the room's own out of one that is shipped."""
    deck_id = DeckId(context.path("deck"))
    made = await context.services.decks.copy(context.workspace, context.group.id, deck_id)
    return see_other(f"/admin/decks/{made.id}")


async def choose_reference(context: RequestContext) -> Response:
    """Make another document the deck's reference."""
    deck_id = DeckId(context.path("deck"))
    source = SourceId((await context.form()).text("source"))
    await context.services.decks.choose_reference(context.workspace, deck_id, source)
    return see_other(f"/admin/decks/{deck_id}")


async def refused(
    context: RequestContext, form: Form, where: str, error: MemberError, **more: object
) -> Response:
    """Show the overview again, the words at the form they are about, which keeps its fields."""
    sent = {"problem": words_of(error), "problem_at": where, "form": form, **more}
    return await overview(context, status_of(error), **sent)
