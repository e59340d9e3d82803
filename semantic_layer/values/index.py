"""ValueIndex: which values of which columns a text names.

Role: read-only look-ups in the SQLite file that `build` writes; nothing is loaded at start, so a million values cost
neither time nor memory. Thread-safe. A hit's `confidence` is 1 for a value or a declared alias, under 0.9 for a guess.
Positions are those of the text as given.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from semantic_layer.errors import OperatorError
from semantic_layer.model import FieldRef
from semantic_layer.values import near
from semantic_layer.values.fold import Folded, fold, fold_key, is_han
from semantic_layer.values.layout import EXACT, FULL, SHORT
from semantic_layer.values.spans import Stretch, key_spans, letter_runs, suspects, word_bounds

Source = Literal["exact", "alias", "pinyin", "fuzzy"]
MAX_TEXT = 2_000
MAX_SAME = 4  # more inexact candidates for one stretch say nothing
_NAMED = """SELECT k.key, f.dataset, f.field, v.value, k.source, v.count FROM keys k JOIN vals v ON v.id = k.value
    JOIN fields f ON f.id = v.field WHERE k.key IN (SELECT value FROM json_each(?))"""
_HEARD = """SELECT s.key, f.dataset, f.field, v.value, s.kind, v.count FROM sounds s JOIN vals v ON v.id = s.value
    JOIN fields f ON f.id = v.field WHERE s.key = ? ORDER BY s.kind, v.count DESC LIMIT 50"""
_NEAR = """SELECT DISTINCT n.hash, k.key, f.dataset, f.field, v.value, v.count FROM near n JOIN keys k ON k.id = n.key
    JOIN vals v ON v.id = k.value JOIN fields f ON f.id = v.field
    WHERE n.hash IN (SELECT value FROM json_each(?)) LIMIT 2000"""


@dataclass(frozen=True, slots=True)
class ValueHit:
    """`text[start:end]` names `value` of `field`, which `count` rows have."""

    start: int
    end: int
    field: FieldRef
    value: str
    source: Source
    confidence: float
    count: int


class ValueIndex:
    """An index file, opened for reading."""

    def __init__(self, path: Path | str) -> None:
        """Raises OperatorError where there is no index at `path`."""
        self.path = Path(path)
        self._lock = threading.Lock()
        try:
            uri = f"{self.path.resolve().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self.key = str(self._connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()[0])
            self.version = str(self._connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()[0])
        except (sqlite3.Error, TypeError) as error:
            raise OperatorError(
                f"The value index {self.path} cannot be read.", "Delete it; it is built again at the next question."
            ) from error

    def find(self, text: str, explained: Sequence[tuple[int, int]] = ()) -> list[ValueHit]:
        """The values that `text` names, left to right. The longest name wins; one stretch that names values of several
        fields gives a hit for each. Inexact hits only where no exact one stands, and outside `explained` (spans)."""
        folded = fold(text[:MAX_TEXT])
        hits = self._exact(folded)
        taken = [(hit.start, hit.end) for hit in hits] + list(explained)
        hits += self._heard(folded, taken)
        taken += [(hit.start, hit.end) for hit in hits]
        hits += self._misspelt(folded, taken)
        return sorted(hits, key=lambda hit: (hit.start, -hit.end, str(hit.field), hit.value))

    def values(self, field: FieldRef, limit: int = 1000) -> list[str]:
        """The field's values, most frequent first."""
        sql = "SELECT value FROM vals WHERE field = ? ORDER BY count DESC, value LIMIT ?"
        return [row[0] for row in self._rows(sql, (self._field_id(field), limit))]

    def counted(self, field: FieldRef, limit: int = 1000) -> list[tuple[str, int]]:
        """(value, rows), most frequent first."""
        sql = "SELECT value, count FROM vals WHERE field = ? ORDER BY count DESC, value LIMIT ?"
        return [(value, count) for value, count in self._rows(sql, (self._field_id(field), limit))]

    def count(self, field: FieldRef) -> int:
        """How many different values the field has; 0 for one that is not indexed."""
        rows = self._rows("SELECT total FROM fields WHERE dataset = ? AND field = ?", (field.dataset, field.field))
        return rows[0][0] if rows else 0

    def prefix(self, field: FieldRef, text: str, limit: int = 10) -> list[str]:
        """The field's values that begin with `text`, most frequent first."""
        begin = fold_key(text)
        sql = "SELECT value FROM vals WHERE field = ? AND folded >= ? AND folded < ? ORDER BY count DESC, value LIMIT ?"
        return [row[0] for row in self._rows(sql, (self._field_id(field), begin, begin + "\U0010ffff", limit))]

    def has(self, field: FieldRef, value: str) -> bool:
        """Whether the field has exactly this value."""
        sql = "SELECT 1 FROM vals WHERE field = ? AND folded = ? AND value = ?"
        return bool(self._rows(sql, (self._field_id(field), fold_key(value), value)))

    def near(self, word: str, limit: int = 3) -> list[ValueHit]:
        """Values that a single word may have meant: by name, by sound (homophones too), by typo; best first."""
        from semantic_layer.values.sounds import sounds

        folded = fold(word)
        whole = Stretch(0, len(folded.text), folded.text)
        found = [*self._exact(folded), *self._misspelt(folded, [])]
        spellings = sounds(folded.text)[0] if any(is_han(char) for char in folded.text) else {folded.text}
        for spelling in sorted(spellings):
            rows = self._rows(_HEARD, (spelling,))
            found += [_inexact(folded, whole, row[1:], "pinyin", 0.6) for row in rows]
        best: dict[tuple[FieldRef, str], ValueHit] = {}
        for hit in sorted(found, key=lambda hit: (-hit.confidence, -hit.count, hit.value)):
            best.setdefault((hit.field, hit.value), hit)
        return list(best.values())[:limit]

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    # ---- the three ways to find

    def _exact(self, folded: Folded) -> list[ValueHit]:
        bounds = word_bounds(folded.text)
        prefixes = {folded.text[place : place + 2] for place in bounds.starts}
        lengths = dict(self._rows("SELECT prefix, lengths FROM starts WHERE prefix IN (SELECT value FROM json_each(?))",
                                  (json.dumps(sorted(prefixes)),)))  # fmt: skip
        spans = key_spans(folded.text, bounds, lengths)
        if not spans:
            return []
        named: dict[str, list[Any]] = {}
        for key, *rest in self._rows(_NAMED, (json.dumps(sorted({span.text for span in spans})),)):
            named.setdefault(key, []).append(rest)
        hits: list[ValueHit] = []
        for span in _longest(span for span in spans if span.text in named):
            whole = [row for row in named[span.text] if row[3] != SHORT]
            for dataset, field, value, source, count in whole or named[span.text]:
                kind: Source = "exact" if source == EXACT else "alias"
                sure = 0.9 if source == SHORT else 1.0 if span.whole else 0.95
                hits.append(_hit(folded, span, FieldRef(dataset, field), value, kind, sure, count))
        return hits

    def _heard(self, folded: Folded, taken: Sequence[tuple[int, int]]) -> list[ValueHit]:
        hits: list[ValueHit] = []
        for run in letter_runs(folded, taken):
            rows = self._rows(_HEARD, (run.text.replace(" ", ""),))
            best = [row for row in rows if row[4] == rows[0][4]]
            if len(best) <= MAX_SAME:
                for row in best:
                    sure = 0.8 if row[4] == FULL else 0.6
                    hits.append(_inexact(folded, run, row[1:], "pinyin", sure))
        return hits

    def _misspelt(self, folded: Folded, taken: Sequence[tuple[int, int]]) -> list[ValueHit]:
        by_hash = suspects(folded, taken)
        if not by_hash:
            return []
        scored: dict[Stretch, list[tuple[int, Any]]] = {}
        for code, key, *rest in self._rows(_NEAR, (json.dumps(list(by_hash)),)):
            for start, end in by_hash[code]:
                distance = near.slips(folded.text[start:end], key)
                if distance is not None:
                    span = Stretch(start, end, folded.text[start:end])
                    scored.setdefault(span, []).append((distance, (key, *rest)))
        hits: list[ValueHit] = []
        for span in _surest(scored):
            least = min(distance for distance, _ in scored[span])
            rows = dict.fromkeys(row for distance, row in scored[span] if distance == least)
            if len(rows) > MAX_SAME:
                continue
            for key, dataset, field, value, count in rows:
                sure = near.confidence(least, key)
                hits.append(_hit(folded, span, FieldRef(dataset, field), value, "fuzzy", sure, count))
        return hits

    def _rows(self, sql: str, params: tuple[Any, ...]) -> list[Any]:
        with self._lock:
            return self._connection.execute(sql, params).fetchall()

    def _field_id(self, field: FieldRef) -> int:
        rows = self._rows("SELECT id FROM fields WHERE dataset = ? AND field = ?", (field.dataset, field.field))
        return rows[0][0] if rows else 0


def _hit(
    folded: Folded, span: Stretch, field: FieldRef, value: str, source: Source, sure: float, count: int
) -> ValueHit:
    return ValueHit(folded.starts[span.start], folded.ends[span.end - 1], field, value, source, sure, count)


def _inexact(folded: Folded, span: Stretch, row: Sequence[Any], source: Source, sure: float) -> ValueHit:
    dataset, field, value, _, count = row
    return _hit(folded, span, FieldRef(dataset, field), value, source, sure, count)


def _longest(spans: Iterable[Stretch]) -> list[Stretch]:
    """Spans that overlap no longer one; of equal length the earlier wins."""
    return _apart(sorted(spans, key=lambda span: (span.start - span.end, span.start, not span.whole)))


def _surest(scored: dict[Stretch, list[tuple[int, Any]]]) -> list[Stretch]:
    """Spans apart from each other: fewest slips first, then the longest."""
    least = {span: min(distance for distance, _ in found) for span, found in scored.items()}
    return _apart(sorted(scored, key=lambda span: (least[span], span.start - span.end, span.start)))


def _apart(ordered: Sequence[Stretch]) -> list[Stretch]:
    kept: list[Stretch] = []
    for span in ordered:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return kept
