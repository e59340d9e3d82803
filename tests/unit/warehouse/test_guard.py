"""Every known way around the layer, tried on a warehouse with a forged statement."""

from __future__ import annotations

import pytest

from semantic_layer.issues import IssueCode, Issues
from semantic_layer.query import ResultTable
from semantic_layer.warehouse.guard import Refused, scanned_tables

OTHER_TABLES = [
    "SELECT wage FROM wages",
    "SELECT wage FROM main.wages",
    "SELECT wage FROM w.main.wages",
    'SELECT wage FROM "WAGES"',
    "SELECT wage FROM wage_view",
    "SELECT count(*) FROM sales WHERE EXISTS (SELECT 1 FROM wages)",
    "SELECT (SELECT max(wage) FROM wages) FROM sales",
    "SELECT sum(id) OVER (ORDER BY (SELECT max(wage) FROM wages)) FROM sales",
    "SELECT id FROM sales ORDER BY (SELECT wage FROM wages)",
    "SELECT id FROM sales LIMIT (SELECT wage FROM wages)",
    "WITH wages AS (SELECT id FROM sales) SELECT wage FROM main.wages",
    "SELECT x.wage FROM (WITH wages AS (SELECT id FROM sales) SELECT id FROM wages) y, wages AS x",
    "WITH a AS (SELECT wage FROM wages), wages AS (SELECT id FROM sales) SELECT wage FROM a",
    "SELECT id FROM sales UNION ALL SELECT wage FROM wages",
    "SELECT wage FROM sales JOIN wages USING (id)",
    "SELECT a.id FROM sales AS a JOIN open_sales AS b USING (id) JOIN wages ON true",
    "SELECT id FROM sales WHERE id IN (SELECT s.id FROM sales s JOIN open_sales USING (id), wages)",
    "SELECT wage FROM query('SELECT wage FROM wages')",
    "SELECT wage FROM query_table('wages')",
    "SELECT wage FROM all_wages()",
    "FROM json_execute_serialized_sql(json_serialize_sql('SELECT wage FROM wages'))",
    "SELECT table_name FROM information_schema.tables",
    "SELECT relname FROM pg_catalog.pg_class",
    "SELECT table_name FROM duckdb_tables",
    "SELECT table_name FROM duckdb_tables()",
    "SELECT name FROM duckdb_settings()",
    "SELECT name FROM sqlite_master",
    "SELECT database_name FROM pragma_database_list()",
    "SELECT column_name FROM (DESCRIBE wages)",
    "SELECT column_name FROM (DESCRIBE sales)",
    "SELECT column_name FROM (SUMMARIZE wages)",
    "SELECT name FROM (SHOW TABLES)",
    "SELECT * FROM summary((SELECT wage FROM wages))",
    "SELECT * FROM pragma_table_info('wages')",
    "SELECT * FROM pragma_storage_info('wages')",
]
FILES = [
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT content FROM read_text('/etc/passwd')",
    "SELECT * FROM read_duckdb('w.duckdb', table_name = 'wages')",
    "SELECT file FROM glob('/etc/*')",
    "SELECT * FROM parquet_scan('x.parquet')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
]
NO_QUERIES = [
    "",
    "   ",
    "DROP TABLE sales",
    "DELETE FROM sales",
    "INSERT INTO sales (id) VALUES (9)",
    "CREATE TEMP MACRO sum(x) AS 42",
    "COPY sales TO '/tmp/out.csv'",
    "ATTACH ':memory:' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET memory_limit = '100GB'",
    "RESET ALL",
    "PRAGMA database_list",
    "CALL pragma_version()",
    "EXPLAIN SELECT 1",
    "SHOW TABLES",
    "DESCRIBE sales",
    "SUMMARIZE sales",
    "PIVOT sales ON team USING sum(amount)",
    "CHECKPOINT",
    "SELECT id FROM sales; SELECT wage FROM wages",
    "SELECT id FROM sales; DROP TABLE sales",
    "SELECT ?",
    "SELECT $1",
    "SELECT getvariable('x')",
    "this is not SQL",
    "(" * 3000 + "1" + ")" * 3000,
    "SELECT " + "(" * 900 + "1" + ")" * 900,
    "SELECT " + "-" * 1 + "+1" * 5000,
]
COLUMNS = [
    "SELECT sales FROM sales",
    "SELECT s FROM sales AS s",
    "SELECT CAST(s AS VARCHAR) FROM sales AS s",
    "SELECT main.sales FROM sales",
    "SELECT COLUMNS('.*') FROM sales",
    "SELECT COLUMNS(c -> c = 'id') FROM sales",
    "SELECT * EXCLUDE (id) FROM sales",
    "SELECT * REPLACE (1 AS id) FROM sales",
    "SELECT #1 FROM sales",
    "SELECT rowid FROM sales",
    "SELECT sales.rowid FROM sales",
    "SELECT s.id FROM sales AS s POSITIONAL JOIN sales AS t",
    "SELECT id FROM sales NATURAL JOIN open_sales",
    "SELECT id FROM sales USING SAMPLE 1",
    "SELECT id FROM sales TABLESAMPLE 10%",
    "SELECT id FROM sales AT (VERSION => 1)",
    "SELECT current_user",
    "SELECT current_database",
    "SELECT {'a': id} FROM sales",
    "SELECT [id] FROM sales",
    "SELECT ROW(id) FROM sales",
    "SELECT MAP {1: id} FROM sales",
]
FUNCTIONS = [
    "stats(id)", "current_setting('memory_limit')", "error('x')", "sleep_ms(1)", "repeat('x', 10)",
    "len(range(10))", "len(generate_series(1, 2000000000))", "list_transform([1], x -> x + 1)", "list_value(1)",
    "levenshtein('a', 'b')", "plus_one(id)", "main.sum(id)", "system.main.sum(id)", "getenv('HOME')", "version()",
    "current_schema()", "txid_current()", "random()", "uuid()", "now()",
    "lpad('x', 2000000000, 'y')", "printf('%d', id)",
    "format('{:>2000000000}', 'x')", "nextval('s')", "getvariable('x')", "write_log('x')",
    "json_serialize_sql('SELECT 1')",
    "in_search_path('main', 'main')", "pg_typeof(id)", "typeof(id)", "list(id)", "array_agg(id)",
    "histogram(id)", "unnest([1])",
    "read_blob('/etc/passwd')", "add_parquet_key('a', 'b')", "current_query()", "today()", "bar(id, 0, 10, 2000000000)",
]  # fmt: skip


