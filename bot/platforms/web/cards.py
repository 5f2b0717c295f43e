"""Cards as HTML, each rendered once for all who see it.

A reveal of a thousand replies is a thousand cards, which are the same for all but the one whose own
is among them. A card that changes is another card: nothing that is kept is ever out of date.
"""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment
from markupsafe import Markup

from bot.core.view import Card

# At most some 30 MB: of each the text, and its HTML, which is about as long again.
_KEPT, _LONGEST = 2_048, 4_000


class Cards:
    """Renders the cards of one environment's templates."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._kept = lru_cache(_KEPT)(self._rendered)

    def __call__(
        self, card: Card, level: int, labelled: bool = True, beginning: str = ""
    ) -> Markup:
        """Return a card's HTML; `level` is that of its heading, `labelled` names its kind.

        What has a `beginning` is folded, and only that is shown at first.
        """
        is_short = len(card.markdown) <= _LONGEST
        render = self._kept if is_short else self._rendered
        return render(card, level, labelled, beginning)

    def _rendered(self, card: Card, level: int, labelled: bool, beginning: str) -> Markup:
        module = self._environment.get_template("card.html").module
        return Markup(module.card(card, level, labelled, beginning))  # type: ignore[attr-defined]  # noqa: S704  # the template escapes
