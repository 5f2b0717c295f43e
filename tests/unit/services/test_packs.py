"""Packs: read with every problem named, loaded once, loaded again where they changed."""

from __future__ import annotations

import re
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.models import Deck, Group
from bot.errors import BadPack, DeckIsShipped, ImportRefused
from bot.importing.packs import (
    MANIFEST,
    BadManifest,
    Manifest,
    PackSource,
    find_packs,
    read_manifest,
    read_pack,
)
from bot.presentation.terminal import CheckedPack, check_words
from bot.services.groups import LOCAL_WORKSPACE
from bot.services.packs import check_pack
from bot.services.services import Services
from tests.profiles import scaled
from tests.unit.services.documents import (
    OTHER_TOPIC,
    READER,
    REFERENCE,
    REFERENCE_2,
    request,
    upload,
)

GOOD = """
title = "Bread"
language = "en"
licence = "CC-BY-4.0"
authors = ["The bakers"]

[[sources]]
file = "reference.md"
author = "The bakers"
reference = true

[[sources]]
file = "mara.md"
author = "Mara of Ulm"
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A folder that is a good pack."""
    folder = tmp_path / "content" / "bread"
    folder.mkdir(parents=True)
    (folder / MANIFEST).write_text(GOOD)
    (folder / "reference.md").write_text(REFERENCE)
    (folder / "mara.md").write_text(READER)
    return folder


async def _load(services: Services, pack: Path) -> Deck | None:
    return await services.packs.load(read_pack(pack))


async def test_a_pack_becomes_a_deck_with_its_authors_and_its_reference(
    services: Services, room: Group, pack: Path
):
    deck = await _load(services, pack)

    (summary,) = await services.decks.of_group(room.id)
    assert summary.deck == deck
    assert (summary.deck.title, summary.deck.pack) == ("Bread", "bread")
    assert summary.deck.language == "english"
    assert [source.author for source in summary.sources] == ["The bakers", "Mara of Ulm"]
    assert summary.deck.reference == summary.sources[0].id


