"""Rights are checked when they are used: whoever lost one between seeing a button and pressing it.

The buttons are all that are registered, in channels, in direct messages and in forms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.chat.actions import OF_ORGANISERS
from bot.errors import ChannelUnusable, NotOrganiser
from bot.platforms.slack import modals
from bot.platforms.slack.home import PRESSED
from bot.presentation.errors import words_for
from tests.e2e_slack.ship import SUBJECTS, Ship, pressed
from tests.fakes.slack import FakeSlack
from tests.unit.platforms.slack.manifest import read_manifest
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


@pytest.fixture
def slack(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch) -> FakeSlack:
    """A Slack in which the app is what its manifest says."""
    for patience in ("_PATIENCE_S", "_LONGEST_WAIT_S"):  # however busy this machine is
        monkeypatch.setattr(modals, patience, 30)
    slack.application.apply(read_manifest())
    return slack


async def _demoted(ship: Ship) -> None:
    ship.people["captain"].user.is_admin = False


async def _left(ship: Ship) -> None:
    await ship.hands.go("captain")


async def test_who_organises_no_more_is_refused_by_every_button_of_organisers(ship: Ship):
    before = await rows(ship.services, *OF_GROUPS, *OF_WORKSPACES)
    await _demoted(ship)
    who, refusal = ship.people["captain"], words_for(NotOrganiser("workspace"))
    names = {*OF_ORGANISERS, *PRESSED}

    for card in (ship.bridge.messages[-1], next(each for each in who.dms if each.buttons)):
        shown = [each async for each in pressed(who, card, ship, names)]
        assert len(shown) > len(names)
        assert [what for what, text in shown if refusal not in text] == []
    assert await rows(ship.services, *OF_GROUPS, *OF_WORKSPACES) == before


async def test_who_left_the_channel_is_refused_by_every_button_of_it(ship: Ship):
    who, before = ship.people["captain"], await rows(ship.services, *OF_GROUPS)
    await _left(ship)

    for card in (ship.study.messages[0], next(each for each in who.dms if each.buttons)):
        here = {ASKS_HERE} if card in ship.study.messages else set()
        shown = [each async for each in pressed(who, card, ship, SUBJECTS.keys() - OF_DECKS - here)]
        assert faults(shown) == []
        assert ship.lived.told(shown) == []
    assert await rows(ship.services, *OF_GROUPS) == before


async def test_who_left_another_channel_asks_the_next_question_in_this_one_alone(ship: Ship):
    who, before = ship.people["captain"], await rows(ship.services, *OF_GROUPS)
    await _left(ship)

    shown = [each async for each in pressed(who, ship.study.messages[0], ship, {ASKS_HERE})]

    assert ship.lived.told(shown) == []
    after = await rows(ship.services, *OF_GROUPS)
    here = await ship.services.groups.find_channel("slack", ship.study.id)
    assert here is not None
    assert newly_asked(before, after) == {here.group}


async def test_no_question_is_asked_in_a_direct_message_nor_is_it_asked_which_one(ship: Ship):
    who, before = ship.people["captain"], await rows(ship.services, *OF_GROUPS)
    card = next(each for each in who.dms if each.buttons)

    shown = [each async for each in pressed(who, card, ship, {ASKS_HERE})]

    assert [text.splitlines()[0] for _, text in shown] == [
        words_for(ChannelUnusable("direct messages"))
    ]
    assert await rows(ship.services, *OF_GROUPS) == before


@pytest.mark.parametrize("loss", [_demoted, _left])
@pytest.mark.parametrize("command", sorted(modals.CALLBACKS))
async def test_a_form_of_organisers_that_was_opened_before_is_refused_when_it_is_sent(
    ship: Ship, command: str, loss: Callable[[Ship], Awaitable[None]]
):
    who, before = ship.people["captain"], await rows(ship.services, *OF_GROUPS)
    form = await who.slash(ship.bridge, command)
    view = form.modal
    await loss(ship)

    told = len(who.private)
    await who.submit(form, until=lambda: view.errors or len(who.private) > told)

    assert await rows(ship.services, *OF_GROUPS) == before


async def test_who_organises_no_more_is_offered_no_other_deck_s_questions(ship: Ship):
    who = ship.people["captain"]
    view = (await who.slash(ship.bridge, "/quiz")).modal
    before = view.hash
    await _demoted(ship)

    told = len(who.private)
    await who.select(view, "rt-chosen-deck", "SECRETDECK", until=lambda: len(who.private) > told)

    assert view.hash == before


@pytest.mark.parametrize("place", ["the channel", "a direct message"])
async def test_an_answer_s_form_that_was_opened_before_leaving_is_refused_when_it_is_sent(
    ship: Ship, place: str
):
    who, before = ship.people["captain"], await rows(ship.services, *OF_GROUPS)
    direct = next(each for each in who.dms if each.buttons)
    card = ship.bridge.messages[-1] if place == "the channel" else direct
    card.buttons[0].update(action_id="rt:answer:0", value=ship.lived.open.id)
    form = await who.press(card, "rt:answer:0")
    await _left(ship)

    seen = await who.submit(form, {"answer:0": "Too late."})

    assert "SECRET" not in seen.text
    assert await rows(ship.services, *OF_GROUPS) == before
