"""Lists of cases that one test goes through, each list under the reason it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest


def for_reasons(lists: Mapping[str, Sequence]) -> list:
    """Cases for `parametrize`: a case is one text, or a tuple of what the test is called with. The reason names it."""
    made = []
    for reason, cases in lists.items():
        for case in cases:
            values = case if isinstance(case, tuple) else (case,)
            told = values[0] if isinstance(values[0], str) else " / ".join(values[0])
            made.append(pytest.param(*values, id=f"{reason}: {told}"))
    return made
