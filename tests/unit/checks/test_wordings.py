"""Issues carry what their wording names: no sentence falls back to "this metric" where the check knows which."""

from __future__ import annotations

import re
from datetime import date
from unittest.mock import patch

import pytest

from bot.compose import word_issue
from bot.compose.text import en
from semantic_layer.access import Rights
from semantic_layer.issues import Issue, IssueCode, Issues
from semantic_layer.model import Tree
from tests.soundness.tiny import Books, books, link, metric, period, table

_GROUP = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
YEAR = period("2026-01-01", "2026-12-31")


@pytest.fixture(scope="module")
def company() -> Books:
    tree = Tree("org", "place_id", "parent_id", "name")
    return books(
        [
            table("places", "place_id:id parent_id:id name:name", "1 | | all\n2 | 1 | east",
                  key="place_id", trees=(tree,)),
            table("goods", "good_id:id line:text", "1 | x", key="good_id", values={"line": ("x", "y")}),
            table("sales", "place_id:id day:date due:date amount:amount", "2 | 2026-01-05 | 2026-02-01 | 10",
                  time="day", loaded_through=date(2026, 10, 31)),
            table("plans", "place_id:id month:date version:text amount:amount", "2 | 2026-01-01 | v1 | 9", time="month",
                  time_grain="month", pins={"version": "v1"}, loaded_through=date(2026, 12, 31)),
            table("stock", "good_id:id day:date level:balance", "1 | 2026-01-31 | 5", time="day"),
            table("rules", "good_id:id share:amount", "1 | 3"),
            table("visits", "place_id:id day:date", time="day"),
        ],
        [
            link("sales.place_id", "places.place_id"),
            link("plans.place_id", "places.place_id"),
            link("stock.good_id", "goods.good_id"),
            link("rules.good_id", "goods.good_id"),
            link("visits.place_id", "places.place_id"),
        ],
        [
            metric("sold", "SUM(sales.amount)"),
            metric("planned", "SUM(plans.amount)"),
            metric("first_plan", "SUM(plans.amount)", pins={"plans.version": "v0"}),
            metric("held", "SUM(stock.level)", "balance"),
            metric("shared", "SUM(rules.share)"),
            metric("visits", "COUNT(visits)"),
            metric("pace", "sold / PERIOD_DAYS()", "ratio"),
        ],
    )  # fmt: skip


