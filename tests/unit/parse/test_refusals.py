"""What is not the language is refused: statements, functions, sources, sizes; every problem is returned."""

from __future__ import annotations

import pytest

from semantic_layer.issues import Issues
from semantic_layer.parse import parse_query
from semantic_layer.parse.syntax import MAX_DEPTH, MAX_LENGTH
from semantic_layer.query import SemanticQuery
from tests.soundness.tiny import books, link, metric, table

MODEL = books(
    [
        table("customers", "customer_id:id name:name region:text", key="customer_id"),
        table("sales", "sale_id:id customer_id:id day:date amount:amount", key="sale_id", time="day"),
    ],
    [
        link("sales.customer_id", "customers.customer_id"),
        link("sales.customer_id", "customers.customer_id", role="payer"),
    ],
    [metric("revenue", "SUM(sales.amount)"), metric("costs", "SUM(sales.amount)")],
).layer.model


def codes(text: str) -> list[str]:
    found = parse_query(text, MODEL)
    return [str(code) for code in found.codes()] if isinstance(found, Issues) else []


def test_what_to_write_instead_is_said():
    found = parse_query("SELECT MEASURE(revenue) FROM m UNION ALL SELECT MEASURE(costs) FROM m", MODEL)
    assert isinstance(found, Issues)
    (only,) = found.items
    assert only.params["remedy"] == "SELECT …, MEASURE(a), MEASURE(b) FILTER (WHERE …) FROM m … GROUP BY …"
    # The remedy is itself of the language.
    remedy = "SELECT sales.day, MEASURE(revenue), MEASURE(costs) FILTER (WHERE sales.amount > 1) FROM m GROUP BY 1"
    assert isinstance(parse_query(remedy, MODEL), SemanticQuery)


def test_a_function_of_models_is_not_offered_in_questions():
    found = parse_query("SELECT OPENIN(revenue) FROM m", MODEL)
    assert isinstance(found, Issues)
    assert "OPENING" not in found.items[0].params["suggestions"]


FORBIDDEN = [
    "SELECT COLUMNS('a.*') FROM m",
    "SELECT #1 FROM m",
    "SELECT * FROM m",
    "SELECT * EXCLUDE (a) FROM m",
    "SELECT sales.* FROM m",
    "SELECT amount FROM read_csv('x.csv')",
    "SELECT amount FROM range(10)",
    "SELECT amount FROM m POSITIONAL JOIN m",
    "SELECT amount FROM m PIVOT(sum(amount) FOR region IN ('x'))",
    "SELECT amount FROM main.m",
    "SELECT query('x') FROM m",
    "SELECT amount FROM m, m AS n",
    "SELECT {'a': 1} FROM m",
    "SELECT [1, 2] FROM m",
    "SELECT amount[1] FROM m",
    "SELECT amount -> name FROM m",
    "SELECT amount FROM m ASOF JOIN m AS n ON amount = amount",
    "SELECT amount FROM (VALUES (1)) AS m",
    "SELECT amount FROM m TABLESAMPLE 10%",
    "SELECT amount FROM m FOR UPDATE",
    "SELECT amount FROM m ORDER BY 1 LIMIT 10%",
    "SELECT amount FROM m ORDER BY 1 LIMIT (SELECT 1)",
    "SELECT $1 FROM m",
    "SELECT ? FROM m",
    "SELECT CAST(amount AS INT[]) FROM m",
    "SELECT CAST(name AS JSON) FROM m",
    "SELECT sum(amount) OVER w FROM m WINDOW w AS (ORDER BY amount)",
    "SELECT sleep_ms(3) FROM m",
    "SELECT list(amount) FROM m",
    "SELECT current_setting('x') FROM m",
    "SELECT error('x') FROM m",
    "SELECT repeat(name, 1000000) FROM m",
    "SELECT name SIMILAR TO 'x' FROM m",
    "SELECT regexp_matches(name, 'x') FROM m",
    "SELECT name COLLATE nocase FROM m",
    "SELECT random() FROM m",
    "SELECT now() FROM m",
    "SELECT CURRENT_DATE FROM m",
    "SELECT getvariable('x') FROM m",
    "SELECT amount FROM m UNION SELECT amount FROM m",
    "WITH RECURSIVE t AS (SELECT amount FROM m) SELECT amount FROM t",
    "SELECT DISTINCT ON (name) amount FROM m",
    "SELECT amount FROM m WHERE amount IN (SELECT 1)",
    "SELECT (SELECT 1) AS x FROM m",
    "SELECT amount FROM m AS f",
    "SELECT EXTRACT(epoch FROM day) FROM m",
    "SELECT ROW(1, 2) FROM m",
    "SELECT STRUCT_PACK(a := 1) FROM m",
    "SELECT amount FROM m GROUP BY amount WITH TOTALS",
    "SELECT amount FROM m SEMI JOIN m AS n USING (amount)",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_everything_else_is_refused(text: str):
    assert codes(text), "it was let through"
    assert set(codes(text)) <= {"FORBIDDEN_SYNTAX", "FORBIDDEN_FUNCTION", "SYNTAX", "UNKNOWN_FIELD", "UNKNOWN_MODEL"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "SYNTAX"),
        ("   ;", "SYNTAX"),
        ("SELECT", "UNKNOWN_MODEL"),
        ("SELECT FROM WHERE", "SYNTAX"),
        ("SELECT 'x", "SYNTAX"),
        ("SELECT amount FROM m; SELECT amount FROM m", "NOT_ONE_STATEMENT"),
        ("DROP TABLE sales", "NOT_A_QUERY"),
        ("DELETE FROM sales", "NOT_A_QUERY"),
        ("COPY sales TO 'x.csv'", "NOT_A_QUERY"),
        ("ATTACH 'x.db'", "NOT_A_QUERY"),
        ("PRAGMA database_list", "NOT_A_QUERY"),
        ("CALL pragma_version()", "NOT_A_QUERY"),
        ("DESCRIBE sales", "NOT_A_QUERY"),
        ("SHOW TABLES", "NOT_A_QUERY"),
        ("SET memory_limit = '1GB'", "NOT_A_QUERY"),
        ("INSTALL httpfs", "NOT_A_QUERY"),
        ("EXPLAIN SELECT 1", "NOT_A_QUERY"),
        ("SELECT 1", "UNKNOWN_MODEL"),
        ("SELECT amount FROM other", "UNKNOWN_MODEL"),
        ("SELECT amount FROM sales", "UNKNOWN_MODEL"),
        ("SELECT amount FROM 'x.csv'", "UNKNOWN_MODEL"),
        ("SELECT amount FROM duckdb_settings", "UNKNOWN_MODEL"),
        ("WITH m AS (SELECT amount FROM m) SELECT amount FROM m", "DUPLICATE_NAME"),
        ("SELECT rowid FROM m", "UNKNOWN_FIELD"),
        ("SELECT m FROM m", "UNKNOWN_FIELD"),
        ("SELECT sales FROM m", "UNKNOWN_FIELD"),
        ("SELECT sales.rowid FROM m", "UNKNOWN_FIELD"),
        ("SELECT customer_id FROM m", "AMBIGUOUS_FIELD"),
        ("SELECT MEASURE(nothing) FROM m", "UNKNOWN_METRIC"),
        (
            "SELECT DATE_TRUNC('month', period) AS x, TRAILING(MEASURE(revenue), 3, moon) FROM m GROUP BY 1",
            "UNKNOWN_GRAIN",
        ),
        ("SELECT TRAILING(MEASURE(revenue), -1, month) FROM m", "SYNTAX"),
        ("SELECT SUM(MEASURE(revenue)) FROM m", "BAD_NESTING"),
        ("SELECT PRIOR_YEAR(sales.amount) FROM m", "BAD_NESTING"),
        ("SELECT PRIOR_YER(MEASURE(revenue)) FROM m", "FORBIDDEN_FUNCTION"),
    ],
)
def test_each_its_own_code(text: str, code: str):
    assert code in codes(text)


