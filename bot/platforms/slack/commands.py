"""The slash commands: which there are, what their words mean, who may use them."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot.chat import decks, members, organisers, rounds, schedules
from bot.chat.commands import run as run_chat
from bot.chat.commands import set_language
from bot.chat.members import open_web
from bot.core.models import AtEnd, ChannelSettings, Naming, Order, RevealNews
from bot.core.preferences import OFF
from bot.core.spans import span_of, without_span
from bot.errors import BadOption, UnknownCommand
from bot.platforms.slack.command_arguments import CommandArguments, read_arguments
from bot.platforms.slack.interactions import SlackInteraction
from bot.presentation.decks import HOW_TO_IMPORT
from bot.presentation.workspaces import Arrangement, settings_message
from bot.services.preferences import Wanted

_Choice = TypeVar("_Choice", Order, AtEnd)
Do = Callable[[SlackInteraction, CommandArguments], Awaitable[None]]
_A_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_OF_A_PLAN = ("deck", "when", "zone", "hours", "reminder", "order", "at_end")
_NAMINGS = {"names": Naming.NAMES, "anonymous": Naming.ANONYMOUS}
_NEWS = {each.value: each for each in RevealNews} | {
    **dict.fromkeys(OFF, RevealNews.NONE),
    **dict.fromkeys(("dm", "message", "direct message"), RevealNews.DIRECT),
    **dict.fromkeys(("on", "yes", "mentions"), RevealNews.MENTION),
}
_ORGANISERS, _REMOVE = "organisers", "remove"
_SETTINGS = ("names", "threads", "written", "late", "language", "deck", "ping", "reveal")
_REVEALS = {"channel": True, "thread": False}
_NOBODY = frozenset({"off", "no", "none", "nobody"})
# How Slack writes them with `should_escape`: https://docs.slack.dev/interactivity/implementing-slash-commands
_PINGED = re.compile(r"<(?:@([UW][A-Z0-9]+)|!subteam\^(S[A-Z0-9]+)|!(channel|here))(?:\|[^>]*)?>")
_CHANNEL, _WORKSPACE = "channel", "workspace"
# Slack writes mentions so where the manifest says `should_escape`.
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Command:
    """One slash command. `usage` and `about` are what Slack lists; `subs` are its first words.

    With `escaped` Slack is to write whom it mentions as it does in messages.
    """

    about: str
    usage: str
    subs: Mapping[str, Do]
    for_organisers: bool = False
    default: str = ""
    escaped: bool = False


async def run(interaction: SlackInteraction, name: str, text: str) -> None:
    """Do what was typed. Raises NotOrganiser, UnknownCommand and what the command itself does."""
    command = COMMANDS[name]
    if command.for_organisers:
        await interaction.require_organiser()
    typed = html.unescape(text) if command.escaped else text
    arguments = read_arguments(typed, subs=len(command.subs) > 1)
    if len(command.subs) == 1:
        (do,) = command.subs.values()
        await do(interaction, arguments)
        return
    sub = arguments.sub or command.default
    if sub not in command.subs:
        raise UnknownCommand(name, sub, tuple(command.subs))
    await command.subs[sub](interaction, arguments)


# --- members ---------------------------------------------------------------------------------


async def _reminders(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    wanted = CommandArguments(options={"reminders": arguments.free}).switch("reminders")
    if wanted is None:
        raise BadOption("reminders", arguments.free)
    await members.set_reminders(interaction, wanted=wanted)


async def _notify(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    _only(arguments, "/mine notify", "reveals", "reminder", "zone")
    reveals = arguments.option("reveals") or arguments.free.strip().lower()
    reminder = arguments.option("reminder")
    if reveals and reveals not in _NEWS:
        raise BadOption("reveals", reveals)
    wanted = Wanted(
        reveals=_NEWS[reveals] if reveals else None,
        reminder="" if reminder and reminder.strip().casefold() in OFF else reminder,
        zone=arguments.option("zone"),
    )
    await members.notify(interaction, wanted)


async def _away(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    await members.go_away(interaction, arguments.free)


# --- organisers ------------------------------------------------------------------------------


async def _open(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    _only(arguments, "/quiz open", "deck", "question", "hours")
    deck, said = without_span(_deck_named(arguments) or "")
    window = arguments.span("hours", _HOUR, span_of(said or "", _HOUR) or _A_DAY)
    await run_chat(
        interaction,
        "quiz-open",
        deck=deck,
        question=arguments.option("question"),
        window=window.total_seconds(),
    )


def _deck_named(arguments: CommandArguments) -> str | None:
    return arguments.option("deck") or arguments.free or None


async def _add(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    _only(arguments, "/schedule add", *_OF_A_PLAN)
    reminder = arguments.span("reminder", _MINUTE, timedelta(0))
    await run_chat(
        interaction,
        "schedule-add",
        deck=_deck_named(arguments),
        when=arguments.option("when"),
        zone=arguments.option("zone") or await interaction.zone(),
        window=arguments.span("hours", _HOUR, _A_DAY).total_seconds(),
        reminder=reminder.total_seconds() if reminder else None,
        order=_one_of(Order, "order", arguments.option("order") or Order.DECK),
        at_end=_one_of(AtEnd, "at_end", arguments.option("at_end") or AtEnd.STOP),
    )


async def _settings(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    if arguments.free.lower().split()[:1] == [_ORGANISERS]:
        await _organisers(interaction, arguments)
        return
    _only(arguments, "/settings", *_SETTINGS)
    services, group = interaction.services, interaction.group.id
    names, language = arguments.option("names"), arguments.option("language")
    if names is not None and names not in _NAMINGS:
        raise BadOption("names", names)
    changes, late = _changes(arguments), arguments.switch("late")
    asked_of = arguments.option("deck")
    if language and not await set_language(interaction, asked_of, language):
        return  # which deck is asked; what else was to be set would be overlooked
    if changes and interaction.channel is not None:
        await services.groups.configure_channel(interaction.channel.id, **changes)
    if names is not None:
        await services.groups.set_naming(group, _NAMINGS[names])
    if late is not None:
        await services.groups.set_late(group, late=late)
    again = await interaction.again()
    await again.show(settings_message(await _arrangement(again), changed=bool(arguments.options)))


def _changes(arguments: CommandArguments) -> ChannelSettings:
    changes: ChannelSettings = {}
    if (threads := arguments.switch("threads")) is not None:
        changes["threads"] = threads
    if (written := arguments.switch("written")) is not None:
        changes["written"] = written
    if (reveal := arguments.option("reveal")) is not None:
        if reveal not in _REVEALS:
            raise BadOption("reveal", reveal)
        changes["announces"] = _REVEALS[reveal]
    if (ping := arguments.option("ping")) is not None:
        changes["mention_role"] = _pinged(ping)
    return changes


def _pinged(typed: str) -> str | None:
    """Return whom each question is to mention, as `slack.mrkdwn.mention` takes it; None for nobody.

    Raises BadOption.
    """
    bare = typed.strip().lower().removeprefix("@")
    if bare in _NOBODY:
        return None
    if bare in {"channel", "here"}:
        return bare
    if (found := _PINGED.fullmatch(typed.strip())) is None:
        raise BadOption("ping", typed)
    return found[1] or found[2] or found[3]


async def _arrangement(interaction: SlackInteraction) -> Arrangement:
    channel = interaction.channel
    decks = await interaction.services.decks.of_group(interaction.asked)
    return Arrangement(
        naming=interaction.group.naming,
        late=interaction.group.late,
        threads=channel is not None and channel.threads,
        mention_role=await _called(interaction),
        announces=channel.announces if channel is not None else None,
        rings=True,
        written=channel is not None and channel.written,
        readable=True,
        decks=[each.deck for each in decks],
    )


async def _called(interaction: SlackInteraction) -> str:
    """Return what whom questions mention is called, "" for nobody."""
    who = interaction.channel.mention_role if interaction.channel is not None else None
    if not who:
        return ""
    if who in {"channel", "here"}:
        return f"@{who}"
    return "@…" if who.startswith("S") else f"@{await interaction.name_of(who)}"


async def _organisers(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    """Show who may plan in this channel's group, or in all of the workspace; add or remove some."""
    _only(arguments, "/settings organisers", "scope")
    scope = arguments.option("scope") or _CHANNEL
    if scope not in {_CHANNEL, _WORKSPACE}:
        raise BadOption("scope", scope)
    users, words = (
        _MENTION.findall(arguments.text),
        _MENTION.sub("", arguments.free).lower().split(),
    )
    if words not in ([_ORGANISERS], [_ORGANISERS, _REMOVE]):
        raise BadOption(_ORGANISERS, " ".join(arguments.free.split()[1:]))
    named = [f"{interaction.workspace.address}:{user}" for user in users]
    is_removal = _REMOVE in words
    await organisers.change(
        interaction,
        lambda subject: interaction.name_of(subject.rpartition(":")[2]),
        add=() if is_removal else named,
        remove=named if is_removal else (),
        everywhere=scope == _WORKSPACE,
    )


