"""What has or has not happened by a date of its own: 还没到货, "shipped in September", "unpaid", 没下架."""

from __future__ import annotations

import pytest

from bot.agree import agree
from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, Question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from semantic_layer.query import CheckedQuery
from tests.unit.offline import firm

GARAGE = """
semantic_model: {name: garage, currency: EUR, label: {zh: 修车行, en: Garage}, default_period: this year}
datasets:
  - name: jobs
    label: {zh: 工单, en: Job}
    primary_key: job_id
    time_field: taken_on
    loaded_through: 2026-11-04
    fields:
      - {name: job_id, type: integer, role: id, label: {zh: 工单号, en: Job number}}
      - {name: client_id, type: integer, role: id, hidden: true}
      - {name: taken_on, type: date, role: time, label: {zh: 报修时间, en: Intake date}, synonyms: [date reported]}
      - {name: fixed_on, type: date, role: time, label: {zh: 修好日期, en: Repair date}}
      - {name: paid_at, type: timestamp, role: time, label: {zh: 付清时间, en: Paid at}}
      - {name: due_on, type: date, role: time, label: {zh: 到期日, en: Due date}}
      - {name: is_void, type: boolean, role: flag, label: {zh: 已撤销, en: Withdrawn}}
      - {name: cost, type: decimal, role: amount, label: {zh: 工时费, en: Labour}}
  - name: rentals
    label: {zh: 租车单, en: Rental}
    primary_key: rental_id
    time_field: rented_on
    loaded_through: 2026-11-04
    fields:
      - {name: rental_id, type: integer, role: id, label: {zh: 租车单号, en: Rental number}}
      - {name: rented_on, type: date, role: time, label: {zh: 起租日, en: Rental date}}
      - {name: back_on, type: date, role: time, label: {zh: 还车日期, en: Handback date}, synonyms: [Return date]}
      - {name: rental_status, type: string, role: category,
         label: {zh: 租车状态, en: Rental status}, values: [out, void]}
      - {name: sent_on, type: date, role: time, label: {zh: 送车日期, en: Sent on}, synonyms: [交接日期]}
      - {name: got_on, type: date, role: time, label: {zh: 交接日, en: Handed over}}
  - name: branches
    label: {zh: 分店, en: Branch}
    synonyms: [branches]
    primary_key: branch_id
    display: branch_name
    fields:
      - {name: branch_id, type: integer, role: id, hidden: true}
      - {name: branch_name, type: string, role: name, label: {zh: 分店名称, en: Branch name}}
      - {name: opens_on, type: date, label: {zh: 开业日期, en: Opening date}}
  - name: calls
    label: {zh: 来电, en: Call}
    primary_key: call_id
    time_field: called_at
    loaded_through: 2026-11-04
    fields:
      - {name: call_id, type: integer, role: id, label: {zh: 来电号, en: Call number}}
      - {name: client_id, type: integer, role: id, hidden: true}
      - {name: called_at, type: timestamp, role: time, label: {zh: 来电时间, en: Called at}}
  - name: clients
    label: {zh: 车主, en: Client}
    primary_key: client_id
    display: client_name
    loaded_through: 2026-11-04
    fields:
      - {name: client_id, type: integer, role: id, hidden: true}
      - {name: client_name, type: string, role: name, label: {zh: 车主姓名, en: Client name}}
      - {name: joined_on, type: date, label: {zh: 入会日期, en: Enrolment date}}
relationships:
  - {name: job_client, from: jobs.client_id, to: clients.client_id}
  - {name: call_client, from: calls.client_id, to: clients.client_id}
metrics:
  - {name: labour, expression: SUM(jobs.cost), label: {zh: 工时收入, en: Labour revenue}, unit: EUR}
  - {name: job_count, expression: COUNT(jobs), label: {zh: 工单数, en: Number of jobs}}
"""


@pytest.fixture(scope="module")
def garage(tmp_path_factory: pytest.TempPathFactory) -> ReadContext:
    path = tmp_path_factory.mktemp("garage") / "garage.yaml"
    path.write_text(GARAGE, encoding="utf-8")
    return build_context(Layer(load_model([path])))


def _planned(text: str, context: ReadContext) -> Plan:
    asked = Question(text, "en" if text.isascii() else "zh", firm.TODAY, Rights.full("tests"))
    return plan_offline(read_question(asked, context), asked, context)


