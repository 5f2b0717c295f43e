"""What people wrote as messages of their own, on every engine: where it is, and that it went."""

from __future__ import annotations

from bot.core.comments import Comment
from bot.core.models import Channel, ChannelId, Reply
from bot.services.context import Context
from bot.services.services import Services
from bot.storage.transaction import Store, Transaction
from tests.contract.examples import ANN, CHANNEL, NOON, ROUND, G

BESIDE = Channel(ChannelId("beside"), G, "chat", "beside", CHANNEL.workspace)
HERE, THREAD = f"chat:{CHANNEL.address}:1", "chat:thread:2"


async def _written(tx: Transaction) -> None:
    await tx.groups.add_channel(BESIDE)
    await tx.rounds.add(ROUND)
    await tx.groups.add_audiences({ROUND.id: [CHANNEL, BESIDE]})
    await tx.replies.put([Reply(ROUND.id, ANN.id, "It rests.", 1, NOON, written_in=HERE)])
    await tx.comments.put(Comment("c", ROUND.id, ANN.id, "And naps.", NOON, written_in=THREAD))


async def test_where_messages_of_ones_own_stand_is_known_by_channel_or_by_its_round(world: Store):
    async with world.writing() as tx:
        await _written(tx)
        assert await tx.replies.places_of([ANN.id]) == {(ROUND.id, HERE)}
        assert await tx.comments.places_of([ANN.id]) == {(ROUND.id, THREAD)}
        assert await tx.replies.places_of([]) == frozenset()
        told = await tx.groups.told_in_of([ROUND.id])
        assert [each.id for each in told[ROUND.id]] == sorted([CHANNEL.id, BESIDE.id])
        assert await tx.replies.written_about(BESIDE.id) == {HERE}
        assert await tx.comments.written_about(CHANNEL.id) == {THREAD}

    wrote = await _services(world).withdrawals.wrote_in(ANN.person)
    assert {each.id for each in wrote} == {CHANNEL.id, BESIDE.id}
    assert await _services(world).withdrawals.wrote_in(ANN.person, G)


async def test_with_a_thread_goes_what_stood_in_it_and_with_a_channel_the_rest(world: Store):
    async with world.writing() as tx:
        await _written(tx)
    withdrawals = _services(world).withdrawals
    await withdrawals.channel_gone(BESIDE.platform, BESIDE.workspace, BESIDE.address)
    assert len(await withdrawals.written_under(ROUND.id)) == 2, "nothing stood there"
    await withdrawals.thread_gone(CHANNEL, "thread")
    assert await withdrawals.written_under(ROUND.id) == {HERE}
    await withdrawals.channel_gone(CHANNEL.platform, "another", CHANNEL.address)
    assert await withdrawals.written_under(ROUND.id) == {HERE}
    await withdrawals.channel_gone(CHANNEL.platform, CHANNEL.workspace, CHANNEL.address)
    assert await withdrawals.written_under(ROUND.id) == frozenset()


def _services(world: Store) -> Services:
    return Services(Context(world, clock=lambda: NOON))
