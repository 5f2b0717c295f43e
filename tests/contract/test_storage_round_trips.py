"""Every model comes back from storage as it was put there, on every engine."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.deliveries import Delivery
from bot.core.models import (
    Group,
)
from bot.core.read_models import DeckSummary
from bot.storage.transaction import Store
from tests.contract import examples
from tests.contract.examples import ANN, CHANNEL, DECK, QUESTION, WORKSPACE, G
from tests.fakes.members import add_member
from tests.fakes.rows import stored
from tests.profiles import scaled

# Each example has ids of its own, so that one database serves them all.
many = settings(
    max_examples=scaled(25),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@many
@given(st.data())
async def test_groups_and_their_channels_come_back_as_they_were(store: Store, data: st.DataObject):
    group = data.draw(examples.groups())
    channel = data.draw(examples.channels(group.id))
    async with store.writing() as tx:
        await tx.groups.add(group)
        await tx.groups.add_channel(channel)

    async with store.reading() as tx:
        assert await tx.groups.get(group.id) == group
        assert group in await stored(tx, Group)
        assert await tx.groups.channel(channel.id) == channel
        assert await tx.groups.channels(group.id) == [channel]
        assert await tx.groups.find_channel("web", channel.address) == channel


@many
@given(st.data())
async def test_members_accounts_and_sessions_come_back_as_they_were(
    world: Store, data: st.DataObject
):
    member = data.draw(examples.members(G))
    account = data.draw(examples.accounts(member.person))
    session = data.draw(examples.sessions(member.person, WORKSPACE.id))
    async with world.writing() as tx:
        await add_member(tx, member)
        await tx.persons.add_account(account)
        await tx.persons.add_session(session)

    async with world.reading() as tx:
        assert await tx.members.get(member.id) == member
        assert await tx.members.named(G, member.name) == member
        assert member in await tx.members.of_group(G)
        assert await tx.members.with_account(G, "web", account.subject) == member
        assert await tx.persons.find_session(session.token_hash) == session


@many
@given(st.data())
async def test_decks_with_all_that_is_in_them_come_back_as_they_were(
    world: Store, data: st.DataObject
):
    deck = data.draw(examples.decks(WORKSPACE.id))
    source = data.draw(examples.sources(deck.id))
    question = data.draw(examples.questions(deck.id))
    answer = data.draw(examples.answers(question.id, source.id))
    async with world.writing() as tx:
        await tx.decks.add(deck)
        await tx.decks.add_source(source)
        await tx.decks.put_questions([question])
        await tx.decks.add_answers([answer])

    async with world.reading() as tx:
        assert await tx.decks.get(deck.id) == deck
        assert await tx.decks.titled(WORKSPACE.id, deck.title) == deck
        assert deck in await tx.decks.at_hand(G)
        assert await tx.decks.sources(deck.id) == [source]
        assert await tx.decks.question(question.id) == question
        assert await tx.decks.questions(deck.id) == [question]
        assert await tx.decks.answers(deck.id) == [answer]
        assert await tx.decks.answers_to([question.id]) == {question.id: [(answer, source)]}
        assert await tx.decks.summaries(G, deck.id) == [DeckSummary(deck, 1, (source,))]
        assert (deck.id, deck.title, WORKSPACE.name) in await tx.decks.titles(G)


@many
@given(st.data())
async def test_rounds_and_replies_come_back_as_they_were(world: Store, data: st.DataObject):
    round_ = data.draw(examples.rounds(G, QUESTION))
    reply = data.draw(examples.replies(round_.id, ANN.id))
    async with world.writing() as tx:
        await tx.rounds.add(round_)
        await tx.replies.put([reply])

    async with world.reading() as tx:
        assert await tx.rounds.get(round_.id) == round_
        assert await tx.replies.find(round_.id, ANN.id) == reply
        assert await tx.replies.of_round(round_.id) == [reply]


@many
@given(st.data())
async def test_schedules_come_back_as_they_were(world: Store, data: st.DataObject):
    schedule = data.draw(examples.schedules(G, DECK.id))
    async with world.writing() as tx:
        await tx.schedules.add(schedule)

    async with world.reading() as tx:
        assert await tx.schedules.get(schedule.id) == schedule
        assert schedule in await tx.schedules.of_group(G)


@many
@given(st.data())
async def test_deliveries_and_notices_come_back_as_they_were(world: Store, data: st.DataObject):
    round_ = data.draw(examples.rounds(G, QUESTION))
    delivery = data.draw(examples.deliveries(G, CHANNEL.id, round_.id))
    web_message = data.draw(examples.web_messages(CHANNEL.id))
    async with world.writing() as tx:
        await tx.rounds.add(round_)
        await tx.deliveries.add([delivery])
        await tx.web_messages.pin(web_message)

    async with world.reading() as tx:
        assert await stored(tx, Delivery, round=round_.id) == [delivery]
        assert await tx.web_messages.find(CHANNEL.id, web_message.key) == web_message


@many
@given(st.data())
async def test_drafts_and_secrets_come_back_as_they_were(world: Store, data: st.DataObject):
    draft = data.draw(examples.drafts(WORKSPACE.id))
    name, value = examples.fresh("name"), data.draw(examples.TEXTS)
    async with world.writing() as tx:
        await tx.drafts.add(draft)
        await tx.key_values.put(name, value)

    async with world.reading() as tx:
        assert await tx.drafts.get(WORKSPACE.id, draft.id) == draft
        assert await tx.key_values.find(name) == value
