"""What organisers decided about a deck, on both engines: later imports go by it."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.deck_changes import Change, stamp
from bot.core.deck_edits import (
    AcceptAnswer,
    DeleteQuestion,
    Edit,
    EditAnswer,
    EditQuestion,
    MarkAnswer,
    Merge,
    MoveAnswer,
    Split,
    WithdrawAnswer,
    WithdrawQuestion,
    WithdrawSource,
)
from bot.core.documents import Status
from bot.core.import_plan import ImportPlan
from bot.core.import_warnings import Withdrawn
from bot.core.models import Answer, Channel, Deck, QuestionId, Workspace
from bot.core.read_models import Reader
from bot.core.review import Doubt, Verdict
from bot.errors import EditedMeanwhile, NotAllowed, NotFound, QuestionIsOpen
from bot.services.deck_edits import Withdraw
from bot.services.live import Topic
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.places import settled
from tests.unit.services.documents import READER, REFERENCE, REFERENCE_2, request, upload

HOUR = timedelta(hours=1)


class Study:
    """A deck of two documents, which is put right and imported again."""

    def __init__(self, services: Services, store: Store, channel: Channel, workspace: Workspace):
        self.services, self.store = services, store
        self.channel, self.workspace = channel, workspace
        self.deck: Deck

    async def imported(self, name: str, text: str, *, bring_back: bool = False) -> ImportPlan:
        wanted = request(
            self.workspace.id, upload(name, text), title="Book", add=True, bring_back=bring_back
        )
        plan = await self.services.decks.plan(wanted)
        self.deck = await self.services.decks.store(plan)
        return plan

    async def answers(self) -> dict[str, list[tuple[str, str]]]:
        """Return each question's text with the answers to it and their documents."""
        async with self.store.reading() as tx:
            found = {each.id: each for each in await tx.decks.questions(self.deck.id)}
            sources = {each.id: each.name for each in await tx.decks.sources(self.deck.id)}
            answers = await tx.decks.answers(self.deck.id)
        return {
            question.text: [
                (sources[each.source], each.text) for each in answers if each.question == id_
            ]
            for id_, question in found.items()
        }

    async def question(self, words: str) -> QuestionId:
        questions = await self.services.decks.questions(self.workspace.id, self.deck.id)
        return next(each.id for each in questions if words in each.text)

    async def answer(self, words: str) -> Answer:
        async with self.store.reading() as tx:
            answers = await tx.decks.answers(self.deck.id)
        return next(each for each in answers if words in each.text)

    async def do(self, about: QuestionId, edit: Edit) -> None:
        edits = self.services.deck_edits
        seen = (await edits.question(self.workspace.id, self.deck.id, about)).stamp
        await edits.edit(self.workspace.id, self.deck.id, edit, seen)

    async def withdraw(self, edit: Withdraw) -> None:
        edits = self.services.deck_edits
        found = await edits.withdrawal(self.workspace.id, self.deck.id, edit)
        await edits.edit(self.workspace.id, self.deck.id, edit, found.stamp)


@pytest.fixture
async def study(services: Services, store: Store) -> Study:
    """A group's workspace with the deck."""
    channel = await settled(services, name="study")
    workspace = (await services.workspaces.of_group(channel.group))[0]
    study = Study(services, store, channel, workspace)
    await study.imported("book.md", REFERENCE)
    await study.imported("reader.md", READER)
    return study


# What comes later: the same answers with a remark below, and one that says something else.
NEWER = f"{READER}\nDoes it need salt?\n\n> Nobody knows.\n"


async def _withdraw_rest(study: Study) -> None:
    await study.withdraw(WithdrawAnswer((await study.answer("lets the gluten relax")).id))


async def _move_crust(study: Study) -> None:
    answer, to = await study.answer("delays the crust"), await study.question("sourdough")
    await study.do(answer.question, MoveAnswer(answer.id, to))


