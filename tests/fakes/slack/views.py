"""Modals, of which three lie on each other, and Home tabs.

Slack's reference, "Modals": a view's state outlives an update where `block_id` and `action_id`
stay; a `hash` guards against updating what is not there any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.slack import reading
from tests.fakes.slack.entities import User
from tests.fakes.slack.errors import Impossible, Json, Refused
from tests.fakes.slack.forms import untouched
from tests.fakes.slack.view_limits import check_view

if TYPE_CHECKING:
    from tests.fakes.slack.entities import Channel
    from tests.fakes.slack.world import World

MOST_VIEWS = 3
State = dict[str, dict[str, Json]]


@dataclass(eq=False)
class View:
    """A modal or a Home tab as it stands now. `errors` stand beside its fields, by block_id."""

    id: str
    owner: User
    data: Json
    hash: str
    root: str
    previous: str | None = None
    place: Channel | None = None
    errors: dict[str, str] = field(default_factory=dict)
    typed: State = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What stands above it."""
        return str(self.data["title"]["text"])

    @property
    def text(self) -> str:
        """What is written in it."""
        return "\n".join(reading.words(self.data["blocks"]))

    @property
    def labels(self) -> list[str]:
        """What is written on its buttons."""
        return [reading.label(button) for button in self.buttons]

    @property
    def buttons(self) -> list[Json]:
        """The buttons, as JSON, in reading order."""
        elements = (element for _, element in reading.interactive(self.data["blocks"]))
        return [element for element in elements if element["type"] in reading.PRESSED]

    @property
    def fields(self) -> dict[str, Json]:
        """The input blocks, by block_id, in order."""
        blocks = self.data["blocks"]
        return {block["block_id"]: block for block in blocks if block["type"] == "input"}

    def field(self, name: str) -> Json:
        """Return an input block by its block_id, action_id or label. Raises Impossible."""
        for block in self.fields.values():
            if name in {block["block_id"], block["element"]["action_id"], block["label"]["text"]}:
                return block
        raise Impossible(f"the view has {sorted(self.fields)}, not {name!r}")

    def values(self) -> State:
        """Return the state: what was filled in, or shown first."""
        made: State = {}
        for block, element in reading.interactive(self.data["blocks"]):
            if element["type"] not in reading.INPUTS:
                continue
            own, action = block["block_id"], element["action_id"]
            typed = self.typed.get(own, {}).get(action)
            made.setdefault(own, {})[action] = typed or untouched(element)
        return made

    def fill(self, block: Json, element: Json, state: Json) -> None:
        """Note what somebody filled into an element."""
        self.typed.setdefault(block["block_id"], {})[element["action_id"]] = state


class Views:
    """All views that are open, by id."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._views: dict[str, View] = {}

    def open(self, owner: User, data: object, place: Channel | None) -> View:
        """Open a modal; what was open before is closed. Raises Refused."""
        view = self._make(owner, check_view(data), place)
        owner.modals = [view]
        return view

    def push(self, owner: User, data: object, place: Channel | None) -> View:
        """Lay a modal on those that are open. Raises Refused."""
        if not owner.modals:
            raise Refused("not_found")
        if len(owner.modals) >= MOST_VIEWS:
            raise Refused("push_limit_reached")
        view = self._make(owner, check_view(data), place)
        view.root, view.previous = owner.modals[0].id, owner.modals[-1].id
        owner.modals.append(view)
        return view

    def update(self, view: View, data: object) -> View:
        """Change a view. Raises Refused."""
        self._name(view.owner, checked := check_view(data, view.data["type"]), view)
        view.data = checked
        view.errors = {}
        view.hash = self._world.ids.ts()
        self._number(checked["blocks"])
        return view

    def publish(self, owner: User, data: object, seen: str | None) -> View:
        """Show a Home tab. Raises Refused."""
        checked = check_view(data, "home")
        if owner.home is None:
            owner.home = self._make(owner, checked, None)
            return owner.home
        self._guard(owner.home, seen)
        return self.update(owner.home, data)

    def find(self, owner_of: str, own: str, external: str, seen: str | None) -> View:
        """Return an open view of a workspace by id or external id. Raises Refused."""
        for view in self._views.values():
            same = view.id == own or (external and view.data.get("external_id") == external)
            if same and view.owner.workspace.id == owner_of and self._is_open(view):
                self._guard(view, seen)
                return view
        raise Refused("not_found")

    def _is_open(self, view: View) -> bool:
        return view in view.owner.modals or view is view.owner.home

    def _guard(self, view: View, seen: str | None) -> None:
        if seen and seen != view.hash:
            raise Refused("hash_conflict")

    def _make(self, owner: User, data: Json, place: Channel | None) -> View:
        self._name(owner, data, None)
        own = self._world.ids.next("V")
        view = View(own, owner, data, self._world.ids.ts(), own, place=place)
        self._views[own] = view
        self._number(data["blocks"])
        return view

    def _name(self, owner: User, data: Json, view: View | None) -> None:
        named = data.get("external_id")
        for other in [*owner.modals, owner.home]:
            if named and other and other is not view and other.data.get("external_id") == named:
                raise Refused("duplicate_external_id")

    def _number(self, blocks: list[Json]) -> None:
        number(self._world, blocks)


def number(world: World, blocks: list[Json]) -> None:
    """Give blocks and elements without an id one, as Slack does."""
    for block in blocks:
        block.setdefault("block_id", world.ids.next("b"))
    for _, element in reading.interactive(blocks):
        element.setdefault("action_id", world.ids.next("a"))
