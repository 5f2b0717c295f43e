"""What a member says: the reply, and after the reveal how it went and which one helped most."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.interaction import Interaction
from bot.chat.pictures import NO_PICTURES, Shared
from bot.core.models import Member, Question, Reply, RoundId
from bot.core.read_models import RoundCard
from bot.core.rounds import takes_replies
from bot.core.view import Action, Message, Press
from bot.errors import (
    DatabaseUnavailable,
    MemberError,
    NotFound,
    NothingOpen,
    PictureRefused,
    RoundOver,
    StaleReply,
)
from bot.presentation.errors import refused, unavailable_words
from bot.presentation.ratings_and_votes import (
    ballot_message,
    rated_words,
    rating_message,
    rating_named,
    voted_words,
    votes,
)
from bot.presentation.reminders import NO_REMINDER, reminder_request_message
from bot.presentation.replies import (
    NOTHING_TO_TAKE_BACK,
    PRIVATE,
    given_back_message,
    saved_message,
    stale_message,
    withdrawn_message,
)
from bot.presentation.rounds import question_message
from bot.services.replies import Attached, Saved, Written
from bot.services.services import Services


@dataclass(frozen=True, slots=True)
class AnswerPrompt:
    """What somebody is to answer, and the text of what they answered so far.

    `revision` is which version of their reply they look at, 0 for none. What is answered `again`
    comes after the reveal, and its `hint` says how it will stand there. So many `pictures` are with
    what they answered.
    """

    card: RoundCard
    text: str = ""
    revision: int = 0
    again: bool = False
    hint: str = PRIVATE
    pictures: int = 0


async def form(interaction: Interaction, round_: RoundId) -> AnswerPrompt:
    """Return what the form is to hold. Raises RoundOver, NotFound.

    Whether it is too late is told by now, not by when it was pressed: what is written in a form
    that opens after the closing would be in vain.
    """
    services, known = interaction.services, interaction.known
    card = await services.cards.card(round_, await interaction.reader())
    if not takes_replies(card.round, services.clock()):
        raise RoundOver
    mine = await services.replies.mine(round_, known) if known and card.replied else None
    if mine is None:
        return AnswerPrompt(card)
    return AnswerPrompt(card, mine.text, mine.revision, pictures=len(mine.pictures))


async def question(interaction: Interaction, press: Press) -> None:
    """Show a page of what is asked in a round."""
    round_, reader = RoundId(press.subject), await interaction.reader()
    card = await interaction.services.cards.card(round_, reader)
    await interaction.show(question_message(card), turn=press)


Fetch = Callable[[], Awaitable[Shared]]
"""Fetches the pictures that were sent with a form."""


async def save(
    interaction: Interaction,
    round_: RoundId,
    revision: int,
    text: str,
    pictures: Fetch | None = None,
) -> None:
    """Store what was written, and say so once it is stored; what is refused is given back.

    The words are stored before their pictures are fetched, which may take longer than a platform
    waits: neither a slow fetch nor one that never ends loses them.
    """
    member, not_kept = await interaction.member(), tuple[PictureRefused, ...]()
    store, arrived = interaction.services.replies.save, interaction.arrived
    try:
        saved = await store(round_, member, text, revision, arrived)
        if pictures is not None:
            await interaction.hold()
            sent = await pictures()
            not_kept = sent.refused
            if sent.attached is not None and sent.attached.files:
                first = saved.reply.revision
                saved = await store(round_, member, text, first, arrived, attached=sent.attached)
    except NotFound:
        raise
    except StaleReply as error:
        await interaction.show(stale_message(round_, error.stored, text))
    except MemberError as error:
        asked = await question_of(interaction, round_)
        await interaction.show(given_back_message(refused(error), text, asked))
    else:
        await _confirm(interaction, member, saved, refused=not_kept, again=revision > 0)


async def question_of(interaction: Interaction, round_: RoundId) -> Question | None:
    """Return what a round asks, for who is told far from it; None for who reads it no more."""
    try:
        return (await interaction.services.cards.card(round_, await interaction.reader())).question
    except NotFound:
        return None


async def take(
    interaction: Interaction,
    round_: RoundId,
    member: Member,
    text: str,
    written: Written,
    *,
    pictures: Shared = NO_PICTURES,
) -> None:
    """Store what was written to us alone, and say so; what is refused is given back."""
    try:
        saved = await interaction.services.replies.take(
            round_, member, text, written, attached=pictures.attached
        )
    except NotFound:
        raise
    except MemberError as error:
        asked = await question_of(interaction, round_)
        await interaction.show(given_back_message(refused(error), text, asked))
        await interaction.services.inbox.finish(written.entry)
    else:
        if saved is not None:
            await _confirm(interaction, member, saved, refused=pictures.refused)


@asynccontextmanager
async def giving_back(text: str, show: Callable[[Message], Awaitable[None]]) -> AsyncIterator[None]:
    """Show who wrote it the text again if the database does not serve us in the block."""
    try:
        yield
    except DatabaseUnavailable as error:
        await show(given_back_message(Message.saying(unavailable_words(error)), text))


async def use(
    interaction: Interaction,
    text: str,
    ids: Collection[str],
    left_out: Sequence[str] = (),
    pictures: Shared = NO_PICTURES,
) -> None:
    """Store a message that was written as the member's answer, and say what it replaced.

    `left_out` is what it has beside its words and `pictures`, which are all that is kept. `ids` are
    those of the messages that it may be an answer to. Raises NothingOpen.
    """
    member = await interaction.member()
    card = await _meant(interaction, ids)
    services, arrived = interaction.services, interaction.arrived
    saved, earlier = await follow(
        services, card.round.id, member, text, arrived, attached=pictures.attached
    )
    await _confirm(interaction, member, saved, earlier, left_out, refused=pictures.refused)


async def _confirm(
    interaction: Interaction,
    member: Member,
    saved: Saved,
    earlier: Reply | None = None,
    left_out: Sequence[str] = (),
    *,
    refused: Sequence[PictureRefused] = (),
    again: bool | None = None,
) -> None:
    """Say that it is stored, of which question, whatever becomes of the database meanwhile.

    The first time its author is asked whether their answers may leave with a deck.
    """
    asked, asks = "", False
    with suppress(DatabaseUnavailable, NotFound):
        asked = await interaction.services.cards.words(saved.round)
        asks = await interaction.services.preferences.ask_sharing(member.person, saved.round)
    told = saved_message(
        saved.round,
        saved.reply,
        earlier,
        left_out,
        refused=refused,
        question=asked,
        again=again,
        asks=asks,
    )
    await interaction.show(told)


async def asks_to_share(interaction: Interaction, member: Member, round_: RoundId) -> bool:
    """Say whether who answered after the reveal is to be asked now whether answers may leave."""
    with suppress(DatabaseUnavailable, NotFound):
        told = await interaction.services.cards.told(round_, await interaction.reader())
        return await interaction.services.preferences.ask_sharing(member.person, told)
    return False


async def ask_who_wrote(services: Services, member: Member, saved: Saved) -> None:
    """Ask whose written answer was stored the same, once and alone: nobody pressed anything."""
    with suppress(DatabaseUnavailable, NotFound):
        await services.preferences.ask_sharing_directly(member, saved.round)


async def follow(
    services: Services,
    round_: RoundId,
    member: Member,
    text: str,
    arrived: datetime,
    *,
    attached: Attached | None = None,
) -> tuple[Saved, Reply | None]:
    """Store a message as the member's reply; return it, and the reply that it follows."""
    earlier = await services.replies.mine(round_, member)
    revision = earlier.revision if earlier else 0
    saved = await services.replies.save(round_, member, text, revision, arrived, attached=attached)
    return saved, earlier


