"""Questions back: one question, complete options that differ, answered by number, name or words."""

from __future__ import annotations

import pytest

from bot.turn import Ask, Define, Draft, PriorTurn
from semantic_layer.issues import IssueCode
from tests.unit.offline.firm import FIRM, canonical, draft, drafted, plan


def asked(text: str, **changes) -> Ask:
    made = FIRM.asked(text, **changes)
    queries = [canonical(option.semantic_sql) for option in made.options]
    assert 1 <= len(queries) <= 4
    assert len(set(queries)) == len(queries)
    return made


def test_a_word_of_two_metrics_is_asked_about():
    made = asked("上月各客户的收入")
    assert made.issue.code is IssueCode.AMBIGUOUS_WORD
    assert made.issue.params["word"] == "收入"
    assert [option.label.split(" ")[0] for option in made.options] == ["运费收入", "开单金额"]
    assert [option.remember for option in made.options] == [("收入", "freight_revenue"), ("收入", "billed_amount")]


def test_only_readings_that_fit_are_options():
    # Bills have no zone: only one of the two metrics can be cut by it.
    assert drafted("上月各片区的收入") == drafted("上月各片区的运费收入")


def test_a_remembered_choice_is_not_asked_again():
    made = plan("上月收入", preferences={"收入": "billed_amount"})
    assert isinstance(made, Draft)
    assert "MEASURE(billed_amount)" in made.semantic_sql


def test_growth_asks_against_what():
    made = asked("上月运费收入增长率")
    assert [canonical(option.semantic_sql) for option in made.options] == [
        drafted("上月运费收入同比"),
        drafted("上月运费收入环比"),
    ]


def test_change_on_the_period_before_asks_of_which_period():
    made = asked("运费收入环比")
    assert made.issue.code is IssueCode.AMBIGUOUS_PERIOD
    assert canonical(made.options[0].semantic_sql) == drafted("上月运费收入环比")


def test_a_misspelt_metric_is_suggested_with_its_query():
    made = asked("上月开单金颗")
    assert made.issue.code is IssueCode.NOT_UNDERSTOOD
    assert canonical(made.options[0].semantic_sql) == drafted("上月开单金额")


def after(made: Ask) -> list[PriorTurn]:
    return [PriorTurn("上月收入", "clarification", options=made.options)]


@pytest.mark.parametrize(
    ("reply", "place"),
    [
        ("1", 0), ("2", 1), ("第一个", 0), ("第2个", 1), ("the second one", 1), ("选2", 1), ("option 2", 1), ("b", 1),
        ("运费收入", 0), ("开单金额", 1), ("开单", 1),
    ],
)  # fmt: skip
def test_the_next_message_is_first_tried_as_the_answer(reply: str, place: int):
    made = asked("上月收入")
    answer = draft(reply, after(made))
    assert answer.semantic_sql == made.options[place].semantic_sql


def test_another_question_is_no_answer():
    made = asked("上月收入")
    assert drafted("今年赔付率", after(made)) == drafted("今年赔付率")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("赔付率怎么算?", Define("metric", ("claim_ratio",))),
        ("赔付率是什么口径", Define("metric", ("claim_ratio",))),
        ("赔付率的定义", Define("metric", ("claim_ratio",))),
        ("赔付率这个指标谁负责", Define("metric", ("claim_ratio",))),
        ("how is the claim ratio calculated?", Define("metric", ("claim_ratio",))),
        ("what does claim ratio mean?", Define("metric", ("claim_ratio",))),
        ("What is claim ratio?", Define("metric", ("claim_ratio",))),
        ("who owns freight revenue?", Define("metric", ("freight_revenue",))),
        ("收入是什么意思", Define("metric", ("freight_revenue", "billed_amount"))),
        ("片区是什么意思", Define("field", ("depots.zone",))),
        ("有哪些指标可以问", Define("metrics")),
        ("which metrics are available?", Define("metrics")),
        ("我可以问什么?", Define("help")),
        ("help", Define("help")),
        ("你好", Define("greeting")),
        ("Hi there!", Define("greeting")),
        ("谢谢!", Define("thanks")),
        ("what's new?", Define("news")),
    ],
)
def test_questions_about_the_layer(text: str, expected: Define):
    assert plan(text) == expected


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("你好,上月运费收入是多少", "上月运费收入"),
        ("What is the freight revenue?", "运费收入"),
        ("calculate freight revenue by zone this year", "今年各片区运费收入"),
        ("谢谢,那上月运费收入呢", "上月运费收入"),
    ],
)
def test_politeness_and_verbs_do_not_hide_a_question(text: str, same: str):
    assert drafted(text) == drafted(same)
