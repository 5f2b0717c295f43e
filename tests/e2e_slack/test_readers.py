"""Who may read a channel now, as Slack says it: by the real slack-bolt, over the fake's rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.core.models import Channel as Known
from bot.core.models import ChannelId, GroupId
from bot.platforms.slack.connection import SlackConnection
from bot.platforms.slack.responder import Caller
from bot.platforms.slack.rosters import OLDEST, OLDEST_OVER_HTTP
from bot.services.access import Readers
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.e2e_slack.roundtable import grant
from tests.e2e_slack.running import on_slack
from tests.e2e_slack.serving import Worker, over_http, serving
from tests.fakes.clock import Clock
from tests.fakes.slack import Channel, FakeSlack, Person

pytestmark = pytest.mark.usefixtures("waits")

MEMBERS = "conversations.members"
SECOND = timedelta(seconds=1)


def known(channel: Channel) -> Known:
    """Return a channel as it is stored."""
    return Known(ChannelId("c"), GroupId("g"), "slack", channel.id, channel.workspace.id)


@dataclass
class Door:
    """Who asks to read the channel, and what Slack was asked for that."""

    slack: FakeSlack
    clock: Clock
    connection: SlackConnection
    study: Channel

    async def opens(self, person: Person, channel: Channel | None = None, within_s: float = 3600):
        """Say whether somebody may read."""
        subject = Caller(person.user.team.id, person.id).subject
        where = known(channel or self.study)
        return await self.connection.readers.may_read(where, subject, within_s=within_s)

    @property
    def asked(self) -> int:
        """How often rosters were read, in pages."""
        return self.slack.web_api.calls.get(MEMBERS, 0)

    async def heard(self) -> None:
        """Wait until the bot has taken what it was told."""
        await self.slack.quiet()
        await self.connection._listeners.finish()

    async def greeted(self, person: Person) -> None:
        """Wait until the bot has taken Slack's greeting, which comes before what is told next."""
        self.slack.world.events.user_changed(person.user)
        await self.heard()

    @contextmanager
    def losing(self) -> Iterator[None]:
        """Let no event arrive meanwhile."""
        events, self.slack.application.events = self.slack.application.events, frozenset()
        yield
        self.slack.application.events = events


@pytest.fixture
async def door(
    slack: FakeSlack, study: Channel, ann: Person, services: Services, clock: Clock
) -> AsyncIterator[Door]:
    async with on_slack(services, slack, clock) as bot:
        made = Door(slack, clock, bot.connection, study)
        await made.greeted(ann)
        yield made
    assert {error["error"] for _, error in slack.refused} <= {
        "channel_not_found",
        "fetch_members_failed",
        "missing_scope",
        "user_not_found",
    }


async def test_who_is_in_the_channel_may_read_it_and_who_is_not_may_not(door: Door, ann: Person):
    other = door.study.workspace.channel("other")
    await ann.leave(other)

    assert await door.opens(ann)
    assert not await door.opens(ann, other)


async def test_what_is_known_is_not_asked_again(door: Door, ann: Person):
    bo = door.study.workspace.member("Bo")
    assert [await door.opens(who) for who in (ann, bo, ann, bo)] == [True] * 4
    assert door.asked == 1


async def test_many_who_ask_at_the_same_time_are_one_question(door: Door, ann: Person):
    assert all(await asyncio.gather(*(door.opens(ann) for _ in range(50))))
    assert (door.asked, door.slack.web_api.calls["users.info"]) == (1, 1)


async def test_a_channel_of_many_is_read_to_its_end_however_short_the_pages_are(
    door: Door, ann: Person
):
    door.slack.world.most_listed = 2
    people = [door.study.workspace.member(f"Person {number}") for number in range(5)]

    assert all([await door.opens(who) for who in (ann, *people)])
    assert door.asked == 4  # seven with the bot


async def test_who_leaves_or_is_removed_may_read_nothing_from_then_on(door: Door, ann: Person):
    bo = door.study.workspace.member("Bo")
    assert await door.opens(ann)
    await ann.leave(door.study)
    door.study.kick(bo)
    await door.heard()
    assert not await door.opens(ann)
    assert not await door.opens(bo)
    assert door.asked == 1  # the event was enough

    door.clock.advance(timedelta(minutes=1))
    assert not await door.opens(ann)


async def test_who_comes_or_comes_back_may_read_at_once(door: Door, ann: Person):
    bo = door.study.workspace.member("Bo")
    await bo.leave(door.study)
    await door.heard()
    assert not await door.opens(bo)
    await bo.join(door.study)
    await ann.leave(door.study)
    await ann.join(door.study)
    await door.heard()

    assert await door.opens(bo)
    assert await door.opens(ann)


async def test_when_an_event_is_lost_it_is_no_after_five_minutes(door: Door, ann: Person):
    assert await door.opens(ann)
    with door.losing():
        await ann.leave(door.study)
    door.clock.advance(OLDEST)
    assert await door.opens(ann)
    door.clock.advance(SECOND)

    assert not await door.opens(ann)


