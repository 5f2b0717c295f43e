"""What a look-up shows to the one who asked, and to everybody once they share it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.authored_text import AuthoredText
from bot.core.read_models import Found
from bot.core.view import Action, Block, Card, CardKind, Line, Message, Moment, Point, Prose
from bot.presentation.humanize import listed
from bot.presentation.pictures import illustrated, images_of

if TYPE_CHECKING:
    from bot.core.lookup import Said  # which loads what computes

GUARDED = (
    "This question is open right now. Answer it first: its answers show once you have replied."
)
NO_ANSWERS = "Nobody in this deck has answered this question."
NOTHING_TYPED = "Type a few words of the question that you look for behind “/ask”."
NOTHING_FOUND = "No question fits. Try other words, or fewer."
NOTHING_YET = (
    "There is nothing to look up so far: no deck is asked in a channel that you read. That begins "
    "with its first question."
)
STAND_IN = "The reference does not answer this question; earlier readers stand in for it."
IN_AN_ANSWER = "Found in an answer:"
NO_NAME = "A member"
DOUBTFUL = "This answer's place is a guess: it may belong to another question."
NEAREST = "Nothing fits well. The nearest:"
SHARED = "Everybody here sees it now."


_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@])")  # what Markdown could take for a mark


def best_message(found: Found) -> Message:
    """Return what was looked up, introduced as the nearest where nothing fits well."""
    message = found_message(found)
    lead = () if found.sure else (Line(NEAREST),)
    return replace(message, blocks=(*lead, *message.blocks))


def found_message(found: Found, *, with_place: bool = True) -> Message:
    """Return a question with its answers, or why they are not shown."""
    actions: tuple[Action, ...] = ()
    if found.guarded_by is not None:
        actions = (Action("answer", "Answer it", found.guarded_by),)
    elif found.round is not None:
        actions = (Action("reveal", "See all answers", found.round.id),)
    place = (Line(place_words(found)),) if with_place else ()
    return Message(
        summary=found.question.text,
        blocks=(illustrated(found.question.text), *place, *_circumstances(found), *_answers(found)),
        actions=actions,
    )


def place_words(found: Found) -> str:
    """Return where the question stands."""
    return f"{found.deck.title} · question {found.question.position + 1}"


def _circumstances(found: Found) -> Iterator[Block]:
    if found.also_in:
        yield Line(f"Also in {listed([f'“{deck.title}”' for deck in found.also_in])}.")
    if found.passage:
        yield Line(IN_AN_ANSWER)
        yield Prose(" ".join(map(_marked, found.passage)))
    if found.round is not None:
        yield Moment(
            "Your group was asked it, until", found.round.closed_at or found.round.closes_at
        )


def _marked(piece: Said) -> str:
    text = _SPECIAL.sub(r"\\\1", piece.text)
    return f"**{text}**" if piece.marked else text


def _answers(found: Found) -> tuple[Block, ...]:
    if found.answers is None:
        return (Line(GUARDED),)
    reference, earlier = found.answers.reference, found.answers.earlier
    if not reference and not earlier:
        return (Line(NO_ANSWERS),)
    stand_in = () if reference else (Line(STAND_IN),)
    return (
        *stand_in,
        *(authored_card(CardKind.REFERENCE, authored) for authored in reference),
        *(authored_card(CardKind.EARLIER, authored) for authored in earlier),
    )


def authored_card(kind: CardKind, authored: AuthoredText, points: tuple[Point, ...] = ()) -> Card:
    """Return one author's text as a card, with the key points that it was compared with."""
    return Card(
        kind=kind,
        author=authored.author or NO_NAME,
        markdown=authored.text,
        points=points,
        mine=authored.mine,
        remark=DOUBTFUL if authored.doubtful else "",
        source=authored.source,
        images=images_of(authored),
    )


def shared_message(found: Found, by: str) -> Message:
    """Return the question as somebody sees it who has not replied to it, and who shared it."""
    message = found_message(found)
    return replace(message, blocks=(*message.blocks, Line(f"Looked up by {by}.")))
