"""A stockroom: two names of the same goods, a measure beside the one answered, days asked of what is no days."""

from __future__ import annotations

import pytest

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, PriorTurn
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from tests.unit.offline import firm

MODEL = """
semantic_model: {name: room, label: {zh: 库房, en: Stockroom}, default_period: this year}
datasets:
  - name: goods
    label: {zh: 货品, en: Article}
    primary_key: code
    display: name_zh
    fields:
      - {name: code, type: string, role: id, label: {zh: 货号, en: Code}}
      - {name: name_zh, type: string, role: name, label: {zh: 货品, en: Article (Chinese)}}
      - {name: name_en, type: string, role: name, label: {zh: 英文名, en: Article}}
  - name: stock
    label: {zh: 库存快照, en: Stock snapshot}
    primary_key: [day, code]
    time_field: day
    time_grain: month
    loaded_through: 2026-10-31
    fields:
      - {name: day, type: date, role: time}
      - {name: code, type: string, role: id, hidden: true}
      - {name: site, type: string, role: category, label: {zh: 库位, en: Site}, values: [东库, 西库]}
      - {name: pieces, type: integer, role: balance}
      - {name: value, type: decimal, role: balance, unit: CNY}
  - name: moves
    label: {zh: 出库单, en: Issue}
    primary_key: move_id
    time_field: moved_on
    loaded_through: 2026-11-04
    fields:
      - {name: move_id, type: integer, role: id}
      - {name: code, type: string, role: id, hidden: true}
      - {name: moved_on, type: date, role: time}
      - {name: kind, type: string, role: category, label: {zh: 出库类型, en: Kind}, values: [领用, 调拨]}
      - {name: hall, type: string, role: category, label: {zh: 库区, en: Hall}, values: [一区, 二区]}
      - {name: pieces, type: integer, role: amount}
      - {name: value, type: decimal, role: amount, unit: CNY}
relationships:
  - {name: stock_goods, from: stock.code, to: goods.code}
  - {name: move_goods, from: moves.code, to: goods.code}
metrics:
  - {name: stock_value, expression: SUM(stock.value), kind: balance, label: {zh: 存货金额, en: Stock value}, unit: CNY}
  - {name: stock_pieces, expression: SUM(stock.pieces), kind: balance, label: {zh: 存货件量, en: Stock pieces}}
  - {name: issued, expression: SUM(moves.pieces), label: {zh: 出库件量, en: Issued pieces}}
  - {name: issued_value, expression: SUM(moves.value), label: {zh: 出库额, en: Issued value}, unit: CNY}
  - {name: used, expression: SUM(moves.pieces), filter: "moves.kind = '领用'", label: {zh: 领用件量, en: Used pieces}}
  - {name: used_share, expression: used / issued, unit: percent, label: {zh: 领用比例, en: Share used}}
  - {name: turn_days, expression: AVG_BALANCE(stock_value) / issued_value * PERIOD_DAYS(), unit: days,
     label: {zh: 周转天数, en: Turnover days}}
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> ReadContext:
    path = tmp_path_factory.mktemp("room") / "room.yaml"
    path.write_text(MODEL, encoding="utf-8")
    return build_context(Layer(load_model([path])))


def _plan(text: str, room: ReadContext, *history: PriorTurn) -> Plan:
    asked = firm.question(text, history)
    return plan_offline(read_question(asked, room), asked, room)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("top 3 articles by issued pieces in October", "goods.name_en"),
        ("10月出库件量前三的货品", "goods.name_zh"),
        ("10月各英文名的出库件量", "goods.name_en"),
    ],
)
def test_one_of_two_names_of_the_same_rows_is_shown(text: str, field: str, room: ReadContext):
    made = _plan(text, room)
    assert isinstance(made, Draft), made
    assert f"GROUP BY {field}" in made.semantic_sql


def _stock(room: ReadContext) -> PriorTurn:
    made = _plan("10月底各库位的存货金额", room)
    assert isinstance(made, Draft), made
    return PriorTurn("10月底各库位的存货金额", "answer", made.semantic_sql, first_rows=(("东库", 5), ("西库", 4)))


def test_the_measure_of_the_same_rows_is_offered_first(room: ReadContext):
    made = _plan("换成件量", room, _stock(room))
    assert isinstance(made, Ask), made
    assert made.options[0].label == "存货件量"
    assert "MEASURE(stock_pieces)" in made.options[0].semantic_sql
    assert "GROUP BY stock.site" in made.options[0].semantic_sql


def test_an_option_that_was_not_confirmed_is_no_answer(room: ReadContext):
    asked = _plan("换成件量", room, _stock(room))
    assert isinstance(asked, Ask)
    turn = PriorTurn("换成件量", "clarification", options=asked.options[:1])
    made = _plan("东库呢", room, _stock(room), turn)
    assert isinstance(made, Ask), made
    assert "MEASURE(stock_pieces)" in made.options[0].semantic_sql
    assert "'东库'" in made.options[0].semantic_sql


def test_days_are_asked_of_what_is_in_days(room: ReadContext):
    made = _plan("10月周转天数是多少天", room)
    assert isinstance(made, Draft), made
    assert "MEASURE(turn_days)" in made.semantic_sql


def test_a_share_is_not_seen_by_what_it_is_a_share_of(room: ReadContext):
    assert isinstance(_plan("10月领用比例按库区", room), Draft)
    assert isinstance(_plan("10月各出库类型的领用比例", room), Decline)
    before = PriorTurn("10月领用比例", "answer", _sql("10月领用比例", room))
    assert isinstance(_plan("按出库类型", room, before), Decline)
    assert isinstance(_plan("按库区", room, before), Draft)


def _sql(text: str, room: ReadContext) -> str:
    made = _plan(text, room)
    assert isinstance(made, Draft), made
    return made.semantic_sql
