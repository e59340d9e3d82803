"""A small company with secrets: every value that the restricted person may not see is marked, so that a leak is found
by looking for the mark anywhere in what they get.

Role: model text, access file and rows; `build` writes the workspace, `rows` can leave out what is forbidden, so that
the same questions can be asked of a database that never held it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

MODEL = """
semantic_model: {name: guild, label: {zh: 行会, en: Guild}, default_period: this year}
datasets:
  - name: clients
    label: {zh: 客户, en: Client}
    primary_key: [client_id]
    display: name
    fields:
      - {name: client_id, type: integer, role: id}
      - {name: name, type: string, role: name, label: {zh: 客户名称, en: Client name}}
      - name: region
        type: string
        label: {zh: 大区, en: Region}
        values: [East, Oest, Zwest]
        value_synonyms: {Zwest: [Zunset]}
      - {name: tier, type: string, role: category, label: {zh: 等级, en: Tier}}
      - {name: codeword, type: string, role: category, label: {zh: 暗号, en: Zcodeword}}
  - name: agents
    label: {zh: 经纪人, en: Agent}
    primary_key: [agent_id]
    display: agent
    fields:
      - {name: agent_id, type: integer, role: id}
      - {name: agent, type: string, role: name, label: {zh: 经纪人姓名, en: Agent name}}
  - name: care
    bridge: true
    label: {zh: 关照, en: Care}
    primary_key: [client_id, agent_id]
    fields:
      - {name: client_id, type: integer, role: id}
      - {name: agent_id, type: integer, role: id}
      - {name: duty, type: string, role: category, label: {zh: 职责, en: Duty}}
  - name: units
    label: {zh: 单位, en: Unit}
    primary_key: [unit_id]
    display: unit
    fields:
      - {name: unit_id, type: integer, role: id}
      - {name: parent_id, type: integer, role: id}
      - {name: unit, type: string, role: name, label: {zh: 单位名称, en: Unit name}}
    trees: [{name: org, key: unit_id, parent: parent_id, display: unit}]
  - name: sales
    label: {zh: 销售, en: Sale}
    primary_key: [sale_id]
    time_field: sold_on
    loaded_through: 2026-03-31
    fields:
      - {name: sale_id, type: integer, role: id}
      - {name: sold_on, type: date, label: {zh: 销售日期, en: Sale date}}
      - {name: client_id, type: integer, role: id}
      - {name: ship_to, type: integer, role: id}
      - {name: unit_id, type: integer, role: id}
      - {name: ware, type: string, role: category, label: {zh: 货品, en: Ware}}
      - {name: amount, type: decimal, role: amount, unit: CNY, label: {zh: 销售金额, en: Sale amount}}
      - {name: cost, type: decimal, role: amount, unit: CNY, label: {zh: 成本金额, en: Zcost amount}}
  - name: bills
    label: {zh: 账单, en: Bill}
    primary_key: [bill_id]
    time_field: billed_on
    loaded_through: 2026-03-31
    fields:
      - {name: bill_id, type: integer, role: id}
      - {name: billed_on, type: date}
      - {name: due_on, type: date}
      - {name: client_id, type: integer, role: id}
      - {name: gross, type: decimal, role: amount, unit: CNY}
  - name: receipts
    label: {zh: 收款, en: Receipt}
    primary_key: [receipt_id]
    time_field: paid_on
    loaded_through: 2026-03-31
    fields:
      - {name: receipt_id, type: integer, role: id}
      - {name: bill_id, type: integer, role: id}
      - {name: paid_on, type: date}
      - {name: paid, type: decimal, role: amount, unit: CNY}
  - name: stock
    label: {zh: 寄存, en: Deposit}
    primary_key: [counted_on, client_id]
    time_field: counted_on
    loaded_through: 2026-03-31
    fields:
      - {name: counted_on, type: date}
      - {name: client_id, type: integer, role: id}
      - {name: held, type: decimal, role: balance, unit: CNY}
  - name: plans
    label: {zh: 计划, en: Plan}
    primary_key: [month]
    time_field: month
    time_grain: month
    loaded_through: 2026-03-31
    fields:
      - {name: month, type: date}
      - {name: target, type: decimal, role: amount, unit: CNY, label: {zh: 计划金额, en: Plan amount}}
