"""Model check: each finding on data made to hold exactly that fault, and none on sound data."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from semantic_layer.loader import load_model
from semantic_layer.model_check import Finding, FindingCode, check_model
from semantic_layer.warehouse.trusted import Trusted

MODEL = """\
semantic_model: {name: shop}
datasets:
  - name: customers
    primary_key: customer_id
    display: name
    fields:
      - name: customer_id
      - name: name
      - {name: region, values: [north, south]}
      - name: city
  - name: invoices
    primary_key: invoice_id
    time_field: invoice_date
    loaded_through: 2026-03-10
    closed_through: 2026-02-28
    fields:
      - {name: invoice_id, type: integer}
      - name: invoice_date
      - name: due_date
      - name: customer_id
      - {name: amount, unit: CNY}
      - {name: book, values: [actual, plan], pinned: actual}
  - name: payments
    time_field: paid_on
    fields: [{name: paid_on}, {name: invoice_id, type: integer}, {name: amount, unit: CNY}]
  - name: stock
    time_field: month_end
    time_grain: month
    fields: [{name: month_end}, {name: quantity, type: integer}]
  - name: accounts
    primary_key: account
    fields: [{name: account}, {name: parent}, {name: sign, type: integer}]
    trees: [{name: chart, key: account, parent: parent, display: account, sign: sign}]
  - name: prices
    valid_from: valid_from
    valid_to: valid_to
    fields: [{name: sku}, {name: valid_from, type: date}, {name: valid_to, type: date}]
  - name: sales
    fields: [{name: sku}, {name: amount, unit: CNY}]
  - name: tags
    bridge: true
    fields: [{name: customer_id}, {name: invoice_id, type: integer}]
relationships:
  - {name: invoice_customer, from: invoices.customer_id, to: customers.customer_id}
  - {name: payment_invoice, from: payments.invoice_id, to: invoices.invoice_id}
  - {name: sale_price, from: sales.sku, to: prices.sku}
  - {name: tag_customer, from: tags.customer_id, to: customers.customer_id}
  - {name: tag_invoice, from: tags.invoice_id, to: invoices.invoice_id}
hierarchies:
  - {name: places, fields: [customers.region, customers.city]}
metrics:
  - {name: paid, expression: SUM(payments.amount), from_inception: true}
  - {name: planned, expression: SUM(invoices.amount), pins: {invoices.book: plan}}
  - name: owed
    open_items: {document: invoices, amount: amount, due_date: due_date, applied: payments, applied_amount: amount,
                 applied_date: paid_on}
"""

SOUND = """
CREATE TABLE customers AS SELECT * FROM (VALUES
  ('c1', 'Ann', 'north', 'x'), ('c2', 'Bob', 'south', 'y')) AS t(customer_id, name, region, city);
CREATE TABLE invoices AS SELECT * FROM (VALUES
  (1, DATE '2026-01-05', DATE '2026-02-05', 'c1', 100.00, 'actual'),
  (2, DATE '2026-03-09', DATE '2026-04-05', 'c2', 50.00, 'actual'),
  (3, DATE '2026-03-10', DATE '2026-04-05', NULL, 20.00, 'plan'))
  AS t(invoice_id, invoice_date, due_date, customer_id, amount, book);
CREATE TABLE payments AS SELECT * FROM (VALUES (DATE '2026-01-20', 1, 60.00), (DATE '2026-03-20', 1, 40.00))
  AS t(paid_on, invoice_id, amount);
CREATE TABLE stock AS SELECT * FROM (VALUES (DATE '2026-01-31', 5), (DATE '2026-02-28', 6)) AS t(month_end, quantity);
CREATE TABLE accounts AS SELECT * FROM (VALUES ('1', NULL, 1), ('11', '1', -1)) AS t(account, parent, sign);
CREATE TABLE prices AS SELECT * FROM (VALUES
  ('a', DATE '2026-01-01', DATE '2026-02-01'), ('a', DATE '2026-02-01', NULL)) AS t(sku, valid_from, valid_to);
