"""Names said in part and words of time misspelt: the ferry line."""

from __future__ import annotations

import pytest

from bot.read.periods.slips import mended
from bot.read.repair import is_slip
from bot.turn import Draft
from tests.unit.offline.ferry import asked, plan, sql


@pytest.mark.parametrize("text", ["ticket sales in October by reason", "10月票务收入按原因"])
def test_the_last_word_of_a_fields_name_groups(text: str) -> None:
    assert "GROUP BY tickets.drop_reason" in sql(text)


@pytest.mark.parametrize("text", ["ticket sales in October for a reason", "10月的原因票务收入"])
def test_elsewhere_it_is_no_field(text: str) -> None:
    made = plan(text)
    assert not isinstance(made, Draft)


@pytest.mark.parametrize("text", ["void and cancelled tickets in October", "登船和作废票数"])
def test_a_list_shares_its_last_word(text: str) -> None:
    assert "MEASURE(void_tickets)" in sql(text)


def test_a_first_name_that_one_member_has() -> None:
    assert "members.member_name = 'Nils Holm'" in sql("ticket sales of Nils in October")


def test_two_of_one_name_are_asked_about() -> None:
    made = asked("ticket sales of Ada in October")
    assert {option.label.split(" (")[0] for option in made.options} == {"Ada Berg", "Ada Lund"}


def test_a_name_in_lower_case_or_unknown_is_none() -> None:
    for text in ("ticket sales of nils in October", "ticket sales of Olga in October"):
        assert not isinstance(plan(text), Draft)


@pytest.mark.parametrize("text", ["ticket sales in Ocotber", "ticket sales in octobr", "ticket sales in Octobber"])
def test_a_misspelt_month(text: str) -> None:
    assert "BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'" in sql(text)


@pytest.mark.parametrize("word", ["octo", "ocelot", "marsh", "juno", "mondy1"])
def test_what_may_be_another_word_is_not_mended(word: str) -> None:
    assert mended(word, [(0, len(word))], is_slip) is None


def test_places_of_a_mended_text() -> None:
    made = mended("in septmber 2025", [(3, 11)], is_slip)
    assert made is not None
    text, places = made
    assert text == "in september 2025"
    assert len(places) == len(text)
    assert (places[3], places[11], places[13]) == (3, 10, 12)


@pytest.mark.parametrize("text", ["Nils ticket sales in October", "Holm ticket sales"])
def test_at_the_beginning_of_a_sentence_a_name_is_a_guess(text: str) -> None:
    assert len(asked(text).options) == 1


@pytest.mark.parametrize("text", ["ticket sales of Nils Friday", "ticket sales of Black Nils in October"])
def test_part_of_another_name_is_none(text: str) -> None:
    assert not isinstance(plan(text), Draft)
