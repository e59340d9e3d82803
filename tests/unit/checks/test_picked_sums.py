"""SUM(CASE WHEN key = 'v' THEN m END): a pivot of a flow adds up, and of nothing else."""

from __future__ import annotations

import pytest

from tests.soundness.tiny import Books, books, link, metric, period, table


@pytest.fixture(scope="module")
def orchard() -> Books:
    plots = table("plots", "plot_id:id slope:text", "1 | north\n2 | south\n3 | ", key="plot_id")
    picks = table(
        "picks",
        "pick_id:id plot_id:id day:date kilos:amount crates:amount",
        "1 | 1 | 2026-01-05 | 10 | 2\n2 | 2 | 2026-01-06 | 20 | 5\n"
        "3 | 2 | 2026-02-07 | 5 | 1\n4 | 3 | 2026-02-09 | 3 | 1",
        key="pick_id",
        time="day",
    )
    return books(
        [plots, picks],
        [link("picks.plot_id", "plots.plot_id")],
        [
            metric("kilos", "SUM(picks.kilos)"),
            metric("crates", "SUM(picks.crates)"),
            metric("per_crate", "kilos / crates", "ratio"),
            metric("busy_plots", "COUNT(DISTINCT picks.plot_id)", "distinct"),
        ],
    )


def over(case: str, metric: str = "kilos") -> str:
    keys = "plots.slope AS slope, DATE_TRUNC('month', period) AS month"
    inner = f"SELECT {keys}, MEASURE({metric}) AS v FROM m WHERE {period('2026-01-01', '2026-02-28')} GROUP BY 1, 2"
    return f"WITH t AS ({inner}) SELECT {case} AS x FROM t"


@pytest.mark.parametrize(
    ("case", "value"),
    [
        ("SUM(CASE WHEN slope = 'south' THEN v END)", 25),
        ("SUM(CASE WHEN slope = 'south' THEN v ELSE 0 END)", 25),
        ("SUM(CASE slope WHEN 'north' THEN v END)", 10),
        ("SUM(CASE WHEN month = DATE '2026-02-01' THEN v END)", 8),
        ("SUM(CASE WHEN slope IS NULL OR slope = 'north' THEN v END)", 13),
    ],
)
def test_rows_of_a_flow_are_picked_and_added(orchard: Books, case: str, value: int) -> None:
    assert orchard.codes(over(case)) == []
    assert orchard.value(over(case)) == value


@pytest.mark.parametrize(
    ("case", "metric"),
    [
        ("SUM(CASE WHEN slope = 'south' THEN v END)", "per_crate"),
        ("SUM(CASE WHEN slope = 'south' THEN v END)", "busy_plots"),
        ("SUM(CASE WHEN v > 8 THEN v END)", "kilos"),  # chosen by the number itself
        ("SUM(CASE WHEN slope = 'south' THEN v ELSE 1 END)", "kilos"),
        ("SUM(CASE WHEN slope = 'south' THEN v WHEN slope = 'north' THEN -v END)", "kilos"),
    ],
)
def test_nothing_else_is(orchard: Books, case: str, metric: str) -> None:
    assert "NOT_ADDITIVE" in orchard.codes(over(case, metric))
