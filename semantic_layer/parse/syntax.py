"""Text to one statement's tree: size, depth and number of statements.

Role: first step of parsing. Nothing is looked up; RecursionError never escapes.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from semantic_layer.issues import IssueCode, Issues

MAX_LENGTH = 20_000
MAX_DEPTH = 60
MAX_TOKENS = 6_000
_DUCKDB = DuckDB()


def _without_by(text: str) -> tuple[str, int]:
    """`TOTAL(m, BY a, b)` with the BY blanked out, and the deepest nesting of brackets.

    >>> _without_by("TOTAL(MEASURE(m), BY a.b)")
    ('TOTAL(MEASURE(m),    a.b)', 2)
    """
    tokens = _DUCKDB.tokenize(text)
    if len(tokens) > MAX_TOKENS:
        return text, MAX_DEPTH + 1
    totals: list[int] = []  # depths at which a TOTAL( is open
    depth = deepest = 0
    blanks: list[tuple[int, int]] = []
    for position, token in enumerate(tokens):
        if token.token_type in (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE):
            depth += 1
            deepest = max(deepest, depth)
            if position and tokens[position - 1].text.upper() == "TOTAL":
                totals.append(depth)
        elif token.token_type in (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE):
            if totals and totals[-1] == depth:
                totals.pop()
            depth -= 1
        elif (
            totals
            and totals[-1] == depth
            and token.text.upper() == "BY"
            and tokens[position - 1].token_type == TokenType.COMMA
        ):
            blanks.append((token.start, token.end))
    for start, end in blanks:
        text = text[:start] + " " * (end - start + 1) + text[end + 1 :]
    return text, deepest


def read_statement(text: str) -> exp.Expr | Issues:
    """The tree of the one statement in `text`."""
    if len(text) > MAX_LENGTH:
        return Issues.of(IssueCode.TOO_LARGE, length=len(text), limit=MAX_LENGTH)
    try:
        plain, depth = _without_by(text)
        if depth > MAX_DEPTH:
            return Issues.of(IssueCode.TOO_LARGE, depth=depth, limit=MAX_DEPTH)
        statements = [tree for tree in sqlglot.parse(plain, dialect="duckdb") if tree is not None]
    except SqlglotError as error:
        return Issues.of(IssueCode.SYNTAX, detail=str(error).splitlines()[0].replace("\x1b[4m", "")[:200])
    except RecursionError:
        return Issues.of(IssueCode.TOO_LARGE, depth=MAX_DEPTH, limit=MAX_DEPTH)
    if not statements:
        return Issues.of(IssueCode.SYNTAX, detail="empty")
    if len(statements) > 1:
        return Issues.of(IssueCode.NOT_ONE_STATEMENT, count=len(statements))
    tree = statements[0]
    if not isinstance(tree, (exp.Select, exp.Union)):
        return Issues.of(IssueCode.NOT_A_QUERY, statement=type(tree).__name__.upper())
    if _height(tree) > 2 * MAX_DEPTH:
        return Issues.of(IssueCode.TOO_LARGE, depth=_height(tree), limit=2 * MAX_DEPTH)
    return tree


def _height(tree: exp.Expr) -> int:
    """The deepest level of nodes, without recursion; a long chain of AND counts as one level."""
    deepest = 0
    stack: list[tuple[exp.Expr, int]] = [(tree, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        for child in node.iter_expressions():
            same = isinstance(node, (exp.And, exp.Or, exp.Add)) and type(child) is type(node)
            stack.append((child, level if same else level + 1))
    return deepest
