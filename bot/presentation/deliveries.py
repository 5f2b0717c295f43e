"""What each delivery says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from bot.core.audit import CONCERNS_OTHERS
from bot.core.deliveries import Delivery, DeliveryKind, is_news
from bot.core.read_models import (
    AdminNote,
    Announced,
    CommentTold,
    Content,
    MemberNote,
    Reveal,
    RoundCard,
    Tally,
    Withheld,
)
from bot.core.view import Action, Block, Line, Mention, Message, Moment, Prose
from bot.presentation.administration import ELSEWHERE
from bot.presentation.audit import ACT_WORDS
from bot.presentation.challenges import LOOK, correction_message
from bot.presentation.comments import comment_message
from bot.presentation.help import greeting_message
from bot.presentation.ratings_and_votes import tally_message
from bot.presentation.reminders import (
    mention_message,
    news_mention_message,
    news_message,
    reminder_message,
)
from bot.presentation.reveal import reveal_message, withheld_message
from bot.presentation.rounds import announcement_message, question_message, skipped_message
from bot.presentation.suggestions import ended_message, notice_actions


def present(delivery: Delivery, content: Content) -> Message:
    """Return the message of a delivery."""
    if delivery.kind is DeliveryKind.MENTION:
        return _mention(delivery, content)
    match content:
        case Reveal():
            message = reveal_message(content)
        case Tally():
            message = tally_message(content)
        case CommentTold():
            message = comment_message(content)
        case Withheld(card):
            message = withheld_message(card)
        case Announced():
            message = announcement_message(content)
        case RoundCard():
            message = _of_a_card(delivery, content)
        case AdminNote():
            is_greeting = delivery.kind is DeliveryKind.GREETING
            words = greeting_message(content.values) if is_greeting else admin_message(content)
            message = words
        case MemberNote():
            message = ended_message(content, delivery.member)
    return message


def _mention(delivery: Delivery, content: Content) -> Message:
    if not isinstance(content, RoundCard):
        return NEWS_FOR_ORGANISERS
    return news_mention_message(content) if is_news(delivery) else mention_message(content)


def _of_a_card(delivery: Delivery, card: RoundCard) -> Message:
    if delivery.kind is DeliveryKind.SKIPPED:
        return skipped_message(card)
    if delivery.kind is DeliveryKind.NEWS:
        return news_message(delivery, card)
    if delivery.kind is DeliveryKind.CORRECTION:
        note = json.loads(delivery.note)
        return correction_message(delivery, card, note["code"], note.get("why", ""))
    if delivery.kind is DeliveryKind.REMINDER:
        return reminder_message(delivery, card)
    return question_message(card)


NEWS_FOR_ORGANISERS = Message.saying(
    "There is news for whoever organises here, and I cannot write to you directly: your direct "
    "messages are closed to me. Let members of this server write to you, then press Send again "
    "under /quiz status."
)


def admin_message(note: AdminNote) -> Message:
    """Return what admins are told. Raises KeyError for a code without words."""
    values = note.values
    place, mentions = _place(note)
    told = {**values, "place": place, "platform": values.get("platform", "").title()}
    pattern = _DELETED if "deleted" in values else _ADMIN_WORDS[note.code]
    words = pattern.format(**told)
    blocks: tuple[Block, ...] = (Line(words), *_not_posted(note))
    if "at" in values:
        blocks = (*blocks, Moment("Planned for", datetime.fromisoformat(values["at"])))
    again: tuple[Action, ...] = ()
    if "round" in values:
        choice = f"{values['kind']}.{values['to']}"
        if "deleted" not in values:
            again = (Action("resend", "Send again", values["round"], choice, primary=True),)
        if values["kind"] in _MOVABLE:
            again = (*again, Action(ELSEWHERE, "Send elsewhere", values["round"], choice))
    if "round" not in values and "question" in values:
        blocks = (*blocks, Prose(values["question"]))
    if "suggested" in values:
        again = notice_actions(values["suggested"])
    if "challenge" in values:
        again = (Action(LOOK, "Look at it", values["challenge"], primary=True),)
    message = Message(summary=words, blocks=blocks, actions=again, for_admins=True)
    return message.leading_to(mentions)


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
    if "round" in values:
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


_MOVABLE = frozenset({DeliveryKind.QUESTION, DeliveryKind.REVEAL})
_NOT_TAKEN = "not-taken"
_DELETED = (  # in place of “channel-gone”: nobody can put this channel right
    "{place} on {platform} cannot be posted to: {reason}. Schedules that reach nobody elsewhere "
    "are paused; plan what is to go on in another channel, with /schedule add there."
)
_ADMIN_WORDS = {
    "all-open": "No question of “{deck}” was asked: those that are left are still open. The next "
    "one comes as planned.",
    "challenged": "A member finds that the reference of a question of “{deck}” is wrong.",
    "reply-lent": "A member agreed: their answer is the reference of a question of “{deck}” now.",
    "reply-kept": "A member does not want their answer to be the reference of a question of "
    "“{deck}”. Nothing has changed.",
    "reference-gone": "A member took back what was the reference of a question of “{deck}”. The "
    "deck’s reference stands there again, if it has one.",
    "channel-gone": "{place} on {platform} cannot be posted to: {reason}. Schedules that reach "
    "nobody elsewhere are paused; put the channel right, and they go on.",
    "deck-finished": "Every question of “{deck}” has been asked. Its schedule has stopped; "
    "choose another deck or import more questions.",
    "deck-removed": (
        "The schedule of “{deck}” is paused: an organiser removed the deck. Change the schedule’s "
        "deck, or bring this one back at the desk."
    ),
    "suggested": (
        "A member suggests something for “{deck}”. Accept or decline it here, or put it in other "
        "words on the deck’s page."
    ),
    "deck-away": (
        "The schedule of “{deck}” is paused: the deck is in none of this group’s workspaces any "
        "more. Change the schedule’s deck, or link its channel again."
    ),
    "deck-nearly-finished": "Questions of “{deck}” that are left to ask: {left}. Then its schedule "
    "stops; import more questions, or let it start over.",
    "workspace-left": "Roundtable was sent away from {name} on {platform}. Schedules that reach "
    "nobody else are paused. What was stored is kept for thirty days, and there again once "
    "Roundtable is.",
    "going-on": "Roundtable reaches this group again. What had paused because of that goes on by "
    "itself: the schedules of {decks}.",
    "never-asked": "A question of “{deck}” reached nobody: it could not be posted while it was "
    "open. So nothing is revealed, and it is asked again when its turn comes.",
    _NOT_TAKEN: "{place} did not take a message: {reason}.",
    "opening-missed": "A question of “{deck}” was not asked: at its time Roundtable was not "
    "running, or reached no channel of the group, and it was too late to make up for it. The next "
    "one comes as planned.",
    "post-stuck": "An answer was changed or taken back, but a post that shows it stays as it is "
    "for now: {reason}. As soon as that is put right, it is changed.",
    "role-gone": "The role that questions in {place} mention was deleted. Nobody is mentioned "
    "there until another is chosen with /settings change.",
    "schedule-fault": "The schedule of “{deck}” ({when}) is paused, because opening it failed. The "
    "log has the details; resume it when that is put right.",
    "schedule-unreadable": "The schedule of “{deck}” ({when}, {zone}) is paused: its time zone or "
    "its times cannot be read any more. Change it, and it goes on.",
}
_ADMIN_WORDS |= {
    f"others-{act}": f"In {{by}}, which answers together with you, an organiser {ACT_WORDS[act]}."
    for act in sorted(CONCERNS_OTHERS)
}