def test_sizes_are_capped_before_parsing():
    assert codes("SELECT amount FROM m WHERE amount = " + "1 + " * MAX_LENGTH + "1") == ["TOO_LARGE"]
    deep = "(" * (MAX_DEPTH + 1) + "amount" + ")" * (MAX_DEPTH + 1)
    assert codes(f"SELECT {deep} FROM m") == ["TOO_LARGE"]
    unary = "-" * 3000 + "1"
    assert codes(f"SELECT {unary} FROM m")
    nots = "NOT " * 3000 + "TRUE"
    assert codes(f"SELECT amount FROM m WHERE {nots}")
    case = "CASE WHEN TRUE THEN " * 1000 + "1" + " END" * 1000
    assert codes(f"SELECT {case} FROM m")


def test_a_long_chain_of_conditions_is_no_depth():
    chain = " OR ".join(f"amount = {n}" for n in range(300))
    assert codes(f"SELECT amount FROM m WHERE {chain} ORDER BY 1") == []


def test_all_problems_come_at_once_with_near_matches():
    found = parse_query("SELECT MEASURE(revenu), custmers.region, sales.amont, FOO(1) FROM m", MODEL)
    assert isinstance(found, Issues)
    params = {str(item.code): dict(item.params) for item in found}
    assert params["UNKNOWN_METRIC"]["suggestions"] == ("revenue",)
    assert {"UNKNOWN_FIELD", "FORBIDDEN_FUNCTION"} <= set(params)
    assert len(found.items) == 4


def test_a_bare_metric_is_told_how_to_be_written():
    found = parse_query("SELECT revenue FROM m", MODEL)
    assert isinstance(found, Issues)
    assert found.items[0].params["suggestions"] == ("MEASURE(revenue)",)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("SELECT region FROM m ORDER BY region", "select CUSTOMERS.Region from M order by 1 asc"),
        (
            "SELECT MEASURE(revenue) FROM m WHERE period >= DATE '2026-01-01' AND period < '2026-02-01' "
            "AND region = 'x'",
            "SELECT MEASURE(Revenue) FROM m WHERE customers.region IN ('x') "
            "AND period BETWEEN '2026-01-01' AND '2026-01-31'",
        ),
        (
            "SELECT region, MEASURE(revenue) AS r FROM m WHERE region IN ('b', 'a', 'b') GROUP BY region ORDER BY r",
            "SELECT region, MEASURE(revenue) AS r FROM m WHERE (region IN ('a', 'b')) GROUP BY ALL ORDER BY 2",
        ),
        (
            "SELECT TOTAL(MEASURE(revenue), BY region), region FROM m GROUP BY 2",
            "SELECT TOTAL(MEASURE(revenue), customers.region), region FROM m GROUP BY region",
        ),
        ("SELECT PRIOR_YEAR(revenue) FROM m", "SELECT PRIOR_YEAR(MEASURE(revenue)) FROM m -- a comment"),
    ],
)
def test_equal_meaning_gives_equal_text(left: str, right: str):
    one, two = parse_query(left, MODEL), parse_query(right, MODEL)
    assert isinstance(one, SemanticQuery)
    assert isinstance(two, SemanticQuery)
    assert one.canonical == two.canonical
    again = parse_query(one.canonical, MODEL)
    assert isinstance(again, SemanticQuery)
    assert again.canonical == one.canonical
