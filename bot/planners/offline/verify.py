"""Whether a draft passes parse and checks: only sound readings are offered as options."""

from __future__ import annotations

from bot.read import ReadContext
from bot.turn import Question
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.parse import parse_query


def passes(semantic_sql: str, question: Question, context: ReadContext) -> bool:
    """True where the query parses and every check lets it through."""
    parsed = parse_query(semantic_sql, context.layer.model)
    if isinstance(parsed, Issues):
        return False
    return not isinstance(check_query(parsed, context.layer, question.rights), Issues)
