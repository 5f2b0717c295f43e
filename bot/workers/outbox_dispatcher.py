"""What must go out: every delivery once, however often this process dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, Whither
from bot.core.read_models import AdminNote, Content
from bot.core.view import Address, Message
from bot.errors import DatabaseUnavailable, MemberError
from bot.monitoring import Pulse
from bot.platforms.port import (
    ChannelGone,
    DeliveryFailed,
    DeliveryRefused,
    DeliveryUnclear,
    DirectMessagesClosed,
    MessageGone,
    NotConnected,
    PersonGone,
    Platform,
)
from bot.services.deliveries import tells_that_its_channel_is_gone
from bot.services.live import Topic
from bot.services.pacing import Pace
from bot.services.services import Services
from bot.workers.supervisor import Sleep, seconds_until

_log = structlog.get_logger()
_LONGEST_WAIT = 20.0
# Well within the lease: nobody else may take a message that is still being sent.
_LONGEST_POST = 30.0
_UNTIL_CONNECTED = timedelta(seconds=15)
_UNTIL_KNOWN = timedelta(minutes=1)
# How many messages are on their way to one platform at once. Discord takes 50 requests a second and
# answers most within 0.3 seconds, so 15 are enough; twice as many, for those that take longer.
HANDS = 32
# How soon what is held back by a platform's pace is looked at again.
_BETWEEN_TURNS = timedelta(milliseconds=250)

Present = Callable[[Delivery, Content], Message]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message on its platform; `fingerprint` is None when an earlier attempt worded it."""

    id: str
    fingerprint: str | None


class _NotYet(Exception):
    """It cannot be found out now whether the one person whom it is for may be told it."""


class _Unsayable(Exception):
    """There are no words for it, now or later: a fault of ours."""


class _LeaseOver(Exception):
    """It took so long, or the clock was set ahead, that somebody else may have taken it by now."""


@dataclass(slots=True)
class _Lane:
    """What one platform's messages have to themselves, so that no other's hold them up.

    There may be something to take when `look` says so, or from `next_at` on, which is to be found
    out anew where it `is_idle`: there was less to take than there were hands.
    """

    pace: Pace
    free: int = HANDS
    look: bool = True
    is_idle: bool = False
    next_at: datetime | None = None

    def is_to_look(self, now: datetime) -> bool:
        """Say whether something is to be taken, if there is something."""
        return self.free > 0 and (self.look or (self.next_at is not None and self.next_at <= now))


