"""The guide for model authors, held to its word: its blocks are one model that passes the check and answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from semantic_layer.access import load_policy
from semantic_layer.loader import load_model
from tests.docs.shown import blocks, make_workspace

DATA = """
CREATE TABLE branches AS SELECT * FROM (VALUES ('HQ', NULL, 'Group'), ('N', 'HQ', 'North'), ('L', 'N', 'Leeds'),
  ('Y', 'N', 'York'), ('D', 'HQ', 'Dover')) AS t(branch_no, parent, name);
CREATE TABLE customers AS SELECT * FROM
  (VALUES ('c1', 'Baxter', 'Yorkshire', 'Leeds'), ('c2', 'Corin', 'Kent', 'Dover')) AS t(customer_no, name, region,
  city);
CREATE TABLE invoices AS SELECT * FROM (VALUES
  ('i1', 'L', 'c1', DATE '2026-04-10', DATE '2026-05-10', 'posted', 100.00, 120.00),
  ('i2', 'Y', 'c1', DATE '2026-05-11', DATE '2026-06-10', 'posted', 200.00, 240.00),
  ('i3', 'D', 'c2', DATE '2026-05-20', DATE '2026-06-19', 'posted', 50.00, 60.00),
  ('i4', 'D', 'c2', DATE '2026-05-21', DATE '2026-06-20', 'void', 70.00, 84.00),
  ('i5', 'D', 'c2', DATE '2026-02-21', DATE '2026-03-20', 'posted', 30.00, 36.00),
  ('i6', 'D', 'c2', DATE '2026-05-31', DATE '2026-06-30', 'posted', 10.00, 12.00))
  AS t(invoice_no, branch, customer_no, issued_on, due_on, status, net, gross);
CREATE TABLE payments AS SELECT * FROM (VALUES ('i1', DATE '2026-05-05', 90.00), ('i5', DATE '2026-05-31', 36.00))
  AS t(invoice_no, received_on, amount);
CREATE TABLE fleet AS SELECT LAST_DAY(DATE '2026-01-01' + INTERVAL (m) MONTH) AS month_end, b AS branch,
  CAST(1000 - 10 * m AS DECIMAL(12,2)) AS book_value FROM range(5) a(m), (VALUES ('L'), ('Y'), ('D')) v(b);
CREATE TABLE budget AS SELECT CAST(DATE '2026-04-01' + INTERVAL (m) MONTH AS DATE) AS month, 'L' AS branch,
  v AS version, CAST(LENGTH(v) * 50 AS DECIMAL(12,2)) AS amount FROM range(3) a(m), (VALUES ('original'),
  ('revised')) b(v);
CREATE TABLE invoice_lines AS SELECT * FROM (VALUES ('i1', 'drill', 3), ('i2', 'drill', 5), ('i3', 'crane', 7),
  ('i4', 'crane', 11), ('i5', 'crane', 13)) AS t(invoice_no, item, days);
CREATE TABLE hires AS SELECT * FROM (VALUES ('m1', 'L', DATE '2025-11-02', NULL), ('m2', 'L', DATE '2026-05-03', NULL),
  ('m3', 'D', DATE '2026-05-04', DATE '2026-05-09')) AS t(machine, branch, out_on, returned_on);
CREATE TABLE carriers AS SELECT * FROM (VALUES ('k1', 'Haul & Co')) AS t(carrier_no, name);
CREATE TABLE transfers AS SELECT * FROM (VALUES (DATE '2026-05-04', 'L', 'Y', 'k1', 'R', 2),
  (DATE '2026-05-06', 'L', 'D', NULL, 'D', 3), (DATE '2026-05-31', 'D', 'Y', NULL, 'D', 4))
  AS t(moved_on, source, target, carrier_no, reason, machines);
CREATE TABLE costs AS SELECT * FROM (VALUES ('202604', 'fuel', 10.00, 11.00), ('202605', 'fuel', 20.00, 21.00),
  ('202606', 'fuel', NULL, 31.00), ('202605', 'rent', NULL, 5.00)) AS t(ym, account, spent, planned);
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every block of the third section a file of its own."""
    model = blocks("model-author.md", "## 3.", "\n## 4.")
    return make_workspace(tmp_path_factory.mktemp("hire"), "Hire", model, DATA, date(2026, 5, 31))


def test_the_blocks_are_one_model_without_a_finding(workspace: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["model", "check", "--workspace", str(workspace)])
    said = capsys.readouterr().out
    assert (code, said) == (0, "13 datasets, 21 metrics: 0 errors, 0 warnings.\n")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("revenue this fiscal year", "£360"),
        ("revenue", "£360"),  # the default period: from April
        ("今年2月收入", "£30"),
        ("revenue of North in May 2026", "£200"),
        ("falling due in June 2026", "£312"),
        ("collection rate in May 2026", "40.38%"),
        ("fleet value at end of May 2026", "£2,880"),
        ("overdue at the end of May 2026", "£30"),
        ("receivables at the end of May 2026", "£342"),
        ("budgeted revenue in April 2026", "£350"),
        ("budget achieved in April 2026", "28.57%"),
        ("days hired in May 2026", "12 days"),
        ("days hired in May 2026 by region", "Kent 7 days, Yorkshire 5 days"),
        ("machines out", "Machines out: 2"),
        ("在租台数", "2"),
        ("machines moved in May 2026 by destination", "York 6"),
        ("5月各目的网点的调拨台数", "York 6"),
        ("machines moved in May 2026 by branch", "Leeds 5"),
        ("machines moved in May 2026 by carrier", "Own lorry 7"),
        ("top carrier by machines moved in May 2026", "Own lorry Machines moved: 7"),
        ("machines moved in May 2026 for repair", "Machines moved: 2"),
        ("cost left", "£38"),
        ("planned cost in May 2026 by account", "fuel £21"),
    ],
)
def test_what_is_written_so_answers_so(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, question: str, answer: str
):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASKFIN_MODEL"):
        monkeypatch.delenv(name, raising=False)
    code = main(["ask", "--workspace", str(workspace), "--as", "ann@example.com", question])
    said = capsys.readouterr().out
    assert (code, answer in said) == (0, True), said


def test_a_manager_sees_the_own_branches(workspace: Path, capsys: pytest.CaptureFixture[str]):
    main(["ask", "--workspace", str(workspace), "--as", "bo@example.com", "revenue in May 2026"])
    assert "£200" in capsys.readouterr().out
    model = load_model(sorted((workspace / "model").glob("*.yml")))
    assert not load_policy(workspace / "access.yml", model).rights_for("bo@example.com").may_use_metric("overdue")


def test_units_follow_from_the_formulas(workspace: Path):
    metrics = load_model(sorted((workspace / "model").glob("*.yml"))).metrics
    kinds = {name: metrics[name].unit.kind for name in ("collection_rate", "per_invoice", "dso", "overdue_share")}
    assert kinds == {"collection_rate": "percent", "per_invoice": "currency", "dso": "days", "overdue_share": "percent"}
