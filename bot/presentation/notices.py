"""What a group's organisers are told of what went wrong or waits: where, what, what to press."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.audit import CONCERNS_OTHERS, Act
from bot.core.deck_edits import WITHDRAWN
from bot.core.deliveries import DeliveryKind
from bot.core.models import ChannelId, DeckId, Schedule, ScheduleState
from bot.core.read_models import AdminNote
from bot.core.view import Action, Block, Line, Mention, Message, Moment, Prose
from bot.presentation.administration import ELSEWHERE
from bot.presentation.audit import ACT_WORDS
from bot.presentation.challenges import LOOK
from bot.presentation.schedules import (
    each_of,
    lacks_deck,
    schedule_message,
    schedules_message,
)
from bot.presentation.suggestions import ON_THE_WEB, notice_actions

ASK, ASK_AGAIN, SHOW_SCHEDULE = "notice-ask", "notice-ask-again", "notice-schedule"
PAUSE, RESUME = "notice-pause", "notice-resume"
SHOW_SCHEDULES, CHOOSE_DECK, RESTORE_DECK = "notice-schedules", "notice-deck", "notice-restore"
START_OVER, CHOOSE_ROLE, TRY_AGAIN = "notice-over", "notice-role", "notice-again"
GREET, SHOW_LISTED = "notice-greet", "notice-listed"
"""The actions of notices: their choice is the channel that the notice is told in, and their
subject a schedule; of the second one a question, of the list that channel, of the deck that is
brought back the deck, of a role and a greeting the channel that they are of, and of the post that
is tried again a round. One of a list has the channel for its subject and the schedule for its
choice. They work in direct messages, where no workspace is.
"""
ASK_NOW = "Ask now"
POST_DELETED = "post-deleted"
TRIED_AGAIN = "It is tried again now. If the post still cannot be changed, that goes on by itself."
NO_OTHER_DECK = (
    "There is no other deck here. Import one with “/deck import” in a channel of the group, then "
    "press “Choose another deck” again."
)
NO_OTHER_ROLE = "There is no role here that could be mentioned. Make one, then press this again."
_MENTION_ELSE = "Mention somebody else"


def admin_message(note: AdminNote) -> Message:
    """Return what admins are told. Raises KeyError for a code without words."""
    note = _as_left(note)
    values = note.values
    place, mentions = _place(note)
    there, near = _there(note)
    platform = values.get("platform", "").title()
    told = {**values, "place": place, "there": there, "platform": platform}
    pattern = _DELETED if "deleted" in values else ADMIN_WORDS[note.code]
    words = pattern.format(**told)
    blocks: tuple[Block, ...] = (Line(words), *_not_posted(note))
    if "at" in values:
        blocks = (*blocks, Moment("Planned for", datetime.fromisoformat(values["at"])))
    if "kind" not in values and "question" in values:
        blocks = (*blocks, Prose(values["question"]))
    actions = (*_of_message(note), *_of_post(note), *_of_schedule(note), *_of_deck(note))
    message = Message(summary=words, blocks=blocks, actions=actions, for_admins=True)
    return message.leading_to((*mentions, *(near if "{there}" in pattern else ())))


def _as_left(note: AdminNote) -> AdminNote:
    """Return it without what could be done about a question that was withdrawn since."""
    if note.values.get("question") != WITHDRAWN:
        return note
    left = {name: each for name, each in note.values.items() if name not in _OF_QUESTION}
    return replace(note, values=left)


def followed_messages(
    schedules: Sequence[Schedule], decks: Mapping[DeckId, str], channel: ChannelId
) -> Message:
    """Return a group's schedules far from its channel, with what shows each of them."""
    listed = schedules_message(schedules, decks)
    return replace(listed, actions=followed_actions(schedules, decks, channel))


def followed_actions(
    schedules: Sequence[Schedule], decks: Mapping[DeckId, str], channel: ChannelId
) -> tuple[Action, ...]:
    """Return for each of a group's schedules what shows it far from its channel."""
    shown = each_of(schedules, decks)
    return tuple(Action(SHOW_LISTED, each.label, channel, each.choice) for each in shown)


