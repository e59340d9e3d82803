"""The facts of the prompt, from the real reader: finished SQL for what the words say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.planners.model.brief import Prompts, write_brief
from bot.planners.model.defaults import default_period
from bot.planners.model.facts import condition_sql, fact_lines
from bot.read import ReadContext, read_question
from bot.read.intent import Threshold, ValueSaid
from bot.read.lexicon import Link
from bot.read.pieces import Number, Piece
from bot.turn import Option, PriorTurn, ValueMatch
from semantic_layer.model import FieldRef, Horizon, Layer, Relationship, Tree
from tests.unit.offline.firm import answered, context, question

OCTOBER = "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"


def facts(text: str, *history: PriorTurn) -> str:
    return facts_of(context(), text, *history)


def facts_of(around: ReadContext, text: str, *history: PriorTurn) -> str:
    """What the prompt says between the layer and the question."""
    asked = question(text, history)
    reading, default = read_question(asked, around), default_period(asked, around)
    brief = write_brief(Prompts.load(), asked, reading, around, (), default, 3_000)
    return brief[1].content.split("# Facts")[1].split("# Question")[0]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("上月的运费收入", f'- period "上月": {OCTOBER}'),
        ("上月运费收入超过500万的客户", "> 5000000"),
        ("上月赔付率低于2%的片区", "< 0.02 (as a fraction)"),
        ("去年月均运费收入", "- on average per month: AVG over the months of the period"),
        ("各客户应收款", "for balances leave period out"),
        ("上月除城北以外的运单数", "depots.zone IS DISTINCT FROM '城北'"),
    ],
)
def test_a_fact_is_sql_to_copy(text: str, fact: str) -> None:
    assert fact in facts(text)


def test_now_is_the_last_day_loaded() -> None:
    horizons = {"bills": Horizon(loaded_through=date(2026, 11, 3), closed_through=date(2026, 10, 31))}
    told = facts_of(replace(context(), layer=Layer(context().layer.model, horizons)), "现在的应收款")
    assert "- now: of a balance period <= DATE '2026-11-03'" in told


def test_a_follow_up_is_told_the_range_it_keeps_and_those_it_may_move_to() -> None:
    told = facts("城南呢", answered("上月城北的运费收入"))
    assert f"keep the last query's: {OCTOBER}" in told
    assert "the period before it: period BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'" in told
    assert "a year before it: period BETWEEN DATE '2025-10-01' AND DATE '2025-10-31'" in told
    assert "this year" not in told


def test_what_was_asked_back_stands_with_its_options() -> None:
    offered = Option("运费收入", semantic_sql=f"SELECT MEASURE(freight_revenue) AS m FROM parcels WHERE {OCTOBER}")
    told = facts("头一个不含税的", PriorTurn("上月的收入", "clarification", options=(offered,)))
    assert '"上月的收入" was asked back; the question below chooses one of:' in told
    assert offered.semantic_sql in told


def test_a_member_of_a_tree_holds_what_is_below_it() -> None:
    model = context().layer.model
    tree = Tree("places", "depot_id", "parent_id", "depot_name")
    depots = replace(model.datasets["depots"], trees=(tree,))
    model = replace(model, datasets={**model.datasets, "depots": depots})
    member = ValueMatch(FieldRef("depots", "depot_name"), "城南站")
    assert condition_sql(member, model) == "WITHIN(depots.places, '城南站')"
    assert condition_sql(replace(member, negated=True), model) == "NOT COALESCE(WITHIN(depots.places, '城南站'), FALSE)"


def test_a_value_behind_roles_names_them() -> None:
    model = context().layer.model
    roles = [
        Relationship(role, "shipments", ("depot_id",), "depots", ("depot_id",), role) for role in ("origin", "goal")
    ]
    model = replace(model, relationships=tuple(roles))
    told = condition_sql(ValueMatch(FieldRef("depots", "zone"), "城北"), model)
    assert told == "depots.zone = '城北' (through its role: origin.zone, goal.zone)"
    assert condition_sql(ValueMatch(FieldRef("depots", "zone", "goal"), "城北"), model) == "goal.zone = '城北'"


# ---- beside words that nobody understood


def reread(text: str, unexplained: tuple[str, ...], **changes: object) -> str:
    """The facts of a question of which some words count as not understood."""
    asked = question(text)
    reading = read_question(asked, context())
    assert reading.intent is not None
    intent = replace(reading.intent, **changes)  # type: ignore[arg-type]
    said = replace(reading, unexplained=unexplained, intent=intent)
    return "\n".join(fact_lines(asked, said, context().layer, None))


def test_a_value_beside_an_unread_not_may_be_left_out() -> None:
    left_out = "; if the words leave it out: IS DISTINCT FROM"
    assert f"depots.zone = '城北'{left_out}" in reread("上月城北的运单数", ("不",))
    assert left_out not in reread("上月城北的运单数", ("咋样",))
    assert left_out not in reread("上月除城北以外的运单数", ("不",)), "it was read as left out"


def test_a_value_that_is_only_like_the_word_is_no_fact() -> None:
    link = Link("value", (FieldRef("depots", "zone"), "城北"), "fuzzy", 0.8, "城北")
    said = [ValueSaid("城贝", ((FieldRef("depots", "zone"), "城北"),), Piece(2, 4, "城贝", links=(link,)))]
    slip = "perhaps a slip for depots.zone = '城北'; or another word"
    assert slip in reread("上月的运单数", ("咋样",), values=said)
    assert slip not in reread("上月的运单数", (), values=said)


def test_a_bound_on_a_change_gives_both_sides_beside_an_unknown_verb() -> None:
    bound = [Threshold(">=", Number(Decimal(15), "percent"), word="15%以上")]
    fall = ">= 0.15 (as a fraction), or of a fall <= -0.15"
    assert fall in reread("上月运费收入同比", ("掉",), thresholds=bound, relations=["yoy"])
    assert fall not in reread("上月运费收入同比", (), thresholds=bound, relations=["yoy"])
    assert fall not in reread("上月运费收入", ("掉",), thresholds=bound, relations=[])
