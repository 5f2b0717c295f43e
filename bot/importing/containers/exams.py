"""Exams and question banks in LaTeX: exam.cls, moodle.sty, latextomoodle, exercises with solutions.

Sources: the manuals of https://ctan.org/pkg/exam, https://ctan.org/pkg/moodle,
https://ctan.org/pkg/flashcards and https://ctan.org/pkg/exsheets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.core.documents import Lines
from bot.importing.containers.choices import Choice, answers_of, options_of
from bot.importing.containers.latex import argument, items, parsed, written
from bot.importing.containers.latex_parser import Node
from bot.importing.containers.reading import Card, TextContainer, alternatives

_QUESTION_MACROS = frozenset(
    {
        "question",
        "titledquestion",
        "bonusquestion",
        "part",
        "subpart",
        "subsubpart",
        "bonuspart",
        "qs",
    }
)
_PARTS = frozenset({"part", "subpart", "subsubpart", "bonuspart"})
_QUESTIONS = frozenset(
    {
        "question",
        "exercise",
        "problem",
        "ex",
        "exercice",
        "aufgabe",
        "ejercicio",
        "esercizio",
        "uebung",
        "task",
        "defproblem",
        "multi",
        "shortanswer",
        "numerical",
        "truefalse",
        "essay",
        "matching",
        "cloze",
    }
)
_SOLUTIONS = frozenset(
    {
        "solution",
        "solutionorbox",
        "solutionorlines",
        "solutionordottedlines",
        "solutionbox",
        "answer",
        "answers",
        "sol",
        "soln",
        "corrige",
        "loesung",
        "lösung",
        "solucion",
        "solución",
        "soluzione",
        "onlysolution",
        "ans",
    }
)
_SOLUTION_MACROS = frozenset(
    {"solution", "sol", "ans", "answer", "correctanswer", "explanation", "generalfeedback"}
)
_CHOICES = frozenset({"choices", "checkboxes", "oneparchoices", "oneparcheckboxes", "answers"})
_BANK_LISTS = frozenset({"multi", "shortanswer", "numerical", "truefalse", "matching"})
_RIGHT = frozenset({"CorrectChoice", "correctchoice", "correct", "right", "rightanswer"})
_WRONG = frozenset({"choice", "incorrect", "wrong", "wronganswer"})
_ASIDE = frozenset({"title", "feedback", "hint", "points", "grade", "tag", "key"})
_ANSWER_LABEL = re.compile(
    r"[ \t]*[*_]{0,3}(?:answer|solution|ans|sol|réponse|antwort|lösung|respuesta|solución|"
    r"risposta)[*_]{0,2}[ \t]*[:.][*_]{0,3}[ \t]*",
    re.IGNORECASE,
)
_WORTH = re.compile(r"-?\d{1,3}(?:\.\d{1,9})?")


def _recognise(text: str, name: str) -> str:
    if "\\documentclass" in text:
        return "a \\documentclass"
    if re.search(
        r"\\begin\{(?:questions|question|enumerate|quiz|exercise|problem|flashcard|document)\}",
        text,
    ):
        return "environments of LaTeX"
    return "commands of LaTeX" if name.lower().endswith(".tex") and "\\" in text else ""


@dataclass(slots=True)
class _Open:
    """A question that is being read."""

    first: int
    stem: list[Node] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    solution: list[str] = field(default_factory=list)
    whole: str = ""  # of which it is a part
    last: int = 0


def _read(text: str) -> Iterator[Card] | str:
    nodes = parsed(text)
    cards = _Exam(text).cards(nodes)
    if cards:
        return iter(cards)
    return written(nodes)


class _Exam:
    """Walks a document's nodes and opens a question at each thing that begins one."""

    def __init__(self, text: str) -> None:
        self._breaks = [at for at, character in enumerate(text) if character == "\n"]
        self._open: _Open | None = None
        self._cards: list[Card] = []
        self._section = ""
        self._whole = ""

    def cards(self, nodes: Sequence[Node]) -> list[Card]:
        self._walk(nodes)
        self._close()
        return self._cards if any(card.answer or card.options for card in self._cards) else []

    def _line(self, position: int) -> int:
        return bisect_right(self._breaks, position - 1) + 1

    def _begin(self, node: Node, whole: str = "") -> None:
        self._close()
        self._open = _Open(self._line(node.begin), whole=whole)

    def _close(self) -> None:
        one, self._open = self._open, None
        if one is None:
            return
        stem = _tidy(written(one.stem))
        stem, answer = _labelled(stem) if not one.choices else (stem, "")
        answers = answers_of(one.choices) or alternatives(one.accepted) or answer
        whole = "\n\n".join(filter(None, (answers, *map(_unlabelled, one.solution))))
        question = "\n\n".join(filter(None, (one.whole, stem)))
        if question and (stem or whole):
            lines = Lines(one.first, max(one.first, one.last))
            self._cards.append(Card(question, whole, lines, options_of(one.choices), self._section))

    def _walk(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if self._open is not None:
                self._open.last = self._line(node.end - 1) if _says(node) else self._open.last
            if node.kind == "env":
                self._environment(node)
            elif node.kind == "macro":
                self._macro(node)
            elif node.kind == "group" and self._open is None:
                self._walk(node.nodes)
            elif self._open is not None:
                self._open.stem.append(node)

    def _environment(self, node: Node) -> None:
        name = node.name.rstrip("*")
        if name in ("flashcard", "card") or (name == "flashcards" and node.args):
            self._flashcard(node)
        elif name in _SOLUTIONS and name != "answers" and self._ready():
            self._solution(node)
        elif name in _QUESTIONS and not (self._open and name == "problem"):
            self._question(node, name)
        elif name in _CHOICES and self._open is not None:
            self._offer(node)
        elif name == "parts" and self._open is not None:
            self._parts(node)
        elif self._is_exam(node):
            self._list(node)
        elif self._open is None:
            if name == "category":
                self._section = argument(node) or self._section
            self._walk(node.nodes)
            self._close()
        else:
            self._open.stem.append(node)

    def _ready(self) -> bool:
        return self._open is not None or bool(self._cards)

    def _solution(self, node: Node) -> None:
        text = _tidy(written(node.nodes))
        if self._open is not None:
            self._open.solution.append(text)
            return
        # It stands behind the environment of its exercise.
        last = self._cards[-1]
        end = self._line(node.end - 1)
        answer = "\n\n".join(filter(None, (last.answer, text)))
        self._cards[-1] = Card(
            last.question, answer, Lines(last.lines.first, end), last.options, last.section
        )

    def _question(self, node: Node, name: str) -> None:
        self._begin(node)
        if name in _BANK_LISTS:
            self._bank(node, name)
        else:
            self._walk(node.nodes)
        if self._open is not None:
            self._open.last = self._line(node.end - 1)
        self._close()

    def _bank(self, node: Node, name: str) -> None:
        """Read one of moodle.sty's environments: a stem, then items of which some are right."""
        assert self._open is not None  # noqa: S101  # it was just begun
        at = next((at for at, each in enumerate(node.nodes) if _is_item(each)), len(node.nodes))
        self._open.stem += node.nodes[:at]
        for mark, nodes in _marked_items(node):
            text = _tidy(written(nodes))
            worth = _worth(mark)
            if name == "multi":
                self._open.choices.append(Choice(text, worth))
            elif name == "truefalse":
                self._open.choices.append(Choice(text or "True", worth))
            else:
                self._open.accepted.append(re.sub(r"\s*\\answer\s*", " → ", text))

    def _offer(self, node: Node) -> None:
        assert self._open is not None  # noqa: S101  # a question offers
        macros = [each for each in node.nodes if each.kind == "macro"]
        at = {id(each): place for place, each in enumerate(node.nodes)}
        starts = [each for each in macros if each.name in _RIGHT | _WRONG | {"item"}]
        for begin, end in zip(starts, [*starts[1:], None], strict=False):
            stop = at[id(end)] if end is not None else len(node.nodes)
            text = written(node.nodes[at[id(begin)] + 1 : stop]) or argument(begin)
            right = begin.name in _RIGHT or any(written(each) == "*" for each in begin.args if each)
            self._open.choices.append(Choice(_tidy(text), 100.0 if right else 0.0))

    def _parts(self, node: Node) -> None:
        """Read a question's parts, each a question below what they have in common.

        One that is answered by itself is a question beside them.
        """
        one = self._open
        self._whole = _tidy(written(one.stem)) if one is not None else ""
        if one is not None and not (one.solution or one.choices):
            self._open = None
        self._close()
        self._walk(node.nodes)
        self._close()
        self._whole = ""

    def _is_exam(self, node: Node) -> bool:
        """Whether a list's items hold solutions."""
        if self._open is not None or node.name not in (
            "enumerate",
            "questions",
            "itemize",
            "description",
        ):
            return False
        return node.name != "questions" and any(
            (each.kind == "env" and each.name in _SOLUTIONS)
            or (each.kind == "macro" and each.name in _SOLUTION_MACROS)
            for _, nodes in items(node)
            for each in nodes
        )

    def _list(self, node: Node) -> None:
        for _, nodes in items(node):
            if nodes:
                self._begin(nodes[0])
                self._walk(nodes)
                self._close()

    def _flashcard(self, node: Node) -> None:
        front = argument(node)
        end = self._line(node.end - 1)
        lines = Lines(self._line(node.begin), end)
        if front:
            self._cards.append(Card(front, _tidy(written(node.nodes)), lines, (), self._section))

    def _macro(self, node: Node) -> None:
        name = node.name.rstrip("*")
        if name in _QUESTION_MACROS:
            self._begin(node, self._whole if name in _PARTS else "")
            if name == "qs" and self._open is not None:
                self._open.stem += node.args[-1] or [] if node.args else []
        elif name in ("card", "flashcard") and len(node.args) > 1:
            lines = Lines(self._line(node.begin), self._line(node.end - 1))
            self._cards.append(Card(argument(node, 0), argument(node), lines, (), self._section))
        elif name in ("section", "subsection", "chapter"):
            self._close()
            self._section = " ".join(argument(node).split())
        elif self._open is not None:
            self._within(node, name)

    def _within(self, node: Node, name: str) -> None:
        assert self._open is not None  # noqa: S101  # asked before
        if name == "answer" and (worth := _WORTH.match(argument(node, 0))):
            self._open.choices.append(Choice(_tidy(argument(node)), float(worth[0])))
        elif name in _RIGHT or name in _WRONG - {"choice"}:
            self._open.choices.append(
                Choice(_tidy(argument(node)), 100.0 if name in _RIGHT else 0.0)
            )
        elif name in _SOLUTION_MACROS:
            self._open.solution.append(_tidy(argument(node)))
        elif name == "fillin":
            given = [written(each) for each in node.args[:1] if each is not None]
            self._open.accepted += given
            self._open.stem.append(node)
        elif name not in _ASIDE:
            self._open.stem.append(node)


def _is_item(node: Node) -> bool:
    return node.kind == "macro" and node.name in ("item", "item*")


def _marked_items(node: Node) -> Iterator[tuple[str, list[Node]]]:
    """Yield each item's mark (`*`, or a worth such as `[50]`) and its nodes."""
    mark, nodes, inside = "", list[Node](), False
    for each in node.nodes:
        if _is_item(each):
            if inside:
                yield mark, nodes
            inside, nodes = True, []
            given = [written(one) for one in each.args if one is not None]
            mark = "*" if each.name.endswith("*") or "*" in given else "".join(given)
        elif inside:
            nodes.append(each)
    if inside:
        yield mark, nodes


def _worth(mark: str) -> float:
    """Return what an item's mark is worth in percent: all with a star, else the number in it."""
    number = _WORTH.match(mark)
    return 100.0 if mark == "*" else float(number[0]) if number else 0.0


def _says(node: Node) -> bool:
    return node.kind != "text" or bool(node.text.strip())


def _labelled(stem: str) -> tuple[str, str]:
    """Split off an answer that only a label in the text sets apart."""
    for at, line in enumerate(lines := stem.split("\n")):
        if at and _ANSWER_LABEL.match(line):
            rest = [_ANSWER_LABEL.sub("", line, count=1), *lines[at + 1 :]]
            return "\n".join(lines[:at]).strip(), "\n".join(rest).strip()
    return stem, ""


def _unlabelled(text: str) -> str:
    return _ANSWER_LABEL.sub("", text, count=1) if _ANSWER_LABEL.match(text) else text


def _tidy(text: str) -> str:
    """Return paragraphs with their lines joined; lists, code and formulas keep theirs."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    keeps = ("- ", "```", "|", "$$", ">", "1. ")
    inside, tidied = False, []
    for paragraph in paragraphs:
        keep = (
            inside
            or paragraph.lstrip().startswith(keeps)
            or "\n- " in paragraph
            or "\n1. " in paragraph
        )
        inside ^= paragraph.count("```") % 2 == 1
        tidied.append(paragraph if keep else " ".join(paragraph.split()))
    return "\n\n".join(tidied).strip()


LATEX = TextContainer("LaTeX", _recognise, _read)
