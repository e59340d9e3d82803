"""Values spelt like words of grammar: the nations US, IT, NO and OR of a ferry line."""

from __future__ import annotations

import pytest

from semantic_layer.issues import IssueCode
from tests.unit.offline.ferry import asked, sql

SALES = "MEASURE(ticket_sales)"


@pytest.mark.parametrize(
    "text",
    [
        "tell us the ticket sales in October",
        "give us ticket sales by deck colour",
        "ticket sales by deck colour for us",
        "SHOW US TICKET SALES",
        "no chart, just ticket sales in October",
        "ticket sales in October or September by month",
        "what is it: ticket sales in October",
    ],
)
def test_a_word_of_grammar_is_no_filter(text: str) -> None:
    assert "members.nation" not in sql(text)


@pytest.mark.parametrize("text", ["ticket sales by nation or deck colour", "ticket sales per nation or by nation"])
def test_a_word_behind_a_grouping_leads_on(text: str) -> None:
    assert "'OR'" not in sql(text)


@pytest.mark.parametrize(
    ("text", "nation"),
    [
        ("ticket sales in the US", "US"),
        ("US ticket sales", "US"),
        ("ticket sales in us", "US"),
        ("ticket sales in us in October", "US"),
        ("ticket sales of nation us", "US"),
        ("ticket sales in or", "OR"),
        ("ticket sales in IT", "IT"),
        ("ticket sales for NO", "NO"),
        ("ticket sales for US", "US"),
        ("ticket sales from US in October", "US"),
        ("nation or ticket sales", "OR"),
        ("us国家的票务收入", "US"),
        ("US的票务收入", "US"),
    ],
)
def test_a_value_as_it_is_stored_or_beside_its_field_is_a_filter(text: str, nation: str) -> None:
    assert f"members.nation = '{nation}'" in sql(text)


@pytest.mark.parametrize(
    "text", ["us ticket sales", "ticket sales us", "ticket sales in October us", "ticket sales of us and Denmark"]
)
def test_where_no_such_word_can_stand_it_is_asked(text: str) -> None:
    made = asked(text)
    assert made.issue.code is IssueCode.AMBIGUOUS_WORD
    assert len(made.options) == 1
    assert "members.nation" in made.options[0].semantic_sql
    assert "'US'" in made.options[0].semantic_sql
