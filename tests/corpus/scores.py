"""Every labelled document parsed and scored as a table: `python -m tests.corpus.scores [NAME]`.

F1 of the questions, and the shares of the answers with right ends and of the right statuses.
`--spurious` tells below it what was missed, made up or cut elsewhere, `--kinds` reads the small
inputs instead.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from bot.errors import DocumentError
from bot.importing import read_document
from tests.corpus.test_parsing_scores import corpus, prediction, scorer

MEASURES = ("question_f1", "boundary_accuracy", "status_accuracy")


def read(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """Return a file's format and items; no items, and the error's name, where it is refused."""
    try:
        document = read_document(path.name, path.read_bytes())
    except DocumentError as error:
        return type(error).__name__, []
    return document.format, prediction(document)


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
        result = scorer().score(items, json.loads(labels.read_text(encoding="utf-8")))
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


def main() -> None:
    """Print the tables."""
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
