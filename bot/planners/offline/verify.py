"""Whether a draft passes parse and checks: only sound readings are offered as options."""

from __future__ import annotations

from bot.read import ReadContext
from bot.turn import Question
from semantic_layer.checks import check_query
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.parse import parse_query


def passes(semantic_sql: str, question: Question, context: ReadContext) -> bool:
    """True where the query parses and every check lets it through."""
    return not codes_of(semantic_sql, question, context)


def codes_of(semantic_sql: str, question: Question, context: ReadContext) -> set[IssueCode]:
    """What parsing or the checks say against a query."""
    parsed = parse_query(semantic_sql, context.layer.model)
    if isinstance(parsed, Issues):
        return {item.code for item in parsed}
    checked = check_query(parsed, context.layer, question.rights)
    return {item.code for item in checked} if isinstance(checked, Issues) else set()
