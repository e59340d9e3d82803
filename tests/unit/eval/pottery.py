"""A tiny pottery with a warehouse of its own, for the tests of the eval harness: all numbers can be added up by head.

Sales (kiln, sold_on, amount, cost): north 2026-09-10 100/60; north 2026-10-05 200/100; south 2026-10-20 50/40;
no kiln 2026-10-31 10/5; north 2025-10-05 80/40. Stock at month ends (kiln, day, value): north 08-31 30, 09-30 40,
10-31 70; south 08-31 5, 09-30 6, 10-31 7.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

TODAY = "2026-11-05"
MODEL = """
semantic_model: {name: pottery, label: {zh: 陶坊, en: Pottery}, currency: CNY, default_period: this year}
datasets:
  - name: sales
    label: {zh: 销售, en: Sales}
    primary_key: [sale_id]
    time_field: sold_on
    loaded_through: 2026-11-03
    fields:
      - {name: sale_id, type: integer, role: id}
      - {name: sold_on, type: date, label: {zh: 销售日期, en: Sale date}}
      - {name: kiln_id, type: integer, role: id, hidden: true}
      - {name: glazed, type: boolean, role: flag, label: {zh: 上釉, en: Glazed}}
      - {name: amount, type: decimal, role: amount, unit: CNY, label: {zh: 金额, en: Amount}}
      - {name: cost, type: decimal, role: amount, unit: CNY, label: {zh: 成本额, en: Cost amount}}
  - name: kilns
    label: {zh: 窑, en: Kiln}
    primary_key: [kiln_id]
    display: kiln
    fields:
      - {name: kiln_id, type: integer, role: id, hidden: true}
      - {name: kiln, type: string, role: category, label: {zh: 窑口, en: Kiln}, values: [北窑, 南窑],
         value_synonyms: {北窑: [North Kiln], 南窑: [South Kiln]}}
  - name: stock
    label: {zh: 库存, en: Stock}
    primary_key: [kiln_id, counted_on]
    time_field: counted_on
    time_grain: month
    loaded_through: 2026-10-31
    fields:
      - {name: kiln_id, type: integer, role: id, hidden: true}
      - {name: counted_on, type: date, label: {zh: 盘点日, en: Counted on}}
      - {name: worth, type: decimal, role: balance, unit: CNY, label: {zh: 库存值, en: Worth}}
relationships:
  - {name: sale_kiln, from: sales.kiln_id, to: kilns.kiln_id}
  - {name: stock_kiln, from: stock.kiln_id, to: kilns.kiln_id}
metrics:
  - {name: takings, label: {zh: 营业额, en: Takings}, unit: CNY, expression: SUM(sales.amount)}
  - {name: spending, label: {zh: 开销, en: Spending}, unit: CNY, expression: SUM(sales.cost)}
  - {name: cost_share, label: {zh: 开销比例, en: Cost share}, unit: percent, expression: spending / takings}
  - {name: stock_worth, label: {zh: 库存额, en: Stock worth}, unit: CNY, kind: balance, expression: SUM(stock.worth)}
"""
ACCESS = """
people:
  all@example.com: {roles: [all]}
  north@example.com: {roles: [north]}
roles:
  all: {metrics: {allow: ["*"]}}
  north: {metrics: {allow: [takings]}, rows: {kilns.kiln: [北窑]}}
"""
TABLES = (
    "CREATE TABLE sales (sale_id INTEGER, sold_on DATE, kiln_id INTEGER, glazed BOOLEAN, amount DECIMAL(18,2), "
    "cost DECIMAL(18,2))",
    "INSERT INTO sales VALUES (1, DATE '2026-09-10', 1, TRUE, 100, 60), (2, DATE '2026-10-05', 1, TRUE, 200, 100), "
    "(3, DATE '2026-10-20', 2, FALSE, 50, 40), (4, DATE '2026-10-31', NULL, TRUE, 10, 5), "
    "(5, DATE '2025-10-05', 1, TRUE, 80, 40)",
    "CREATE TABLE kilns (kiln_id INTEGER, kiln VARCHAR)",
    "INSERT INTO kilns VALUES (1, '北窑'), (2, '南窑')",
    "CREATE TABLE stock (kiln_id INTEGER, counted_on DATE, worth DECIMAL(18,2))",
    "INSERT INTO stock VALUES (1, DATE '2026-08-31', 30), (1, DATE '2026-09-30', 40), (1, DATE '2026-10-31', 70), "
    "(2, DATE '2026-08-31', 5), (2, DATE '2026-09-30', 6), (2, DATE '2026-10-31', 7)",
)


def build_pottery(folder: Path, guarded: bool = False, more: str = "") -> Path:
    """Write the workspace; `guarded` with an access file, `more` lines of askfin.yaml."""
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "pottery.duckdb")) as connection:
        for statement in TABLES:
            connection.execute(statement)
    (folder / "model.yml").write_text(MODEL, encoding="utf-8")
    settings = f"name: Pottery\nwarehouse: {{duckdb: pottery.duckdb}}\nmodel: [model.yml]\ntoday: {TODAY}\n"
    if guarded:
        (folder / "access.yml").write_text(ACCESS, encoding="utf-8")
        settings += "access: access.yml\n"
    (folder / "askfin.yaml").write_text(settings + more, encoding="utf-8")
    return folder
