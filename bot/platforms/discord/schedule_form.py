"""The form that changes a schedule, as Discord's modal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.core.phrase_reading import LONGEST
from bot.core.view import Press
from bot.presentation import planning_forms as words
from bot.presentation.planning_forms import ScheduleForm
from bot.presentation.schedules import EDIT, ENDS, ORDERS

# A modal's custom_id is this and the schedule: it may be sent in after a restart.
SCHEDULE_FORM = "rt-schedule:"
_ORDER = "order-and-end"
_LIFETIME_S = 3_600.0
_LONGEST_ZONE, _LONGEST_SPAN = 100, 40


class ScheduleModal(discord.ui.Modal):
    """Five fields, which is what a modal holds; the deck stays."""

    def __init__(self, form: ScheduleForm) -> None:
        super().__init__(
            title=words.CHANGE,
            custom_id=SCHEDULE_FORM + Press(EDIT, form.schedule).value,
            timeout=_LIFETIME_S,
        )
        values = form.values
        self.add_item(_text("when", words.WHEN, values, LONGEST, hint=words.WHEN_HINT))
        self.add_item(_text("zone", words.ZONE, values, _LONGEST_ZONE, hint=words.ZONE_HINT))
        self.add_item(_text("hours", words.HOURS, values, _LONGEST_SPAN))
        self.add_item(
            _text(
                "reminder",
                words.REMINDER,
                values,
                _LONGEST_SPAN,
                hint=words.REMINDER_HINT,
                required=False,
            )
        )
        self.add_item(_order(values))


def typed_in(components: Any) -> dict[str, str]:  # noqa: ANN401  # Discord's JSON
    """Return what was typed and chosen in a modal, by the options of a schedule."""
    values = dict(values_in(components))
    order, _, end = values.pop(_ORDER, "").partition(":")
    return {**values, "order": order, "at_end": end}


def values_in(components: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # as above
    """Yield the name and the value of each field, which stand in labels or in rows."""
    for component in components:
        inner = [component["component"]] if "component" in component else []
        yield from values_in([*inner, *component.get("components", ())])
        if "custom_id" in component:
            chosen = next(iter(component.get("values", ())), "")
            yield component["custom_id"], component.get("value", chosen)


def _text(
    name: str,
    label: str,
    values: Mapping[str, str],
    limit: int,
    *,
    hint: str | None = None,
    required: bool = True,
) -> discord.ui.Label[Any]:
    component: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=name,
        default=values.get(name, "")[:limit] or None,
        required=required,
        max_length=limit,
    )
    return discord.ui.Label(text=label, description=hint, component=component)


def _order(values: Mapping[str, str]) -> discord.ui.Label[Any]:
    options = [
        discord.SelectOption(
            label=f"{order_words.capitalize()}; then {end_words}",
            value=f"{order}:{end}",
            default=(order, end) == (values.get("order"), values.get("at_end")),
        )
        for order, order_words in ORDERS.items()
        for end, end_words in ENDS.items()
    ]
    menu: discord.ui.Select[Any] = discord.ui.Select(custom_id=_ORDER, options=options)
    return discord.ui.Label(text=words.ORDER_AND_END, component=menu)
