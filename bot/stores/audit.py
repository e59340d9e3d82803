"""The audit log: append-only, each entry carrying the digest of the one before.

Role: writes and verifies the chain; a change, a removal or a reordering of entries breaks it. Digest: SHA-256 over
the previous digest and the entry's canonical JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.stores.schema import AUDIT

GENESIS = "0" * 64


def digest_of(previous: str, at: str, actor: str, event: str, body: str) -> str:
    """The digest of one entry."""
    text = json.dumps([previous, at, actor, event, body], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def append(connection: Connection, actor: str, event: str, body: Mapping[str, Any]) -> None:
    """Add an entry. The caller holds a write transaction, so that two writers cannot fork the chain."""
    last = connection.execute(select(AUDIT.c.digest).order_by(AUDIT.c.seq.desc()).limit(1)).scalar()
    previous = last or GENESIS
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
    connection.execute(
        insert(AUDIT).values(
            at=at,
            actor=actor,
            event=event,
            body=text,
            previous=previous,
            digest=digest_of(previous, at, actor, event, text),
        )
    )


def broken_at(connection: Connection) -> int | None:
    """The first entry (seq) that does not continue the chain, or None if the log is whole."""
    previous = GENESIS
    for row in connection.execute(select(AUDIT).order_by(AUDIT.c.seq)).mappings():
        expected = digest_of(previous, row["at"], row["actor"], row["event"], row["body"])
        if row["previous"] != previous or row["digest"] != expected:
            return int(row["seq"])
        previous = row["digest"]
    return None