async def _split_crust(study: Study) -> None:
    answer = await study.answer("delays the crust")
    await study.do(answer.question, Split(answer.question, (answer.id,), "What keeps a crust?"))


async def _merge(study: Study) -> None:
    goes, into = await study.question("rest before"), await study.question("sourdough")
    await study.do(goes, Merge(goes, into))


async def _word(study: Study) -> None:
    id_ = await study.question("steam")
    await study.do(id_, EditQuestion(id_, "Why bake with vapour?", "Oven"))


async def _delete(study: Study) -> None:
    id_ = await study.question("steam")
    await study.do(id_, DeleteQuestion(id_))


async def _withdraw_question(study: Study) -> None:
    await study.withdraw(WithdrawQuestion(await study.question("steam")))


async def _edit_answer(study: Study) -> None:
    answer = await study.answer("delays the crust")
    await study.do(answer.question, EditAnswer(answer.id, "It delays the crust, they say."))


DECIDED = [
    _withdraw_rest,
    _move_crust,
    _split_crust,
    _merge,
    _word,
    _delete,
    _withdraw_question,
    _edit_answer,
]


@pytest.mark.parametrize("decide", DECIDED)
async def test_a_newer_document_changes_nothing_of_what_was_decided_but_of_what_was_undone(
    study: Study, decide: Callable[[Study], Awaitable[None]]
):
    undecided = await study.answers()
    await decide(study)
    await study.services.deck_edits.undo(study.workspace.id, study.deck.id)
    await study.imported("reader.md", f"{READER}\n")
    assert await study.answers() == undecided

    await decide(study)
    before = await study.answers()
    await study.imported("reader.md", NEWER)

    after = await study.answers()
    assert after.pop("Does it need salt?") == [("reader.md", "Nobody knows.")]
    assert after == before
    await study.imported("reader.md", f"{NEWER}\nAnd oil?\n\n> Yes.\n")
    assert {words: after[words] for words in before} == before


async def test_an_answer_that_was_withdrawn_stays_out_in_other_words_and_in_another_file(
    study: Study,
):
    await _withdraw_rest(study)
    plan = await study.imported("reader.md", NEWER.replace("lets the", "lets all the"))
    assert Withdrawn("reader.md", 0, 1) in plan.warnings
    same = "# Why does bread dough rest before it is shaped?\n\nResting lets the gluten relax.\n"
    await study.imported("other.md", same)
    assert not any(
        "Resting" in text for each in (await study.answers()).values() for _, text in each
    )


async def test_what_was_withdrawn_comes_back_where_that_is_wanted(study: Study):
    await _withdraw_rest(study)
    await _withdraw_question(study)
    async with study.store.reading() as tx:
        kept = await tx.deck_edits.decisions(study.deck.id)
    assert kept.wordings
    assert not any("steam" in str(each) for each in (*kept.wordings, *kept.answers))
    await study.imported("reader.md", NEWER, bring_back=True)
    found = await study.answers()
    assert ("reader.md", "Resting lets the gluten relax.") in itertools.chain(*found.values())
    assert any("steam" in words for words in found)
    await study.imported("reader.md", f"{NEWER}\nAnd oil?\n\n> Yes.\n")
    found = await study.answers()
    assert ("reader.md", "Resting lets the gluten relax.") in itertools.chain(*found.values())


async def test_an_answer_marked_wrong_is_wrong_until_it_says_something_else(study: Study):
    answer = await study.answer("delays the crust")
    await study.do(answer.question, MarkAnswer(answer.id, wrong=True))
    await study.imported("reader.md", NEWER)
    assert (await study.answer("delays the crust")).status is Status.WRONG
    await study.imported("reader.md", NEWER.replace("It delays", "Steam delays"))
    assert (await study.answer("delays the crust")).status is Status.ANSWERED


async def test_an_accepted_place_is_sure_in_a_newer_document(study: Study):
    answer = await study.answer("delays the crust")
    await study.do(answer.question, AcceptAnswer(answer.id))
    await study.imported("reader.md", NEWER)
    assert (await study.answer("delays the crust")).confidence == 1.0


