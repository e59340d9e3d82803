"""A small model with a role, a query dataset, open items and a hidden metric."""

from __future__ import annotations

from pathlib import Path

import pytest

from semantic_layer.loader import load_model
from semantic_layer.model import SemanticModel

MODEL = """\
semantic_model: {name: shop, label: {zh: 商店, en: Shop}}
datasets:
  - name: customers
    primary_key: customer_id
    display: name
    fields:
      - name: customer_id
      - {name: name, hidden: true}
      - {name: region, values: [north, south, west]}
  - name: invoices
    source: erp.ar_invoice
    primary_key: invoice_id
    time_field: invoice_date
    fields:
      - {name: invoice_id, type: integer}
      - {name: invoice_date, expression: "CAST(doc_dt AS DATE)"}
      - {name: due_date, expression: due_dt}
      - {name: customer_id, expression: cust}
      - {name: amount, expression: gross - tax, unit: CNY}
      - {name: status}
  - name: payments
    time_field: paid_on
    query: |
      SELECT p.day AS paid_on, p.inv AS invoice_id, p.amt + p.fee AS amount FROM pay p JOIN bank b ON b.id = p.bank
    fields: [{name: paid_on}, {name: invoice_id, type: integer}, {name: amount, unit: CNY}]
relationships:
  - {name: invoice_customer, from: invoices.customer_id, to: customers.customer_id, role: buyer}
  - {name: payment_invoice, from: payments.invoice_id, to: invoices.invoice_id}
hierarchies:
  - {name: places, fields: [customers.region]}
  - {name: people, fields: [customers.region, customers.name]}
metrics:
  - {name: sales, expression: SUM(invoices.amount), filter: "invoices.status <> 'void'", family: revenue, owner: CFO}
  - {name: orders, expression: COUNT(invoices)}
  - name: north
    expression: "SUM(invoices.amount) FILTER (WHERE buyer.region = 'north')"
    family: revenue
    hidden: true
  - {name: average, expression: sales / orders, family: revenue, version: 3}
  - {name: collected, expression: SUM(payments.amount), family: cash}
  - name: owed
    family: cash
    open_items: {document: invoices, amount: amount, due_date: due_date, applied: payments, applied_amount: amount,
                 applied_date: paid_on, age: overdue}
"""


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> SemanticModel:
    path: Path = tmp_path_factory.mktemp("catalog") / "m.yml"
    path.write_text(MODEL, encoding="utf-8")
    return load_model([path])
