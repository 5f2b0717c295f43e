"""What must hold in the end: what the database holds beside what people saw, counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, TypedDict

from bot.core.deliveries import Delivery, DeliveryKind, DeliveryState
from bot.core.models import (
    Group,
    Reply,
    Round,
    RoundState,
)
from bot.services.services import Services
from bot.storage.transaction import Store
from tests.fakes.members import see_all
from tests.fakes.rows import stored
from tests.faults.outside import FORUM, Outside
from tests.totals import count

_IN_A_CHAT = [DeliveryKind.QUESTION, DeliveryKind.REVEAL]
_IN_A_FORUM = [*_IN_A_CHAT, DeliveryKind.ANNOUNCEMENT]


class RoundRecord(TypedDict):
    """One round. `deliveries` are kind, channel, key and state; `replies` revision and text."""

    id: str
    schedule: str | None
    occurrence: str | None
    state: str
    deliveries: list[tuple[str, str, str, str]]
    replies: dict[str, tuple[int, str]]
    revealed: list[str]


async def record_rounds(store: Store, services: Services) -> list[RoundRecord]:
    """Write down every round there is."""
    async with store.reading() as tx:
        rounds = [
            card.round
            for group in await stored(tx, Group)
            for cards in (
                tx.cards.open_now(await see_all(tx, group.id)),
                tx.cards.closed(await see_all(tx, group.id), 100),
            )
            for card in await cards
        ]
    return [await _record(store, services, round_) for round_ in rounds]


async def _record(store: Store, services: Services, round_: Round) -> RoundRecord:
    async with store.reading() as tx:
        deliveries = await stored(tx, Delivery, round=round_.id)
        replies = await tx.replies.of_round(round_.id)
    return {
        "id": round_.id,
        "schedule": round_.schedule,
        "occurrence": round_.occurrence.isoformat() if round_.occurrence else None,
        "state": round_.state,
        "deliveries": [(each.kind, each.channel, each.key, each.state) for each in deliveries],
        "replies": {reply.member: (reply.revision, reply.text) for reply in replies},
        "revealed": await revealed(services, round_) if round_.state is RoundState.CLOSED else [],
    }


async def revealed(services: Services, round_: Round) -> list[str]:
    """Return the replies that the reveal shows."""
    reveal = await services.reveals.reveal(round_.id, await see_all(services, round_.group))
    return [authored.text for authored in reveal.replies]


def check_invariants(outside: Outside, groups: int, members: int, channels: int) -> None:
    """Assert that each group had its one round, and what was promised about it."""
    rounds: list[RoundRecord] = outside.records.read()[-1]["rounds"]
    _count(outside, rounds)
    occurrences = Counter((round_["schedule"], round_["occurrence"]) for round_ in rounds)
    assert len(occurrences) == groups
    assert set(occurrences.values()) == {1}
    for round_ in rounds:
        assert round_["state"] == RoundState.CLOSED
        assert len(round_["replies"]) == members
        _check_posts(round_, outside.posts.read(), channels)
        _check_replies(round_, outside.acks.read())
    told = {post["key"] for post in outside.posts.read()}
    assert told == {delivery[2] for round_ in rounds for delivery in round_["deliveries"]}


def _count(outside: Outside, rounds: list[RoundRecord]) -> None:
    """Let the run tell how much there was of it, before anything is asserted."""
    posts = Counter((post["channel"], post["key"]) for post in outside.posts.read())
    told = {(ack["round"], ack["member"]) for ack in outside.acks.read()}
    shown = {(round_["id"], member) for round_ in rounds for member in round_["replies"]}
    count("messages posted", posts.total())
    count("messages doubled", posts.total() - len(posts))
    count("replies acknowledged", len(outside.acks.read()))
    count("replies lost", len(told - shown))


def _check_posts(round_: RoundRecord, posts: list[dict[str, Any]], channels: int) -> None:
    """One question and one reveal in each channel, and the database knows it.

    Where a channel did not hear of its reveal it is told by one line, after that.
    """
    assert {state for *_, state in round_["deliveries"]} == {DeliveryState.SENT}, round_
    kinds = {key: kind for kind, _, key, _ in round_["deliveries"]}
    seen = Counter((kinds[post["key"]], post["channel"]) for post in posts if post["key"] in kinds)
    expected = {(kind, channel): 1 for kind, channel, *_ in round_["deliveries"]}
    assert seen == expected
    in_order: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        if post["key"] in kinds:
            in_order[post["channel"]].append(kinds[post["key"]])
    assert len(in_order) == channels
    for channel, said in in_order.items():
        assert said == (_IN_A_FORUM if channel.endswith(FORUM) else _IN_A_CHAT)
    for post in posts:
        if kinds.get(post["key"]) == DeliveryKind.REVEAL:
            assert all(text in post["said"] for _, text in round_["replies"].values())


def _check_replies(round_: RoundRecord, acks: list[dict[str, Any]]) -> None:
    """No reply that its author was told is safe is missing, or an older one in its place."""
    assert sorted(round_["revealed"]) == sorted(text for _, text in round_["replies"].values())
    for ack in acks:
        if ack["round"] == round_["id"]:
            revision, text = round_["replies"][ack["member"]]
            assert revision >= ack["revision"]
            assert revision > ack["revision"] or text == ack["text"]


def acknowledged(reply: Reply) -> dict[str, object]:
    """Return what its author remembers of a reply."""
    return {
        "round": reply.round,
        "member": reply.member,
        "revision": reply.revision,
        "text": reply.text,
    }