async def test_who_wants_to_know_better_is_told_better(door: Door, ann: Person):
    assert await door.opens(ann)
    with door.losing():
        await ann.leave(door.study)
    door.clock.advance(timedelta(seconds=61))

    assert not await door.opens(ann, within_s=60)


@pytest.mark.parametrize("end", ["cut", "disconnect"])
async def test_after_a_reconnect_everything_is_read_again(door: Door, ann: Person, end: str):
    assert await door.opens(ann)
    with door.losing():
        await ann.leave(door.study)
    greeted = door.slack.sockets.greeted
    getattr(door.slack.sockets, end)()
    await door.slack.until(lambda: door.slack.sockets.greeted > greeted)
    await door.slack.sockets.connected()
    await door.greeted(ann)

    assert not await door.opens(ann)


@pytest.mark.parametrize("happens", ["archive", "delete", "remove_bot", "make_private"])
async def test_of_a_private_channel_that_the_bot_sees_no_more_nothing_is_known(
    door: Door, ann: Person, happens: str
):
    hidden = door.study.workspace.channel("hidden", private=happens != "make_private")
    assert await door.opens(ann, hidden)
    before, readable = known(hidden), happens == "make_private"
    getattr(hidden, happens)()
    await door.heard()

    subject = Caller(ann.user.team.id, ann.id).subject
    may = await door.connection.readers.may_read(before, subject, within_s=60)
    assert may is (True if readable else None)


async def test_a_public_channel_is_known_from_outside_and_a_private_one_is_not(
    door: Door, ann: Person
):
    outside = door.study.workspace.channel("outside", with_bot=False)
    assert await door.opens(ann, outside)
    outside.make_private()  # of which nobody outside is told
    door.clock.advance(OLDEST + SECOND)
    assert not await door.opens(ann, outside)

    outside.add_bot()
    await door.heard()
    assert await door.opens(ann, outside)


async def test_a_public_channel_that_the_bot_was_taken_out_of_is_known_from_outside(
    door: Door, ann: Person
):
    assert await door.opens(ann)
    door.study.remove_bot()
    await door.heard()

    assert await door.opens(ann)
    assert door.asked == 2


async def test_who_is_not_in_a_channel_that_is_made_private_stays_outside(door: Door, ann: Person):
    bo = door.study.workspace.member("Bo")
    await bo.leave(door.study)
    assert await door.opens(ann)
    door.study.make_private()
    await door.heard()
    assert [await door.opens(who) for who in (ann, bo)] == [True, False]
    door.study.invite(bo)
    await door.heard()
    door.study.make_public()
    await door.heard()

    assert [await door.opens(who) for who in (ann, bo)] == [True, True]
    assert door.asked == 3


@pytest.mark.parametrize("private", [True, False])
async def test_an_archived_channel_is_read_by_nobody_and_by_its_people_when_it_is_back(
    door: Door, ann: Person, private: bool
):
    channel = door.study.workspace.channel("oven", private=private)
    assert await door.opens(ann, channel)
    channel.archive()
    await door.heard()
    assert not await door.opens(ann, channel)
    channel.unarchive()
    await door.heard()
    assert await door.opens(ann, channel) == private  # of a public one all are out
    channel.gather()
    await door.heard()

    assert await door.opens(ann, channel)


async def test_a_new_name_changes_nothing_and_a_new_id_is_another_channel(door: Door, ann: Person):
    hidden = door.study.workspace.channel("hidden", private=True)
    before = known(hidden)
    assert await door.opens(ann, hidden)
    hidden.rename("seen")
    await door.heard()
    assert await door.opens(ann, hidden)
    assert door.asked == 1
    hidden.change_id()
    await door.heard()

    subject = Caller(ann.user.team.id, ann.id).subject
    assert not await door.connection.readers.may_read(before, subject, within_s=60)
    assert await door.opens(ann, hidden)


async def test_who_was_deactivated_may_read_nothing_until_they_are_back(door: Door, ann: Person):
    assert await door.opens(ann)
    ann.deactivate()
    await door.heard()
    assert not await door.opens(ann)
    ann.reactivate()
    await door.heard()

    assert await door.opens(ann)


async def test_who_was_deactivated_unheard_may_read_nothing_after_five_minutes(
    door: Door, ann: Person
):
    assert await door.opens(ann)
    with door.losing():
        ann.deactivate()
    door.clock.advance(OLDEST + SECOND)

    assert not await door.opens(ann)


async def test_somebody_of_a_connected_workspace_reads_the_shared_channel_as_themselves(
    door: Door,
):
    partner = door.slack.workspace("Partner Ltd", with_bot=False)
    pat = door.study.workspace.stranger("Pat", partner)
    assert not await door.opens(pat)
    door.study.invite(pat)
    await door.heard()
    assert await door.opens(pat)

    namesake = f"{door.slack.workspace('Third', with_bot=False).id}:{pat.id}"
    assert not await door.connection.readers.may_read(known(door.study), namesake, within_s=60)


