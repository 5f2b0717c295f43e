"""A card is rendered once for all who see it, and anew as soon as anything of it changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.view import Card, CardKind, Point
from bot.platforms.web import markdown
from bot.platforms.web.cards import Cards
from bot.platforms.web.rendering import make_environment

CARD = Card(CardKind.REPLY, "Ann", "The *gluten* relaxes.", (Point("It **rests**.", True),))
CHANGES = (
    {"author": "Bo"},
    {"markdown": "It rises."},
    {"points": (Point("It **rests**.", False),)},
    {"also": ("Bo",)},
    {"mine": True},
    {"remark": "Doubtful"},
    {"kind": CardKind.EARLIER},
    {"source": "bo.md"},
)


@pytest.fixture
def cards() -> Cards:
    return Cards(make_environment())


def test_a_card_is_rendered_once(cards: Cards, monkeypatch: pytest.MonkeyPatch):
    first = cards(CARD, 3)
    monkeypatch.setattr(Cards, "_rendered", None)
    monkeypatch.setattr(markdown, "_TYPED", None)

    assert cards(replace(CARD), 3) == first


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
def test_a_card_of_which_anything_changed_is_another(cards: Cards, change: dict[str, object]):
    before = cards(CARD, 3)

    assert cards(replace(CARD, **change), 3) != before  # type: ignore[arg-type]
    assert cards(CARD, 3) == before


def test_the_level_and_the_label_are_part_of_it(cards: Cards):
    assert len({cards(CARD, 3), cards(CARD, 4), cards(CARD, 3, labelled=False)}) == 3


def test_what_is_very_long_is_not_kept(cards: Cards):
    long = replace(CARD, markdown="word " * 1_000)

    assert cards(long, 3) is not cards(long, 3)
    assert cards(CARD, 3) is cards(CARD, 3)


def test_what_people_wrote_stays_text(cards: Cards):
    hostile = "<script>alert(1)</script>"
    html = cards(Card(CardKind.REPLY, hostile, hostile, (Point(hostile, True),), (hostile,)), 3)

    assert "<script>" not in html