def followed_message(
    schedule: Schedule,
    deck: str | None,
    channel: ChannelId,
    place: str,
    said: str = "",
    *,
    is_gone: bool = False,
) -> Message:
    """Return a schedule with what can be done about it far from its channel, the `place`.

    What was done to it is `said` above. Where the channel `is_gone`, and the group has no other,
    nothing is.
    """
    shown = schedule_message(schedule, deck, said)
    act = Action(RESUME, "Resume", schedule.id, channel, primary=True)
    if schedule.state is ScheduleState.ACTIVE:
        act = Action(PAUSE, "Pause", schedule.id, channel)
    elif lacks_deck(schedule):
        act = Action(CHOOSE_DECK, "Choose another deck", schedule.id, channel, primary=True)
    words = _GONE if is_gone else f"To edit or remove it, type “/schedule list” in {place}."
    actions = () if is_gone else (act,)
    return replace(shown, blocks=(*shown.blocks, Line(words)), actions=actions)


_GONE = (
    "Nobody can be asked until the channel is there again; then this goes on by itself. To go on "
    "elsewhere, type “/schedule add” in another channel."
)


def mentions_words(place: str, role: str) -> str:
    """Return what is said when another role or group was chosen, to be mentioned in a channel."""
    return f"From now on questions in {place} mention @{role.removeprefix('@')}."


def _of_message(note: AdminNote) -> Iterator[Action]:
    """Yield what sends a round's message that was not posted, or asks a question anew."""
    values = note.values
    if "kind" in values:
        choice = f"{values['kind']}.{values['to']}"
        if "deleted" not in values:
            yield Action("resend", "Send again", values["round"], choice, primary=True)
        if values["kind"] in _MOVABLE:
            yield Action(ELSEWHERE, "Send elsewhere", values["round"], choice)
    if "asked" in values and note.told_in is not None:
        yield Action(ASK_AGAIN, ASK_NOW, values["asked"], note.told_in.id, primary=True)


def _of_post(note: AdminNote) -> Iterator[Action]:
    """Yield what lets a post be changed, a greeting be said, and questions mention somebody."""
    there = note.told_in
    if there is not None and "stuck" in note.values:
        yield Action(TRY_AGAIN, "Try again now", note.values["stuck"], there.id, primary=True)
    if there is not None and "greeting" in note.values:
        yield Action(GREET, "Greet now", note.values["greeting"], there.id, primary=True)
    if there is not None and "of_role" in note.values:
        role = note.values["of_role"]
        label = "Choose another role" if note.code == "role-gone" else _MENTION_ELSE
        yield Action(CHOOSE_ROLE, label, role, there.id, primary=True)


def _of_schedule(note: AdminNote) -> Iterator[Action]:
    """Yield what one would do next about the schedule, or about all that the group has."""
    schedule, there = note.values.get("schedule"), note.told_in
    if there is None:
        return
    if schedule is None:
        if note.code in _ABOUT_SCHEDULES:
            yield Action(SHOW_SCHEDULES, "Show the schedules", there.id, there.id)
        return
    if note.code in _ASKABLE:
        yield Action(ASK, ASK_NOW, schedule, there.id, primary=True)
    if note.code in _RESUMABLE:
        yield Action(RESUME, "Resume", schedule, there.id, primary=True)
    if note.code in _WITHOUT_DECK:
        yield Action(CHOOSE_DECK, "Choose another deck", schedule, there.id, primary=True)
    if note.code in _AT_END:
        yield Action(START_OVER, "Let it start over", schedule, there.id)
    if "removed" in note.values:
        yield Action(RESTORE_DECK, "Bring the deck back", note.values["removed"], there.id)
    yield Action(SHOW_SCHEDULE, "Show the schedule", schedule, there.id)


