"""A made-up orchard that ships crates, for the tests of what is lacking, denied and counted."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Draft, Plan, Question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from tests.unit.offline import firm

MODEL = """
semantic_model: {name: orchard, label: {zh: 果园, en: Orchard}, default_period: this year, currency: EUR}
datasets:
  - name: agents
    label: {zh: 业务员, en: Agent}
    primary_key: agent_id
    display: agent_name
    fields:
      - {name: agent_id, type: integer, role: id, hidden: true}
      - {name: agent_name, type: string, role: name, label: {zh: 业务员姓名, en: Agent name}}
  - name: buyers
    label: {zh: 客户, en: Buyer}
    primary_key: buyer_id
    display: buyer_name
    fields:
      - {name: buyer_id, type: integer, role: id, hidden: true}
      - {name: agent_id, type: integer, role: id, hidden: true}
      - {name: buyer_name, type: string, role: name, label: {zh: 客户名称, en: Buyer name}}
      - {name: buyer_group, type: string, role: category, label: {zh: 客户分组, en: Segment}}
      - {name: guild, type: boolean, label: {zh: 老字号, en: Guild house}}
  - name: varieties
    label: {zh: 品种, en: Variety}
    primary_key: variety_id
    display: variety_name
    fields:
      - {name: variety_id, type: integer, role: id, hidden: true}
      - {name: variety_name, type: string, role: name, label: {zh: 品种名称, en: Variety name}}
  - name: carts
    label: {zh: 车, en: Cart}
    primary_key: cart_id
    display: cart_name
    fields:
      - {name: cart_id, type: integer, role: id, hidden: true}
      - {name: cart_name, type: string, role: name, label: {zh: 车名, en: Cart name}}
  - name: lots
    label: {zh: 批次, en: Lot}
    primary_key: lot_id
    time_field: sold_on
    loaded_through: 2026-11-04
    fields:
      - {name: lot_id, type: integer, role: id, label: {zh: 批号, en: Lot number}}
      - {name: buyer_id, type: integer, role: id, hidden: true}
      - {name: variety_id, type: integer, role: id, hidden: true}
      - {name: sold_on, type: date, role: time, label: {zh: 销售日期, en: Sale date}}
      - {name: fetched_on, type: date, role: time, label: {zh: 提货日期, en: Fetched on}}
      - {name: crates, type: integer, role: amount, label: {zh: 批次箱数, en: Crates of the lot}}
      - {name: price, type: decimal, role: amount, unit: EUR, label: {zh: 批次金额, en: Price of the lot}}
      - {name: payer, type: string, role: category, label: {zh: 付款方, en: Payer}, values: [Buyer, Broker],
         value_synonyms: {Buyer: [买方], Broker: [中间商, 月办]}}
  - name: runs
    label: {zh: 车次记录, en: Run}
    primary_key: run_id
    time_field: left_on
    loaded_through: 2026-11-04
    fields:
      - {name: run_id, type: integer, role: id, label: {zh: 车次号, en: Run number}}
      - {name: variety_id, type: integer, role: id, hidden: true}
      - {name: left_on, type: date, role: time, label: {zh: 发车日期, en: Left on}}
  - name: notices
    label: {zh: 投诉, en: Complaint}
    synonyms: [投诉单]
    primary_key: notice_id
    time_field: filed_on
    loaded_through: 2026-11-04
    fields:
      - {name: notice_id, type: integer, role: id, label: {zh: 投诉号, en: Complaint number}}
      - {name: lot_id, type: integer, role: id, hidden: true}
      - {name: filed_on, type: date, role: time, label: {zh: 投诉日期, en: Filed on}}
      - {name: closed_on, type: date, role: time, label: {zh: 办结日期, en: Settled on}}
      - {name: refund, type: decimal, role: amount, unit: EUR, label: {zh: 单笔补偿, en: Compensation of the row}}
      - {name: notice_status, type: string, role: category, label: {zh: 投诉状态, en: Complaint status},
         values: [W, D], value_synonyms: {W: [pending reply, 待回复], D: [done, 已办结]}}
relationships:
  - {name: buyer_agent, from: buyers.agent_id, to: agents.agent_id}
  - {name: lot_buyer, from: lots.buyer_id, to: buyers.buyer_id}
  - {name: lot_variety, from: lots.variety_id, to: varieties.variety_id}
  - {name: run_variety, from: runs.variety_id, to: varieties.variety_id}
  - {name: notice_lot, from: notices.lot_id, to: lots.lot_id}
metrics:
  - {name: sales, label: {zh: 销售额, en: Sales}, expression: SUM(lots.price), unit: EUR}
  - {name: crates_sold, label: {zh: 销量, en: Crates sold}, expression: SUM(lots.crates),
     unit: {count: {zh: 箱, en: crates}}}
  - {name: rebate, label: {zh: 折让, en: Rebate}, expression: SUM(lots.price) * 0.1, unit: EUR}
  - {name: run_count, label: {zh: 发车班次, en: Runs}, expression: COUNT(runs), unit: {count: {zh: 班, en: runs}}}
  - {name: redress, label: {zh: 补偿金额, en: Compensation}, synonyms: [赔款], expression: SUM(notices.refund)}
  - {name: open_notices, label: {zh: 未办结投诉, en: Open complaints}, synonyms: [没办结的案子],
     expression: COUNT(notices), filter: "notices.closed_on IS NULL", unit: {count: {zh: 件, en: complaints}}}
  - {name: notice_count, label: {zh: 投诉件数, en: Complaints}, expression: COUNT(notices),
     unit: {count: {zh: 件, en: complaints}}}
  - {name: waiting_redress, label: {zh: 待审批补偿, en: Compensation waiting}, expression: SUM(notices.refund),
     filter: "notices.notice_status = 'W'", unit: EUR}
"""
YEAR = "BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'"
OCTOBER = "BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"


@cache
def context() -> ReadContext:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "orchard.yaml"
        path.write_text(MODEL, encoding="utf-8")
        return build_context(Layer(load_model([path])))


def plan(text: str) -> Plan:
    asked = Question(text, "en" if text.isascii() else "zh", firm.TODAY, Rights.full("tests"))
    return plan_offline(read_question(asked, context()), asked, context())


def _checked(sql: str) -> str:
    parsed = parse_query(sql, context().layer.model)
    assert not isinstance(parsed, Issues), sql
    assert not isinstance(check_query(parsed, context().layer, Rights.full("tests")), Issues), sql
    return " ".join(sql.split())


def sql(text: str) -> str:
    """The query of a question that must be answered."""
    made = plan(text)
    assert isinstance(made, Draft), f"{text}: {made}"
    return _checked(made.semantic_sql)


def offered(text: str) -> list[str]:
    """The queries of a question that must be asked back."""
    made = plan(text)
    assert isinstance(made, Ask), f"{text}: {made}"
    return [_checked(option.semantic_sql) for option in made.options]
