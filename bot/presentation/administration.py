"""Rounds as admins open, close and skip them, and how things are going."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.deliveries import Delivery, DeliveryKey, DeliveryKind, DeliveryState
from bot.core.models import (
    Channel,
    ChannelId,
    DeckId,
    RoundId,
    Schedule,
    ScheduleState,
)
from bot.core.read_models import RoundCard
from bot.core.view import Action, Block, Heading, Line, Message, Moment
from bot.presentation.humanize import count, listed
from bot.presentation.pictures import illustrated
from bot.presentation.rounds import place_words, replied_words, replies_words
from bot.presentation.schedules import NO_SCHEDULE, choice_words, idle_words

_NOTHING_OPEN = "No question is open."
_ALL = "all"
ELSEWHERE, FOLLOW = "elsewhere", "follow"
"""The actions that send what failed to another channel, and let what follows be asked there."""
NO_OTHER_PLACE = (
    "There is no other channel that you can read and I can post to. Let me into one, then press "
    "“Send elsewhere” again."
)
_SENT_AGAIN = "It goes out again now."
_KEPT = (
    "Nothing is left to send: the message got through meanwhile, was sent again already, or its "
    "question is over."
)
# As many as leave room for other buttons on every platform.
_MOST_SENT_AGAIN = 5
_TOKEN = 32  # hexadecimal digits, of which no two deliveries of a group share all


@dataclass(frozen=True, slots=True)
class Standing:
    """How a group's quizzes are going.

    `places` has the words of each channel, `decks` the titles; `latency` is how many seconds the
    platform takes to answer, None while that is not known.
    """

    open_now: Sequence[RoundCard]
    failing: Sequence[Delivery]
    schedules: Sequence[Schedule]
    places: Mapping[ChannelId, str]
    decks: Mapping[DeckId, str]
    platform: str
    latency: float | None


def opened_message(card: RoundCard, places: Sequence[str], founded: str | None) -> Message:
    """Return what an organiser is told who asked a question; `founded` if it was the first."""
    words = f"The question goes out to {listed(places)} now."
    blocks = (
        Line(words),
        *([Line(founded)] if founded else ()),
        Line(place_words(card)),
        illustrated(card.question.text),
        Moment("Closes", card.round.closes_at),
    )
    return Message(words, blocks)


def closed_message(card: RoundCard) -> Message:
    """Return what an admin is told who closed a round."""
    words = f"The round is closed. {replied_words(card.replies)}."
    return Message.saying(
        words,
        illustrated(card.question.text),
        actions=(Action("reveal", "See all answers", card.round.id),),
    )


def close_message(card: RoundCard) -> Message:
    """Ask whether a round shall really be closed now: nobody can answer any more then."""
    words = f"Close this question and show all answers now? {replies_words(card.replies)}."
    return Message.saying(
        words,
        illustrated(card.question.text),
        Moment("By itself it closes", card.round.closes_at),
        actions=(Action("quiz-close", "Close and reveal", card.round.id, primary=True),),
    )


def skip_message(card: RoundCard) -> Message:
    """Ask whether a round shall really be called off: its replies would never be shown."""
    replies = replies_words(card.replies)
    words = f"Skip this question? {replies}, which would never be shown."
    if not card.replies:
        words = f"Skip this question? {replies}."
    return Message.saying(
        words,
        illustrated(card.question.text),
        actions=(
            Action("quiz-skip", "Skip", card.round.id, primary=True),
            Action("quiz-close", "Close and reveal", card.round.id),
        ),
    )


def called_off_message(card: RoundCard) -> Message:
    """Return what an admin is told who called a round off."""
    words = "The question is skipped. Nothing is revealed."
    return Message.saying(words, illustrated(card.question.text))


def standing_message(standing: Standing) -> Message:
    """Return what is open, what did not get through, what is scheduled, and the connection."""
    blocks = (
        Heading("Open now", 3),
        *_open(standing.open_now),
        *_failing(standing),
        *_scheduled(standing),
        Line(_connection_words(standing)),
    )
    return Message(
        summary=f"{count(len(standing.open_now), 'question')} open",
        blocks=blocks,
        actions=(*_again(standing), *_next_steps(standing)),
    )


def sent_again_words(*, found: bool) -> str:
    """Return what is said when somebody had a message sent again."""
    return _SENT_AGAIN if found else _KEPT


def sent_elsewhere_message(
    kind: DeliveryKind, there: Channel, place: str, round_: RoundId, *, can_follow: bool
) -> Message:
    """Return what an organiser is told who sent what failed to another channel, the `place`."""
    more = "who reads that channel can answer it, and the answers show there too"
    if kind is not DeliveryKind.QUESTION:
        more = "who reads that channel can read it there"
    follow = Action(FOLLOW, "Ask there from now on", round_, there.id)
    return Message.saying(
        f"The {kind} goes out to {place} now: {more}.", actions=(follow,) if can_follow else ()
    )


def follows_words(place: str, left_out: Sequence[str]) -> str:
    """Return what is said when a channel is asked whatever else a group is, others no more."""
    if left_out:
        others = listed(left_out)
        return (
            f"From now on the group’s questions are asked in {place} instead of {others}, and its "
            f"schedules go on. Nothing is asked in {others} until you use “/quiz open” there again."
        )
    return f"From now on the group’s questions are asked in {place} too, and its schedules go on."


def delivery_token(key: DeliveryKey) -> str:
    """Return what stands for a delivery where its key would be too long."""
    return hashlib.sha256(key.encode()).hexdigest()[:_TOKEN]


def _open(cards: Sequence[RoundCard]) -> Iterator[Block]:
    if not cards:
        yield Line(_NOTHING_OPEN)
    for card in cards:
        yield illustrated(card.question.text)
        yield Line(f"{place_words(card)}. {replies_words(card.replies)}.")
        yield Moment("Closes", card.round.closes_at)


def _failing(standing: Standing) -> Iterator[Block]:
    if not standing.failing:
        return
    yield Heading(f"{count(len(standing.failing), 'message')} did not get through", 3)
    for delivery in standing.failing:
        yield Line(f"{_delivery_words(standing, delivery)}: {delivery.failure}")
        if delivery.sent_at is not None:  # it got through, and is there no more
            continue
        tried = count(delivery.attempts, "attempt")
        if delivery.next_attempt_at is None:
            yield Line(f"{tried}, given up")
        else:
            yield Moment(f"{tried}; the next one", delivery.next_attempt_at)


def _again(standing: Standing) -> Iterator[Action]:
    dead = [each for each in standing.failing if each.state is DeliveryState.DEAD]
    for delivery in dead[:_MOST_SENT_AGAIN]:
        label = f"Send again: {_delivery_words(standing, delivery)}"
        yield Action("send-again", label, delivery_token(delivery.key))


def _next_steps(standing: Standing) -> Iterator[Action]:
    """Yield what one would do next."""
    idle = not standing.open_now
    yield Action("quiz-next", "Ask the next question", _ALL, primary=idle)
    if not idle:
        yield Action("quiz-ask-close", "Close and reveal", _ALL)
        yield Action("quiz-ask-skip", "Skip", _ALL)
    yield Action("schedules", "Schedules", _ALL)


def _delivery_words(standing: Standing, delivery: Delivery) -> str:
    place = standing.places.get(delivery.channel, "a channel that is gone")
    return f"{delivery.kind.capitalize()} for {place}"


def _scheduled(standing: Standing) -> Iterator[Block]:
    yield Heading("Schedules", 3)
    if not standing.schedules:
        yield Line(NO_SCHEDULE)
        return
    active = [each for each in standing.schedules if each.state is ScheduleState.ACTIVE]
    yield Line(f"{len(active)} of {count(len(standing.schedules), 'schedule')} active")
    times = [each.next_at for each in active if each.next_at is not None]
    if times:
        yield Moment("Next question", min(times))
    for schedule in standing.schedules:
        if schedule not in active:
            words = choice_words(schedule, standing.decks.get(schedule.deck))
            yield Line(f"{words}: {idle_words(schedule)}")


def _connection_words(standing: Standing) -> str:
    name = standing.platform.capitalize()
    if standing.latency is None:
        return f"Connected to {name}."
    return f"Connected to {name}, which answers within {standing.latency * 1000:.0f} ms."
