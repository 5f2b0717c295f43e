"""What a format cannot carry of a deck is counted, and said in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.contents import DeckContents, ExportFormat
from bot.core.documents import Lines, Status
from bot.core.ids import PictureId
from bot.core.losses import Loss, lost
from bot.core.models import Answer, AnswerId, Deck, DeckId, Question, QuestionId, SourceId
from bot.core.pictures import Picture, in_text
from bot.presentation.terminal import WrittenFiles, written_words
from tests.unit.exporting.decks import WHEN, WORKSPACE

_MINE, _YOURS, _DECK = SourceId("mine"), SourceId("yours"), DeckId("deck")
_PICTURE = in_text(Picture(PictureId("a" * 64), "image/png", 9, 9), "a keel")


def _question(name: str) -> Question:
    return Question(QuestionId(name), _DECK, 0, f"What is a {name}?")


def _answer(name: str, text: str = "A thing.") -> Answer:
    return Answer(AnswerId(text), QuestionId(name), _MINE, text, Status.ANSWERED, 1.0, Lines(1, 1))


_PLAIN = DeckContents(
    Deck(_DECK, WORKSPACE, "Sailing", WHEN, reference=_MINE),
    [],
    [_question("keel"), replace(_question("mast"), reference=_MINE)],
    [_answer("keel")],
)
_RICH = replace(
    _PLAIN,
    questions=[
        replace(_question("keel"), retired=True),
        replace(_question("mast"), reference=_YOURS),
    ],
    answers=[
        _answer("keel"),
        replace(_answer("keel", f"Again. {_PICTURE}"), confidence=0.1),
        replace(_answer("mast", "Wrong."), status=Status.WRONG),
    ],
)
_ALWAYS = {Loss.RETIRED: 1, Loss.REFERENCE: 1, Loss.WRONG: 1, Loss.DOUBT: 1}
_IN_TABLES = _ALWAYS | {Loss.SEVERAL: 1}


@pytest.mark.parametrize(
    ("wanted", "losses"),
    [
        (ExportFormat.PACK, _ALWAYS),
        (ExportFormat.MARKDOWN, _ALWAYS),
        (ExportFormat.APKG, _IN_TABLES),
        (ExportFormat.MOODLE, _IN_TABLES),
        (ExportFormat.CSV, _IN_TABLES | {Loss.PICTURES: 1}),
        (ExportFormat.GIFT, _IN_TABLES | {Loss.PICTURES: 1}),
    ],
)
def test_a_format_loses_what_it_has_no_place_for_and_this_deck_has(
    wanted: ExportFormat, losses: dict[Loss, int]
) -> None:
    assert lost(_RICH, wanted) == losses
    assert lost(_PLAIN, wanted) == {}


@pytest.mark.parametrize("wanted", ExportFormat)
def test_votes_go_in_a_pack_alone(wanted: ExportFormat) -> None:
    voted = replace(_PLAIN, votes={_PLAIN.answers[0].id: 2})
    is_pack = wanted is ExportFormat.PACK
    assert lost(voted, wanted) == ({} if is_pack else {Loss.VOTES: 2})
    said = written_words(WrittenFiles("Sailing", "out", ("a.csv",), lost(voted, wanted)))
    assert ("2 votes for members’ answers" in said) != is_pack


def test_what_is_lost_is_said_in_one_line_and_nothing_where_nothing_is() -> None:
    said = written_words(WrittenFiles("Sailing", "out", ("a.csv",), lost(_RICH, ExportFormat.CSV)))
    _, line = said.splitlines()
    assert line == (
        "This format cannot carry: the retirement of 1 question, which will be asked again; the "
        "reference of its own that is set for 1 question; 1 answer marked wrong; the doubt about "
        "the place of 1 answer; several answers of one author to 1 question, which become one; "
        "1 picture, except in words."
    )
    plain = lost(_PLAIN, ExportFormat.CSV)
    assert "\n" not in written_words(WrittenFiles("Sailing", "out", ("a.csv",), plain))


@pytest.mark.parametrize(
    ("wanted", "sign"), [(ExportFormat.MOODLE, "\x1b"), (ExportFormat.APKG, "\x1f")]
)
def test_signs_that_a_format_has_no_way_to_say_are_counted(wanted: ExportFormat, sign: str) -> None:
    contents = replace(_PLAIN, answers=[_answer("keel", f"A{sign}thing.")])
    assert lost(contents, wanted) == {Loss.SIGNS: 1}
    assert lost(contents, ExportFormat.PACK) == {}
