"""Reveals as HTML: what all see of one is rendered once, and what is one reader's put into it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import cast
from weakref import WeakKeyDictionary

from jinja2 import Environment
from markupsafe import Markup

from bot.core.models import MemberId
from bot.core.view import Card, CardKind
from bot.platforms.web.cards import Cards
from bot.platforms.web.pieces import Piece, Run
from bot.presentation.reveal import card_of_replies, replies_of_cards, reveal_message
from bot.services.feedback import choices_of
from bot.services.reveals import SharedReveal


class Gap:
    """Stands in a page for what is put there afterwards.

    What people write never looks like it: it is escaped, and nobody is ever shown one.
    """

    def __init__(self) -> None:
        self._mark = f"<!--{secrets.token_hex(16)}-->"

    def __html__(self) -> str:
        """Return what it looks like, as markupsafe asks."""
        return self._mark

    def split(self, html: str) -> list[str]:
        """Return what stands around the gaps."""
        return html.split(self._mark)


ANSWERS, CHOICES = Gap(), Gap()
"""Where a reveal's page has its cards, and its ballot the choices."""


class RevealHtml:
    """One reveal's cards, and the choices of its ballot.

    It does not keep what it was made of, with which it goes.
    """

    def __init__(self, shared: SharedReveal, environment: Environment) -> None:
        self._card = cast(Cards, environment.globals["card_html"])
        self._choice = environment.get_template("choice.html").module.choice  # type: ignore[attr-defined]
        self._calls, self._between = _laid_out(shared, environment)
        self._replies = [n for n, call in enumerate(self._calls) if call[0].kind is CardKind.REPLY]
        cards = replies_of_cards(shared.reveal)
        self._card_of = {reply: number for number, those in enumerate(cards) for reply in those}
        self._answers = Run([self._item(at, card) for at, (card, *_) in enumerate(self._calls)])
        self._choices = choices_of(shared)
        self._ballot = Run([self._choice(each, False) for _, each in self._choices])

    def answers(self, shared: SharedReveal, own: int | None) -> list[Piece]:
        """Return the cards for a reader whose own reply is at that place, None for none.

        `shared` is what this was made of.
        """
        if own is None:
            return self._answers.with_changes({})
        number = self._replies[self._card_of[own]]
        card = card_of_replies(shared.seen_with(own), own)
        return self._answers.with_changes({number: self._item(number, card)})

    def choices(self, member: MemberId, chosen: MemberId | None) -> list[Piece]:
        """Return what a member can vote for, which is all but their own; `chosen` is an author."""
        changes = dict[int, str]()
        for number, (author, each) in enumerate(self._choices):
            if author == member:
                changes[number] = ""
            elif author == chosen:
                changes[number] = self._choice(each, True)
        return self._ballot.with_changes(changes)

    def has_choices(self, member: MemberId) -> bool:
        """Say whether there is anything for a member to vote for."""
        return any(author != member for author, _ in self._choices)

    def _item(self, number: int, card: Card) -> str:
        """Return a card as HTML, with what follows it, and the first with what comes before."""
        _, level, labelled = self._calls[number]
        before = self._between[0] if number == 0 else ""
        return f"{before}{self._card(card, level, labelled)}{self._between[number + 1]}"


_Call = tuple[Card, int, bool]


def _laid_out(
    shared: SharedReveal, environment: Environment
) -> tuple[Sequence[_Call], Sequence[str]]:
    """Return the cards as the page's template asks for them, and what stands around each."""
    calls, gap = list[_Call](), Gap()

    def asked(card: Card, level: int, labelled: bool = True) -> Markup:
        calls.append((card, level, labelled))
        return Markup(gap.__html__())  # noqa: S704  # a gap's own mark

    values = {"message": reveal_message(shared.reveal), "top": 1, "with_actions": False}
    html = environment.get_template("message.html").render({**values, "card_html": asked})
    return calls, gap.split(html)


class Reveals:
    """Those that were rendered, for as long as anybody keeps what they were made of."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._made = WeakKeyDictionary[SharedReveal, asyncio.Task[RevealHtml]]()

    async def of(self, shared: SharedReveal) -> RevealHtml:
        """Return a reveal's HTML; those who ask while it is rendered wait for the same."""
        made = self._made.get(shared)
        if made is None or (made.done() and (made.cancelled() or made.exception())):
            made = self._made[shared] = asyncio.create_task(self._render(shared), name="reveal")
        return await asyncio.shield(made)

    async def _render(self, shared: SharedReveal) -> RevealHtml:
        # Hundreds of long replies take a while; others are served meanwhile.
        return await asyncio.to_thread(RevealHtml, shared, self._environment)
