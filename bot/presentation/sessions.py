"""Browsers that are signed in, in words."""

from __future__ import annotations

from bot.core.models import Session

LOGGED_OUT = (
    "This browser is nobody here now. Your answers are kept. To come back, type /web in your "
    "group's chat; if you are in no chat, an organiser makes you a recovery link."
)


def title(session: Session) -> str:
    """Return what a browser is called."""
    return session.browser or "A browser that does not say what it is"
