"""What is typed in a terminal, beside what the dialogs have."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.platforms.terminal.connection import TerminalConnection
from bot.services.services import Services
from tests.dialogs.on_terminal import Screen

Come = Callable[..., Awaitable[Screen]]


@pytest.fixture
def door(tmp_path: Path) -> Path:
    """Where terminals find the room."""
    return tmp_path / "door.json"


@pytest.fixture
async def come(services: Services, door: Path) -> AsyncIterator[Come]:
    """Let somebody come to a room, by their name."""
    async with AsyncExitStack() as stack:
        connection = TerminalConnection(services, door)
        await connection.start()
        stack.push_async_callback(connection.stop)

        async def one(name: str, *, organises: bool = False) -> Screen:
            screen = await Screen.open(door, name, organises=organises)
            stack.callback(screen.close)
            return screen

        yield one


async def _with_a_deck(mara: Screen, folder: Path) -> None:
    notes = folder / "sailing.md"
    notes.write_text(
        "# Sailing\n\n1. What is a halyard?\n\nA rope.\n\n2. Why a keel?\n\nTo sail.\n"
    )
    shown = await mara.type(f"/deck import {notes}")
    assert any("Sailing" in each for each in shown)
    assert any("Sailing" in each for each in await mara.press("Import"))


async def test_a_file_is_imported_and_a_schedule_changed_field_by_field(
    come: Come, tmp_path: Path
) -> None:
    mara = await come("Mara")
    await _with_a_deck(mara, tmp_path)
    planned = await mara.type('/schedule add when="weekdays 09:00" zone=Berlin hours=8')
    assert any("09:00" in each for each in planned)
    (keeps, *_) = await mara.press("Edit")
    for line in ("weekdays 10:30", "", "4"):
        await mara.type(line)
    changed = await mara.type(".")

    assert "empty line" in keeps
    assert any("10:30" in each for each in changed)
    assert any("4 hours" in each for each in changed)


async def test_several_files_and_folders_of_them_become_one_deck_by_one_command(
    come: Come, tmp_path: Path
) -> None:
    mara = await come("Mara")
    asked = "# Bread\n\n1. Why does dough rest?\n\n{}\n\n2. What is steam for?\n\n{}\n"
    (tmp_path / "ann one.md").write_text(asked.format("For its gluten.", "The crust."))
    (tmp_path / "bo.md").write_text(asked.format("To relax.", "A shine."))
    typed = f'/deck import "{tmp_path / "ann one.md"}" {tmp_path / "bo.md"} title=Two'
    of_files = await mara.type(typed)
    of_folder = await mara.type(f"/deck import {tmp_path}")
    of_one = await mara.type(f"/deck import {tmp_path / 'ann one.md'}")
    assert any("2 documents with 4 answers on 2 questions" in each for each in of_files)
    assert any("2 documents with 4 answers on 2 questions" in each for each in of_folder)
    assert any("1 document with 2 answers" in each for each in of_one)


async def test_a_question_is_asked_only_of_the_deck_that_is_named_with_it(
    come: Come, tmp_path: Path
) -> None:
    mara = await come("Mara")
    await _with_a_deck(mara, tmp_path)
    other = tmp_path / "bread.md"
    other.write_text("# Bread\n\n1. Why does dough rest?\n\nFor its gluten.\n")
    await mara.type(f"/deck import {other}")
    await mara.press("Import")

    refused = await mara.type('/quiz open deck=Bread question="Why a keel?"')
    opened = await mara.type('/quiz open deck=Sailing question="Why a keel?"')

    assert any("No question of “Bread” is called “Why a keel?”" in each for each in refused)
    assert not any("No question" in each for each in opened)
    assert any("Why a keel?" in each for each in opened)


async def test_who_came_first_organises_and_others_do_only_if_they_come_so(come: Come) -> None:
    mara = await come("Mara")
    bo, cy = await come("Bo"), await come("Cy", organises=True)
    refused = ["Only organisers can do this: "]

    assert [each[:29] for each in await bo.type("/quiz status")] == refused
    assert not any("Only organisers" in each for each in await cy.type("/quiz status"))
    assert any("bo" in each for each in await mara.type("/settings organisers Bo"))
    assert not any("Only organisers" in each for each in await bo.type("/quiz status"))
    await mara.type("/settings organisers remove Bo")
    assert [each[:29] for each in await bo.type("/quiz status")] == refused


async def test_what_is_no_command_and_no_button_is_told(come: Come) -> None:
    ann = await come("Ann")

    assert "/quiz" in " ".join(await ann.type("xylophone"))
    assert any("not known" in each for each in await ann.type("99"))
    assert any("What you can type" in each for each in await ann.type("help"))


async def test_words_behind_a_number_whose_button_takes_none_are_said_to_be_unused(
    come: Come,
) -> None:
    ann = await come("Ann")
    await ann.type("qiuz staus")
    number = ann.buttons["/quiz staus"]

    told = await ann.type(f"{number} Because it floats.")

    assert told[0] == f"[{number}] takes no words: what you typed behind it was not used."
    assert any("There is no “/quiz staus”" in each for each in told)
    assert not any("not used" in each for each in await ann.press("/quiz staus"))


async def test_what_may_have_been_meant_is_a_number_that_does_it(come: Come) -> None:
    ann = await come("Ann")
    told = await ann.type("qiuz staus")
    nearer = await ann.press("/quiz staus")
    done = await ann.press("/quiz status")

    assert any("There is no “/qiuz”" in each for each in told)
    assert any("There is no “/quiz staus”" in each for each in nearer)
    assert any("Nothing was asked in this channel" in each for each in done)


async def test_nothing_that_people_type_steers_another_s_terminal(
    come: Come, tmp_path: Path
) -> None:
    mara = await come("Mara", organises=True)
    (tmp_path / "n.md").write_text("# \x1b[2JT\n\n1. Why \x1b]0;x\x07 so?\n\nThus \x1b[31m it.\n")

    shown = await mara.type(f"/deck import {tmp_path / 'n.md'}")

    assert shown
    assert not any("\x1b" in each or "\x07" in each for each in shown)


async def test_nobody_comes_in_without_the_key_which_is_the_owner_s_alone(
    come: Come, door: Path
) -> None:
    await come("Ann")
    place = json.loads(door.read_text())  # noqa: ASYNC240  # a line

    for told in ({"key": "no", "name": "Eve"}, {"name": "Eve"}, [], "x"):
        reader, writer = await asyncio.open_connection("127.0.0.1", place["port"])
        writer.write(json.dumps(told).encode() + b"\n")
        assert await reader.read() == b""
        writer.close()
    assert stat.S_IMODE(door.stat().st_mode) == 0o600  # noqa: ASYNC240  # as above


async def test_a_line_without_an_end_is_refused_in_words_and_the_others_stay(come: Come) -> None:
    ann, bo = await come("Ann"), await come("Bo")

    with pytest.raises(AssertionError, match=r"closed.*too long"):
        await ann.type("x" * 100_000)

    assert any("What you can type" in each for each in await bo.type("help"))


async def test_who_leaves_in_the_middle_of_a_form_is_no_fault(
    come: Come, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mara, bo = await come("Mara"), await come("Bo")
    await _with_a_deck(mara, tmp_path)
    await mara.type('/schedule add when="weekdays 09:00" zone=Berlin hours=8')
    await mara.press("Edit")
    mara.close()

    assert any("What you can type" in each for each in await bo.type("help"))
    assert "line failed" not in capsys.readouterr().out
