"""What the commands print: for people in words, for programs the same as data."""

from __future__ import annotations

import json

from bot.core.authored_text import Answers
from bot.core.documents import Lines
from bot.core.import_plan import ImportPlan
from bot.core.import_warnings import Doubtful, NoReference, PlanWarning, Skipped, Unplaced
from bot.core.models import Group, RoundId
from bot.core.read_models import DeckSummary, Found
from bot.presentation.decks import import_summary, warning_words
from bot.presentation.lookup import GUARDED, NO_ANSWERS, NOTHING_FOUND, STAND_IN
from bot.presentation.terminal import (
    ask_json,
    ask_words,
    decks_json,
    decks_words,
    import_json,
    import_words,
    ready_words,
)
from bot.services.services import Services
from tests.unit.presentation.read_models import EARLIER, QUESTION, STUDY
from tests.unit.presentation.read_models import REFERENCE as MARA
from tests.unit.services.documents import READER, REFERENCE, request, upload


async def _plan(services: Services, room: Group) -> ImportPlan:
    wanted = request(room.id, upload("ref.md", REFERENCE), upload("mara.md", READER))
    return await services.decks.plan(wanted)


async def test_an_import_is_told_in_words(services: Services, room: Group):
    words = import_words(await _plan(services, room))

    assert words.startswith("Baking bread: 2 documents with 6 answers on 3 questions.")
    assert "ref.md (" in words
    assert "3 items, 2 answered, 1 placeholder" in words


async def test_an_import_as_data_says_the_same(services: Services, room: Group):
    plan = await _plan(services, room)

    data = json.loads(json.dumps(import_json(plan)))

    assert [document["file"] for document in data["documents"]] == ["ref.md", "mara.md"]
    texts = [question.text for question in plan.questions]
    for document in data["documents"]:
        assert [item["question"] for item in document["items"]] == texts
    assert [each["question"] for each in data["deck"]["questions"]] == texts
    for question in data["deck"]["questions"]:
        assert [answer["file"] for answer in question["answers"]] == ["ref.md", "mara.md"]
        assert all(0 <= answer["confidence"] <= 1 for answer in question["answers"])


def test_each_warning_is_a_sentence_that_says_where():
    warnings: list[PlanWarning] = [
        Doubtful("a.md", 0, Lines(3, 5), "Why?", 0.456),
        Unplaced("a.md", 1, Lines(3, 3)),
        Skipped("a.md", Lines(1, 2), "a title"),
        NoReference("Why?"),
    ]
    words = [warning_words(warning) for warning in warnings]

    assert all(each.endswith(".") for each in words)
    assert "lines 3 to 5" in words[0]
    assert "46%" in words[0]
    assert "line 3:" in words[1]
    assert "a title" in words[2]


def test_decks_are_listed_with_their_sources_and_the_reference_marked():
    deck = DeckSummary(STUDY.deck, 3, STUDY.sources)

    assert decks_words([deck]).splitlines() == [
        "Baking bread: 3 questions",
        "  Mara (mara.md, numbered, reference)",
        "  Nils (nils.md, numbered)",
        "  Oda (oda.md, numbered)",
    ]
    (data,) = json.loads(json.dumps(decks_json([deck])))
    assert [source["reference"] for source in data["sources"]] == [True, False, False]
    assert decks_words([]).endswith(".")
    assert decks_json([]) == []


def test_a_look_up_shows_the_hits_and_the_best_ones_answers():
    found = Found(QUESTION, STUDY.deck, 0.87654, Answers((MARA,), EARLIER))

    words = ask_words([found])
    assert words.startswith(f" 0.88  {QUESTION.text}  [Baking bread]")
    assert "Mara, reference:\n  The gluten" in words
    assert "Nils, earlier reader:" in words
    (data,) = json.loads(json.dumps(ask_json([found])))
    assert data["score"] == 0.8765
    assert [answer["reference"] for answer in data["answers"]] == [True, False, False]


def test_a_look_up_of_an_open_question_shows_no_answer():
    found = Found(QUESTION, STUDY.deck, 1.0, None, RoundId("r"))

    assert GUARDED in ask_words([found])
    assert ask_json([found])[0]["answers"] is None


def test_a_look_up_without_answers_or_hits_says_so():
    assert ask_words([]) == NOTHING_FOUND
    assert NO_ANSWERS in ask_words([Found(QUESTION, STUDY.deck, 1.0, Answers((), ()))])
    assert STAND_IN in ask_words([Found(QUESTION, STUDY.deck, 1.0, Answers((), EARLIER))])


def test_what_is_printed_at_the_start_names_both_links():
    words = ready_words("http://x/join?key=1", "http://x/enter?pass=2")

    assert "http://x/join?key=1" in words
    assert "http://x/enter?pass=2" in words


async def test_the_summary_counts_what_is_stored(services: Services, room: Group):
    assert (
        import_summary(await _plan(services, room)) == "2 documents with 6 answers on 3 questions."
    )