CREATE TABLE sales AS SELECT 'a' AS sku, 1.00 AS amount;
CREATE TABLE tags AS SELECT 'c1' AS customer_id, 1 AS invoice_id;
"""

Check = Callable[..., tuple[Finding, ...]]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(SOUND)
    return path


@pytest.fixture
def check(tmp_path: Path, sound: Path) -> Check:
    def run(change: str = "", model: str = MODEL) -> tuple[Finding, ...]:
        (tmp_path / "m.yml").write_text(model, encoding="utf-8")
        shutil.copy(sound, tmp_path / "w.duckdb")
        if change:
            with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
                connection.execute(change)
        with Trusted(tmp_path / "w.duckdb") as trusted:
            return check_model(load_model([tmp_path / "m.yml"]), trusted)

    return run


def test_sound_data_gives_no_finding(check):
    assert check() == ()


# change of the data → severity, code, count, part of the sentence
FAULTS = {
    "key repeats": (
        "INSERT INTO customers VALUES ('c1', 'Eve', 'north', 'x')",
        ("error", "KEY_NOT_UNIQUE", 1, "such as c1"),
    ),
    "key is null": (
        "INSERT INTO customers VALUES (NULL, 'Eve', 'north', 'x')",
        ("error", "KEY_IS_NULL", 1, "NULL in 1 row"),
    ),
    "orphans": ("UPDATE invoices SET customer_id = 'c9' WHERE invoice_id < 3", ("warning", "ORPHANS", 2, "c9")),
    "value outside the list": (
        "UPDATE customers SET region = 'east' WHERE customer_id = 'c1';"
        "INSERT INTO customers VALUES ('c3', 'Eve', 'north', 'z')",
        ("warning", "VALUE_NOT_DECLARED", 1, "'east'"),
    ),
    "value in no row": (
        "UPDATE customers SET region = 'north'",
        ("warning", "VALUE_NOT_IN_DATA", 1, "'south'"),
    ),
    "no date": (
        "INSERT INTO payments VALUES (NULL, 2, 1.00)",
        ("warning", "DATE_IS_NULL", 1, "count in no period"),
    ),
    "rows after loaded_through": (
        "UPDATE invoices SET invoice_date = DATE '2026-05-01' WHERE invoice_id = 2",
        ("warning", "DATA_BEYOND_LOADED", 1, "2026-05-01"),
    ),
    "loaded_through after the rows": (
        "UPDATE invoices SET invoice_date = DATE '2026-01-06' WHERE invoice_id > 1",
        ("warning", "LOADED_BEYOND_DATA", 0, "its last row is of 2026-01-06"),
    ),
    "grain": ("INSERT INTO stock VALUES (DATE '2026-02-10', 1)", ("warning", "GRAIN_TOO_COARSE", 1, "several dates")),
    "validity": (
        "UPDATE prices SET valid_to = DATE '2026-02-02' WHERE valid_to IS NOT NULL",
        ("error", "VALIDITY_OVERLAPS", 1, "sku = a"),
    ),
    "validity without an end": (
        "UPDATE prices SET valid_to = NULL",
        ("error", "VALIDITY_OVERLAPS", 1, "sku = a"),
    ),
    "tree circle": ("UPDATE accounts SET parent = '11' WHERE account = '1'", ("error", "TREE_CYCLE", 2, "'1', '11'")),
    "tree orphan": ("UPDATE accounts SET parent = '7' WHERE account = '11'", ("error", "TREE_ORPHANS", 1, "'7'")),
    "tree sign": ("UPDATE accounts SET sign = 2 WHERE account = '11'", ("error", "TREE_SIGN", 1, "2")),
    "hierarchy": (
        "INSERT INTO customers VALUES ('c3', 'Eve', 'south', 'x')",
        ("warning", "HIERARCHY_BRANCHES", 1, "such as x"),
    ),
    "bridge": ("INSERT INTO tags VALUES ('c1', 1)", ("warning", "BRIDGE_REPEATS", 1, "more than once")),
    "metric pin": ("UPDATE invoices SET book = 'actual'", ("error", "PIN_NOT_IN_DATA", 0, "'plan'")),
    "no due date": (
        "UPDATE invoices SET due_date = NULL WHERE invoice_id = 2",
        ("warning", "OPEN_ITEM_NULL", 1, "never counts them overdue"),
    ),
    "settled by more": (
        "UPDATE payments SET amount = 41.00 WHERE amount = 40.00",
        ("warning", "APPLIED_BEYOND_DOCUMENT", 1, "such as 1"),
    ),
    "movements begin late": (
        "UPDATE invoices SET invoice_date = DATE '2025-06-01' WHERE invoice_id = 1",
        (
            "error",
            "NOT_FROM_INCEPTION",
            0,
            "2025-06-01: earlier movements seem to be missing. Opening rows are dated by",
        ),
    ),
    "balance below zero": (
        "INSERT INTO payments VALUES (DATE '2026-01-19', 2, -10.00)",
        ("warning", "BALANCE_CHANGES_SIGN", 0, "2026-01-19"),
    ),
    "type": (
        "ALTER TABLE payments ALTER amount SET DATA TYPE VARCHAR",
        ("error", "TYPE_DIFFERS", 0, "payments.amount is taken for decimal"),
    ),
    "link types": (
        "ALTER TABLE sales ALTER sku SET DATA TYPE BLOB",
        ("error", "TYPE_DIFFERS", 0, "sales.sku"),
    ),
    "no column": ("ALTER TABLE sales DROP COLUMN sku", ("error", "FIELD_UNREADABLE", 0, "sales.sku")),
    "no table": ("DROP TABLE sales", ("error", "TABLE_UNREADABLE", 0, "sales")),
}


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_of_the_data(check, case):
    change, (severity, code, count, part) = FAULTS[case]
    found = [item for item in check(change) if item.code == FindingCode(code)]
    assert found, f"no {code}"
    assert (found[0].severity, found[0].count) == (severity, count)
    assert part in found[0].sentence
    assert "m.yml:" in found[0].place


def test_every_code_has_a_fault_that_shows_it():
    shown = {code for _, (_, code, _, _) in FAULTS.values()}
    elsewhere = {"LINK_TYPES_DIFFER", "CLOSED_BEYOND_LOADED", "QUERY_FAILED"}  # in tests below
    elsewhere |= {"FIELDS_UNANSWERED", "METRIC_UNANSWERED", "METRIC_OUT_OF_SCALE", "VERIFIED_QUERY"}
    elsewhere |= {"ACCESS_FILE", "DEFAULT_PERIOD"}  # the command's own, in tests/scenario/terminal
    assert shown | elsewhere == {code.value for code in FindingCode}


def test_types_of_a_link_differ(check):
    change = "ALTER TABLE sales ALTER sku SET DATA TYPE INTEGER USING 1"
    model = MODEL.replace("fields: [{name: sku}, {name: amount", "fields: [{name: sku, type: integer}, {name: amount")
    (found,) = check(change, model)
    assert (found.code, found.severity) == (FindingCode.LINK_TYPES_DIFFER, "error")


def test_closed_beyond_loaded(check):
    (found,) = check("", MODEL.replace("closed_through: 2026-02-28", "closed_through: 2026-03-31"))
    assert found.code == FindingCode.CLOSED_BEYOND_LOADED


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(check):
    change = "ALTER TABLE payments ALTER paid_on SET DATA TYPE VARCHAR; UPDATE payments SET paid_on = 'soon';"
    change += "INSERT INTO tags VALUES ('c1', 1)"
    codes = {item.code for item in check(change)}
    assert {FindingCode.QUERY_FAILED, FindingCode.TYPE_DIFFERS, FindingCode.BRIDGE_REPEATS} <= codes


def test_all_findings_come_in_one_run(check):
    change = "DROP TABLE sales; INSERT INTO tags VALUES ('c1', 1); INSERT INTO payments VALUES (NULL, 2, 1.00)"
    assert [item.code.value for item in check(change)] == ["TABLE_UNREADABLE", "DATE_IS_NULL", "BRIDGE_REPEATS"]


def test_given_a_file_every_metric_and_field_is_asked(check, tmp_path):
    ranged = "  - {name: ranged, expression: SUM(stock.quantity) / PERIOD_DAYS()}\n"
    ranged += "  - {name: mean, expression: AVG_BALANCE(held)}\n"
    ranged += "  - {name: held, expression: SUM(stock.quantity), kind: balance}\n"
    assert check("", MODEL + ranged) == ()
    model = load_model([tmp_path / "m.yml"])
    assert check_model(model, tmp_path / "w.duckdb") == ()


def test_what_cannot_be_answered_is_a_finding(check, tmp_path):
    """The author's own SQL reads the field; the warehouse does not run such a function for an asker."""
    padded = "{name: padded, type: integer, expression: \"CAST(LPAD('1', 2, '0') AS INTEGER)\"}"
    model = MODEL.replace("fields: [{name: sku}, {name: amount", f"fields: [{{name: sku}}, {padded}, {{name: amount")
    changed = model + "  - {name: odd, expression: SUM(sales.padded)}\n"
    assert check("", changed) == ()
    found = check_model(load_model([tmp_path / "m.yml"]), tmp_path / "w.duckdb")
    assert [item.code.value for item in found] == ["FIELDS_UNANSWERED", "METRIC_UNANSWERED"]
    assert ("sales" in found[0].sentence, "odd" in found[1].sentence) == (True, True)
    assert all(item.sentence.endswith("the database says: refused: a function lpad") for item in found)


