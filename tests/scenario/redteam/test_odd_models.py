"""Models nobody would write on purpose: one metric and no date, one label for everything, Chinese names throughout."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from bot.turn import Clarification, Refusal
from semantic_layer.errors import ModelError
from tests.scenario.redteam.conftest import asking, opened, rows, shown

DATELESS = """
semantic_model: {name: m, default_period: this year}
datasets: [{name: t, fields: [{name: a, type: integer}, {name: c, type: string}]}]
metrics: [{name: total, expression: SUM(t.a)}]
"""
SAME = """
semantic_model: {name: m, default_period: this year}
datasets:
  - name: t
    label: Same
    time_field: d
    loaded_through: 2026-03-31
    fields:
      - {name: d, type: date, label: Same}
      - {name: c, type: string, role: category, label: Same, values: [Same, Other]}
      - {name: a, type: integer, label: Same}
metrics:
  - {name: x, expression: SUM(t.a), label: Same}
  - {name: y, expression: AVG(t.a), label: Same}
"""
CHINESE = """
semantic_model: {name: 财务, default_period: this year}
datasets:
  - name: 订单
    primary_key: [编号]
    time_field: 日期
    loaded_through: 2026-03-31
    fields:
      - {name: 编号, type: integer, role: id}
      - {name: 日期, type: date}
      - {name: 地区, type: string, role: category}
      - {name: 金额, type: decimal, role: amount, unit: CNY}
metrics: [{name: 收入, expression: SUM(订单.金额), unit: CNY}]
"""
T = (
    "CREATE TABLE t AS SELECT * FROM (VALUES (1, 'Same', DATE '2026-01-01'), (2, 'Other', DATE '2026-01-02')) "
    "v(a, c, d)"
)
ORDERS = (
    "CREATE TABLE 订单 AS SELECT * FROM (VALUES (1, DATE '2026-01-05', '东区', 5), (2, DATE '2026-02-05', '西区', 7)) "
    "v(编号, 日期, 地区, 金额)"
)
WEST = (
    "people: {li: [west], boss: [all]}\nroles: {all: {metrics: '*'}, west: {metrics: '*', rows: {订单.地区: 西区}}}\n"
)


def workspace(folder: Path, model: str, sql: str, access: str = "") -> Path:
    with duckdb.connect(str(folder / "d.duckdb")) as connection:
        connection.execute(sql)
    (folder / "model.yml").write_text(model, encoding="utf-8")
    settings = "name: X\nwarehouse: {duckdb: d.duckdb}\nmodel: [model.yml]\ntoday: 2026-04-01\n"
    if access:
        (folder / "access.yml").write_text(access, encoding="utf-8")
        settings += "access: access.yml\n"
    (folder / "askfin.yaml").write_text(settings, encoding="utf-8")
    return folder


def test_a_metric_without_a_date_needs_no_period(tmp_path: Path):
    with opened(workspace(tmp_path, DATELESS, T)) as app:
        ask = asking(app)
        assert rows(ask("ann", "total")) == [[3]]
        assert rows(ask("ann", "total by c")) == [["Other", 2], ["Same", 1]]
        refused = ask("ann", "total this year").outcome
        assert isinstance(refused, Refusal)
        assert [str(item.code) for item in refused.issues] == ["NO_TIME_AXIS"]


def test_options_of_one_label_are_told_apart(tmp_path: Path):
    with opened(workspace(tmp_path, SAME, T)) as app:
        outcome = asking(app)("ann", "Same this year").outcome
        assert isinstance(outcome, Clarification)
        assert len({option.label for option in outcome.options}) == len(outcome.options) == 2


def test_chinese_names_need_no_quoting(tmp_path: Path):
    with opened(workspace(tmp_path, CHINESE, ORDERS, WEST)) as app:
        ask = asking(app)
        assert rows(ask("boss", "今年各地区收入")) == [["西区", 7], ["东区", 5]]
        assert rows(ask("li", "今年收入")) == [[7]]
        assert rows(ask("li", "今年西区收入")) == [[7]]
        assert "东区" not in shown(ask("li", "今年各地区收入"))
        assert rows(ask("li", "今年东区收入")) == []


@pytest.mark.parametrize("name", ["order", "a b", "金额（元）", "1st", "a.b", 'a"b', "select"])
def test_a_name_that_would_need_quoting_is_told(tmp_path: Path, name: str):
    model = CHINESE.replace("name: 订单", f"name: '{name}'").replace("订单.", f"{name}.")
    with opened(workspace(tmp_path, model, ORDERS)) as app, pytest.raises(ModelError, match="name"):
        asking(app)("ann", "今年收入")
