"""Turns in the terminal and Markdown tables: plain text whatever stands in the data."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.channels.terminal import print_turn
from bot.channels.terminal_image import inline_image
from bot.charts.samples import LINE, MONTH, SALES, column, sample, sample_layer
from bot.compose import compose_answer, compose_ask, compose_definition, compose_refusal
from bot.tables import markdown_table
from bot.turn import Answer, Ask, Define, Draft, Option, Outcome, Question, Turn
from semantic_layer.access import Rights
from semantic_layer.issues import IssueCode, Issues, issue


def question(lang: str = "zh") -> Question:
    return Question("?", lang, date(2026, 11, 5), Rights.full())  # type: ignore[arg-type]


def printed(outcome: Outcome, chart: Path | None = None, wide: int = 100) -> str:
    console = Console(file=io.StringIO(), width=wide, force_terminal=False)
    print_turn(Turn(question(), outcome, "a1b2c3"), console, chart)
    return console.file.getvalue()  # type: ignore[attr-defined]


def ranking(count: int) -> Answer:
    made = sample([LINE, SALES], [[f"[bold]n{index}[/bold]", 1.0e7 - index] for index in range(count)])
    return compose_answer(question(), Draft("SELECT 1", "offline"), made.checked, made.compiled, made.table, made.layer)


def test_an_answer_shows_number_table_chart_card_and_id(tmp_path: Path) -> None:
    text = printed(ranking(12), tmp_path / "c.png")
    assert text.strip().startswith("各品类销售额，共 12 项：[bold]n0[/bold] ¥1,000.00万、")
    assert "[bold]n0[/bold]" in text, "data is never taken for markup"
    assert "n9" in text
    assert "n10[" not in text
    assert "这里显示 10 行，共 12 行。" in text
    assert "c.png" in text
    assert "受管" in text
    assert "编号 a1b2c3" in text


def test_escape_sequences_do_not_reach_the_terminal(answer: Answer) -> None:
    text = printed(answer)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "owned" not in text


def test_options_are_numbered_and_refusals_marked() -> None:
    ask = Ask(issue(IssueCode.AMBIGUOUS_WORD, word="收入"), (Option("销售额"), Option("毛利率")))
    text = printed(compose_ask(question(), ask, sample_layer()))
    assert "1. 销售额" in text
    assert "2. 毛利率" in text
    refusal = compose_refusal(question(), Issues.of(IssueCode.NOT_IN_LAYER, words="天气"), sample_layer())
    assert printed(refusal).strip().startswith("无法回答\n数据里没有“天气”")
    assert "销售额" in printed(compose_definition(question(), Define("metric", ("sales",)), sample_layer()))


def test_a_markdown_table_escapes_its_cells(answer: Answer) -> None:
    lines = markdown_table(answer).splitlines()
    assert lines[1].count("---:") == 3
    assert lines[3].count(" | ") == lines[0].count(" | "), "a pipe in the data opens no column"
    assert "\\<b\\>\\|\\*x\\*" in lines[3]
    assert markdown_table(ranking(12), 2).endswith("这里显示 2 行，共 12 行。")


@pytest.mark.parametrize(
    ("environment", "start"),
    [({"TERM": "xterm-kitty"}, "\x1b_G"), ({"TERM_PROGRAM": "iTerm.app"}, "\x1b]1337;File="), ({}, "")],
)
def test_pictures_are_drawn_where_the_terminal_can(tmp_path: Path, environment: dict[str, str], start: str) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG" + b"0" * 9000)
    sequence = inline_image(picture, environment)
    assert sequence.startswith(start)
    assert bool(sequence) == bool(start)
    assert inline_image(tmp_path / "none.png", environment) == ""


def months(count: int, without: int = 0) -> Answer:
    """A series of `count` months, the last `without` of them empty."""
    rows = [
        [date(2020 + month // 12, month % 12 + 1, 1), None if month >= count - without else 100.0 + month]
        for month in range(count)
    ]
    made = sample([MONTH, SALES], rows, asked=None, order=(("month", False),))
    return compose_answer(question(), Draft("SELECT 1", "offline"), made.checked, made.compiled, made.table, made.layer)


def test_a_year_of_months_is_shown_whole_and_a_long_series_by_its_end() -> None:
    assert "2020-01" in printed(months(13))
    assert "这里显示" not in printed(months(13))
    long = printed(months(30))
    assert "这里显示 2021-09 至 2022-06，共 30 行。" in long
    assert "  2021-08 " not in long
    assert "  2022-06 " in long
    assert "这里显示 2021-05 至 2022-02，共 30 行。" in printed(months(30, without=4)), "not ten empty rows"
    assert markdown_table(months(30)).endswith("这里显示 2021-09 至 2022-06，共 30 行。")


def test_columns_without_room_are_counted_and_one_row_stands_upright() -> None:
    measures = [column(f"m{place}") for place in range(30)]
    made = sample([LINE, *measures], [[name, *[1.0 * place for place in range(30)]] for name in "ab"])
    answer = compose_answer(
        question(), Draft("SELECT 1", "offline"), made.checked, made.compiled, made.table, made.layer
    )
    text = printed(answer, wide=60)
    assert "列没有显示" in text
    assert max(cell_len(line) for line in text.splitlines()) <= 60
    assert "另有 24 个指标" in text
    assert "¥29" not in text
    one = sample(measures, [[1.0 * place for place in range(30)]])
    single = compose_answer(question(), Draft("SELECT 1", "offline"), one.checked, one.compiled, one.table, one.layer)
    assert "¥29" in printed(single, wide=60)


def test_the_card_is_short_unless_the_whole_is_wanted() -> None:
    answer = ranking(3)
    console = Console(file=io.StringIO(), width=100, force_terminal=False)
    turn = Turn(question(), answer, "a1b2c3")
    print_turn(turn, console, whole_card=True)
    whole = console.file.getvalue()  # type: ignore[attr-defined]
    assert "公式" in whole
    assert "来源表" in whole
    brief = printed(answer)
    assert "来源表" not in brief
    assert "受管 · 版本 1，负责人 Controlling · 数据截至" in brief
    assert "askfin show a1b2c3" in brief