def _of_deck(note: AdminNote) -> Iterator[Action]:
    values = note.values
    if "suggested" in values:
        yield from notice_actions(values["suggested"])
    if "challenge" in values:
        yield Action(LOOK, "Look at it", values["challenge"], primary=True)
    if "deck_id" in values:
        yield Action(ON_THE_WEB, "Open the deck on the web", values["deck_id"])


def _there(note: AdminNote) -> tuple[str, tuple[Mention, ...]]:
    """Return what the channel is called in which the group hears of it, and what leads there."""
    there = note.told_in
    if there is None or not there.workspace or not there.name:
        return "this group", ()
    name = f"#{there.name}"
    return name, (Mention(name, there.address),)


def _place(note: AdminNote) -> tuple[str, tuple[Mention, ...]]:
    """Return what the channel that it is about is called where it is told, and what leads there."""
    values, there = note.values, note.told_in
    if not values.get("channel"):
        return "A channel", ()
    name = f"#{values['channel']}"
    where = values.get("platform", ""), values.get("workspace", "")
    if there is not None and where == (there.platform, there.workspace):
        return name, (Mention(name, values.get("address", "")),)
    club = values.get("workspace_name")
    return f"{name} in {club}" if club else name, ()


def _not_posted(note: AdminNote) -> Iterator[Block]:
    """Yield which message it is that was not posted, and what there is to do."""
    values = note.values
    if "greeting" in values:
        yield Line(_NOT_GREETED)
    if note.code == POST_DELETED and "kind" in values:
        yield Prose(values["question"])
        yield Line(_POST_AGAIN)
    elif "kind" in values:
        yield Line(f"The {values['kind']} was not posted there.")
        if question := values.get("question"):
            yield Prose(question)
        if "deleted" in values:
            if values["kind"] in _MOVABLE:
                yield Line("Press Send elsewhere to choose another channel.")
            return
        again = "It is posted by itself once that is possible, or when you press Send again"
        if note.code == _NOT_TAKEN:  # no platform tells us when that is over
            again = "Put that right and press Send again"
        elsewhere = "; or press Send elsewhere to choose another channel"
        yield Line(f"{again}{elsewhere if values['kind'] in _MOVABLE else ''}.")


