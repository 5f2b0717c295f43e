"""Decks and what is in them, and uploads that wait."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from bot.core.documents import Status
from bot.core.suggestions import SuggestionState
from bot.storage.schema.base import ID, UtcDateTime, add_partial_indexes, metadata, word

decks = Table(
    "decks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("workspace", ID, ForeignKey("workspaces.id"), nullable=False),
    Column("title", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("language", String(40), nullable=False),
    Column("reference", ID),
    Column("pack", String(200)),
    Column("removed_at", UtcDateTime),
)

add_partial_indexes(
    decks,
    Index(
        "uq_decks_workspace_title",
        decks.c.workspace,
        decks.c.title,
        unique=True,
        sqlite_where=text("removed_at IS NULL"),
    ),
)

sources = Table(
    "sources",
    metadata,
    Column("id", ID, primary_key=True),
    Column("deck", ID, ForeignKey("decks.id"), nullable=False),
    Column("name", String(500), nullable=False),
    Column("author", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("format", String(60), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("position", Integer, nullable=False),
    # No foreign keys: an edit that is undone must not depend on who is still there. What a member
    # wrote goes with what they wrote it in, out of the edits too.
    Column("member", ID, index=True),
    Column("round", ID),
    UniqueConstraint("deck", "content_hash"),
)

questions = Table(
    "questions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("deck", ID, ForeignKey("decks.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("retired", Boolean, nullable=False, server_default=false()),
    # No foreign key: a source that goes leaves the deck's own reference.
    Column("reference", ID),
    Column("withdrawn", Boolean, nullable=False, server_default=false()),
    Index("ix_questions_deck_position", "deck", "position"),
)

answers = Table(
    "answers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("question", ID, ForeignKey("questions.id"), nullable=False, index=True),
    Column("source", ID, ForeignKey("sources.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("status", word(Status), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("first_line", Integer, nullable=False),
    Column("last_line", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("asked", Text, nullable=False),
)

deck_edits = Table(
    "deck_edits",
    metadata,
    Column("id", ID, primary_key=True),
    Column("deck", ID, ForeignKey("decks.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),  # a clock may stand still, or go back
    Column("at", UtcDateTime, nullable=False),
    Column("change", JSON, nullable=False),
    UniqueConstraint("deck", "number"),
)

# What these two are about may be gone: nothing but the deck is referred to.
decided_wordings = Table(
    "decided_wordings",
    metadata,
    Column("id", ID, primary_key=True),
    Column("deck", ID, ForeignKey("decks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("of", ID, nullable=False),
    Column("question", ID),
)

decided_answers = Table(
    "decided_answers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("deck", ID, ForeignKey("decks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("source", ID, nullable=False),
    Column("answer", ID, nullable=False),
    Column("asked", ID, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("question", ID),
    Column("text", Text),
    Column("wrong", Boolean, nullable=False),
)

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", ID, primary_key=True),
    Column("deck", ID, ForeignKey("decks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("member", ID, ForeignKey("members.id"), nullable=False, index=True),
    # No foreign keys: a deck's questions and sources go without asking who suggested what.
    Column("question", ID),
    Column("text", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", word(SuggestionState), nullable=False),
    Column("decided_at", UtcDateTime),
    Column("source", ID),
    Column("edit", ID, index=True),
)

pictures = Table(
    "pictures",
    metadata,
    Column("id", ID, primary_key=True),
    Column("media_type", String(40), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

# Which decks show a picture in a text, or did before what can be undone.
deck_pictures = Table(
    "deck_pictures",
    metadata,
    Column("deck", ID, ForeignKey("decks.id", ondelete="CASCADE"), primary_key=True),
    Column("picture", ID, ForeignKey("pictures.id"), primary_key=True, index=True),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("workspace", ID, ForeignKey("workspaces.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

draft_files = Table(
    "draft_files",
    metadata,
    Column("draft", ID, ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", String(500), nullable=False),
    Column("data", LargeBinary, nullable=False),
)
