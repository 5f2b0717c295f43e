"""The comparison after closing: the reference, every reply beside it, earlier readers' answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core.comparison import Touch
from bot.core.models import SHIPPED
from bot.core.own_words import point_token
from bot.core.read_models import Reveal, RoundCard
from bot.core.text import plain
from bot.core.view import (
    Action,
    Block,
    Card,
    CardKind,
    Columns,
    Heading,
    Line,
    Message,
)
from bot.presentation.challenges import CHALLENGES, IS_IT_WRONG, challenge_lines
from bot.presentation.later_replies import THINK_AGAIN, later_card, movement_words
from bot.presentation.lookup import NO_ANSWERS, NO_NAME, STAND_IN, authored_card
from bot.presentation.own_words import DID_SAY, sureness_blocks
from bot.presentation.pictures import illustrated, images_of
from bot.presentation.points import points_of
from bot.presentation.rounds import withdrawn_message

REPLIES = "Replies"
STANDS_IN = "In place of a reference"
NOBODY = "Nobody replied this time."
ASKED_AGAIN = (
    "This question is open again. What was answered earlier is shown here once it is closed; who "
    "has answered this time sees it with the button."
)
TOUCHES = (
    "A mark shows which key points of the reference a text touches. It compares words, so it can "
    "miss a point put differently. It is no grade."
)
UNSAID = "Not found in anyone’s answer"
_BEGINNING = 80


def reveal_message(reveal: Reveal) -> Message:
    """Return the whole reveal; replies and earlier answers that are alike share a card."""
    number, text = reveal.question.position + 1, reveal.question.text
    blocks: list[Block] = [
        Heading(f"{reveal.deck.title} · question {number}", 3),
        illustrated(text),
    ]
    if not reveal.answers.reference and reveal.answers.earlier:
        blocks.append(Line(STAND_IN))
    blocks.extend(sureness_blocks(reveal))
    blocks.extend(Line(words) for words in movement_words(reveal))
    # Above the reference: what stands below many replies is on a later page.
    blocks.extend(challenge_lines(reveal.challenges))
    blocks.append(_columns(reveal))
    if reveal.comparison.has_marks:
        blocks.append(Line(TOUCHES))
        blocks.extend(unsaid_lines(reveal))
    summary = f"Answers are in: {text}"
    return Message(summary, tuple(blocks), tuple(_actions(reveal)), title=summary)


def withheld_message(card: RoundCard) -> Message:
    """Return what stands in for a reveal and its counts while their question is open again.

    And for good, where the question was withdrawn.
    """
    text = card.question.text
    if card.question.withdrawn:
        return withdrawn_message()
    return Message(
        summary=f"Asked again: {text}",
        blocks=(
            Heading(f"{card.deck.title} · question {card.question.position + 1}", 3),
            illustrated(text),
            Line(ASKED_AGAIN),
        ),
        actions=(Action("reveal", "See all answers", card.round.id),),
    )


def _actions(reveal: Reveal) -> Iterator[Action]:
    round_ = reveal.round.id
    yield Action("reveal", "See all answers", round_)
    if reveal.replies:
        yield Action("rate", "How did I do?", round_)
    if any(not touch.touched for touched in _of_replies(reveal) for touch in touched):
        yield Action("claims", DID_SAY, round_)
    yield Action("again", THINK_AGAIN, round_)
    if len(reveal.replies) > 1:
        yield Action("helpful", "Most helpful", round_)
    if reveal.challenges or (reveal.answers.reference and reveal.deck.workspace != SHIPPED):
        yield Action(CHALLENGES, IS_IT_WRONG, round_)


def _of_replies(reveal: Reveal) -> Sequence[Sequence[Touch]]:
    return reveal.comparison.touches[: len(reveal.replies)]


def _columns(reveal: Reveal) -> Columns:
    count = len(reveal.replies)
    replies = tuple(_replies(reveal)) or (Card(CardKind.REPLY, "", NOBODY),)
    earlier = _cards(reveal, CardKind.EARLIER, range(count, len(reveal.texts)))
    if earlier and not reveal.answers.reference:
        return Columns(columns=(earlier, replies), titles=(STANDS_IN, REPLIES))
    reference = tuple(authored_card(CardKind.REFERENCE, each) for each in reveal.answers.reference)
    return Columns(
        columns=(reference or (Card(CardKind.REFERENCE, "", NO_ANSWERS),), replies, earlier),
        titles=("Reference", REPLIES, "Earlier readers"),
    )


def _replies(reveal: Reveal) -> Iterator[Card]:
    """Yield the replies' cards, each with what its authors said later, and then the late ones."""
    for alike in groups_of(reveal, range(len(reveal.replies))):
        yield group_card(reveal, CardKind.REPLY, alike)
        yield from later_cards(reveal, alike)
    yield from later_cards(reveal, [None])


def later_cards(reveal: Reveal, of: Sequence[int | None]) -> Iterator[Card]:
    """Yield the cards of what was said later by the authors of these replies, None for late."""
    for at, each in enumerate(reveal.later):
        if each.first in of:
            yield later_card(reveal, at)


def groups_of(reveal: Reveal, which: range) -> list[list[int]]:
    """Return the groups of alike texts among some of `reveal.texts`."""
    groups = ([index for index in group if index in which] for group in reveal.comparison.groups)
    return [group for group in groups if group]


def _cards(reveal: Reveal, kind: CardKind, which: range) -> tuple[Card, ...]:
    """Return a card for each group of alike texts among those in the column."""
    return tuple(group_card(reveal, kind, alike) for alike in groups_of(reveal, which))


def group_card(reveal: Reveal, kind: CardKind, members: list[int]) -> Card:
    """Return the card of some texts that are alike."""
    texts = reveal.texts
    authored_texts = [texts[index] for index in members]
    # The reader's own words stand on the card, when theirs are among the alike.
    first = next((index for index in members if texts[index].mine), members[0])
    authored = texts[first]
    card = authored_card(kind, authored, points_of(reveal, first, members))
    others = [other for other in authored_texts if other is not authored]
    also = tuple(other.author or NO_NAME for other in others)
    # Alike in words: what each of them shows is theirs alone.
    shown = {each.picture.id for each in card.images}
    more = [
        image for other in others for image in images_of(other) if image.picture.id not in shown
    ]
    return replace(card, also=also, images=(*card.images, *more)) if others else card


def unsaid_lines(reveal: Reveal) -> Iterator[Line]:
    """Yield the key points that were found in no text: a word on the words, not on the people."""
    for words, _ in unsaid_points(reveal):
        yield Line(words)


def unsaid_points(reveal: Reveal) -> Iterator[tuple[str, str]]:
    """Yield what is said of each key point that was found in no text, and the point's token."""
    if len(unsaid := reveal.comparison.unsaid) < len(reveal.comparison.points):
        for at in unsaid:
            point = reveal.comparison.points[at].text
            yield f"{UNSAID}: {_beginning(point)}", point_token(point)


def _beginning(markdown: str) -> str:
    words = plain(markdown)
    return words if len(words) <= _BEGINNING else f"{words[:_BEGINNING].rstrip()}…"
