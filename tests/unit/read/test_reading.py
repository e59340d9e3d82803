"""Reading: every character accounted for, the longest name wins, sources and guesses kept apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.read import read_question
from bot.turn import Ask, Draft, Reading
from semantic_layer.access import Rights, RowRule
from semantic_layer.model import FieldRef
from tests.unit.offline.company import planned
from tests.unit.offline.firm import context, plan, question, read

ZONE, DEPOT, CLIENT = FieldRef("depots", "zone"), FieldRef("depots", "depot_name"), FieldRef("clients", "client_name")


def values(reading: Reading) -> list[tuple[FieldRef, str, bool]]:
    return [(match.field, match.value, match.negated) for match in reading.values]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("城北的运费收入", [(ZONE, "城北", False)]),
        ("城北一站的运费收入", [(DEPOT, "城北一站", False)]),
        ("城北片区的运费收入", [(ZONE, "城北", False)]),
        ("North zone revenue", [(ZONE, "城北", False)]),
        ("城北和城北一站", [(ZONE, "城北", False), (DEPOT, "城北一站", False)]),
        ("除城北、城南以外", [(ZONE, "城北", True), (ZONE, "城南", True)]),
        ("excluding North and South", [(ZONE, "城北", True), (ZONE, "城南", True)]),
        ("城北以外", [(ZONE, "城北", True)]),
        ("城北以外、城南的运费收入", [(ZONE, "城北", True), (ZONE, "城南", False)]),
        ("Northern freight revenue", []),
    ],
)
def test_values_are_whole_names(text: str, expected: list):
    assert sorted(values(read(text)), key=str) == sorted(expected, key=str)


@pytest.mark.parametrize(
    "text", ["上月運費收入", "上月运费收入", "上月 运费 收入", "上月的freight_revenue", "FREIGHT REVENUE last month"]
)
def test_one_form_for_every_spelling(text: str):
    reading = read(text)
    assert reading.metrics == ("freight_revenue",)
    assert reading.unexplained == ()


@pytest.mark.parametrize(
    ("text", "metric", "source"),
    [
        ("freight revenue", "freight_revenue", "exact"),
        ("运输收入", "freight_revenue", "alias"),
        ("revenue of freight", "freight_revenue", "alias"),
        ("今年yunfeishouru", "freight_revenue", "pinyin"),
        ("claim raito this year by zone", "claim_ratio", "fuzzy"),
        ("今年赔付绿", "claim_ratio", "fuzzy"),
    ],
)
def test_a_span_keeps_where_it_came_from(text: str, metric: str, source: str):
    (span,) = [span for span in read(text).spans if span.kind == "metric"]
    assert (span.target, span.source) == (metric, source)
    assert (span.confidence == 1.0) == (source == "exact")


@pytest.mark.parametrize("text", ["claim radio by zone", "Martin freight revenue", "上月赔付额率", "clam ratios xyz"])
def test_another_word_is_never_taken_for_a_name(text: str):
    assert read(text).unexplained != ()


def test_a_metric_said_around_another_word_is_not_reordered_over_it():
    # "revenue and freight" lists two things; only "of" joins a name to itself.
    texts = [span.text for span in read("revenue and freight by zone").spans if span.kind == "metric"]
    assert texts == ["revenue"]


def test_spans_lie_in_order_and_cover_every_word():
    text = "请问2026年第三季度,除城北以外各网点的赔付率最低的三个是哪些?画个图 xyz"
    reading = read(text)
    ends = [0]
    for span in reading.spans:
        assert span.start >= ends[-1]
        assert text[span.start : span.end] == span.text
        ends.append(span.end)
    covered = {place for span in reading.spans for place in range(span.start, span.end)}
    assert {char for place, char in enumerate(text) if place not in covered} <= set(" ,?")
    assert reading.unexplained == ("xyz",)


def test_what_other_steps_look_at():
    reading = read("上季度运费收入最高的3个网点,折线图")
    assert (reading.limit, reading.descending, reading.chart) == (3, True, "line")
    assert [(str(p.start), str(p.end)) for p in reading.periods] == [("2026-07-01", "2026-09-30")]
    assert reading.fields == (FieldRef("depots", "depot_name"),)


def test_a_text_that_is_too_long_is_not_read():
    assert read("收" * 2_001).spans == ()


# ---- the value index


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    field: FieldRef
    value: str
    source: str
    confidence: float
    count: int = 1


class _Index:
    """Stands for the index of the warehouse's values."""

    def __init__(self, *hits: _Hit) -> None:
        self.hits = list(hits)

    def find(self, text: str, explained=()):
        return self.hits

    def counted(self, field: FieldRef, limit: int = 1000):
        return [("Acme", 2)] if field == CLIENT else [("x", 1)]

    def count(self, field: FieldRef):
        return 1

    def values(self, field: FieldRef, limit: int = 1000):
        return []


def asked_with(index: _Index, text: str, rights: Rights | None = None):
    there = replace(context(), index=index)  # type: ignore[arg-type]
    asked = question(text, rights=rights or Rights.full("tests"))
    return read_question(asked, there), planned(asked, there)


def test_an_indexed_value_is_a_filter():
    reading, made = asked_with(_Index(_Hit(2, 6, CLIENT, "Acme Ltd", "exact", 1.0)), "上月Acme运费收入")
    assert values(reading) == [(CLIENT, "Acme Ltd", False)]
    assert isinstance(made, Draft)


def test_a_hit_inside_a_word_is_none():
    reading, _ = asked_with(_Index(_Hit(2, 4, CLIENT, "Ac", "exact", 1.0)), "上月Acme运费收入")
    assert values(reading) == []
    assert reading.unexplained == ("Acme",)


def test_a_value_only_spelt_alike_is_asked_about():
    _, made = asked_with(_Index(_Hit(2, 6, CLIENT, "Acne", "fuzzy", 0.7)), "上月Acme运费收入")
    assert isinstance(made, Ask)
    assert "Acne" in made.options[0].label


def test_no_guess_is_made_at_values_the_asker_may_not_see():
    rights = Rights(metrics=None, fields=None, rows=(RowRule(ZONE, ("城北",)),))
    reading, made = asked_with(_Index(_Hit(2, 6, CLIENT, "Acne", "fuzzy", 0.7)), "上月Acme运费收入", rights)
    assert values(reading) == []
    assert not isinstance(made, Draft)


def test_members_of_one_name_are_kept_apart_by_their_key():
    _, made = asked_with(_Index(), "今年运费收入前3的客户")
    assert isinstance(made, Draft)
    assert "GROUP BY clients.client_name, clients.client_id" in made.semantic_sql


def test_names_of_what_the_asker_may_not_use_are_not_suggested():
    everyone = plan("上月开单金颗")
    assert isinstance(everyone, Ask)
    few = Rights(metrics=frozenset({"freight_revenue"}), fields=None)
    made = plan("上月开单金颗", rights=few)
    assert "开单金额" in str(everyone)
    assert "开单金额" not in str(made)


def test_a_word_of_two_metrics_is_the_one_the_asker_may_use():
    few = Rights(metrics=frozenset({"billed_amount"}), fields=None)
    made = plan("上月收入", rights=few)
    assert isinstance(made, Draft)
    assert "MEASURE(billed_amount)" in made.semantic_sql
