"""Commands by their names and options, on every platform: what words leave open is asked back.

A command that stops at a choice is kept with its options until somebody chooses, and is done then
as if the choice had been typed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from bot.chat import decks, elsewhere, members, noticed, rounds, schedules
from bot.chat.decks import deck_meant
from bot.chat.interaction import Interaction
from bot.chat.suggesting import suggest
from bot.core.contents import ExportFormat
from bot.core.models import AtEnd, Order, RevealNews, ScheduleId
from bot.core.pending import Pending
from bot.core.preferences import OFF
from bot.core.schedules import Plan
from bot.core.view import Action, Press
from bot.errors import (
    BadPreference,
    BadSchedule,
    ChoiceNeeded,
    MemberError,
    NotFound,
    NothingCalled,
    UnknownExportFormat,
    UnknownLanguage,
)
from bot.presentation.choices import (
    TOO_OLD,
    choice_message,
    choices,
    day_label,
    nearest_label,
)
from bot.presentation.decks import FORMAT_WORDS, language_words
from bot.presentation.errors import words_for
from bot.presentation.planning_forms import zone_suggestions, zones
from bot.presentation.schedules import refused_message
from bot.services.preferences import Wanted

Options = Mapping[str, str]
Do = Callable[[Interaction, Options], Awaitable[None]]
# Which option a refused schedule is about, by `BadSchedule.field`.
_OPTION = {
    "recurrence": "when",
    "how-often": "when",
    "which-day": "when",
    "zone": "zone",
    "zone-abbreviation": "zone",
    "zone-offset": "zone",
    "zone-several": "zone",
    "away": "until",
    "time": "reminder",
}
_OF_NOTICES = frozenset({noticed.NEW_DECK, noticed.NEW_ROLE})
_OF_MEMBERS = frozenset({"me-notify", "me-away", "deck-suggest"})
_ASKED_BACK = (
    ChoiceNeeded,
    NothingCalled,
    BadSchedule,
    BadPreference,
    UnknownLanguage,
    UnknownExportFormat,
)
_FEW_ZONES = 3
_DAILY = "every day 09:00"
_MOST_OFFERED = 1_000
_A_DAY = timedelta(days=1)


async def run(interaction: Interaction, name: str, /, **options: object) -> None:
    """Do a command; None is an option that was not given. Raises what the command does."""
    await asking(interaction, name, _given(options), COMMANDS[name])


async def asking(
    interaction: Interaction, name: str, options: Options, do: Do | None = None
) -> bool:
    """Do a command, in another way than its own if one is given; ask where a choice is left.

    Return whether it is done. Raises what the command does where there is nothing to choose.
    """
    try:
        await (do or COMMANDS[name])(interaction, options)
    except _ASKED_BACK as error:
        option, offered = _offered(error)
        if not offered:
            raise
        who = interaction.platform, interaction.subject
        pending = Pending(*who, name, dict(options), option, tuple(offered[:_MOST_OFFERED]))
        kept = await interaction.services.pending.keep(pending)
        labels = [label for _, label in pending.offered]
        await interaction.show(choice_message(error, labels, kept))
        return False
    return True


async def change_schedule(interaction: Interaction, schedule: str, values: Options) -> None:
    """Change a schedule as a form says that closed when it was sent in.

    What is refused is told with what opens the form again, as it was filled in.
    """
    options = {**values, "schedule": schedule}
    try:
        await asking(interaction, "schedule-change", options)
    except BadSchedule as error:
        who = interaction.platform, interaction.subject
        pending = Pending(*who, "schedule-change", options, "", ())
        kept = await interaction.services.pending.keep(pending)
        id_ = ScheduleId(schedule)
        await interaction.show(refused_message(words_for(error), id_, kept))


async def ask_next(interaction: Interaction, _press: Press) -> None:
    """Ask the next question of the deck that was asked last, for a day."""
    await run(interaction, "quiz-open", window=_A_DAY.total_seconds())


async def ask_of_deck(interaction: Interaction, press: Press) -> None:
    """Ask the next question of a deck, for a day."""
    await run(interaction, "quiz-open", deck=press.subject, window=_A_DAY.total_seconds())


async def plan_of_deck(interaction: Interaction, press: Press) -> None:
    """Plan a question a day of a deck, in the zone of who does if that is known."""
    options = {"deck": press.subject, "when": _DAILY, "zone": await interaction.zone()}
    await run(interaction, "schedule-add", window=_A_DAY.total_seconds(), **options)


async def ask_which_to_close(interaction: Interaction, _press: Press) -> None:
    """Ask for a yes before the open round is closed, and which one where there are several."""
    await run(interaction, "quiz-close")


async def ask_which_to_skip(interaction: Interaction, _press: Press) -> None:
    """Ask for a yes before the open round is called off, and which one where there are several."""
    await run(interaction, "quiz-skip")


async def ask_where(interaction: Interaction, press: Press) -> None:
    """Ask to which channel what failed is to go instead."""
    await run(interaction, elsewhere.COMMAND, **elsewhere.options_of(press))


async def ask_which_deck(interaction: Interaction, press: Press) -> None:
    """Ask which deck a schedule is to ask from now on."""
    await run(interaction, noticed.NEW_DECK, **noticed.options_of(press))


async def ask_which_role(interaction: Interaction, press: Press) -> None:
    """Ask which role questions are to mention from now on."""
    await run(interaction, noticed.NEW_ROLE, **noticed.options_of(press))


async def set_language(interaction: Interaction, deck: str | None, language: str) -> bool:
    """Set a deck's language, with a word only where it is asked which deck; return as `asking`."""

    async def silently(interaction: Interaction, options: Options) -> None:
        await decks.set_language(interaction, options.get("deck"), options.get("language", ""))

    options = _given({"deck": deck, "language": language})
    return await asking(interaction, "deck-language", options, silently)


