"""Servers and workspaces, codes to join them, self-ratings, votes, reminder requests, edits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_workspaces"
down_revision = "0002"

_ID = sa.String(length=64)
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "workspaces",
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("group", _ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("joined_at", _TIME, nullable=False),
        sa.Column("left_at", _TIME, nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("admins", sa.Text(), nullable=False),
        sa.Column("mention_role", sa.String(length=200), nullable=True),
        sa.Column("threads", sa.Boolean(), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_workspaces_group"),
        sa.PrimaryKeyConstraint("platform", "address", name="pk_workspaces"),
    )
    op.create_index("ix_workspaces_group", "workspaces", ["group"])
    op.create_index("ix_workspaces_left_at", "workspaces", ["left_at"])
    op.create_table(
        "invitations",
        sa.Column("code_hash", _ID, nullable=False),
        sa.Column("group", _ID, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("member", _ID, nullable=True),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_invitations_group"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_invitations_member"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_invitations"),
    )
    _of_a_round("ratings", sa.Column("rating", sa.String(length=20), nullable=False))
    _of_a_round("votes", sa.Column("author", _ID, nullable=False), author=True)
    _of_a_round("reminder_requests")
    op.create_index("ix_reminder_requests_at", "reminder_requests", ["at"])

    with op.batch_alter_table("channels") as table:
        table.add_column(
            sa.Column(
                "workspace", sa.String(length=200), server_default=sa.text("''"), nullable=False
            )
        )
        table.add_column(sa.Column("gone", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("rounds") as table:
        table.add_column(sa.Column("tally_at", _TIME, nullable=True))
        table.create_index("ix_rounds_tally_at", ["tally_at"], unique=False)
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("fingerprint", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("edit_at", _TIME, nullable=True))
        table.create_index("ix_deliveries_group_edit_at", ["group", "edit_at"], unique=False)
        table.create_index("ix_deliveries_external_id", ["external_id"], unique=False)


def _of_a_round(name: str, *columns: sa.Column[str], author: bool = False) -> None:
    """Make a table of what each member has to say in each round."""
    keys = [("round", "rounds"), ("member", "members")] + [("author", "members")] * author
    op.create_table(
        name,
        sa.Column("round", _ID, nullable=False),
        sa.Column("member", _ID, nullable=False),
        *columns,
        sa.Column("at", _TIME, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=f"fk_{name}_{column}")
            for column, table in keys
        ),
        sa.PrimaryKeyConstraint("round", "member", name=f"pk_{name}"),
    )