relationships:
  - {name: sale_client, from: sales.client_id, to: clients.client_id, default: true}
  - {name: sale_ship, from: sales.ship_to, to: clients.client_id, role: receiver}
  - {name: sale_unit, from: sales.unit_id, to: units.unit_id}
  - {name: bill_client, from: bills.client_id, to: clients.client_id}
  - {name: receipt_bill, from: receipts.bill_id, to: bills.bill_id}
  - {name: stock_client, from: stock.client_id, to: clients.client_id}
  - {name: care_client, from: care.client_id, to: clients.client_id}
  - {name: care_agent, from: care.agent_id, to: agents.agent_id}
hierarchies:
  - {name: places, label: {zh: 地理, en: Places}, fields: [clients.region, clients.name]}
metrics:
  - name: takings
    label: {zh: 营业额, en: Takings}
    description: {zh: 含税销售额, en: Sales with tax}
    unit: CNY
    expression: SUM(sales.amount)
  - {name: deals, label: {zh: 成交笔数, en: Deals}, expression: COUNT(sales)}
  - {name: buyers, label: {zh: 买家数, en: Buyers}, expression: COUNT(DISTINCT sales.client_id)}
  - {name: zspend, label: {zh: 机密成本, en: Zspend}, expression: SUM(sales.cost), unit: CNY}
  - {name: profit, label: {zh: 毛利, en: Profit}, expression: takings - zspend, unit: CNY}
  - {name: zsalary, label: {zh: 机密薪酬, en: Zsalary}, expression: MAX(sales.cost), unit: CNY, synonyms: [hand pay]}
  - {name: planned, label: {zh: 计划额, en: Planned}, expression: SUM(plans.target), unit: CNY}
  - {name: held, label: {zh: 寄存额, en: Held}, expression: SUM(stock.held), kind: balance, unit: CNY}
  - name: owed
    label: {zh: 应收, en: Owed}
    unit: CNY
    kind: balance
    expression: SUM(bills.gross)
    open_items:
      {document: bills, amount: gross, due_date: due_on, applied: receipts, applied_amount: paid, applied_date: paid_on}
"""
ACCESS = """
sensitive: [clients.codeword, sales.cost]
people:
  boss@example.com: {roles: [all]}
  east@example.com: {roles: [east]}
  clerk@example.com: {roles: [clerk]}
  lister@example.com: {roles: [lister]}
  none@example.com:
  blank@example.com: {roles: [blank]}
roles:
  all: {metrics: {allow: ["*"]}, fields: {allow: ["*"]}}
  east:
    metrics: {allow: ["*"], deny: [zspend, zsalary]}
    rows: {clients.region: [East]}
  clerk: {metrics: [takings], sql: false, detail: false}
  lister: {metrics: [takings]}
  blank: {description: may do nothing yet}