async def remind(interaction: Interaction, press: Press) -> None:
    """Remind the member before this round closes, or not any more.

    Who was not answered may press again: it is not undone by that.
    """
    member, round_ = await interaction.member(), RoundId(press.subject)
    requests, group, at = interaction.services.reminder_requests, interaction.group.id, None
    if press.choice == NO_REMINDER:
        await requests.drop(group, round_, member)
    else:
        at = await requests.request(group, round_, member)
    is_direct = at is None or await interaction.takes_direct_messages()
    await interaction.show(reminder_request_message(at, round_, is_direct=is_direct))


async def _meant(interaction: Interaction, ids: Collection[str]) -> RoundCard:
    """Return the round that a message is an answer to.

    That of the thread, or of the question that it replies to; else what is open in the channel:
    first of all what they have not answered, and of several the one that was asked last.
    """
    services, reader = interaction.services, await interaction.reader()
    asked = await services.messages.asked_in(interaction.platform, ids)
    if asked is not None:
        return await services.cards.card(asked, reader)
    channel = interaction.channel
    here = replace(reader, channels=frozenset([channel.id] if channel else []))
    cards = await services.cards.open_now(here)
    if not cards:
        raise NothingOpen
    return max(cards, key=lambda card: (not card.replied, card.round.opened_at))


