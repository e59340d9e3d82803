"""The tables of the state store: turns, audit, preferences, feedback and events seen."""

from __future__ import annotations

from sqlalchemy import Column, DateTime, Float, Integer, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData()

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
