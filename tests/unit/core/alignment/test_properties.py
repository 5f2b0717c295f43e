from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.alignment import Alignment, Anchor, align
from bot.core.alignment.parts import parts_of
from bot.core.documents import Lines, ParsedAnswer, ParsedDocument, ParsedItem, Status
from tests.profiles import scaled

PROFILE = settings(max_examples=scaled(60))

SUBJECTS = ["anchor", "bowline", "keel", "mast", "reef", "tide", "rudder", "jib", "the", "3", "a+b"]
PHRASES = st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=4).map(" ".join)
QUESTIONS = st.one_of(
    st.just(""),
    st.builds("{} {}?".format, st.sampled_from(["What is", "Why", "Describe"]), PHRASES),
    st.builds("What is {}, and why is it {}?".format, PHRASES, PHRASES),
    st.text(max_size=12),
)
ANSWERS = st.one_of(PHRASES, st.text(max_size=20))


@st.composite
def items(draw):
    status = draw(st.sampled_from(Status))
    answers = () if status is Status.EMPTY else (ParsedAnswer(draw(ANSWERS), Lines(1, 1)),)
    return ParsedItem(
        question=draw(QUESTIONS),
        answers=answers,
        status=status,
        lines=Lines(1, 1),
        section=draw(st.sampled_from(["", "Questions", "More"])),
        is_fragment=draw(st.booleans()),
    )


DOCUMENTS = st.builds(
    ParsedDocument, st.just("notes"), st.just("example"), st.lists(items(), max_size=9).map(tuple)
)
ANCHORS = st.lists(st.tuples(PHRASES, st.lists(ANSWERS, max_size=2)), max_size=6).map(
    lambda found: [Anchor(f"q{n}", text, tuple(a)) for n, (text, a) in enumerate(found)]
)


def pairs(alignment: Alignment) -> Counter[tuple[int, int]]:
    found = Counter(alignment.unplaced)
    found.update((p.document, p.item) for q in alignment.questions for p in q.placings)
    return found


@PROFILE
@given(st.lists(DOCUMENTS, max_size=4), ANCHORS)
def test_every_item_is_placed_or_unplaced_several_times_only_where_it_asks_several_questions(
    documents, anchors
):
    expected = {(n, at) for n, each in enumerate(documents) for at in range(len(each.items))}
    found = pairs(align(documents, anchors))
    assert found.keys() == expected
    for (number, at), times in found.items():
        assert times == 1 or times <= len(parts_of(documents[number].items[at].question))


@PROFILE
@given(st.lists(DOCUMENTS, max_size=4), ANCHORS)
def test_a_document_stands_twice_only_on_a_question_of_which_it_asks_parts(documents, anchors):
    for question in align(documents, anchors).questions:
        times = Counter(placing.document for placing in question.placings)
        assert max(times.values(), default=0) <= max(1, len(parts_of(question.text)))


@PROFILE
@given(st.lists(DOCUMENTS, max_size=4), ANCHORS)
def test_only_items_without_a_whole_question_are_unplaced(documents, anchors):
    for number, at in align(documents, anchors).unplaced:
        item = documents[number].items[at]
        assert item.is_fragment or not item.question.strip()


@PROFILE
@given(st.lists(DOCUMENTS, max_size=3), ANCHORS)
def test_confidences_are_probabilities(documents, anchors):
    for question in align(documents, anchors).questions:
        assert all(0 <= placing.confidence <= 1 for placing in question.placings)


@PROFILE
@given(st.lists(DOCUMENTS, max_size=3), ANCHORS)
def test_aligning_is_deterministic(documents, anchors):
    assert align(documents, anchors) == align(documents, anchors)


@PROFILE
@given(st.lists(DOCUMENTS, max_size=3), ANCHORS)
def test_every_anchor_survives_in_order(documents, anchors):
    found = [q.anchor for q in align(documents, anchors).questions if q.anchor is not None]
    assert found == [anchor.id for anchor in anchors]


@PROFILE
@given(DOCUMENTS)
def test_a_document_on_its_own_list_changes_nothing(document):
    first = align([document])
    deck = [Anchor(str(n), question.text) for n, question in enumerate(first.questions)]
    second = align([document], deck)
    assert [question.text for question in second.questions] == [anchor.text for anchor in deck]
    assert [[p.item for p in q.placings] for q in second.questions] == [
        [p.item for p in q.placings] for q in first.questions
    ]
    assert second.unplaced == first.unplaced


@PROFILE
@given(DOCUMENTS)
def test_a_document_beside_itself_gives_the_same_pairs_with_high_confidence(document):
    for question in align([document, document]).questions:
        one, other = question.placings
        assert one.item == other.item
        assert other.confidence >= 0.9
