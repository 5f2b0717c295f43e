"""`roundtable review`: what is doubtful is decided with keys, one answer after another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Roundtable
from tests.fakes.patience import PATIENCE_S

_PACK = Path(__file__).resolve().parents[2] / "content" / "schrift"
# Worded so that each may be another question's.
_OTHERWISE = {
    "Wozu dienten die ältesten Tontafeln aus Uruk?": "Wozu dienten die ersten Tontafeln aus Uruk?",
    "Was macht eine Schrift zu einer Abugida?": "Was macht eine Schrift zur Abugida?",
}


@pytest.fixture
def deck(roundtable: Roundtable, tmp_path: Path) -> str:
    """A deck with two answers whose places are guesses."""
    notes = (_PACK / "lotte.tsv").read_text(encoding="utf-8")
    for words, others in _OTHERWISE.items():
        assert words in notes
        notes = notes.replace(words, others)
    (tmp_path / "lotte.tsv").write_text(notes, encoding="utf-8")
    files = (str(_PACK / "referenz.md"), str(tmp_path / "lotte.tsv"))
    done = roundtable("import", *files, "--deck", "Schrift")
    assert done.returncode == 0, done.stderr
    return "Schrift"


def _review(deck: str, environment: dict[str, str], *typed: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "review", deck],
        env=environment,
        input="".join(f"{each}\n" for each in typed),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_key_decides_and_what_was_passed_over_comes_again(
    deck: str, environment: dict[str, str]
) -> None:
    said = _review(deck, environment, "x", "n", "s", "Wie liest man Devanagari?")
    assert said.count("2 answers to look at") == 2  # a key that is none changes nothing
    assert "It stands here: 2. Wozu dienten die ältesten Tontafeln aus Uruk?" in said
    assert "It may belong here:" in said
    assert "It answers a question of its own now." in said
    assert "1 answer left for later, still doubtful" in said
    assert "Nothing more" not in said
    assert "1 answer decided" in said

    said = _review(deck, environment, "m")
    assert "1 answer to look at" in said
    assert "It is the other question’s now." in said
    assert "Nothing more is doubtful." in said


def test_dropping_and_merging_end_the_doubt(deck: str, environment: dict[str, str]) -> None:
    said = _review(deck, environment, "d", "g")
    assert "It is withdrawn." in said
    assert "Both are one question now." in said
    assert "2 answers decided" in said
    assert "Nothing more is doubtful." in said
