"""Browsers that are signed in, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.models import Session
from bot.core.read_models import Seat
from bot.presentation.humanize import count, listed

LOGGED_OUT = (
    "This browser is nobody here now. Your answers are kept. To come back, type /web in your "
    "group's chat; if you are in no chat, an organiser makes you a recovery link."
)

REMOVAL = (
    "They lose the room at once, in every browser, and their old cookie opens nothing of it. "
    "Whoever has the join link can come in anew: make another link if they must not."
)


def recovered_words(browser: str) -> str:
    """Return what a member is told of a recovery link that was used."""
    where = f" ({browser})" if browser else ""
    return (
        f"A recovery link, which an organiser made for you, signed a browser{where} in as you. If "
        "that was not you, end it on your page, under “Where you are signed in”, and ask your "
        "organisers: their log says who made the link."
    )


def removed_words(seat: Seat, *, keeping_replies: bool) -> str:
    """Return what was done with a member whom an organiser removed, and what was not."""
    name, replies = seat.member.name, count(seat.replies, "answer")
    if not seat.replies:
        kept = "Nothing had been answered."
    elif keeping_replies:
        kept = f"{replies} stayed, without the name."
    else:
        kept = f"{replies} went with all else that was kept of them here."
    chats = [each.capitalize() for each in seat.platforms if each != "web"]
    still = (
        f" Whoever reads the group’s channel on {listed(chats)} reads its rounds, and can answer "
        f"again: take {name} out of the channel there."
        if chats
        else ""
    )
    return f"{name} was removed. {kept}{still}"


def platforms_words(platforms: Sequence[str]) -> str:
    """Return where somebody is: "Discord and the web"."""
    return listed(["the web" if each == "web" else each.capitalize() for each in platforms])


def title(session: Session) -> str:
    """Return what a browser is called."""
    return session.browser or "A browser that does not say what it is"
