"""A word that stands for another thing than the one of the same name: named or asked about, never answered by it."""

from __future__ import annotations

import pytest

from bot.turn import Draft
from tests.unit.offline.company import OCTOBER, Company

CHANDLERY = Company("chandlery")
SEPTEMBER = "period BETWEEN DATE '2026-09-01' AND DATE '2026-09-30'"
FETCHED = "parcels.fetched_on >= DATE '2026-10-01' AND parcels.fetched_on <= DATE '2026-10-31'"


def one_number(metric: str, where: str) -> str:
    return f"SELECT MEASURE({metric}) AS {metric} FROM chandlery WHERE {where}"


@pytest.mark.parametrize(
    "text",
    [
        "10月打包多少包",  # of parcels to pack: not packed
        "10月打了多少包",
        "10月打包多少，退货款多少",  # a deed that is asked for is no date of the rest
        "10月取件、退货款、货款",
        "10月取件包裹数和存入额",  # the day of the one measure's rows is none of the other's
        "how many parcels were ordered and fetched in October",  # two deeds, one period
        "parcels packed and fetched in October",
        "how many trial crew are there",  # the values of a flag are two
        "how many aboard crew members do we have",
        "how many hammocks do we have",
        "10月消费的船员有多少",  # money tells no number of members
        "10月有多少船员消费",
        "sales without trial crew in October",
        "10月新客有多少",  # people are no rows of parcels
        "10月回头的有多少",
        "sales without porterage in October",  # less it, and not where it is unknown
        "10月货款没有搬运费",
        "花用的钱袋余额",  # of the movements of a kind there is no balance
        "钱袋余额，10月存入多少",
        "sales mtd vs mtd ly",
    ],
)
def test_what_means_another_thing_is_not_answered(text: str) -> None:
    assert not isinstance(CHANDLERY.plan(text), Draft)


@pytest.mark.parametrize(
    ("text", "metric", "where"),
    [
        ("10月待打包数", "to_pack", OCTOBER),
        ("10月待打包有多少包", "to_pack", OCTOBER),
        ("10月取件的货款", "sales", FETCHED),
        ("parcels ordered in September fetched in October", "parcel_count", f"{SEPTEMBER} AND {FETCHED}"),
        ("parcels ordered in September and fetched in October", "parcel_count", f"{SEPTEMBER} AND {FETCHED}"),
        ("10月船员消费多少", "crew_sales", OCTOBER),
        ("10月船员消费额有多少", "crew_sales", OCTOBER),
        ("10月货款有多少", "sales", OCTOBER),
        ("10月有多少货款", "sales", OCTOBER),
        ("10月有多少船员消费额", "crew_sales", OCTOBER),
        ("10月自提有多少", "parcel_count", f"{OCTOBER} AND parcels.way = 'quay'"),  # without the void ones
        ("10月存入多少", "stored", OCTOBER),
        ("东码头的钱袋余额", "purse_left", "period <= DATE '2026-11-04' AND purse.quay = '东码头'"),
    ],
)
def test_near_to_it_is_answered(text: str, metric: str, where: str) -> None:
    assert CHANDLERY.sql(text) == one_number(metric, where)


def test_a_state_that_the_number_leaves_out_is_counted_as_it_stands() -> None:
    assert CHANDLERY.sql("10月作废有多少") == (
        f"SELECT COUNT(parcels.parcel_id) AS parcels_count FROM chandlery WHERE {OCTOBER} AND parcels.state = 'X'"
    )


def test_members_themselves_are_counted() -> None:
    assert (
        CHANDLERY.sql("how many crew members do we have") == "SELECT COUNT(crews.crew_id) AS crews_count FROM chandlery"
    )


def test_people_are_the_rows_of_a_file_of_people() -> None:
    made = CHANDLERY.plan("金锚会员有多少")
    assert isinstance(made, Draft)
    assert "COUNT(guild.guild_no)" in made.semantic_sql


def test_both_together_after_two_lists_of_one_adds_the_two() -> None:
    turns = ["October sales by way", "quay", "rowed", "both together"]
    assert CHANDLERY.drafted(*CHANDLERY.told(turns)) == CHANDLERY.canonical(
        one_number("sales", f"{OCTOBER} AND parcels.way IN ('quay', 'rowed')")
    )
