"""Schedules with order, pauses and reminders; deliveries with leases and dead letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("member", sa.String(length=64), nullable=True))
        table.add_column(
            sa.Column("state", sa.String(length=20), server_default="pending", nullable=False)
        )
        table.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        table.create_index(
            "ix_deliveries_channel_state_created_at",
            ["channel", "state", "created_at"],
            unique=False,
        )
        table.create_foreign_key("fk_deliveries_member", "members", ["member"], ["id"])

    with op.batch_alter_table("members") as table:
        table.add_column(
            sa.Column("reminders", sa.Boolean(), server_default=sa.true(), nullable=False)
        )

    with op.batch_alter_table("web_messages") as table:
        table.add_column(sa.Column("for_member", sa.String(length=64), nullable=True))
        table.create_foreign_key("fk_web_messages_for_member", "members", ["for_member"], ["id"])

    with op.batch_alter_table("rounds") as table:
        table.add_column(sa.Column("cycle", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("channels", sa.Text(), nullable=True))
        table.add_column(sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_rounds_remind_at", ["remind_at"], unique=False)
        table.create_index("ix_rounds_deck_state_cycle", ["deck", "state", "cycle"], unique=False)

    with op.batch_alter_table("schedules") as table:
        table.add_column(sa.Column("channels", sa.Text(), nullable=True))
        table.add_column(
            sa.Column("order", sa.String(length=20), server_default="deck", nullable=False)
        )
        table.add_column(sa.Column("seed", sa.Integer(), server_default="0", nullable=False))
        table.add_column(
            sa.Column("at_end", sa.String(length=20), server_default="stop", nullable=False)
        )
        table.add_column(sa.Column("cycle", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("reminder", sa.Float(), nullable=True))
        table.add_column(
            sa.Column("state", sa.String(length=20), server_default="active", nullable=False)
        )
        table.add_column(sa.Column("reason", sa.String(length=200), nullable=True))
        table.create_index("ix_schedules_order_next_at", ["order", "next_at"], unique=False)
    op.execute("UPDATE deliveries SET state = 'sent' WHERE sent_at IS NOT NULL")
