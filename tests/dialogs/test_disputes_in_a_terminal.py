"""A dispute of a reference in terminals: challenged, agreed with, accepted, told of, undone."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from bot.services.services import Services
from tests.dialogs.on_terminal import OnTerminal, Screen
from tests.fakes.clock import Clock

THEIRS = "The gluten relaxes, and the flour takes up water."


async def test_a_dispute_goes_from_the_reveal_to_its_organiser_and_back_to_who_answered(
    services: Services, clock: Clock, tmp_path: Path
):
    async with AsyncExitStack() as stack:
        stage = OnTerminal(tmp_path / "door.json", services, clock, stack)
        await stage.begin()
        mara, ann, bo = [await stage._screen(each) for each in ("Mara", "Ann", "Bo")]
        await stage.do("Mara", "open", "")
        await stage.turn()
        for who in ("Ann", "Bo"):
            await stage.do(who, "answer", f"By {who}.")
        await stage.do("Mara", "close", "")
        await stage.turn()

        await _says(ann, "Is the reference wrong?", "Nobody challenges the reference.")
        await ann.press("Challenge the reference")
        await ann.type("It forgets the water.")
        assert "Saved: organisers are told" in " ".join(await ann.type(THEIRS))
        await _says(bo, "Is the reference wrong?", "It forgets the water.")
        await _says(bo, "I agree: It forgets the water.", "Noted: you agree.")
        await stage.turn()
        await _says(mara, "Look at it", THEIRS)
        await _says(mara, "Accept: trust their text", "Accepted: their text is the reference now.")
        await stage.turn()
        assert "Your challenge was accepted" in str(stage.shown._pages["Ann"])
        assert "was wrong, as a member found" in str(stage.shown._pages["Bo"])


async def _says(screen: Screen, label: str, words: str) -> None:
    assert words in "\n".join(await screen.press(label))
