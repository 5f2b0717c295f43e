"""Messages on their way out, and the web room's board."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from bot.core.models import (
    DeliveryKind,
    DeliveryState,
)
from bot.storage.schema.base import ID, metadata
from bot.storage.types import UtcDateTime, word

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("kind", word(DeliveryKind), nullable=False),
    Column("group", ID, ForeignKey("groups.id"), nullable=False),
    Column("channel", ID, ForeignKey("channels.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("round", ID, ForeignKey("rounds.id")),
    Column("note", Text, nullable=False),
    Column("member", ID, ForeignKey("members.id")),
    Column(
        "state", word(DeliveryState), nullable=False, server_default=DeliveryState.PENDING.value
    ),
    Column("leased_until", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("external_id", String(200)),
    Column("failure", Text),
    Column("fingerprint", String(64)),
    Column("edit_at", UtcDateTime),
    Index("ix_deliveries_next_attempt_at", "next_attempt_at"),
    Index("ix_deliveries_group_edit_at", "group", "edit_at"),
    Index("ix_deliveries_external_id", "external_id"),
    Index("ix_deliveries_channel_state_created_at", "channel", "state", "created_at"),
)

web_messages = Table(
    "web_messages",
    metadata,
    Column("channel", ID, ForeignKey("channels.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("summary", Text, nullable=False),
    Column("subject", ID),
    Column("for_admins", Boolean, nullable=False),
    Column("for_member", ID, ForeignKey("members.id")),
    Column("posted_at", UtcDateTime, nullable=False),
    Index("ix_web_messages_channel_posted_at", "channel", "posted_at"),
)
