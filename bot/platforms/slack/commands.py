"""The slash commands: which there are, what their words mean, who may use them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot.conversation import (
    administering,
    linking,
    looking_up,
    mine,
    planning,
    quizzing,
    revealing,
)
from bot.conversation.importing import choose_reference
from bot.conversation.meaning import deck_meant, deck_or_usual, schedule_meant
from bot.core.models import AtEnd, ChannelId, DeckId, Naming, Order
from bot.core.schedules import Plan
from bot.errors import BadOption, NotAllowed, UnknownCommand
from bot.platforms.slack.visits import SlackVisit
from bot.platforms.slack.words import Words, read_words
from bot.presentation.files import HOW_TO_IMPORT
from bot.presentation.settings import Arrangement, settings_message
from bot.services.homes import HomeSettings

_Choice = TypeVar("_Choice", Order, AtEnd)
Do = Callable[[SlackVisit, Words], Awaitable[None]]
_A_DAY = 24.0
_OF_A_PLAN = ("deck", "when", "zone", "hours", "reminder", "order", "at_end")
_NAMINGS = {"names": Naming.NAMES, "anonymous": Naming.ANONYMOUS}


@dataclass(frozen=True, slots=True)
class Command:
    """One slash command. `usage` and `about` are what Slack lists; `subs` are its first words."""

    about: str
    usage: str
    subs: Mapping[str, Do]
    for_admins: bool = False
    default: str = ""


async def run(visit: SlackVisit, name: str, text: str) -> None:
    """Do what was typed. Raises NotAllowed, UnknownCommand and what the command itself does."""
    command = COMMANDS[name]
    if command.for_admins and not await visit.is_admin():
        raise NotAllowed("slack-admin")
    words = read_words(text, subs=len(command.subs) > 1)
    if len(command.subs) == 1:
        (do,) = command.subs.values()
        await do(visit, words)
        return
    sub = words.sub or command.default
    if sub not in command.subs:
        raise UnknownCommand(name, sub, tuple(command.subs))
    await command.subs[sub](visit, words)


# --- members ---------------------------------------------------------------------------------


async def _ask(visit: SlackVisit, words: Words) -> None:
    await looking_up.search(visit, words.text)


async def _rounds(visit: SlackVisit, _words: Words) -> None:
    await revealing.past(visit, "")


async def _reminders(visit: SlackVisit, words: Words) -> None:
    wanted = Words(options={"reminders": words.free}).switch("reminders")
    if wanted is None:
        raise BadOption("reminders", words.free)
    await mine.set_reminders(visit, wanted=wanted)


# --- admins ----------------------------------------------------------------------------------


async def targets(visit: SlackVisit) -> tuple[ChannelId, ...]:
    """Return where a round of this channel goes, and let the one who plans it hear how it goes."""
    home = visit.home
    if home.steward != visit.caller.subject:
        home = await visit.services.homes.configure(home, steward=visit.caller.subject)
    await visit.be_heard()
    return await visit.services.homes.targets(home, await visit.channel())


async def _open(visit: SlackVisit, words: Words) -> None:
    _only(words, "/quiz open", "deck", "question", "hours")
    window = timedelta(hours=words.number("hours", _A_DAY))
    deck = words.option("deck") or words.free or None
    await quizzing.open_(visit, deck, words.option("question"), window, lambda: targets(visit))


async def _add(visit: SlackVisit, words: Words) -> None:
    _only(words, "/schedule add", *_OF_A_PLAN)
    minutes = words.number("reminder", 0)
    plan = Plan(
        deck=await deck_meant(visit, words.option("deck") or words.free or None),
        when=words.option("when") or "",
        zone=words.option("zone") or await visit.zone(),
        window=timedelta(hours=words.number("hours", _A_DAY)),
        reminder=timedelta(minutes=minutes) if minutes else None,
        order=_one_of(Order, "order", words.option("order") or Order.DECK),
        at_end=_one_of(AtEnd, "at_end", words.option("at_end") or AtEnd.STOP),
    )
    await planning.add(visit, plan, lambda: targets(visit))


async def _settings(visit: SlackVisit, words: Words) -> None:
    _only(words, "/settings", "names", "threads", "written", "language", "deck")
    services, group = visit.services, visit.group.id
    names = words.option("names")
    if names is not None and names not in _NAMINGS:
        raise BadOption("names", names)
    changes = _changes(words)
    if language := words.option("language"):
        deck = await deck_or_usual(visit, words.option("deck"))
        await services.decks.set_language(group, deck, language)
    if changes:
        await services.homes.configure(visit.home, **changes)
    if names is not None:
        await services.groups.set_naming(group, _NAMINGS[names])
    again = await visit.again()
    await again.show(settings_message(await _arrangement(again), changed=bool(words.options)))


def _changes(words: Words) -> HomeSettings:
    changes: HomeSettings = {}
    if (threads := words.switch("threads")) is not None:
        changes["threads"] = threads
    if (written := words.switch("written")) is not None:
        changes["written"] = written
    return changes


async def _arrangement(visit: SlackVisit) -> Arrangement:
    decks = await visit.services.decks.of_group(visit.group.id)
    return Arrangement(
        naming=visit.group.naming,
        threads=visit.home.threads,
        ping="",
        rings=True,
        written=visit.home.written,
        readable=True,
        decks=[each.deck for each in decks],
    )


async def _join(visit: SlackVisit, words: Words) -> None:
    await visit.services.linking.join(visit.group.id, words.free)
    await linking.joined(await visit.again())


async def _resume(visit: SlackVisit, words: Words) -> None:
    await planning.resume(visit, await schedule_meant(visit, words.free or None))


async def _reference(visit: SlackVisit, words: Words) -> None:
    _only(words, "/deck reference", "deck", "source")
    deck = await deck_meant(visit, words.option("deck"))
    typed = words.option("source") or words.free
    await choose_reference(visit, deck, await _source_meant(visit, deck, typed))


async def _source_meant(visit: SlackVisit, deck: DeckId, typed: str) -> str:
    """Return the document that has this author or name; what is typed where not just one has."""
    summary = await visit.services.decks.get(visit.group.id, deck)
    wanted = typed.strip().casefold()
    fitting = [
        each.id
        for each in summary.sources
        if wanted in {each.author.casefold(), each.name.casefold()}
    ]
    return fitting[0] if len(fitting) == 1 else typed


async def _deck(visit: SlackVisit, words: Words) -> None:
    await administering.deck(visit, await deck_meant(visit, words.free or None))


def _only(words: Words, command: str, *known: str) -> None:
    """Raise UnknownCommand for an option that is none of these: a slip is not passed over."""
    for name in words.options:
        if name not in known:
            raise UnknownCommand(command, f"{name}=", tuple(f"{each}=" for each in known))


def _one_of(kind: type[_Choice], name: str, value: str) -> _Choice:
    try:
        return kind(value)
    except ValueError as error:
        raise BadOption(name, value) from error


COMMANDS: Mapping[str, Command] = {
    "/ask": Command("Find a question and its answers", "a few words of it", {"": _ask}),
    "/rounds": Command("Past questions and their answers", "", {"": _rounds}),
    "/mine": Command(
        "Your answers, your streak, your data",
        "show | reminders on | link | export | delete",
        {
            "show": lambda visit, _: mine.show(visit),
            "reminders": _reminders,
            "link": lambda visit, words: mine.link(visit, words.free or None),
            "export": lambda visit, _: mine.export(visit),
            "delete": lambda visit, _: mine.delete(visit),
        },
        default="show",
    ),
    "/quiz": Command(
        "Ask questions, close and skip them, see how things are going",
        "open | close | skip | status",
        {
            "open": _open,
            "close": lambda visit, words: quizzing.close(visit, words.free or None),
            "skip": lambda visit, words: quizzing.skip(visit, words.free or None),
            "status": lambda visit, _: administering.status(visit, "all"),
        },
        for_admins=True,
    ),
    "/schedule": Command(
        "Ask a deck's questions by the clock",
        'add deck="…" when="weekdays 09:00" | list | preview | pause | resume | skip | remove',
        {
            "add": _add,
            "list": lambda visit, _: administering.schedules(visit, "all"),
            "preview": lambda visit, words: planning.preview(visit, words.free or None),
            "pause": lambda visit, words: planning.pause(visit, words.free or None),
            "resume": _resume,
            "skip": lambda visit, words: planning.skip(visit, words.free or None),
            "remove": lambda visit, words: planning.remove(visit, words.free or None),
        },
        for_admins=True,
    ),
    "/deck": Command(
        "Look at decks, choose the reference",
        'list | show NAME | import | reference deck="…" source="…"',
        {
            "list": lambda visit, _: administering.decks(visit, "all"),
            "show": _deck,
            "import": lambda visit, _: visit.say(HOW_TO_IMPORT),
            "reference": _reference,
        },
        for_admins=True,
    ),
    "/settings": Command(
        "Names, threads, written replies, languages",
        "names=anonymous threads=off written=on language=german",
        {"": _settings},
        for_admins=True,
    ),
    "/link": Command(
        "Be one group in several servers, workspaces and the web room",
        "create | join CODE | show",
        {
            "create": lambda visit, _: linking.create(visit),
            "join": _join,
            "show": lambda visit, _: linking.show(visit),
        },
        for_admins=True,
    ),
}