async def choose(interaction: Interaction, press: Press) -> None:
    """Go on with a command by what was chosen; whether it may be done is asked anew."""
    pending = await _pending(interaction, press.subject)
    if pending is None:
        await interaction.say(TOO_OLD)
        return
    if not 1 <= press.number <= len(pending.offered):
        raise NotFound("button", press.name)
    value, _ = pending.offered[press.number - 1]
    await run(interaction, pending.command, **{**pending.options, pending.option: value})


async def choices_of(interaction: Interaction, subject: str) -> tuple[Action, ...]:
    """Return what a command of theirs waits for, nothing where it is too old.

    Raises NotOrganiser for who may not use it any more.
    """
    pending = await _pending(interaction, subject)
    if pending is None:
        return ()
    if pending.command == elsewhere.COMMAND:
        await elsewhere.check(interaction, pending.options)
    elif pending.command in _OF_NOTICES:
        await noticed.check(interaction, pending.options)
    elif pending.command not in _OF_MEMBERS:
        there = await interaction.at(pending.options.get("channel", ""))
        await there.require_organiser()
    return choices([label for _, label in pending.offered], subject)


async def _pending(interaction: Interaction, subject: str) -> Pending | None:
    """Return what waits for a choice of theirs, None where it is too old or another's."""
    found = await interaction.services.pending.find(subject)
    theirs = (interaction.platform, interaction.subject)
    return found if found is not None and (found.platform, found.subject) == theirs else None


