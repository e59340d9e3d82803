"""Words that carry no restriction, and words that do unless their neighbour accounts for them: the ferry line."""

from __future__ import annotations

from datetime import date

import pytest

from bot.turn import Ask, Decline, Define, PriorTurn
from semantic_layer.issues import IssueCode
from semantic_layer.model import Horizon
from tests.unit.offline.company import OCTOBER, Company
from tests.unit.offline.ferry import declined, plan, sql

SALES = f"SELECT MEASURE(ticket_sales) AS ticket_sales FROM ferry WHERE {OCTOBER}"


def blocked(text: str) -> bool:
    """Whether a question is refused, or asked back, for words that were not understood."""
    made = plan(text)
    issue = made.issue if isinstance(made, Ask) else made.issues[0] if isinstance(made, Decline) else None
    return issue is not None and issue.code is IssueCode.NOT_UNDERSTOOD


@pytest.mark.parametrize(
    "text",
    [
        "quick question guys, ticket sales in October please",
        "just wondering, what did ticket sales work out to in October",
        "remind me, ticket sales in October, in euros",
        "how much money were ticket sales in October",
        "ticket sales in October exactly how much",
        "劳驾，10月票务收入大约是多少",
        "想问一下10月票务收入",
        "麻烦核实一下10月的票务收入，顺便发一下",
    ],
)
def test_what_restricts_nothing_is_passed_over(text: str) -> None:
    assert sql(text) == SALES


@pytest.mark.parametrize("text", ["ticket sales of members located in Denmark", "位于丹麦的会员的票务收入"])
def test_where_something_is_is_said_by_its_place(text: str) -> None:
    assert "members.nation = 'DK'" in sql(text)


@pytest.mark.parametrize(
    "text",
    [
        "ticket sales in October ever",
        "single ticket sales in October",
        "different ticket sales in October",
        "exactly ticket sales in October",
        "ticket sales in October in dollars",
        "moored boats in hours",
        "still ticket sales in October",
    ],
)
def test_words_that_may_restrict_block_where_nothing_accounts_for_them(text: str) -> None:
    assert blocked(text)


@pytest.mark.parametrize("text", ["best month ever for ticket sales", "票务收入最高的月份，有史以来"])
def test_ever_is_all_the_data(text: str) -> None:
    known = Company("ferry", horizons={"tickets": Horizon(date(2024, 1, 1), date(2026, 11, 4))})
    assert known.sql(text) == (
        "SELECT DATE_TRUNC('month', period) AS period_start, MEASURE(ticket_sales) AS ticket_sales FROM ferry "
        "GROUP BY DATE_TRUNC('month', period) ORDER BY ticket_sales DESC NULLS LAST LIMIT 1"
    )


def test_a_period_beside_ever_is_not_dropped() -> None:
    assert blocked("best month ever for ticket sales in 2025")


def test_a_count_that_leaves_out_what_is_asked_is_not_the_one_meant() -> None:
    assert "tickets.state = 'void'" in sql("how many tickets were void in October")
    assert "MEASURE(ticket_count)" in sql("how many tickets in October")


@pytest.mark.parametrize("text", ["what does that mean?", "how is that calculated?", "怎么算的", "who owns it?"])
def test_what_was_answered_is_defined(text: str) -> None:
    made = plan(text, [PriorTurn("ticket sales in October", "answer", SALES)])
    assert isinstance(made, Define)
    assert made.names == ("ticket_sales",)


@pytest.mark.parametrize(
    "text", ["what are ticket sales going to be in December", "how much are we going to take in ticket sales"]
)
def test_what_is_going_to_be_is_no_number_of_today(text: str) -> None:
    assert declined(text) is IssueCode.NOT_IN_LAYER


@pytest.mark.parametrize("text", ["how many tickets that have no ticket price in October", "10月有多少船票没有票价"])
def test_rows_that_lack_a_field(text: str) -> None:
    assert "tickets.price IS NULL" in sql(text)


def test_what_is_not_done_is_open_whenever_it_began() -> None:
    assert sql("how many tickets are still not boarded") == (
        "SELECT MEASURE(ticket_count) AS ticket_count FROM ferry WHERE tickets.boarded_on IS NULL"
    )
    made = plan("how many tickets were not boarded in October")  # of October, or boarded later? Confirmed, never taken
    assert isinstance(made, Ask), made
    assert "tickets.boarded_on IS NULL" in made.options[0].semantic_sql


def test_verbs_in_a_list_are_measured_each() -> None:
    made = sql("billed and spent per month in FY26")
    assert "MEASURE(ticket_sales)" in made
    assert "MEASURE(crew_cost)" in made
    assert blocked("billed, members and spent in FY26")