async def test_whose_language_is_told_is_not_guessed_at(
    services: Services, room: Group, pack: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.importing.language_of", _guess)
    deck = await _load(services, pack)

    assert deck is not None
    assert deck.language == "english"


def _guess(_documents: object) -> str:
    raise AssertionError("to guess a language loads a large model")


async def test_loading_twice_loads_once(services: Services, room: Group, pack: Path):
    await _load(services, pack)
    before = await services.decks.of_group(room.id)

    assert await _load(services, pack) is None
    assert await services.decks.of_group(room.id) == before


async def test_a_changed_file_replaces_its_version_and_questions_keep_their_ids(
    services: Services, room: Group, pack: Path
):
    deck = await _load(services, pack)
    assert deck is not None
    old = await services.decks.questions(room.id, deck.id)
    (pack / "reference.md").write_text(REFERENCE_2)

    changed = await _load(services, pack)

    assert changed is not None
    new = await services.decks.questions(room.id, deck.id)
    assert [each.id for each in new[:3]] == [each.id for each in old]
    assert len(new) == 4
    (summary,) = await services.decks.of_group(room.id)
    assert len(summary.sources) == 2
    reference = next(each for each in summary.sources if each.id == changed.reference)
    assert reference.author == "The bakers"
    assert await _load(services, pack) is None


async def test_a_shipped_deck_is_there_once_for_every_group_and_nobody_changes_it(
    services: Services, room: Group, other_room: Group, pack: Path
):
    deck = await _load(services, pack)
    assert deck is not None
    (summary,) = await services.decks.of_group(room.id)
    source = summary.sources[1].id

    assert await services.decks.of_group(other_room.id) == [summary]
    with pytest.raises(DeckIsShipped):
        await services.decks.choose_reference(LOCAL_WORKSPACE, deck.id, source)
    with pytest.raises(DeckIsShipped):
        await services.decks.set_language(LOCAL_WORKSPACE, deck.id, "german")


async def test_a_copy_of_a_shipped_deck_has_all_that_is_in_it_and_is_its_workspaces_own(
    services: Services, room: Group, other_room: Group, pack: Path
):
    deck = await _load(services, pack)
    assert deck is not None

    copy = await services.decks.copy(LOCAL_WORKSPACE, room.id, deck.id)

    ours, shipped = await services.decks.of_group(room.id)
    assert ours.deck == copy
    assert (copy.title, copy.pack) == (deck.title, None)
    assert ours.questions == shipped.questions
    assert [each.author for each in ours.sources] == [each.author for each in shipped.sources]
    mara = ours.sources[1].id
    changed = await services.decks.choose_reference(LOCAL_WORKSPACE, copy.id, mara)
    assert changed.reference == mara
    assert [each.deck for each in await services.decks.of_group(other_room.id)] == [deck]
    assert await _load(services, pack) is None


async def test_an_own_deck_of_a_packs_title_stands_beside_it(
    services: Services, room: Group, pack: Path
):
    plan = await services.decks.plan(request(room.id, upload("t.md", OTHER_TOPIC), title="Bread"))
    mine = await services.decks.store(plan)

    shipped = await _load(services, pack)

    assert [each.deck for each in await services.decks.of_group(room.id)] == [mine, shipped]


async def test_a_pack_whose_documents_make_no_deck_is_refused(
    services: Services, room: Group, pack: Path
):
    (pack / "mara.md").write_text("")

    with pytest.raises(ImportRefused):
        await _load(services, pack)
    assert await services.decks.of_group(room.id) == []


def test_packs_are_found_by_their_manifest_in_the_order_of_their_names(pack: Path):
    content = pack.parent
    (content / "no-pack").mkdir()
    (content / "README.md").write_text("about")
    for name in ("zebra", "apple"):
        (content / name).mkdir()
        (content / name / MANIFEST).write_text(GOOD)

    assert [folder.name for folder in find_packs(content)] == ["apple", "bread", "zebra"]


def test_a_content_folder_that_is_not_there_has_no_packs(tmp_path: Path):
    assert find_packs(tmp_path / "nowhere") == []


def _reason(pack: Path) -> str:
    with pytest.raises(BadPack) as refusal:
        read_pack(pack)
    assert refusal.value.name == pack.name
    return refusal.value.reason


def test_every_problem_of_a_manifest_is_named(pack: Path):
    (pack / MANIFEST).write_text(
        """
title = ""
language = "tlh"
authors = []
colour = "red"

[[sources]]
file = "../../etc/passwd"
author = "Mallory"

[[sources]]
file = "a.md"
"""
    )

    reason = _reason(pack)

    for words in (
        "title is empty: fill it in",
        "language is unknown: write one of ar, ca, ",
        "licence is missing: add it",
        "authors is empty: name one at least",
        "colour is no field: take it out, or name it one of title, language, ",
        "source 1 (../../etc/passwd): file is no name in the pack's own folder: put ",
        "source 2 (a.md): author is missing: add it",
        "no source has reference = true: give it to ",
    ):
        assert words in reason, (words, reason)


_SCALAR = st.booleans() | st.integers() | st.dates() | st.sampled_from(["", "x", "x" * 2_001])
_TOML = _SCALAR | st.lists(_SCALAR, max_size=2) | st.dictionaries(st.text(max_size=3), _SCALAR)
_SOURCE = st.dictionaries(st.sampled_from([*PackSource.model_fields, "colour"]), _TOML)
_MANIFEST = st.dictionaries(st.sampled_from([*Manifest.model_fields, "colour"]), _TOML)


@settings(max_examples=scaled(150))
@given(told=_MANIFEST, sources=_TOML | st.lists(_SOURCE | _SCALAR, max_size=3))
def test_whatever_a_manifest_says_its_problems_are_told_in_our_words(
    told: dict[str, object], sources: object
):
    manifest = told | {"sources": sources}
    with (
        patch("bot.importing.packs.tomllib.loads", return_value=manifest),
        pytest.raises(BadManifest) as refusal,
    ):
        read_manifest(b"")
    for problem in refusal.value.problems:
        assert re.search(r"\w: \w", problem), problem
        assert not re.search("[Ii]nput|[Ss]hould|pydantic", problem), problem


@pytest.mark.parametrize("references", [0, 2])
def test_a_pack_has_exactly_one_reference(pack: Path, references: int):
    manifest = GOOD.replace("reference = true\n", "")
    if references:
        manifest = GOOD + "reference = true\n"
    (pack / MANIFEST).write_text(manifest.replace('"en"', '"klingon"'))

    reason = _reason(pack)

    both = "source 1 (reference.md), source 2 (mara.md) have reference = true: leave it to one"
    assert (both if references else "no source has reference = true: give it to") in reason
    assert "language is unknown" in reason


@pytest.mark.parametrize("file", ["../reference.md", "/etc/passwd", "..", "sub/x.md", "a\\\\b.md"])
def test_a_packs_files_lie_in_its_own_folder(pack: Path, file: str):
    (pack / MANIFEST).write_text(GOOD.replace("mara.md", file))

    assert "): file is no name in the pack's own folder: " in _reason(pack)


def test_every_missing_file_is_named(pack: Path):
    (pack / "reference.md").unlink()
    (pack / "mara.md").unlink()

    reason = _reason(pack)

    for file in ("reference.md", "mara.md"):
        assert f"{file} is not there: add it, or take its source out of pack.toml" in reason


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (b"title = 1\nlanguage = \n", "line 2 is not TOML: put it right"),
        (b"[[[[", "line 1 is not TOML: put it right"),
        (b"\xff\xfe", "is not UTF-8: save it as that"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_told(pack: Path, manifest: bytes, words: str):
    (pack / MANIFEST).write_bytes(manifest)

    assert words in _reason(pack)


def test_a_check_tells_at_once_what_is_wrong_with_the_manifest_and_with_the_files(pack: Path):
    """Nothing waits until the manifest is right: not what it names, and not what lies beside."""
    more = '[[sources]]\nfile = "gone.md"\nreference = true\n[[sources]]\nfile = "mara.md"\n'
    (pack / MANIFEST).write_text(GOOD.replace('"en"', "3") + more)
    (pack / "mara.md").write_text("")
    (pack / "stray.md").write_text("")

    problems = [
        check_words(CheckedPack("bread", (each,), None)) for each in check_pack(pack).problems
    ]

    for words in (
        "pack.toml: line 3: language is no text: put it between quotes.",
        "pack.toml: line 15: source 3 (gone.md): author is missing: add it.",
        "pack.toml: line 18: source 4 (mara.md): author is missing: add it.",
        "pack.toml: line 19: source 4 (mara.md) has the file of source 2: take one of them out.",
        (
            "pack.toml: line 17: source 1 (reference.md), source 3 (gone.md) have reference = "
            "true: leave it to one of them."
        ),
        "gone.md is not there: add it, or take its source out of pack.toml.",
        "stray.md is in no source of pack.toml: add one for it, or take the file out.",
        "mara.md is empty.",
        "stray.md is empty.",
    ):
        assert [each for each in problems if each.endswith(words)], (words, problems)
    assert len(problems) == 9


def test_a_folder_without_a_manifest_is_no_pack(tmp_path: Path):
    assert MANIFEST in _reason(tmp_path)


def test_votes_that_are_no_numbers_are_told_with_their_line(pack: Path):
    votes = 'votes = { a = -1, b = "x", c = 1.5 }\n'
    (pack / MANIFEST).write_text(GOOD + votes)
    reason = _reason(pack)
    assert "line 15: source 2 (mara.md): votes: a is less than 0: write how many" in reason
    assert reason.count("is no whole number: write how many voted for it") == 2
    (pack / MANIFEST).write_text(GOOD + "votes = 5\n")
    assert "line 15: source 2 (mara.md): votes is no table: write { id = 2 }" in _reason(pack)


def test_pictures_that_a_pack_does_not_have_are_told_with_their_line(pack: Path):
    text = (pack / "mara.md").read_text()
    (pack / "mara.md").write_text(text + "\n![a crumb](crumb.png) ![no](fake.png)\n")
    (pack / "fake.png").write_text("no picture")
    line = text.count("\n") + 2
    told = [str(each.reason) for each in check_pack(pack).problems if isinstance(each, BadPack)]
    crumb, fake = told
    assert crumb.startswith(f"mara.md, line {line}: the picture crumb.png is not in the folder")
    assert fake.startswith(f"mara.md, line {line}: the picture fake.png is not shown: save it as")