def test_a_query_that_does_not_run_is_one_finding_and_other_faults_of_its_metrics_are_told(check, tmp_path):
    """The function is refused wherever the query is read; a metric with another fault of its own still has its say."""
    query = "query: \"SELECT *, CURRENT_SETTING('threads') AS t FROM sales\""
    model = MODEL.replace("  - name: sales\n", f"  - name: sales\n    {query}\n")
    model += "  - {name: sold, expression: SUM(sales.amount)}\n  - {name: half, expression: sold / 2}\n"
    assert check("", model) == ()
    found = check_model(load_model([tmp_path / "m.yml"]), tmp_path / "w.duckdb")
    assert [item.code.value for item in found] == ["FIELDS_UNANSWERED"]
    assert found[0].sentence.endswith("the database says: refused: a function current_setting")
    padded = "{name: padded, type: integer, expression: \"CAST(LPAD('1', 2, '0') AS INTEGER)\"}"
    other = model.replace("{name: quantity, type: integer}", f"{{name: quantity, type: integer}}, {padded}")
    (tmp_path / "m.yml").write_text(other + "  - {name: odd, expression: SUM(stock.padded)}\n", encoding="utf-8")
    found = check_model(load_model([tmp_path / "m.yml"]), tmp_path / "w.duckdb")
    assert [item.code.value for item in found] == ["FIELDS_UNANSWERED", "FIELDS_UNANSWERED", "METRIC_UNANSWERED"]
    assert "odd" in found[-1].sentence


