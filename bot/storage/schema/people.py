"""Groups, where they are at home, and who is in them."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.core.models import Naming, RevealNews, Sharing
from bot.storage.schema.base import ID, UtcDateTime, Words, metadata, word

_EMPTY = text("''")

groups = Table(
    "groups",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("naming", word(Naming), nullable=False),
    Column("organisers", Words, nullable=False),
    Column("late", Boolean, nullable=False, server_default=false()),
)

channels = Table(
    "channels",
    metadata,
    Column("id", ID, primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False, index=True),
    Column("platform", String(20), nullable=False),
    Column("address", String(200), nullable=False),
    Column("workspace", String(200), nullable=False),
    Column("home", ID, ForeignKey("groups.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("left_out", Boolean, nullable=False),
    Column("owner", String(200), nullable=False),
    Column("mention_role", String(200)),
    Column("threads", Boolean, nullable=False),
    Column("written", Boolean, nullable=False),
    Column("announces", Boolean, nullable=False),
    Index("ix_channels_platform_workspace", "platform", "workspace"),
    UniqueConstraint("platform", "address"),
)

workspaces = Table(
    "workspaces",
    metadata,
    Column("id", ID, primary_key=True),
    Column("platform", String(20), nullable=False),
    Column("address", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime, index=True),
    Column("owner", String(200), nullable=False),
    Column("organisers", Words, nullable=False),
    UniqueConstraint("platform", "address"),
)

persons = Table(
    "persons",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column(
        "reveal_news",
        word(RevealNews),
        nullable=False,
        server_default=RevealNews.MENTION.value,
    ),
    Column("zone", String(80), nullable=False, server_default=_EMPTY),
    Column("reminder_time", String(5), nullable=False, server_default=_EMPTY),
    Column("reminder_at", UtcDateTime, index=True),
    Column("away_until", UtcDateTime),
    Column("absences", Words, nullable=False, server_default=_EMPTY),
    Column("sharing", word(Sharing), nullable=False, server_default=Sharing.UNASKED.value),
)

accounts = Table(
    "accounts",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False, index=True),
)

members = Table(
    "members",
    metadata,
    Column("id", ID, primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), nullable=False),
    Column("group", ID, ForeignKey("groups.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_key", String(400), nullable=False),
    Column("look_key", String(400), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("reminders", Boolean, nullable=False, server_default=true()),
    # Also what finds a person's members.
    UniqueConstraint("person", "group"),
    UniqueConstraint("group", "name_key"),
    UniqueConstraint("group", "look_key"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("person", ID, ForeignKey("persons.id"), index=True),
    Column("organises", ID, ForeignKey("workspaces.id")),
    Column("organises_until", UtcDateTime),
    Column("used_at", UtcDateTime),
    Column("browser", String(100), nullable=False),
)

admissions = Table(
    "admissions",
    metadata,
    Column("channel", ID, ForeignKey("channels.id"), primary_key=True),
    Column("person", ID, ForeignKey("persons.id"), primary_key=True, index=True),
)

passes = Table(
    "passes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("person", ID, ForeignKey("persons.id"), index=True),
    Column("workspace", ID, ForeignKey("workspaces.id")),
    Column("group", ID, ForeignKey("groups.id")),
    Column("recovers", Boolean, nullable=False),
    # No foreign key: where the deck is gone meanwhile, the link says so.
    Column("deck", ID),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("group", ID, ForeignKey("groups.id")),
    Column("person", ID, ForeignKey("persons.id"), index=True),
)
