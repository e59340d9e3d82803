"""A tiny company that sells tea in two regions: its database, model and access file, every number easy to add up.

Sales: north 100 in September and 200 in October 2026, south 1000 and 3000; a third of it is green tea.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

ROWS = [
    (day, region, shop, tea, amount)
    for day, north, south in (("2026-09-15", 50, 500), ("2026-10-15", 100, 1500))
    for region, shop, amount in (
        ("North", "Elm", north),
        ("North", "Oak", north),
        ("South", "Ash", south),
        ("South", "Fig", south),
    )
    for tea in ("green",)
]

MODEL = """
semantic_model:
  name: tea
  label: {zh: 茶叶, en: Tea}
  default_period: this year
  calendar: {time_zone: Asia/Shanghai}
datasets:
  - name: sales
    label: {zh: 销售, en: Sales}
    time_field: sold_on
    loaded_through: 2026-11-04
    closed_through: 2026-10-31
    fields:
      - {name: sold_on, type: date, label: {zh: 日期, en: Date}}
      - name: region
        type: string
        label: {zh: 片区, en: Region}
        values: [North, South]
        value_synonyms: {North: [北片], South: [南片]}
      - {name: shop, type: string, label: {zh: 门店, en: Shop}}
      - {name: tea, type: string, label: {zh: 茶, en: Tea}}
      - {name: amount, type: decimal, role: amount, unit: CNY, label: {zh: 金额, en: Amount}}
metrics:
  - name: takings
    expression: SUM(sales.amount)
    label: {zh: 进账, en: Takings}
    synonyms: [sales amount, turnover]
    description: {zh: 已卖出的茶叶金额, en: What the tea was sold for}
    unit: CNY
  - name: tickets
    expression: COUNT(sales)
    label: {zh: 小票数, en: Tickets}
    synonyms: [turnover]
    unit: {count: {zh: 张, en: tickets}}
  - name: margin
    expression: SUM(sales.amount) * 0.4
    label: {zh: 毛利, en: Margin}
    unit: CNY
"""

ACCESS = """
contact: Mei in accounts
roles:
  all: {metrics: "*", fields: "*"}
  north:
    metrics: [takings, tickets]
    rows: {sales.region: North}
    sql: false
  clerk: {metrics: [tickets], detail: false, sql: false}
people:
  boss@tea.example: {name: Bo, roles: all}
  north@tea.example: {name: No, roles: north}
  clerk@tea.example: {name: Cy, roles: clerk}
"""

SETTINGS = """
name: Tea
warehouse: {duckdb: tea.duckdb, workers: 2}
model: [model.yml]
access: access.yml
language: en
today: 2026-11-05
contact: Mei in accounts
"""


def build(folder: Path, access: bool = True) -> None:
    """Write the workspace."""
    with duckdb.connect(str(folder / "tea.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE sales (sold_on DATE, region VARCHAR, shop VARCHAR, tea VARCHAR, amount DECIMAL(18, 2))"
        )
        connection.executemany("INSERT INTO sales VALUES (?, ?, ?, ?, ?)", ROWS)
    (folder / "model.yml").write_text(MODEL, encoding="utf-8")
    (folder / "access.yml").write_text(ACCESS, encoding="utf-8")
    settings = SETTINGS if access else SETTINGS.replace("access: access.yml\n", "")
    (folder / "askfin.yaml").write_text(settings, encoding="utf-8")
