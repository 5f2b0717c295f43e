"""What a look-up shows to the one who asked, and to everybody once they share it."""

from __future__ import annotations

from dataclasses import replace

from bot.core.authored_text import AuthoredText
from bot.core.read_models import Found
from bot.core.view import Action, Block, Card, CardKind, Line, Message, Point, Prose

GUARDED = (
    "This question is open right now. Answer it first: its answers show once you have replied."
)
NO_ANSWERS = "Nobody in this deck has answered this question."
NOTHING_FOUND = "No question fits. Try other words, or fewer."
STAND_IN = "The reference does not answer this question; earlier readers stand in for it."
NO_NAME = "A member"
DOUBTFUL = "This answer's place is a guess: it may belong to another question."
SHARED = "Everybody here sees it now."


def found_message(found: Found) -> Message:
    """Return a question with its answers, or why they are not shown."""
    actions: tuple[Action, ...] = ()
    if found.guarded_by is not None:
        actions = (Action("answer", "Answer it", found.guarded_by),)
    return Message(
        summary=found.question.text,
        blocks=(Prose(found.question.text), *_answers(found)),
        actions=actions,
    )


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
    )


def shared_message(found: Found, by: str) -> Message:
    """Return the question as somebody sees it who has not replied to it, and who shared it."""
    message = found_message(found)
    return replace(message, blocks=(*message.blocks, Line(f"Looked up by {by}.")))
