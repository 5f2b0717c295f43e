"""What Roundtable does, what can be typed, and what to do first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.view import Action, Block, Heading, Line, Message, Moment

HELP, SETUP, TRY, IMPORT, PLAN = "help", "setup", "setup-try", "setup-import", "setup-plan"
_SUMMARY = (
    "Roundtable asks your group a question, collects everybody’s answer in private, and shows all "
    "of them side by side, with the reference, when the question closes."
)
_ANSWERING = (
    "To answer, press “Answer” below a question; change it as often as you like until it closes."
)
_GREETING = (
    "Hello, I am Roundtable: I ask questions here. Press “Answer” below one, and nobody sees what "
    "you write until it closes; then everybody’s answers stand side by side, with the reference."
)
_FIRST = (
    "Try a question out of the pack that comes with me.",
    "Import notes of your own: questions with answers, in nearly any format.",
    "Plan a question a day, or on the days that you choose.",
)
_POINTER = (
    "I am Roundtable: I ask questions here, and collect everybody’s answers. “Help” shows to you "
    "alone what you can press and type."
)
MEANT = "Did you mean this command? Press it to do it, or choose it from what “/” lists here."
TRY_IN_CHANNEL = (
    "Go to the channel where your group talks and type “/quiz open”: I ask a question there at "
    "once, from the deck that came with me while there is no other."
)
PLAN_IN_CHANNEL = (
    "Go to the channel where your group talks and type “/schedule add”: say which deck, when, such "
    "as “weekdays 09:00”, and the city whose clocks count. “/schedule list” has buttons for the "
    "rest."
)
IMPORT_IN_CHANNEL = (
    "In a channel of the server type “/deck import” and add your files: Markdown, text, HTML, CSV "
    "and many others. You see what would become of them before anything is stored."
)
_BETWEEN = " | "
# What single sub-commands do that others may use than the rest of their command.
_ABOUT = {
    "suggest": "Suggest a question, which organisers accept or decline",
    "setup": "What to do first",
}
STEPS = (
    Action(TRY, "Try a question", "all", primary=True),
    Action(IMPORT, "Import notes", "all"),
    Action(PLAN, "Plan a daily question", "all"),
)
"""The three things to do first, as buttons."""
BACK_TO_STEPS = Action(SETUP, "First steps", "all")


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be typed: as it is typed here, what may follow, what it does."""

    name: str
    usage: str
    about: str
    for_organisers: bool


def for_each(command: Command, *, others: Collection[str]) -> Iterator[Command]:
    """Yield a command for its main readers, and what is for the `others` of its sub-commands.

    Others than organisers where it is for organisers, and the other way round.
    """
    parts = command.usage.split(_BETWEEN)
    theirs = [each for each in parts if each.partition(" ")[0] in others]
    if rest := [each for each in parts if each not in theirs]:
        yield replace(command, usage=_BETWEEN.join(rest))
    if theirs:
        abouts = (_ABOUT.get(each.partition(" ")[0], command.about) for each in theirs)
        about = "; ".join(dict.fromkeys(abouts))
        usage, swapped = _BETWEEN.join(theirs), not command.for_organisers
        yield Command(command.name, usage, about, swapped)


def help_message(commands: Sequence[Command], *, organises: bool) -> Message:
    """Return what Roundtable does and what can be typed; for organisers theirs, and first steps."""
    blocks: list[Block] = [Heading("Roundtable"), Line(_SUMMARY), Line(_ANSWERING)]
    blocks += [Heading("What you can type", 3), *_listed(commands, for_organisers=False)]
    if organises:
        blocks += [Heading("For organisers", 3), *_listed(commands, for_organisers=True)]
    return Message(_SUMMARY, tuple(blocks), actions=STEPS if organises else ())


def first_steps_message() -> Message:
    """Return what to do first, for whoever brought Roundtable or looks at an empty beginning."""
    blocks: list[Block] = [Heading("Welcome to Roundtable"), Line(_SUMMARY)]
    blocks.append(Line("In the channel where your group talks, once I am let in there:"))
    blocks += [Line(f"{number}. {step}") for number, step in enumerate(_FIRST, 1)]
    return Message(_SUMMARY, tuple(blocks), actions=(*STEPS, Action(HELP, "Help", "all")))


def pointer_message() -> Message:
    """Return what somebody is told who calls in a channel, where others read along."""
    return Message(_POINTER, (Line(_POINTER),), actions=(Action(HELP, "Help", "all"),))


def greeting_message(values: Mapping[str, str]) -> Message:
    """Return what a channel is told once that was set up; `first` is when it is asked, in ISO 8601.

    Without it, the first question stands above.
    """
    blocks: list[Block] = [Line(_GREETING)]
    if first := values.get("first"):
        blocks.append(Moment("The first question comes", datetime.fromisoformat(first)))
    return Message(_GREETING, tuple(blocks), actions=(Action(HELP, "Help", "all"),))


def _listed(commands: Sequence[Command], *, for_organisers: bool) -> list[Line]:
    return [
        Line(f"{f'{each.name} {each.usage}'.strip()}: {each.about}")
        for each in commands
        if each.for_organisers == for_organisers
    ]
