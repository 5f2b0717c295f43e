"""What a person sees after doing something: messages, a modal."""

from __future__ import annotations

from dataclasses import dataclass

from tests.fakes.slack.entities import Message
from tests.fakes.slack.errors import Impossible, Json
from tests.fakes.slack.interactions import Interaction
from tests.fakes.slack.views import View


@dataclass(frozen=True, eq=False)
class Seen:
    """What came of it."""

    interaction: Interaction

    @property
    def message(self) -> Message:
        """The app's last word. Raises Impossible where it said none."""
        if not self.interaction.words:
            raise Impossible("the app showed no message")
        return self.interaction.words[-1]

    @property
    def modal(self) -> View:
        """The modal that opened or changed. Raises Impossible where none did."""
        if self.interaction.opened is None:
            raise Impossible("the app opened no modal")
        return self.interaction.opened

    @property
    def errors(self) -> dict[str, str]:
        """What stands beside the fields of a form that was not taken, by block_id."""
        view = self.interaction.view
        return dict(view.errors) if view else {}

    @property
    def text(self) -> str:
        """The message's text."""
        return self.message.text

    @property
    def acknowledgement(self) -> Json:
        """What the app acknowledged with."""
        return self.interaction.heard
