"""`roundtable ask`, `decks`, `--version` and help."""

from __future__ import annotations

import json
from pathlib import Path

from bot import __version__
from tests.commands.conftest import Roundtable


def test_a_question_is_found_by_a_word_with_a_typo(
    roundtable: Roundtable, asking: Path, quoted: Path
) -> None:
    roundtable("import", str(asking), str(quoted))
    found = json.loads(roundtable("ask", "halyrd", "--json").stdout)
    assert found[0]["question"] == "What is a halyard?"
    assert 0 < found[0]["score"] <= 1
    assert [(a["author"], a["reference"]) for a in found[0]["answers"]] == [
        ("asking", True),
        ("quoted", False),
    ]


def test_people_get_scores_and_the_best_ones_answers(roundtable: Roundtable, asking: Path) -> None:
    roundtable("import", str(asking))
    done = roundtable("ask", "reef the mainsail")
    assert done.returncode == 0
    assert "How do you reef a mainsail?" in done.stdout
    assert "Ease the sheet" in done.stdout


def test_what_fits_nothing_is_told_with_exit_code_1(roundtable: Roundtable, asking: Path) -> None:
    roundtable("import", str(asking))
    done = roundtable("ask", "zzzzqqqq")
    assert (done.returncode, done.stdout.strip()) == (
        1,
        "No question fits. Try other words, or fewer.",
    )


def test_before_anything_was_stored_both_say_what_to_do(roundtable: Roundtable) -> None:
    for command in (["ask", "halyard"], ["decks"]):
        done = roundtable(*command)
        assert done.returncode == 1
        assert "roundtable import" in done.stderr


def test_the_version_is_the_package_s(roundtable: Roundtable) -> None:
    assert roundtable("--version").stdout == f"roundtable {__version__}\n"


def test_help_names_every_command_and_setting(roundtable: Roundtable) -> None:
    words = roundtable("--help").stdout
    for name in ("serve", "import", "decks", "ask", "ROUNDTABLE_DATA", "ROUNDTABLE_WEB_PORT"):
        assert name in words


def test_every_wrong_setting_is_told_at_once(roundtable: Roundtable) -> None:
    done = roundtable("serve", ROUNDTABLE_WEB_PORT="eighty", ROUNDTABLE_LOG_LEVEL="loud")
    assert done.returncode == 2
    assert "ROUNDTABLE_WEB_PORT" in done.stderr
    assert "ROUNDTABLE_LOG_LEVEL" in done.stderr
