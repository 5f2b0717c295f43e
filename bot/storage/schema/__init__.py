"""The tables. A column has the name of the field in `bot.core.models` that it keeps.

The migrations in `bot/storage/migrations` make exactly these tables: a test compares the two.
"""

from __future__ import annotations

from bot.storage.schema.asking import (
    agreements,
    audience,
    challenges,
    claims,
    comments,
    confidences,
    is_open,
    later_replies,
    ratings,
    reference_changes,
    reminder_requests,
    replies,
    reply_pictures,
    rounds,
    schedules,
    votes,
)
from bot.storage.schema.audit import audit_log
from bot.storage.schema.base import ID, metadata
from bot.storage.schema.content import (
    answers,
    decided_answers,
    decided_wordings,
    deck_edits,
    deck_pictures,
    decks,
    draft_files,
    drafts,
    pictures,
    questions,
    sources,
    suggestions,
)
from bot.storage.schema.people import (
    accounts,
    admissions,
    channels,
    groups,
    invitations,
    members,
    passes,
    persons,
    sessions,
    workspaces,
)
from bot.storage.schema.platforms import (
    archived_deliveries,
    deliveries,
    is_pending,
    key_values,
    rates,
    seen_events,
    slack_bots,
    slack_installations,
    web_messages,
)
from bot.storage.schema.unsent import refused_forms, reply_drafts

OF_NO_GROUP = frozenset(
    {
        accounts,
        admissions,
        key_values,
        persons,
        pictures,
        rates,
        refused_forms,
        seen_events,
        sessions,
        slack_bots,
        slack_installations,
    }
)
"""What is not a group's, and stays when one is removed, unless it is of nobody then."""

__all__ = [
    "ID",
    "OF_NO_GROUP",
    "accounts",
    "admissions",
    "agreements",
    "answers",
    "archived_deliveries",
    "audience",
    "audit_log",
    "challenges",
    "channels",
    "claims",
    "comments",
    "confidences",
    "decided_answers",
    "decided_wordings",
    "deck_edits",
    "deck_pictures",
    "decks",
    "deliveries",
    "draft_files",
    "drafts",
    "groups",
    "invitations",
    "is_open",
    "is_pending",
    "key_values",
    "later_replies",
    "members",
    "metadata",
    "passes",
    "persons",
    "pictures",
    "questions",
    "rates",
    "ratings",
    "reference_changes",
    "refused_forms",
    "reminder_requests",
    "replies",
    "reply_drafts",
    "reply_pictures",
    "rounds",
    "schedules",
    "seen_events",
    "sessions",
    "slack_bots",
    "slack_installations",
    "sources",
    "suggestions",
    "votes",
    "web_messages",
    "workspaces",
]
