"""What was worked out of questions is taken up again as it was, and of no other questions."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lookup import Entry, LookupIndex, stamp
from bot.core.lookup.stored import RULES

WORDS = ["what", "is", "lava", "basalt", "tuff", "c++", "10", "Köln", "岩石", "привет", "🌋"]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
questions = st.lists(st.tuples(texts, texts), max_size=8)
FIRST: list[Entry] = [
    ("a", "What is basalt in Köln?", "Cooled *lava*"),
    ("b", "How old is C++?", ""),
    ("c", "岩石是什么?", "Nothing but rock."),
]


def _entries(asked: list[tuple[str, str]]) -> list[Entry]:
    return [(str(at), question, answers) for at, (question, answers) in enumerate(asked)]


@given(questions, texts, st.sampled_from(["english", "german"]))
def test_an_index_that_was_taken_up_finds_and_changes_as_the_one_that_was_built(
    asked: list[tuple[str, str]], query: str, language: str
) -> None:
    entries = _entries(asked)
    built = LookupIndex.build(entries, language)
    parts = built.laid_out()
    assert parts is not None

    taken = LookupIndex.taken_up(
        entries, language, {name: memoryview(bytes(part)) for name, part in parts.items()}
    )

    assert taken.search(query) == built.search(query)
    assert taken.search(query, hushed=["0"]) == built.search(query, hushed=["0"])
    more: list[Entry] = [("new", "What is koeln tuff?", "lava")]
    assert taken.changed(more, ["0"]).search(query) == built.changed(more, ["0"]).search(query)


@given(questions, questions)
def test_other_questions_have_another_stamp(
    asked: list[tuple[str, str]], others: list[tuple[str, str]]
) -> None:
    same = stamp(_entries(asked), "english") == stamp(_entries(others), "english")
    assert same == (asked == others)


def test_texts_that_run_together_alike_have_stamps_of_their_own() -> None:
    told: list[list[Entry]] = [
        [("a", "b", "")], [("a", "", "b")], [("ab", "", "")], [("a", "b")],
        [("a", "1:b")], [("a", "b"), ("c", "d")],
    ]  # fmt: skip
    stamps = {stamp(each, language) for each in told for language in ("english", "german")}
    assert len(stamps) == 2 * len(told)


def test_questions_longer_than_what_is_read_at_a_time_are_taken_up() -> None:
    entries: list[Entry] = [("short", "What is tuff?", ""), ("long", "basalt " * 100_000, "")]
    parts = LookupIndex.build(entries).laid_out()
    assert parts is not None
    taken = LookupIndex.taken_up(entries, "english", parts)
    assert [hit.key for hit in taken.search("what is tuff")] == ["short"]
    assert [hit.key for hit in taken.search("basalt")] == ["long"]


def test_an_index_that_changed_is_not_laid_out() -> None:
    index = LookupIndex.build(FIRST)
    assert index.changed([("d", "What is marl?", "")]).laid_out() is None
    assert index.changed(removed=["a"]).laid_out() is None


def test_rules_that_index_the_same_questions_otherwise_have_another_number() -> None:
    """Where this fails, files of before would be taken up as if they were of now."""
    parts = LookupIndex.build(FIRST).laid_out()
    assert parts is not None
    told = blake2b(digest_size=8)
    for name in sorted(parts):
        content = bytes(parts[name])
        if name.endswith((".idf", ".lengths")):  # logarithms differ in the last bit by machine
            content = np.frombuffer(content, np.float32).round(4).tobytes()
        told.update(name.encode() + content)
    assert (RULES, told.hexdigest()) == (2, "ef05311cda04b545")
