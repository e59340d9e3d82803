"""A tiny model on disk, and a loader of YAML text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from semantic_layer.errors import ModelError, Problem
from semantic_layer.loader import load_model
from semantic_layer.model import SemanticModel

SHOP = """\
semantic_model: {name: shop, label: 商店, currency: CNY}
datasets:
  - name: customers
    label: {zh: 客户, en: Customer}
    primary_key: customer_id
    display: name
    fields:
      - name: customer_id
      - name: name
      - {name: region, values: [north, south], value_synonyms: {north: N}}
  - name: invoices
    label: {zh: 发票, en: Invoice}
    primary_key: [invoice_id]
    time_field: invoice_date
    fields:
      - {name: invoice_id, type: integer}
      - name: invoice_date
      - name: due_date
      - name: customer_id
      - {name: amount, unit: CNY}
      - {name: quantity, type: integer, unit: {count: {zh: 件, en: pieces}}}
      - {name: open_balance, unit: CNY}
  - name: payments
    time_field: paid_on
    fields: [{name: paid_on}, {name: invoice_id, type: integer}, {name: amount, unit: CNY}]
relationships:
  - {name: invoice_customer, from: invoices.customer_id, to: customers.customer_id}
  - {name: payment_invoice, from: payments.invoice_id, to: invoices.invoice_id}
hierarchies:
  - {name: geography, fields: [customers.region, customers.name]}
"""


def write(folder: Path, text: str, name: str = "model.yml") -> Path:
    path = folder / name
    path.write_text(dedent(text), encoding="utf-8")
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Callable[[str], SemanticModel]:
    """Load the shop with more YAML in a second file."""

    def load(more: str = "") -> SemanticModel:
        files = [write(tmp_path, SHOP, "shop.yml")]
        return load_model([*files, write(tmp_path, more, "more.yml")] if more else files)

    return load


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str], tuple[Problem, ...]]:
    """The problems of a file of its own, on top of the shop if `base`."""

    def load(text: str, base: bool = False) -> tuple[Problem, ...]:
        files = [write(tmp_path, SHOP, "shop.yml")] if base else []
        with pytest.raises(ModelError) as caught:
            load_model([*files, write(tmp_path, text)])
        return caught.value.problems

    return load
