"""Decks that several groups are asked: a workspace's, and those that are shipped for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.models import (
    SHIPPED,
    Answer,
    Channel,
    DeckId,
    Group,
    Question,
    Workspace,
    WorkspaceId,
)
from bot.errors import DeckIsShipped, NotFound
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.places import linked, settled
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.services.documents import OTHER_TOPIC, request, upload

HOUR = timedelta(hours=1)


@pytest.fixture
async def study(services: Services) -> Channel:
    """A channel with its group."""
    return await settled(services, name="study")


@pytest.fixture
async def beside(services: Services) -> Channel:
    """Another channel of the same workspace, with its own group."""
    return await settled(services, name="beside")


@pytest.fixture
async def shipped(store: Store, clock: Clock) -> StudyDeck:
    """A deck of the library."""
    async with store.writing() as tx:
        await tx.workspaces.ensure_library(clock.now())
    return await store_deck(store, SHIPPED, clock.now())


async def _workspace(services: Services, channel: Channel) -> Workspace:
    found = await services.workspaces.find(channel.platform, channel.workspace)
    assert found is not None
    return found


async def _contents(
    store: Store, deck: DeckId
) -> tuple[list[tuple[int, str]], list[str], list[str]]:
    async with store.reading() as tx:
        questions: list[Question] = list(await tx.decks.questions(deck))
        answers: list[Answer] = list(await tx.decks.answers(deck))
        sources = [each.name for each in await tx.decks.sources(deck)]
    return [(each.position, each.text) for each in questions], sources, [a.text for a in answers]


# --- one deck, several groups ---------------------------------------------------------------------


async def test_each_group_has_its_own_place_in_a_deck(
    services: Services, shipped: StudyDeck, study: Channel, beside: Channel
):
    first = await services.rounds.open_next(study.group, shipped.id)
    second = await services.rounds.open_next(study.group, shipped.id)
    theirs = await services.rounds.open_next(beside.group, shipped.id)

    assert (first.question, second.question) == (
        shipped.questions[0].id,
        shipped.questions[1].id,
    )
    assert theirs.question == first.question
    assert [each.round.id for each in await services.cards.open_now(see(channels=[beside]))] == [
        theirs.id
    ]


async def test_two_groups_that_open_one_question_at_once_both_do(
    services: Services,
    restarted: Callable[[], Services],
    shipped: StudyDeck,
    study: Channel,
    beside: Channel,
):
    rounds = await asyncio.gather(
        services.rounds.open_next(study.group, shipped.id),
        restarted().rounds.open_next(beside.group, shipped.id),
    )

    assert {each.group for each in rounds} == {study.group, beside.group}
    assert {each.question for each in rounds} == {shipped.questions[0].id}


async def test_a_member_of_two_groups_answers_in_each_for_itself(
    services: Services, shipped: StudyDeck, study: Channel, beside: Channel
):
    """Open in both: what they said in one opens it there alone, and closes nothing here."""
    rounds = [await services.rounds.open_next(each.group, shipped.id) for each in (study, beside)]
    ann, also = [
        await services.members.of_platform(each.group, "chat", "A", "Ann")
        for each in (study, beside)
    ]
    assert ann.person == also.person
    who = see(ann, also, channels=[study, beside])
    await services.replies.save(rounds[0].id, ann, "It relaxes.", 0)

    found = await services.lookup.question(who, shipped.questions[0].id)
    assert (found.answers, found.guarded_by) == (None, rounds[1].id)
    await services.rounds.close(study.group, rounds[0].id)
    assert [each.replied for each in await services.cards.open_now(who)] == [False]

    await services.replies.save(rounds[1].id, also, "As I said.", 0)
    found = await services.lookup.question(who, shipped.questions[0].id)
    assert found.answers is not None
    assert (await services.reveals.reveal(rounds[0].id, who)).replies


async def test_a_pack_that_is_updated_under_an_open_round_leaves_its_question_as_it_was_asked(
    services: Services, store: Store, shipped: StudyDeck, study: Channel
):
    round_ = await services.rounds.open_next(study.group, shipped.id)
    async with store.writing() as tx:
        moved = replace(shipped.questions[0], position=2)
        new = Question(replace(moved).id, shipped.id, 2, moved.text)
        await tx.decks.put_questions([new, replace(shipped.questions[2], position=0)])
        await tx.decks.remove_source(shipped.sources[1])

    card = await services.cards.card(round_.id, see(channels=[study]))
    assert (card.question.id, card.question.text) == (round_.question, shipped.questions[0].text)
    await services.rounds.close(study.group, round_.id)
    reveal = await services.reveals.reveal(round_.id, see(channels=[study]))
    assert [each.author for each in reveal.answers.earlier] == ["Oda"]
    # It was asked already, wherever it stands now.
    following = await services.rounds.open_next(study.group, shipped.id)
    assert following.question == shipped.questions[2].id


# --- whose they are -------------------------------------------------------------------------------


async def test_the_library_is_for_every_group_and_nobodys_to_change(
    services: Services, shipped: StudyDeck, study: Channel, room: Group
):
    workspace = await _workspace(services, study)
    for asked in (study.group, workspace.id, room.id):
        (summary,) = await services.decks.of_group(asked)
        assert summary.deck == shipped.deck
    for attempt in (
        services.decks.choose_reference(workspace.id, shipped.id, shipped.sources[1].id),
        services.decks.set_language(workspace.id, shipped.id, "german"),
    ):
        with pytest.raises(DeckIsShipped):
            await attempt


async def test_a_linked_group_can_be_asked_the_decks_of_both_workspaces_which_stay_theirs(
    services: Services, store: Store, clock: Clock, study: Channel
):
    there = await linked(services, await settled(services, workspace="2"), study.group)
    workspaces = [await _workspace(services, each) for each in (study, there)]
    decks = [await store_deck(store, each.id, clock.now()) for each in workspaces]

    found = [each.deck for each in await services.decks.of_group(study.group)]
    assert {each.id for each in found} == {each.id for each in decks}
    assert sorted((await services.decks.titles(study.group)).values()) == [
        "Baking bread",
        f"Baking bread ({workspaces[1].name})",
    ]
    for deck in decks:
        await services.rounds.open_question(study.group, deck.questions[0].id)
    with pytest.raises(NotFound):
        await services.decks.set_language(workspaces[0].id, decks[1].id, "german")

    await services.linking.leave(there.id)
    assert [each.deck.id for each in await services.decks.of_group(study.group)] == [decks[0].id]
    # What is planned of a deck that went is still called by its name.
    titles = await services.decks.titles(study.group, {decks[1].id})
    assert set(titles) == {decks[1].id}


async def test_a_deck_that_was_asked_last_and_went_is_the_usual_one_no_more(
    services: Services, store: Store, clock: Clock, study: Channel, shipped: StudyDeck
):
    there = await linked(services, await settled(services, workspace="2"), study.group)
    workspace = await _workspace(services, there)
    deck = await store_deck(store, workspace.id, clock.now(), "Theirs")
    await services.rounds.open_next(study.group, deck.id)
    assert (await services.decks.usual(study.group)).id == deck.id

    await services.linking.leave(there.id)

    assert await services.decks.usual(study.group) == shipped.deck


async def test_a_packs_title_may_be_an_own_decks_too(
    services: Services, store: Store, clock: Clock, study: Channel, shipped: StudyDeck
):
    workspace = await _workspace(services, study)
    own = await store_deck(store, workspace.id, clock.now())

    assert await services.decks.titles(study.group) == {
        own.id: "Baking bread",
        shipped.id: "Baking bread (Library)",
    }
    for deck in (own, shipped):
        round_ = await services.rounds.open_next(study.group, deck.id)
        assert round_.deck == deck.id
        await services.rounds.close(study.group, round_.id)


# --- copies ---------------------------------------------------------------------------------------


async def test_a_copy_has_all_that_stands_in_a_deck_and_is_the_workspaces_own(
    services: Services, store: Store, study: Channel, shipped: StudyDeck
):
    workspace = await _workspace(services, study)

    copied = await services.decks.copy(workspace.id, study.group, shipped.id)
    again = await services.decks.copy(workspace.id, study.group, shipped.id)

    assert (copied.workspace, copied.pack, copied.title) == (workspace.id, None, "Baking bread")
    assert again.title == "Baking bread (2)"
    assert await _contents(store, copied.id) == await _contents(store, shipped.id)
    async with store.reading() as tx:
        sources = {each.id: each.author for each in await tx.decks.sources(copied.id)}
    assert copied.reference is not None
    assert sources[copied.reference] == "Mara"
    assert (await services.decks.set_language(workspace.id, copied.id, "german")).language


async def test_a_copy_is_changed_without_the_deck_that_it_was_made_of(
    services: Services, store: Store, study: Channel, shipped: StudyDeck
):
    workspace = await _workspace(services, study)
    before = await _contents(store, shipped.id)
    copied = await services.decks.copy(workspace.id, study.group, shipped.id)
    more = upload("tea.md", OTHER_TOPIC)
    options = {"title": copied.title, "add": True}

    plan = await services.decks.plan(request(workspace.id, more, **options))
    await services.decks.store(plan)

    assert await _contents(store, shipped.id) == before
    assert await _contents(store, copied.id) != before


async def test_nobody_copies_what_their_group_cannot_be_asked(
    services: Services, store: Store, clock: Clock, study: Channel
):
    there = await settled(services, workspace="2")
    theirs = await store_deck(store, (await _workspace(services, there)).id, clock.now())
    workspace = await _workspace(services, study)

    for asked in (study.group, workspace.id):
        with pytest.raises(NotFound):
            await services.decks.copy(workspace.id, asked, theirs.id)
    with pytest.raises(NotFound):
        await services.decks.copy(WorkspaceId("nobody's"), study.group, DeckId("none"))