def _offered(error: MemberError) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return which option is to be chosen, and its values with the words of each."""
    match error:
        case ChoiceNeeded():
            return error.what, list(zip(error.ids, error.among, strict=True))
        case NothingCalled():
            return error.what, list(zip(error.ids, error.nearest, strict=True))
        case BadSchedule() if error.field in _OPTION:
            near = error.nearest or zone_suggestions("")[:_FEW_ZONES]
            return _OPTION[error.field], [(each, nearest_label(each, error)) for each in near]
        case BadPreference():
            offered = [(each, day_label(each, error)) for each in error.nearest]
            return _OPTION[error.field], offered
        case UnknownLanguage() | UnknownExportFormat():
            return _known(error)
    return "", ()


def _known(error: UnknownLanguage | UnknownExportFormat) -> tuple[str, Sequence[tuple[str, str]]]:
    if isinstance(error, UnknownLanguage):
        return "language", [(each, each.capitalize()) for each in error.nearest]
    return "format", [(each, FORMAT_WORDS[each]) for each in ExportFormat]


def _given(options: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in options.items() if value not in (None, "")}


# --- the commands ----------------------------------------------------------------------------


async def _open(interaction: Interaction, options: Options) -> None:
    there = await interaction.at(options.get("channel", ""))
    await there.require_organiser()
    window = timedelta(seconds=float(options["window"]))
    asked = options.get("deck"), options.get("question")
    await rounds.open_(there, *asked, window, there.founding())


async def _add(interaction: Interaction, options: Options) -> None:
    there = await interaction.at(options.get("channel", ""))
    await there.require_organiser()
    where, reminder = there.founding(), options.get("reminder")
    plan = Plan(
        deck=await deck_meant(there, options.get("deck")),
        when=options.get("when", ""),
        zone=_zone(options.get("zone")),
        window=timedelta(seconds=float(options["window"])),
        reminder=timedelta(seconds=float(reminder)) if reminder else None,
        order=Order(options.get("order", Order.DECK)),
        at_end=AtEnd(options.get("at_end", AtEnd.STOP)),
    )
    await schedules.add(there, plan, where)


def _zone(given: str | None) -> str:
    """Return the time zone. Raises ChoiceNeeded where none was given, those of most in front."""
    if given:
        return given
    names = tuple(dict.fromkeys((*zone_suggestions(""), *zones())))
    raise ChoiceNeeded("zone", names, names)


async def _language(interaction: Interaction, options: Options) -> None:
    deck = await decks.set_language(interaction, options.get("deck"), options["language"])
    await interaction.say(language_words(deck))


async def _change(interaction: Interaction, options: Options) -> None:
    await schedules.change(interaction, options.get("schedule", ""), options)


async def _export(interaction: Interaction, options: Options) -> None:
    await interaction.require_organiser()
    await decks.export(interaction, options.get("deck"), options.get("format"))


async def _export_rounds(interaction: Interaction, options: Options) -> None:
    await interaction.require_organiser()
    await rounds.export(interaction, texts="texts" in options)


async def _notify(interaction: Interaction, options: Options) -> None:
    reveals, reminder = options.get("reveals"), options.get("reminder")
    wanted = Wanted(
        reveals=RevealNews(reveals) if reveals else None,
        reminder="" if reminder and reminder.strip().casefold() in OFF else reminder,
        zone=options.get("zone"),
    )
    await members.notify(interaction, wanted)


async def _away(interaction: Interaction, options: Options) -> None:
    await members.go_away(interaction, options.get("until", ""))


def _about(option: str, do: Callable[[Interaction, str | None], Awaitable[None]]) -> Do:
    """Return a command that is about one thing, which an organiser has named."""

    async def command(interaction: Interaction, options: Options) -> None:
        await interaction.require_organiser()
        await do(interaction, options.get(option))

    return command


COMMANDS: Mapping[str, Do] = {
    "quiz-open": _open,
    "quiz-close": _about("round", rounds.close_named),
    "quiz-skip": _about("round", rounds.skip_named),
    "quiz-export": _export_rounds,
    "schedule-add": _add,
    "schedule-change": _change,
    "schedule-preview": _about("schedule", schedules.preview),
    "schedule-pause": _about("schedule", schedules.pause),
    "schedule-resume": _about("schedule", schedules.resume),
    "schedule-skip": _about("schedule", schedules.skip),
    "schedule-remove": _about("schedule", schedules.ask_to_remove),
    elsewhere.COMMAND: elsewhere.send,
    noticed.NEW_DECK: noticed.choose_deck,
    noticed.NEW_ROLE: noticed.choose_role,
    "me-notify": _notify,
    "me-away": _away,
    "deck-show": _about("deck", decks.show_named),
    "deck-export": _export,
    "deck-reference": lambda interaction, options: decks.choose_reference(
        interaction, options.get("deck"), options.get("source")
    ),
    "deck-language": _language,
    "deck-rename": lambda interaction, options: decks.rename(
        interaction, options.get("deck"), options.get("title", "")
    ),
    "deck-suggest": suggest,
    "deck-remove": lambda interaction, options: decks.remove(interaction, options.get("deck")),
}
