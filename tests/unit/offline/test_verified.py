"""Verified queries: matched exactly after linking, or not at all; read, checked and added with their faults named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.planners.verified import VerifiedQueries
from bot.planners.verified_files import add_verified, check_verified, load_verified
from bot.read import read_question
from bot.turn import Draft
from semantic_layer.errors import ModelError, OperatorError
from tests.unit.offline.firm import TODAY, context, question

FILE = """
verified:
  - name: revenue_of_zone
    owner: 财务部
    date: 2026-10-31
    patterns: ["{zone}的运费收入 {period}", "freight revenue of {zone} {period}"]
    parameters: {zone: depots.zone, period: period}
    sql: |
      SELECT MEASURE(freight_revenue) AS freight_revenue FROM parcels
      WHERE depots.zone = {zone} AND period BETWEEN {period.start} AND {period.end}
  - name: large_clients
    owner: Finance
    date: 2026-10-31
    patterns: ["运费收入超过{amount}的重点客户"]
    parameters: {amount: number}
    sql: |
      SELECT clients.client_name, MEASURE(freight_revenue) AS r FROM parcels GROUP BY 1
      HAVING MEASURE(freight_revenue) > {amount}
"""


@pytest.fixture
def verified(tmp_path: Path) -> VerifiedQueries:
    path = tmp_path / "verified.yml"
    path.write_text(FILE, encoding="utf-8")
    return VerifiedQueries(load_verified([path], context().layer.model), context())


def matched(verified: VerifiedQueries, text: str) -> Draft | None:
    asked = question(text)
    return verified.match(read_question(asked, context()), asked)


@pytest.mark.parametrize(
    "text",
    [
        "城北的运费收入 上月",
        "请问城北运费收入上个月是多少?",
        "Freight revenue of North last month",
        "城北運費收入,2026年10月",
    ],
)
def test_wordings_of_one_pattern_match(verified: VerifiedQueries, text: str):
    made = matched(verified, text)
    assert made is not None
    assert made.planner == "verified"
    assert made.verified_by == "revenue_of_zone"
    assert made.semantic_sql.splitlines()[1] == (
        "WHERE depots.zone = '城北' AND period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
    )


@pytest.mark.parametrize(
    "text",
    [
        "城北的运费收入",  # no period
        "城北的运费收入 上月 同比",  # more is asked
        "除城北以外的运费收入 上月",
        "城北和城南的运费收入 上月",
        "空运的运费收入 上月",  # a value of another field
        "城北的赔付率 上月",
        "",
    ],
)
def test_anything_else_is_no_match(verified: VerifiedQueries, text: str):
    assert matched(verified, text) is None


def test_a_number_is_put_in_as_a_literal(verified: VerifiedQueries):
    made = matched(verified, "运费收入超过500万的重点客户")
    assert made is not None
    assert made.semantic_sql.endswith("> 5000000")


def test_a_name_with_a_quote_stays_a_literal():
    from bot.planners.verified import put_in

    assert put_in("x = {v}", {"v": "O'Neil'; DROP"}) == "x = 'O''Neil''; DROP'"


def test_faults_of_a_file_are_named_with_their_line(tmp_path: Path):
    path = tmp_path / "verified.yml"
    path.write_text(
        "verified:\n  - name: a\n    patterns: ['{x} 收入']\n    sql: SELECT 1\n    date: soon\n    colour: red\n",
        encoding="utf-8",
    )
    with pytest.raises(ModelError) as caught:
        load_verified([path], context().layer.model)
    said = {(problem.line, problem.key) for problem in caught.value.problems}
    assert said == {(2, "owner"), (2, "colour"), (2, "date"), (2, "parameters")}


def test_sound_queries_pass_the_check(verified: VerifiedQueries):
    assert check_verified(verified.queries[:1], context(), TODAY) == []


def test_the_check_names_sql_that_no_longer_passes_and_unused_parameters(tmp_path: Path):
    path = tmp_path / "verified.yml"
    path.write_text(
        "verified:\n"
        "  - {name: a, owner: F, date: 2026-01-01, patterns: ['运费收入'], sql: SELECT MEASURE(gone) FROM parcels}\n"
        "  - {name: b, owner: F, date: 2026-01-01, patterns: ['{p} 运费收入'], parameters: {p: period},\n"
        "     sql: SELECT MEASURE(freight_revenue) FROM parcels}\n"
        "  - {name: c, owner: F, date: 2026-01-01, patterns: ['火星 运费收入'],\n"
        "     sql: SELECT MEASURE(freight_revenue) FROM parcels}\n",
        encoding="utf-8",
    )
    problems = check_verified(load_verified([path], context().layer.model), context(), TODAY)
    assert [problem.key for problem in problems] == ["verified a", "verified b", "verified c"]
    assert "UNKNOWN_METRIC" in problems[0].message
    assert "火星" in problems[2].message


def test_an_answer_is_added_under_its_owner_and_loads_again(tmp_path: Path):
    path = tmp_path / "verified" / "mine.yml"
    add_verified(
        path, "first", "上月运费收入", "SELECT MEASURE(freight_revenue)\nFROM parcels", '财务 "部"', date(2026, 11, 5)
    )
    add_verified(path, "second", "上月赔付率", "SELECT MEASURE(claim_ratio)\nFROM parcels", "F", date(2026, 11, 5))
    loaded = load_verified([path], context().layer.model)
    assert [(query.name, query.owner) for query in loaded] == [("first", '财务 "部"'), ("second", "F")]
    assert loaded[0].sql == "SELECT MEASURE(freight_revenue)\nFROM parcels"
    with pytest.raises(OperatorError):
        add_verified(path, "first", "x", "SELECT 1", "F", date(2026, 11, 5))
    with pytest.raises(OperatorError):
        add_verified(path, "third", "x", "SELECT 1", " ", date(2026, 11, 5))
