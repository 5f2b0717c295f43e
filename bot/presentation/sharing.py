"""Whether one's answers leave when a deck is taken along: what one is asked, and what one said."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.deliveries import Delivery
from bot.core.models import Sharing
from bot.core.read_models import RoundCard
from bot.core.view import Action, Line, Message
from bot.presentation.pictures import illustrated

LEAVE = "answers-leave"
"""The action by which a member says whether their answers may leave; its choice is which."""
YES, NO = "yes", "no"
MAY_THEY = (
    "Organisers may take a deck along as files, for others to study with. May your answers be in "
    "it, once they are revealed, with your name?"
)
AT_ANY_TIME = (
    "You can change this at any time: “/me share” on Discord, “/mine share” on Slack, or your own "
    "page on the web."
)
_WRITTEN = "What you wrote counts as your answer to this question."
ASKED = Line(MAY_THEY), Line(AT_ANY_TIME)
"""What a member is asked, and that they can change what they say."""
LABELS: Mapping[str, str] = {YES: "Yes, with my name", NO: "No, leave mine out"}
_UNSAID = (
    "Your answers are left out when a deck is taken along as files: you have not said that they "
    "may be in it."
)
SHARING_WORDS: Mapping[Sharing, str] = {
    Sharing.YES: (
        "Your answers may be in it when a deck is taken along as files, with your name. Files that "
        "were taken along stay as they are."
    ),
    Sharing.NO: (
        "Your answers are left out when a deck is taken along as files. Files that were taken "
        "along before stay as they are."
    ),
    Sharing.UNASKED: _UNSAID,
    Sharing.ASKED: _UNSAID,
}


def sharing_actions(round_: str) -> tuple[Action, ...]:
    """Return the presses that answer it, below the confirmation of an answer in a round."""
    return tuple(Action(LEAVE, label, round_, choice) for choice, label in LABELS.items())


def asked_message(delivery: Delivery, card: RoundCard) -> Message:
    """Return what asks a member alone who wrote an answer where others read."""
    return Message(
        summary=MAY_THEY,
        blocks=(Line(_WRITTEN), illustrated(card.question.text), *ASKED),
        actions=sharing_actions(card.round.id),
        for_member=delivery.member,
    )


def sharing_message(said: Sharing) -> Message:
    """Return what a member says of it by now, and how they change it."""
    return Message.saying(SHARING_WORDS[said], Line(AT_ANY_TIME))