class OutboxDispatcher:
    """Takes what is due to its platform. `present` puts content into words.

    It claims as many messages as it has hands free, so a lease is for what is in hand.
    """

    def __init__(
        self,
        services: Services,
        platforms: Mapping[str, Platform],
        present: Present,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._sleep = sleep
        self._services = services
        self._deliveries = services.deliveries
        self._platforms = platforms
        self._present = present
        self._under_way: set[DeliveryKey] = set()
        paces = [pace_of(platform) for platform in platforms.values()]
        # The last is for messages to platforms that are not connected here: they are put off.
        paces.append(Pace(Whither(but=frozenset(platforms))))
        self._lanes = [_Lane(pace) for pace in paces]
        self.pulse = Pulse(_LONGEST_WAIT)

    async def run(self) -> None:
        """Deliver until the feed is closed."""
        with self._services.live.listen(Topic.ROUNDS) as listener:
            async with _sending_on() as sending:
                changed = True
                while not listener.closed:
                    await self._take_on(sending, listener.wake, everywhere=changed)
                    self.pulse.beat()
                    changed = bool(await listener.changes(await self._seconds_to_wait()))

    async def deliver_due(self) -> None:
        """Send everything that is due now."""
        freed = asyncio.Event()
        async with _sending_on() as sending:
            ours = await self._take_on(sending, freed.set, everywhere=True)
            while ours:
                await freed.wait()
                freed.clear()
                ours = {task for task in ours if not task.done()}
                ours |= await self._take_on(sending, freed.set, everywhere=True)

    async def _take_on(
        self, sending: asyncio.TaskGroup, freed: Callable[[], None], *, everywhere: bool
    ) -> set[asyncio.Task[None]]:
        """Begin to send what is due, as far as hands are free; each tells when it is `freed`."""
        now = self._services.clock()
        lanes = [each for each in self._lanes if each.is_to_look(now) or (everywhere and each.free)]
        for lane in lanes:
            lane.look = False  # what changes from now on is looked for again
        try:
            return await self._take_on_for(lanes, sending, freed)
        except BaseException:
            for lane in lanes:
                lane.look = True
            raise

    async def _take_on_for(
        self, lanes: Sequence[_Lane], sending: asyncio.TaskGroup, freed: Callable[[], None]
    ) -> set[asyncio.Task[None]]:
        claimed = list[tuple[_Lane, Delivery, datetime]]()
        try:
            for lane in lanes:
                taken = await self._deliveries.claim_at_pace(hands := lane.free, lane.pace)
                claimed += [(lane, delivery, at) for delivery, at in taken.turns]
                lane.is_idle = len(taken.turns) < hands and not taken.held_back
                if taken.held_back:
                    lane.next_at = self._services.clock() + _BETWEEN_TURNS
        finally:
            # What was claimed is sent, though the database may be gone for the next.
            begun = [self._begin(*each, sending, freed) for each in claimed]
        return {task for task in begun if task is not None}

    def _begin(
        self,
        lane: _Lane,
        delivery: Delivery,
        at: datetime,
        sending: asyncio.TaskGroup,
        freed: Callable[[], None],
    ) -> asyncio.Task[None] | None:
        # A lease may run out while the message is being sent, as when the clock is set.
        if delivery.key in self._under_way:
            return None
        lane.free -= 1
        self._under_way.add(delivery.key)
        work = self._deliver_and_go_on(delivery, at, lane, freed)
        return sending.create_task(work, name=f"deliver-{delivery.key}")

    async def _seconds_to_wait(self) -> float:
        """Find out how long nothing is due where all was taken, and no hand becomes free."""
        now = self._services.clock()
        # What other workers put off or left counts as well.
        latest = now + timedelta(seconds=_LONGEST_WAIT)
        for lane in (each for each in self._lanes if each.is_idle):
            next_at = await self._deliveries.next_attempt(lane.pace.whither)
            lane.next_at, lane.is_idle = min(next_at or latest, latest), False
        times = [lane.next_at for lane in self._lanes if lane.next_at and lane.free]
        return seconds_until(min(times, default=None), now, _LONGEST_WAIT)

    async def _deliver_and_go_on(
        self, delivery: Delivery, at: datetime, lane: _Lane, freed: Callable[[], None]
    ) -> None:
        try:
            await self._sleep(seconds_until(at, self._services.clock(), _LONGEST_WAIT))
            if lane.pace.whither.platform is None:
                await self._wait_for_connection(delivery)
            else:
                await self._deliver(delivery)
        except DatabaseUnavailable:
            # How it went is not stored: when its lease is over, its platform is asked.
            _log.debug("delivery not noted", delivery=delivery.key)
        except Exception:  # noqa: BLE001  # as above; the others are not to be cut off while sent
            _log.exception("delivery not noted", delivery=delivery.key)
        finally:
            self._under_way.discard(delivery.key)
            lane.free += 1
            lane.look = True
            freed()

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            await self._attempt(delivery)
        except ChannelGone as error:
            _log.warning("channel gone", delivery=delivery.key, reason=str(error))
            deleted = isinstance(error, MessageGone)
            await self._deliveries.channel_gone(delivery, str(error), deleted=deleted)
        except _NotYet:
            await self._put_off(delivery, "whether they can read the channel is unknown")
        except NotConnected as error:
            await self._deliveries.put_off(delivery, str(error), _UNTIL_CONNECTED)
        except DeliveryFailed as error:
            await self._refused(delivery, error)
        except (DeliveryUnclear, TimeoutError) as error:
            _log.warning("delivery unclear", delivery=delivery.key, reason=str(error))
            await self._deliveries.failed(delivery, str(error) or "no answer in time")
        except PersonGone as error:
            await self._person_gone(delivery, error)
        except _Unsayable as error:
            _log.exception("delivery cannot be worded", delivery=delivery.key)
            await self._deliveries.gave_up(delivery, str(error))
        except DatabaseUnavailable:
            raise  # nor could it be noted that it failed
        except Exception as error:  # noqa: BLE001  # one broken message must not hold up the next
            _log.exception("delivery broke", delivery=delivery.key)
            await self._deliveries.failed(delivery, f"{type(error).__name__}: {error}")

    async def _person_gone(self, delivery: Delivery, error: PersonGone) -> None:
        _log.warning("person cannot be reached", delivery=delivery.key, reason=str(error))
        if isinstance(error, DirectMessagesClosed):
            await self._deliveries.direct_closed(delivery, str(error))
        else:
            await self._deliveries.gave_up(delivery, str(error))

    async def _refused(self, delivery: Delivery, error: DeliveryFailed) -> None:
        _log.warning("delivery failed", delivery=delivery.key, reason=str(error))
        if isinstance(error, DeliveryRefused):
            await self._deliveries.refused(delivery, str(error))
        elif error.retry_after is None:
            await self._deliveries.failed(delivery, str(error))
        else:  # to be told to wait is no attempt
            wait = timedelta(seconds=error.retry_after)
            await self._deliveries.put_off(delivery, str(error), wait)

    async def _put_off(self, delivery: Delivery, reason: str) -> None:
        """Try it again until its round is over; what belongs to no round is not tried for ever."""
        _log.warning("reader unknown", delivery=delivery.key)
        if delivery.round is None:
            await self._deliveries.failed(delivery, reason)
        else:
            await self._deliveries.put_off(delivery, reason, _UNTIL_KNOWN)

    async def _attempt(self, delivery: Delivery) -> None:
        try:
            async with asyncio.timeout(_LONGEST_POST):
                platform, sent = await self._send(delivery)
                unheard = sent is not None and await self._is_unheard(delivery, platform, sent)
        except _LeaseOver as error:
            _log.warning("lease over", delivery=delivery.key)
            await self._deliveries.put_off(delivery, str(error), timedelta())
            return
        if sent is None:
            await self._deliveries.dropped(delivery)
            return
        rate = platform.rates.channel
        pause = timedelta(seconds=1 / rate) if rate else timedelta()
        edits = platform.seconds_between_edits is not None
        await self._deliveries.sent(
            delivery,
            sent.id,
            pause,
            edits=edits,
            fingerprint=sent.fingerprint,
            unheard=unheard,
        )
        _log.info("delivery sent", delivery=delivery.key, round=delivery.round)

    async def _is_unheard(self, delivery: Delivery, platform: Platform, sent: _Sent) -> bool:
        """Say whether a channel that is to hear of its reveals did not hear of this one.

        Raises DeliveryUnclear, whatever the platform says: the message is there, and an attempt
        that was not counted would post it once more.
        """
        if delivery.kind is not DeliveryKind.REVEAL:
            return False
        address = await self._deliveries.address(delivery)
        try:
            return address.announces and await platform.is_unheard(address, sent.id)
        except DeliveryFailed as error:
            reason = f"it was sent, but not whether its channel heard of it: {error}"
            raise DeliveryUnclear(reason) from error

    async def _wait_for_connection(self, delivery: Delivery) -> None:
        address = await self._deliveries.address(delivery)
        reason = f"{address.channel.platform} is not connected"
        await self._deliveries.put_off(delivery, reason, _UNTIL_CONNECTED)

    async def _send(self, delivery: Delivery) -> tuple[Platform, _Sent | None]:
        """Return the message as it is there, None when it is not to be sent any more."""
        # An earlier attempt may have got through without our knowing.
        if delivery.attempts > 1:
            address = await self._deliveries.address(delivery)
            platform = self._platforms[address.channel.platform]
            posted = await platform.find(address)
            if posted is not None:
                return platform, _Sent(posted, None)
        address, message = await self._ready(delivery)
        platform = self._platforms[address.channel.platform]
        if message is None or not await self._is_still_for(address, delivery):
            return platform, None
        if delivery.leased_until is None or self._services.clock() >= delivery.leased_until:
            raise _LeaseOver("its lease was over before it was sent")
        return platform, _Sent(await platform.post(address, message), message.fingerprint())

    async def _is_still_for(self, address: Address, delivery: Delivery) -> bool:
        """Say whether the one person whom it is for, if it is for one, can read its channel now.

        Raises _NotYet while that is unknown.
        """
        person = address.person or address.mention_person
        if person is None:
            # Whose account is gone is told nothing, least of all where others read it.
            return delivery.member is None and delivery.kind is not DeliveryKind.MENTION
        if tells_that_its_channel_is_gone(delivery):
            return True  # nobody can read that, and it says no more than this
        may = await self._services.access.may_be_told(address.channel, person)
        if may is None:
            raise _NotYet
        return may

    async def _ready(self, delivery: Delivery) -> tuple[Address, Message | None]:
        # A database that does not answer now is asked again later; what is not there stays away.
        try:
            address, content = await self._services.delivery_contents.ready(delivery)
        except MemberError as error:
            raise _Unsayable(f"{type(error).__name__}: {error}") from error
        if content is None:
            return address, None
        if isinstance(content, AdminNote):
            content = await self._readable(address, content)
        try:
            return address, self._present(delivery, content)
        except Exception as error:
            raise _Unsayable(f"{type(error).__name__}: {error}") from error

    async def _readable(self, address: Address, note: AdminNote) -> AdminNote:
        """Leave a question's words out where its reader may not be known to read its channel."""
        if "question" not in note.values or address.person is None:
            return note
        if await self._services.access.may_be_told(address.channel, address.person):
            return note
        values = {name: value for name, value in note.values.items() if name != "question"}
        return replace(note, values=values)


def pace_of(platform: Platform) -> Pace:
    """Return how many requests a second the platform takes."""
    return Pace(Whither(platform.name), platform.rates)


@asynccontextmanager
async def _sending_on() -> AsyncIterator[asyncio.TaskGroup]:
    """Give tasks that go on to their end before what the block raised is raised."""
    failure: Exception | None = None
    async with asyncio.TaskGroup() as sending:
        try:
            yield sending
        except Exception as error:  # noqa: BLE001  # raised below
            failure = error
    if failure is not None:
        raise failure
