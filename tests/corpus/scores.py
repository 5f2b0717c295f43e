"""Every labelled document parsed and scored as a table: `python -m tests.corpus.scores [NAME]`.

F1 of the questions, and the shares of the answers with right ends and of the right statuses. What
has answers and no questions has those on which it is placed, read beside notes on its chapter.
`--spurious` tells below it what was missed, made up or cut elsewhere, `--kinds` reads the small
inputs instead. `--alignment` lines all of them up, and tells how often those are one that it takes
for one, and which share of the placings at each confidence is right.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from bot.core.alignment import Alignment, align
from bot.core.documents import ParsedDocument
from bot.errors import DocumentError
from bot.importing import read_document
from tests.corpus.test_alignment_scores import groups
from tests.corpus.test_parsing_scores import corpus, prediction, scorer

MEASURES = ("question_f1", "boundary_accuracy", "status_accuracy")


def read(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """Return a file's format and items; no items, and the error's name, where it is refused."""
    try:
        document = read_document(path.name, path.read_bytes())
    except DocumentError as error:
        return type(error).__name__, []
    return document.format, prediction(document)


def _placed(path: Path, chapter: int) -> list[dict[str, Any]]:
    """Return a document's items, each with the question that its chapter's other notes ask."""
    others = [
        each
        for each, labels in labelled()
        if each != path and json.loads(labels.read_text(encoding="utf-8")).get("chapter") == chapter
    ]
    documents = [read_document(each.name, each.read_bytes()) for each in (*others, path)]
    items = prediction(documents[-1])
    for question in align(documents).questions:
        for placing in question.placings:
            if placing.document == len(others):
                items[placing.item]["question"] = question.text
    return items


def labelled(kinds: bool = False) -> Iterator[tuple[Path, Path]]:
    """Yield each document with the file of its labels."""
    folders = ("kinds",) if kinds else ("documents", "more")
    for folder in folders:
        for path in sorted((corpus() / folder).iterdir()):
            labels = corpus() / ("kinds" if kinds else "labels") / f"{path.stem}.expected.json"
            if labels.is_file() and not path.name.endswith((".expected.json", "README.md")):
                yield path, labels


def kind_problems(path: Path, labels: Path) -> tuple[str, list[str]]:
    """Return the format of a small input, and what a careful reader would have read otherwise."""
    sys.path.insert(0, str(corpus()))
    from text_norm import norm  # type: ignore[import-not-found]  # noqa: PLC0415  # beside the corpus

    expected = json.loads(labels.read_text(encoding="utf-8"))
    name, items = read(path)
    problems = [] if len(items) == len(expected) else [f"{len(items)} of {len(expected)} items"]
    for item, label in zip(items, expected, strict=False):
        questions = [label["question"], *label.get("question_alt", ())]
        answers = [label["answer"], *label.get("answer_alt", ())]
        got = "\n".join(item["answers"])
        if not any(_same(norm, _without_letters(item["question"]), each) for each in questions):
            problems.append(f"question {item['question']!r}")
        if item["status"] != label["status"]:
            problems.append(f"status {item['status']} of {item['question']!r}")
        if label["answer"] and not any(_same(norm, got, each) for each in answers):
            problems.append(f"answer {got!r}")
    return name, problems


def _same(norm: Any, one: str, other: str) -> bool:
    return _bare(norm(one)) == _bare(norm(other))


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)


def _without_letters(question: str) -> str:
    return re.sub(r"^- [A-J]: ", "- ", question, flags=re.MULTILINE)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _print_documents(names: Sequence[str], *, details: bool) -> None:
    totals: dict[str, list[float]] = {measure: [] for measure in MEASURES}
    for path, labels in labelled():
        if names and not any(path.name.startswith(name) for name in names):
            continue
        name, items = read(path)
        expected = json.loads(labels.read_text(encoding="utf-8"))
        if not any(each["question"] for each in expected["questions"]):
            items = _placed(path, expected["chapter"])
        result = scorer().score(items, expected)
        for measure in MEASURES:
            if result[measure] is not None:
                totals[measure].append(result[measure])
        cells = [f"{result[each]:.2f}" if result[each] is not None else " -  " for each in MEASURES]
        traps = len(result["trap_hits"])
        counts = f"{result['n_predicted']}/{result['n_expected']}"
        _say(f"{path.name[:32]:32} {name[:14]:14} {' '.join(cells)} {traps:2} {counts}")
        for key in ("missed", "spurious", "wrong_boundaries", "trap_hits") if details else ():
            for each in result[key]:
                _say(f"    {key}: {each}")
    _say(f"{'mean':32} {'':14} " + " ".join(f"{mean(v):.3f}" for v in totals.values() if v))


def _canonical(document: ParsedDocument, labels: Path) -> dict[int, set[str]]:
    """Return by item the ids of the questions that it asks, where the labels say so."""
    found: dict[int, set[str]] = {}
    expected = json.loads(labels.read_text(encoding="utf-8"))["questions"]
    for at, item in enumerate(document.items):
        for label in expected:
            texts = scorer().exp_texts(label) if not item.is_fragment else []
            alike = max((scorer().qsim(text, item.question) for text in texts), default=0)
            first, last = label.get("lines") or (0, -1)
            there = not item.question and first <= item.lines.last and item.lines.first <= last
            if alike >= scorer().Q_MIN or there:
                found[at] = set(label["canonical_ids"])
                break
    return found


def _sure(
    alignment: Alignment, known: Sequence[dict[int, set[str]]]
) -> Iterator[tuple[float, bool]]:
    """Yield each placing's confidence, and whether what else stands there asks the same."""
    for question in alignment.questions:
        for placing in question.placings:
            mine = known[placing.document].get(placing.item)
            others = [
                known[each.document].get(each.item, set())
                for each in question.placings
                if each.document != placing.document
            ]
            if mine and any(others):
                yield placing.confidence, any(mine & ids for ids in others)


def _print_alignment() -> None:
    pairs = [(read_document(p.name, p.read_bytes()), labels) for p, labels in labelled()]
    documents = [document for document, _ in pairs]
    alignment = align(documents)
    for measure, value in scorer().align(groups(documents, alignment)).items():
        _say(f"{measure:24} {value if isinstance(value, int) else round(value, 4)}")
    placings = list(_sure(alignment, [_canonical(*pair) for pair in pairs]))
    for low in (0.9, 0.8, 0.7, 0.5, 0.0):
        here = [right for sure, right in placings if low <= sure]
        placings = [placing for placing in placings if placing[0] < low]
        if here:
            _say(f"confidence from {low}: {sum(here)} of {len(here)} right")


def main() -> None:
    """Print the tables."""
    if "--alignment" in sys.argv:
        _print_alignment()
        return
    names = [name for name in sys.argv[1:] if not name.startswith("--")]
    if "--kinds" not in sys.argv:
        _print_documents(names, details="--spurious" in sys.argv)
        return
    for path, labels in labelled(kinds=True):
        if not names or any(path.name.startswith(name) for name in names):
            name, problems = kind_problems(path, labels)
            _say(f"{path.name[:32]:32} {name[:14]:14} {'; '.join(problems) or 'as read'}"[:220])


if __name__ == "__main__":
    main()