async def test_a_document_that_was_withdrawn_goes_with_all_that_is_its_alone_and_comes_back(
    study: Study,
):
    await study.imported("book.md", REFERENCE_2)
    before = await study.answers()
    edits, deck = study.services.deck_edits, study.deck.id
    async with study.store.reading() as tx:
        sources = await tx.decks.sources(deck)
    book = next(each.id for each in sources if each.name == "book.md")
    opened = await study.services.rounds.open_question(
        study.channel.group, await study.question("rest before"), HOUR
    )
    await study.services.rounds.close(study.channel.group, opened.id)

    found = await edits.withdrawal(study.workspace.id, deck, WithdrawSource(book))
    assert (found.what, found.answers, found.questions) == ("book.md", 4, 1)
    await edits.edit(study.workspace.id, deck, WithdrawSource(book), found.stamp)
    after = await study.answers()
    assert not any(name == "book.md" for each in after.values() for name, _ in each)
    assert not any("chewiest" in words for words in after)
    shown = await study.services.reveals.reveal(opened.id, None)
    assert [each.author for each in shown.answers.earlier] == ["reader"]
    with pytest.raises(NotFound):
        await edits.withdrawal(study.workspace.id, deck, WithdrawSource(book))
    copied = await study.services.decks.copy(study.workspace.id, study.channel.group, deck)
    assert copied.reference is None

    await edits.undo(study.workspace.id, deck)
    assert await study.answers() == before


async def test_a_question_that_was_withdrawn_is_nowhere_not_even_where_it_was_asked(
    study: Study,
):
    services, group = study.services, study.channel.group
    id_ = await study.question("steam")
    opened = await services.rounds.open_question(group, id_, HOUR)
    edits, deck = services.deck_edits, study.deck.id
    with pytest.raises(QuestionIsOpen):
        await edits.withdrawal(study.workspace.id, deck, WithdrawQuestion(id_))
    await services.rounds.close(group, opened.id)
    reader = Reader(frozenset([study.channel.id]))
    assert await services.lookup.search(reader, "steam")
    with services.live.listen(Topic.ROUNDS, own=True) as listener:
        await study.withdraw(WithdrawQuestion(id_))
        assert (group, Topic.ROUNDS) in await listener.changes(1)

    services.lookup.forget(study.workspace.id)
    assert not [each for each in await services.lookup.search(reader, "steam") if each.sure]
    with pytest.raises(NotAllowed):
        await services.reveals.reveal(opened.id, None)
    for refused in (
        services.lookup.question(reader, id_),
        services.rounds.open_question(group, id_, HOUR),
        edits.question(study.workspace.id, deck, id_),
    ):
        with pytest.raises(NotFound):
            await refused
    async with study.store.reading() as tx:
        assert "steam" not in (await tx.cards.get(opened.id, None)).question.text

    await edits.undo(study.workspace.id, deck)
    assert "steam" in (await services.reveals.reveal(opened.id, None)).question.text


async def test_a_question_that_was_withdrawn_stays_out_in_other_words_which_the_preview_tells(
    study: Study,
):
    await study.withdraw(WithdrawQuestion(await study.question("steam")))
    other = "What does the steam do in the first few minutes of baking?"
    plan = await study.imported("other.md", f"## {other}\n\nIt makes the crust shine.\n")
    assert [each.questions for each in plan.warnings if isinstance(each, Withdrawn)] == [1]
    assert not [each for each in await study.answers() if "steam" in each]
    async with study.store.reading() as tx:
        kept = (await tx.deck_edits.decisions(study.deck.id)).wordings
    assert not [each for each in kept if "steam" in each.text]


async def _doubtful(study: Study) -> Answer:
    """Return an answer whose place is made a guess."""
    answer = await study.answer("delays the crust")
    guessed = replace(answer, confidence=0.6)
    async with study.store.writing() as tx:
        await tx.deck_edits.apply(study.deck.id, Change(answers=((answer, guessed),)))
    return guessed


