"""Questions and answers made by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.charts.samples import Sample
from bot.compose import compose_answer
from bot.turn import Answer, Draft, Question
from semantic_layer.access import Rights

TODAY = date(2026, 11, 5)


@pytest.fixture
def ask() -> Callable[..., Question]:
    def make(lang: str = "zh", text: str = "?", **changes: Any) -> Question:
        changes.setdefault("rights", Rights.full())
        return Question(text=text, lang=lang, today=TODAY, **changes)  # type: ignore[arg-type]

    return make


@pytest.fixture
def answered(ask: Callable[..., Question]) -> Callable[..., Answer]:
    def make(sample: Sample, lang: str = "zh", draft: Draft | None = None, **changes: Any) -> Answer:
        draft = draft or Draft("SELECT 1", "offline")
        return compose_answer(ask(lang, **changes), draft, sample.checked, sample.compiled, sample.table, sample.layer)

    return make
