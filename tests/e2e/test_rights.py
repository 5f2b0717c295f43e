"""Rights are checked when they are used: whoever lost one between seeing a button and pressing it.

The buttons are all that are registered, in channels and in direct messages.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.chat.actions import OF_ORGANISERS
from bot.errors import NotOrganiser
from bot.presentation.errors import words_for
from tests.e2e.ship import EVERY_ACTION, Ship, pressed
from tests.fakes.discord import Permission
from tests.walk import (
    ASKS_HERE,
    OF_DECKS,
    OF_GROUPS,
    OF_WORKSPACES,
    faults,
    newly_asked,
    rows,
)

pytestmark = pytest.mark.usefixtures("waits")


async def _demoted(ship: Ship) -> None:
    own = next(each for each in ship.guild.roles.values() if each.name == "captain's")
    ship.guild.admission.take(ship.people["captain"], own)


async def _shut_out(ship: Ship) -> None:
    ship.guild.admission.take(ship.people["captain"], ship.crew)


async def _made_private(ship: Ship) -> None:
    ship.bridge.overwrite(ship.crew, deny=Permission.VIEW_CHANNEL)


async def _kicked(ship: Ship) -> None:
    ship.guild.admission.remove(ship.people["captain"])


_READING = {"shut out": _shut_out, "made private": _made_private, "kicked": _kicked}


async def _lose(ship: Ship, loss: Callable[[Ship], Awaitable[None]]) -> None:
    """Let the captain lose something, and what is known of that become too old."""
    await loss(ship)
    await ship.hands.server.gateway.caught_up()
    ship.hands.clock.advance(timedelta(minutes=2))


async def test_who_organises_no_more_is_refused_by_every_button_of_organisers(ship: Ship):
    before = await rows(ship.services, *OF_GROUPS, *OF_WORKSPACES)
    await _lose(ship, _demoted)
    who, refusal = ship.people["captain"], words_for(NotOrganiser("server"))

    for card in (ship.bridge.messages[-1], who.dms[0]):
        shown = [each async for each in pressed(who, card, ship, OF_ORGANISERS)]
        assert len(shown) > len(OF_ORGANISERS)
        assert [what for what, text in shown if refusal not in text] == []
    assert await rows(ship.services, *OF_GROUPS, *OF_WORKSPACES) == before


@pytest.mark.parametrize("loss", _READING)
async def test_who_reads_the_channel_no_more_is_refused_by_every_button_of_it(
    ship: Ship, loss: str
):
    who, before = ship.people["captain"], await rows(ship.services, *OF_GROUPS)
    await _lose(ship, _READING[loss])
    cards = [who.dms[0]] if loss == "kicked" else [ship.study.messages[0], who.dms[0]]

    for card in cards:
        names = EVERY_ACTION - OF_DECKS - ({ASKS_HERE} if card in ship.study.messages else set())
        shown = [each async for each in pressed(who, card, ship, names)]
        assert faults(shown) == []
        assert ship.lived.told(shown) == []
    assert await rows(ship.services, *OF_GROUPS) == before


@pytest.mark.parametrize("loss", [each for each in _READING if each != "kicked"])
async def test_who_reads_another_channel_no_more_asks_the_next_question_in_this_one_alone(
    ship: Ship, loss: str
):
    who, before = ship.people["captain"], await rows(ship.services, *OF_GROUPS)
    await _lose(ship, _READING[loss])

    shown = [each async for each in pressed(who, ship.study.messages[0], ship, {ASKS_HERE})]

    assert ship.lived.told(shown) == []
    after = await rows(ship.services, *OF_GROUPS)
    here = await ship.services.groups.find_channel("discord", str(ship.study.id))
    assert here is not None
    assert newly_asked(before, after) == {here.group}


async def test_who_was_kicked_changes_nothing_of_the_server_s_decks(ship: Ship):
    who, before = ship.people["captain"], await rows(ship.services, *OF_WORKSPACES)
    await _lose(ship, _kicked)

    shown = [each async for each in pressed(who, who.dms[0], ship)]

    assert ship.lived.told(shown) == []
    assert await rows(ship.services, *OF_WORKSPACES) == before


@pytest.mark.parametrize(
    ("loss", "place"),
    # Whoever was kicked is in no channel where they could send anything.
    [
        *((loss, "a direct message") for loss in _READING),
        *((loss, "the channel") for loss in _READING if loss != "kicked"),
    ],
)
async def test_a_form_that_was_opened_before_is_refused_when_it_is_sent(
    ship: Ship, loss: str, place: str
):
    who, before = ship.people["captain"], await rows(ship.services, *OF_GROUPS)
    card = ship.bridge.messages[-1] if place == "the channel" else who.dms[0]
    card.buttons[0]["custom_id"] = f"rt:answer:{ship.lived.open.id}"
    form = await who.press(card, f"rt:answer:{ship.lived.open.id}")
    await _lose(ship, _READING[loss])

    seen = await who.submit(form, {"answer-0": "Too late."})

    assert "SECRET" not in seen.message.text
    assert await rows(ship.services, *OF_GROUPS) == before
