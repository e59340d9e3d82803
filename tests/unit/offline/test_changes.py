"""Changes: from one point to another, and rankings by them; the order is by what the superlative stands beside."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Decline
from tests.unit.offline.cases import for_reasons
from tests.unit.offline.firm import answered, asked, canonical, choices, draft, drafted, plan

JUNE, SEPTEMBER = "DATE '2026-06-01' AND DATE '2026-06-30'", "DATE '2026-09-01' AND DATE '2026-09-30'"
YOY = "MEASURE(freight_revenue) / PRIOR_YEAR(MEASURE(freight_revenue)) - 1"


def two_points(metric: str, earlier: str, later: str, rate: bool = True) -> str:
    growth = f", later.{metric} / earlier.{metric} - 1 AS {metric}_growth" if rate else ""
    blocks = [
        f"SELECT MEASURE({metric}) AS {metric} FROM parcels WHERE period BETWEEN {days}" for days in (later, earlier)
    ]
    return canonical(
        f"WITH later AS ({blocks[0]}), earlier AS ({blocks[1]}) SELECT later.{metric} AS {metric}_later, "
        f"earlier.{metric} AS {metric}_earlier, later.{metric} - earlier.{metric} AS {metric}_difference{growth} "
        "FROM later CROSS JOIN earlier"
    )


@pytest.mark.parametrize(
    "text",
    [
        "从6月底到9月底应收款增加了多少",
        "应收款由6月末到9月末下降了多少",
        "6月到9月应收款变化了多少",
        "how much did receivables change from the end of June to the end of September",
        "receivables increase between June and September",
    ],
)
def test_a_balance_changes_from_one_point_to_another(text: str):
    assert drafted(text) == two_points("receivables", JUNE, SEPTEMBER)


@pytest.mark.parametrize("text", ["运费收入从6月到9月增长了多少", "freight revenue growth from June to September"])
def test_a_flow_changes_from_one_unit_to_another(text: str):
    assert drafted(text) == two_points("freight_revenue", JUNE, SEPTEMBER)


def test_a_ratio_changes_by_points():
    assert drafted("赔付率从6月到9月上升了多少") == two_points("claim_ratio", JUNE, SEPTEMBER, rate=False)


def test_neighbouring_units_are_the_relation_they_are():
    assert drafted("运费收入从2024年到2025年增长了多少") == drafted("2025年运费收入同比")
    assert drafted("从8月到9月运费收入增长了多少") == drafted("9月运费收入环比")


def test_a_flow_has_no_level_at_a_point_in_time():
    assert isinstance(plan("从6月底到9月底运费收入增加了多少"), Decline)
    assert isinstance(plan("从9月1日到9月15日运费收入增加了多少"), Decline)


def test_a_range_is_not_set_against_itself():
    same = plan("compare freight revenue of 2025 with 2025")
    assert isinstance(same, Decline)
    assert [item.code.value for item in same.issues] == ["AMBIGUOUS_PERIOD"]


@pytest.mark.parametrize(
    "text",
    [
        "freight revenue in September compared with September last year",
        "freight revenue this September vs September last year",
        "9月运费收入对比去年9月",
        "9月对比去年9月的运费收入",
    ],
)
def test_a_unit_beside_itself_last_year_is_a_year_apart(text: str):
    assert drafted(text) == drafted("9月运费收入同比")


def test_a_quarter_beside_itself_last_year_is_a_year_apart():
    for text in ("freight revenue this Q3 vs Q3 last year", "Q3 vs Q3 last year freight revenue"):
        assert drafted(text) == drafted("三季度运费收入同比")


def test_a_range_without_from_may_itself_be_compared():
    made = asked("6月到9月运费收入增长了多少")
    assert canonical(made.options[0].semantic_sql) == two_points("freight_revenue", JUNE, SEPTEMBER)
    assert canonical(made.options[1].semantic_sql) == drafted("6月到9月运费收入同比")


def test_a_relation_said_is_of_the_whole_range():
    assert "PRIOR_YEAR" in drafted("从6月到9月运费收入同比增长了多少")
    assert "2026-06-01" in drafted("从6月到9月运费收入同比增长了多少")


def test_a_follow_up_asks_for_the_change_of_what_was_asked():
    history = [answered("应收款")]
    assert drafted("从6月底到9月底变化了多少", history) == two_points("receivables", JUNE, SEPTEMBER)


# ---- rankings


@pytest.mark.parametrize(
    "text",
    [
        "三季度运费收入同比增速最高的片区",
        "三季度运费收入同比增长率最高的片区是哪个",
        "which zone had the highest freight revenue growth year over year in Q3",
        "which zone's freight revenue grew fastest year over year in Q3",
    ],
)
def test_a_rate_of_change_is_what_is_ranked(text: str):
    assert f"{YOY} AS freight_revenue_yoy" in draft(text).semantic_sql
    assert draft(text).semantic_sql.endswith("ORDER BY freight_revenue_yoy DESC NULLS LAST\nLIMIT 1")


@pytest.mark.parametrize(
    "text",
    [
        "三季度运费收入同比增加额最大的片区",
        "三季度运费收入比去年同期增加最多的片区",
        "三季度运费收入同比增量最大的片区",
    ],
)
def test_an_amount_of_change_is_a_difference(text: str):
    made = draft(text).semantic_sql
    assert "MEASURE(freight_revenue) - PRIOR_YEAR(MEASURE(freight_revenue)) AS freight_revenue_yoy_change" in made
    assert "ORDER BY freight_revenue_yoy_change DESC" in made


def test_increased_most_is_asked_about():
    made = asked("which zone's freight revenue increased most in Q3 yoy")
    assert [option.label for option in made.options] == ["By the amount", "By the rate, in percent"]


def test_the_largest_fall_is_the_lowest_change():
    made = draft("赔付率同比降幅最大的片区 今年").semantic_sql
    assert "HAVING MEASURE(claim_ratio) < PRIOR_YEAR(MEASURE(claim_ratio))" in made
    assert "ORDER BY claim_ratio_yoy_change ASC" in made


def test_a_change_beside_a_ranking_by_the_value_is_only_shown():
    for text in (
        "三季度运费收入最高的三个片区同比增长多少",
        "top 3 zones by freight revenue in Q3 with growth yoy",
    ):
        assert "ORDER BY freight_revenue DESC" in draft(text).semantic_sql
        assert YOY in draft(text).semantic_sql


@pytest.mark.parametrize(
    "text",
    [
        "赔付率超过5%的片区里运费收入最高的是哪个",
        "Among zones with a claim ratio over 5%, which has the highest freight revenue?",
    ],
)
def test_a_condition_on_one_measure_and_the_first_by_another(text: str):
    made = draft(text).semantic_sql
    assert "HAVING MEASURE(claim_ratio) > 0.05" in made
    assert made.endswith("ORDER BY freight_revenue DESC NULLS LAST\nLIMIT 1")


def test_two_rankings_are_one_too_many():
    assert isinstance(plan("运费收入前5的客户里,哪个应收款最高"), Decline)


@pytest.mark.parametrize(
    "text",
    [
        "how much have receivables grown since the end of June",
        "自6月底以来应收款增加了多少",
        "6月末以来应收款增加了多少",
    ],
)
def test_a_balance_changes_from_a_month_end_to_its_last_closed_day(text: str):
    assert drafted(text) == two_points("receivables", JUNE, "DATE '2026-10-01' AND DATE '2026-10-31'")


def changed_most(metric: str, key: str, earlier: str, later: str, order: str, limit: str = "") -> str:
    """Those that rose: missing at the earlier point is nothing there."""
    blocks = [
        f"SELECT {key}, MEASURE({metric}) AS {metric} FROM parcels WHERE period BETWEEN {days} "
        f"AND {key} IS NOT NULL GROUP BY {key}"
        for days in (later, earlier)
    ]
    name = key.partition(".")[2]
    return canonical(
        f"WITH later AS ({blocks[0]}), earlier AS ({blocks[1]}) SELECT later.{name}, later.{metric} AS {metric}_later, "
        f"earlier.{metric} AS {metric}_earlier, later.{metric} - COALESCE(earlier.{metric}, 0) AS {metric}_difference, "
        f"later.{metric} / earlier.{metric} - 1 AS {metric}_growth FROM later LEFT JOIN earlier "
        f"ON later.{name} IS NOT DISTINCT FROM earlier.{name} "
        f"WHERE later.{metric} - COALESCE(earlier.{metric}, 0) > 0 ORDER BY {metric}_{order} DESC NULLS LAST{limit}"
    )


@pytest.mark.parametrize(
    ("text", "order", "limit"),
    [
        ("从6月底到9月底应收款增加最多的5个客户", "difference", " LIMIT 5"),
        ("哪个客户应收款从6月底到9月底增加额最大", "difference", " LIMIT 1"),
        ("从6月底到9月底应收款增长最快的3个客户", "growth", " LIMIT 3"),
    ],
)
def test_whose_balance_rose_most_from_one_point_to_another(text: str, order: str, limit: str):
    made = changed_most("receivables", "clients.client_name", JUNE, SEPTEMBER, order, limit)
    assert drafted(text) == made


def test_who_fell_is_told_from_those_there_at_first():
    made = " ".join(drafted("从6月底到9月底应收款下降的客户").split())
    assert "FROM earlier LEFT JOIN later" in made
    assert "WHERE COALESCE(later.receivables, 0) - earlier.receivables < 0" in made
    assert "LIMIT" not in made


def test_a_ratio_without_rows_is_not_nothing():
    assert "COALESCE" not in drafted("从6月到9月赔付率上升最多的片区")


def test_grew_most_from_one_point_to_another_is_by_amount_or_by_rate():
    assert choices("which clients' receivables grew most between the end of June and the end of September") == [
        changed_most("receivables", "clients.client_name", JUNE, SEPTEMBER, order, " LIMIT 1")
        for order in ("difference", "growth")
    ]


@pytest.mark.parametrize(
    "text",
    for_reasons(
        {
            "since a day that is no month end or of a flow is not told": [
                "how much have receivables grown since June",  # from its first day, or its last?
                "how much has freight revenue grown since the end of June",
                "how much have receivables grown since 15 June",
            ],
            "other changes of members are not answered": [
                "从6月底到9月底各片区应收款增加多少",  # those gone at one point would be missing
                "从6月底到9月底应收款增加超过10万的客户",
                "从6月底到9月底应收款和逾期应收增加最多的客户",
                "从6月到11月运费收入增加额最多的片区",  # begun
            ],
        }
    ),
)
def test_other_changes_are_not_told(text: str):
    assert isinstance(plan(text), Decline | Ask)
