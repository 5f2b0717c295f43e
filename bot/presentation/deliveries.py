"""What each delivery says."""

from __future__ import annotations

import json

from bot.core.deliveries import ASKED_TO_SHARE, Delivery, DeliveryKind, is_news
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
from bot.core.view import Message
from bot.presentation.challenges import correction_message
from bot.presentation.comments import comment_message
from bot.presentation.help import greeting_message
from bot.presentation.notices import admin_message
from bot.presentation.ratings_and_votes import tally_message
from bot.presentation.reminders import (
    mention_message,
    news_mention_message,
    news_message,
    reminder_message,
)
from bot.presentation.reveal import reveal_message, withheld_message
from bot.presentation.rounds import announcement_message, question_message, skipped_message
from bot.presentation.sharing import asked_message
from bot.presentation.suggestions import ended_message


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
    if isinstance(content, Withheld):
        return withheld_message(content.card)
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
        if note["code"] == ASKED_TO_SHARE:
            return asked_message(delivery, card)
        return correction_message(delivery, card, note["code"], note.get("why", ""))
    if delivery.kind is DeliveryKind.REMINDER:
        return reminder_message(delivery, card)
    return question_message(card)


NEWS_FOR_ORGANISERS = Message.saying(
    "There is news for whoever organises here, and I cannot write to you directly: your direct "
    "messages are closed to me. Let members of this server write to you, then press Send again "
    "under “/quiz status”."
)