def test_a_metric_over_data_by_the_day_and_by_the_month_is_asked_for_a_whole_month(check, tmp_path):
    """Payments end in the middle of March, stock is kept by month: the last month of both is February."""
    mixed = "  - {name: turned, expression: SUM(payments.amount) / AVG_BALANCE(held)}\n"
    mixed += "  - {name: held, expression: SUM(stock.quantity), kind: balance}\n"
    assert check("INSERT INTO stock VALUES (DATE '2026-03-31', 7)", MODEL + mixed) == ()
    assert check_model(load_model([tmp_path / "m.yml"]), tmp_path / "w.duckdb") == ()


@pytest.mark.parametrize(
    ("unit", "divided", "shown"), [("points", 1, "350"), ("percent", 10, ""), ("percent", 0.01, "")]
)
def test_a_score_is_no_rate(check, tmp_path, unit: str, divided: float, shown: str):
    """Pieces are 3.5 on average: 350 points, but 35 % where they are divided by ten."""
    rated = (
        f"  - {{name: rated, expression: AVG(stock.quantity) / AVG(stock.quantity) * 3.5 / {divided}, unit: {unit}}}\n"
    )
    assert check("", MODEL + rated) == ()
    found = check_model(load_model([tmp_path / "m.yml"]), tmp_path / "w.duckdb")
    expected = ["METRIC_OUT_OF_SCALE"] if divided != 10 else []
    assert [item.code.value for item in found] == expected
    assert all(shown in item.sentence and item.severity == "warning" for item in found)
