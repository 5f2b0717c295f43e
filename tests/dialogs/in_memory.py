"""The script without a platform's own ways: services and presentation, and a channel in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from bot.core.feedback import Rating
from bot.core.models import Group, Member, Naming, Round, RoundId
from bot.core.schedules import Plan
from bot.core.view import Block, Card, Columns, Heading, Line, Message, Moment, Prose
from bot.errors import MemberError
from bot.presentation.deliveries import present
from bot.presentation.errors import words_for
from bot.presentation.lookup import NOTHING_FOUND, found_message
from bot.presentation.profile import profile_message
from bot.presentation.ratings_and_votes import (
    ballot_message,
    rated_words,
    rating_message,
    voted_words,
)
from bot.presentation.reminders import reminder_request_message
from bot.presentation.replies import saved_message
from bot.presentation.reveal import reveal_message
from bot.presentation.rounds import past_message
from bot.services.services import Services
from bot.workers.message_updater import MessageUpdater
from bot.workers.outbox_dispatcher import OutboxDispatcher
from tests.dialogs.script import ADMINS, ROOM, Shown
from tests.fakes.clock import Clock
from tests.fakes.members import see_all
from tests.fakes.memory_platform import MemoryPlatform, MemoryServer
from tests.fakes.study_deck import StudyDeck


class InMemory:
    """A `Stage` for the group of the web room."""

    def __init__(
        self, start: Callable[[], Services], clock: Clock, group: Group, deck: StudyDeck
    ) -> None:
        self.shown = Shown()
        self._start = start
        self._services = start()
        self._clock = clock
        self._group = group.id
        self._deck = deck
        self._server = MemoryServer(deduplicates=False)
        self._members: dict[str, Member] = {}
        self._read = 0
        self._last: RoundId | None = None

    async def wait(self, span: timedelta) -> None:
        self._clock.advance(span)

    async def restart(self) -> None:
        self._services = self._start()

    async def turn(self) -> None:
        services, platform = self._services, MemoryPlatform(self._server, "web")
        await services.rounds.tick()
        platforms = {"web": platform}
        await OutboxDispatcher(services, platforms, present).deliver_due()
        await MessageUpdater(services, platforms, present).refresh()
        posted = [each for channel in self._server.channels.values() for each in channel]
        for each in posted[self._read :]:
            self.shown.show(self._reader(each.message), list(_lines(each.message)))
        self._read = len(posted)

    async def do(self, who: str, what: str, rest: str) -> None:
        try:
            message = await getattr(self, f"_{what}")(await self._member(who), rest)
        except MemberError as refusal:
            self.shown.show(who, [words_for(refusal)])
            return
        if isinstance(message, Message):
            self.shown.show(who, list(_lines(message)))
        elif message is not None:
            self.shown.show(who, [message])

    def _reader(self, message: Message) -> str:
        if message.for_member is not None:
            return next(who for who, each in self._members.items() if each.id == message.for_member)
        return ADMINS if message.for_admins else ROOM

    async def _member(self, who: str) -> Member:
        if who not in self._members:
            members = self._services.members
            secret = await members.secret(self._group)
            self._members[who], _ = await members.join(secret, who)
        return self._members[who]

    async def _latest(self) -> RoundId:
        """Return the round that people talk about: the newest open one, else the last that was."""
        cards = await self._services.cards.open_now(await see_all(self._services, self._group))
        if cards:
            newest: Round = max((each.round for each in cards), key=lambda each: each.opened_at)
            self._last = newest.id
        elif self._last is None:
            (card, *_) = await self._services.cards.past(
                await see_all(self._services, self._group), 1
            )
            self._last = card.round.id
        assert self._last is not None, "nothing was ever asked"
        return self._last

    # --- members -----------------------------------------------------------------------------

    async def _answer(self, member: Member, text: str) -> Message:
        round_ = await self._latest()
        mine = await self._services.replies.mine(round_, member)
        saved = await self._services.replies.save(
            round_, member, text, mine.revision if mine else 0
        )
        asks = await self._services.preferences.ask_sharing(member.person, saved.round)
        return saved_message(saved.round, saved.reply, asks=asks)

    async def _ask(self, member: Member, query: str) -> Message | str:
        found = await self._services.lookup.search(
            await see_all(self._services, self._group, member), query, 1
        )
        return found_message(found[0]) if found else NOTHING_FOUND

    async def _remind(self, member: Member, _: str) -> Message:
        round_ = await self._latest()
        at = await self._services.reminder_requests.request(self._group, round_, member)
        return reminder_request_message(at, round_)

    async def _reveal(self, member: Member, _: str) -> Message:
        reveal = await self._services.reveals.reveal(
            await self._latest(), await see_all(self._services, self._group, member)
        )
        return reveal_message(reveal)

    async def _rate(self, member: Member, how: str) -> str:
        round_ = await self._latest()
        mine = await self._services.feedback.rating(self._group, round_, member)
        rating_message(
            await self._services.reveals.reveal(
                round_, await see_all(self._services, self._group, member)
            ),
            mine,
        )
        await self._services.feedback.rate(self._group, round_, member, Rating(how))
        return rated_words(Rating(how))

    async def _vote(self, member: Member, whom: str) -> str:
        round_ = await self._latest()
        ballot = await self._services.feedback.ballot(self._group, round_, member)
        action = next(
            each for each in ballot_message(ballot).actions if each.label.startswith(whom)
        )
        vote = self._services.feedback.vote
        return voted_words(await vote(self._group, round_, member, action.choice))

    async def _past(self, member: Member, _: str) -> Message:
        cards = await self._services.cards.past(
            await see_all(self._services, self._group, member), 6
        )
        return past_message(cards, 5)

    async def _me(self, member: Member, _: str) -> Message:
        return profile_message(await self._services.profile.of(self._group, member))

    # --- admins ------------------------------------------------------------------------------

    async def _open(self, _: Member, _rest: str) -> None:
        await self._services.rounds.open_next(self._group, self._deck.id)

    async def _close(self, _: Member, _rest: str) -> None:
        await self._services.rounds.close(self._group, await self._latest())

    async def _skip(self, _: Member, _rest: str) -> None:
        await self._services.rounds.skip(self._group, await self._latest())

    async def _schedule(self, _: Member, what: str) -> None:
        """Plan: "when; zone; hours"."""
        when, zone, hours = what.split("; ")
        plan = Plan(self._deck.id, when, zone, timedelta(hours=int(hours)))
        await self._services.schedules.add(self._group, plan)

    async def _pause(self, _: Member, _rest: str) -> None:
        (schedule,) = await self._services.schedules.of_group(self._group)
        await self._services.schedules.pause(self._group, schedule.id)

    async def _resume(self, _: Member, _rest: str) -> None:
        (schedule,) = await self._services.schedules.of_group(self._group)
        await self._services.schedules.resume(self._group, schedule.id)

    async def _anonymous(self, _: Member, _rest: str) -> None:
        await self._services.groups.set_naming(self._group, Naming.ANONYMOUS)


def _lines(message: Message) -> Iterator[str]:
    for block in message.blocks:
        yield from _block_lines(block)


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Line(text) | Prose(text):
            yield text
        case Moment(label):
            yield label
        case Card():
            yield from (block.author, block.markdown)
        case Columns(columns, titles):
            for title, cards in zip(titles, columns, strict=True):
                yield title
                for card in cards:
                    yield from _block_lines(card)