def _checked(sql: str, context: ReadContext) -> CheckedQuery:
    parsed = parse_query(sql, context.layer.model)
    assert not isinstance(parsed, Issues), f"{parsed}\n{sql}"
    checked = check_query(parsed, context.layer, Rights.full("tests"))
    assert not isinstance(checked, Issues), f"{checked}\n{sql}"
    return checked


def _where(text: str, context: ReadContext) -> str:
    """The conditions of the one answer, which the checks let through and agreement holds."""
    made = _planned(text, context)
    assert isinstance(made, Draft), f"{text}: {made}"
    asked = Question(text, "en" if text.isascii() else "zh", firm.TODAY, Rights.full("tests"))
    assert agree(read_question(asked, context), _checked(made.semantic_sql, context), context.layer) is None
    sql = " ".join(made.semantic_sql.split())
    return sql.partition(" WHERE ")[2].partition(" GROUP BY ")[0].partition(" ORDER BY ")[0]


def _asked(text: str, context: ReadContext) -> list[str]:
    made = _planned(text, context)
    assert isinstance(made, Ask), f"{text}: {made}"
    for option in made.options:
        _checked(option.semantic_sql, context)
    return [" ".join(option.semantic_sql.split()) for option in made.options]


SEPTEMBER = "period BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"
FIXED = "jobs.fixed_on >= DATE '2026-10-01' AND jobs.fixed_on <= DATE '2026-10-31'"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("9月报修还没修好的工单有几个", f"{SEPTEMBER} AND jobs.fixed_on IS NULL"),
        ("9月报修但还没修好的工单", f"{SEPTEMBER} AND jobs.fixed_on IS NULL"),
        ("10月修好的工单有多少", FIXED),
        ("10月修好的工单工时收入", FIXED),
        ("9月报修10月修好的工单", f"{SEPTEMBER} AND {FIXED}"),
        ("jobs repaired in October", FIXED),
        ("labour revenue of jobs repaired in October", FIXED),
        ("jobs reported in September but not yet repaired", f"{SEPTEMBER} AND jobs.fixed_on IS NULL"),
        ("jobs repaired in October but reported in September", f"{SEPTEMBER} AND {FIXED}"),
        ("unpaid jobs", "jobs.paid_at IS NULL"),
        ("还没付清的工单", "jobs.paid_at IS NULL"),
        ("已修好但没付清的工单", "jobs.fixed_on IS NOT NULL AND jobs.paid_at IS NULL"),
        ("jobs repaired but not paid", "jobs.fixed_on IS NOT NULL AND jobs.paid_at IS NULL"),
        ("没撤销的工单有多少", "jobs.is_void = FALSE"),
        ("jobs due next month", "jobs.due_on >= DATE '2026-12-01' AND jobs.due_on <= DATE '2026-12-31'"),
        ("下月到期的工单有哪些", "jobs.due_on >= DATE '2026-12-01' AND jobs.due_on <= DATE '2026-12-31'"),
        (
            "how many jobs were paid in October",
            "jobs.paid_at >= DATE '2026-10-01' AND jobs.paid_at < DATE '2026-11-01'",
        ),
        ("jobs repaired since October", "jobs.fixed_on >= DATE '2026-10-01'"),
        ("2025年入会的车主有哪些", "clients.joined_on >= DATE '2025-01-01' AND clients.joined_on <= DATE '2025-12-31'"),
    ],
)
def test_a_date_of_its_own(text: str, where: str, garage: ReadContext):
    assert _where(text, garage).removeprefix("(").removesuffix(")") == where


@pytest.mark.parametrize("text", ["9月报修的工单有多少", "jobs reported in September"])
def test_the_date_that_is_counted_by_takes_its_period_as_ever(text: str, garage: ReadContext):
    assert _where(text, garage) == SEPTEMBER


@pytest.mark.parametrize("text", ["未到期的工单", "jobs not yet due", "没报修的工单", "jobs expired", "到期的工单"])
def test_a_planned_date_or_the_own_one_is_never_denied(text: str, garage: ReadContext):
    assert isinstance(_planned(text, garage), Decline | Ask)


def test_a_date_entered_before_the_day_is_never_denied(garage: ReadContext):
    """A launch next month is no empty date, and has not happened."""
    assert isinstance(_planned("还没开业的分店", garage), Decline | Ask)
    assert isinstance(_planned("branches not opened", garage), Decline | Ask)
    assert "branches.opens_on >= DATE '2026-10-01'" in _where("10月开业的分店", garage)


