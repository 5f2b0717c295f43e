"""Finding what a person uses: a button or a menu within what is shown."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.slack import reading
from tests.fakes.slack.entities import Message
from tests.fakes.slack.errors import Impossible, Json
from tests.fakes.slack.seen import Seen
from tests.fakes.slack.views import View

Where = Message | View | Seen


@dataclass(frozen=True)
class Used:
    """An element, the block that holds it, and where that is shown."""

    shown: Message | View
    block: Json
    element: Json

    @property
    def ids(self) -> Json:
        """What names it in an interaction."""
        return {"block_id": self.block["block_id"], "action_id": self.element["action_id"]}


def shown_in(where: Where) -> Message | View:
    """Return what a person looks at: of what came of a gesture, the modal or the last message."""
    if not isinstance(where, Seen):
        return where
    return where.interaction.opened or where.message


def find(where: Where, kinds: set[str], name: str) -> Used:
    """Return an element by what is written on it or by its action_id. Raises Impossible."""
    shown = shown_in(where)
    blocks = shown.data["blocks"] if isinstance(shown, View) else shown.all_blocks
    there = [one for one in reading.interactive(blocks) if one[1]["type"] in kinds]
    for block, element in there:
        if name in {reading.label(element), element["action_id"]}:
            return Used(shown, block, element)
    known = [reading.label(element) or element["action_id"] for _, element in there]
    raise Impossible(f"there is {known}, not {name!r}")
