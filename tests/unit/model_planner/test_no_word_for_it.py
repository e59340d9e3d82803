"""What no word of a question tells and a model settled by itself is asked about: who, a noun, a role, a kind."""

from __future__ import annotations

import pytest

from bot.planners.model.choices import by_other_ways, own_groups
from bot.planners.model.doubts import doubted
from bot.turn import Ask
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.parse import parse_query
from tests.unit.offline.company import OCTOBER, Company

MORE = """
  - {name: outlay_plan, label: {zh: 进货计划, en: Outlay plan}, expression: SUM(plans.wanted)}
  - {name: outlay_met, label: {zh: 进货完成率, en: Outlay met}, expression: outlay / outlay_plan, unit: percent}
"""
FLOWERS, PLANNED = Company("flowers"), Company("flowers", MORE)


def by(key: str, metric: str = "sale_count", rest: str = "ORDER BY v DESC LIMIT 1") -> str:
    return f"SELECT {key} AS k, MEASURE({metric}) AS v FROM flowers WHERE {OCTOBER} GROUP BY 1 {rest}".strip()


def one(metric: str, more: str = "") -> str:
    return f"SELECT MEASURE({metric}) AS v FROM flowers WHERE {OCTOBER}{more}"


async def doubt(text: str, sql: str, company: Company = FLOWERS) -> Ask | None:
    """The question back that a draft needs; None where it runs."""
    question, around = company.question(text), company.context()

    async def verify(draft: str) -> Issues | None:
        parsed = parse_query(draft, around.layer.model)
        found = parsed if isinstance(parsed, Issues) else check_query(parsed, around.layer, Rights.full("tests"))
        return found if isinstance(found, Issues) else None

    assert await verify(sql) is None
    return await doubted(sql, question, company.read(text), around, verify)


@pytest.mark.parametrize(
    ("text", "sql", "words"),
    [
        ("谁上月的成交笔数最多", by("florists.agent"), ("谁",)),
        ("谁上月的成交笔数最多", by("florists.florist_name"), ("谁",)),
        ("who had the most sales made in October", by("florists.agent"), ("who",)),
        ("哪个花店上月的成交笔数最多", by("florists.florist_name"), ()),
        ("哪个业务员上月的成交笔数最多", by("florists.agent"), ()),
        ("上月各批发商的成交笔数", by("places.town", rest=""), ("各批发商",)),
        ("上月各花市的成交笔数咋样", by("places.place_name", rest=""), ()),
        ("上月成交笔数", one("sale_count"), ()),
    ],
)
def test_a_group_has_a_word(text: str, sql: str, words: tuple[str, ...]) -> None:
    assert own_groups(sql, FLOWERS.read(text), text, FLOWERS.layer.model) == words


async def test_who_is_offered_with_the_group_taken() -> None:
    found = await doubt("谁上月的成交笔数最多", by("florists.agent"))
    assert isinstance(found, Ask)
    assert found.issue.code is IssueCode.NOT_UNDERSTOOD
    assert "业务员" in found.options[0].label
    assert await doubt("哪个业务员上月的成交笔数最多", by("florists.agent")) is None


ROUTE = " AND origin.town = '西港' AND goal.town = '东港'"


async def test_from_here_to_there_is_offered_both_ways() -> None:
    text = "上月从西港拉去东港的运量"
    found = await doubt(text, one("load", ROUTE))
    assert isinstance(found, Ask)
    there, back = (option.semantic_sql for option in found.options)
    assert "origin.town = '西港' AND goal.town = '东港'" in there
    assert "goal.town = '西港' AND origin.town = '东港'" in back
    assert len({option.label for option in found.options}) == 2
    assert "origin" in found.options[0].label


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("上月西港的运量", one("load", " AND places.town = '西港'")),  # the usual way, and every word is understood
        ("上月西港咋样的运量", one("load", " AND places.town = '西港'")),  # no role is taken
        ("load from origin Westport to goal Eastport in October", one("load", ROUTE)),  # named by their roles
        ("上月西港的销售额咋样", one("turnover", " AND places.town = '西港'")),
    ],
)
def test_a_role_that_is_told_is_not_asked_about(text: str, sql: str) -> None:
    assert by_other_ways(sql, FLOWERS.read(text), text, FLOWERS.layer.model) == []


async def test_a_kind_of_what_a_verb_stands_for_is_offered_beside_it() -> None:
    text = "how much do florists still owe us as of the end of October"
    found = await doubt(text, one("overdue"))
    assert isinstance(found, Ask)
    assert ["MEASURE(owed)" in option.semantic_sql for option in found.options] == [False, True]
    assert await doubt(text, one("owed")) is None


async def test_values_alone_name_no_metric() -> None:
    """Every word is understood and none says what is counted: the model's metric is offered."""
    gold = " AND florists.tier = 'gold'"
    found = await doubt("上月金牌花店的", one("turnover", gold))
    assert isinstance(found, Ask)
    assert [option.semantic_sql for option in found.options] == [one("turnover", gold)]
    assert "销售额" in found.options[0].label
    assert await doubt("上月金牌花店的销售额", one("turnover", gold)) is None
    assert await doubt("列出金牌花店", "SELECT florists.florist_name FROM flowers WHERE florists.tier = 'gold'") is None


async def test_of_several_plans_the_one_of_the_measure_beside_it_needs_no_question() -> None:
    beside = f"SELECT MEASURE(turnover) AS a, MEASURE(plan) AS b FROM flowers WHERE {OCTOBER}"
    other = beside.replace("MEASURE(plan)", "MEASURE(outlay_plan)")
    for text in ("上月销售额和计划", "turnover and plan in October"):
        assert await doubt(text, beside, PLANNED) is None
        found = await doubt(text, other, PLANNED)
        assert isinstance(found, Ask)
        assert {"MEASURE(plan)" in option.semantic_sql for option in found.options} == {True, False}
    assert await doubt("上月进货成本和计划", other.replace("turnover", "outlay"), PLANNED) is None
