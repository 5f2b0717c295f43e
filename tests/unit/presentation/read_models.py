"""Values as services put them together, to be put into words."""

from __future__ import annotations

from datetime import timedelta

from bot.core.authored_text import Answers, AuthoredText
from bot.core.comparison import compare
from bot.core.models import GroupId, Round, RoundId, RoundState
from bot.core.read_models import Reveal, RoundCard
from tests.fakes.clock import MONDAY_NOON
from tests.fakes.study_deck import make_deck

STUDY = make_deck(GroupId("g"), MONDAY_NOON)
QUESTION = STUDY.questions[0]
ROUND = Round(
    id=RoundId("r"),
    group=GroupId("g"),
    deck=STUDY.id,
    question=QUESTION.id,
    state=RoundState.OPEN,
    opened_at=MONDAY_NOON,
    closes_at=MONDAY_NOON + timedelta(days=1),
)
REFERENCE = AuthoredText("Mara", "The gluten relaxes while it rests. A relaxed dough stretches.")
EARLIER = (
    AuthoredText("Nils", "Resting lets the gluten relax."),
    AuthoredText("Oda", "No idea at all."),
)


def card(replies: int = 0) -> RoundCard:
    """Return the first question's round with that many replies."""
    return RoundCard(ROUND, STUDY.deck, QUESTION, 3, replies, replied=False)


def reveal(
    *replies: AuthoredText,
    reference: tuple[AuthoredText, ...] = (REFERENCE,),
    earlier: tuple[AuthoredText, ...] = EARLIER,
) -> Reveal:
    """Return the reveal of these texts."""
    standing_in = reference or earlier[:1]
    return Reveal(
        round=ROUND,
        deck=STUDY.deck,
        question=QUESTION,
        answers=Answers(reference, earlier),
        replies=replies,
        comparison=compare(
            [authored.text for authored in standing_in],
            [authored.text for authored in (*replies, *earlier)],
            QUESTION.text,
        ),
    )
