"""A tiny company in a workspace of its own, and a way to run `askfin` in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from bot.__main__ import main

MODEL = """
semantic_model: {name: bakery, label: {zh: 面包房, en: Bakery}, default_period: this year}
datasets:
  - name: sales
    label: {zh: 销售, en: Sales}
    primary_key: [sale_id]
    time_field: sold_on
    loaded_through: 2026-03-20
    fields:
      - {name: sale_id, type: integer, role: id}
      - {name: sold_on, type: date, label: {zh: 销售日期, en: Sale date}}
      - name: shop
        type: string
        label: {zh: 门店, en: Shop}
        values: [东门店, 西门店]
        value_synonyms: {东门店: [East Gate]}
      - {name: amount, type: decimal, role: amount, unit: CNY}
  - name: members
    label: {zh: 会员, en: Member}
    primary_key: [member_id]
    time_field: joined_on
    fields:
      - {name: member_id, type: integer, role: id}
      - {name: joined_on, type: date, label: {zh: 入会日期, en: Joined}}
      - {name: left_on, type: date, label: {zh: 退会日期, en: Left}}
metrics:
  - name: takings
    label: {zh: 营业额, en: Takings}
    description: {zh: 含税销售额, en: Sales with tax}
    owner: 店长
    unit: CNY
    expression: SUM(sales.amount)
  - {name: joiners, label: {zh: 入会人数, en: Joiners}, expression: COUNT(members)}
  - {name: leavers, label: {zh: 退会人数, en: Leavers}, expression: COUNT(members), time_field: members.left_on}
"""
ACCESS = """
people:
  boss@example.com: {roles: [all]}
  east@example.com: {roles: [east]}
roles:
  all: {metrics: {allow: ["*"]}}
  east: {metrics: {allow: ["*"]}, rows: {sales.shop: [东门店]}}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Takings: 东门店 100 in February and 30 in March, 西门店 7 in March."""
    folder = tmp_path / "bakery"
    folder.mkdir()
    with duckdb.connect(str(folder / "bakery.duckdb")) as connection:
        connection.execute("CREATE TABLE sales (sale_id INTEGER, sold_on DATE, shop VARCHAR, amount DECIMAL(18,2))")
        connection.execute(
            "INSERT INTO sales VALUES (1, DATE '2026-02-03', '东门店', 100), (2, DATE '2026-03-05', '东门店', 30), "
            "(3, DATE '2026-03-06', '西门店', 7)"
        )
        connection.execute("CREATE TABLE members (member_id INTEGER, joined_on DATE, left_on DATE)")
        connection.execute(
            "INSERT INTO members VALUES (1, DATE '2025-11-02', DATE '2026-02-27'), (2, DATE '2026-01-15', NULL), "
            "(3, DATE '2025-12-01', DATE '2026-03-02')"
        )
    (folder / "model.yml").write_text(MODEL, encoding="utf-8")
    (folder / "askfin.yaml").write_text(
        "name: Bakery\nwarehouse: {duckdb: bakery.duckdb}\nmodel: [model.yml]\ntoday: 2026-03-21\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def guarded(workspace: Path) -> Path:
    """The same with an access file."""
    (workspace / "access.yml").write_text(ACCESS, encoding="utf-8")
    with (workspace / "askfin.yaml").open("a", encoding="utf-8") as file:
        file.write("access: access.yml\n")
    return workspace


Run = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def askfin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `askfin …`: exit code, the JSON objects printed (none if it was text), and stderr or text."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASKFIN_MODEL", "ASKFIN_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str) -> tuple[int, list[dict[str, Any]], str]:
        code = main(list(words))
        said = capsys.readouterr()
        lines = [line for line in said.out.splitlines() if line.startswith("{")]
        objects = [json.loads(line) for line in lines] if "--json" in words else []
        return code, objects, said.err + ("" if objects else said.out)

    return run