async def _join(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    await members.ask_to_link(interaction, arguments.free, interaction.place)


async def _reference(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    _only(arguments, "/deck reference", "deck", "source")
    source = arguments.option("source") or arguments.free
    await run_chat(interaction, "deck-reference", deck=arguments.option("deck"), source=source)


async def _rename(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    _only(arguments, "/deck rename", "deck", "title")
    await interaction.require_workspace_organiser()
    title = arguments.option("title") or arguments.free
    await decks.rename(interaction, arguments.option("deck") or "", title)


async def _remove_deck(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    _only(arguments, "/deck remove", "deck")
    await interaction.require_workspace_organiser()
    await decks.remove(interaction, _deck_named(arguments) or "")


async def _export(interaction: SlackInteraction, arguments: CommandArguments) -> None:
    _only(arguments, "/deck export", "deck", "format")
    options = {"deck": _deck_named(arguments), "format": arguments.option("format")}
    await run_chat(interaction, "deck-export", **options)


def _only(arguments: CommandArguments, command: str, *known: str) -> None:
    """Raise UnknownCommand for an option that is none of these: a slip is not passed over."""
    for name in arguments.options:
        if name not in known:
            raise UnknownCommand(command, f"{name}=", tuple(f"{each}=" for each in known))


def _one_of(kind: type[_Choice], name: str, value: str) -> _Choice:
    try:
        return kind(value)
    except ValueError as error:
        raise BadOption(name, value) from error


def _named(do: Callable[[SlackInteraction, str | None], Awaitable[None]]) -> Do:
    """Let the free words of a command say what it is about; without any that is None."""
    return lambda interaction, arguments: do(interaction, arguments.free or None)


def _about(option: str, name: str) -> Do:
    """Let the free words of a command, or an option, say what it is about."""
    return lambda interaction, arguments: run_chat(
        interaction, name, **{option: arguments.option(option) or arguments.free}
    )


COMMANDS: Mapping[str, Command] = {
    "/ask": Command(
        "Find a question and its answers",
        "a few words of it",
        {"": lambda interaction, arguments: decks.search(interaction, arguments.text)},
    ),
    "/rounds": Command(
        "Past questions and their answers",
        "",
        {"": lambda interaction, _: rounds.past(interaction)},
    ),
    "/mine": Command(
        "Your answers, your streak, your data",
        "show | notify reveals=direct reminder=18:00 | away until Sunday | reminders on | link | "
        "export | leave | delete",
        {
            "show": lambda interaction, _: members.show_profile(interaction),
            "reminders": _reminders,
            "notify": _notify,
            "away": _away,
            "link": _named(members.link),
            "export": lambda interaction, _: members.export(interaction),
            "leave": lambda interaction, _: members.ask_to_leave(interaction),
            "delete": lambda interaction, _: members.ask_to_delete(interaction),
        },
        default="show",
    ),
    "/web": Command(
        "A private link to your groups on the web",
        "",
        {"": lambda interaction, _: open_web(interaction)},
    ),
    "/quiz": Command(
        "Ask questions, close and skip them, see how things are going",
        "open | close | skip | status",
        {
            "open": _open,
            "close": _about("round", "quiz-close"),
            "skip": _about("round", "quiz-skip"),
            "status": lambda interaction, _: rounds.status(interaction),
        },
        for_organisers=True,
    ),
    "/schedule": Command(
        "Ask a deck's questions by the clock",
        'add deck="…" when="weekdays 09:00" | list | preview | pause | resume | skip | remove',
        {
            "add": _add,
            "list": lambda interaction, _: schedules.list_all(interaction),
            "preview": _about("schedule", "schedule-preview"),
            "pause": _about("schedule", "schedule-pause"),
            "resume": _about("schedule", "schedule-resume"),
            "skip": _about("schedule", "schedule-skip"),
            "remove": _about("schedule", "schedule-remove"),
        },
        for_organisers=True,
    ),
    "/deck": Command(
        "Look at decks, choose the reference, take decks along",
        'list | show NAME | import | export NAME format=pack | rename deck="…" title="…" | '
        'remove NAME | reference deck="…" source="…"',
        {
            "list": lambda interaction, _: decks.list_all(interaction),
            "show": _about("deck", "deck-show"),
            "import": lambda interaction, _: interaction.say(HOW_TO_IMPORT),
            "export": _export,
            "rename": _rename,
            "remove": _remove_deck,
            "reference": _reference,
        },
        for_organisers=True,
    ),
    "/settings": Command(
        "Names, threads, mentions, written replies, languages, organisers",
        "names=anonymous threads=off reveal=channel ping=@here written=on late=on | organisers @…",
        {"": _settings},
        for_organisers=True,
        escaped=True,
    ),
    "/link": Command(
        "Let several channels be one group, here and elsewhere",
        "create | join CODE | leave | show",
        {
            "create": lambda interaction, _: members.invite(interaction),
            "join": _join,
            "leave": lambda interaction, _: members.leave_group(interaction),
            "show": lambda interaction, _: members.show_places(interaction),
        },
        for_organisers=True,
    ),
}
