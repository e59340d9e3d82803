"""Values of the data that want to be escape sequences, markup, formulas or SQL: they are shown as what they are."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from bot.app import App
from bot.channels.json_turn import printed, turn_as_json
from bot.channels.terminal import print_turn
from bot.tables import write_table
from bot.turn import Answer, Clarification
from tests.scenario.redteam import guild
from tests.scenario.redteam.conftest import Ask, asking, opened, rows

EVIL = [
    "\x1b[31mred", "\x1b]0;owned\x07", "[bold]x[/bold]", "[/]", "[link=http://x]y", "=cmd|' /C calc'!A0", "+1+1",
    "-2+3",
    "@SUM(1)", "\t=1", "a\u202eb", "<script>alert(1)</script>", "**md** `x` |p|", "a\nb\r\nc", "\x9b31m", "a\x00b",
    "'; DROP TABLE sales; --", "O'Hara", '"quoted"', "%s{0}", "\\", "A" * 5000, "", " ", "NULL", "http://evil.example/",
]  # fmt: skip
QUESTIONS = ["takings by client name this year", "takings by ware this year, chart", "list clients", "客户有哪些"]


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    tables = dict(guild.TABLES)
    tables["clients"] = (guild.TABLES["clients"][0], [(n, text, "East", "A", "c") for n, text in enumerate(EVIL)])
    sales = [(n, "2026-01-05", n, n, 1, text, 10 + n, 1) for n, text in enumerate(EVIL)]
    tables["sales"] = (guild.TABLES["sales"][0], sales)
    folder = guild.build(tmp_path_factory.mktemp("evil") / "guild", tables, access="")
    with opened(folder) as app:
        yield app


@pytest.fixture(scope="module")
def ask(evil: App) -> Ask:
    return asking(evil)


def steering(text: str) -> set[str]:
    return {char for char in text if (ord(char) < 32 and char != "\n") or 126 < ord(char) < 160 or char == "\u202e"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_steers_the_terminal(ask: Ask, question: str):
    turn = ask("ann", question)
    screen = io.StringIO()
    print_turn(turn, Console(file=screen, width=160))
    assert steering(screen.getvalue()) == set()
    assert steering(printed(turn_as_json(turn))) == set()


def test_markup_is_printed_as_it_is(ask: Ask):
    screen = io.StringIO()
    sql = "SELECT clients.name, MEASURE(takings) AS t FROM guild WHERE clients.name LIKE '[%' GROUP BY 1"
    print_turn(ask("ann", sql), Console(file=screen, width=160))
    assert all(text in screen.getvalue() for text in ("[bold]x[/bold]", "[/]", "[link=http://x]y"))


@pytest.mark.parametrize("text", ["O'Hara", "'; DROP TABLE sales; --", '"quoted"', "[bold]x[/bold]"])
def test_a_value_in_a_query_is_a_value(ask: Ask, text: str):
    quoted = text.replace("'", "''")
    turn = ask("ann", f"SELECT MEASURE(takings) AS t FROM guild WHERE clients.name = '{quoted}'")
    assert rows(turn) == [[10 + EVIL.index(text)]]


def test_a_name_with_a_quote_is_found_in_words(ask: Ask):
    outcome = ask("ann", "takings of O'Hara this year").outcome
    assert isinstance(outcome, Clarification), "a client and a ware of that name"
    for option in outcome.options:
        assert rows(ask("ann", option.semantic_sql)) == [[10 + EVIL.index("O'Hara")]]


def test_no_cell_is_a_formula(ask: Ask, tmp_path: Path):
    outcome = ask("ann", "takings by client name this year").outcome
    assert isinstance(outcome, Answer)
    write_table(outcome, tmp_path / "t.csv")
    write_table(outcome, tmp_path / "t.xlsx")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row[0] for row in csv.reader(file)]
    assert not [name for name in names if name.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=cmd|' /C calc'!A0" in names
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
    assert "<f>" not in sheets
    assert "hyperlink" not in sheets


def test_a_chart_of_them_is_drawn(evil: App, ask: Ask, tmp_path: Path):
    started = time.perf_counter()
    drawn = evil.draw(ask("ann", "takings by client name this year, bar chart"), tmp_path / "c.png")
    assert drawn is not None
    assert drawn.read_bytes().startswith(b"\x89PNG")
    assert time.perf_counter() - started < 60, "a long name takes long to draw"
