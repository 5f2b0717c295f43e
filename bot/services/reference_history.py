"""How questions came to their references: written with each change, shown on the deck's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.audit import Actor
from bot.core.challenges import Challenge, ReferenceAct, ReferenceChange
from bot.core.models import DeckId, QuestionId, SourceId
from bot.services.acting import who_acts
from bot.services.audit import names_of, person_of
from bot.services.context import Context
from bot.storage.transaction import Transaction

_Step = tuple[QuestionId, SourceId | None, ReferenceAct]


@dataclass(frozen=True, slots=True)
class ReferenceStep:
    """One step of a history: who made it, None for nobody known, and what was trusted then.

    `source` is the author, "" for nothing, and None for what is gone. With a `challenge` it was
    accepted by this step.
    """

    change: ReferenceChange
    who: str | None
    source: str | None
    challenge: Challenge | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why references change: by an edit, for a challenge, and who did it, else who acts."""

    edit: str | None = None
    challenge: str | None = None
    actor: Actor | None = None


async def note_references(
    tx: Transaction, context: Context, deck: DeckId, steps: Iterable[_Step], why: Why
) -> None:
    """Write that questions trust other words from now on."""
    wanted = list(steps)
    if not wanted:
        return
    actor = why.actor or who_acts()
    person = await person_of(tx, context, actor) if actor else None
    await tx.challenges.note_changes(
        ReferenceChange(
            id=context.new_id(),
            deck=deck,
            question=question,
            at=context.clock(),
            act=act,
            platform=actor.platform if actor else "",
            person=person,
            source=source,
            challenge=why.challenge,
            edit=why.edit,
        )
        for question, source, act in wanted
    )


async def history_of(tx: Transaction, deck: DeckId, question: QuestionId) -> list[ReferenceStep]:
    """Return how a question came to its reference, the latest first."""
    found: Sequence[ReferenceChange] = await tx.challenges.history(question)
    challenges = {each.id: each for each in await tx.challenges.of_question(question)}
    authors = {each.id: each.author for each in await tx.decks.sources(deck)}
    names = await names_of(tx, {each.person for each in found if each.person}, None)
    return [
        ReferenceStep(
            each,
            names.get(each.person) if each.person else None,
            authors.get(each.source) if each.source else "",
            challenges.get(each.challenge) if each.challenge else None,
        )
        for each in found
    ]
