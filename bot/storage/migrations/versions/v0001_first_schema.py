"""The first schema: groups, members, decks, rounds, replies, schedules, deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "groups",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("naming", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_groups"),
    )
    op.create_table(
        "key_values",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_vault"),
    )
    op.create_table(
        "channels",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_channels_group"),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
        sa.UniqueConstraint("platform", "address", name="uq_channels_platform_address"),
    )
    op.create_index("ix_channels_group", "channels", ["group"], unique=False)
    op.create_table(
        "decks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("pack", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_decks_group"),
        sa.PrimaryKeyConstraint("id", name="pk_decks"),
        sa.UniqueConstraint("group", "title", name="uq_decks_group_title"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_drafts_group"),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_members_group"),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("group", "name_key", name="uq_members_group_name_key"),
    )
    op.create_table(
        "draft_files",
        sa.Column("draft", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft"], ["drafts.id"], name="fk_draft_files_draft", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft", "position", name="pk_draft_files"),
    )
    op.create_table(
        "identities",
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_identities_group"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_identities_member"),
        sa.PrimaryKeyConstraint("group", "platform", "subject", name="pk_identities"),
    )
    op.create_index("ix_identities_member", "identities", ["member"], unique=False)
    op.create_table(
        "web_messages",
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("for_admins", sa.Boolean(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_web_messages_channel"),
        sa.PrimaryKeyConstraint("channel", "key", name="pk_web_messages"),
    )
    op.create_index(
        "ix_web_messages_channel_posted_at", "web_messages", ["channel", "posted_at"], unique=False
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("deck", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["deck"], ["decks.id"], name="fk_questions_deck"),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index("ix_questions_deck_position", "questions", ["deck", "position"], unique=False)
    op.create_table(
        "schedules",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("deck", sa.String(length=64), nullable=False),
        sa.Column("recurrence", sa.String(length=200), nullable=False),
        sa.Column("zone", sa.String(length=80), nullable=False),
        sa.Column("window", sa.Float(), nullable=False),
        sa.Column("grace", sa.Float(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["deck"], ["decks.id"], name="fk_schedules_deck"),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_schedules_group"),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
    )
    op.create_index("ix_schedules_group", "schedules", ["group"], unique=False)
    op.create_index("ix_schedules_next_at", "schedules", ["next_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=True),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_sessions_group"),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_sessions_member"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("deck", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=60), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deck"], ["decks.id"], name="fk_sources_deck"),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("deck", "content_hash", name="uq_sources_deck_content_hash"),
    )
    op.create_table(
        "answers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("first_line", sa.Integer(), nullable=False),
        sa.Column("last_line", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["question"], ["questions.id"], name="fk_answers_question"),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_answers_source"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
    )
    op.create_index("ix_answers_question", "answers", ["question"], unique=False)
    op.create_index("ix_answers_source", "answers", ["source"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("deck", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("schedule", sa.String(length=64), nullable=True),
        sa.Column("occurrence", sa.DateTime(timezone=True), nullable=True),
        sa.Column("naming", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["deck"], ["decks.id"], name="fk_rounds_deck"),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_rounds_group"),
        sa.ForeignKeyConstraint(["question"], ["questions.id"], name="fk_rounds_question"),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sa.UniqueConstraint("schedule", "occurrence", name="uq_rounds_schedule_occurrence"),
    )
    op.create_index("ix_rounds_group_opened_at", "rounds", ["group", "opened_at"], unique=False)
    op.create_index("ix_rounds_state_closes_at", "rounds", ["state", "closes_at"], unique=False)
    op.create_index(
        "uq_rounds_open_question",
        "rounds",
        ["group", "question"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("group", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["channel"], ["channels.id"], name="fk_deliveries_channel"),
        sa.ForeignKeyConstraint(["group"], ["groups.id"], name="fk_deliveries_group"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_deliveries_round"),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
    )
    op.create_index(
        "ix_deliveries_next_attempt_at", "deliveries", ["next_attempt_at"], unique=False
    )
    op.create_table(
        "replies",
        sa.Column("round", sa.String(length=64), nullable=False),
        sa.Column("member", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.id"], name="fk_replies_member"),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_replies_round"),
        sa.PrimaryKeyConstraint("round", "member", name="pk_replies"),
    )
