"""What organisers put right beside a reveal, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.documents import Status
from bot.core.feedback import beginning_of
from bot.core.models import Answer, Question, RoundId, Source
from bot.core.naming import ellipsized
from bot.core.view import Action, Message
from bot.presentation.challenges import A_REPLY, REPLY_ASK

_LONGEST_LABEL = 75
"""Characters of a button on every platform."""
_MOST = 20
NONE_TO_MARK = "No document answers this question."


def amend_actions(
    round_: RoundId, *, retired: bool, answered: bool, replied: bool
) -> tuple[Action, ...]:
    """Return what an organiser can press beside a reveal."""
    again = Action("question-restore", "Ask this question again", round_)
    no_more = Action("question-retire", "Retire this question", round_)
    wrong = Action("answer-wrong-ask", "An answer is wrong", round_)
    reply = Action(REPLY_ASK, A_REPLY, round_)
    offered = (wrong,) if answered else ()
    return (again if retired else no_more, *offered, *((reply,) if replied else ()))


def which_is_wrong_message(round_: RoundId, answers: Sequence[tuple[Answer, Source]]) -> Message:
    """Return the answers that documents give, each to be marked wrong."""
    shown = [each for each in answers if each[0].status is Status.ANSWERED][:_MOST]
    if not shown:
        return Message.saying(NONE_TO_MARK)
    return Message.saying(
        "Which answer is wrong? It is shown nowhere then, in past reveals neither.",
        actions=tuple(
            Action("answer-wrong", _label(answer, source), round_, answer.id)
            for answer, source in shown
        ),
    )


def _label(answer: Answer, source: Source) -> str:
    return ellipsized(f"{source.author}: {beginning_of(answer.text)}", _LONGEST_LABEL)


def marked_words(source: Source, *, wrong: bool) -> str:
    """Return what is said when an answer was marked."""
    if wrong:
        return f"The answer of {source.author} is marked wrong: it is shown nowhere any more."
    return f"The answer of {source.author} is shown again."


def retired_words(question: Question, *, retired: bool) -> str:
    """Return what is said when a question was retired."""
    words = f"“{beginning_of(question.text)}” "
    return words + ("is asked no more; look-ups still find it." if retired else "is asked again.")
