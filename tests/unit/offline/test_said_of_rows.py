"""Small words that turn a number: a flag said of rows, a letter in Chinese, 要 before a deed, a month added, a part of
itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.agree import agree
from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Decline, Draft, Plan, PriorTurn, Question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from tests.unit.offline import firm

BINDERY = """
semantic_model: {name: bindery, currency: EUR, label: {zh: 装订厂, en: Bindery}, default_period: this year}
datasets:
  - name: jobs
    label: {zh: 装订单, en: Binding job}
    primary_key: job_id
    time_field: bound_on
    loaded_through: 2026-11-04
    fields:
      - {name: job_id, type: integer, role: id, label: {zh: 装订单号, en: Job number}}
      - {name: press_id, type: integer, role: id, hidden: true}
      - {name: bound_on, type: date, role: time, label: {zh: 装订日期, en: Bound on}}
      - {name: rush, type: boolean, role: flag, label: {zh: 加急装订, en: Rush}, synonyms: [加急]}
      - {name: cover, type: string, role: category, label: {zh: 封面, en: Cover}, values: [布面, 皮面, 纸面]}
      - {name: fee, type: decimal, role: amount, label: {zh: 单笔工费, en: Job fee}}
  - name: presses
    label: {zh: 出版社, en: Press}
    primary_key: press_id
    display: press_name
    fields:
      - {name: press_id, type: integer, role: id, hidden: true}
      - {name: press_name, type: string, role: name, label: {zh: 出版社名称, en: Press name}}
      - {name: tier, type: string, role: category, label: {zh: 等级, en: Tier}, values: [A, B],
         value_synonyms: {A: [A级], B: [B级]}}
  - name: outgoings
    label: {zh: 付款单, en: Payment}
    primary_key: outgoing_id
    time_field: paid_on
    loaded_through: 2026-11-04
    fields:
      - {name: outgoing_id, type: integer, role: id, hidden: true}
      - {name: paid_on, type: date, role: time, label: {zh: 付款日期, en: Paid on}}
      - {name: sum, type: decimal, role: amount, label: {zh: 单笔付款, en: Sum}}
relationships:
  - {name: job_press, from: jobs.press_id, to: presses.press_id}
metrics:
  - {name: fees, expression: SUM(jobs.fee), label: {zh: 工费收入, en: Fees}, unit: EUR}
  - {name: payments, expression: SUM(outgoings.sum), label: {zh: 付款额, en: Payments}, synonyms: [付款], unit: EUR}
