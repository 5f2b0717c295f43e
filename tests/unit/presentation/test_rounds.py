"""Rounds in lists."""

from __future__ import annotations

from bot.core.view import Line
from bot.presentation.rounds import open_message, past_message
from tests.unit.presentation.read_models import card


def test_each_button_of_a_list_has_the_words_of_a_line_there():
    cards = [card(), card(2)]
    for message in (open_message(cards), past_message(cards, 2)):
        lines = [each.text for each in message.blocks if isinstance(each, Line)]

        assert len(message.actions) == len(cards)
        assert all(each.label in lines for each in message.actions)
