"""Reveals as HTML: what all see of one is rendered once, and what is one reader's put into it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from typing import cast
from weakref import WeakKeyDictionary

from jinja2 import Environment
from jinja2.environment import TemplateModule
from markupsafe import Markup

from bot.core.feedback import token_of
from bot.core.models import MemberId
from bot.core.read_models import Reveal
from bot.platforms.web.markdown import document_html
from bot.platforms.web.marking import numbered
from bot.platforms.web.pieces import Block, Piece, Run
from bot.presentation.later_replies import movement_words
from bot.presentation.lookup import STAND_IN
from bot.presentation.own_words import sureness
from bot.presentation.reveal import NOBODY, TOUCHES, unsaid_points
from bot.presentation.stream import (
    Entry,
    entries_of,
    entry_of_reply,
    finders_words,
    reference_cards,
)
from bot.services.own_words import claimable
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


ANSWERS = Gap()
"""Where a reveal's page has its answers."""

# Characters of a page's cards: the rest is fetched as somebody scrolls.
_PAGE = 60_000


class RevealHtml:
    """One reveal's answers, page by page.

    It does not keep what it was made of, with which it goes.
    """

    def __init__(self, shared: SharedReveal, environment: Environment) -> None:
        module = environment.get_template("stream.html").module
        self._entry = cast(Callable[..., str], module.entry)  # type: ignore[attr-defined]
        self._vote = cast(Callable[..., str], module.vote)  # type: ignore[attr-defined]
        self._discuss = cast(Callable[..., str], module.discuss)  # type: ignore[attr-defined]
        self._claims = cast(Callable[..., str], module.claims)  # type: ignore[attr-defined]
        self._tokens = _tokens(shared)
        entries = entries_of(shared.reveal)
        self._replies = [entry.replies for entry in entries]
        items = [self._item(at, entry) for at, entry in enumerate(entries)]
        self._starts = _page_starts(items)
        ends = [*self._starts[1:], len(items)]
        self._runs = [Run(items[a:b]) for a, b in zip(self._starts, ends, strict=True)]
        self._intro = Block(_intro(shared.reveal, len(items), module))
        lefts = [len(items) - end for end in ends]
        self._outros = [
            str(module.outro(left, page))  # type: ignore[attr-defined]
            for page, left in enumerate(lefts, start=1)
        ]

    def answers(
        self,
        shared: SharedReveal,
        own: int | None,
        member: MemberId | None = None,
        chosen: MemberId | None = None,
        page: int = 1,
    ) -> list[Piece]:
        """Return a page's answers for a reader whose own reply is at that place, None for none.

        `shared` is what this was made of, `chosen` for whose reply the reader voted. Pages are
        counted from 1; beyond the last one is the last.
        """
        page = max(1, min(page, len(self._runs)))
        start = self._starts[page - 1]
        changes = self._personal(shared, own, member, chosen)
        pieces: list[Piece] = [self._intro]
        if own is not None:
            mine = self._mine(shared, own, member, chosen)
            pieces.append(f'<ol class="stream stream-mine">{mine}</ol>'.encode())
        pieces.append(b'<ol class="stream" id="stream">')
        run = self._runs[page - 1]
        pieces += run.with_changes({at - start: item for at, item in changes.items()})
        return [*pieces, f"</ol>{self._outros[page - 1]}".encode()]

    def _personal(
        self,
        shared: SharedReveal,
        own: int | None,
        member: MemberId | None,
        chosen: MemberId | None,
    ) -> dict[int, str]:
        """Return the cards that are other ones for a reader: theirs stands before the others."""
        changes = dict[int, str]()
        for at, replies in enumerate(self._replies):
            if own in replies:
                changes[at] = ""
            elif chosen is not None and any(self._tokens[each][0] == chosen for each in replies):
                entry = entry_of_reply(shared.reveal, replies[0])
                changes[at] = self._item(at, entry, self._helpful(replies, member, chosen))
        return changes

    def _mine(
        self, shared: SharedReveal, own: int, member: MemberId | None, chosen: MemberId | None
    ) -> str:
        entry = entry_of_reply(shared.seen_with(own), own)
        helpful = self._helpful(entry.replies, member, chosen)
        place = shared.authors.index(member) if member in shared.authors else own
        points, words = claimable(shared, place).points, f"{shared.reveal.round.id}/words"
        claims = Markup(self._claims(points, words))  # noqa: S704  # the template escapes
        return str(self._entry(0, entry, helpful + claims, True, self._talk(entry)))

    def has_choices(self, member: MemberId) -> bool:
        """Say whether there is anything for a member to vote for."""
        return any(author != member for author, _ in self._tokens)

    def _item(self, at: int, entry: Entry, helpful: Markup | None = None) -> str:
        """Return a card as HTML; to vote for, unless something else is said of it."""
        if helpful is None:
            helpful = self._helpful(entry.replies, None, None)
        return str(self._entry(at + 1, entry, helpful, False, self._talk(entry)))

    def _talk(self, entry: Entry) -> Markup:
        """Return what begins a comment on a card's reply, nothing for earlier readers."""
        if not entry.replies:
            return Markup()
        token = min(self._tokens[each][1] for each in entry.replies)
        return Markup(self._discuss(token, entry.card.author))  # noqa: S704  # the template escapes

    def _helpful(
        self, replies: Sequence[int], member: MemberId | None, chosen: MemberId | None
    ) -> Markup:
        """Return what votes for one of the replies of a card, nothing where all are the reader's.

        Of alike ones it is the first by its token, which tells nothing of when it came.
        """
        others = sorted(
            (token, author) for author, token in map(self._tokens.__getitem__, replies)
            if author != member
        )  # fmt: skip
        if not others:
            return Markup()
        is_chosen = any(author == chosen for _, author in others)
        return Markup(self._vote(others[0][0], is_chosen))  # noqa: S704  # the template escapes


def _tokens(shared: SharedReveal) -> Sequence[tuple[MemberId, str]]:
    """Return for each reply its author, and by what it is voted for."""
    round_ = shared.reveal.round.id
    return [(author, token_of(round_, author)) for author in shared.authors]


def _page_starts(items: Sequence[str]) -> list[int]:
    starts, size = [0], 0
    for at, item in enumerate(items):
        if size and size + len(item) > _PAGE:
            starts.append(at)
            size = 0
        size += len(item)
    return starts


def _intro(reveal: Reveal, cards: int, module: TemplateModule) -> str:
    points = reveal.comparison.points
    first, *others = reference_cards(reveal)
    html, left = numbered(first.markdown, [point.text for point in points])
    references = [(first, html), *((card, document_html(card.markdown)) for card in others)]
    stand_in = "" if reveal.answers.reference or not reveal.answers.earlier else STAND_IN
    over = [(number, points[number - 1]) for number in left]
    finders, unsaid, sure = finders_words(reveal), [*unsaid_points(reveal)], sureness(reveal)
    counts, nobody = {"all": cards}, "" if reveal.replies else NOBODY
    beside = stand_in, references, over, finders, unsaid
    moved = movement_words(reveal)
    return str(module.intro(reveal, *beside, counts, TOUCHES, nobody, sure, moved))  # type: ignore[attr-defined]


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