_NOT_GREETED = (
    "It is the greeting to whoever reads there. It comes after the first question that is posted "
    "there, or when you have put that right and press Greet now."
)
_POST_AGAIN = (
    "Answers that were given stay. Press Send again to post it there anew, or Send elsewhere to "
    "choose another channel; to call it off, type “/quiz skip” in its channel."
)
_MOVABLE = frozenset({DeliveryKind.QUESTION, DeliveryKind.REVEAL})
_NOT_TAKEN = "not-taken"
_OF_QUESTION = frozenset({"kind", "asked", "stuck", "challenge"})
_ASKABLE = frozenset({"opening-missed", "all-open"})
_RESUMABLE = frozenset({"schedule-fault"})
# To resume one of these would fail as it did, or stop at once.
_WITHOUT_DECK = frozenset({"deck-removed", "deck-away", "deck-finished"})
_AT_END = frozenset({"deck-finished", "deck-nearly-finished"})
_ABOUT_SCHEDULES = frozenset(
    {"going-on", "workspace-left", "channel-gone"}
    | {f"others-{act}" for act in (Act.SCHEDULE_CHANGED, Act.SCHEDULE_PAUSED, Act.SCHEDULE_REMOVED)}
    # Of a round that others ended nothing is left to do, nor of a channel that they took out.
)
_DELETED = (  # in place of “channel-gone”: nobody can put this channel right
    "{place} on {platform} cannot be posted to: {reason}. Schedules that reach nobody elsewhere "
    "are paused; plan what is to go on in another channel, with “/schedule add” there."
)
ADMIN_WORDS = {
    "all-open": (
        "No question of “{deck}” was asked in {there}: those that are left are still open. The "
        "next one comes as planned."
    ),
    "challenged": (
        "A member of {there} finds that the reference of a question of “{deck}” is wrong."
    ),
    "reply-lent": (
        "A member of {there} agreed: their answer is the reference of a question of “{deck}” now."
    ),
    "reply-kept": (
        "A member of {there} does not want their answer to be the reference of a question of "
        "“{deck}”. Nothing has changed."
    ),
    "reference-gone": (
        "A member of {there} took back what was the reference of a question of “{deck}”. The "
        "deck’s reference stands there again, if it has one."
    ),
    "channel-gone": (
        "{place} on {platform} cannot be posted to: {reason}. Schedules that reach nobody "
        "elsewhere are paused; put the channel right, and they go on."
    ),
    "deck-finished": (
        "Every question of “{deck}” has been asked in {there}. Its schedule has stopped; choose "
        "another deck, let it start over, or import more questions and resume it."
    ),
    "deck-removed": (
        "The schedule of “{deck}” in {there} is paused: an organiser removed the deck. It goes on "
        "when you choose another deck or bring this one back."
    ),
    "suggested": (
        "A member of {there} suggests something for “{deck}”. Accept or decline it here, or put "
        "it in other words on the deck’s page."
    ),
    "deck-away": (
        "The schedule of “{deck}” in {there} is paused: the deck is in none of this group’s "
        "workspaces any more. It goes on when you choose another deck, or link its channel again."
    ),
    "deck-nearly-finished": (
        "Questions of “{deck}” that are left to ask in {there}: {left}. Then its schedule "
        "stops; import more questions, or let it start over."
    ),
    "workspace-left": (
        "Roundtable was sent away from {name} on {platform}. Schedules that reach nobody else "
        "are paused. What was stored is kept for thirty days, and there again once Roundtable "
        "is."
    ),
    "going-on": (  # after a channel, a workspace or a deck is there again
        "What is planned in {there} goes on by itself, for what it waited for is there again: the "
        "schedules of {decks}."
    ),
    "never-asked": (
        "A question of “{deck}” reached nobody in {there}: it could not be posted while it was "
        "open. So nothing is revealed, and it is asked again when its turn comes, or when you "
        "press Ask now."
    ),
    _NOT_TAKEN: "{place} did not take a message: {reason}.",
    "opening-missed": (
        "A question of “{deck}” was not asked in {there}: at its time Roundtable was not "
        "running, or reached no channel of the group, and it was too late to make up for it. "
        "The next one comes as planned; press Ask now to have it at once."
    ),
    POST_DELETED: (
        "Somebody deleted the post of an open question in {place} on {platform}: nobody can answer "
        "it there any more."
    ),
    "post-stuck": (
        "Something was changed or taken back, but a post in {place} that shows it stays as it "
        "is for now: {reason}. Put that right: within hours it is changed by itself, or at once "
        "when you press Try again now."
    ),
    "role-gone": (
        "The role that questions in {place} mention was deleted. Nobody is mentioned there "
        "until another is chosen, here or with “/settings change” there."
    ),
    "user-group-gone": (
        "The user group that questions in {place} mention was disabled. Nobody is mentioned there "
        "until somebody else is chosen, here or with “/settings ping=@somebody” there."
    ),
    "mentioned-gone": (
        "Whom questions in {place} mention has no account any more. Nobody is mentioned there "
        "until somebody else is chosen, here or with “/settings ping=@somebody” there."
    ),
    "schedule-fault": (
        "The schedule of “{deck}” in {there} ({when}) is paused, because opening it failed. The "
        "log has the details; press Resume when that is put right."
    ),
    "schedule-unreadable": (
        "The schedule of “{deck}” in {there} ({when}, {zone}) is paused: its time zone or its "
        "times cannot be read any more. Change it with “/schedule list” there, and it goes on."
    ),
}
ADMIN_WORDS |= {
    f"others-{act}": f"In {{by}}, which answers together with you, an organiser {ACT_WORDS[act]}."
    for act in sorted(CONCERNS_OTHERS)
}
