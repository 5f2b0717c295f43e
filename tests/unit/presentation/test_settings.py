"""A group's settings as admins see them."""

from __future__ import annotations

from dataclasses import replace

from bot.core.models import Naming
from bot.core.view import Line
from bot.presentation.settings import Arrangement, settings_message
from tests.unit.presentation.read_models import STUDY

PLAIN = Arrangement(
    naming=Naming.NAMES,
    threads=True,
    mention_role="",
    rings=True,
    written=False,
    readable=False,
    decks=(STUDY.deck,),
)


def lines(arrangement: Arrangement, *, changed: bool = False) -> list[str]:
    """Return what is said of the settings."""
    message = settings_message(arrangement, changed=changed)
    return [block.text for block in message.blocks if isinstance(block, Line)]


def test_every_setting_is_told():
    assert lines(PLAIN) == [
        "This is how things are set.",
        "Show who wrote each reply. Rounds keep what they began with.",
        "Answers are shown in a thread under their question.",
        "Questions mention nobody.",
        "Replies are taken by the form alone.",
        "Baking bread: english",
    ]


def test_a_change_is_confirmed():
    assert lines(PLAIN, changed=True)[0] == "Saved."


def test_written_replies_come_with_a_warning_that_others_read_them():
    told = lines(replace(PLAIN, written=True, readable=True))

    assert any("Others can read what is written there" in line for line in told)
    assert not any("Message Content Intent" in line for line in told)


def test_written_replies_that_cannot_be_read_are_pointed_out():
    assert any("Message Content Intent" in line for line in lines(replace(PLAIN, written=True)))


def test_a_role_that_does_not_ring_is_pointed_out():
    rings, silent = (
        " ".join(lines(replace(PLAIN, mention_role="Bakers", rings=rings)))
        for rings in (True, False)
    )

    assert "mentions the role Bakers." in rings
    assert "rings at nobody" not in rings
    assert "rings at nobody" in silent
