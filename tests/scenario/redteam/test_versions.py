"""Row rules on a slowly changing dimension: a row belongs to the version that held, whatever the rule hides."""

from __future__ import annotations

import pytest

from semantic_layer.access import Rights, RowRule
from semantic_layer.model import FieldRef
from tests.soundness.tiny import Books, books, link, metric, table

EAST = Rights(metrics=None, fields=None, rows=(RowRule(FieldRef("desks", "region"), ("East",)),))
# Desk 1 moved from West to East in February, desk 2 the other way.
DESKS = "1 | 2025-01-01 | West\n1 | 2026-02-01 | East\n2 | 2025-01-01 | East\n2 | 2026-02-01 | West"
POSTS = "1 | 2026-01-05 | 1 | 100\n2 | 2026-02-05 | 1 | 7\n3 | 2026-01-05 | 2 | 3\n4 | 2026-02-05 | 2 | 5000"


def make(history: str, posts: str = POSTS) -> Books:
    return books(
        [
            table("desks", "desk:id since:date region:text", DESKS, key="desk since", valid_from="since"),
            table("posts", "post:id day:date desk:id amount:amount", posts, key="post", time="day"),
        ],
        [link("posts.desk", "desks.desk", history=history)],
        [metric("posted", "SUM(posts.amount)")],
    )


@pytest.mark.parametrize(
    ("history", "kept", "total"), [("as_was", (2, 3), 10), ("current", (1, 2), 107)], ids=["as it was", "as it is"]
)
def test_the_version_that_held_decides(history: str, kept: tuple[int, ...], total: int):
    seen = make(history).as_user(EAST)
    assert seen.value("SELECT MEASURE(posted) FROM m") == total
    # A hidden version does not stretch its neighbour: nothing of the West is called East.
    assert seen.rows("SELECT desks.region, MEASURE(posted) AS p FROM m GROUP BY 1") == [("East", total)]
    detail = "SELECT posts.post, desks.region FROM m ORDER BY 1"
    assert seen.rows(detail) == [(post, "East") for post in kept]


@pytest.mark.parametrize(("history", "kept"), [("as_was", (1, 2)), ("current", (0, 1))])
def test_it_acts_like_deletion_of_the_facts(history: str, kept: tuple[int, ...]):
    lines = POSTS.splitlines()
    deleted = make(history, "\n".join(lines[place] for place in kept))
    text = (
        "SELECT DATE_TRUNC('month', period) AS m, desks.region, MEASURE(posted) AS p, TOTAL(MEASURE(posted)) AS t "
        "FROM m WHERE period BETWEEN DATE '2026-01-01' AND DATE '2026-02-05' GROUP BY 1, 2"
    )
    assert make(history).as_user(EAST).rows(text) == deleted.rows(text) != make(history).rows(text)
