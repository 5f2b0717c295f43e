"""What members are asked of their own replies, what is said of that, and what all are shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.own_words import Calibration, Confidence, calibration, differs
from bot.core.read_models import Claimable, Reveal
from bot.core.text import plain
from bot.core.view import Action, Block, Heading, Line, Message
from bot.errors import NotFound
from bot.presentation.humanize import amount, count
from bot.presentation.paging import CLAIMED
from bot.presentation.pictures import illustrated

CONFIDENCE_LABELS = {
    Confidence.SURE: "Sure",
    Confidence.THINK_SO: "I think so",
    Confidence.GUESS: "A guess",
}
# What stands for one in an action's choice and in forms, where a space may not be.
CONFIDENCE_NAMES = {
    Confidence.SURE: "sure",
    Confidence.THINK_SO: "think-so",
    Confidence.GUESS: "guess",
}
_ASKS = ".asked"
WERE = {
    Confidence.SURE: "was sure",
    Confidence.THINK_SO: "thought so",
    Confidence.GUESS: "guessed",
}
"""What somebody did who said so."""
HOW_SURE = "How sure are you?"
HIDDEN = (
    "It stays hidden until the round closes. Then the answers begin with how sure all were, "
    "without names."
)
DID_SAY = "I did say that"
SURE_YET = "Sure, yet it differs"
NOTHING_TO_CLAIM = "Every key point was found in your answer."
CLAIMS = (
    "These key points were not found in the words of your answer. You may have said them in other "
    "words: then say so, and they count. It shows as your own word."
)
_MOST_SHOWN = 5
_LONGEST_POINT, _LONGEST_PASSAGE = 120, 200


def confidence_named(name: str) -> Confidence:
    """Return what a name stands for. Raises NotFound."""
    for confidence, known in CONFIDENCE_NAMES.items():
        if known == name:
            return confidence
    raise NotFound("button", name)


def confidence_pressed(choice: str) -> tuple[Confidence, bool]:
    """Return what an action's choice stands for, and whether it stood where something is asked.

    Raises NotFound.
    """
    name, _, asked = choice.partition(".")
    return confidence_named(name), bool(asked)


def confidence_actions(
    round_: str, said: Confidence | None = None, *, asks: bool = False
) -> tuple[Action, ...]:
    """Return the presses that say how sure somebody is of their reply, beside what they `said`.

    Where the message `asks` something else they carry that on, so that it is not lost with it.
    """
    return tuple(
        Action("sure", label, round_, CONFIDENCE_NAMES[confidence] + (_ASKS if asks else ""))
        for confidence, label in CONFIDENCE_LABELS.items()
        if confidence is not said
    )


def confidence_words(confidence: Confidence) -> str:
    """Return what a member is told who said how sure they are."""
    return f"You said: {CONFIDENCE_LABELS[confidence]}. {HIDDEN}"


def claimable_message(claimable: Claimable, said: str = "") -> Message:
    """Return the key points that the reader may say they said; `said` is what was just kept."""
    round_, points = claimable.round.id, claimable.points
    lines = [
        f"{point.number}. {_point_words(point.text)}{_mark(point.claimed)}" for point in points
    ]
    return Message(
        summary=f"{DID_SAY}: {plain(claimable.question.text)}",
        blocks=(
            Heading(DID_SAY, 3),
            illustrated(claimable.question.text),
            *([Line(said)] if said else []),
            Line(CLAIMS if points else NOTHING_TO_CLAIM),
            *map(Line, lines),
        ),
        actions=tuple(
            Action("unclaimed", f"I did not say {point.number}", round_, point.token)
            if point.claimed
            else Action("claimed", f"I did say {point.number}", round_, point.token)
            for point in points
        ),
    )


def claimed_words(claimable: Claimable, token: str, *, said: bool) -> str:
    """Return what a member is told who said that they said a point, or took that back."""
    number = next((each.number for each in claimable.points if each.token == token), None)
    point = f"key point {number}" if number else "that point"
    if not said:
        return f"Taken back: {point} is not among what you say you said."
    return f"Kept as your own word: you did say {point}."


def _mark(claimed: bool) -> str:
    return f" ({CLAIMED})" if claimed else ""


def _point_words(markdown: str) -> str:
    return _cut(plain(markdown), _LONGEST_POINT)


def _cut(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[:longest].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Sureness:
    """Passages of sure replies that differ from the reference, each with its; and `words` on all.

    `more` is how many passages there are beside these.
    """

    passages: tuple[tuple[str, str], ...]
    more: int
    words: str


def sureness(reveal: Reveal) -> Sureness:
    """Return what a reveal begins with; none of it says whose reply it is."""
    touches = reveal.comparison.touches
    told = (each for at in _sure_yet(reveal) for each in touches[at] if not each.claimed)
    passages = [each.differs for each in told if each.differs]
    shown = tuple((_passage(each.ours), _passage(each.theirs)) for each in passages[:_MOST_SHOWN])
    return Sureness(shown, len(passages) - len(shown), sureness_words(reveal))


def sureness_blocks(reveal: Reveal) -> Iterator[Block]:
    """Yield it as lines; nothing where nobody said how sure they are."""
    told = sureness(reveal)
    for ours, theirs in told.passages:
        yield Line(f"{SURE_YET}: “{ours}” The reference says: “{theirs}”")
    if told.more:
        yield Line(f"{SURE_YET}: {count(told.more, 'more passage')}, below.")
    if told.words:
        yield Line(told.words)


def _passage(markdown: str) -> str:
    return _cut(plain(markdown), _LONGEST_PASSAGE)


def _sure_yet(reveal: Reveal) -> Iterator[int]:
    """Yield the places of the replies whose authors were sure, and which differ."""
    for at, confidence in enumerate(reveal.confidences):
        if confidence is Confidence.SURE and differs(reveal.comparison.touches[at]):
            yield at


def sureness_words(reveal: Reveal) -> str:
    """Return how sure a group was and how right, as far as the comparison tells; "" for nobody."""
    touches = reveal.comparison.touches[: len(reveal.replies)]
    of_points = len(reveal.comparison.points) if reveal.comparison.has_marks else 0
    told = calibration(reveal.confidences, touches)
    return " ".join(f"{_calibration_words(each, of_points)}." for each in told)


def _calibration_words(told: Calibration, points: int) -> str:
    were = WERE[told.confidence]
    were = were if told.replies == 1 else were.replace("was", "were")
    words = f"{told.replies} {were}"
    facts = []
    if told.differing:
        verb = "differs" if told.differing == 1 else "differ"
        facts.append(f"{told.differing} {verb} from the reference")
    if points:
        average = "" if told.replies == 1 else " on average"
        facts.append(f"{amount(told.found)} of {count(points, 'key point')} found{average}")
    return f"{words}: {', '.join(facts)}" if facts else words
