"""What is shown after closing, to whom, and what before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.comparison import compare
from bot.core.feedback import Rating
from bot.core.models import ChannelId, Group, Member, MemberId, Naming, QuestionId, Round, RoundId
from bot.core.read_models import Reader, Reveal
from bot.errors import NotAllowed, NotFound
from bot.services.revealed import Revealed
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.clock import Clock
from tests.fakes.members import add_member, see
from tests.fakes.statements import counted_statements
from tests.fakes.study_deck import StudyDeck, store_deck


async def _reveal(services: Services, round_: RoundId, reader: Reader) -> Reveal:
    """Return the reveal as both ways to it tell: for one, and for many who look at once."""
    ways = (
        services.reveals.reveal(round_, reader),
        services.revealed.look(round_, reader, None, None),
    )
    alone, shown = await asyncio.gather(*ways, return_exceptions=True)
    if isinstance(alone, BaseException):
        assert repr(shown) == repr(alone)
        raise alone
    assert isinstance(shown, Revealed)
    assert shown.shared.seen_with(shown.own) == alone
    return alone


async def test_those_who_ask_at_once_share_what_is_read_and_each_finds_their_own(
    *, services: Services, store: Store, ann: Member, bo: Member, open_round: Round
):
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"By {member.name}.", 0)
    await services.rounds.close(open_round.group, open_round.id)
    readers = [see(each) for each in (ann, bo, None) for _ in range(8)]

    with counted_statements(store._engine) as asked:
        reveals = await asyncio.gather(
            *(services.reveals.reveal(open_round.id, reader) for reader in readers)
        )

    of_replies = [each for each in asked.said if "saved_at" in each and "FROM replies" in each]
    # Not once, as not all have asked by the time when the first is told.
    assert 1 <= len(of_replies) <= len(readers) // 3
    own = [[each.text for each in reveal.replies if each.mine] for reveal in reveals]
    assert own == [["By Ann."]] * 8 + [["By Bo."]] * 8 + [[]] * 8


async def test_who_asks_while_a_reveal_is_made_waits_for_that_one_and_reads_no_replies_again(
    *, services: Services, store: Store, ann: Member, bo: Member, open_round: Round
):
    await services.replies.save(open_round.id, ann, "By Ann.", 0)
    await services.rounds.close(open_round.group, open_round.id)
    reveals = services.reveals
    async with store.reading() as tx:
        round_ = await tx.rounds.get(open_round.id)
        parts = await reveals.read(tx, round_)
        first = asyncio.create_task(reveals.made(parts))
        impatient = asyncio.create_task(reveals.made(parts))
        await asyncio.sleep(0)
        with counted_statements(store._engine) as asked:
            second = await reveals.read(tx, round_)
        of_replies = [each for each in asked.said if "FROM replies" in each]
        assert ["aggregate_strings" in each for each in of_replies] == [
            True
        ]  # whether they changed
        assert second.replies == ()
        impatient.cancel()
    assert await reveals.made(second) is await first is await reveals.made(parts)
    assert [each.text for each in (await first).reveal.replies] == ["By Ann."]


async def test_a_reveal_is_as_it_was_when_it_was_asked_for_or_later(
    *, services: Services, clock: Clock, ann: Member, open_round: Round
):
    await services.replies.save(open_round.id, ann, "It relaxes.", 0)
    before = clock.now()
    clock.advance(timedelta(minutes=1))
    await services.rounds.close(open_round.group, open_round.id)
    early = asyncio.create_task(services.reveals.reveal(open_round.id, see()))
    await asyncio.sleep(0)
    await services.replies.save(open_round.id, ann, "It relaxes, so it stretches.", 1, before)

    late = await services.reveals.reveal(open_round.id, see())

    assert [each.text for each in late.replies] == ["It relaxes, so it stretches."]
    assert len((await early).replies) == 1


async def test_nobody_gets_a_reveal_before_the_round_closed(
    services: Services, ann: Member, open_round: Round
):
    await services.replies.save(open_round.id, ann, "It relaxes.", 0)

    for reader in (ann, None):
        with pytest.raises(NotAllowed):
            await _reveal(services, open_round.id, see(reader))


async def test_a_round_that_is_over_reveals_nothing_until_it_is_closed(
    services: Services, clock: Clock, open_round: Round
):
    clock.set(open_round.closes_at)
    with pytest.raises(NotAllowed):
        await _reveal(services, open_round.id, see())

    await services.rounds.tick()
    await _reveal(services, open_round.id, see())


async def test_a_skipped_round_has_no_reveal(services: Services, open_round: Round):
    await services.rounds.skip(open_round.group, open_round.id)

    with pytest.raises(NotFound):
        await _reveal(services, open_round.id, see())


async def test_a_reveal_has_the_reference_the_replies_and_the_earlier_readers(
    *, services: Services, clock: Clock, ann: Member, bo: Member, deck: StudyDeck, open_round: Round
):
    await services.replies.save(open_round.id, bo, "The gluten relaxes, it stretches.", 0)
    clock.advance(timedelta(minutes=1))
    await services.replies.save(open_round.id, ann, "No clue.", 0)
    await services.rounds.close(open_round.group, open_round.id)

    reveal = await _reveal(services, open_round.id, see(ann))

    assert [authored.author for authored in reveal.answers.reference] == ["Mara"]
    assert [authored.author for authored in reveal.answers.earlier] == ["Nils", "Oda"]
    assert [(authored.author, authored.mine) for authored in reveal.replies] == [
        ("Bo", False),
        ("Ann", True),
    ]
    assert len(reveal.comparison.touches) == len(reveal.texts) == 4
    assert sorted(index for group in reveal.comparison.groups for index in group) == [0, 1, 2, 3]
    said, unsaid = reveal.comparison.touches[0], reveal.comparison.touches[1]
    assert any(touch.touched for touch in said)
    assert not any(touch.touched for touch in unsaid)


async def test_earlier_readers_are_further_references_and_endorsed_replies_once_told(
    *, services: Services, clock: Clock, ann: Member, bo: Member, open_round: Round
):
    good = "Yeast makes gas while it rests."
    await services.replies.save(open_round.id, ann, good, 0)
    await services.replies.save(open_round.id, bo, "Yeast makes some gas.", 0)
    await services.rounds.close(open_round.group, open_round.id)
    await services.feedback.rate(open_round.group, open_round.id, ann, Rating.GOT_IT)
    before = await services.reveals.reveal(open_round.id, see(bo))

    clock.advance(timedelta(days=2))
    await services.rounds.tick()
    after = await services.reveals.reveal(open_round.id, see(bo))

    bos = [each.mine for each in after.replies].index(True)
    assert after.comparison.likeness[bos] > before.comparison.likeness[bos]
    alone = compare(
        [each.text for each in after.answers.reference],
        [each.text for each in after.texts],
        after.question.text,
    )
    assert before.comparison.likeness != alone.likeness
    assert before.comparison.touches == alone.touches


async def test_an_anonymous_group_shows_no_names_and_no_order_of_arrival(
    services: Services, room: Group, ann: Member, bo: Member, deck: StudyDeck
):
    await services.groups.set_naming(room.id, Naming.ANONYMOUS)
    shown = []
    for question, members in zip(deck.questions, ((ann, bo), (bo, ann)), strict=False):
        round_ = await services.rounds.open_question(room.id, question.id)
        texts = {ann.id: "It rises", bo.id: "because of yeast"}
        for member in members:
            await services.replies.save(round_.id, member, texts[member.id], 0)
        await services.rounds.close(room.id, round_.id)
        reveal = await _reveal(services, round_.id, see())
        shown.append(reveal.replies)
        assert "Ann" not in repr(reveal)
        assert "Bo" not in repr(reveal)

    assert shown[0] == shown[1]


async def test_names_are_shown_or_not_as_it_was_when_the_round_opened(
    services: Services, room: Group, ann: Member, deck: StudyDeck
):
    await services.groups.set_naming(room.id, Naming.ANONYMOUS)
    round_ = await services.rounds.open_question(room.id, deck.questions[0].id)
    await services.replies.save(round_.id, ann, "Nobody shall know.", 0)
    await services.groups.set_naming(room.id, Naming.NAMES)
    await services.rounds.close(room.id, round_.id)

    reveal = await _reveal(services, round_.id, see())

    assert [authored.author for authored in reveal.replies] == [None]


async def test_the_reference_is_the_one_that_is_chosen_now(
    services: Services, deck: StudyDeck, open_round: Round
):
    await services.rounds.close(open_round.group, open_round.id)
    await services.decks.choose_reference(open_round.group, deck.id, deck.sources[1].id)

    reveal = await _reveal(services, open_round.id, see())

    assert [authored.author for authored in reveal.answers.reference] == ["Nils"]
    assert [authored.author for authored in reveal.answers.earlier] == ["Mara", "Oda"]


async def test_a_question_that_nobody_answered_before_still_reveals(
    services: Services, store: Store, room: Group, ann: Member, deck: StudyDeck
):
    lonely = replace(
        deck.questions[0], id=QuestionId("lonely"), position=9, text="Who ate the bread?"
    )
    async with store.writing() as tx:
        await tx.decks.put_questions([lonely])
    round_ = await services.rounds.open_question(room.id, lonely.id)
    await services.replies.save(round_.id, ann, "The mice.", 0)
    await services.rounds.close(room.id, round_.id)

    reveal = await _reveal(services, round_.id, see())

    assert reveal.answers.reference == reveal.answers.earlier == ()
    assert reveal.comparison.points == ()
    assert [authored.text for authored in reveal.replies] == ["The mice."]


# --- asked again ----------------------------------------------------------------------------------


@pytest.fixture
async def again(
    services: Services, ann: Member, bo: Member, open_round: Round
) -> tuple[Round, Round]:
    """A round that Ann and Bo answered, and its question open again, which Bo answered."""
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"{member.name}: it relaxes.", 0)
    await services.rounds.close(open_round.group, open_round.id)
    second = await services.rounds.open_question(open_round.group, open_round.question)
    await services.replies.save(second.id, bo, "It still does.", 0)
    return open_round, second


async def test_a_question_that_is_asked_again_withholds_what_was_revealed_of_it(
    services: Services, ann: Member, bo: Member, again: tuple[Round, Round]
):
    first, second = again
    for reader in (see(), see(ann)):
        with pytest.raises(NotAllowed) as refusal:
            await _reveal(services, first.id, reader)
        assert refusal.value == NotAllowed("asked-again")
    with pytest.raises(NotAllowed):
        await services.feedback.ballot(first.group, first.id, ann)
    assert (await _reveal(services, first.id, see(bo))).replies
    assert (await services.feedback.ballot(first.group, first.id, bo)).choices

    await services.replies.save(second.id, ann, "It relaxes.", 0)
    assert (await _reveal(services, first.id, see(ann))).replies
    await services.rounds.close(second.group, second.id)
    assert (await _reveal(services, first.id, see())).replies


async def test_who_has_it_open_in_another_group_is_shown_no_earlier_answers_here(
    *,
    services: Services,
    store: Store,
    clock: Clock,
    other_room: Group,
    ann: Member,
    bo: Member,
    open_round: Round,
):
    """The same person in two groups: what is open in one is withheld in the other too.

    Unless they can read nothing there any more: then it is told in no way that it is open.
    """
    theirs = await store_deck(store, other_room.id, clock.now())
    there = replace(ann, id=MemberId("ann there"), group=other_room.id)
    async with store.writing() as tx:
        await add_member(tx, there)
    await services.replies.save(open_round.id, bo, "It relaxes.", 0)
    await services.rounds.close(open_round.group, open_round.id)
    round_ = await services.rounds.open_next(other_room.id, theirs.id)

    assert (await _reveal(services, open_round.id, see(ann, there))).replies
    assert (await services.feedback.ballot(open_round.group, open_round.id, ann)).choices
    async with store.writing() as tx:
        await tx.persons.admit(ChannelId("other-web"), ann.person)
    with pytest.raises(NotAllowed):
        await _reveal(services, open_round.id, see(ann, there))
    with pytest.raises(NotAllowed):
        await services.feedback.ballot(open_round.group, open_round.id, ann)
    assert (await _reveal(services, open_round.id, see(bo))).replies

    await services.replies.save(round_.id, there, "Mine.", 0)
    assert (await _reveal(services, open_round.id, see(ann, there))).replies
