"""A chat that has lines of text and nothing else: buttons are numbers there, and forms prompts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from bot.chat import first_steps, later_replies, replies, schedules, searching, typed_commands
from bot.chat.actions import AGAIN, ANSWER, OF_ROUNDS, Source, do_pressed
from bot.chat.commands import change_schedule
from bot.chat.corrections import ANY, TYPE, corrected
from bot.chat.forms import TEXT_FORMS, take_form
from bot.chat.interaction import Interaction
from bot.chat.typed_commands import Command
from bot.core.asking_help import asks_for_help
from bot.core.models import RoundId
from bot.core.view import Action, Line, Message, Press, Prose
from bot.errors import BadOption, DatabaseUnavailable, MemberError, NotFound, UnknownCommand
from bot.presentation import lines as words
from bot.presentation.errors import FAULT, refused, unavailable_words, words_for
from bot.presentation.help import HELP, IMPORT, PLAN, TRY
from bot.presentation.paging import SEARCHED, search_words
from bot.presentation.pictures import illustrated
from bot.presentation.replies import YOUR_ANSWER
from bot.presentation.schedules import EDIT

_SEARCH = "search"
_MOST_LISTED = 25
_MOST_NUMBERS = 1_000
_END = "."


class Lines(Source, Protocol):
    """One person's lines: each thing that they do is `here` or `on` a round, as it is then."""

    async def ask(self, prompt: str) -> str:
        """Return the next line, which answers a prompt."""

    def write(self, text: str) -> None:
        """Print something to them alone."""

    def failed(self, error: Exception) -> None:
        """Log a fault of ours, of which they are told."""


