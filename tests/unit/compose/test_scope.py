"""What rows have or lack, as the scope of an answer says it."""

from __future__ import annotations

import pytest

from bot.compose.scope import filter_text
from semantic_layer.model import FieldRef
from semantic_layer.query import Filter
from tests.unit.offline.company import Company

MODEL = Company("campus").layer.model
IN_OCTOBER = "requests.filed_on BETWEEN CAST('2026-10-01' AS DATE) AND CAST('2026-10-31' AS DATE)"


@pytest.mark.parametrize(
    ("rows", "lang", "said"),
    [
        (IN_OCTOBER, "en", "without Request (2026-10-01 – 2026-10-31)"),
        (IN_OCTOBER, "zh", "没有对应的报事单 (2026-10-01 – 2026-10-31)"),
        (
            f"(requests.status <> 'void') AND {IN_OCTOBER}",
            "en",
            "without Request (2026-10-01 – 2026-10-31; Request.Request status <> 'void')",
        ),
    ],
)
def test_rows_that_lack_others_are_told_in_words(rows: str, lang: str, said: str) -> None:
    condition = f"NOT EXISTS(SELECT 1 FROM requests WHERE {rows})"
    assert filter_text(Filter(FieldRef("halls", ""), "CONDITION", (condition,)), MODEL, lang) == said
