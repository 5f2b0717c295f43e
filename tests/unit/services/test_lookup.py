"""Looking a question up: its answers show unless it is open and the reader has not replied."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.models import SHIPPED, ChannelId, Group, Member, Round
from bot.core.read_models import Reader
from bot.core.schedules import Plan
from bot.errors import NotFound
from bot.services.context import Context
from bot.services.groups import LOCAL_GROUP, LOCAL_WORKSPACE
from bot.services.lookup import LookupService
from bot.services.services import Services
from bot.storage.transaction import Store, Transaction
from tests.fakes.clock import Clock
from tests.fakes.members import see
from tests.fakes.patience import PATIENCE_S
from tests.fakes.study_deck import StudyDeck, store_deck
from tests.unit.services.documents import OTHER_TOPIC, request, upload

DOUGH = "why dough rest shape"


class Meanwhile:
    """A store in which something happens as soon as the first look into it has ended."""

    def __init__(self, store: Store, happen: Callable[[], Awaitable[object]]) -> None:
        self._store = store
        self._to_happen = [happen]
        self.writing = store.writing

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        async with self._store.reading() as tx:
            yield tx
        while self._to_happen:
            await self._to_happen.pop()()


async def _use(services: Services, deck: StudyDeck) -> None:
    """Have the deck used: what a group has planned, its readers may look up."""
    plan = Plan(deck.id, "09:00", "UTC", timedelta(hours=1))
    await services.schedules.add(LOCAL_GROUP, plan)


async def _shipped(store: Store, clock: Clock) -> StudyDeck:
    async with store.writing() as tx:
        await tx.workspaces.ensure_library(clock.now())
    return await store_deck(store, SHIPPED, clock.now())


async def test_a_question_is_found_with_its_answers(
    services: Services, room: Group, ann: Member, deck: StudyDeck
):
    await _use(services, deck)
    found = await services.lookup.search(see(ann), DOUGH)

    assert found[0].question == deck.questions[0]
    assert found[0].answers is not None
    assert [authored.author for authored in found[0].answers.reference] == ["Mara"]


async def test_an_open_question_shows_its_answers_only_to_who_has_replied(
    services: Services, ann: Member, bo: Member, open_round: Round
):
    group = open_round.group
    await services.replies.save(open_round.id, bo, "It relaxes.", 0)

    for reader in (ann, None):
        (first, *_) = await services.lookup.search(see(reader), DOUGH)
        assert (first.answers, first.guarded_by) == (None, open_round.id)
        asked = await services.lookup.question(see(reader), open_round.question)
        assert (asked.answers, asked.guarded_by) == (None, open_round.id)
    (first, *_) = await services.lookup.search(see(bo), DOUGH)
    assert first.answers is not None

    await services.rounds.close(group, open_round.id)
    for reader in (ann, bo, None):
        (first, *_) = await services.lookup.search(see(reader), DOUGH)
        assert first.answers is not None
        assert first.guarded_by is None


async def test_no_part_of_an_open_questions_answers_comes_out(
    services: Services, ann: Member, deck: StudyDeck, open_round: Round
):
    found = await services.lookup.search(see(ann), "gluten relaxes stretches tearing")

    hidden = [each for each in found if each.question.id == open_round.question]
    answers = [each.text for each in deck.answers if each.question == open_round.question]
    assert not any(answer in repr(hidden) for answer in answers)


async def test_an_open_question_is_not_found_by_the_words_of_its_answers(
    services: Services, ann: Member, bo: Member, open_round: Round
):
    group, told = open_round.group, "gluten relaxes stretches tearing"
    await services.replies.save(open_round.id, bo, "It relaxes.", 0)

    for reader, finds in ((ann, False), (None, False), (bo, True)):
        found = await services.lookup.search(see(reader), told)
        suggested = await services.lookup.suggest(see(reader), told, patience=PATIENCE_S)
        assert (open_round.question in {each.question.id for each in found}) is finds
        assert (open_round.question in {each.id for each in suggested}) is finds

    await services.rounds.close(group, open_round.id)
    (first, *_) = await services.lookup.search(see(ann), told)
    assert first.question.id == open_round.question


async def test_an_open_question_is_suggested_by_its_own_words(
    services: Services, ann: Member, open_round: Round
):
    (first, *_) = await services.lookup.suggest(see(ann), DOUGH, patience=PATIENCE_S)

    assert first.id == open_round.question


async def test_nor_is_its_twin_in_another_deck(
    services: Services, store: Store, clock: Clock, ann: Member, open_round: Round
):
    await _use(services, await store_deck(store, open_round.group, clock.now(), "Bread again"))

    assert await services.lookup.search(see(ann), "gluten stretches tearing") == []


async def test_a_round_that_opens_while_the_index_is_built_is_guarded(
    *, services: Services, context: Context, room: Group, ann: Member, deck: StudyDeck
):
    store = Meanwhile(context.store, lambda: services.rounds.open_next(room.id, deck.id))

    (found,) = await LookupService(replace(context, store=store), services.access).search(
        see(ann), DOUGH, 1, asked=room.id
    )

    assert found.guarded_by is not None
    assert found.answers is None


async def test_the_same_words_in_another_deck_are_guarded_too(
    services: Services, store: Store, clock: Clock, ann: Member, open_round: Round
):
    twin = await store_deck(store, open_round.group, clock.now(), "Bread again")
    await _use(services, twin)

    found = await services.lookup.question(see(ann), twin.questions[0].id)

    assert (found.answers, found.guarded_by) == (None, open_round.id)


async def test_a_skipped_question_is_guarded_no_more(
    services: Services, ann: Member, open_round: Round
):
    await services.rounds.skip(open_round.group, open_round.id)

    found = await services.lookup.question(see(ann), open_round.question)

    assert found.answers is not None


async def test_another_groups_decks_are_not_searched(
    services: Services, other_room: Group, ann: Member, deck: StudyDeck
):
    await _use(services, deck)
    there = see(ann, channels=[ChannelId("other-web")])

    assert await services.lookup.search(there, DOUGH) == []
    assert await services.lookup.suggest(there, DOUGH, patience=PATIENCE_S) == []
    with pytest.raises(NotFound):
        await services.lookup.question(there, deck.questions[0].id)


async def test_a_deck_that_no_group_of_theirs_uses_is_for_those_who_plan_alone(
    services: Services, room: Group, ann: Member, deck: StudyDeck
):
    assert await services.lookup.search(see(ann), DOUGH) == []
    with pytest.raises(NotFound):
        await services.lookup.question(see(ann), deck.questions[0].id)

    for asked in (room.id, LOCAL_WORKSPACE):
        (found, *_) = await services.lookup.search(see(ann), DOUGH, asked=asked)
        assert found.question == deck.questions[0]


async def test_shipped_decks_are_looked_up_by_everybody_beside_their_own(
    services: Services, store: Store, clock: Clock, ann: Member, deck: StudyDeck
):
    await _use(services, deck)
    shipped = await _shipped(store, clock)

    (first, *others) = await services.lookup.search(see(ann), DOUGH)
    assert first.question.id == deck.questions[0].id
    assert [each.id for each in first.also_in] == [shipped.deck.id]
    assert shipped.questions[0].id not in {each.question.id for each in others}
    for reader in (see(), Reader()):
        assert await services.lookup.search(reader, DOUGH)
        assert (await services.lookup.question(reader, shipped.questions[0].id)).answers


async def test_an_open_questions_answers_are_withheld_in_every_deck_and_group_of_the_person(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    ann: Member,
    other_room: Group,
    open_round: Round,
):
    """The same words in the library, too, and asked from a group where it is not open."""
    shipped = await _shipped(store, clock)
    elsewhere = see(ann, channels=[ChannelId("other-web")])
    for reader in (see(), see(ann), elsewhere):
        (found, *_) = await services.lookup.search(reader, DOUGH)
        assert (found.answers, found.guarded_by) == (None, open_round.id)
        found = await services.lookup.question(reader, shipped.questions[0].id)
        assert (found.answers, found.guarded_by) == (None, open_round.id)
        assert await services.lookup.search(reader, "gluten stretches tearing") == []
    stranger = see(channels=[ChannelId("other-web")])
    (found, *_) = await services.lookup.search(stranger, DOUGH)
    assert (found.answers is not None, found.guarded_by) == (True, None)


async def test_another_groups_open_round_guards_nothing_here(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    room: Group,
    other_room: Group,
    deck: StudyDeck,
):
    await _use(services, deck)
    theirs = await store_deck(store, other_room.id, clock.now())
    await services.rounds.open_next(other_room.id, theirs.id)

    (first, *_) = await services.lookup.search(see(), DOUGH)

    assert first.answers is not None


async def test_a_new_deck_is_found_at_the_next_search(
    services: Services, room: Group, deck: StudyDeck
):
    assert not await _texts(services, room, "green tea bitter")

    plan = await services.decks.plan(request(room.id, upload("tea.md", OTHER_TOPIC)))
    await services.decks.store(plan)

    assert await _texts(services, room, "green tea bitter") == [
        "How is green tea kept from turning bitter?"
    ]


async def _texts(services: Services, room: Group, query: str) -> list[str]:
    found = await services.lookup.search(see(), query, 1, asked=room.id)
    return [each.question.text for each in found if "tea" in each.question.text]


async def test_many_searches_at_once_all_find_it(services: Services, room: Group, deck: StudyDeck):
    await _use(services, deck)
    results = await asyncio.gather(*(services.lookup.search(see(), DOUGH, 1) for _ in range(20)))

    assert {found[0].question.id for found in results} == {deck.questions[0].id}


async def test_a_search_that_is_cancelled_does_not_spoil_the_next(
    services: Services, room: Group, deck: StudyDeck
):
    await _use(services, deck)
    first = asyncio.create_task(services.lookup.search(see(), DOUGH, 1))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)

    assert await services.lookup.search(see(), DOUGH, 1)


async def test_strange_queries_find_nothing_and_break_nothing(
    services: Services, room: Group, deck: StudyDeck
):
    await _use(services, deck)
    for query in ("", " ", "\u200b", "?" * 5000, "\ud800", "'; DROP TABLE decks;--", "x" * 100_000):
        await services.lookup.search(see(), query)
        await services.lookup.suggest(see(), query)


async def test_questions_are_suggested_while_one_types(
    services: Services, room: Group, deck: StudyDeck
):
    question = deck.questions[1]
    await _use(services, deck)

    for end in range(len("What does st"), len(question.text)):
        (first, *_) = await services.lookup.suggest(see(), question.text[:end], patience=PATIENCE_S)
        assert (first.id, first.text) == (question.id, question.text)


async def test_before_the_first_letter_the_questions_asked_last_are_suggested(
    services: Services, room: Group, deck: StudyDeck, clock: Clock
):
    for place in (2, 0, 2):
        round_ = await services.rounds.open_question(room.id, deck.questions[place].id)
        clock.advance(timedelta(minutes=1))
        await services.rounds.close(room.id, round_.id)

    suggested = await services.lookup.suggest(see(), " ", patience=PATIENCE_S)

    assert [each.text for each in suggested] == [deck.questions[n].text for n in (2, 0)]


async def test_before_the_first_letter_and_round_the_first_questions_are_suggested(
    services: Services, room: Group, deck: StudyDeck
):
    suggested = await services.lookup.suggest(see(), "", 2, patience=PATIENCE_S, asked=room.id)

    assert [each.id for each in suggested] == [question.id for question in deck.questions[:2]]


async def test_an_index_that_is_still_being_built_is_not_waited_for(
    *, services: Services, restarted: Callable[[], Services], room: Group, deck: StudyDeck
):
    round_ = await services.rounds.open_question(room.id, deck.questions[1].id)
    await services.rounds.close(room.id, round_.id)

    stand_ins = {"": [1], "Steam  do": [1], "starter": [], "when IS": [2], "100%": []}
    for query, places in stand_ins.items():
        suggested = await restarted().lookup.suggest(see(), query, patience=0)
        assert [each.id for each in suggested] == [deck.questions[place].id for place in places]


async def test_while_an_index_changes_the_one_before_is_asked(
    services: Services, room: Group, deck: StudyDeck
):
    await _use(services, deck)
    lookup = services.lookup
    before = await lookup.suggest(see(), DOUGH, patience=PATIENCE_S)

    lookup.forget(LOCAL_WORKSPACE)

    assert before
    assert await lookup.suggest(see(), DOUGH, patience=0) == before


async def test_what_only_an_answer_says_is_shown_as_that(
    services: Services, ann: Member, deck: StudyDeck
):
    await _use(services, deck)

    (found, *_) = await services.lookup.search(see(ann), "gluten relaxs")

    assert found.question == deck.questions[0]
    assert found.answers is not None
    marked = {each.text.casefold() for each in found.passage if each.marked}
    assert any(word.startswith("relax") for word in marked)


async def test_a_question_that_was_answered_leads_to_its_last_round_where_that_is_read(
    *, services: Services, ann: Member, other_room: Group, open_round: Round, store: Store,
    clock: Clock,
):  # fmt: skip
    await _shipped(store, clock)
    await services.rounds.close(open_round.group, open_round.id)

    for reader, round_ in (
        (see(ann), open_round.id),
        (see(channels=[ChannelId("other-web")]), None),
    ):
        (found, *_) = await services.lookup.search(reader, DOUGH)
        assert (found.round and found.round.id) == round_


async def test_what_hardly_fits_is_told_from_what_does(
    services: Services, ann: Member, deck: StudyDeck
):
    await _use(services, deck)

    (sure, *_) = await services.lookup.search(see(ann), DOUGH)
    unsure = await services.lookup.search(see(ann), "can i have the dough recipe for tomorrow")

    assert sure.sure
    assert not any(each.sure for each in unsure)


async def test_a_group_without_a_deck_is_suggested_nothing(services: Services, other_room: Group):
    for asked in (None, other_room.id):
        assert await services.lookup.suggest(see(), "", asked=asked) == []
        assert await services.lookup.suggest(see(), "steam", asked=asked) == []


async def test_no_more_is_suggested_than_wanted(services: Services, room: Group, deck: StudyDeck):
    for query in ("", "why does dough rest"):
        suggested = await services.lookup.suggest(
            see(), query, 1, patience=PATIENCE_S, asked=room.id
        )
        assert len(suggested) == 1


GERMAN = """1. Wozu lässt man den Teig ruhen?

Damit sich der Kleber entspannt und der Teig sich danach formen lässt.

2. Welche Häuser haben in alten Dörfern einen Backofen?

Die meisten hatten keinen, man teilte sich einen in der Mitte des Dorfes.
"""


async def test_words_are_looked_up_as_the_language_of_the_imported_notes_has_them(
    services: Services, room: Group, ann: Member
) -> None:
    plan = await services.decks.plan(request(room.id, upload("brot.md", GERMAN)))
    await services.decks.store(plan)
    await services.schedules.add(
        LOCAL_GROUP, Plan(plan.deck.id, "09:00", "UTC", timedelta(hours=1))
    )

    assert plan.deck.language == "german"
    found = await services.lookup.search(see(ann), "Haus")
    assert [each.question.text for each in found] == [plan.questions[1].text]
