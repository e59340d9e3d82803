"""What a model guesses is offered, not run; what the data lacks is said at once; members are told apart by code."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from bot.pipeline import Services, answer_question
from bot.planners.model.members import told_apart
from bot.read.intent import Intent, MetricSaid, Threshold, ValueSaid
from bot.read.lexicon import Link
from bot.read.pieces import Number, Piece
from bot.turn import Ask, Clarification, Decline, Definition, Draft, PriorTurn
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.model import FieldRef, Label, Layer, Metric, MetricKind
from tests.fakes.openai_server import OpenAiServer, says
from tests.unit.model_planner.conftest import RIGHT, Case, make_planner, small_model
from tests.unit.offline.firm import context, question

RANGE = "period BETWEEN DATE '2026-03-01' AND DATE '2026-03-31'"


@pytest.fixture
async def server() -> AsyncIterator[OpenAiServer]:
    async with OpenAiServer(says(RIGHT)) as running:
        yield running


async def test_one_of_several_metrics_of_a_word_is_asked_about(server: OpenAiServer, case: Case) -> None:
    word = Piece(4, 7, "营业额")
    intent = Intent([], metrics=[MetricSaid("营业额", ("takings", "rent_paid"), word)])
    case.reading = replace(case.reading, intent=intent)
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask)
    assert plan.issue.code is IssueCode.AMBIGUOUS_WORD
    assert [("takings" in o.semantic_sql, "rent_paid" in o.semantic_sql) for o in plan.options] == [
        (True, False),
        (False, True),
    ]
    case.problems = lambda sql: Issues.of(IssueCode.FIELD_NOT_SHARED) if "rent_paid" in sql else None
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft), "only one of them fits"


async def test_a_time_that_nobody_resolved_is_asked_about(server: OpenAiServer, case: Case) -> None:
    case.reading = replace(case.reading, periods=(), intent=Intent([], unresolved=[Piece(0, 3, "疫情时")]))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask)
    assert plan.issue.code is IssueCode.UNRESOLVED_PERIOD
    assert [option.semantic_sql for option in plan.options] == [RIGHT]
    assert "2026-03-01" in plan.options[0].label


async def test_something_counted_beside_unknown_words_is_asked_about(server: OpenAiServer, case: Case) -> None:
    counted = f"SELECT COUNT(DISTINCT stores.name) AS n FROM shop WHERE {RANGE} AND stores.district = '河东'"
    server.then(says(counted))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask)
    assert plan.issue.code is IssueCode.NOT_UNDERSTOOD
    assert "COUNT(DISTINCT 门店名称)" in plan.options[0].label
    case.reading = replace(case.reading, unexplained=())
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft)


@pytest.mark.parametrize(
    ("more", "is_said"),
    [
        ("", True),
        (" AND stores.name = '走法'", True),  # part of a word that stands in the question
        (" AND stores.landlord = '李四'", False),
        (" AND tickets.amount > 5000", False),
        (" AND tickets.amount > 0", True),
    ],
)
async def test_a_condition_nobody_spoke_of_is_asked_about(
    server: OpenAiServer, case: Case, more: str, is_said: bool
) -> None:
    """Beside unknown words it may be understanding or invention: a person decides."""
    server.then(says(RIGHT + more))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Draft if is_said else Ask)
    if isinstance(plan, Ask):
        assert plan.options[0].semantic_sql == RIGHT + more
        assert "李四" not in plan.options[0].label, "a value that neither the layer nor the question has"
    case.question = replace(case.question, history=(PriorTurn("?", "answer", RIGHT + more),))
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft), "said by the query it follows"


@pytest.mark.parametrize(
    ("text", "metrics", "sql", "is_guess"),
    [
        ("上月河东咋样", (), RIGHT, False),  # the model chose the metric: the answer says so
        ("上月河东流水咋样", (), RIGHT, False),  # its synonym
        ("上月河东营业额超90天的咋样", ("takings",), RIGHT, True),  # 90 has no place
        ("上月河东营业额咋样", ("takings",), RIGHT.replace("MEASURE(takings)", "MEASURE(basket)"), True),  # only inside
        ("上月河东营业额咋样", ("takings",), RIGHT, False),
    ],
)
async def test_a_metric_put_aside_or_a_number_without_a_place_is_asked_about(
    server: OpenAiServer, case: Case, text: str, metrics: tuple[str, ...], sql: str, is_guess: bool
) -> None:
    said = [MetricSaid(name, (name,), Piece(0, 1, name)) for name in metrics]
    intent = Intent([], metrics=said)
    case.question = replace(case.question, text=text)
    case.reading = replace(case.reading, spans=(), values=(), metrics=metrics, unexplained=("咋样",), intent=intent)
    server.then(says(sql))
    assert isinstance(await case.planned_by(make_planner(server.url)), Ask if is_guess else Draft)


def a_value(word: str, text: str, source: str = "alias") -> ValueSaid:
    link = Link("value", (FieldRef("stores", "district"), text), source, 0.9, text)  # type: ignore[arg-type]
    piece = Piece(0, len(word), word, links=(link,))
    return ValueSaid(word, ((FieldRef("stores", "district"), text),), piece)


@pytest.mark.parametrize(("source", "is_asked"), [("fuzzy", True), ("alias", False)])
async def test_a_value_that_is_only_like_the_word_is_confirmed(
    server: OpenAiServer, case: Case, source: str, is_asked: bool
) -> None:
    intent = Intent([], values=[a_value("河冬", "河东", source)])
    case.reading = replace(case.reading, values=(), spans=(), unexplained=("咋样",), intent=intent)
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask) is is_asked
    if isinstance(plan, Ask):
        assert "河东" in plan.options[0].label


@pytest.mark.parametrize(
    ("where", "is_asked"),
    [
        ("stores.district = '河东'", False),  # 河西 is not held
        ("stores.district IN ('河东', '河西')", True),
        (
            "stores.district IN ('河东', '河西') AND stores.name IS NOT NULL",
            True,
        ),  # how a ranking leaves the unnamed out
        ("stores.district = '河东' AND stores.district IS DISTINCT FROM '河西'", False),
    ],
)
async def test_a_not_that_nobody_read_must_show(server: OpenAiServer, case: Case, where: str, is_asked: bool) -> None:
    intent = Intent([], values=[a_value("河东", "河东"), a_value("河西", "河西")])
    case.reading = replace(case.reading, values=(), spans=(), unexplained=("莫", "不"), intent=intent)
    case.question = replace(case.question, text="上月河东营业额，河西莫不算")
    server.then(says(f"SELECT MEASURE(takings) AS t FROM shop WHERE {RANGE} AND {where}"))
    assert isinstance(await case.planned_by(make_planner(server.url)), Ask) is is_asked


async def test_a_metric_of_what_is_not_shows_the_not(server: OpenAiServer, case: Case) -> None:
    """未退小票数 for "没退的小票", chosen by the model. Named by the question itself, its 未 is not the one unread."""
    model = small_model()
    kept = Metric("kept_tickets", "COUNT(tickets)", MetricKind.FLOW, Label("未退小票数", "Tickets kept"))
    layer = Layer(replace(model, metrics={**model.metrics, "kept_tickets": kept}))
    case.context = replace(case.context, layer=layer)
    case.reading = replace(case.reading, values=(), spans=(), unexplained=("没退",), intent=Intent([]))
    server.then(says(f"SELECT MEASURE(kept_tickets) AS n FROM shop WHERE {RANGE}"))
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft)
    said = [MetricSaid("未退小票", ("kept_tickets",), Piece(0, 4, "未退小票"))]
    case.reading = replace(case.reading, intent=Intent([], metrics=said))
    assert isinstance(await case.planned_by(make_planner(server.url)), Ask)


@pytest.mark.parametrize(
    ("unexplained", "is_asked"),
    [((), True), (("租金",), False), (("实收",), True), (("租金", "流水"), True)],
)
async def test_unknown_words_may_tell_one_metric_from_the_others(
    server: OpenAiServer, case: Case, unexplained: tuple[str, ...], is_asked: bool
) -> None:
    """A counting word belongs to several; the words beside it stand in the names of one, and of no other."""
    said = MetricSaid("笔", ("takings", "rent_paid"), Piece(0, 1, "笔"))
    case.reading = replace(case.reading, unexplained=unexplained, intent=Intent([], metrics=[said]), metrics=())
    server.then(says(RIGHT.replace("takings", "rent_paid")))
    assert isinstance(await case.planned_by(make_planner(server.url)), Ask) is is_asked


@pytest.mark.parametrize(
    ("unit", "sql", "more", "is_asked"),
    [
        ("percent", "basket", (), False),  # 115 % of the tickets: the one ratio over tickets
        ("", "basket", (), True),
        ("percent", "takings", (), True),  # not over them
        ("percent", "basket", (("returns", "rent_paid / ticket_count"),), True),  # two ratios are over them
    ],
)
async def test_a_percentage_of_a_measure_is_the_ratio_over_it(
    server: OpenAiServer, case: Case, unit: str, sql: str, more: tuple[tuple[str, str], ...], is_asked: bool
) -> None:
    model = small_model()
    others = {name: Metric(name, text, MetricKind.RATIO, Label(name, name)) for name, text in more}
    case.context = replace(case.context, layer=Layer(replace(model, metrics={**model.metrics, **others})))
    bound = Threshold(">", Number(Decimal(115), unit), word="115%")  # type: ignore[arg-type]
    said = [MetricSaid("小票数", ("ticket_count",), Piece(0, 3, "小票数"))]
    case.question = replace(case.question, text="上月河东超过小票数115%的")
    case.reading = replace(case.reading, unexplained=("烧",), intent=Intent([], metrics=said, thresholds=[bound]))
    server.then(says(RIGHT.replace("takings", sql) + f" HAVING MEASURE({sql}) > 1.15"))
    assert isinstance(await case.planned_by(make_planner(server.url)), Ask) is is_asked


async def test_a_name_taken_apart_is_offered_beside_the_word_alone(server: OpenAiServer, case: Case) -> None:
    """ "The takings against the plan": there is a takings plan, whatever else is called a plan."""
    model = small_model()
    plans = [
        Metric(name, "SUM(tickets.amount)", MetricKind.FLOW, Label(label, name.replace("_", " ")))
        for name, label in (("rent_plan", "计划"), ("takings_plan", "营业额计划"))
    ]
    metrics = {**model.metrics, **{metric.name: metric for metric in plans}}
    case.context = replace(case.context, layer=Layer(replace(model, metrics=metrics)))
    said = [
        MetricSaid("营业额", ("takings",), Piece(0, 3, "营业额")),
        MetricSaid("计划", ("rent_plan",), Piece(3, 5, "计划")),
    ]
    case.reading = replace(case.reading, unexplained=(), intent=Intent([], metrics=said))
    alone = RIGHT.replace("MEASURE(takings)", "MEASURE(takings) - MEASURE(rent_plan)")
    server.then(says(alone), says(alone.replace("rent_plan", "takings_plan")))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask)
    assert ["takings_plan" in option.semantic_sql for option in plan.options] == [False, True]
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft)


async def test_a_filter_that_a_follow_up_drops_is_asked_about(server: OpenAiServer, case: Case) -> None:
    case.question = replace(case.question, history=(PriorTurn("?", "answer", RIGHT),))
    case.reading = replace(case.reading, is_follow_up=True, values=(), spans=())
    dropped = RIGHT.replace(" AND stores.district = '河东'", "")
    server.then(says(dropped))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask)
    assert ["河东" in option.semantic_sql for option in plan.options] == [True, False]
    server.then(says(dropped.replace("SELECT", "SELECT stores.district,") + " GROUP BY stores.district"))
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft), "now it is told apart by it"
    case.reading = replace(case.reading, intent=Intent([], follow={"remove"}))
    server.then(says(dropped))
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft), "it was to be taken away"


@pytest.mark.parametrize("code", [IssueCode.AFTER_LOADED, IssueCode.NO_SNAPSHOT])
async def test_what_the_data_lacks_is_no_matter_for_repair(server: OpenAiServer, case: Case, code: IssueCode) -> None:
    case.problems = lambda _sql: Issues.of(code)
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert [item.code for item in plan.issues] == [code]
    assert len(server.requests) == 1


async def test_a_wrong_period_beyond_the_data_is_repaired(server: OpenAiServer, case: Case) -> None:
    case.problems = lambda sql: Issues.of(IssueCode.AFTER_LOADED) if "2027" in sql else None
    server.then(says(RIGHT.replace("2026", "2027")), says(RIGHT))
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft)


async def test_a_model_that_gives_in_to_the_data_does_not_hide_why(server: OpenAiServer, case: Case) -> None:
    case.reading = replace(case.reading, periods=())
    case.problems = lambda _sql: Issues.of(IssueCode.AFTER_LOADED)
    server.then(says(RIGHT), says(kind="refuse", missing=["上月"]))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert [item.code for item in plan.issues] == [IssueCode.AFTER_LOADED]


ADDED = RIGHT.replace(" AND stores.district", " AND stores.name = '河西' AND stores.district")


def refused_without(text: str, code: IssueCode = IssueCode.DISAGREES_VALUE) -> Callable[[str], Issues | None]:
    return lambda sql: None if text in sql else Issues.of(code, value=text, field="stores.name =")


@pytest.mark.parametrize(
    ("unexplained", "code", "is_asked"),
    [
        (("咋样",), IssueCode.DISAGREES_VALUE, True),
        (("咋样",), IssueCode.DISAGREES_PERIOD, True),
        ((), IssueCode.DISAGREES_VALUE, False),  # every word is understood: it was forgotten
        (("咋样",), IssueCode.DISAGREES_ORDER, False),  # so was this
        (("咋样",), IssueCode.UNKNOWN_FIELD, False),
    ],
)
async def test_a_model_that_gives_in_to_the_reading_leaves_the_choice_to_the_person(
    server: OpenAiServer, case: Case, unexplained: tuple[str, ...], code: IssueCode, is_asked: bool
) -> None:
    """The rules read 月结 in 上个月结算; a model that was right is not made to be wrong."""
    case.question = replace(case.question, text="上月河东河西营业额咋样")
    case.reading = replace(case.reading, unexplained=unexplained)
    case.problems = refused_without("河西", code)
    server.then(says(RIGHT), says(ADDED))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask if is_asked else Draft)
    if isinstance(plan, Ask):
        assert [option.semantic_sql for option in plan.options] == [ADDED, RIGHT]
        assert "河西" in plan.options[0].label
        assert "河西" not in plan.options[1].label


async def test_two_ways_to_a_field_are_told_where_no_role_helps(server: OpenAiServer, case: Case) -> None:
    case.problems = lambda _sql: Issues.of(IssueCode.AMBIGUOUS_PATH)
    server.then(says(RIGHT), says(kind="refuse", missing=["河东"]))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert [item.code for item in plan.issues] == [IssueCode.AMBIGUOUS_PATH]
    by_role = RIGHT.replace("stores.district", "district")
    case.problems = lambda sql: Issues.of(IssueCode.AMBIGUOUS_PATH) if "stores.district" in sql else None
    server.then(says(RIGHT), says(by_role))
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft), "a repair may name a way"


async def test_options_with_the_same_faults_are_repaired(server: OpenAiServer, case: Case) -> None:
    wrong = [{"label": "A", "semantic_sql": "SELECT MEASURE(nothing) FROM shop"}] * 2
    server.then(says(kind="clarify", options=wrong), says(RIGHT))
    assert isinstance(await case.planned_by(make_planner(server.url)), Draft)
    assert len(server.requests) == 2


@dataclass(frozen=True)
class Values:
    """Two stores of one name."""

    rows: int

    def values(self, field: FieldRef, limit: int) -> list[str]:
        return []

    def count(self, field: FieldRef) -> int:
        return 0

    def counted(self, field: FieldRef, limit: int) -> list[tuple[str, int]]:
        return [("中心店", self.rows)]


@dataclass(frozen=True)
class Known:
    layer: Layer
    index: Values


@pytest.mark.parametrize(("rows", "keyed"), [(2, True), (1, False)])
def test_namesakes_stay_two_and_nobody_unnamed_is_ranked(rows: int, keyed: bool) -> None:
    model = small_model()
    stores = replace(model.datasets["stores"], primary_key=("store_id",))
    layer = Layer(replace(model, datasets={**model.datasets, "stores": stores}))
    ranked = f"SELECT stores.name, MEASURE(takings) AS t FROM shop WHERE {RANGE} GROUP BY stores.name"
    cut = told_apart(f"{ranked} ORDER BY t DESC LIMIT 3", Known(layer, Values(rows)))
    assert ("stores.store_id" in cut) == keyed
    assert "stores.name IS NOT NULL" in cut
    assert (told_apart(ranked, Known(layer, Values(rows))) == ranked) != keyed, "a whole list keeps its unnamed row"


class Never:
    """A planner that must not be asked."""

    async def plan(self, *_: Any) -> Any:
        raise AssertionError("the model was asked")


@pytest.mark.parametrize(("text", "kind"), [("赔付率怎么算的", Definition), ("上月的收入", Clarification)])
async def test_what_the_layer_says_itself_is_never_asked_of_a_model(text: str, kind: type) -> None:
    services = Services(context().layer, context(), warehouse=None, planner="model", model_planner=Never())  # type: ignore[arg-type]
    turn = await answer_question(question(text), services)
    assert isinstance(turn.outcome, kind)


async def test_two_readers_of_a_metric_are_both_offered(server: OpenAiServer, case: Case) -> None:
    """The model insists on another metric than the one named: a person chooses."""
    params = {"expected": "takings", "found": "basket"}
    case.problems = lambda sql: Issues.of(IssueCode.DISAGREES_METRIC, **params) if "basket" in sql else None
    server.then(says(RIGHT.replace("takings", "basket")))
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Ask)
    assert [option.semantic_sql for option in plan.options] == [RIGHT, RIGHT.replace("takings", "basket")]


async def test_a_number_that_is_no_share_is_not_offered_as_one(server: OpenAiServer, case: Case) -> None:
    case.problems = lambda _sql: Issues.of(IssueCode.DISAGREES_METRIC, expected="share", found="takings")
    plan = await case.planned_by(make_planner(server.url))
    assert isinstance(plan, Decline)
    assert plan.issues[0].code is IssueCode.MODEL_GAVE_UP
