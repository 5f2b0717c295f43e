"""`roundtable import`, with good input and bad."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import ASKING, Roundtable


def test_two_documents_in_two_formats_make_one_deck(
    roundtable: Roundtable, asking: Path, quoted: Path
) -> None:
    done = roundtable("import", str(asking), str(quoted), "--json")
    result = json.loads(done.stdout)
    assert done.returncode == 0
    assert [document["file"] for document in result["documents"]] == [str(asking), str(quoted)]
    assert [item["status"] for item in result["documents"][1]["items"]] == [
        "answered",
        "placeholder",
        "answered",
    ]
    assert [question["question"] for question in result["deck"]["questions"]] == [
        "What is a halyard?",
        "Why does a keel matter?",
        "How do you reef a mainsail?",
    ]
    for number, question in enumerate(result["deck"]["questions"]):
        assert [(a["file"], a["item"]) for a in question["answers"]] == [
            (str(asking), number),
            (str(quoted), number),
        ]


def test_lines_are_those_of_the_file(roundtable: Roundtable, asking: Path) -> None:
    result = json.loads(roundtable("import", str(asking), "--json").stdout)
    lines = ASKING.splitlines()
    for item in result["documents"][0]["items"]:
        first, last = item["lines"]
        assert item["question"] in lines[first - 1]
        assert item["answers"][0] == lines[last - 1]


def test_a_dry_run_stores_nothing(roundtable: Roundtable, asking: Path, tmp_path: Path) -> None:
    assert roundtable("import", str(asking), "--dry-run").returncode == 0
    assert not (tmp_path / "data").exists()


def test_an_import_says_what_was_stored_and_what_to_do_next(
    roundtable: Roundtable, asking: Path
) -> None:
    tried = roundtable("import", str(asking), "--deck", "On sails", "--dry-run").stdout
    assert tried.startswith("On sails: 1 document with 3 answers on 3 questions.")
    assert tried.rstrip().endswith("without “--dry-run” stores it.")
    stored = roundtable("import", str(asking), "--deck", "On sails").stdout
    assert stored.startswith("Stored as “On sails”: 1 document with 3 answers on 3 questions.")
    assert "“roundtable import FILE --deck 'On sails' --add”" in stored
    assert "“roundtable serve”" in stored


def test_what_seems_a_newer_version_is_asked_about(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking), "--deck", "S")
    newer = tmp_path / "asking, revised.md"
    newer.write_text(asking.read_text("utf-8") + "\n4. What is a jib?\n\nA sail before the mast.\n")
    command = ("import", str(newer), "--deck", "S", "--add")
    refused = roundtable(*command)
    assert refused.returncode == 1
    assert "seems to be a newer version of" in refused.stderr
    assert "--keep-both" in refused.stderr
    shown = roundtable(*command, "--dry-run").stdout
    assert "takes its place. Answers: 3 as before, 1 new." in shown
    assert roundtable(*command, "--replace").returncode == 0
    (deck,) = json.loads(roundtable("decks", "--json").stdout)
    assert [source["file"] for source in deck["sources"]] == [newer.name]


def test_a_deck_name_that_exists_is_refused_and_can_be_added_to(
    roundtable: Roundtable, asking: Path, quoted: Path
) -> None:
    roundtable("import", str(asking), "--deck", "Sailing")
    refused = roundtable("import", str(quoted), "--deck", "Sailing")
    assert refused.returncode == 1
    assert "There is a deck called “Sailing” already" in refused.stderr
    added = roundtable("import", str(quoted), "--deck", "Sailing", "--add")
    assert added.returncode == 0
    decks = json.loads(roundtable("decks", "--json").stdout)
    assert [(deck["questions"], len(deck["sources"])) for deck in decks] == [(3, 2)]


def test_question_ids_survive_a_second_import(
    roundtable: Roundtable, asking: Path, quoted: Path
) -> None:
    first = json.loads(roundtable("import", str(asking), "--deck", "S", "--json").stdout)
    again = json.loads(roundtable("import", str(quoted), "--deck", "S", "--add", "--json").stdout)
    ids = [[question["id"] for question in each["deck"]["questions"]] for each in (first, again)]
    assert ids[0] == ids[1]


def test_the_reference_can_be_a_later_file(
    roundtable: Roundtable, asking: Path, quoted: Path
) -> None:
    done = roundtable("import", str(asking), str(quoted), "--reference", str(quoted))
    assert "The reference does not answer “Why does a keel matter?”" in done.stdout
    sources = json.loads(roundtable("decks", "--json").stdout)[0]["sources"]
    assert [source["file"] for source in sources if source["reference"]] == ["quoted.md"]


def test_a_reference_that_was_not_given_is_refused(roundtable: Roundtable, asking: Path) -> None:
    done = roundtable("import", str(asking), "--reference", "other.md")
    assert done.returncode == 1
    assert "other.md cannot be the reference" in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is not text"),
        ("Was heißt „Großschot“?".encode() + b"\xff", "is not UTF-8"),
        (b"x" * 50_000_000, "MB is the most"),
    ],
)
def test_bad_input_is_told_and_stops_no_other_file(
    roundtable: Roundtable, asking: Path, tmp_path: Path, content: bytes, words: str
) -> None:
    bad = tmp_path / "bad.md"
    bad.write_bytes(content)
    alone = roundtable("import", str(bad))
    assert (alone.returncode, "Traceback" in alone.stderr) == (1, False)
    assert words in alone.stderr
    done = roundtable("import", str(asking), str(bad))
    assert done.returncode == 0
    assert words in done.stdout
    assert "bad.md" in done.stdout
    assert len(json.loads(roundtable("decks", "--json").stdout)) == 1


def test_the_same_document_twice_is_imported_once_and_told(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.md"
    copy.write_bytes(asking.read_bytes())
    done = roundtable("import", str(asking), str(copy))
    assert done.returncode == 0
    assert "are the same document" in done.stdout


def test_a_folder_is_imported_with_what_is_in_it(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "notes" / "deep"
    folder.mkdir(parents=True)
    (folder / "a.md").write_bytes(asking.read_bytes())
    (folder / "picture.png").write_bytes(b"\x89PNG")
    done = roundtable("import", str(tmp_path / "notes"), "--json")
    assert [Path(each["file"]).name for each in json.loads(done.stdout)["documents"]] == ["a.md"]


def test_every_unreadable_file_is_named_at_once(roundtable: Roundtable, tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    done = roundtable("import", str(tmp_path / "folder.md"), str(tmp_path / "missing.md"))
    assert done.returncode == 1
    assert "folder.md cannot be read" in done.stderr
    assert "missing.md cannot be read" in done.stderr


def test_no_file_at_all_is_wrong_use(roundtable: Roundtable) -> None:
    assert roundtable("import").returncode == 2


def test_a_files_name_does_not_steer_the_terminal(roundtable: Roundtable) -> None:
    done = roundtable("import", "notes\x1b[2J\r\x9b1m.md")

    assert done.returncode == 1
    assert "notes[2J1m.md" in done.stderr
