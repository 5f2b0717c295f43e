"""The tables. A column has the name of the field in `bot.core.models` that it keeps.

The migrations in `bot/storage/migrations` make exactly these tables: a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from bot.core.documents import Status
from bot.core.feedback import Rating
from bot.core.models import (
    AtEnd,
    DeliveryKind,
    DeliveryState,
    Naming,
    Order,
    RoundState,
    ScheduleState,
)
from bot.storage.types import Seconds, UtcDateTime, Words, word

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(64)

vault = Table(
    "vault",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

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
    Column("home", String(200), nullable=False, server_default=text("''")),
    Column("gone", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("platform", "address"),
)

homes = Table(
    "homes",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("address", String(200), primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime, index=True),
    Column("steward", String(200), nullable=False),
    Column("admins", Words, nullable=False),
    Column("ping", String(200)),
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

decks = Table(
    "decks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False),
    Column("title", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("language", String(40), nullable=False),
    Column("reference", ID),
    Column("pack", String(200)),
    UniqueConstraint("group", "title"),
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
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False),
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

schedules = Table(
    "schedules",
    metadata,
    Column("id", ID, primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False, index=True),
    Column("deck", ID, ForeignKey("decks.id"), nullable=False),
    Column("recurrence", String(200), nullable=False),
    Column("zone", String(80), nullable=False),
    Column("window", Seconds, nullable=False),
    Column("grace", Seconds, nullable=False),
    Column("next_at", UtcDateTime, index=True),
    Column("channels", Words),
    Column("order", word(Order), nullable=False, server_default=Order.DECK.value),
    Column("seed", Integer, nullable=False, server_default="0"),
    Column("at_end", word(AtEnd), nullable=False, server_default=AtEnd.STOP.value),
    Column("cycle", Integer, nullable=False, server_default="0"),
    Column("reminder", Seconds),
    Column("state", word(ScheduleState), nullable=False, server_default=ScheduleState.ACTIVE.value),
    Column("reason", String(200)),
    Index("ix_schedules_order_next_at", "order", "next_at"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("group", ID, ForeignKey("groups.id"), nullable=False),
    Column("deck", ID, ForeignKey("decks.id"), nullable=False),
    Column("question", ID, ForeignKey("questions.id"), nullable=False),
    Column("state", word(RoundState), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closes_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    # No foreign key: a round outlives the schedule that opened it.
    Column("schedule", ID),
    Column("occurrence", UtcDateTime),
    Column("naming", word(Naming), nullable=False),
    Column("cycle", Integer, nullable=False, server_default="0"),
    Column("channels", Words),
    Column("remind_at", UtcDateTime, index=True),
    Column("tally_at", UtcDateTime, index=True),
    UniqueConstraint("schedule", "occurrence"),
    Index("ix_rounds_group_opened_at", "group", "opened_at"),
    Index("ix_rounds_state_closes_at", "state", "closes_at"),
    Index("ix_rounds_deck_state_cycle", "deck", "state", "cycle"),
    Index(
        "uq_rounds_open_question",
        "group",
        "question",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

replies = Table(
    "replies",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True),
    Column("text", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

ratings = Table(
    "ratings",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True),
    Column("rating", word(Rating), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

votes = Table(
    "votes",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True),
    Column("author", ID, ForeignKey("members.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

wishes = Table(
    "wishes",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

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

notices = Table(
    "notices",
    metadata,
    Column("channel", ID, ForeignKey("channels.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("summary", Text, nullable=False),
    Column("subject", ID),
    Column("for_admins", Boolean, nullable=False),
    Column("for_member", ID, ForeignKey("members.id")),
    Column("posted_at", UtcDateTime, nullable=False),
    Index("ix_notices_channel_posted_at", "channel", "posted_at"),
)

seen_events = Table(
    "seen_events",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("event", String(200), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
)


# --- what slack_sdk keeps: its columns and its types, since it reads and writes them by itself ----

slack_bots = Table(
    "slack_bots",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("client_id", String(32), nullable=False),
    Column("app_id", String(32), nullable=False),
    Column("enterprise_id", String(32)),
    Column("enterprise_name", String(200)),
    Column("team_id", String(32)),
    Column("team_name", String(200)),
    Column("bot_token", String(200)),
    Column("bot_id", String(32)),
    Column("bot_user_id", String(32)),
    Column("bot_scopes", String(1000)),
    Column("bot_refresh_token", String(200)),
    Column("bot_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
    Index("ix_slack_bots_team_id", "team_id", "client_id", "installed_at"),
)

slack_installations = Table(
    "slack_installations",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("client_id", String(32), nullable=False),
    Column("app_id", String(32), nullable=False),
    Column("enterprise_id", String(32)),
    Column("enterprise_name", String(200)),
    Column("enterprise_url", String(200)),
    Column("team_id", String(32)),
    Column("team_name", String(200)),
    Column("bot_token", String(200)),
    Column("bot_id", String(32)),
    Column("bot_user_id", String(32)),
    Column("bot_scopes", String(1000)),
    Column("bot_refresh_token", String(200)),
    Column("bot_token_expires_at", DateTime),
    Column("user_id", String(32), nullable=False),
    Column("user_token", String(200)),
    Column("user_scopes", String(1000)),
    Column("user_refresh_token", String(200)),
    Column("user_token_expires_at", DateTime),
    Column("incoming_webhook_url", String(200)),
    Column("incoming_webhook_channel", String(200)),
    Column("incoming_webhook_channel_id", String(200)),
    Column("incoming_webhook_configuration_url", String(200)),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("token_type", String(32)),
    Column("installed_at", DateTime, nullable=False),
    Index("ix_slack_installations_team_id", "team_id", "client_id", "installed_at"),
)

slack_oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("state", String(200), nullable=False, index=True),
    Column("expire_at", DateTime, nullable=False, index=True),
)

OF_NO_GROUP = frozenset({vault, seen_events, slack_bots, slack_installations, slack_oauth_states})
"""What stays when a group is removed."""