async def _next(study: Study, reader: Reader | None = None) -> Doubt | None:
    return await study.services.review.next(study.workspace.id, study.deck.id, reader)


@pytest.mark.parametrize(
    ("verdict", "at"),
    [
        (Verdict.ACCEPT, "steam"),
        (Verdict.MOVE, "rest before"),
        (Verdict.SPLIT, "What delays a crust?"),
        (Verdict.MERGE, "steam"),
        (Verdict.DROP, None),
    ],
)
async def test_what_is_doubtful_is_decided_beside_its_rival_and_stays_so(
    study: Study, verdict: Verdict, at: str | None
):
    answer = await _doubtful(study)
    doubt = await _next(study)
    assert doubt is not None
    assert (doubt.answer, doubt.source.name, doubt.left) == (answer, "reader.md", 1)
    assert doubt.rival is not None
    assert doubt.rival.question.id != doubt.here.question.id
    # What is nearest is as it may be: here it is to be the first one.
    first = await study.question("rest before")
    async with study.store.reading() as tx:
        seen = await tx.decks.answers_to([first])
        question = await tx.decks.question(first)
    rival = replace(
        doubt.rival, question=question, stamp=stamp(question, [each for each, _ in seen[first]])
    )
    doubt = replace(doubt, rival=rival)
    text = "What delays a crust?"
    await study.services.review.decide(study.workspace.id, study.deck.id, doubt, verdict, text)

    assert await _next(study) is None
    for newer in (False, True):
        if newer:
            await study.imported("reader.md", NEWER)
        found = await study.answers()
        stands = [words for words, each in found.items() if "It delays the crust." in str(each)]
        assert [at in each for each in stands] == ([True] if at else [])
        if verdict is Verdict.MERGE:
            assert not any("rest before" in words for words in found)


async def test_the_queue_passes_over_what_is_withheld_and_what_somebody_saw_to(study: Study):
    answer = await _doubtful(study)
    services, group = study.services, study.channel.group
    doubt = await _next(study)
    assert doubt is not None
    await study.do(answer.question, EditAnswer(answer.id, "It delays the crust, then."))
    with pytest.raises(EditedMeanwhile):
        await services.review.decide(study.workspace.id, study.deck.id, doubt, Verdict.ACCEPT)
    await services.deck_edits.undo(study.workspace.id, study.deck.id)
    await services.rounds.open_question(group, answer.question, HOUR)
    assert await _next(study, Reader(frozenset([study.channel.id]))) is None
    assert await _next(study) is not None


async def test_an_open_round_and_its_reveal_keep_the_words_that_were_asked(study: Study):
    services, group = study.services, study.channel.group
    id_ = await study.question("steam")
    opened = await services.rounds.open_question(group, id_, HOUR)
    await study.do(id_, EditQuestion(id_, "Why bake with vapour?", ""))
    async with study.store.reading() as tx:
        card = await tx.cards.get(opened.id, None)
    assert "steam" in card.question.text
    assert card.worded_anew == "Why bake with vapour?"
    # Who answers is told which question it was in the words that they answered.
    assert "steam" in await services.cards.words(opened)
    # It is withheld in the new words as well as in the old.
    reader = Reader(frozenset([study.channel.id]))
    found = await services.lookup.question(reader, id_)
    assert (found.question.text, found.answers) == ("Why bake with vapour?", None)
    await study.do(id_, EditQuestion(id_, "And now?", ""))
    await services.rounds.close(group, opened.id)
    assert "steam" in (await services.reveals.reveal(opened.id, None)).question.text

    again = await services.rounds.open_question(group, id_, HOUR)
    with pytest.raises(NotAllowed):
        await services.reveals.reveal(opened.id, reader)
    async with study.store.reading() as tx:
        assert (await tx.cards.get(again.id, None)).question.text == "And now?"
