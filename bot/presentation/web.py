"""The way from a chat to the web, in words."""

from __future__ import annotations

from bot.core.invitations import ORGANISES_FOR, PASS_HOLDS_FOR
from bot.core.view import Line, Message, Prose
from bot.presentation.addresses import opens_here_alone
from bot.presentation.humanize import span_words

_HERE_ALONE = (
    "This link opens only on the machine where Roundtable runs: whoever runs it has set no address "
    "that others can reach. The setting is ROUNDTABLE_WEB_URL."
)


def way_in_message(url: str, *, with_desk: bool) -> Message:
    """Return a link for one browser, what it is good for, and where it opens if not everywhere."""
    desk = f" and opens the organisers’ desk for {span_words(ORGANISES_FOR)}" if with_desk else ""
    return Message(
        summary="Your groups on the web",
        blocks=(
            Prose(f"[Open your groups on the web]({url})"),
            *((Line(_HERE_ALONE),) if opens_here_alone(url) else ()),
            Line(
                f"The link signs one browser in as you{desk}. It holds for "
                f"{span_words(PASS_HOLDS_FOR)} and can be used once. Show it to nobody."
            ),
        ),
    )