"""
FORBIDDEN = (
    "Zephyr",
    "Zenith",
    "Zwest",
    "Zunset",
    "Zblade",
    "Zcode",
    "Zorro",
    "Zagent",
)  # marks of what East may not see
SECRET_NAMES = ("zspend", "Zspend", "zsalary", "Zsalary", "机密", "Zcodeword", "暗号", "codeword")

CLIENTS = [
    (1, "Amber", "East", "A", "Zcode1"),
    (2, "Birch", "East", "B", "Zcode2"),
    (3, "Zephyr", "Zwest", "A", "Zcode3"),
    (4, "Zenith", "Zwest", "Ztier", "Zcode4"),
    (5, "Zorro", None, "B", "Zcode5"),
]
SALES = [
    (1, "2026-01-05", 1, 1, 4, "Bread", 100, 61),
    (2, "2026-02-06", 2, 3, 5, "Bread", 70, 31),
    (3, "2026-02-07", 3, 1, 5, "Zblade", 1000, 777),
    (4, "2026-03-08", 4, 2, 2, "Bread", 500, 333),
    (5, "2026-03-09", 5, 5, 3, "Bread", 40, 11),
    (6, "2026-03-10", None, 1, 3, "Cake", 8, 1),
    (7, "2025-03-10", 1, 2, 3, "Cake", 20, 3),
    (8, "2025-02-10", 3, 3, 3, "Cake", 900, 3),
]
TABLES: Mapping[str, tuple[str, Sequence[tuple[Any, ...]]]] = {
    "clients": ("client_id INTEGER, name VARCHAR, region VARCHAR, tier VARCHAR, codeword VARCHAR", CLIENTS),
    "agents": ("agent_id INTEGER, agent VARCHAR", [(1, "Pat"), (2, "Quin"), (3, "Zagent")]),
    "care": (
        "client_id INTEGER, agent_id INTEGER, duty VARCHAR",
        [(1, 1, "main"), (1, 2, "side"), (2, 2, "main"), (3, 2, "main"), (3, 3, "main"), (4, 3, "main")],
    ),
    "units": (
        "unit_id INTEGER, parent_id INTEGER, unit VARCHAR",
        [(1, None, "Guild"), (2, 1, "North hall"), (3, 1, "South hall"), (4, 2, "Hall A"), (5, 2, "Hall B")],
    ),
    "sales": (
        "sale_id INTEGER, sold_on DATE, client_id INTEGER, ship_to INTEGER, unit_id INTEGER, ware VARCHAR, "
        "amount DECIMAL(18,2), cost DECIMAL(18,2)",
        SALES,
    ),
    "bills": (
        "bill_id INTEGER, billed_on DATE, due_on DATE, client_id INTEGER, gross DECIMAL(18,2)",
        [
            (1, "2026-01-02", "2026-02-01", 1, 50),
            (2, "2026-02-02", "2026-03-02", 3, 5000),
            (3, "2026-03-02", "2026-04-02", 2, 30),
            (4, "2026-03-05", "2026-03-06", 5, 700),
        ],
    ),
    "receipts": (
        "receipt_id INTEGER, bill_id INTEGER, paid_on DATE, paid DECIMAL(18,2)",
        [(1, 1, "2026-02-05", 20), (2, 2, "2026-02-09", 1000), (3, None, "2026-02-10", 9)],
    ),
    "stock": (
        "counted_on DATE, client_id INTEGER, held DECIMAL(18,2)",
        [
            ("2026-02-28", 1, 10),
            ("2026-02-28", 3, 4000),
            ("2026-03-31", 1, 12),
            ("2026-03-31", 2, 5),
            ("2026-03-31", 4, 6000),
        ],
    ),
    "plans": ("month DATE, target DECIMAL(18,2)", [("2026-01-01", 300), ("2026-02-01", 310), ("2026-03-01", 320)]),
}
ADMITTED = {1, 2}  # the clients of East


def without_forbidden() -> dict[str, tuple[str, Sequence[tuple[Any, ...]]]]:
    """The tables as if the forbidden facts had never been: what rule 35 compares with."""
    kept = dict(TABLES)
    place = {"clients": 0, "care": 0, "sales": 2, "bills": 3, "stock": 1}
    for name, column in place.items():
        columns, rows = TABLES[name]
        kept[name] = (columns, [row for row in rows if row[column] in ADMITTED])
    bills = {row[0] for row in kept["bills"][1]}
    columns, rows = TABLES["receipts"]
    kept["receipts"] = (columns, [row for row in rows if row[1] in bills])
    return kept


def build(
    folder: Path, tables: Mapping[str, tuple[str, Sequence[tuple[Any, ...]]]] = TABLES, access: str = ACCESS
) -> Path:
    """Write a workspace into `folder`."""
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / "guild.duckdb")) as connection:
        for name, (columns, rows) in tables.items():
            connection.execute(f"CREATE TABLE {name} ({columns})")
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows))
    (folder / "model.yml").write_text(MODEL, encoding="utf-8")
    settings = "name: Guild\nwarehouse: {duckdb: guild.duckdb}\nmodel: [model.yml]\ntoday: 2026-04-01\nlanguage: en\n"
    if access:
        (folder / "access.yml").write_text(access, encoding="utf-8")
        settings += "access: access.yml\n"
    (folder / "askfin.yaml").write_text(settings, encoding="utf-8")
    return folder
