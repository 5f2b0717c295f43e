"""Every refusal and failure has words, and says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from inspect import Parameter, signature
from pathlib import Path
from string import Formatter

import pytest

from bot import errors
from bot.core.pictures import PictureFault
from bot.core.view import Line, Moment
from bot.errors import (
    AwayThen,
    BadSchedule,
    ChoiceNeeded,
    DatabaseUnavailable,
    DocumentError,
    DocumentTooLarge,
    EmptyDocument,
    ImportRefused,
    MemberError,
    NoQuestions,
    NoRecovery,
    NotAllowed,
    NotFound,
    NothingCalled,
    NothingToRemind,
    NothingToSkip,
    OperatorError,
    PictureRefused,
    RoundClosed,
    RoundtableError,
    TooManyTries,
    UnreadableDocuments,
)
from bot.presentation.errors import WORDS, refused, words_for

SAMPLES: dict[str, object] = {
    "str": "Sample",
    "int": 1_234_567,
    "bool": True,
    "datetime": datetime(2026, 3, 2, 12, tzinfo=UTC),
    "Path": Path("data"),
    "tuple[str, ...]": ("a.md", "b.md"),
    "tuple[Exception, ...]": (EmptyDocument("a.md"), NoQuestions("b.md")),
    "tuple[tuple[str, str], ...]": (("ROUNDTABLE_DATA", "is wrong"),),
}
CHOICES = {
    (NotAllowed, "right"): ("member", "admin", "reveal", "tally"),
    (PictureRefused, "fault"): tuple(PictureFault),
    (NoRecovery, "why"): ("chat", "elsewhere", "gone"),
    (NothingToRemind, "replied"): (True, False),
    (BadSchedule, "field"): (
        *("recurrence", "over", "zone", "zone-abbreviation", "zone-offset", "zone-several"),
        *("window", "reminder", "grace", "seed"),
    ),
    (NothingCalled, "what"): ("deck", "group", "question", "round", "schedule", "source"),
    (NotFound, "what"): (
        "answer",
        "channel",
        "deck",
        "group",
        "member",
        "question",
        "rating",
        "round",
        "schedule",
        "source",
        "upload",
    ),
}
GROUPINGS = {
    RoundtableError,
    MemberError,
    OperatorError,
    ImportRefused,
    DocumentError,
    DatabaseUnavailable,
}


def _classes(root: type[Exception]) -> Iterator[type[Exception]]:
    for kind in root.__subclasses__():
        # A platform may have refusals of its own, and words for them.
        if kind.__module__ == "bot.errors":
            yield kind
            yield from _classes(kind)


def _sample(kind: type[Exception], field: Parameter, choice: int) -> object:
    choices = CHOICES.get((kind, field.name))
    if choices:
        return choices[choice % len(choices)]
    return SAMPLES[str(field.annotation)]


def _all_errors() -> list[Exception]:
    found = []
    for kind in _classes(RoundtableError):
        if kind in GROUPINGS:
            continue
        fields = list(signature(kind).parameters.values())
        rounds = max([len(CHOICES.get((kind, field.name), "x")) for field in fields], default=1)
        found += [kind(*(_sample(kind, each, turn) for each in fields)) for turn in range(rounds)]
    return found


ALL = _all_errors()


def test_the_tree_was_walked():
    assert len({type(error) for error in ALL}) >= 30


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_every_error_has_a_sentence(error: Exception):
    words = words_for(error)

    assert words.endswith((".", "?"))
    assert words[0].isupper() or words.startswith(("“", "a.md"))
    assert "{" not in words
    assert "None" not in words


@pytest.mark.parametrize("error", ALL, ids=lambda error: type(error).__name__)
def test_words_show_what_the_error_is_about(error: Exception):
    if "name" in vars(error) or "title" in vars(error):
        assert "Sample" in words_for(error)


def test_every_class_is_drawn_in_its_modules_tree():
    drawn = re.findall(r"\w+", errors.__doc__ or "")

    assert [kind.__name__ for kind in _classes(RoundtableError) if kind.__name__ not in drawn] == []


def test_every_error_that_can_be_raised_has_words_of_its_own():
    assert {type(error) for error in ALL} == set(WORDS)


@pytest.mark.parametrize("kind", WORDS, ids=lambda kind: kind.__name__)
def test_a_sentence_is_filled_with_fields_that_the_error_has(kind: type[Exception]):
    words = WORDS[kind]
    filled = (
        {name for _, name, _, _ in Formatter().parse(words)} if isinstance(words, str) else set()
    )

    assert filled - {None} <= set(signature(kind).parameters)


def test_an_error_without_words_has_those_of_what_it_is():
    class TooManyPages(DocumentTooLarge):
        pass

    assert words_for(TooManyPages("a.pdf", 2_500_000, 1_000_000)).startswith("a.pdf has 2.5 MB;")


def test_what_is_no_refusal_is_raised_on():
    with pytest.raises(ZeroDivisionError):
        words_for(ZeroDivisionError())


def test_a_late_answer_is_told_when_the_round_closed():
    at = datetime(2026, 3, 2, 17, 0, 5, tzinfo=UTC)

    assert "closed at 2 March 2026, 17:00:05 UTC" in words_for(RoundClosed(at))


@pytest.mark.parametrize("kind", [RoundClosed, NothingToSkip, TooManyTries, AwayThen])
def test_a_time_in_a_refusal_is_shown_as_each_reader_has_it_and_once(
    kind: Callable[[datetime], MemberError],
):
    at = datetime(2026, 3, 2, 17, 0, 5, tzinfo=UTC)
    shown = refused(kind(at))

    assert [each.at for each in shown.blocks if isinstance(each, Moment)] == [at]
    assert not any("17:00" in each.text for each in shown.blocks if isinstance(each, Line))
    assert "2 March 2026, 17:00:05 UTC" in words_for(kind(at))


def test_every_unreadable_document_has_its_line():
    words = words_for(UnreadableDocuments((EmptyDocument("a.md"), NoQuestions("b.md"))))

    assert [line.split()[0] for line in words.splitlines()] == ["a.md", "No"]


@pytest.mark.parametrize("what", ["deck", "round", "schedule"])
def test_where_there_is_nothing_to_choose_it_is_said_what_to_do(what: str):
    first, then = words_for(ChoiceNeeded(what, ())).split(". ")

    assert first.startswith(("There is no", "No question"))
    assert then.endswith("first.")


def test_a_choice_names_what_there_is():
    words = words_for(ChoiceNeeded("deck", ("Bread", "Tea")))

    assert words == "There are several decks. Say which one: “Bread” and “Tea”."
