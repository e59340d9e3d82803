"""The law above the laws: compiled SQL gives what the naive reference works out row by row."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from semantic_layer.access import Rights
from semantic_layer.access.rights import RowRule
from semantic_layer.model import FieldRef
from tests.laws.company import TERMS, Terms, layer_of, rows_of, world_of
from tests.laws.questions import Question, questions
from tests.laws.running import POLICY, Store, expected, same_rows
from tests.reference.world import Row

QUICK = settings(max_examples=60, derandomize=True, deadline=None, database=None)
DEEP = settings(
    max_examples=int(os.environ.get("ASKFIN_LAW_EXAMPLES", "3000")),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
STORE = Store()
Rules = tuple[tuple[str, tuple[str, ...]], ...]
RULES = st.sampled_from(
    [
        (),
        (),
        (("shops.region", ("East",)),),
        (("shops.region", ("East", "West")), ("shops.city", ("a",))),
        (("goods.line", ("x",)),),
        (("sales.channel", ("web",)),),
        (("shops.city", ()),),
    ]
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Terms, dict[str, list[Row]], Question, Rules]:
    terms = draw(TERMS)
    return terms, draw(rows_of()), draw(questions(terms)), draw(RULES)


def rights_of(rules: Rules) -> Rights:
    listed = tuple(RowRule(FieldRef(*name.split(".")), values) for name, values in rules)
    return Rights(metrics=None, fields=None, rows=listed, who="law")


def agree(terms: Terms, rows: dict[str, list[Row]], question: Question, rules: Rules) -> None:
    note(question.sql)
    world = world_of(terms, rows, rules)
    wanted = expected(world, question.asked)
    found = STORE.answer(question.sql, layer_of(terms, rows), rows, rights_of(rules))
    if isinstance(found, frozenset):
        assume(not found <= POLICY)
        if wanted == []:
            return  # a range without one bucket may be refused as well
        assert wanted in found, f"refused with {set(found)}, expected {wanted}"
        return
    assert not isinstance(wanted, str), f"answered, but expected {wanted}"
    assert same_rows(found, wanted), f"\nfound  {found}\nwanted {wanted}"


@QUICK
@given(cases())
def test_results_equal_the_reference(case: tuple[Terms, dict[str, list[Row]], Question, Rules]):
    agree(*case)


@pytest.mark.slow
@DEEP
@given(cases())
def test_results_equal_the_reference_deep(case: tuple[Terms, dict[str, list[Row]], Question, Rules]):
    agree(*case)
