"""Drafts: what is found, what is asked, and that the result loads and fits its data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.compile import compile_query
from semantic_layer.errors import OperatorError
from semantic_layer.issues import Issues
from semantic_layer.loader import load_model
from semantic_layer.model import FieldRole, FieldType, Layer, MetricKind, SemanticModel
from semantic_layer.model_check import check_model
from semantic_layer.model_draft import draft_model
from semantic_layer.parse import parse_query
from semantic_layer.warehouse.horizons import read_horizons
from semantic_layer.warehouse.trusted import Trusted


@pytest.fixture(scope="session")
def model(drafted) -> SemanticModel:
    return load_model([drafted.model_file])


def test_every_file_and_sheet_becomes_a_dataset(model):
    assert list(model.datasets) == ["deposits", "members", "plan_budget", "plan_rooms", "visits"]


def test_the_data_is_kept_as_it_was(drafted):
    with Trusted(drafted.warehouse) as warehouse:
        assert warehouse.rows("SELECT member_no, name FROM members ORDER BY 1 LIMIT 1") == [("0001", "会员1")]
        assert warehouse.rows("SELECT SUM(amount) FROM visits")[0][0] == pytest.approx(sum(range(1, 61)) + 30)
        assert warehouse.rows("SELECT SUM(amount), MIN(team) FROM plan_budget") == [(300075.0, "6001")]
        assert warehouse.rows('SELECT MIN(opened), MAX("room name") FROM plan_rooms') == [(date(2025, 1, 1), "Room 4")]


def test_keys_types_and_roles(model):
    members, visits = model.datasets["members"], model.datasets["visits"]
    assert (members.primary_key, members.display) == (("member_no",), "name")
    assert members.fields["member_no"].type == FieldType.STRING
    assert members.fields["tier"].values == ("blue", "gold")
    assert visits.primary_key == ("visit_id",)
    assert visits.fields["visit_id"].role == FieldRole.ID
    assert visits.fields["amount"].role == FieldRole.AMOUNT
    assert visits.fields["amount"].unit.code == "CNY"
    assert model.datasets["plan_rooms"].fields["room_name"].expression == '"room name"'


def test_time_fields_and_grains(model):
    assert model.datasets["visits"].time_field == "visit_date"
    deposits, plan = model.datasets["deposits"], model.datasets["plan_budget"]
    assert deposits.primary_key == ("room_id", "month_end")
    assert (deposits.time_field, deposits.time_grain) == ("month_end", "month")
    assert (plan.time_field, plan.time_grain) == ("month", "month")
    assert plan.fields["month"].type == FieldType.DATE
    assert model.datasets["plan_rooms"].time_grain == ""


def test_relationships_are_named_alike_and_contained(model):
    found = {(r.from_dataset, r.from_fields, r.to_dataset, r.to_fields) for r in model.relationships}
    assert found == {
        ("visits", ("member_no",), "members", ("member_no",)),
        ("deposits", ("room_id",), "plan_rooms", ("room_id",)),
    }


def test_metrics_are_proposed_for_amounts_and_rows(model):
    kinds = {name: metric.kind for name, metric in model.metrics.items()}
    assert kinds["visits_amount"] == MetricKind.FLOW
    assert kinds["deposit_balance"] == MetricKind.BALANCE
    assert kinds["members_count"] == MetricKind.FLOW
    assert not {"room_id", "list_price"} & set(kinds)


def test_a_draft_has_no_errors_against_its_own_data(model, drafted):
    assert [str(f) for f in check_model(model, drafted.warehouse) if f.severity == "error"] == []


@pytest.mark.parametrize(
    ("query", "by_hand"),
    [
        (
            "SELECT members.tier, MEASURE(visits_amount) AS v FROM books GROUP BY members.tier",
            "SELECT tier, SUM(amount) FROM visits JOIN members USING (member_no) GROUP BY 1 ORDER BY 1",
        ),
        (
            "SELECT DATE_TRUNC('month', period) AS p, MEASURE(deposit_balance) AS v FROM books GROUP BY 1",
            "SELECT CAST(DATE_TRUNC('month', month_end) AS DATE), SUM(deposit_balance) FROM deposits"
            " GROUP BY 1 ORDER BY 1",
        ),
        (
            "SELECT MEASURE(deposit_balance) AS v FROM books",
            "SELECT SUM(deposit_balance) FROM deposits WHERE month_end = DATE '2026-03-31'",
        ),
        (
            "SELECT MEASURE(plan_budget_amount) AS v FROM books"
            " WHERE period BETWEEN DATE '2026-03-01' AND DATE '2026-04-30' AND plan_budget.version = 'draft'",
            "SELECT SUM(amount) FROM plan_budget WHERE month IN ('2026-03', '2026-04') AND version = 'draft'",
        ),
        ("SELECT MEASURE(visits_count) AS v FROM books", "SELECT COUNT(*) FROM visits"),
    ],
)
def test_a_draft_answers_as_sql_by_hand_does(model, drafted, query, by_hand):
    rights = Rights.full()
    with Trusted(drafted.warehouse) as warehouse:
        layer = Layer(model, read_horizons(model, warehouse))
        parsed = parse_query(query, model)
        assert not isinstance(parsed, Issues)
        checked = check_query(parsed, layer, rights)
        assert not isinstance(checked, Issues)
        compiled = compile_query(checked, layer, rights)
        assert not isinstance(compiled, Issues)
        assert warehouse.rows(compiled.sql) == warehouse.rows(by_hand)


def test_numbers_written_as_text_are_read(model, drafted):
    price = model.datasets["visits"].fields["list_price"]
    with Trusted(drafted.warehouse) as warehouse:
        (total,) = warehouse.rows(f"SELECT SUM({price.expression}) FROM visits")[0]
    assert total == Decimal(60_000 + sum(range(1, 61)))


def test_open_questions_are_marked(drafted):
    text = drafted.model_file.read_text(encoding="utf-8")
    assert "# QUESTION: is amount money in CNY, and net or gross of tax?" in text
    assert "# QUESTION: version holds draft, final; never added together. Unless asked otherwise, final: right?" in text
    assert drafted.questions == sum("# QUESTION:" in line for line in text.splitlines()[3:])


def test_the_workspace_names_its_parts(drafted):
    text = (drafted.folder / "askfin.yaml").read_text(encoding="utf-8")
    assert "warehouse: {duckdb: books.duckdb}" in text
    assert "model: [model/*.yml]" in text


def test_a_database_is_drafted_where_it_lies(tmp_path: Path):
    source = tmp_path / "erp.duckdb"
    with duckdb.connect(str(source)) as connection:
        connection.execute(
            "CREATE SCHEMA s; CREATE TABLE s.people (id INTEGER PRIMARY KEY, full_name VARCHAR);"
            'CREATE TABLE s."order" (id INTEGER PRIMARY KEY, buyer INTEGER REFERENCES s.people(id),'
            ' seller_id INTEGER, placed_at TIMESTAMP, "group" VARCHAR, total DECIMAL(12,2), tags VARCHAR[]);'
            "INSERT INTO s.people VALUES (1, 'A'), (2, 'B');"
            "INSERT INTO s.\"order\" VALUES (7, 1, 2, TIMESTAMP '2026-01-02 03:04:05', 'x', 5.00, ['t']),"
            " (8, 2, 1, TIMESTAMP '2026-01-03 03:04:05', 'y', 6.00, [])"
        )
    made = draft_model(source, tmp_path / "out")
    model = load_model([made.model_file])
    order = model.datasets["order_"]
    assert (order.source, order.fields["group_"].expression) == ('"s"."order"', '"group"')
    assert "tags" not in order.fields
    assert [(r.from_fields, r.to_dataset) for r in model.relationships] == [(("buyer",), "people")]
    assert [f for f in check_model(model, source) if f.severity == "error"] == []
    assert 'duckdb: "../erp.duckdb"' in (made.folder / "askfin.yaml").read_text(encoding="utf-8")


def test_two_links_to_one_target_get_roles(tmp_path: Path):
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "city.csv").write_text("city_code,name\nA1,x\nB2,y\nC3,z\n", encoding="utf-8")
    rows = "\n".join(f"{n},2026-01-0{n},A1,{'B2' if n % 2 else 'C3'}" for n in range(1, 9))
    (folder / "trip.csv").write_text(f"trip_id,day,from_city_code,to_city_code\n{rows}\n", encoding="utf-8")
    made = draft_model(folder, tmp_path / "out")
    found = {r.role: r.from_fields for r in load_model([made.model_file]).relationships}
    assert found == {"from_city": ("from_city_code",), "to_city": ("to_city_code",)}


def test_a_parent_makes_a_tree(tmp_path: Path):
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "units.csv").write_text("unit,parent_unit,name\nA,,All\nB,A,Bee\nC,A,Cee\n", encoding="utf-8")
    made = draft_model(folder, tmp_path / "out")
    (tree,) = load_model([made.model_file]).datasets["units"].trees
    assert (tree.key, tree.parent, tree.display) == ("unit", "parent_unit", "name")


def test_nothing_is_overwritten(drafted, files):
    with pytest.raises(OperatorError, match="exists already"):
        draft_model(files, drafted.folder)


@pytest.mark.parametrize("content", [None, ""])
def test_a_source_without_data(tmp_path: Path, content):
    folder = tmp_path / "empty"
    if content is not None:
        folder.mkdir()
    with pytest.raises(OperatorError):
        draft_model(folder, tmp_path / "out")


def drafted_from(script: str, tmp_path: Path) -> tuple[SemanticModel, str]:
    source = tmp_path / "own.duckdb"
    with duckdb.connect(str(source)) as connection:
        connection.execute(script)
    made = draft_model(source, tmp_path / "out")
    model = load_model([made.model_file])
    assert [str(f) for f in check_model(model, source) if f.severity == "error"] == []
    return model, made.model_file.read_text(encoding="utf-8")


def test_a_key_of_several_columns_is_found_where_counts_are_estimates(tmp_path: Path):
    model, text = drafted_from(
        "CREATE TABLE readings AS SELECT DATE '2024-01-01' + CAST(d AS INTEGER) AS day, 'meter ' || m AS meter,"
        " CAST(d * m AS DECIMAL(10,1)) AS kwh FROM range(870) a(d), range(1, 6) b(m)",
        tmp_path,
    )
    assert set(model.datasets["readings"].primary_key) == {"day", "meter"}
    assert "unique: what is a row" not in text


def test_rows_that_repeat_are_counted_and_asked_about(tmp_path: Path):
    _, text = drafted_from(
        "CREATE TABLE tills AS SELECT DATE '2025-01-01' + CAST(i % 9 AS INTEGER) AS day, CAST(i % 3 AS DECIMAL(9,2))"
        " AS takings FROM range(30) t(i)",
        tmp_path,
    )
    assert "# QUESTION: 21 of 30 rows repeat another one word for word" in text


def test_lines_with_a_copy_of_the_date_follow_their_header(tmp_path: Path):
    model, _ = drafted_from(
        "CREATE TABLE orders AS SELECT i AS order_id, DATE '2025-01-01' + CAST(i AS INTEGER) AS order_date,"
        " ['open', 'cancelled'][1 + i % 2] AS status FROM range(40) t(i);"
        "CREATE TABLE order_lines AS SELECT i // 2 AS order_id, i % 2 AS line_no,"
        " DATE '2025-01-01' + CAST(i // 2 AS INTEGER) AS order_date,"
        " CAST(i % 7 AS DECIMAL(9,2)) AS net FROM range(80) t(i);"
        "CREATE TABLE refunds AS SELECT i AS refund_id, i AS order_id,"
        " DATE '2025-02-01' + CAST(i AS INTEGER) AS paid_on,"
        " CAST(5 + i % 3 AS DECIMAL(9,2)) AS amount FROM range(40) t(i)",
        tmp_path,
    )
    assert model.metrics["order_lines_net"].filter == "orders.status IS DISTINCT FROM 'cancelled'"
    assert model.metrics["refunds_amount"].filter == ""  # money paid back for a cancelled order is paid back


def test_quantities_of_several_units_are_not_summed(tmp_path: Path):
    model, text = drafted_from(
        "CREATE TABLE issues AS SELECT i AS issue_no, DATE '2025-01-01' + CAST(i AS INTEGER) AS issue_date,"
        " ['kg', 'pcs'][1 + i % 2] AS uom, i % 9 AS quantity, CAST(i % 5 AS DECIMAL(9,2)) AS cost FROM range(60) t(i)",
        tmp_path,
    )
    assert set(model.metrics) == {"issues_cost", "issues_count"}
    assert "uom holds kg, pcs: numbers of different units are not added up" in text


@pytest.mark.parametrize(("tax", "is_summed"), [("[6, 9, 13][1 + i % 3]", False), ("i * 7.25", True)])
def test_a_scale_up_to_a_hundred_is_a_percentage(tmp_path: Path, tax: str, is_summed: bool):
    model, _ = drafted_from(
        "CREATE TABLE sales AS SELECT i AS sale_id, DATE '2025-01-01' + CAST(i AS INTEGER) AS sale_date,"
        f" CAST({tax} AS DECIMAL(9,2)) AS tax FROM range(60) t(i)",
        tmp_path,
    )
    assert ("sales_tax" in model.metrics) == is_summed


def test_currencies_are_pinned_to_the_models_own(tmp_path: Path):
    model, _ = drafted_from(
        "CREATE TABLE deals AS SELECT i AS deal_id, DATE '2025-01-01' + CAST(i AS INTEGER) AS deal_date,"
        " ['USD', 'USD', 'CNY'][1 + i % 3] AS currency, CAST(i AS DECIMAL(9,2)) AS amount FROM range(60) t(i)",
        tmp_path,
    )
    assert model.datasets["deals"].fields["currency"].pinned == "CNY"


def test_a_direct_way_is_the_default_beside_a_longer_one(tmp_path: Path):
    model, text = drafted_from(
        "CREATE TABLE clients AS SELECT 'c' || i AS client_id, 'Client ' || i AS name FROM range(8) t(i);"
        "CREATE TABLE cases AS SELECT 'k' || i AS case_id, 'c' || i % 8 AS client_id FROM range(20) t(i);"
        "CREATE TABLE bills AS SELECT i AS bill_no, 'k' || i % 20 AS case_id, 'c' || i % 5 AS client_id,"
        " DATE '2025-01-01' + CAST(i AS INTEGER) AS billed_on, CAST(i AS DECIMAL(9,2)) AS amount FROM range(60) t(i)",
        tmp_path,
    )
    assert {r.name: r.default for r in model.relationships} == {
        "bills_cases": False,
        "bills_clients": True,
        "cases_clients": False,
    }
    assert "the direct way is taken: right?" in text


@pytest.mark.parametrize("written", ["2025/3/7", "20250307", "2025年3月7日", "2025-03-07"])
def test_days_are_read_however_they_are_written(tmp_path: Path, written: str):
    model, _ = drafted_from(
        f"CREATE TABLE sales AS SELECT i AS sale_id, '{written}' AS sale_date, CAST(i AS DECIMAL(9,2)) AS amount"
        " FROM range(9) t(i)",
        tmp_path,
    )
    item = model.datasets["sales"].fields["sale_date"]
    assert (item.type, model.datasets["sales"].time_field) == (FieldType.DATE, "sale_date")
    with Trusted(tmp_path / "own.duckdb") as warehouse:
        assert warehouse.rows(f"SELECT DISTINCT {item.expression} FROM sales") == [(date(2025, 3, 7),)]


@pytest.mark.parametrize(
    ("written", "total", "role"),
    [
        (["¥1,005.00", "¥6.50"], "1011.50", FieldRole.AMOUNT),
        (["(5.25)", "6.00"], "0.75", FieldRole.AMOUNT),
        (["-1,000", "2,000元"], "1000", FieldRole.AMOUNT),
        (["12.5%", "7%"], "0.195", FieldRole.RATE),
        (["$5.00", "£5.00"], None, FieldRole.CATEGORY),  # two currencies are no sum
        (["12%", "5.00"], None, FieldRole.CATEGORY),
        (["5.00", "n/a"], None, FieldRole.CATEGORY),
    ],
)
def test_amounts_are_read_as_people_write_them(tmp_path: Path, written: list[str], total: str | None, role: FieldRole):
    rows = ", ".join(f"({i}, DATE '2026-01-0{i}', '{text}')" for i, text in enumerate(written, 1))
    model, _ = drafted_from(
        f"CREATE TABLE sales AS SELECT * FROM (VALUES {rows}) AS t(sale_id, sale_date, amount)", tmp_path
    )
    item = model.datasets["sales"].fields["amount"]
    assert (item.role, "sales_amount" in model.metrics) == (role, role == FieldRole.AMOUNT)
    if total is not None:
        with Trusted(tmp_path / "own.duckdb") as warehouse:
            assert warehouse.rows(f"SELECT SUM({item.expression}) FROM sales")[0][0] == pytest.approx(float(total))


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "is empty"), ("\n\n", "is empty"), ("id,day,amount\n1,2\n2,3,4,5\n3\n", "different numbers of columns")],
)
def test_a_csv_that_is_no_table(tmp_path: Path, content: str, said: str):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text(content, encoding="utf-8")
    with pytest.raises(OperatorError, match=said):
        draft_model(tmp_path / "in", tmp_path / "out")


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_out_may_not_be_a_file(tmp_path: Path, files: Path, place: str):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OperatorError, match=r"is a file|cannot be made"):
        draft_model(files, tmp_path / place)
