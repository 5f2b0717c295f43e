"""Where a delivery goes, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, DeliveryState
from bot.core.models import (
    Channel,
    ChannelId,
    Workspace,
    WorkspaceId,
)
from bot.errors import NotFound
from bot.storage.transaction import Store
from tests.contract.examples import ANN, CHANNEL, DELIVERY, NOON, ROUND, G
from tests.fakes.members import add_account
from tests.fakes.rows import rewrite

HALL = Channel(
    ChannelId("hall"),
    G,
    "discord",
    "7",
    "guild",
    owner="42",
    mention_role="99",
    threads=False,
)
GUILD = Workspace(WorkspaceId("guild"), "discord", "guild", "Club", NOON, owner="77")
ASKED = Delivery(
    key=DeliveryKey(f"{ROUND.id}:{DeliveryKind.QUESTION}:{HALL.id}"),
    kind=DeliveryKind.QUESTION,
    group=G,
    channel=HALL.id,
    platform=HALL.platform,
    created_at=NOON,
    round=ROUND.id,
    state=DeliveryState.SENT,
    external_id="m1",
)
REVEAL = replace(ASKED, key=DeliveryKey("reveal"), kind=DeliveryKind.REVEAL, external_id="m2")
NOTICE = replace(REVEAL, key=DeliveryKey("notice"), kind=DeliveryKind.NOTICE, round=None)
REMINDER = replace(REVEAL, key=DeliveryKey("reminder"), kind=DeliveryKind.REMINDER, member=ANN.id)


@pytest.fixture
async def club(world: Store) -> Store:
    """A group in a server, where a question was posted."""
    async with world.writing() as tx:
        await tx.workspaces.ensure(GUILD)
        await tx.groups.add_channel(HALL)
        await tx.rounds.add(ROUND)
        await tx.deliveries.add([ASKED, REVEAL, NOTICE, REMINDER])
    return world


async def test_a_question_goes_into_its_channel_and_mentions_its_role(club: Store):
    async with club.reading() as tx:
        address = await tx.deliveries.address(ASKED.key)
    assert (address.channel, address.key, address.under) == (HALL, ASKED.key, None)
    assert (address.thread, address.mention_role, address.person) == (False, "99", None)
    assert address.since == NOON - timedelta(minutes=5)


async def test_what_follows_a_question_goes_under_it_and_mentions_nobody(club: Store):
    async with club.reading() as tx:
        address = await tx.deliveries.address(REVEAL.key)
    assert (address.under, address.mention_role, address.person) == ("m1", None, None)


async def test_what_follows_a_question_that_was_not_sent_is_under_nothing(club: Store):
    async with club.writing() as tx:
        await rewrite(tx, replace(ASKED, state=DeliveryState.DEAD))
        assert (await tx.deliveries.address(REVEAL.key)).under is None


async def test_a_notice_is_for_the_channels_owner_if_it_has_one(club: Store):
    async with club.writing() as tx:
        assert (await tx.deliveries.address(NOTICE.key)).person == "42"
        await tx.groups.update_channel(HALL.id, owner="")
        assert (await tx.deliveries.address(NOTICE.key)).person is None


async def test_a_reminder_is_for_the_members_account_on_the_channels_platform(club: Store):
    async with club.writing() as tx:
        await add_account(tx, ANN, "slack", "U1")
        assert (await tx.deliveries.address(REMINDER.key)).person is None
        for subject in ("d2", "d1"):
            await add_account(tx, ANN, "discord", subject)
        assert (await tx.deliveries.address(REMINDER.key)).person == "d1"


async def test_a_reminder_is_for_an_account_of_the_channels_workspace_where_they_have_their_own(
    club: Store,
):
    async with club.writing() as tx:
        await add_account(tx, ANN, "discord", "guil_:1")
        await add_account(tx, ANN, "discord", "elsewhere:1")
        assert (await tx.deliveries.address(REMINDER.key)).person is None
        await add_account(tx, ANN, "discord", "guild:2")
        assert (await tx.deliveries.address(REMINDER.key)).person == "guild:2"


async def test_a_channel_has_its_threads_and_nobody_to_mention_unless_it_is_said(world: Store):
    async with world.writing() as tx:
        await tx.rounds.add(ROUND)
        await tx.deliveries.add([DELIVERY])
        address = await tx.deliveries.address(DELIVERY.key)
    assert (address.channel, address.thread, address.mention_role) == (CHANNEL, True, None)


async def test_what_is_kept_up_to_date_comes_with_its_address(club: Store):
    async with club.writing() as tx:
        await rewrite(tx, replace(REVEAL, edit_at=NOON))
        ((found, address),) = await tx.posted.to_edit(["discord"], [G])
        assert (found.key, address) == (REVEAL.key, await tx.deliveries.address(REVEAL.key))
        assert await tx.posted.to_edit(["slack"], [G]) == []


async def test_a_delivery_that_is_not_there_goes_nowhere(world: Store):
    async with world.reading() as tx:
        with pytest.raises(NotFound):
            await tx.deliveries.address(DeliveryKey("x"))
