"""The way from a chat to the web, in words, and who can open an address there."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.core.invitations import ORGANISES_FOR, PASS_HOLDS_FOR
from bot.core.view import Line, Message, Prose
from bot.presentation.humanize import span_words

_HERE_ALONE = (
    "This link opens only on the machine where Roundtable runs: whoever runs it has set no address "
    "that others can reach. The setting is ROUNDTABLE_WEB_URL."
)


NO_GROUP_YET = (
    "On the web a deck stands among the pages of a group, and there is none here yet that you can "
    "read: ask or plan a question in a channel first, then open the deck there."
)


def way_in_message(url: str, *, with_desk: bool, to_deck: bool = False) -> Message:
    """Return a link for one browser, what it is good for, and where it opens if not everywhere."""
    place = "the deck" if to_deck else "your groups"
    desk = f" and opens the organisers’ desk for {span_words(ORGANISES_FOR)}" if with_desk else ""
    return Message(
        summary=f"{place[0].upper()}{place[1:]} on the web",
        blocks=(
            Prose(f"[Open {place} on the web]({url})"),
            *((Line(_HERE_ALONE),) if opens_here_alone(url) else ()),
            Line(
                f"The link signs one browser in as you{desk}. It holds for "
                f"{span_words(PASS_HOLDS_FOR)} and can be used once. Show it to nobody."
            ),
        ),
    )


def is_this_machine(host: str) -> bool:
    """Say whether a host is this machine for itself, and no other machine's way to it."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def opens_here_alone(url: str) -> bool:
    """Say whether a link opens only on the machine that made it."""
    return is_this_machine(urlsplit(url).hostname or "")
