"""The commands that are typed as one line, `/quiz open deck="Bread"`: what their words mean.

A platform that has fields for options, as Discord does, takes those instead.
"""

from __future__ import annotations

import html
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Generic, TypeVar

from bot.chat import decks, free_words, members, organisers, rounds, schedules
from bot.chat.commands import asking, set_language
from bot.chat.commands import run as run_chat
from bot.chat.interaction import Interaction
from bot.chat.members import open_web
from bot.chat.typed_arguments import CommandArguments, read_arguments
from bot.core.contents import ExportFormat
from bot.core.models import AtEnd, Naming, Order, RevealNews
from bot.core.plan_words import without_zone
from bot.core.preferences import OFF
from bot.core.spans import span_of, without_span
from bot.core.text import name_key
from bot.core.uploads import Upload
from bot.errors import BadOption, ChoiceNeeded, NoDocuments, UnknownCommand
from bot.presentation import help as help_
from bot.presentation.lines import NOTHING_TO_SET, SET
from bot.presentation.sharing import NO, YES

_Choice = TypeVar("_Choice", Order, AtEnd)
_File = TypeVar("_File")
_Of_contra = TypeVar("_Of_contra", bound=Interaction, contravariant=True)
Do = Callable[[_Of_contra, CommandArguments], Awaitable[None]]
NAMINGS: Mapping[str, Naming] = {"names": Naming.NAMES, "anonymous": Naming.ANONYMOUS}
_A_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_OF_A_PLAN = ("deck", "when", "zone", "hours", "reminder", "order", "at_end")
_NEWS = {each.value: each for each in RevealNews} | {
    **dict.fromkeys(OFF, RevealNews.NONE),
    **dict.fromkeys(("dm", "message", "direct message"), RevealNews.DIRECT),
    **dict.fromkeys(("on", "yes", "mentions"), RevealNews.MENTION),
}


@dataclass(frozen=True, slots=True)
class Command(Generic[_Of_contra]):
    """One command. `usage` and `about` are what is listed; `subs` are its first words.

    Of a command for organisers some of these may be `for_all`. With `escaped` the platform is to
    write whom it mentions as it does in messages.
    """

    about: str
    usage: str
    subs: Mapping[str, Do[_Of_contra]]
    for_organisers: bool = False
    for_all: frozenset[str] = frozenset()
    default: str = ""
    escaped: bool = False


async def run(interaction: _Of_contra, name: str, command: Command[_Of_contra], text: str) -> None:
    """Do what was typed. Raises NotOrganiser, UnknownCommand and what the command itself does."""
    typed = html.unescape(text) if command.escaped else text
    arguments = read_arguments(typed, subs=len(command.subs) > 1)
    if command.for_organisers and arguments.sub not in command.for_all:
        await interaction.require_organiser()
    if len(command.subs) == 1:
        (do,) = command.subs.values()
        await do(interaction, arguments)
        return
    sub = arguments.sub or command.default
    if sub not in command.subs:
        raise UnknownCommand(name, sub, tuple(command.subs))
    await command.subs[sub](interaction, arguments)


def only(arguments: CommandArguments, command: str, *known: str) -> None:
    """Raise UnknownCommand for an option that is none of these: a slip is not passed over."""
    for name in arguments.options:
        if name not in known:
            raise UnknownCommand(command, f"{name}=", tuple(f"{each}=" for each in known))


def named(arguments: CommandArguments, command: str, *known: str) -> CommandArguments:
    """Return arguments with free words as options: “ping @here” is “ping=@here”.

    What follows a name up to the next one is its value, "" for nothing. Raises UnknownCommand.
    """
    options, name = dict(arguments.options), ""
    for word in arguments.free.split():
        if word.lower().rstrip(":") in known:
            name = word.lower().rstrip(":")
            options[name] = ""
        elif not name:
            raise UnknownCommand(command, word, tuple(f"{each}=" for each in known))
        else:
            options[name] = f"{options[name]} {word}".strip()
    return replace(arguments, free="", options=options)


async def show_help(interaction: Interaction, known: Mapping[str, Command[Any]]) -> None:
    """Show what Roundtable does and these commands; to organisers theirs as well."""
    organises = await interaction.organises()
    await interaction.show(help_.help_message(listed(known), organises=organises))


def listed(
    known: Mapping[str, Command[Any]], called: Callable[[str], str] = str
) -> list[help_.Command]:
    """Return the commands as help lists them, by what they are `called` there."""
    return [
        part
        for name, each in known.items()
        for part in help_.for_each(
            help_.Command(called(name), each.usage, each.about, each.for_organisers),
            others=each.for_all,
        )
    ]


# --- members ---------------------------------------------------------------------------------


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


# --- organisers ------------------------------------------------------------------------------


