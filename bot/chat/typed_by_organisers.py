"""What organisers type to ask, plan, link channels and set what their group has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

from bot.chat import free_words, members, organisers, rounds, schedules
from bot.chat.commands import run as run_chat
from bot.chat.commands import set_language
from bot.chat.interaction import Interaction
from bot.chat.typed_arguments import CommandArguments
from bot.chat.typed_commands import Command, about, deck_named, named, only
from bot.core.models import AtEnd, Naming, Order
from bot.core.plan_words import without_zone
from bot.core.spans import span_of, without_span
from bot.core.text import name_key
from bot.errors import BadOption
from bot.presentation.lines import NOTHING_TO_SET, SET

_Choice = TypeVar("_Choice", Order, AtEnd)
NAMINGS: Mapping[str, Naming] = {"names": Naming.NAMES, "anonymous": Naming.ANONYMOUS}
_A_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
_OF_A_PLAN = ("deck", "when", "zone", "hours", "reminder", "order", "at_end")


async def _open(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/quiz open", "deck", "question", "hours")
    deck, said = without_span(deck_named(arguments) or "")
    window = arguments.span("hours", _HOUR, span_of(said or "", _HOUR) or _A_DAY)
    question = arguments.option("question")
    if deck and not (question or arguments.option("deck")):
        named, question = await free_words.deck_in_front(interaction, deck, arguments.quoted)
        deck = named or ""
        if question and not named and not await free_words.is_question(interaction, question):
            deck, question = question, None
    seconds = window.total_seconds()
    await run_chat(interaction, "quiz-open", deck=deck, question=question, window=seconds)


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


def _one_of(kind: type[_Choice], name: str, value: str) -> _Choice:
    try:
        return kind(value)
    except ValueError as error:
        raise BadOption(name, value, tuple(kind)) from error


async def _export_rounds(interaction: Interaction, arguments: CommandArguments) -> None:
    only(arguments, "/quiz export", "texts")
    texts = True if arguments.switch("texts") else None
    await run_chat(interaction, "quiz-export", texts=texts)


async def _join(interaction: Interaction, arguments: CommandArguments) -> None:
    await members.ask_to_link(interaction, arguments.free, interaction.founding())


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


PLANNING: Mapping[str, Command[Interaction]] = {
    "/quiz": Command(
        "Ask questions, close and skip them, see how things are going",
        "open | close | skip | status | export texts=yes",
        {
            "open": _open,
            "close": about("round", "quiz-close"),
            "skip": about("round", "quiz-skip"),
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
            "preview": about("schedule", "schedule-preview"),
            "pause": about("schedule", "schedule-pause"),
            "resume": about("schedule", "schedule-resume"),
            "skip": about("schedule", "schedule-skip"),
            "remove": about("schedule", "schedule-remove"),
        },
        for_organisers=True,
    ),
}

LINK: Command[Interaction] = Command(
    "Let several channels be one group, here and elsewhere",
    "create | join CODE | leave | show",
    {
        "create": lambda interaction, _: members.invite(interaction),
        "join": _join,
        "leave": lambda interaction, _: members.leave_group(interaction),
        "show": lambda interaction, _: members.show_places(interaction),
    },
    for_organisers=True,
)
