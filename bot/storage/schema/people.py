"""Groups, where they are at home, and who is in them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.core.models import Naming
from bot.storage.schema.base import ID, UtcDateTime, Words, metadata, word

groups = Table(
    "groups",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("naming", word(Naming), nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("id", ID, primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False, index=True),
    Column("platform", String(20), nullable=False),
    Column("address", String(200), nullable=False),
    Column("workspace", String(200), nullable=False, server_default=text("''")),
    Column("gone", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("platform", "address"),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("address", String(200), primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime, index=True),
    Column("owner", String(200), nullable=False),
    Column("admins", Words, nullable=False),
    Column("mention_role", String(200)),
    Column("threads", Boolean, nullable=False),
    Column("written", Boolean, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("id", ID, primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_key", String(400), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("reminders", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("group", "name_key"),
)

identities = Table(
    "identities",
    metadata,
    Column("group", ID, ForeignKey("groups.id"), primary_key=True),
    Column("platform", String(20), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), nullable=False, index=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False),
    Column("member", ID, ForeignKey("members.id")),
    Column("admin", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("member", ID, ForeignKey("members.id")),
)
