"""The tables of the state store: turns, audit, preferences, feedback, events seen, and what came in over channels."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Float, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData()


def now() -> datetime:
    return datetime.now(UTC)


TURNS = Table(
    "turns",
    METADATA,
    Column("turn_id", String, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),  # order over the whole store
    Column("thread", String, nullable=False, index=True),
    Column("asker", String, nullable=False, index=True),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("question", Text, nullable=False),
    Column("lang", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("semantic_sql", Text, nullable=False, default=""),
    Column("sql", Text, nullable=False, default=""),
    Column("label", String, nullable=False, default=""),
    Column("planner", String, nullable=False, default=""),
    Column("body", Text, nullable=False, default="{}"),  # JSON: options, metrics, columns, first rows, card
    Column("elapsed_ms", Float, nullable=False, default=0.0),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("event", String, nullable=False),  # asked | ran | shown | refused | clicked | exported
    Column("body", Text, nullable=False),  # JSON
    Column("previous", String, nullable=False),
    Column("digest", String, nullable=False, unique=True),
)

PREFERENCES = Table(
    "preferences",
    METADATA,
    Column("asker", String, primary_key=True),
    Column("word", String, primary_key=True),
    Column("target", String, nullable=False),
)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("turn_id", String, nullable=False, index=True),
    Column("asker", String, nullable=False),
    Column("verdict", String, nullable=False),  # up | down | correction
    Column("reason", Text, nullable=False, default=""),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("turn_id", "asker"),
)

SEEN = Table(
    "seen",
    METADATA,
    Column("key", String, primary_key=True),  # an event id, or channel and message time
    Column("at", DateTime(timezone=True), nullable=False),
)

INBOX = Table(
    "inbox",
    METADATA,
    Column("question_id", String, primary_key=True),
    Column("channel", String, nullable=False),  # slack | wecom
    Column("room", String, nullable=False),
    Column("thread", String, nullable=False),
    Column("message", String, nullable=False),  # the channel's id of the asking message
    Column("person", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("body", Text, nullable=False, default="{}"),  # JSON
    Column("state", String, nullable=False, index=True),  # waiting | working | done | stopped | withdrawn | refused
    Column("owner", String, nullable=False, default=""),  # the process at work on it
    Column("lease_until", Float, nullable=False, default=0.0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("progress", String, nullable=False, default=""),  # a message begun for it
    Column("turn_id", String, nullable=False, default=""),
    Column("received_at", Float, nullable=False),
    Index("inbox_thread", "room", "thread"),
)

POSTED = Table(
    "posted",
    METADATA,
    Column("room", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("question_id", String, nullable=False, index=True),
    Column("turn_id", String, nullable=False, index=True),
    Column("asker", String, nullable=False),
    Column("files", Text, nullable=False, default=""),  # the channel's file ids, by spaces
)

PINNED = Table(
    "pinned",
    METADATA,
    Column("asker", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
)

CHOICES = Table(
    "choices",
    METADATA,
    Column("asker", String, primary_key=True),
    Column("name", String, primary_key=True),  # language
    Column("value", String, nullable=False),
)
