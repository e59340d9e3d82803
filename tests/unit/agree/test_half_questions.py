"""A share that names no part goes on from the query before: its values and its limit are kept, nothing else is."""

from __future__ import annotations

import pytest

from bot.turn import PriorTurn
from tests.unit.agree.test_wrong_drafts import NORTH, OCT, REV, select, stopped

EXTRA, METRIC, ORDER = "DISAGREES_EXTRA", "DISAGREES_METRIC", "DISAGREES_ORDER"
NORTHERN = PriorTurn("上月城北的运费收入", "answer", select(f"{REV} AS m", f"{OCT} AND {NORTH}"))
BEST = "GROUP BY clients.client_name ORDER BY m DESC NULLS LAST LIMIT 3"
TOP = PriorTurn("上月运费收入最高的三个客户", "answer", select(f"clients.client_name, {REV} AS m", OCT, BEST))
OF_ALL = select(f"{REV} FILTER (WHERE {NORTH}) / {REV} AS s")
SHARES = select(f"clients.client_name, {REV} AS m, {REV} / TOTAL({REV}) AS s", OCT, BEST)


@pytest.mark.parametrize(
    ("text", "before", "sql", "codes"),
    [
        ("占总运费收入多少", NORTHERN, OF_ALL, []),
        ("占总运费收入多少", NORTHERN, OF_ALL.replace("城北", "城南"), [EXTRA]),
        ("占总运费收入多少", NORTHERN, select(f"{REV} / TOTAL({REV}) AS s", f"{OCT} AND {NORTH}"), [METRIC, EXTRA]),
        ("占总运费收入多少", NORTHERN, select(f"{REV} / {REV} AS s"), [METRIC]),
        ("in percent of total freight revenue", TOP, SHARES, []),
        ("in percent of total freight revenue", TOP, SHARES.replace("LIMIT 3", "LIMIT 5"), [ORDER]),
        ("in percent of total freight revenue", TOP, SHARES + " OFFSET 1", [ORDER]),
    ],
)
def test_a_share_without_a_part(text: str, before: PriorTurn, sql: str, codes: list[str]) -> None:
    assert stopped(text, sql, (before,)) == codes


@pytest.mark.parametrize("before", [(), (TOP,)])
def test_without_a_query_that_held_it_a_value_is_invented(before: tuple[PriorTurn, ...]) -> None:
    assert EXTRA in stopped("占总运费收入多少", OF_ALL, before)


def test_a_question_of_its_own_keeps_nothing() -> None:
    whole = "上月城北占运费收入的比重"
    assert stopped(whole, OF_ALL, (TOP,)) == []
    assert EXTRA in stopped(whole, select(f"{REV} FILTER (WHERE {NORTH} AND shipments.service = '空运') / {REV} AS s"))
