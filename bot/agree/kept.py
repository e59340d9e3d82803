"""What half a question keeps of the query before it: its values and its limit.

Role: "in percent of the total" names no part; the part is what the last query was about. Only what stands in that query
word for word is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from semantic_layer.issues import Issues
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query


@dataclass(frozen=True, slots=True)
class Kept:
    """`texts`: the strings of the last query's conditions, folded; `limit`: its number of rows."""

    texts: frozenset[str] = frozenset()
    limit: int | None = None


NOTHING_KEPT = Kept()


def kept_parts(last: str, layer: Layer) -> Kept:
    """The parts of a query that a question without a part of its own may repeat."""
    parsed = parse_query(last, layer.model) if last else None
    if parsed is None or isinstance(parsed, Issues):
        return NOTHING_KEPT
    texts = (node.name.casefold() for node in parsed.tree.find_all(exp.Literal) if node.is_string)
    limits = [limit.expression.name for limit in parsed.tree.find_all(exp.Limit)]
    limit = int(limits[0]) if len(limits) == 1 and limits[0].isdigit() else None
    return Kept(frozenset(texts), limit)
