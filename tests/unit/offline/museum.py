"""A made-up museum for verbs: what is spent has kinds, people come, two things are counted in 张, members consume."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Draft, Plan
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from tests.unit.offline import firm

MODEL = """
semantic_model: {name: museum, label: {zh: 博物馆, en: Museum}, default_period: this year, currency: CNY}
datasets:
  - name: tickets
    label: {zh: 门票, en: Ticket}
    primary_key: ticket_id
    time_field: sold_on
    loaded_through: 2026-11-04
    fields:
      - {name: ticket_id, type: integer, role: id, hidden: true}
      - {name: card_id, type: integer, role: id, hidden: true}
      - {name: sold_on, type: date, role: time, hidden: true}
      - {name: hour, type: string, role: category, label: {zh: 时段, en: Part of day}, values: [上午, 下午]}
      - {name: price, type: decimal, role: amount, unit: CNY, hidden: true}
  - name: cards
    label: {zh: 会员, en: Member}
    primary_key: card_id
    display: card_no
    time_field: joined_on
    loaded_through: 2026-11-04
    fields:
      - {name: card_id, type: integer, role: id, hidden: true}
      - {name: card_no, type: string, role: id, label: {zh: 会员号, en: Member number}}
      - {name: joined_on, type: date, role: time, hidden: true}
      - {name: level, type: string, role: category, label: {zh: 会员等级, en: Level}, values: [金卡, 银卡],
         value_synonyms: {金卡: [金卡会员, Gold], 银卡: [Silver]}}
  - name: repairs
    label: {zh: 维修单, en: Repair}
    primary_key: repair_id
    time_field: ordered_on
    loaded_through: 2026-11-04
    fields:
      - {name: repair_id, type: integer, role: id, hidden: true}
      - {name: ordered_on, type: date, role: time, hidden: true}
      - {name: fault, type: string, role: category, label: {zh: 维修原因, en: Repair reason}, values: [漏水, 断电]}
      - {name: fee, type: decimal, role: amount, unit: CNY, hidden: true}
  - name: accounts
    label: {zh: 费用科目, en: Expense account}
    primary_key: account
    fields:
      - {name: account, type: string, role: category, label: {zh: 费用科目, en: Expense account},
         values: [房租, 电费, 宣传, 安保],
         value_synonyms: {房租: [rent], 电费: [electricity], 宣传: [Publicity], 安保: [Guards]}}
  - name: expenses
    label: {zh: 费用行, en: Expense line}
    primary_key: line_id
    time_field: booked_on
    loaded_through: 2026-10-31
    fields:
      - {name: line_id, type: integer, role: id, hidden: true}
      - {name: booked_on, type: date, role: time, hidden: true}
      - {name: account, type: string, role: id, hidden: true}
      - {name: amount, type: decimal, role: amount, unit: CNY, hidden: true}
  - name: ads
    label: {zh: 广告行, en: Ad line}
    primary_key: ad_id
    time_field: run_on
    loaded_through: 2026-10-31
    fields:
      - {name: ad_id, type: integer, role: id, hidden: true}
      - {name: run_on, type: date, role: time, hidden: true}
      - {name: medium, type: string, role: category, label: {zh: 媒介, en: Medium}, values: [广播, 海报],
         value_synonyms: {广播: [Radio]}}
      - {name: amount, type: decimal, role: amount, unit: CNY, hidden: true}
  - name: goods
    label: {zh: 商店销售, en: Shop line}
    primary_key: good_id
    time_field: sold_on
    loaded_through: 2026-10-31
    fields:
      - {name: good_id, type: integer, role: id, hidden: true}
      - {name: sold_on, type: date, role: time, hidden: true}
      - {name: article, type: string, role: category, label: {zh: 商品, en: Article}, values: [明信片],
         value_synonyms: {明信片: [Postcards]}}
      - {name: cost, type: decimal, role: amount, unit: CNY, hidden: true}
relationships:
  - {name: of_account, from: expenses.account, to: accounts.account}
  - {name: of_card, from: tickets.card_id, to: cards.card_id}
metrics:
  - {name: running, expression: SUM(expenses.amount), label: {zh: 费用, en: Expenses}, unit: CNY}
  - {name: ad_spend, expression: SUM(ads.amount), label: {zh: 宣传投放支出, en: Publicity spend}, unit: CNY}
  - {name: shop_cost, expression: SUM(goods.cost), label: {zh: 商品成本, en: Cost of goods}, synonyms: [成本, cost],
     unit: CNY}
  - {name: guests, expression: COUNT(tickets), label: {zh: 客流, en: Guests}, synonyms: [来客数]}
  - {name: sold, expression: COUNT(tickets), label: {zh: 门票张数, en: Tickets sold}, synonyms: [张数],
     unit: {count: {zh: 张, en: tickets}}}
  - {name: slips, expression: COUNT(repairs), label: {zh: 维修单数, en: Repairs}, unit: {count: {zh: 张, en: slips}}}
  - {name: joined, expression: COUNT(cards), label: {zh: 新增会员, en: New members}, synonyms: [sign-ups],
     unit: {count: {zh: 人, en: members}}}
  - {name: consumed, expression: SUM(tickets.price) FILTER (WHERE tickets.card_id IS NOT NULL),
     label: {zh: 会员消费额, en: Member sales}, unit: CNY}
  - {name: stopped, expression: COUNT(tickets), label: {en: Canceled tickets, zh: 退票数}, synonyms: [labour hours]}
"""


@cache
def museum() -> ReadContext:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "museum.yaml"
        path.write_text(MODEL, encoding="utf-8")
        return build_context(Layer(load_model([path])))


def staged(text: str) -> Plan:
    asked = firm.question(text)
    return plan_offline(read_question(asked, museum()), asked, museum())


def measured(text: str) -> tuple[str, str]:
    """(what is measured, what it is narrowed to besides time) of a question that must be answered."""
    made = staged(text)
    assert isinstance(made, Draft), f"{text}: {made}"
    flat = " ".join(made.semantic_sql.split())
    metric = flat.split("MEASURE(", 1)[1].split(")", 1)[0]
    where = flat.split(" WHERE ", 1)[-1].split(" GROUP BY ")[0]
    conditions = [one for one in where.split(" AND ") if not one.startswith(("period", "DATE"))]
    return metric, " AND ".join(conditions)
