"""When questions are asked, and what is said in answer."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    literal,
    text,
)

from bot.core.challenges import ChallengeState, ReferenceAct
from bot.core.feedback import Rating
from bot.core.models import AtEnd, Naming, Order, RoundState, ScheduleState
from bot.core.own_words import Confidence
from bot.storage.schema.base import (
    ID,
    Seconds,
    UtcDateTime,
    Words,
    add_partial_indexes,
    metadata,
    word,
)

_OPEN = text("state = 'open'")

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
    Column("order", word(Order), nullable=False, server_default=Order.DECK.value),
    Column("seed", Integer, nullable=False, server_default="0"),
    Column("at_end", word(AtEnd), nullable=False, server_default=AtEnd.STOP.value),
    Column("cycle", Integer, nullable=False, server_default="0"),
    Column("reminder", Seconds),
    Column("state", word(ScheduleState), nullable=False, server_default=ScheduleState.ACTIVE.value),
    Column("reason", String(200)),
    Column("held_at", UtcDateTime),
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
    Column("remind_at", UtcDateTime, index=True),
    Column("tally_at", UtcDateTime, index=True),
    Column("wording", Text),
    UniqueConstraint("schedule", "occurrence"),
    Index("ix_rounds_group_opened_at", "group", "opened_at"),
    Index("ix_rounds_group_deck_question_cycle", "group", "deck", "question", "cycle"),
)

is_open = rounds.c.state == literal(RoundState.OPEN.value, literal_execute=True)
"""Written out in the statement: only then is it known to be what the indexes below are about."""

# Of all rounds, few are open. No index has the state of the others: SQLite, which does not know how
# many share one, would read every group's by it.
add_partial_indexes(
    rounds,
    Index(
        "uq_rounds_open_question",
        rounds.c.group,
        rounds.c.question,
        unique=True,
        sqlite_where=_OPEN,
    ),
    Index("ix_rounds_open_closes_at", rounds.c.closes_at, sqlite_where=_OPEN),
)


audience = Table(
    "audience",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("channel", ID, ForeignKey("channels.id"), primary_key=True, index=True),
)

replies = Table(
    "replies",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True, index=True),
    Column("text", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("written_in", Text),
    Column("pictures", Words, nullable=False),
)

# Beside the ids on the reply: what no reply refers to any more is thrown away, bytes and all.
reply_pictures = Table(
    "reply_pictures",
    metadata,
    Column("round", ID, primary_key=True),
    Column("member", ID, primary_key=True),
    Column("picture", ID, ForeignKey("pictures.id"), primary_key=True, index=True),
    ForeignKeyConstraint(
        ["round", "member"],
        ["replies.round", "replies.member"],
        ondelete="CASCADE",
        onupdate="CASCADE",
    ),
)

later_replies = Table(
    "later_replies",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True, index=True),
    Column("text", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

ratings = Table(
    "ratings",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True, index=True),
    Column("rating", word(Rating), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

votes = Table(
    "votes",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True, index=True),
    Column("author", ID, ForeignKey("members.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
)

confidences = Table(
    "confidences",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True, index=True),
    Column("confidence", word(Confidence), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

claims = Table(
    "claims",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True, index=True),
    Column("points", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

comments = Table(
    "comments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("round", ID, ForeignKey("rounds.id"), nullable=False, index=True),
    Column("member", ID, ForeignKey("members.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("about", ID, ForeignKey("members.id"), index=True),
    Column("edited_at", UtcDateTime),
    Column("written_in", String(200), unique=True),
)

reminder_requests = Table(
    "reminder_requests",
    metadata,
    Column("round", ID, ForeignKey("rounds.id"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True, index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

challenges = Table(
    "challenges",
    metadata,
    Column("id", ID, primary_key=True),
    Column("question", ID, ForeignKey("questions.id"), nullable=False, index=True),
    Column("round", ID, ForeignKey("rounds.id"), nullable=False, index=True),
    Column("member", ID, ForeignKey("members.id"), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", word(ChallengeState), nullable=False),
    Column("ended_at", UtcDateTime),
    Column("verdict", Text, nullable=False),
    # No foreign key: an edit is forgotten after a while.
    Column("edit", ID, index=True),
)

agreements = Table(
    "agreements",
    metadata,
    Column("challenge", ID, ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True),
    Column("member", ID, ForeignKey("members.id"), primary_key=True, index=True),
    Column("at", UtcDateTime, nullable=False),
)

# An organiser asks for a reply to be the reference. It goes with the reply.
lending_requests = Table(
    "lending_requests",
    metadata,
    Column("round", ID, primary_key=True),
    Column("member", ID, primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("platform", String(20), nullable=False),
    Column("person", ID, ForeignKey("persons.id"), index=True),
    Column("answered_at", UtcDateTime),
    Column("agreed", Boolean, nullable=False, server_default=false()),
    ForeignKeyConstraint(
        ["round", "member"],
        ["replies.round", "replies.member"],
        ondelete="CASCADE",
        onupdate="CASCADE",
    ),
)

# What was trusted, and why, may be gone: the deck and the question alone are referred to.
reference_changes = Table(
    "reference_changes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("deck", ID, ForeignKey("decks.id", ondelete="CASCADE"), nullable=False, index=True),
    Column(
        "question",
        ID,
        ForeignKey("questions.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("at", UtcDateTime, nullable=False),
    Column("act", word(ReferenceAct), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("person", ID, ForeignKey("persons.id"), index=True),
    Column("source", ID),
    Column("challenge", ID),
    Column("edit", ID, index=True),
    Column("undone_at", UtcDateTime),
)
