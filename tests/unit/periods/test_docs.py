"""docs/periods.md promises ranges: each phrase of its tables means what stands beside it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.read.periods import read_periods
from tests.unit.periods.calendars import NATURAL

PAGE = Path(__file__).parents[3] / "docs" / "periods.md"
ROW = re.compile(r"^\| (`.*`) \| (\d{4}-\d\d-\d\d) – (\d{4}-\d\d-\d\d) \|$", re.MULTILINE)


def _promises() -> list[tuple[str, str, str]]:
    rows = ROW.findall(PAGE.read_text())
    return [(phrase, start, end) for phrases, start, end in rows for phrase in re.findall("`([^`]+)`", phrases)]


@pytest.mark.parametrize(("phrase", "start", "end"), _promises())
def test_promise(phrase: str, start: str, end: str) -> None:
    periods = read_periods(phrase, "zh", date(2026, 11, 5), NATURAL).periods
    assert [(str(period.start), str(period.end)) for period in periods] == [(start, end)]


def test_the_page_has_promises() -> None:
    assert len(_promises()) > 80


def _asked_back() -> list[str]:
    section = PAGE.read_text().split("## Asked back")[1].split("## ")[0]
    cells = re.findall(r"^\| (?!you say|-)([^|]+) \|", section, re.MULTILINE)
    return [phrase.split(" in November")[0].split(", when")[0] for cell in cells for phrase in cell.split(" · ")]


@pytest.mark.parametrize("phrase", _asked_back())
def test_what_is_asked_back(phrase: str) -> None:
    assert read_periods(phrase, "zh", date(2026, 11, 5), NATURAL).issues
