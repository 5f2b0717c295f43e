"""Our own notes, as `bot.core.notes` has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.documents import Lines
from bot.core.ids import question_id
from bot.core.notes import BEGINNING, MARK, bare_marks
from bot.importing.containers.reading import Card, TextContainer, Unreadable

_HEADINGS = {"section": "## ", "question": "### "}


@dataclass(slots=True)
class _Piece:
    """What follows one mark; `line` is the mark's, from 1."""

    kind: str
    id: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says, without the signs of a heading."""
        text = "\n".join(self.lines).strip("\n")
        return bare_marks(text.removeprefix(_HEADINGS.get(self.kind, "")))

    @property
    def last(self) -> int:
        return self.line + len(self.lines)


def _recognise(text: str, _name: str) -> str:
    return "its first line" if text.lstrip().startswith(BEGINNING) else ""


def _read(text: str) -> Iterator[Card]:
    section, asked, answers = "", None, list[_Piece]()
    for piece in _pieces(text):
        if piece.kind in ("answer", "note"):
            answers.append(piece)
            continue
        if asked is not None:
            yield _card(asked, answers, section)
        asked, answers = (piece, []) if piece.kind == "question" else (None, [])
        if piece.kind == "section":
            section = piece.text.strip()
    if asked is not None:
        yield _card(asked, answers, section)


def _pieces(text: str) -> Iterator[_Piece]:
    piece = None
    for number, line in enumerate(text.split("\n"), 1):
        if found := MARK.fullmatch(line.rstrip()):
            if piece is not None:
                yield piece
            piece = _Piece(found["kind"], found["id"] or "", number)
        elif piece is not None:
            piece.lines.append(line)
    if piece is not None:
        yield piece


def _card(asked: _Piece, answers: list[_Piece], section: str) -> Card:
    question = asked.text
    if not question.strip():
        raise Unreadable(
            f"line {asked.line} begins a question, and none follows; write it on the next line"
        )
    texts = [answer.text for answer in answers]
    return Card(
        question,
        "".join(texts[:1]),
        Lines(asked.line, max(piece.last for piece in (asked, *answers))),
        section=section,
        # One of somebody who writes such notes by hand is aligned by its words.
        id=question_id(asked.id),
        further=tuple(texts[1:]),
        is_note=bool(answers) and all(answer.kind == "note" for answer in answers),
    )


NOTES = TextContainer("Roundtable notes", _recognise, _read)
