"""What goes to platforms, and what they have us keep."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    literal,
    text,
)

from bot.core.deliveries import DeliveryKind, DeliveryState
from bot.storage.schema.base import ID, UtcDateTime, add_partial_indexes, metadata, word


def _of_deliveries(name: str, *indexes: Index) -> Table:
    """Return a table of messages, with more indexes than those of what they refer to."""
    return Table(
        name,
        metadata,
        Column("key", String(200), primary_key=True),
        Column("kind", word(DeliveryKind), nullable=False),
        Column("group", ID, ForeignKey("groups.id"), nullable=False),
        Column("channel", ID, ForeignKey("channels.id"), nullable=False),
        # The channel's, which never changes: what is next for a platform is found by it.
        Column("platform", String(20), nullable=False),
        Column("created_at", UtcDateTime, nullable=False),
        Column("round", ID, ForeignKey("rounds.id"), index=True),
        Column("note", Text, nullable=False),
        Column("member", ID, ForeignKey("members.id"), index=True),
        Column(
            "state",
            word(DeliveryState),
            nullable=False,
            server_default=DeliveryState.PENDING.value,
        ),
        Column("leased_until", UtcDateTime),
        Column("attempts", Integer, nullable=False),
        Column("next_attempt_at", UtcDateTime),
        Column("sent_at", UtcDateTime),
        Column("external_id", String(200)),
        Column("failure", Text),
        Column("fingerprint", String(64)),
        Column("edit_at", UtcDateTime),
        Index(f"ix_{name}_external_id", "external_id"),
        *indexes,
    )


deliveries = _of_deliveries(
    "deliveries",
    Index("ix_deliveries_group_edit_at", "group", "edit_at"),
    Index("ix_deliveries_channel_state_created_at", "channel", "state", "created_at"),
    Index("ix_deliveries_sent_at", "sent_at"),
)

archived_deliveries = _of_deliveries(
    "archived_deliveries",
    Index("ix_archived_deliveries_group", "group"),
    Index("ix_archived_deliveries_channel", "channel"),
)
"""What was sent long ago, out of the way of what is to be sent; it comes back to be edited."""

is_pending = deliveries.c.state == literal(DeliveryState.PENDING.value, literal_execute=True)
"""Written out in the statement: only then is it known to be what the indexes below are about."""

_PENDING = text("state = 'pending'")
# Of all messages, few wait. The key is in it because those of one moment are taken in its order:
# at nine o'clock they are thousands.
add_partial_indexes(
    deliveries,
    # Of what was sent, little is kept up to date: the questions of open rounds.
    Index(
        "ix_deliveries_kept_up_to_date",
        *(deliveries.c.group, deliveries.c.key),
        sqlite_where=text("edit_at IS NOT NULL"),
    ),
    Index(
        "ix_deliveries_pending_next_attempt_at",
        *(deliveries.c.platform, deliveries.c.next_attempt_at, deliveries.c.key),
        sqlite_where=_PENDING,
    ),
    Index(
        "ix_deliveries_waiting_in_channel",
        *(deliveries.c.channel, deliveries.c.created_at, deliveries.c.key),
        sqlite_where=text("next_attempt_at IS NOT NULL"),
    ),
    Index(
        "ix_deliveries_pending_leased_until",
        *(deliveries.c.platform, deliveries.c.leased_until),
        sqlite_where=_PENDING,
    ),
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

rates = Table(
    "rates",
    metadata,
    Column("name", String(200), primary_key=True),
    # Seconds since 1970: as finely as they are paced.
    Column("free_at", Float, nullable=False),
    Column("queue_ends_at", Float, nullable=False, server_default="0"),
)

key_values = Table(
    "key_values",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

seen_events = Table(
    "seen_events",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("event", String(200), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
    Column("leased_until", UtcDateTime),
)


# --- what slack_sdk keeps: its columns and its types, since it reads and writes them by itself ----
# Its tokens are texts of any length here: they are encrypted.


def _of_installations(name: str, *columns: Column[Any]) -> Table:
    """Return a table of what is known of each installation, with more columns or without."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("client_id", String(32), nullable=False),
        Column("app_id", String(32), nullable=False),
        Column("enterprise_id", String(32)),
        Column("enterprise_name", String(200)),
        Column("team_id", String(32)),
        Column("team_name", String(200)),
        Column("bot_token", Text),
        Column("bot_id", String(32)),
        Column("bot_user_id", String(32)),
        Column("bot_scopes", String(1000)),
        Column("bot_refresh_token", Text),
        Column("bot_token_expires_at", DateTime),
        Column("is_enterprise_install", Boolean, nullable=False),
        Column("installed_at", DateTime, nullable=False),
        *columns,
        Index(f"ix_{name}_team_id", "team_id", "client_id", "installed_at"),
    )


slack_bots = _of_installations("slack_bots")
slack_installations = _of_installations(
    "slack_installations",
    Column("enterprise_url", String(200)),
    Column("user_id", String(32), nullable=False),
    Column("user_token", Text),
    Column("user_scopes", String(1000)),
    Column("user_refresh_token", Text),
    Column("user_token_expires_at", DateTime),
    Column("incoming_webhook_url", Text),
    Column("incoming_webhook_channel", String(200)),
    Column("incoming_webhook_channel_id", String(200)),
    Column("incoming_webhook_configuration_url", Text),
    Column("token_type", String(32)),
)
