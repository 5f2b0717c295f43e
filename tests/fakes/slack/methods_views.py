"""The methods that show views."""

from __future__ import annotations

from tests.fakes.slack import payloads
from tests.fakes.slack.calls import Call, Table
from tests.fakes.slack.entities import Channel
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.interactions import Interaction
from tests.fakes.slack.view_limits import check_view
from tests.fakes.slack.views import View
from tests.fakes.slack.world import World


class ViewMethods:
    """Handles them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def table(self) -> Table:
        """Return the handlers by method."""
        return {
            "views.open": self.open,
            "views.push": self.push,
            "views.update": self.update,
            "views.publish": self.publish,
        }

    def open(self, call: Call) -> Json:
        """Open a modal for who did something just now."""
        interaction, view = self._triggered(call)
        opened = self._world.views.open(interaction.user, view, _place(interaction))
        return self._shown(interaction, opened)

    def push(self, call: Call) -> Json:
        """Lay a modal on that in which somebody did something just now."""
        interaction, view = self._triggered(call)
        pushed = self._world.views.push(interaction.user, view, _place(interaction))
        return self._shown(interaction, pushed)

    def _triggered(self, call: Call) -> tuple[Interaction, object]:
        view = check_view(call.arguments.get("view"))
        interaction = self._world.interactions.by_trigger(call.need("trigger_id"))
        if interaction.user.workspace is not call.workspace:
            raise Refused("invalid_trigger_id")
        return interaction, view

    def _shown(self, interaction: Interaction, view: View) -> Json:
        interaction.triggered = True
        interaction.hear(view)
        return {"view": payloads.view_json(view)}

    def update(self, call: Call) -> Json:
        """Change a view that is open."""
        own, external = call.text("view_id"), call.text("external_id")
        seen = call.text("hash") or None
        view = self._world.views.find(call.workspace.id, own, external, seen)
        self._world.views.update(view, call.arguments.get("view"))
        self._world.interactions.spoke(view.owner, view)
        return {"view": payloads.view_json(view)}

    def publish(self, call: Call) -> Json:
        """Show somebody the Home tab."""
        user = self._world.find_user(call.installation, call.need("user_id"))
        seen = call.text("hash") or None
        view = self._world.views.publish(user, call.arguments.get("view"), seen)
        self._world.interactions.spoke(user, view)
        return {"view": payloads.view_json(view)}


def _place(interaction: Interaction) -> Channel | None:
    return interaction.channel or (interaction.view.place if interaction.view else None)
