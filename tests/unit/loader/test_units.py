"""What is declared an amount and names no unit is money of the model's currency, and sums and ratios follow."""

from __future__ import annotations

from pathlib import Path

from semantic_layer.loader import load_model
from semantic_layer.model import Unit

MODEL = """
semantic_model: {name: m, currency: HKD}
datasets:
  - name: bills
    primary_key: [id]
    fields:
      - {name: id, type: integer, role: id}
      - {name: amount, type: decimal, role: amount}
      - {name: paid, type: decimal, role: amount, unit: USD}
      - {name: pieces, type: integer, role: amount}
      - {name: weight, type: decimal, role: amount, unit: none}
metrics:
  - {name: billed, expression: SUM(bills.amount)}
  - {name: sent, expression: SUM(bills.pieces)}
  - {name: net, expression: SUM(bills.amount) - SUM(bills.amount) FILTER (WHERE bills.id > 3)}
  - {name: share, expression: SUM(bills.amount) FILTER (WHERE bills.id > 3) / SUM(bills.amount)}
"""


def test_amounts_take_the_models_currency(tmp_path: Path):
    file = tmp_path / "m.yml"
    file.write_text(MODEL, encoding="utf-8")
    model = load_model([file])
    fields = model.datasets["bills"].fields
    assert fields["amount"].unit == Unit("currency", "HKD")
    assert fields["paid"].unit == Unit("currency", "USD")
    assert fields["pieces"].unit == fields["weight"].unit == Unit()
    assert model.metrics["billed"].unit == model.metrics["net"].unit == Unit("currency", "HKD")
    assert model.metrics["sent"].unit.kind != "currency"
    assert model.metrics["share"].unit == Unit("percent")
