"""Questions back and refusals as a person reads them: true sentences, named periods, no empty advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.charts.samples import sample_layer
from bot.compose import compose_ask, compose_refusal, word_issue
from bot.turn import Ask, Option, Question
from semantic_layer.issues import IssueCode, Issues, issue

Asking = Callable[..., Question]
LAYER = sample_layer()


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("2026-08-01 – 2026-08-31 → 2026-09-01 – 2026-09-30", "2026年8月 → 2026年9月", "August 2026 → September 2026"),
        ("2025-01-01 – 2025-12-31", "2025年（2025-01-01 – 2025-12-31）", "2025 (2025-01-01 – 2025-12-31)"),
        ("2025-04-01 – 2026-03-31", "2025-04-01 – 2026-03-31", "2025-04-01 – 2026-03-31"),
        ("2026-06-30 – 2026-06-30", "2026-06-30", "2026-06-30"),
    ],
)
def test_a_range_is_offered_by_its_calendar_name(ask: Asking, written: str, zh: str, en: str) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        asked = Ask(issue(IssueCode.AMBIGUOUS_PERIOD, words="x", candidates=(written, "y")), (Option(written),))
        made = compose_ask(ask(lang), asked, LAYER)
        assert made.options[0].label == expected
        assert expected in made.text


def test_the_very_word_is_no_suggestion() -> None:
    for code in (IssueCode.NOT_IN_LAYER, IssueCode.NOT_UNDERSTOOD):
        said = word_issue(issue(code, words="Opened", suggestions=("shop opened", "opened")), "en", LAYER)
        assert said.startswith("“Opened” is known, but not what it means in this question.")
        other = word_issue(issue(code, words="Opned", suggestions=("opened",)), "en", LAYER)
        assert "opened" in other


def test_one_day_is_not_a_range() -> None:
    day = date(2026, 12, 31)
    late = issue(IssueCode.AFTER_LOADED, metric="sales", loaded_through=date(2026, 11, 3), start=day, end=day)
    assert word_issue(late, "en", LAYER).count("2026-12-31") == 1
    assert "你问的 2026-12-31 还没有数据" in word_issue(late, "zh", LAYER)


def test_what_has_no_weeks_is_not_said_to_end_before_one(ask: Asking) -> None:
    start, end = date(2026, 10, 1), date(2026, 10, 7)
    late = issue(IssueCode.AFTER_LOADED, metric="margin", loaded_through=date(2026, 9, 30), start=start, end=end)
    coarse = issue(IssueCode.GRAIN_TOO_FINE, metric="margin", grain="day", time_grain="month")
    told = compose_refusal(ask("en"), Issues((late, coarse)), LAYER).text
    assert told == "Gross margin is kept by month, so it cannot be shown by day. Choose a coarser unit of time."
    other = issue(IssueCode.AFTER_LOADED, metric="sales", loaded_through=date(2026, 9, 30), start=start, end=end)
    assert "Data of Sales" in compose_refusal(ask("en"), Issues((other, coarse)), LAYER).text
