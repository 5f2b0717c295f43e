"""Answers after the reveal: what marks them, what their authors are told, how a group moved."""

from __future__ import annotations

from dataclasses import replace

from bot.core.later_replies import Movement, movement
from bot.core.models import Round
from bot.core.read_models import LaterText, Reveal
from bot.core.view import Action, Card, CardKind, Line, Message
from bot.presentation.humanize import amount, count
from bot.presentation.lookup import authored_card
from bot.presentation.points import points_of
from bot.presentation.replies import both_texts
from bot.presentation.sharing import ASKED, sharing_actions

THINK_AGAIN = "Think again"
ANSWER_LATE = "Answer late"
SECOND_MARK = "thought again, after the answers were in"
LATE_MARK = "late: the answers could be read already"
SECOND_HINT = "Your first answer stays as the first; this one stands beside it. All can read it."
LATE_HINT = (
    "Others’ answers can be read already, so yours is marked as late, and all can read it at once."
)
TAKE_LATER_BACK = "Take my later answer back"
_LATE_CHANGES = "You can change it until the next question opens."
_SECOND_CHANGES = "You can change it until a day after the question closed."
LATER_GONE = "Taken back: your later answer is gone. Posts that show it are changed soon."


def later_hint(*, is_late: bool) -> str:
    """Return what somebody is told before they answer after the reveal."""
    return LATE_HINT if is_late else SECOND_HINT


def later_saved_message(round_: Round | str, *, is_late: bool, asks: bool = False) -> Message:
    """Return the confirmation that follows a commit.

    With `asks` its author is asked whether their answers may leave with a deck.
    """
    id_ = round_ if isinstance(round_, str) else round_.id
    words = f"Saved: it stands as {'late' if is_late else 'your second answer'}."
    return Message.saying(
        words,
        Line(_LATE_CHANGES if is_late else _SECOND_CHANGES),
        *(ASKED if asks else ()),
        actions=(
            Action("again", "Change it", id_),
            Action("withdraw-later", TAKE_LATER_BACK, id_),
            *(sharing_actions(id_) if asks else ()),
        ),
    )


def later_stale_message(round_: str, stored: str, text: str) -> Message:
    """Return what is said when another window saved something else in between: both texts."""
    words = "Nothing was saved: your later answer was changed somewhere else meanwhile."
    return both_texts(words, stored, text, Action("again", THINK_AGAIN, round_, primary=True))


def later_card(reveal: Reveal, at: int) -> Card:
    """Return the card of one of the later answers, marked as what it is."""
    later = reveal.later[at]
    card = authored_card(CardKind.REPLY, later.authored, points_of(reveal, len(reveal.texts) + at))
    return replace(card, remark=mark_of(later))


def mark_of(later: LaterText) -> str:
    """Return what marks an answer that came after the reveal."""
    return LATE_MARK if later.first is None else SECOND_MARK


def moved(reveal: Reveal) -> Movement | None:
    """Return how the answers of those moved who thought again, None where nobody did."""
    touches, beyond = reveal.comparison.touches, len(reveal.texts)
    again = [(at, each.first) for at, each in enumerate(reveal.later) if each.first is not None]
    return movement(
        [touches[first] for _, first in again], [touches[beyond + at] for at, _ in again]
    )


def movement_words(reveal: Reveal) -> list[str]:
    """Return how answers moved in lines of ours, none where nobody thought again."""
    told = moved(reveal)
    if told is None:
        return []
    words = [f"{count(told.members, 'member')} thought again."]
    was, now = told.found
    # Of none first and then there is nothing to say.
    if reveal.comparison.has_marks and told.points and (was or now):
        found = f"{amount(was)} found first, then {amount(now)}"
        average = "" if told.members == 1 else " on average"
        words.append(f"Of {count(len(told.points), 'key point')}{average}: {found}.")
        changed = [
            f"{number} ({before} first, then {after})"
            for number, (before, after) in enumerate(told.points, start=1)
            if before != after
        ]
        if changed and len(told.points) > 1:  # of one alone it would be said twice
            words.append(f"Which points moved: {', '.join(changed)}.")
    if told.differing[0] or told.differing[1]:
        words.append(
            f"Differing from the reference: {told.differing[0]} first, then {told.differing[1]}."
        )
    return [" ".join(words)]