async def withdraw(interaction: Interaction, press: Press) -> None:
    """Take the member's answer back, and tell what is gone and what is still to come."""
    services, known = interaction.services, interaction.known
    taken = await services.withdrawals.withdraw(RoundId(press.subject), known) if known else None
    if taken is None:
        await interaction.say(NOTHING_TO_TAKE_BACK)
        return
    places = await interaction.named(taken.shown)
    is_over = not takes_replies(taken.round, services.clock())
    told = withdrawn_message(taken.round, taken.reply, places.words, is_over=is_over)
    await interaction.show(told.leading_to(places.mentions))


async def ask_rating(interaction: Interaction, press: Press) -> None:
    """Show the member's reply beside the reference, and ask how they did."""
    round_, member = RoundId(press.subject), await interaction.member()
    mine = await interaction.services.feedback.rating(interaction.group.id, round_, member)
    reveal = await interaction.services.reveals.reveal(round_, await interaction.reader())
    await interaction.show(rating_message(reveal, mine), turn=press)


async def rate(interaction: Interaction, press: Press) -> None:
    """Keep the member's own word."""
    rating, member = rating_named(press.choice), await interaction.member()
    round_ = RoundId(press.subject)
    await interaction.services.feedback.rate(
        interaction.group.id, round_, member, rating, interaction.arrived
    )
    await interaction.say(rated_words(rating))


async def ask_vote(interaction: Interaction, press: Press) -> None:
    """Let the member choose among the replies of others."""
    feedback, member = interaction.services.feedback, await interaction.member()
    ballot = await feedback.ballot(interaction.group.id, RoundId(press.subject), member)
    await interaction.show(ballot_message(ballot))


async def choices(interaction: Interaction, subject: str) -> tuple[Action, ...]:
    """Return the replies of others to vote for, those of a round."""
    feedback, member = interaction.services.feedback, await interaction.member()
    return votes(await feedback.ballot(interaction.group.id, RoundId(subject), member))


async def vote(interaction: Interaction, press: Press) -> None:
    """Keep the member's vote for the reply whose token was chosen."""
    member, round_ = await interaction.member(), RoundId(press.subject)
    feedback, group = interaction.services.feedback, interaction.group.id
    voted = await feedback.vote(group, round_, member, press.choice, interaction.arrived)
    await interaction.say(voted_words(voted))


async def take_back(interaction: Interaction, press: Press) -> None:
    """Forget the member's vote."""
    member, round_ = await interaction.member(), RoundId(press.subject)
    await interaction.services.feedback.take_back(
        interaction.group.id, round_, member, interaction.arrived
    )
    await interaction.say(voted_words(None))