"""
OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"


@pytest.fixture(scope="module")
def bindery(tmp_path_factory: pytest.TempPathFactory) -> ReadContext:
    path = tmp_path_factory.mktemp("bindery") / "bindery.yaml"
    path.write_text(BINDERY, encoding="utf-8")
    return build_context(Layer(load_model([path])))


def _plan(context: ReadContext, *turns: str) -> tuple[Plan, str]:
    """The plan of the last turn, and its query where agreement holds."""
    history: list[PriorTurn] = []
    made: Plan | None = None
    sql = ""
    for text in turns:
        asked = Question(
            text, "en" if text.isascii() else "zh", firm.TODAY, Rights.full("tests"), history=tuple(history)
        )
        reading = read_question(asked, context)
        made, sql = plan_offline(reading, asked, context), ""
        if isinstance(made, Draft):
            parsed = parse_query(made.semantic_sql, context.layer.model)
            assert not isinstance(parsed, Issues), f"{parsed}\n{made.semantic_sql}"
            checked = check_query(parsed, context.layer, Rights.full("tests"))
            assert not isinstance(checked, Issues), f"{checked}\n{made.semantic_sql}"
            assert not agree(reading, checked, context.layer), made.semantic_sql
            sql = " ".join(made.semantic_sql.split())
            history.append(PriorTurn(text, "answer", sql))
    assert made is not None
    return made, sql


def _sql(context: ReadContext, *turns: str) -> str:
    made, sql = _plan(context, *turns)
    assert isinstance(made, Draft), f"{turns}: {made}"
    return sql


def _declined(context: ReadContext, *turns: str) -> Sequence[IssueCode]:
    made, sql = _plan(context, *turns)
    assert isinstance(made, Decline), f"{turns}: {sql or made}"
    return [one.code for one in made.issues]


@pytest.mark.parametrize(
    "text", ["10月加急的装订单", "10月加急装订的装订单有哪些", "列出10月加急装订单", "list the rush jobs of October"]
)
def test_a_flag_said_of_rows_is_what_they_are(text: str, bindery: ReadContext):
    assert f"{OCTOBER} AND jobs.rush = TRUE ORDER BY" in _sql(bindery, text)


def test_a_flag_said_of_rows_that_are_counted(bindery: ReadContext):
    sql = _sql(bindery, "10月加急的装订单有多少")
    assert "COUNT(jobs.job_id)" in sql
    assert "jobs.rush = TRUE" in sql
    assert "GROUP BY" not in sql


@pytest.mark.parametrize("text", ["10月装订单,按加急装订", "October binding jobs by rush"])
def test_a_flag_asked_for_is_shown_of_all(text: str, bindery: ReadContext):
    sql = _sql(bindery, text)
    assert "jobs.rush" in sql
    assert "jobs.rush =" not in sql


def test_a_flag_denied_of_rows(bindery: ReadContext):
    assert "jobs.rush = FALSE" in _sql(bindery, "10月没加急的装订单")


@pytest.mark.parametrize("text", ["列出10月装订单和加急装订", "除了加急的装订单 10月 明细"])
def test_a_flag_beside_rows_is_no_mere_column(text: str, bindery: ReadContext):
    assert _declined(bindery, text)


@pytest.mark.parametrize(
    "text", ["A出版社10月工费收入", "A 出版社10月工费收入", "I出版社10月工费收入", "10月a出版社工费收入"]
)
def test_a_letter_beside_chinese_is_no_article(text: str, bindery: ReadContext):
    assert _declined(bindery, text)


def test_the_letter_with_its_noun_is_the_value(bindery: ReadContext):
    assert "presses.tier = 'A'" in _sql(bindery, "A级出版社10月工费收入")


def test_the_english_article_stays_one(bindery: ReadContext):
    assert "MEASURE(fees)" in _sql(bindery, "give me a list of fees by press in October")


@pytest.mark.parametrize("text", ["这个月要付多少钱", "这个月还要付多少钱", "本月需要付多少"])
def test_what_is_to_be_paid_is_not_what_was(text: str, bindery: ReadContext):
    assert _declined(bindery, text)


@pytest.mark.parametrize("text", ["10月付了多少钱", "我要10月付款额", "要10月的付款额"])
def test_what_was_paid(text: str, bindery: ReadContext):
    assert "MEASURE(payments)" in _sql(bindery, text)


@pytest.mark.parametrize("text", ["加上9月", "再加上9月"])
def test_a_month_added_does_not_take_the_place_of_the_other(text: str, bindery: ReadContext):
    assert _declined(bindery, "10月工费收入", text) == [IssueCode.ASK_IN_FULL]


def test_another_month_takes_its_place(bindery: ReadContext):
    assert "2026-09-01" in _sql(bindery, "10月工费收入", "9月呢")


@pytest.mark.parametrize("text", ["占多少", "占比呢", "what share is that?"])
def test_the_one_member_left_has_a_share_of_all(text: str, bindery: ReadContext):
    part = "MEASURE(fees) FILTER (WHERE jobs.cover = '皮面')"
    sql = _sql(bindery, "10月工费收入按封面", "皮面的", text)
    assert f"{part} / MEASURE(fees) AS fees_share" in sql
    assert sql.endswith(OCTOBER)


def test_shares_within_one_member_by_something_else(bindery: ReadContext):
    sql = _sql(bindery, "10月工费收入按封面", "皮面的", "按出版社", "占多少")
    assert "TOTAL(MEASURE(fees))" in sql
    assert "jobs.cover = '皮面'" in sql


def test_two_members_set_apart_are_no_groups(bindery: ReadContext):
    sql = _sql(bindery, "10月工费收入按封面", "皮面的", "比布面多多少")
    assert "AS fees_difference" in sql
    assert "GROUP BY" not in sql


def test_two_members_set_apart_by_something_else(bindery: ReadContext):
    sql = _sql(bindery, "10月工费收入按出版社", "皮面比布面多多少")
    assert "AS fees_difference" in sql
    assert "GROUP BY presses.press_name" in sql


def test_what_is_left_out_has_no_part_of_the_rest(bindery: ReadContext):
    assert _declined(bindery, "10月工费收入按封面", "去掉皮面", "占比", "加上皮面")


@pytest.mark.parametrize("text", ["要花多少付款", "今年还要花多少付款"])
def test_what_is_to_be_spent_beside_its_measure(text: str, bindery: ReadContext):
    assert _declined(bindery, text)


def test_a_day_of_a_month_end_is_not_the_month(bindery: ReadContext):
    assert _declined(bindery, "月底最后一天的工费收入") == [IssueCode.UNRESOLVED_PERIOD]
    assert "DATE '2026-09-30' AND DATE '2026-09-30'" in _sql(bindery, "9月最后一天的工费收入")