async def _open(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/quiz open", "deck", "question", "hours")
    deck, said = without_span(_deck_named(arguments) or "")
    window = arguments.span("hours", _HOUR, span_of(said or "", _HOUR) or _A_DAY)
    question = arguments.option("question")
    if deck and not (question or arguments.option("deck")):
        named, question = await free_words.deck_in_front(interaction, deck, arguments.quoted)
        deck = named or ""
        if question and not named and not await free_words.is_question(interaction, question):
            deck, question = question, None
    seconds = window.total_seconds()
    await run_chat(interaction, "quiz-open", deck=deck, question=question, window=seconds)


def _deck_named(arguments: CommandArguments) -> str | None:
    return arguments.option("deck") or arguments.free or None


async def _add(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/schedule add", *_OF_A_PLAN)
    deck, when, zone = await _deck_when_zone(interaction, arguments)
    reminder = arguments.span("reminder", _MINUTE, timedelta(0))
    await run_chat(
        interaction,
        "schedule-add",
        deck=deck,
        when=when,
        zone=zone or await interaction.zone(),
        window=arguments.span("hours", _HOUR, _A_DAY).total_seconds(),
        reminder=reminder.total_seconds() if reminder else None,
        order=_one_of(Order, "order", arguments.option("order") or Order.DECK),
        at_end=_one_of(AtEnd, "at_end", arguments.option("at_end") or AtEnd.STOP),
    )


async def _deck_when_zone(
    interaction: Interaction, arguments: CommandArguments
) -> tuple[str | None, str | None, str | None]:
    """Return what each is; words of no option say the deck or when, and the zone may stand behind.

    Where a zone is named as well, one behind the time is refused like any other word.
    """
    deck, when, zone = (arguments.option(name) for name in ("deck", "when", "zone"))
    if when:
        deck = deck or arguments.free or None
    else:
        words = f"{deck or ''} {arguments.free}".strip()
        named, rest = await free_words.deck_and_when(interaction, words, arguments.quoted)
        deck, when = (named, rest) if named or not deck else (deck, arguments.free)
    if zone is None and when:
        when, zone = without_zone(when)
    return deck, when or None, zone


async def _join(interaction: Interaction, arguments: CommandArguments) -> None:
    await members.ask_to_link(interaction, arguments.free, interaction.founding())


async def _reference(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck reference", "deck", "source")
    deck, source = arguments.option("deck"), arguments.option("source")
    if not source and (words := f"{deck or ''} {arguments.free}".strip()):
        found, rest = await free_words.deck_in_front(interaction, words, arguments.quoted)
        deck, source = (found, rest) if found or not deck else (deck, arguments.free)
    await run_chat(interaction, "deck-reference", deck=deck, source=source)


async def _rename(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck rename", "deck", "title")
    deck, title = arguments.option("deck"), arguments.option("title")
    if title is None and (deck is None or not arguments.free):
        words, is_deck = deck or arguments.free, deck is not None
        deck, meant = await free_words.deck_and_titles(interaction, words, arguments.quoted)
        if deck is None and is_deck:  # none is called so, which is told
            deck, meant = words, ()
        if len(meant) > 1 or (deck and meant == (words,)):
            await _ask_title(interaction, deck or "", meant)
            return
        title = meant[0] if meant else None
    elif title:
        deck = deck or arguments.free
    else:
        title = arguments.free
    await run_chat(interaction, "deck-rename", deck=deck, title=title)


async def _ask_title(interaction: Interaction, deck: str, meant: Sequence[str]) -> None:
    """Ask which words of several are the new title of a deck."""

    async def ask(_interaction: Interaction, _options: Mapping[str, str]) -> None:
        titles = await interaction.services.decks.titles(interaction.asked)
        named = titles[await decks.deck_meant(interaction, deck)]
        raise ChoiceNeeded("title", tuple(meant), tuple(meant), named)

    await asking(interaction, "deck-rename", {"deck": deck}, ask)


async def _remove_deck(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck remove", "deck")
    await run_chat(interaction, "deck-remove", deck=_deck_named(arguments))


async def _suggest(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck suggest", "deck", "question", "answer", "anyway")
    options = {name: arguments.option(name) for name in ("deck", "answer", "anyway")}
    question = arguments.option("question") or arguments.free
    if not options["deck"] and await free_words.is_deck(interaction, arguments.free):
        options["deck"], question = arguments.free, arguments.option("question") or ""
    elif not options["deck"] and await free_words.is_deck(interaction, arguments.quoted):
        named = arguments.quoted
        options["deck"], question = named, question.removeprefix(named).strip()
    await run_chat(interaction, "deck-suggest", question=question, **options)


async def _export(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/deck export", "deck", "format")
    deck, format_ = arguments.option("deck"), arguments.option("format")
    if arguments.free and not (deck and format_):
        named, rest = await free_words.deck_in_front(interaction, arguments.free, arguments.quoted)
        if deck or (named is None and rest.casefold() in set(ExportFormat)):
            named, rest = None, arguments.free
        elif named is None:
            named, rest = rest, ""
        deck, format_ = deck or named, format_ or rest
    await run_chat(interaction, "deck-export", deck=deck, format=format_)


async def _export_rounds(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/quiz export", "texts")
    texts = True if arguments.switch("texts") else None
    await run_chat(interaction, "quiz-export", texts=texts)


def _one_of(kind: type[_Choice], name: str, value: str) -> _Choice:
    try:
        return kind(value)
    except ValueError as error:
        raise BadOption(name, value, tuple(kind)) from error


def _named(do: Callable[[Interaction, str | None], Awaitable[None]]) -> Do[Interaction]:
    """Let the free words of a command say what it is about; without any that is None."""
    return lambda interaction, arguments: do(interaction, arguments.free or None)


def _about(option: str, name: str) -> Do[Interaction]:
    """Let the free words of a command, or an option, say what it is about."""
    return lambda interaction, arguments: run_chat(
        interaction, name, **{option: arguments.option(option) or arguments.free}
    )


def importing(
    files: Callable[[str, Sequence[str]], Awaitable[Sequence[_File]]],
    fetch: Callable[[_File], Awaitable[Upload]],
) -> Do[Interaction]:
    """Return what imports the `files` that are named behind it, by all that was typed or its words.

    `fetch` is as `decks.downloaded`'s.
    """

    async def import_(interaction: Interaction, arguments: CommandArguments) -> None:
        only(arguments, "/deck import", "title", "add")
        await interaction.require_workspace_organiser()
        if not arguments.free:
            raise NoDocuments
        had = await decks.downloaded(await files(arguments.free, arguments.words), fetch)
        title, add = arguments.option("title"), arguments.switch("add") or False
        options = decks.ImportOptions(title, add=add)
        await decks.begin_import(interaction, had.files, options, had.left_out)

    return import_


async def set_group(interaction: Interaction, arguments: CommandArguments) -> bool:
    """Set a group's names and late answers, a deck's language; return whether no choice is left.

    Raises BadOption.
    """
    names, language = arguments.option("names"), arguments.option("language")
    late = arguments.switch("late")
    if names is not None and names not in NAMINGS:
        raise BadOption("names", names, tuple(NAMINGS))
    deck = arguments.option("deck")
    if (deck or language) and not await set_language(interaction, deck, language or ""):
        return False  # which deck is asked; what else was to be set would be overlooked
    if names is not None:
        await interaction.services.groups.set_naming(interaction.group.id, NAMINGS[names])
    if late is not None:
        await interaction.services.groups.set_late(interaction.group.id, late=late)
    return True


async def _name_organisers(interaction: Interaction, words: list[str]) -> None:
    """Let somebody plan, by the name that is their account, or not any more; show who may."""
    is_removal = words[:1] == ["remove"]
    named = name_key(" ".join(words[1:] if is_removal else words))
    changed = [named] if named else []
    add, remove = ([], changed) if is_removal else (changed, [])
    await organisers.change(interaction, _itself, add=add, remove=remove, everywhere=True)


async def _itself(subject: str) -> str:
    return subject


async def _set(interaction: Interaction, arguments: CommandArguments) -> None:
    word, *others = arguments.free.split() or [""]
    if word.lower() in ("organisers", "organizers"):
        await _name_organisers(interaction, others)
        return
    arguments = named(arguments, "/settings", "names", "late", "language", "deck")
    only(arguments, "/settings", "names", "late", "language", "deck")
    if await set_group(interaction, arguments):
        await interaction.say(SET if arguments.options else NOTHING_TO_SET)


SETTINGS: Command[Interaction] = Command(
    "Names in reveals, languages of decks, organisers",
    "names=anonymous | names=names | late=on | language=german deck=… | organisers NAME",
    {"": _set},
    for_organisers=True,
)
"""What can be set where nothing else can."""


def commands(
    *, import_: Do[_Of_contra], settings: Command[_Of_contra]
) -> dict[str, Command[_Of_contra]]:
    """Return all by name; how documents come in is each platform's own, and what can be set."""
    return {
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
            "show | notify reveals=direct reminder=18:00 | away until Sunday | reminders on | "
            "share yes | link | export | leave | delete",
            {
                "show": lambda interaction, _: members.show_profile(interaction),
                "reminders": _reminders,
                "notify": _notify,
                "away": _away,
                "share": _share,
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
            "open | close | skip | status | export texts=yes",
            {
                "open": _open,
                "close": _about("round", "quiz-close"),
                "skip": _about("round", "quiz-skip"),
                "status": lambda interaction, _: rounds.status(interaction),
                "export": _export_rounds,
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
            'remove NAME | reference deck="…" source="…" | suggest QUESTION answer="…"',
            {
                "list": lambda interaction, _: decks.list_all(interaction),
                "show": _about("deck", "deck-show"),
                "import": import_,
                "export": _export,
                "rename": _rename,
                "remove": _remove_deck,
                "suggest": _suggest,
                "reference": _reference,
            },
            for_organisers=True,
            for_all=frozenset({"suggest"}),
        ),
        "/settings": settings,
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


NAMES = frozenset(commands(import_=_add, settings=SETTINGS))
"""What the commands are called where nothing else calls them otherwise."""
