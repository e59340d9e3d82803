"""Counts of rows in a state and of all there are: no date is taken in silence that nobody said."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.planners.offline import plan_offline
from bot.read import ReadContext, build_context, read_question
from bot.turn import Ask, Decline, Draft, Plan, Question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.loader import load_model
from semantic_layer.model import Layer
from semantic_layer.parse import parse_query
from tests.unit.offline import firm

LIBRARY = """
semantic_model: {name: library, label: {zh: 图书馆, en: Library}, default_period: this year}
datasets:
  - name: loans
    label: {zh: 借阅, en: Loan}
    primary_key: loan_id
    time_field: lent_on
    loaded_through: 2026-11-04
    fields:
      - {name: loan_id, type: integer, role: id, label: {zh: 借阅编号, en: Loan number}}
      - {name: lent_on, type: date, role: time, label: {zh: 借出日, en: Lent on}}
      - {name: back_on, type: date, role: time, label: {zh: 归还日, en: Back on}}
      - {name: lost_on, type: date, role: time, label: {zh: 遗失日, en: Date lost}}
      - {name: loan_status, type: string, role: category, label: {zh: 借阅状态, en: Loan status},
         values: [out, lost], value_synonyms: {out: [在借, outstanding], lost: [遗失, gone missing]}}
      - {name: room, type: string, role: category, label: {zh: 阅览室, en: Room}, values: [East, West],
         value_synonyms: {East: [东厅], West: [西厅]}}
metrics:
  - {name: fees, expression: SUM(loans.loan_id), label: {zh: 滞纳金, en: Late fees}}
"""
GOVERNED = """
  - {name: loans_made, expression: COUNT(loans), label: {zh: 借出数, en: Loans made}}
"""
COUNT = "SELECT COUNT(loans.loan_id) AS loans_count FROM library"
OUT = "loans.loan_status = 'out'"
LOST = "loans.loan_status = 'lost'"


def _loaded(text: str, folder: Path) -> ReadContext:
    path = folder / "library.yaml"
    path.write_text(text, encoding="utf-8")
    return build_context(Layer(load_model([path])))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ReadContext:
    return _loaded(LIBRARY, tmp_path_factory.mktemp("library"))


def _planned(text: str, context: ReadContext) -> Plan:
    asked = Question(text, "en" if text.isascii() else "zh", firm.TODAY, Rights.full("tests"))
    return plan_offline(read_question(asked, context), asked, context)


def _options(text: str, context: ReadContext) -> list[str]:
    """The queries offered, each of which the checks let through."""
    made = _planned(text, context)
    assert isinstance(made, Ask), f"{text}: {made}"
    for option in made.options:
        parsed = parse_query(option.semantic_sql, context.layer.model)
        assert not isinstance(parsed, Issues), option
        assert not isinstance(check_query(parsed, context.layer, Rights.full("tests")), Issues), option
    return [" ".join(option.semantic_sql.split()) for option in made.options]


@pytest.mark.parametrize(
    "text",
    ["how many loans do we have", "total number of loans", "how many loans in total", "借阅总数", "一共有多少借阅"],
)
def test_all_there_are_have_no_period(text: str, library: ReadContext):
    made = _planned(text, library)
    assert isinstance(made, Draft), made
    assert " ".join(made.semantic_sql.split()) == COUNT


@pytest.mark.parametrize("text", ["今年一共有多少借阅", "how many loans this year in total", "how many loans"])
def test_a_period_said_or_the_default_of_plain_rows_stays(text: str, library: ReadContext):
    made = _planned(text, library)
    assert isinstance(made, Draft), made
    assert "2026-01-01" in made.semantic_sql


@pytest.mark.parametrize(
    "text", ["how many loans are outstanding now", "how many outstanding loans", "在借的借阅有多少个"]
)
def test_a_state_is_of_all_or_of_the_default_period(text: str, library: ReadContext):
    whole, dated = _options(text, library)
    assert whole == f"{COUNT} WHERE {OUT}"
    assert dated == f"{COUNT} WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-12-31' AND {OUT}"


@pytest.mark.parametrize("text", ["how many loans gone missing in 2025", "去年遗失的借阅有几个"])
def test_a_state_in_a_period_goes_by_one_of_its_dates(text: str, library: ReadContext):
    own, other = _options(text, library)
    assert own == f"{COUNT} WHERE period BETWEEN DATE '2025-01-01' AND DATE '2025-12-31' AND {LOST}"
    bounds = "loans.lost_on >= DATE '2025-01-01' AND loans.lost_on <= DATE '2025-12-31'"
    assert other == f"{COUNT} WHERE {LOST} AND {bounds}"


def test_a_state_that_no_date_is_called_like_goes_by_the_date_of_the_rows(library: ReadContext):
    made = _planned("how many outstanding loans in October", library)
    assert isinstance(made, Draft), made
    assert "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'" in made.semantic_sql


def test_by_month_no_date_is_taken_for_a_state(library: ReadContext):
    assert isinstance(_planned("how many loans gone missing per month in 2025", library), Decline)


@pytest.mark.parametrize("text", ["how many loans in the East room in 2025", "去年东厅的借阅有几个"])
def test_a_value_that_is_no_state_asks_nothing(text: str, library: ReadContext):
    made = _planned(text, library)
    assert isinstance(made, Draft), made
    assert "loans.room = 'East'" in made.semantic_sql
    assert "2025-01-01" in made.semantic_sql


def test_a_count_of_those_begun_tells_no_state_of_today(tmp_path: Path):
    governed = _loaded(LIBRARY + GOVERNED, tmp_path)
    assert _options("how many loans are outstanding now", governed)[0] == f"{COUNT} WHERE {OUT}"
    made = _planned("how many outstanding loans in October", governed)
    assert isinstance(made, Draft), made
    assert "MEASURE(loans_made)" in made.semantic_sql


AVERAGE = """
  - {name: mean_span, expression: AVG(loans.days), label: {zh: 平均借期, en: Average days out}, unit: days}
  - {name: lent, expression: COUNT(loans), label: {zh: 借出量, en: Loans lent}, synonyms: [loans]}
"""


@pytest.mark.parametrize("word", ["Avg days out", "average days out"])
def test_avg_is_average_in_a_name(word: str, tmp_path: Path):
    days = "      - {name: days, type: integer, role: rate, unit: days, label: {zh: 天数, en: Days out}}\n"
    model = LIBRARY.replace("      - {name: room", f"{days}      - {{name: room", 1) + AVERAGE
    made = _planned(f"{word} lost loans in East, October", _loaded(model, tmp_path))
    assert isinstance(made, Draft), made
    assert "MEASURE(mean_span)" in made.semantic_sql