@pytest.mark.parametrize("sql", OTHER_TABLES + FILES + NO_QUERIES + COLUMNS)
def test_a_forged_statement_is_refused(sql, warehouse, forge, log):
    before = len(log)
    result = warehouse.execute(forge(sql, columns=2 if "id, amount" in sql else 1))
    assert isinstance(result, Issues), result
    assert result.codes() == (IssueCode.QUERY_FAILED,)
    assert not result.items[0].params, "an engine's words must not leave"
    assert len(log) == before + 1
    assert log[-1].startswith("refused:"), "refused before it ran"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT sum(a.id) FROM sales AS a JOIN open_sales AS b USING (id)",
        "SELECT sum(id) FROM (SELECT a.id FROM sales AS a JOIN open_sales AS b USING (id)) AS x",
        "WITH x AS (SELECT id FROM sales) SELECT sum(x.id) FROM x LEFT JOIN open_sales USING (id) WHERE amount > 0",
    ],
)
def test_tables_joined_by_using_are_read(sql, warehouse, forge):
    result = warehouse.execute(forge(sql, "sales", "open_sales"))
    assert isinstance(result, ResultTable), result
    assert result.rows == ((3,),)


@pytest.mark.parametrize("call", FUNCTIONS)
def test_a_function_that_is_not_listed_is_refused(call, warehouse, forge, log):
    result = warehouse.execute(forge(f"SELECT {call} FROM sales"))
    assert isinstance(result, Issues)
    assert "refused:" in log[-1]


@pytest.mark.parametrize("sql", ["SELECT wage FROM wages", "SELECT name FROM duckdb_settings()", "DROP TABLE sales"])
def test_probes_are_guarded_too(sql, warehouse, forge):
    assert isinstance(warehouse.execute(forge("SELECT id FROM sales", probes={"tie": sql})), Issues)


def test_the_data_is_what_it_was(warehouse, forge):
    result = warehouse.execute(forge("SELECT count(*) FROM sales"))
    assert isinstance(result, ResultTable)
    assert result.rows == ((3,),)


def test_an_error_of_the_engine_shows_no_value(warehouse, forge, log):
    result = warehouse.execute(forge("SELECT CAST(person AS INTEGER) FROM wages", "wages"))
    assert isinstance(result, Issues)
    assert "SECRET" not in str(result.items)
    assert "SECRET-77" in log[-1], "the operator sees it"


def test_a_plan_that_scans_anything_but_tables_is_refused():
    assert scanned_tables([{"name": "SEQ_SCAN ", "extra_info": {"Table": "w.main.sales"}}]) == {"w.main.sales"}
    inner = {"name": "PROJECTION", "children": [{"name": "READ_CSV_SCAN", "extra_info": {"Function": "READ_CSV"}}]}
    with pytest.raises(Refused):
        scanned_tables([inner])
