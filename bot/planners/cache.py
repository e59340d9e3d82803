"""What planners remember between processes: accepted replies, and how an endpoint likes to be asked.

Role: an exact-match cache in `<workspace>/.askfin/plans.sqlite`. A key names everything a reply depends on, so an entry
never needs to be invalidated; what is found is still verified before it is used. Only digests and the reply itself are
stored, no question.

It is no state: deleting the file costs model calls, nothing else. That is why it is not in the SQLAlchemy store, whose
import alone would cost a cold start more than the look-up. A broken or locked file is logged and behaves as empty.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

_LOG = logging.getLogger(__name__)
FILE = "plans.sqlite"
KEPT_DAYS, KEPT_ENTRIES = 30, 20_000
_SCHEMA = "CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, text TEXT NOT NULL, written REAL NOT NULL)"
_PRUNE = (
    "DELETE FROM entries WHERE written < ? OR key IN (SELECT key FROM entries ORDER BY written DESC LIMIT -1 OFFSET ?)"
)


def cache_key(parts: Mapping[str, object]) -> str:
    """A digest of named parts; equal parts in any order give the same key.

    >>> cache_key({"a": 1, "b": "x"}) == cache_key({"b": "x", "a": 1})
    True
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


class PlanCache:
    """Texts by key. Each call opens and closes the file: safe between threads and processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def in_folder(cls, state_folder: Path) -> PlanCache:
        return cls(state_folder / FILE)

    def read(self, key: str) -> str | None:
        """The text under `key`, at most 30 days old; None if there is none."""
        if not self._path.exists():
            return None
        try:
            with closing(sqlite3.connect(self._path, timeout=1)) as database:
                database.execute(_SCHEMA)
                found = database.execute(
                    "SELECT text FROM entries WHERE key = ? AND written >= ?", (key, _oldest())
                ).fetchone()
        except sqlite3.Error as error:
            _LOG.warning("plan cache cannot be read: %s", error)
            return None
        return str(found[0]) if found else None

    def write(self, key: str, text: str) -> None:
        """Keep `text` under `key`; old entries go."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=1)) as database, database:
                database.execute(_SCHEMA)
                database.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", (key, text, time.time()))
                database.execute(_PRUNE, (_oldest(), KEPT_ENTRIES))
        except (sqlite3.Error, OSError) as error:
            _LOG.warning("plan cache cannot be written: %s", error)


def _oldest() -> float:
    return time.time() - KEPT_DAYS * 86_400