@pytest.mark.parametrize(
    "text", ["labour revenue and intake date of jobs repaired but not paid", "列出没付清的工单的报修时间和工时收入"]
)
def test_columns_beside_a_measure_are_named(text: str, garage: ReadContext):
    assert isinstance(_planned(text, garage), Decline | Ask)


def test_an_amount_is_no_list(garage: ReadContext):
    assert isinstance(_planned("9月报修10月修好的工单金额", garage), Decline | Ask)


@pytest.mark.parametrize("text", ["10月还没修好的工单", "jobs not repaired in October"])
def test_what_a_period_is_of_is_confirmed(text: str, garage: ReadContext):
    (only,) = _asked(text, garage)
    assert "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31' AND jobs.fixed_on IS NULL" in only


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("clients who made a call in October", "EXISTS"),
        ("clients that have not made a single call in October", "NOT EXISTS"),
        ("10月没有来电的车主", "NOT EXISTS"),
    ],
)
def test_the_last_day_of_a_range_of_moments_goes_on_until_midnight(text: str, op: str, garage: ReadContext):
    days = "BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
    assert _where(text, garage) == f"{op} (SELECT 1 FROM calls WHERE CAST(calls.called_at AS DATE) {days})"


@pytest.mark.parametrize(
    "text", ["clients who have not repaired a job", "clients that have not paid a job", "没付清工单的车主"]
)
def test_the_deed_of_members_is_no_state_of_a_thing(text: str, garage: ReadContext):
    made = _planned(text, garage)
    assert not (isinstance(made, Draft) and "IS NULL" in made.semantic_sql), made


def test_rows_of_several_states_are_confirmed(garage: ReadContext):
    (only,) = _asked("还没还车的租车单", garage)
    assert "rentals.back_on IS NULL" in only


def test_two_dates_of_one_stem_are_asked_about(garage: ReadContext):
    one, other = _asked("9月交接的租车单", garage)
    assert "WHERE rentals.got_on >= DATE '2026-09-01' AND rentals.got_on <= DATE '2026-09-30'" in one
    assert "WHERE rentals.sent_on >= DATE '2026-09-01' AND rentals.sent_on <= DATE '2026-09-30'" in other


def test_the_period_of_a_measure_is_not_that_of_its_members(garage: ReadContext):
    usual, same = _asked("2025年入会的车主的工时收入", garage)
    assert "period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31'" in usual
    assert "period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31'" in same
    assert "clients.joined_on >= DATE '2025-01-01'" in usual
    assert "clients.joined_on >= DATE '2025-01-01'" in same


def test_a_bare_month_of_a_planned_date_may_be_the_one_to_come(garage: ReadContext):
    coming, past = _asked("jobs due in December", garage)
    assert "2026-12-01" in coming
    assert "2025-12-01" in past


@pytest.mark.parametrize("text", ["10月的工单修好了多少", "修好的10月", "10月修好率", "October repair jobs"])
def test_what_is_said_otherwise_is_not_guessed(text: str, garage: ReadContext):
    made = _planned(text, garage)
    assert not (isinstance(made, Draft) and "fixed_on" not in made.semantic_sql), made
    assert isinstance(made, Decline | Ask)


@pytest.mark.parametrize(
    "text",
    [
        "10月修好的工单数同比",
        "jobs repaired in October vs September",
        "9月或10月修好的工单",
        "9月修好和10月修好的工单数",
        "9月报修和10月修好的工单",
        "10月底还没修好的工单",
        "9月报修当月没修好的工单",
        "今年修好的工单工时收入比去年",
        "jobs repaired in September or October",
    ],
)
def test_no_earlier_value_no_either_no_past_day(text: str, garage: ReadContext):
    made = _planned(text, garage)
    assert isinstance(made, Decline) or (isinstance(made, Ask) and made.issue.code is IssueCode.NOT_UNDERSTOOD), made


def test_a_query_without_the_condition_is_not_let_through(garage: ReadContext):
    asked = Question("10月修好的工单有多少", "zh", firm.TODAY, Rights.full("tests"))
    reading = read_question(asked, garage)
    bare = "SELECT MEASURE(job_count) AS n FROM garage WHERE jobs.due_on >= DATE '2026-10-01'"
    assert agree(reading, _checked(bare, garage), garage.layer) is not None
