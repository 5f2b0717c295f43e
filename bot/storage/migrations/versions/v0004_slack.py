"""Events that were seen, and the installations that slack_sdk keeps."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004_slack"
down_revision = "0003_workspaces"

_ID = sa.String(length=32)
_NAME = sa.String(length=200)
_WORDS = sa.String(length=1000)
# slack_sdk's own: UTC without a zone.
_TIME = sa.DateTime()


def upgrade() -> None:
    op.create_table(
        "seen_events",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "event", name="pk_seen_events"),
    )
    op.create_index("ix_seen_events_seen_at", "seen_events", ["seen_at"])
    _of_installations("slack_bots")
    _of_installations(
        "slack_installations",
        sa.Column("enterprise_url", _NAME, nullable=True),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("user_token", _NAME, nullable=True),
        sa.Column("user_scopes", _WORDS, nullable=True),
        sa.Column("user_refresh_token", _NAME, nullable=True),
        sa.Column("user_token_expires_at", _TIME, nullable=True),
        sa.Column("incoming_webhook_url", _NAME, nullable=True),
        sa.Column("incoming_webhook_channel", _NAME, nullable=True),
        sa.Column("incoming_webhook_channel_id", _NAME, nullable=True),
        sa.Column("incoming_webhook_configuration_url", _NAME, nullable=True),
        sa.Column("token_type", _ID, nullable=True),
    )
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("state", _NAME, nullable=False),
        sa.Column("expire_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_oauth_states"),
    )
    for column in ("state", "expire_at"):
        op.create_index(f"ix_slack_oauth_states_{column}", "slack_oauth_states", [column])


def _of_installations(name: str, *columns: sa.Column[Any]) -> None:
    """Make a table of what is known of each installation, with more columns or without."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("app_id", _ID, nullable=False),
        sa.Column("enterprise_id", _ID, nullable=True),
        sa.Column("enterprise_name", _NAME, nullable=True),
        sa.Column("team_id", _ID, nullable=True),
        sa.Column("team_name", _NAME, nullable=True),
        sa.Column("bot_token", _NAME, nullable=True),
        sa.Column("bot_id", _ID, nullable=True),
        sa.Column("bot_user_id", _ID, nullable=True),
        sa.Column("bot_scopes", _WORDS, nullable=True),
        sa.Column("bot_refresh_token", _NAME, nullable=True),
        sa.Column("bot_token_expires_at", _TIME, nullable=True),
        sa.Column("is_enterprise_install", sa.Boolean(), nullable=False),
        sa.Column("installed_at", _TIME, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_team_id", name, ["team_id", "client_id", "installed_at"])
