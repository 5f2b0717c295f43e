"""What people typed and did not send."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from bot.storage.schema.base import ID, Pairs, UtcDateTime, metadata

reply_drafts = Table(
    "reply_drafts",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), primary_key=True, index=True),
    Column("text", Text, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("version", ID, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
)

refused_forms = Table(
    "refused_forms",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column(
        "session", String(64), ForeignKey("sessions.token_hash", ondelete="CASCADE"), index=True
    ),
    Column("address", String(500), nullable=False),
    Column("part", String(40), nullable=False),
    Column("fields", Pairs, nullable=False),
    Column("words", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("refused_at", UtcDateTime, nullable=False, index=True),
)