BY_MEMBER = "TREE_MEMBER(places.org, 'all', 'east')"
RAISED: list[tuple[str, str]] = [
    (f"SELECT DATE_TRUNC('week', period), MEASURE(planned) FROM m WHERE {YEAR} GROUP BY 1",
     "planned is kept by month, so it cannot be shown by week."),
    (f"SELECT MEASURE(planned) FROM m WHERE {period('2026-03-10', '2026-03-31')}",
     "planned is kept by month, so it cannot be shown by day."),
    (f"SELECT MEASURE(planned) FROM m WHERE {period('2026-03-01', '2026-03-20')}",
     "planned is kept by month, so it cannot be shown by day."),
    (f"SELECT MEASURE(planned) FROM m WHERE {period('2026-03-10', '2026-06-20')}",
     "and the period begins or ends within one. Ask for whole ones: 2026-04-01 to 2026-05-31."),
    (f"SELECT MEASURE(sold) FROM m WHERE {period('2026-11-01', '2026-11-30')}",
     "Data of sold is complete through 2026-10-31: 2026-11-01 to 2026-11-30 lies after it."),
    (f"SELECT MEASURE(sold) FROM m WHERE {period('2025-11-01', '2025-11-30')}",
     "Data of sold starts on 2026-01-05: 2025-11-01 to 2025-11-30 lies before it."),
    (f"SELECT MEASURE(shared) FROM m WHERE {YEAR}", "shared has no date"),
    ("SELECT DATE_TRUNC('month', period), MEASURE(visits) FROM m GROUP BY 1", "visits needs a period."),
    ("SELECT PRIOR_YEAR(MEASURE(visits)) FROM m", "visits needs a period."),
    ("SELECT PERIOD_DAYS() * MEASURE(visits) FROM m", "visits needs a period."),
    (f"SELECT YTD(MEASURE(held)) FROM m WHERE {YEAR}", "held stands at a date"),
    (f"SELECT goods.line, MEASURE(sold) FROM m WHERE {YEAR} GROUP BY 1", "sold cannot be seen by goods.line"),
    (f"SELECT places.name, MEASURE(held) FROM m WHERE {YEAR} GROUP BY 1",
     "held cannot be seen by places.name: nothing in the data connects the two. Choose another grouping or filter; "
     "possible: goods.line."),
    (f"SELECT plans.version AS v, MEASURE(first_plan) FROM m WHERE plans.version = 'v1' AND {YEAR} GROUP BY 1",
     "first_plan is defined with plans.version = v0, which contradicts v1."),
    (f"SELECT MEASURE(planned) FROM m WHERE plans.version <> 'v1' AND {YEAR}",
     "plans.version takes several values at once"),
    (f"SELECT MEASURE(planned) FROM m WHERE plans.version IN ('v1', 'v0') AND {YEAR}",
     "plans.version takes several values at once: v0, v1, which do not add up. Choose one (the default is v1)"),
    (f"SELECT {BY_MEMBER} AS x, TOTAL(MEASURE(sold)) FROM m WHERE {YEAR} GROUP BY 1",
     "all, east contain each other in places.org"),
    (f"SELECT SUM(stock.good_id) FROM m WHERE {YEAR}", "stock.good_id cannot be summed or averaged like that"),
    (f"SELECT COUNT(*) FROM m WHERE sales.amount > 1 AND stock.level > 1 AND {YEAR}",
     "COUNT(*) is unclear with several datasets: sales, stock."),
    (f"SELECT sales.amount, stock.level FROM m WHERE {YEAR}", "(sales.amount, stock.level)"),
    ("SELECT stock.level FROM m WHERE goods.line = 'z'", "goods.line has no value 'z'."),
    ("SELECT sales.amount FROM m WHERE sales.due > 'soon'", "sales.due is"),
    (f"SELECT sales.due, MEASURE(sold) FROM m WHERE {YEAR} GROUP BY sales.amount", "sales.due is neither a measure"),
    (f"SELECT MEASURE(sold) FROM m WHERE MEASURE(sold) > 1 AND {YEAR}", "MEASURE(sold) > 1 is an aggregate"),
    (f"SELECT MEASURE(sold) FROM m WHERE {YEAR} HAVING sales.amount > 1", "sales.amount > 1 is a condition on rows"),
    (f"SELECT MEASURE(gone) FROM m WHERE {YEAR}", "There is no metric gone."),
    (f"WITH a AS (SELECT MEASURE(sold) AS s FROM m WHERE {YEAR}) SELECT MEASURE(sold) AS s FROM a",
     "MEASURE(sold) may stand only in the SELECT whose FROM is the model."),
    (f"SELECT DATE_TRUNC('fortnight', period), MEASURE(sold) FROM m WHERE {YEAR} GROUP BY 1",
     "There is no unit of time fortnight."),
    (f"SELECT MEASURE(sold) AS x, MEASURE(planned) AS x FROM m WHERE {YEAR}", "Two result columns have the name x."),
]  # fmt: skip


def says_nothing(found: Issue) -> bool:
    """The wording took a part that says it was told nothing: those parts are marked and looked for."""

    def marked(match: re.Match[str]) -> str:
        *told, last = match.group(1).split("|")
        bare = told and last.strip() and "{" not in last
        return f"[[{'|'.join([*told, f'<{last}>' if bare else last])}]]"

    with patch.dict(en.ISSUES, {found.code: _GROUP.sub(marked, en.ISSUES[found.code])}):
        return bool(re.search(r"<[A-Za-z]", word_issue(found, "en")))


@pytest.mark.parametrize(("text", "expected"), RAISED)
def test_an_issue_names_what_it_is_about(company: Books, text: str, expected: str):
    found = company.check(text)
    assert isinstance(found, Issues)
    sentences = [word_issue(item, "en") for item in found]
    assert expected in sentences[0], sentences
    for item in found:
        assert not says_nothing(item), (str(item), word_issue(item, "en"))


def test_a_denied_name_is_said(company: Books):
    denied = company.as_user(Rights(metrics=frozenset({"planned"}), fields=None))
    found = denied.check(f"SELECT MEASURE(sold) FROM m WHERE {YEAR}")
    assert isinstance(found, Issues)
    assert word_issue(found.items[0], "en").startswith("You may not see sold.")


def test_a_fallback_would_be_seen():
    assert says_nothing(Issue(IssueCode.GRAIN_TOO_FINE))
    assert says_nothing(Issue(IssueCode.GRAIN_TOO_FINE, {"metric": "planned", "grain": "day"}))
    assert not says_nothing(Issue(IssueCode.GRAIN_TOO_FINE, {"metric": "p", "grain": "day", "time_grain": "month"}))
