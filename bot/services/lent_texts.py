"""What members wrote and a deck trusts: who it is by, and how it goes when they take it back."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from bot.core.challenges import ReferenceAct
from bot.core.deck_edits import REPLY
from bot.core.models import (
    Deck,
    DeckId,
    GroupId,
    MemberId,
    Naming,
    QuestionId,
    Round,
    Source,
    SourceId,
)
from bot.services.context import Context
from bot.services.outbox import Notice, quoting, tell_admins
from bot.services.reference_history import Why, note_references
from bot.storage.transaction import Transaction

A_MEMBER = "A member"
"""Who a text is by where its group shows no names."""
TAKEN_BACK = "reference-gone"
"""What organisers are told when somebody takes back what was trusted."""
_NAMES = {REPLY: "A reply of the group’s"}
_OTHERWISE = "What a member wrote against the reference"


async def author_of(tx: Transaction, round_: Round, member: MemberId) -> str:
    """Return who a text is by, as the round shows it."""
    if round_.naming is not Naming.NAMES:
        return A_MEMBER
    return (await tx.members.names([member])).get(member, A_MEMBER)


def lent_source(  # noqa: PLR0917  # what one source is made of
    context: Context, deck: Deck, round_: Round, member: MemberId, author: str, kind: str
) -> Source:
    """Return the source in which one text of a member's is."""
    id_ = context.new_id()
    return Source(
        SourceId(id_),
        deck.id,
        _NAMES.get(kind, _OTHERWISE),
        author,
        "",
        kind,
        id_,
        context.clock(),
        member=member,
        round=round_.id,
    )


async def take_lent_out(
    tx: Transaction, context: Context, gone: Collection[Source]
) -> frozenset[GroupId]:
    """Take texts out of decks, of look-ups and of past reveals; return whose reveals those are.

    Their questions trust again what their decks do, and organisers hear of it. Whoever is locked as
    `bot.storage.transaction` says: the workspaces whose decks they are in, and their members.
    """
    if not gone:
        return frozenset()
    touched = await tx.lent_texts.take_out(gone)
    by_deck = dict[DeckId, list[QuestionId]]()
    for question, deck in touched.items():
        by_deck.setdefault(deck, []).append(question)
    for deck, questions in by_deck.items():
        steps = [(each, None, ReferenceAct.TAKEN_BACK) for each in questions]
        await note_references(tx, context, deck, steps, Why())
    rounds = await tx.deck_edits.revealed(touched)
    await tx.posted.keep_up_to_date(rounds, context.clock())
    groups = await tx.deck_edits.groups_of(rounds)
    await _tell(tx, context, by_deck, groups)
    return groups


async def _tell(
    tx: Transaction,
    context: Context,
    by_deck: dict[DeckId, list[QuestionId]],
    groups: Iterable[GroupId],
) -> None:
    told, now = sorted(groups), context.clock()
    for deck, questions in sorted(by_deck.items()):
        title = (await tx.decks.get(deck)).title
        for id_ in sorted(questions):
            question = await tx.decks.question(id_)
            values = {"deck": title, "deck_id": deck, **quoting(question)}
            about = f"{id_}:{now.timestamp()}"
            notices = [Notice(group, about, TAKEN_BACK, values) for group in told]
            await tell_admins(tx, notices, now)