async def test_nobody_reads_a_channel_that_is_stored_as_gone_or_is_of_another_workspace(
    door: Door, ann: Person
):
    elsewhere = door.slack.workspace("Elsewhere", with_bot=False)
    asked = Caller(ann.user.team.id, ann.id).subject
    ids = "c", "g", "slack", door.study.id
    for channel in (Known(*ids, door.study.workspace.id, gone=True), Known(*ids, elsewhere.id)):
        assert not await door.connection.readers.may_read(channel, asked, within_s=60)
    assert door.asked == 0


Trouble = Callable[[FakeSlack], object]


@pytest.mark.parametrize(
    "trouble",
    [
        lambda slack: slack.faults.cut(MEMBERS, times=2),  # aiohttp reads once more by itself
        lambda slack: slack.faults.answer(MEMBERS, 500, times=3),
        lambda slack: slack.faults.answer(MEMBERS, 429, retry_after=5),
        lambda slack: slack.faults.answer("users.info", 429, retry_after=5),
        lambda slack: slack.faults.answer(MEMBERS, 200, error="fetch_members_failed"),
    ],
)
async def test_what_slack_does_not_tell_is_no_and_is_asked_again_after_a_while(
    door: Door, ann: Person, trouble: Trouble
):
    trouble(door.slack)
    assert not await door.opens(ann)
    asked = door.asked
    assert not await door.opens(ann)
    assert door.asked == asked
    door.clock.advance(timedelta(seconds=10))

    assert await door.opens(ann)


async def test_slack_is_left_alone_for_as_long_as_it_asks(door: Door, ann: Person):
    door.slack.faults.answer(MEMBERS, 429, retry_after=30)
    assert not await door.opens(ann)
    door.clock.advance(timedelta(seconds=29))
    assert not await door.opens(ann)
    assert door.asked == 1
    door.clock.advance(SECOND)

    assert await door.opens(ann)


@pytest.mark.parametrize(("missing", "private"), [("channels:read", False), ("groups:read", True)])
async def test_without_the_permission_nobody_reads(
    door: Door, ann: Person, missing: str, private: bool
):
    channel = door.study.workspace.channel("oven", private=private)
    installation = door.slack.installation(channel.workspace)
    assert missing in installation.scopes
    installation.scopes -= {missing}

    assert not await door.opens(ann, channel)
    assert [(error["needed"], error["error"]) for _, error in door.slack.refused] == [
        (missing, "missing_scope")
    ]


async def test_an_app_that_was_removed_knows_nothing_any_more(
    slack: FakeSlack, study: Channel, ann: Person, services: Services, clock: Clock
):
    async with on_slack(services, slack, clock) as bot:
        door = Door(slack, clock, bot.connection, study)
        assert await door.opens(ann)
        study.workspace.uninstall()
        await door.heard()

        assert not await door.opens(ann)


async def test_home_can_be_shown_anew_when_somebody_leaves_or_a_channel_closes(
    door: Door, ann: Person, monkeypatch: pytest.MonkeyPatch
):
    told = []

    async def on_left(team: str, channel: str, user: str | None) -> None:
        may = await door.opens(ann)
        told.append((team, channel, user, may))

    monkeypatch.setattr(door.connection._listeners.events._channel_events, "_on_left", on_left)
    assert await door.opens(ann)
    study, bo = door.study, door.study.workspace.member("Bo")
    await bo.leave(study)
    await door.heard()
    await ann.leave(study)
    await door.heard()
    study.make_private()
    await door.heard()
    study.remove_bot()
    await door.heard()

    team = study.workspace.id
    assert told == [
        (team, study.id, bo.id, True),
        (team, study.id, ann.id, False),
        (team, study.id, None, False),
    ]


async def test_what_is_told_of_channels_is_heard_while_the_database_is_away(
    door: Door, ann: Person, services: Services, monkeypatch: pytest.MonkeyPatch
):
    async def away(*_: object) -> bool:
        raise ConnectionError

    assert await door.opens(ann)
    monkeypatch.setattr(type(services.inbox), "lease", away)
    await ann.leave(door.study)
    await door.heard()

    assert not await door.opens(ann)


@pytest.fixture
async def worker(
    slack: FakeSlack, study: Channel, services: Services, store: Store, clock: Clock
) -> AsyncIterator[Worker]:
    grant(slack)
    async with serving(services, store, over_http(slack), clock) as running:
        yield running


async def test_over_http_where_others_may_hear_it_a_minute_is_the_oldest(
    worker: Worker, study: Channel, ann: Person
):
    readers: Readers = worker.chat.readers
    subject = Caller(ann.user.team.id, ann.id).subject
    assert await readers.may_read(known(study), subject, within_s=3600)
    await ann.leave(study)  # another worker is told
    worker.clock.advance(OLDEST_OVER_HTTP + SECOND)

    assert not await readers.may_read(known(study), subject, within_s=3600)


async def test_over_http_it_is_no_at_once_where_the_event_comes_to(
    worker: Worker, slack: FakeSlack, study: Channel, ann: Person
):
    await slack.point_at(worker.events)
    subject = Caller(ann.user.team.id, ann.id).subject
    assert await worker.chat.readers.may_read(known(study), subject, within_s=3600)
    await ann.leave(study)
    await slack.quiet()
    await worker.chat.stop()

    assert not await worker.chat.readers.may_read(known(study), subject, within_s=3600)