class Conversation:
    """What one person types. Numbers stay those of the buttons that they were given to."""

    def __init__(self, lines: Lines, commands: Mapping[str, Command[Interaction]]) -> None:
        """Begin; what is to be said of an import is told by the platform's command for it."""
        self._lines, self._commands = lines, commands
        self._numbers: dict[int, Press] = {}
        self._last = 0
        self._first_steps: Mapping[str, Callable[[Interaction], Awaitable[None]]] = {
            HELP: self._help,
            TRY: first_steps.try_question,
            PLAN: first_steps.plan_daily,
            IMPORT: lambda here: here.say(words.HOW_TO_IMPORT),
        }

    async def take(self, line: str) -> None:
        """Do what was typed, and say in words what cannot be done."""
        tell = self._lines.write
        try:
            await self._do(line.strip())
        except EOFError:
            raise  # nobody is there any more who could be told
        except MemberError as error:
            await self._refuse(error, line.strip())
        except DatabaseUnavailable as error:
            tell(unavailable_words(error))
        except Exception as error:  # noqa: BLE001  # the last one there is; nobody else would tell
            self._lines.failed(error)
            tell(FAULT)

    def number(self, actions: tuple[Action, ...]) -> list[tuple[int, str]]:
        """Return the number of each button with its words; a long list is searched instead."""
        offered = list[tuple[str, Press]]()
        for name in dict.fromkeys(each.name for each in actions):
            named = [each for each in actions if each.name == name]
            offered += [(each.label, each.press) for each in named[:_MOST_LISTED]]
            if len(named) > _MOST_LISTED:
                search = Press(_SEARCH, named[0].subject, name)
                offered.append((search_words(len(named)), search))
        numbered = list(enumerate(offered, self._last + 1))
        self._last += len(offered)
        self._numbers.update((number, press) for number, (_, press) in numbered)
        for old in list(self._numbers)[:-_MOST_NUMBERS]:
            del self._numbers[old]
        return [(number, label) for number, (label, _) in numbered]

    async def _do(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        name = f"/{word.lower().removeprefix('/')}"
        if word.isdecimal():
            if (press := self._numbers.get(int(word[:9]))) is None:
                raise NotFound("button", word)
            if press.name == ANSWER and rest:
                await self._answer_at_once(RoundId(press.subject), rest)
            else:
                if rest.strip():
                    self._lines.write(words.TAKES_NO_WORDS.format(number=int(word)))
                await self._press(press)
        elif asks_for_help(line) or asks_for_help(rest):
            await self._help(await self._lines.here())
        elif name in self._commands:
            here, command = await self._lines.here(), self._commands[name]
            await typed_commands.run(here, name, command, rest)
        elif line:
            raise UnknownCommand("", name, tuple(self._commands))

    async def _refuse(self, error: MemberError, line: str) -> None:
        """Say why not, with what may have been meant by a command as buttons that do it."""
        told = refused(error)
        if isinstance(error, UnknownCommand | BadOption):
            told = corrected(error, ANY, line.removeprefix("/"), called="/")
        elif not told.actions:
            self._lines.write(words_for(error))
            return
        await (await self._lines.here()).show(told)

    async def _help(self, here: Interaction) -> None:
        await typed_commands.show_help(here, self._commands)

    async def _press(self, press: Press) -> None:
        lines, name = self._lines, press.name
        if name in (ANSWER, AGAIN):
            await self._answer(RoundId(press.subject), again=name == AGAIN)
        elif name == EDIT:
            await self._edit(press)
        elif name in TEXT_FORMS:
            await self._fill_in(press)
        elif name == TYPE:
            await self.take(press.choice)
        elif name == _SEARCH:
            typed, about_round = await lines.ask(SEARCHED), press.choice in OF_ROUNDS
            here = await (lines.on(RoundId(press.subject)) if about_round else lines.here())
            await searching.search(here, press.choice, press.subject, typed)
        elif name in self._first_steps:
            await self._first_steps[name](await lines.here())
        else:
            await do_pressed(lines, press)

    async def _answer(self, round_: RoundId, *, again: bool = False) -> None:
        """Show the question and what was answered so far, and take lines up to one with a dot."""
        before = await self._lines.on(round_)
        form = await (later_replies.form if again else replies.form)(before, round_)
        hint = (Line(form.hint),) if again else ()
        asked = (
            *hint,
            illustrated(form.card.question.text),
            *([Prose(form.text)] if form.text else []),
        )
        await before.show(Message.saying(words.ENDS_WITH_DOT, *asked))
        typed = list[str]()
        while (line := await self._lines.ask(YOUR_ANSWER)).strip() != _END:
            typed.append(line)
        text = "\n".join(typed).strip()
        if not text:
            self._lines.write(words.LEFT_AS_IT_IS)
            return
        await self._save(before, round_, form.revision, text, again=again)

    async def _answer_at_once(self, round_: RoundId, text: str) -> None:
        """Take what stands behind the number; it takes the place of what was answered before."""
        here = await self._lines.on(round_)
        mine = await here.services.replies.mine(round_, here.known) if here.known else None
        await self._save(here, round_, mine.revision if mine else 0, text)

    async def _save(
        self,
        here: Interaction,
        round_: RoundId,
        revision: int,
        text: str,
        *,
        again: bool = False,
    ) -> None:
        save = later_replies.save if again else replies.save
        with self._lines.answering():
            async with replies.giving_back(text, here.show):
                await save(await self._lines.on(round_), round_, revision, text)

    async def _fill_in(self, press: Press) -> None:
        """Ask each field of a form: nothing typed leaves it, a dot empties it."""
        handler, lines = TEXT_FORMS[press.name], self._lines
        round_ = RoundId(press.subject)
        here = await (lines.on(round_) if handler.of_round else lines.here())
        form = await handler.opens(here, press)
        lines.write(f"{form.about}\n{words.KEEPS_WITH_NOTHING}")
        values = dict[str, str]()
        for field in form.fields:
            known = f" [{field.text}]" if field.text else ""
            typed = (await lines.ask(f"{field.label}{known}")).strip()
            values[field.name] = "" if typed == _END else typed or field.text
        here = await (lines.on(round_) if handler.of_round else lines.here())
        await take_form(here, press, values)

    async def _edit(self, press: Press) -> None:
        """Ask each value of a schedule: nothing typed leaves it, a dot empties it."""
        form = await schedules.form(await self._lines.here(), press)
        values = dict(form.values)
        self._lines.write(words.KEEPS_WITH_NOTHING)
        for name, label in words.FIELDS.items():
            typed = (await self._lines.ask(f"{label} [{values.get(name, '')}]")).strip()
            values[name] = "" if typed == _END else typed or values.get(name, "")
        await change_schedule(await self._lines.here(), form.schedule, values)
