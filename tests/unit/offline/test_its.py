"""它, "its": the one member that the answer before found."""

from __future__ import annotations

import pytest

from tests.unit.offline.firm import answered, canonical, drafted


@pytest.mark.parametrize("text", ["它的赔付率呢", "它的赔付率", "its claim ratio?"])
def test_of_the_one_member(text: str):
    before = answered("上月运费收入最高的片区", [("城南", 5)])
    expected = (
        "SELECT depots.zone, MEASURE(claim_ratio) AS claim_ratio FROM parcels "
        "WHERE period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31' AND depots.zone = '城南' "
        "GROUP BY depots.zone ORDER BY claim_ratio DESC NULLS LAST"
    )
    assert drafted(text, [before]) == canonical(expected)


def test_beside_its_own_measure_it_points_back_to_nothing():
    assert drafted("上月运费收入和它的同比") == drafted("上月运费收入和同比")
