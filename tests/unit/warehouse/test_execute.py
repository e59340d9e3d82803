"""What a warehouse returns: rows, types, truncation, probes."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from semantic_layer.issues import IssueCode, Issues
from semantic_layer.query import ResultTable
from semantic_layer.warehouse import Limits, Warehouse


def rows_of(result):
    assert isinstance(result, ResultTable), result
    return result.rows


def test_rows_and_their_types(warehouse, forge):
    sql = "SELECT id, amount, day, team, moment, ratio, id > 1, sum(id) OVER () FROM sales ORDER BY id"
    rows = rows_of(warehouse.execute(forge(sql, columns=8)))
    assert rows == (
        (1, Decimal("10.50"), date(2026, 1, 5), "north", date(2026, 1, 5), 0.5, False, 6),
        (2, Decimal("20.25"), date(2026, 2, 10), "south", "2026-02-10 08:30:00", None, True, 6),
        (3, None, None, None, None, None, True, 6),
    )
    assert [type(cell) for cell in rows[0]] == [int, Decimal, date, str, date, float, bool, int]


def test_huge_integers_stay_exact(warehouse, forge):
    rows = rows_of(warehouse.execute(forge("SELECT CAST(170141183460469231731687303715884105727 AS HUGEINT)")))
    assert rows == ((2**127 - 1,),)


def test_a_list_or_a_blob_is_no_cell(warehouse, forge):
    for sql in ("SELECT string_agg(team) FROM sales", "SELECT count(*) FROM sales"):
        assert isinstance(warehouse.execute(forge(sql)), ResultTable)
    assert isinstance(warehouse.execute(forge("SELECT CAST('a' AS BLOB)")), Issues)


def test_the_row_limit_cuts_and_says_so(database, forge):
    with Warehouse(database, Limits(rows=10, workers=1)) as warehouse:
        cut = warehouse.execute(forge("SELECT n FROM many ORDER BY n", "many"))
        whole = warehouse.execute(forge("SELECT n FROM many WHERE n < 10 ORDER BY n", "many"))
    assert isinstance(cut, ResultTable)
    assert isinstance(whole, ResultTable)
    assert rows_of(cut) == tuple((n,) for n in range(10))
    assert cut.truncated
    assert len(rows_of(whole)) == 10
    assert not whole.truncated


def test_a_probe_that_explains_null_runs_only_where_there_is_one(warehouse, forge):
    for sql, ran in (("SELECT ratio FROM sales", {"base:c0"}), ("SELECT id FROM sales", set())):
        asked = forge(sql, probes={"base:c0": "SELECT count(*) FROM sales"})
        asked = replace(asked, probes=tuple(replace(probe, when="c0") for probe in asked.probes))
        result = warehouse.execute(asked)
        assert isinstance(result, ResultTable)
        assert set(result.probes) == ran


def test_probes_run_after_the_statement(warehouse, forge):
    probes = {"as_of:c0": "SELECT max(day) FROM sales", "tie": "SELECT count(*) FROM sales WHERE id > 5"}
    result = warehouse.execute(forge("SELECT count(*) FROM sales", probes=probes))
    assert rows_of(result) == ((3,),)
    assert dict(result.probes) == {"as_of:c0": ((date(2026, 2, 10),),), "tie": ((0,),)}


def test_schemas_views_and_common_table_expressions(warehouse, forge):
    assert rows_of(warehouse.execute(forge("SELECT sum(id) FROM erp.orders", "erp.orders"))) == ((15,),)
    assert rows_of(warehouse.execute(forge("SELECT sum(amount) FROM open_sales", "open_sales"))) == (
        (Decimal("30.75"),),
    )
    sql = """WITH RECURSIVE days AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM days WHERE n < 4),
             wages AS (SELECT team, sum(amount) AS total FROM sales GROUP BY team)
             SELECT count(*) FROM days LEFT JOIN wages AS w ON w.team = 'north'"""
    assert rows_of(warehouse.execute(forge(sql))) == ((4,),)


def test_what_a_compiler_writes_passes_the_guard(warehouse, forge):
    sql = """SELECT CAST(DATE_TRUNC('month', s.day) AS DATE) AS month, EXTRACT(YEAR FROM s.day) AS year,
        SUM(s.amount) FILTER (WHERE s.team = 'north') AS part,
        CAST(SUM(s.amount) AS DOUBLE) / NULLIF(COUNT(*), 0) AS mean,
        COUNT(DISTINCT s.team) AS teams, QUANTILE_CONT(s.amount, 0.9) AS high, MEDIAN(s.amount) AS middle,
        ROW_NUMBER() OVER (PARTITION BY s.team ORDER BY s.day NULLS LAST) AS place,
        CASE WHEN s.team LIKE 'n%' OR s.team ILIKE '%S' THEN 1 ELSE COALESCE(s.id, 0) END AS kind,
        LAG(SUM(s.amount)) OVER (ORDER BY s.day) AS before, s.team IS DISTINCT FROM 'x' AS other
        FROM sales AS s LEFT JOIN (VALUES (1, 'a'), (2, 'b')) AS v(id, word) ON v.id = s.id
        WHERE s.day >= DATE '2026-01-01' AND s.day < DATE '2026-01-01' + INTERVAL 3 MONTH AND s.id IN (1, 2)
        AND EXISTS (SELECT 1 FROM sales AS t WHERE t.id = s.id) AND NOT s.id BETWEEN 5 AND 6
        AND TRY_CAST(s.team AS INT) IS NULL
        GROUP BY s.day, s.team, s.id HAVING COUNT(*) > 0 ORDER BY month NULLS LAST LIMIT 10"""
    assert len(rows_of(warehouse.execute(forge(sql, columns=11)))) == 2


def test_a_wrong_number_of_columns_is_a_failure(warehouse, forge, log):
    result = warehouse.execute(forge("SELECT id, team FROM sales"))
    assert isinstance(result, Issues)
    assert result.codes() == (IssueCode.QUERY_FAILED,)
    assert "2 columns came back" in log[-1]


def test_another_dialect_is_a_defect(warehouse, forge):
    from dataclasses import replace

    with pytest.raises(ValueError, match="postgres"):
        warehouse.execute(replace(forge("SELECT 1"), dialect="postgres"))


def test_many_threads_at_once(database, forge):
    found: list[int] = []

    def ask(warehouse, number):
        for _ in range(5):
            found.append(
                rows_of(warehouse.execute(forge(f"SELECT sum(n) + {number} FROM many", "many")))[0][0] - number
            )

    with Warehouse(database, Limits(workers=2)) as warehouse:
        threads = [threading.Thread(target=ask, args=(warehouse, number)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [3000 * 2999 // 2] * 40


def test_times_with_a_zone_stand_in_the_models_zone(tmp_path, forge):
    from .conftest import build

    file = build(tmp_path / "z.duckdb", "CREATE TABLE z AS SELECT TIMESTAMPTZ '2026-10-31 16:00:00+00' AS t")
    with Warehouse(file, Limits(workers=1, time_zone="Asia/Shanghai")) as warehouse:
        result = warehouse.execute(forge("SELECT t, CAST(t AS DATE) FROM z", "z", columns=2))
    assert rows_of(result) == ((date(2026, 11, 1), date(2026, 11, 1)),)
