"""What turns the pages of a message that everybody sees: to whoever presses, privately."""

from __future__ import annotations

from bot.core.view import Action, Message

# What is pressed to see a page of a message that has an action.
_TURNS = {"reveal": "reveal", "answer": "question"}


def turn_of(message: Message) -> Action | None:
    """Return what shows another page of the message, None for one that has only the first."""
    for action in message.actions:
        if action.name in _TURNS:
            return Action(_TURNS[action.name], "", action.subject)
    return None
