"""Comments on a reveal, as a round's thread in a chat shows them."""

from __future__ import annotations

from bot.core.read_models import CommentTold
from bot.core.view import Action, Line, Message, Prose
from bot.presentation.lookup import NO_NAME

COMMENT_GONE = "This comment was taken back."


def comment_message(told: CommentTold) -> Message:
    """Return a comment as it is posted. The summary names nobody: it is kept for longer."""
    summary = f"A comment on: {told.card.question.text}"
    action = Action("reveal", "See all answers", told.card.round.id)
    if told.shown is None:
        return Message(summary, (Line(COMMENT_GONE),), (action,))
    shown = told.shown
    about = f" on {shown.about}" if shown.about else ""
    edited = " (changed)" if shown.comment.edited_at else ""
    words = f"{shown.author or NO_NAME}{about}, on the web or elsewhere{edited}:"
    return Message(summary, (Line(words), Prose(shown.comment.text, quoted=True)), (action,))
