"""The reference for model authors, held to its word where it shows more than keys: open items in two currencies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.docs.shown import blocks, make_workspace

REST = """
semantic_model: {name: books, currency: EUR, default_period: this year}
datasets:
  - name: bills
    primary_key: bill_no
    time_field: billed_on
    fields:
      - {name: bill_no}
      - {name: currency}
      - {name: billed_on}
      - {name: due_on}
      - name: amount
        unit: EUR
        convert: {code: currency, rates: rates, rate_code: code, rate: rate, rate_date: day, rate_kind: kind}
  - {name: rates, fields: [{name: code}, {name: day, type: date}, {name: kind}, {name: rate, type: decimal}]}
relationships:
  - {name: receipt_bill, from: receipts.bill_no, to: bills.bill_no}
"""
DATA = """
CREATE TABLE bills AS SELECT * FROM (VALUES ('b1', 'USD', DATE '2026-09-10', DATE '2026-10-10', 100.00),
  ('b2', 'EUR', DATE '2026-09-11', DATE '2026-10-11', 50.00), ('b3', 'EUR', DATE '2026-10-31', DATE '2026-11-30', 7.00))
  AS t(bill_no, currency, billed_on, due_on, amount);
CREATE TABLE receipts AS SELECT * FROM (VALUES ('b1', 'USD', DATE '2026-10-05', 40.00),
  ('b2', 'EUR', DATE '2026-10-31', 1.00)) AS t(bill_no, currency, received_on, amount);
CREATE TABLE rates AS SELECT * FROM (VALUES ('USD', DATE '2026-10-01', 'average', 0.70),
  ('USD', DATE '2026-10-31', 'average', 0.90), ('USD', DATE '2026-10-31', 'closing', 0.85)) AS t(code, day, kind, rate);
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The block below `open_items`, with the bills and rates that it speaks of."""
    model = [REST, *blocks("model-reference.md", "## open_items", "\n## ")]
    return make_workspace(tmp_path_factory.mktemp("books"), "Books", model, DATA, date(2026, 10, 31))


def test_the_block_passes_the_check(workspace: Path, capsys: pytest.CaptureFixture[str]):
    code = main(["model", "check", "--workspace", str(workspace)])
    assert (code, capsys.readouterr().out) == (0, "3 datasets, 2 metrics: 0 errors, 0 warnings.\n")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("cash collected in October 2026", "€33"),  # 40 at the mean of 0.70 and 0.90, and 1
        ("receivables at the end of October 2026", "€107"),  # (100 - 40) at 0.85, 50 - 1, 7
        ("receivables on 15 October 2026", "An exchange rate is missing"),
    ],
)
def test_what_is_applied_is_taken_off_in_the_documents_currency(
    workspace: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, question: str, answer: str
):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASKFIN_MODEL"):
        monkeypatch.delenv(name, raising=False)
    assert main(["ask", "--workspace", str(workspace), question]) == 0
    assert answer in capsys.readouterr().out
