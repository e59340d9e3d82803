"""Classical slips of a language model, each beside right forms of the same answer, over one made-up trader.

Role: `CASES` holds a question, the drafts that say it, and by name those that look like it and give another number.
Figures: `pytest tests/unit/agree/test_slips.py`: every slip is stopped, every right form passes.
"""

from __future__ import annotations

import pytest

from bot.agree import agree
from bot.planners.model import given_periods
from bot.read import read_question
from semantic_layer.access import Rights
from semantic_layer.checks import check_query
from semantic_layer.issues import Issues
from semantic_layer.parse import parse_query
from tests.unit.agree.slip_forms import Case
from tests.unit.agree.slips import OF_WHAT
from tests.unit.agree.slips_over_time import OVER_TIME
from tests.unit.offline.company import Company

FLOWERS = Company("flowers")
CASES = (*OF_WHAT, *OVER_TIME)


def stopped(text: str, sql: str) -> list[str]:
    """The codes that stop a draft; none where it would run."""
    question, around = FLOWERS.question(text), FLOWERS.context()
    parsed = parse_query(sql, around.layer.model)
    checked = parsed if isinstance(parsed, Issues) else check_query(parsed, around.layer, Rights.full("tests"))
    if isinstance(checked, Issues):
        return [str(code) for code in checked.codes()]
    reading = read_question(question, around)
    found = agree(reading, checked, around.layer, given_periods(question, reading, around))
    return [str(code) for code in found.codes()] if found is not None else []


RIGHT = [pytest.param(case.text, sql, id=f"{case.text}: {n}") for case in CASES for n, sql in enumerate(case.right, 1)]
SLIPS = [pytest.param(case.text, sql, id=f"{case.text}: {slip}") for case in CASES for slip, sql in case.wrong.items()]


@pytest.mark.parametrize(("text", "sql"), RIGHT)
def test_a_right_form_passes(text: str, sql: str) -> None:
    assert stopped(text, sql) == []


@pytest.mark.parametrize(("text", "sql"), SLIPS)
def test_a_slip_is_stopped(text: str, sql: str) -> None:
    assert stopped(text, sql) != []


@pytest.mark.parametrize("case", CASES, ids=[case.text for case in CASES])
def test_the_words_of_a_case_are_understood(case: Case) -> None:
    """So that a slip is not let pass, or a right form kept, for a word that nobody knows."""
    assert tuple(FLOWERS.read(case.text).unexplained) == case.unknown
