"""Every phrase of phrases.yml stands for exactly what is written there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.read.periods import Mention, read_periods
from semantic_layer.issues import IssueCode
from semantic_layer.periods import Grain
from tests.unit.periods.calendars import APRIL, JULY_BY_START, NATURAL, RETAIL, SUNDAY, span

CALENDARS = {"natural": NATURAL, "april": APRIL, "july_by_start": JULY_BY_START, "sunday": SUNDAY, "retail": RETAIL}
RELATIONS: dict[tuple[int, Grain | None], str] = {
    (-1, Grain.YEAR): "yoy",
    (-1, Grain.MONTH): "mom",
    (-1, Grain.QUARTER): "qoq",
}


def _cases() -> list[Any]:
    found = []
    for group in YAML(typ="safe").load(Path(__file__).with_name("phrases.yml").read_text()):
        for phrase, expected in group["cases"].items():
            name = f"{group['calendar']}-{group['today']}-{phrase}"
            found.append(pytest.param(group["calendar"], group["today"], str(phrase), str(expected), id=name))
    return found


def _said(mention: Mention) -> str:
    """One mention in the notation of the table."""
    if mention.issue is not None:
        if mention.issue.code is IssueCode.UNRESOLVED_PERIOD:
            return "!"
        return " ".join(["?", " | ".join(span(candidate) for candidate in mention.candidates)]).strip()
    if mention.grain is not None:
        return f"{'average' if mention.kind == 'average_grain' else 'grain'} {mention.grain}"
    words = [RELATIONS[mention.shift]] if mention.kind == "relative" and mention.shift in RELATIONS else []
    if mention.kind == "as_of":
        words.append("as_of")
    period = mention.period
    if period is None:
        return " ".join([*words, "none"])
    words.append(span(period))
    if period.open_start:
        words.append("open")
    running = "" if period.complete or mention.kind == "relative" else "*"
    return " ".join(words) + running


@pytest.mark.parametrize(("calendar", "today", "phrase", "expected"), _cases())
def test_phrase(calendar: str, today: date, phrase: str, expected: str) -> None:
    reading = read_periods(phrase, "zh", today, CALENDARS[calendar])
    said = [_said(mention) for mention in reading.mentions if mention.kind not in ("compare", "context")]
    assert (" ; ".join(said) or "none") == expected.replace('"', "")


def test_there_are_enough_cases() -> None:
    assert len(_cases()) >= 350
