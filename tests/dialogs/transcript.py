"""Conversations as text: who says what, and what each of them sees.

    Ann> /answer The gluten relaxes.      Ann does something
    Ann< Saved, version 1.                and this is shown to her alone, as a reminder is
    room< Answers are in: ...             this is posted where all can see it
    admins< ...                           and this where admins see it alone
    clock> +24h                           time passes, and what became due happens
    bot> stops                            the process ends; a new one starts on the same file

Every line that somebody is shown must stand in the transcript, in its order. A `…` in a line stands
for any words. Empty lines separate scenes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.core.models import Group, Member, Naming, Round, Schedule, ScheduleId
from bot.core.read_models import Ballot
from bot.core.schedules import Plan
from bot.core.view import Block, Card, Columns, Heading, Line, Message, Prose
from bot.errors import MemberError
from bot.presentation.deliveries import present
from bot.presentation.errors import words_for
from bot.presentation.lookup import NOTHING_FOUND, found_message
from bot.presentation.profile import DELETED, profile_words
from bot.presentation.ratings_and_votes import (
    ballot_message,
    choice_label,
    rated_words,
    rating_message,
    rating_named,
    tally_words,
    voted_words,
)
from bot.presentation.reminders import reminder_request_words
from bot.presentation.reveal import reveal_message
from bot.presentation.schedules import idle_words
from bot.services.services import Services
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.dialogs.script import same
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer
from tests.fakes.study_deck import StudyDeck

_LINE = re.compile(r"(?P<who>\w+)(?P<way>[<>]) (?P<what>.*)")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


class Chat:
    """A group with a deck, on a platform that outlives the bot's process."""

    def __init__(
        self, start: Callable[[], Services], clock: Clock, group: Group, deck: StudyDeck
    ) -> None:
        self._start = start
        self._clock = clock
        self._group = group.id
        self._deck = deck
        self._server = MemoryServer(deduplicates=False)
        self._members: dict[str, Member] = {}
        self._shown: defaultdict[str, list[str]] = defaultdict(list)
        self._read = 0
        self._services: Services = start()
        self._runs = True
        self._round: Round | None = None

    async def verify(self, transcript: str) -> None:
        """Play the conversation. Raises AssertionError where it goes another way."""
        for number, line in enumerate(transcript.splitlines()):
            if not line.strip():
                continue
            found = _LINE.fullmatch(line.strip())
            assert found, f"line {number} is none of a transcript: {line}"
            if found["way"] == ">":
                self._nothing_left(number)
                await self._play(found["who"], found["what"])
            else:
                self._expect(number, found["who"], found["what"])
        self._nothing_left("last")

    def member(self, who: str) -> Member:
        """Return who somebody is to the bot."""
        return self._members[who]

    def _nothing_left(self, number: object) -> None:
        left = {who: lines for who, lines in self._shown.items() if lines}
        assert not left, f"before line {number} also shown: {left}"

    def _expect(self, number: int, who: str, wanted: str) -> None:
        assert self._shown[who], f"line {number}: {who} saw nothing more, wanted: {wanted}"
        shown = self._shown[who].pop(0)
        assert same(shown, wanted), f"line {number}: {who} saw: {shown}\nwanted: {wanted}"

    async def _play(self, who: str, what: str) -> None:
        if who == "clock":
            span = timedelta(0)
            for amount, unit in re.findall(r"(\d+)([dhm])", what):
                span += int(amount) * _UNITS[unit]
            self._clock.advance(span)
        elif who == "bot":
            self._runs = what == "starts"
            self._services = self._start() if self._runs else self._services
        else:
            await self._obey(who, what)
        if self._runs:
            await self._services.rounds.tick()
            await self._deliver()

    async def _obey(self, who: str, what: str) -> None:
        command, _, rest = what.removeprefix("/").partition(" ")
        try:
            said = await getattr(self, f"_{command}")(who, rest)
        except MemberError as refusal:
            said = [words_for(refusal)]
        self._shown[who] += said

    async def _deliver(self) -> None:
        platform = MemoryPlatform(self._server, "web")
        services = self._services
        dispatcher = OutboxDispatcher(services, {"web": platform}, present)
        await dispatcher.deliver_due()
        posted = [each for channel in self._server.channels.values() for each in channel]
        for each in posted[self._read :]:
            self._shown[self._reader(each.message)].append(each.message.summary)
        self._read = len(posted)

    def _reader(self, message: Message) -> str:
        if message.for_member is not None:
            return next(who for who, each in self._members.items() if each.id == message.for_member)
        return "admins" if message.for_admins else "room"

    # --- what members do ---------------------------------------------------------------------

    async def _join(self, who: str, _: str) -> list[str]:
        secret = await self._services.members.secret(self._group)
        member, _token = await self._services.members.join(secret, who)
        self._members[who] = member
        return [f"Welcome, {member.name}."]

    async def _answer(self, who: str, text: str) -> list[str]:
        round_ = await self._latest()
        mine = await self._services.replies.mine(round_.id, self._members[who])
        return await self._save(who, text, mine.revision if mine else 0)

    async def _answer_from_an_old_window(self, who: str, text: str) -> list[str]:
        return await self._save(who, text, 0)

    async def _save(self, who: str, text: str, based_on: int) -> list[str]:
        round_ = await self._latest()
        saved = await self._services.replies.save(round_.id, self._members[who], text, based_on)
        return [f"Saved, version {saved.reply.revision}."]

    async def _mine(self, who: str, _: str) -> list[str]:
        round_ = await self._latest()
        mine = await self._services.replies.mine(round_.id, self._members[who])
        return [mine.text if mine else "You have not answered."]

    async def _lookup(self, who: str, query: str) -> list[str]:
        found = await self._services.lookup.search(
            await see_all(self._services, self._group, self._members.get(who)), query, 1
        )
        return list(_lines(found_message(found[0]))) if found else [NOTHING_FOUND]

    async def _reveal(self, who: str, _: str) -> list[str]:
        round_, reader = await self._latest(), self._members.get(who)
        reveal = await self._services.reveals.reveal(
            round_.id, await see_all(self._services, self._group, reader)
        )
        return list(_lines(reveal_message(reveal)))

    async def _reminders(self, who: str, wanted: str) -> list[str]:
        await self._services.members.set_reminders(self._members[who].id, wanted == "on")
        return [f"Reminders are {wanted}."]

    async def _rate(self, who: str, name: str) -> list[str]:
        feedback, member, rating = self._services.feedback, self._members[who], rating_named(name)
        await feedback.rate(self._group, (await self._latest()).id, member, rating)
        return [rated_words(rating)]

    async def _how_did_i_do(self, who: str, _: str) -> list[str]:
        round_, member = await self._latest(), self._members[who]
        mine = await self._services.feedback.rating(self._group, round_.id, member)
        reveal = await self._services.reveals.reveal(
            round_.id, await see_all(self._services, self._group, member)
        )
        return _with_actions(rating_message(reveal, mine))

    async def _helpful(self, who: str, _: str) -> list[str]:
        return _with_actions(ballot_message(await self._ballot(who)))

    async def _vote(self, who: str, beginning: str) -> list[str]:
        """Vote for the reply whose label on the ballot begins like this."""
        ballot = await self._ballot(who)
        chosen = (each for each in ballot.choices if choice_label(each).startswith(beginning))
        token, member = next(chosen).token, self._members[who]
        voted = await self._services.feedback.vote(self._group, ballot.round.id, member, token)
        return [voted_words(voted)]

    async def _unvote(self, who: str, _: str) -> list[str]:
        round_ = await self._latest()
        await self._services.feedback.take_back(self._group, round_.id, self._members[who])
        return [voted_words(None)]

    async def _ballot(self, who: str) -> Ballot:
        round_ = await self._latest()
        return await self._services.feedback.ballot(self._group, round_.id, self._members[who])

    async def _counts(self, _who: str, _: str) -> list[str]:
        tally = await self._services.feedback.tally(self._group, (await self._latest()).id)
        return tally_words(tally)

    async def _remind(self, who: str, wanted: str) -> list[str]:
        round_, member = await self._latest(), self._members[who]
        requests, at = self._services.reminder_requests, None
        if wanted == "off":
            await requests.drop(self._group, round_.id, member)
        else:
            at = await requests.request(self._group, round_.id, member)
        return [reminder_request_words(at)]

    async def _me(self, who: str, _: str) -> list[str]:
        return profile_words(await self._services.profile.of(self._group, self._members[who]))

    async def _forget_me(self, who: str, _: str) -> list[str]:
        await self._services.profile.delete(self._members[who].person)
        return [DELETED]

    # --- what admins do ----------------------------------------------------------------------

    async def _open(self, _who: str, _: str) -> list[str]:
        self._round = await self._services.rounds.open_next(self._group, self._deck.id)
        return []

    async def _ask(self, _who: str, number: str) -> list[str]:
        question = self._deck.questions[int(number) - 1]
        self._round = await self._services.rounds.open_question(self._group, question.id)
        return []

    async def _close(self, _who: str, _: str) -> list[str]:
        await self._services.rounds.close(self._group, (await self._latest()).id)
        return []

    async def _skip(self, _who: str, _: str) -> list[str]:
        await self._services.rounds.skip(self._group, (await self._latest()).id)
        return []

    async def _schedule(self, _who: str, what: str) -> list[str]:
        """Add a schedule: "when; zone; hours[; minutes of a reminder]"."""
        when, zone, hours, *reminder = what.split("; ")
        plan = Plan(
            self._deck.id,
            when,
            zone,
            timedelta(hours=int(hours)),
            timedelta(minutes=int(reminder[0])) if reminder else None,
        )
        return _next_words(await self._services.schedules.add(self._group, plan))

    async def _pause(self, _who: str, _: str) -> list[str]:
        schedule = await self._services.schedules.pause(self._group, await self._scheduled())
        return [idle_words(schedule)]

    async def _resume(self, _who: str, _: str) -> list[str]:
        return _next_words(
            await self._services.schedules.resume(self._group, await self._scheduled())
        )

    async def _skip_next(self, _who: str, _: str) -> list[str]:
        schedules, id_ = self._services.schedules, await self._scheduled()
        opening = (await schedules.get(self._group, id_)).next_at
        assert opening is not None
        return _next_words(await schedules.skip(self._group, id_, opening))

    async def _scheduled(self) -> ScheduleId:
        (schedule,) = await self._services.schedules.of_group(self._group)
        return schedule.id

    async def _anonymous(self, _who: str, _: str) -> list[str]:
        await self._services.groups.set_naming(self._group, Naming.ANONYMOUS)
        return ["Replies show without names."]

    async def _latest(self) -> Round:
        """Return the round that people talk about: the newest open one, else the last opened."""
        cards = await self._services.cards.open_now(await see_all(self._services, self._group))
        if cards:
            self._round = max((card.round for card in cards), key=lambda each: each.opened_at)
        assert self._round is not None, "nothing was ever asked"
        card = await self._services.cards.card(
            self._round.id, await see_all(self._services, self._group)
        )
        return card.round


def _next_words(schedule: Schedule) -> list[str]:
    assert schedule.next_at is not None
    return [f"The next question comes at {schedule.next_at:%A %H:%M}."]


def _with_actions(message: Message) -> list[str]:
    """Return what the message says, and what there is to press; a star is on what was chosen."""
    buttons = " ".join(f"({each.label}{'*' if each.primary else ''})" for each in message.actions)
    return [*_lines(message), *([buttons] if buttons else [])]


def _lines(message: Message) -> Iterator[str]:
    for block in message.blocks:
        yield from _block_lines(block)


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Line(text) | Prose(text):
            yield text
        case Card():
            names = ", ".join((block.author, *block.also))
            yield f"{names}{' (you)' if block.mine else ''}: {block.markdown}"
        case Columns(columns, titles):
            for title, cards in zip(titles, columns, strict=True):
                yield f"[{title}]"
                for card in cards:
                    yield from _block_lines(card)
