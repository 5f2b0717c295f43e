"""What members type of themselves: look-ups, past rounds, their answers, reminders and links."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import free_words, lookup, members, rounds
from bot.chat.commands import run as run_chat
from bot.chat.interaction import Interaction
from bot.chat.typed_arguments import CommandArguments
from bot.chat.typed_commands import Command, free, only
from bot.core.models import RevealNews
from bot.core.preferences import OFF
from bot.errors import BadOption
from bot.presentation.sharing import NO, YES

_NEWS = {each.value: each for each in RevealNews} | {
    **dict.fromkeys(OFF, RevealNews.NONE),
    **dict.fromkeys(("dm", "message", "direct message"), RevealNews.DIRECT),
    **dict.fromkeys(("on", "yes", "mentions"), RevealNews.MENTION),
}


async def _reminders(interaction: Interaction, arguments: CommandArguments) -> None:
    wanted = CommandArguments(options={"reminders": arguments.free}).switch("reminders")
    if wanted is None:
        raise BadOption("reminders", arguments.free, ("on", "off"))
    await members.set_reminders(interaction, wanted=wanted)


async def _notify(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/mine notify", "reveals", "reminder", "zone")
    reveals, reminder = _news_and_time(arguments.free.strip().lower())
    reveals = arguments.option("reveals") or reveals
    if reveals and reveals not in _NEWS:
        raise BadOption("reveals", reveals, tuple(RevealNews))
    await run_chat(
        interaction,
        "me-notify",
        reveals=_NEWS[reveals].value if reveals else None,
        reminder=arguments.option("reminder") or reminder,
        zone=arguments.option("zone"),
    )


def _news_and_time(words: str) -> tuple[str, str]:
    """Return the words for how one hears of reveals, and those for a time: "direct 18:00"."""
    parts = words.split()
    for end in range(len(parts), -1, -1):
        news, time = " ".join(parts[:end]), " ".join(parts[end:])
        if (not news or news in _NEWS) and (not time or free_words.is_time(time)):
            return news, time
    # A number alone may be a time, and is none of the ways to hear of something.
    return ("", words) if words[:1].isdigit() else (words, "")


async def _share(interaction: Interaction, arguments: CommandArguments) -> None:
    agrees = None
    if arguments.free.strip():
        agrees = CommandArguments(options={"share": arguments.free}).switch("share")
        if agrees is None:
            raise BadOption("share", arguments.free, (YES, NO))
    await members.share(interaction, agrees=agrees)


async def _away(interaction: Interaction, arguments: CommandArguments) -> None:
    await run_chat(interaction, "me-away", until=arguments.free)


OF_MEMBERS: Mapping[str, Command[Interaction]] = {
    "/ask": Command(
        "Find a question and its answers",
        "a few words of it",
        {"": lambda interaction, arguments: lookup.search(interaction, arguments.text)},
    ),
    "/rounds": Command(
        "Past questions and their answers",
        "",
        {"": lambda interaction, _: rounds.past(interaction)},
    ),
    "/mine": Command(
        "Your answers, your streak, your data",
        "show | notify reveals=direct reminder=18:00 | away until Sunday | reminders on | "
        "share yes | link | export | leave | delete",
        {
            "show": lambda interaction, _: members.show_profile(interaction),
            "reminders": _reminders,
            "notify": _notify,
            "away": _away,
            "share": _share,
            "link": free(members.link),
            "export": lambda interaction, _: members.export(interaction),
            "leave": lambda interaction, _: members.ask_to_leave(interaction),
            "delete": lambda interaction, _: members.ask_to_delete(interaction),
        },
        default="show",
    ),
    "/web": Command(
        "A private link to your groups on the web",
        "",
        {"": lambda interaction, _: members.open_web(interaction)},
    ),
}
