"""Who sees what: asked of the platforms now, and unknown is no."""

from __future__ import annotations

import pytest

from bot.core.models import Channel, ChannelId, Round, RoundId
from bot.core.read_models import Reader
from bot.errors import NotFound
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.conftest import Join
from tests.fakes.members import add_account
from tests.fakes.places import linked, settled
from tests.fakes.readers import FakeReaders
from tests.fakes.study_deck import StudyDeck, store_deck


@pytest.fixture
def chat(services: Services) -> FakeReaders:
    """Who reads what on the platform "chat"."""
    readers = FakeReaders()
    services.access.ask("chat", readers)
    return readers


@pytest.fixture
async def asked(services: Services, store: Store) -> Round:
    """A question that is open in two linked channels of two workspaces on "chat"."""
    study = await settled(services, name="study")
    await linked(services, await settled(services, workspace="2"), study.group)
    workspace = await services.workspaces.find("chat", "1")
    assert workspace is not None
    deck = await store_deck(store, workspace.id, services.clock())
    return await services.rounds.open_next(study.group, deck.id)


async def _of_round(
    services: Services, platform: str, subject: str, round_: RoundId, channel: Channel | None
) -> Reader:
    """Return who acts on a round in a channel, or elsewhere."""
    address = channel.address if channel else ""
    return (await services.access.pressed(platform, subject, round_, address))[1]


async def _told(services: Services, reader: Reader) -> list[str]:
    return [card.round.id for card in await services.cards.open_now(reader)]


async def test_who_acts_in_a_channel_reads_it_whatever_its_platform_knows(
    services: Services, chat: FakeReaders, asked: Round
):
    study = await settled(services, name="study")

    reader = await services.access.here("chat", "A", study)

    assert reader == Reader(frozenset([study.id]))
    assert await _told(services, reader) == [asked.id]
    assert await _of_round(services, "chat", "A", asked.id, study) == reader


async def test_elsewhere_a_round_is_there_for_whoever_reads_one_channel_of_its_audience(
    services: Services, chat: FakeReaders, asked: Round
):
    elsewhere = await settled(services, name="elsewhere")
    there = await settled(services, workspace="2")
    for channel in (elsewhere, None):
        with pytest.raises(NotFound):
            await _of_round(services, "chat", "A", asked.id, channel)

    chat.let_in(there, "A")
    for channel in (elsewhere, None):
        reader = await _of_round(services, "chat", "A", asked.id, channel)
        assert reader.channels == {there.id}

    chat.shut_out(there, "A")
    with pytest.raises(NotFound):
        await _of_round(services, "chat", "A", asked.id, None)


async def test_neither_a_reply_nor_a_membership_lets_anybody_read(
    services: Services, chat: FakeReaders, asked: Round
):
    ann = await services.members.of_platform(asked.group, "chat", "A", "Ann")
    await services.replies.save(asked.id, ann, "It relaxes.", 0)
    for reader in (
        await services.access.anywhere("chat", "A"),
        await services.access.of_person(ann.person),
    ):
        assert reader == Reader(members=frozenset([ann.id]))
        assert await _told(services, reader) == []
        assert await services.access.groups(reader) == []


async def test_outside_of_channels_one_sees_every_group_that_one_reads_and_no_other(
    services: Services, chat: FakeReaders, asked: Round
):
    study = await settled(services, name="study")
    other = await settled(services, workspace="3", name="other")
    ann = await services.members.of_platform(asked.group, "chat", "A", "Ann")
    also = await services.members.of_platform(other.group, "chat", "A", "Ann")
    chat.let_in(study, "A")
    chat.let_in(other, "A")

    reader = await services.access.anywhere("chat", "A")

    assert reader == Reader(frozenset([study.id, other.id]), frozenset([ann.id, also.id]))
    assert {each.id for each in await services.access.groups(reader)} == {
        study.group,
        other.group,
    }
    chat.shut_out(other, "A")
    reader = await services.access.anywhere("chat", "A")
    assert [each.id for each in await services.access.groups(reader)] == [study.group]


async def test_every_account_of_a_person_reads_for_them_each_on_its_platform(
    services: Services, store: Store, chat: FakeReaders, asked: Round, join: Join
):
    study = await settled(services, name="study")
    ann = await join("Ann")
    async with store.writing() as tx:
        await add_account(tx, ann, "chat", "A")
    chat.let_in(study, "A")

    reader = await services.access.of_person(ann.person)

    # She is no member there yet, so that only her own groups' workspaces are looked at.
    assert reader.channels == {ChannelId("local-web")}
    await services.members.of_platform(asked.group, "chat", "A", "Ann")
    reader = await services.access.of_person(ann.person)
    assert reader.channels == {ChannelId("local-web"), study.id}
    assert reader == await services.access.anywhere("web", ann.person)


async def test_an_account_of_a_connected_workspace_is_for_its_platform_to_judge(
    services: Services, chat: FakeReaders, asked: Round
):
    study, there = await settled(services, name="study"), await settled(services, workspace="2")
    elsewhere = FakeReaders(everybody=True)
    services.access.ask("talk", elsewhere)
    chat.let_in(there, "2:A")

    reader = await _of_round(services, "chat", "2:A", asked.id, None)

    assert reader.channels == {there.id}
    assert sorted(chat.asked) == sorted((each.address, "2:A") for each in (study, there))
    assert not await services.access.may_be_told(study, "2:A")
    assert await services.access.may_be_told(there, "2:A")
    with pytest.raises(NotFound):
        await _of_round(services, "talk", "2:A", asked.id, None)
    assert elsewhere.asked == []


async def test_a_platform_that_is_not_connected_lets_nobody_read(services: Services, asked: Round):
    study = await settled(services, name="study")
    assert not await services.access.may_be_told(study, "A")
    assert await services.access.anywhere("chat", "A") == Reader()
    with pytest.raises(NotFound):
        await _of_round(services, "chat", "A", asked.id, None)


async def test_in_the_room_of_the_web_whoever_was_let_in_reads(
    services: Services, join: Join, open_round: Round, deck: StudyDeck
):
    ann = await join("Ann")

    reader = await _of_round(services, "web", ann.person, open_round.id, None)

    assert reader == Reader(frozenset([ChannelId("local-web")]), frozenset([ann.id]))
    with pytest.raises(NotFound):
        await _of_round(services, "web", "a stranger", open_round.id, None)


async def test_an_open_question_is_withheld_from_its_group_even_while_its_platform_is_silent(
    services: Services, chat: FakeReaders, asked: Round
):
    study = await settled(services, name="study")
    ann = await services.members.of_platform(asked.group, "chat", "A", "Ann")
    chat.let_in(study, "A")
    elsewhere = Reader(members=frozenset([ann.id]))

    assert study.id in (await services.access.withholding(elsewhere)).channels
    chat.silent = True
    assert study.id in (await services.access.withholding(elsewhere)).channels
    chat.silent = False
    chat.shut_out(study, "A")
    assert study.id not in (await services.access.withholding(elsewhere)).channels
