"""What organisers changed."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table

from bot.core.audit import Act
from bot.storage.schema.base import ID, UtcDateTime, metadata, word

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("act", word(Act), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("person", ID, ForeignKey("persons.id"), index=True),
    Column("group", ID, ForeignKey("groups.id")),
    Column("workspace", ID, ForeignKey("workspaces.id")),
    Column("about", ID, ForeignKey("persons.id"), index=True),
    Column("values", JSON, nullable=False),
    Index("ix_audit_log_group_at", "group", "at"),
    Index("ix_audit_log_workspace_at", "workspace", "at"),
)
