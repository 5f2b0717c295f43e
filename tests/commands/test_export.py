"""`roundtable export` and `roundtable pack`: decks out, and in again."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cli.exports import export_deck
from bot.core.models import Group, Member, Round
from bot.core.replies_along import RepliesAlong
from bot.presentation.terminal import written_json, written_words
from bot.services.services import Services
from bot.settings import Settings
from tests.commands.conftest import Roundtable
from tests.fakes.study_deck import StudyDeck


def test_a_deck_that_goes_out_as_cards_comes_in_elsewhere_as_it_was(
    roundtable: Roundtable, asking: Path, quoted: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking), str(quoted), "--deck", "Sailing", "--reference", str(quoted))
    done = roundtable("export", "sailing", "--format", "apkg", "--to", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "pack.toml" in done.stdout
    elsewhere = {"ROUNDTABLE_DATA": str(tmp_path / "elsewhere")}
    result = json.loads(roundtable("import", str(tmp_path / "out"), "--json", **elsewhere).stdout)
    before = json.loads(roundtable("decks", "--json").stdout)[0]
    after = json.loads(roundtable("decks", "--json", **elsewhere).stdout)[0]
    assert (after["title"], after["questions"]) == (before["title"], before["questions"])
    assert [each["author"] for each in after["sources"]] == [
        each["author"] for each in before["sources"]
    ]
    assert [each["reference"] for each in after["sources"]] == [False, True]
    assert result["deck"]["questions"][0]["question"] == "What is a halyard?"


def test_nothing_that_lies_in_the_folder_is_overwritten_unless_one_says_so(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking), "--deck", "Sailing")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    refused = roundtable("export", "Sailing", "--to", str(tmp_path / "out"))
    assert refused.returncode == 1
    assert "none of them was touched" in refused.stderr
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["mine.txt"]
    assert roundtable("export", "Sailing", "--to", str(tmp_path / "out"), "--force").returncode == 0


def test_an_unknown_format_is_told_with_those_there_are(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking), "--deck", "Sailing")
    refused = roundtable("export", "Sailing", "--format", "pdf", "--to", str(tmp_path / "out"))
    assert refused.returncode == 1
    assert "pack, markdown, csv, apkg, moodle, gift, rounds" in refused.stderr


def test_a_folder_that_cannot_be_written_is_told(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking), "--deck", "Sailing")
    (tmp_path / "file").write_text("in the way")
    refused = roundtable("export", "Sailing", "--to", str(tmp_path / "file" / "in"))
    assert refused.returncode == 2
    assert "cannot be written" in refused.stderr


def test_a_pack_that_was_made_is_a_good_one(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking), "--deck", "Sailing")
    pack = str(tmp_path / "sailing")
    assert roundtable("pack", "make", "Sailing", pack, "--licence", "CC0").returncode == 0
    assert 'licence = "CC0"' in (tmp_path / "sailing" / "pack.toml").read_text("utf-8")
    checked = roundtable("pack", "check", pack)
    assert checked.returncode == 0
    assert checked.stdout == "A good pack: 1 document with 3 answers on 3 questions.\n"


def test_everything_that_is_wrong_with_a_pack_is_told_at_once(
    roundtable: Roundtable, tmp_path: Path
) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "pack.toml").write_text(
        'title = ""\nlanguage = "xx"\nlicence = "CC0"\nauthors = ["A"]\n'
        '[[sources]]\nfile = "a.md"\nauthor = "A"\n'
    )
    (pack / "empty.md").write_text("")
    checked = roundtable("pack", "check", str(pack), "--json")
    assert checked.returncode == 1
    problems = json.loads(checked.stdout)["problems"]
    assert len(problems) == 6
    for part in ("title", "language", "reference = true", "a.md is not", "empty.md is empty"):
        assert any(part in each for each in problems), part


def test_a_pack_names_each_of_its_documents(
    roundtable: Roundtable, asking: Path, tmp_path: Path
) -> None:
    roundtable("import", str(asking), "--deck", "Sailing")
    roundtable("pack", "make", "Sailing", str(tmp_path / "pack"))
    document = next((tmp_path / "pack").glob("*.md"))
    document.rename(document.with_name("renamed.md"))
    checked = roundtable("pack", "check", str(tmp_path / "pack"))
    assert checked.returncode == 1
    assert "2 problems" in checked.stdout
    assert "renamed.md is in no source of pack.toml" in checked.stdout


async def test_members_answers_go_along_with_a_group_alone_and_it_is_said_how_many(
    *,
    services: Services,
    room: Group,
    ann: Member,
    bo: Member,
    open_round: Round,
    deck: StudyDeck,
    database: Path,
    tmp_path: Path,
) -> None:
    await services.preferences.share(ann.person, agrees=True)
    for member in (ann, bo):
        await services.replies.save(open_round.id, member, f"{member.name} says so.", 0)
    await services.rounds.close(room.id, open_round.id)
    settings = Settings(data=database.parent, _env_file=None)
    title, folder = deck.deck.title, tmp_path / "with"
    alone = await export_deck(settings, title, tmp_path / "without", format_="markdown")
    assert alone.along == RepliesAlong()
    assert "ann.md" not in alone.files

    made = await export_deck(settings, title, folder, format_="markdown", group=room.name)
    assert "Ann says so." in (folder / "ann.md").read_text("utf-8")
    assert "1 answer of 1 member of the group" in written_words(made)
    told = {"members": 1, "answers": 1, "not_agreed": 1, "nameless": 0}
    assert written_json(made)["along"] == told
