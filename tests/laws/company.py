"""Small companies for the laws: a model, its metrics twice (as SQL text and as the reference's values), drawn rows.

Role: three facts, a snapshot, movements and open items over shared dimensions, with NULL and orphan keys, undated
rows, duplicates, negative amounts, gaps between snapshots, a bridge, a pin and a computed field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import strategies as st

from semantic_layer.model import (
    CalendarSpec,
    Dataset,
    FieldRef,
    Horizon,
    Layer,
    Metric,
    OpenItems,
    Relationship,
    SemanticModel,
)
from tests.reference.dates import Calendar
from tests.reference.formula import Applied, Days, Expr, Leaf, Moved, Named, Number, Product, Ratio, Sum, Test
from tests.reference.world import Row, World
from tests.soundness.tiny import Table, link, metric, table

COLUMNS = {
    "shops": "shop_id:id region:text city:text",
    "goods": "good_id:id line:text",
    "clubs": "club_id:id kind:text",
    "shop_clubs": "shop_id:id club_id:id",
    "sales": "shop_id:id good_id:id day:date channel:text amount:amount fee:amount buyer:id paid_day:date",
    "costs": "shop_id:id day:date scenario:text amount:amount",
    "stock": "shop_id:id good_id:id day:date state:text level:balance",
    "moves": "shop_id:id day:date amount:amount",
    "bills": "bill_id:id shop_id:id day:date due:date amount:amount",
    "paid": "bill_id:id day:date amount:amount",
}
LINKS = (
    link("sales.shop_id", "shops.shop_id"),
    link("sales.good_id", "goods.good_id"),
    link("costs.shop_id", "shops.shop_id"),
    link("stock.shop_id", "shops.shop_id"),
    link("stock.good_id", "goods.good_id"),
    link("moves.shop_id", "shops.shop_id"),
    link("bills.shop_id", "shops.shop_id"),
    link("paid.bill_id", "bills.bill_id"),
    link("shop_clubs.shop_id", "shops.shop_id"),
    link("shop_clubs.club_id", "clubs.club_id"),
)
_OPEN = OpenItems("bills", "amount", "due", "paid", "amount", "day")
_LATE, _OLD = replace(_OPEN, age="overdue"), replace(_OPEN, age="91")
_CITY = FieldRef("shops", "city")

METRICS: tuple[Metric, ...] = (
    metric("sold", "SUM(sales.amount)"),
    metric("sold_web", "SUM(sales.amount)", filter="sales.channel = 'web'"),
    metric("sold_east", "SUM(sales.amount)", filter="shops.region = 'East'"),
    metric("sold_net", "SUM(sales.net)"),
    metric("sold_paid", "SUM(sales.amount)", time_field="sales.paid_day"),
    metric("deals", "COUNT(sales)"),
    metric("web_deals", "COUNT(sales)", filter="sales.channel = 'web'"),
    metric("buyers", "COUNT(DISTINCT sales.buyer)", "distinct"),
    metric("mean", "AVG(sales.amount)", "non_additive"),
    metric("biggest", "MAX(sales.amount)", "non_additive"),
    metric("smallest", "MIN(sales.amount)", "non_additive"),
    metric("typical", "MEDIAN(sales.amount)", "non_additive"),
    metric("spent", "SUM(costs.amount)"),
    metric("planned", "SUM(costs.amount)", pins={"costs.scenario": "plan"}),
    metric("spent_everywhere", "SUM(costs.amount)", ignore=(_CITY,)),
    metric("profit", "sold - spent"),
    metric("ticket", "sold / deals", "ratio"),
    metric("cost_rate", "spent / sold", "ratio"),
    metric("city_rate", "sold / spent_everywhere", "ratio"),
    metric("spread", "biggest - smallest", "non_additive"),
    metric("on_hand", "SUM(stock.level)", "balance"),
    metric("good_stock", "SUM(stock.level)", "balance", filter="stock.state = 'ok'"),
    metric("stocked", "COUNT(DISTINCT stock.good_id)", "balance"),
    metric("stock_lines", "COUNT(stock)", "balance"),
    metric("opening", "OPENING(on_hand)", "balance"),
    metric("turns", "sold / AVG_BALANCE(on_hand)", "ratio"),
    metric("cover", "on_hand / sold * PERIOD_DAYS()", "ratio"),
    metric("mean_stock", "AVG_BALANCE(on_hand, month)", "non_additive"),
    metric("position", "SUM(moves.amount)", "balance", from_inception=True),
    metric("position_change", "position - OPENING(position)", "non_additive"),
    metric("mean_position", "AVG_BALANCE(position, month)", "non_additive"),
    metric("open", "SUM(bills.amount)", "balance", open_items=_OPEN),
    metric("open_bills", "COUNT(bills)", "balance", open_items=_OPEN),
    metric("late", "SUM(bills.amount)", "balance", open_items=_LATE),
    metric("old", "SUM(bills.amount)", "balance", open_items=_OLD),
    metric("billed", "SUM(bills.amount)"),
    metric("late_rate", "late / open", "ratio"),
)


def _leaf(how: str, name: str, *own: Test, **more: Any) -> Leaf:
    dataset, _, column = name.partition(".")
    return Leaf(how, dataset, name if column else "", own, **more)


def _items(how: str, least: int | None = None) -> Leaf:
    applied = Applied("paid", ("bill_id", "bill_id"), "day", "amount", "due", least)
    return Leaf(how, "bills", "bills.amount", nature="open_items", applied=applied)


_WEB, _EAST = Test("sales.channel", "=", ("web",)), Test("shops.region", "=", ("East",))
_OK = Test("stock.state", "=", ("ok",))
_HAND = _leaf("sum", "stock.level", nature="snapshot")
_SEAT = _leaf("sum", "moves.amount", nature="movements")


def _mean_of_ends(name: str) -> Expr:
    return Ratio(Sum(Moved("opening", Named(name)), Named(name)), Number(2))


FORMULAS: Mapping[str, Expr] = {
    "sold": _leaf("sum", "sales.amount"),
    "sold_web": _leaf("sum", "sales.amount", _WEB),
    "sold_east": _leaf("sum", "sales.amount", _EAST),
    "sold_net": _leaf("sum", "sales.net"),
    "sold_paid": _leaf("sum", "sales.amount", time="sales.paid_day"),
    "deals": _leaf("rows", "sales"),
    "web_deals": _leaf("rows", "sales", _WEB),
    "buyers": _leaf("distinct", "sales.buyer"),
    "mean": _leaf("avg", "sales.amount"),
    "biggest": _leaf("max", "sales.amount"),
    "smallest": _leaf("min", "sales.amount"),
    "typical": _leaf("median", "sales.amount"),
    "spent": _leaf("sum", "costs.amount"),
    "planned": _leaf("sum", "costs.amount", pins=(("costs.scenario", "plan"),)),
    "spent_everywhere": _leaf("sum", "costs.amount", ignore=("shops.city",)),
    "profit": Sum(Named("sold"), Named("spent"), -1),
    "ticket": Ratio(Named("sold"), Named("deals")),
    "cost_rate": Ratio(Named("spent"), Named("sold")),
    "city_rate": Ratio(Named("sold"), Named("spent_everywhere")),
    "spread": Sum(Named("biggest"), Named("smallest"), -1),
    "on_hand": _HAND,
    "good_stock": _leaf("sum", "stock.level", _OK, nature="snapshot"),
    "stocked": _leaf("distinct", "stock.good_id", nature="snapshot"),
    "stock_lines": _leaf("rows", "stock", nature="snapshot"),
    "opening": Moved("opening", Named("on_hand")),
    "turns": Ratio(Named("sold"), _mean_of_ends("on_hand")),
    "cover": Product(Ratio(Named("on_hand"), Named("sold")), Days()),
    "mean_stock": Moved("points", Named("on_hand"), grain="month"),
    "position": _SEAT,
    "position_change": Sum(Named("position"), Moved("opening", Named("position")), -1),
    "mean_position": Moved("points", Named("position"), grain="month"),
    "open": _items("sum"),
    "open_bills": _items("rows"),
    "late": _items("sum", 1),
    "old": _items("sum", 91),
    "billed": _leaf("sum", "bills.amount"),
    "late_rate": Ratio(Named("late"), Named("open")),
}
COMPUTED = {"sales.net": lambda row: None if None in (row["amount"], row["fee"]) else row["amount"] - row["fee"]}


RETAIL_YEARS = {
    2020: date(2020, 2, 2), 2021: date(2021, 1, 31), 2022: date(2022, 1, 30), 2023: date(2023, 1, 29),
    2024: date(2024, 2, 4), 2025: date(2025, 2, 2), 2026: date(2026, 2, 1),
}  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """What varies from model to model."""

    fiscal_start: int = 1
    week_start: int = 1
    is_retail: bool = False  # fiscal years of whole weeks, 4-4-5
    sales_loaded: date | None = None
    costs_loaded: date | None = None
    costs_grain: str = ""
    stock_closed: date | None = None


@cache
def tables(terms: Terms) -> tuple[Table, ...]:
    """The datasets without rows."""
    more: dict[str, dict[str, Any]] = {
        "shops": {"key": "shop_id"},
        "goods": {"key": "good_id"},
        "clubs": {"key": "club_id"},
        "shop_clubs": {"bridge": True},
        "sales": {"time": "day", "loaded_through": terms.sales_loaded},
        "costs": {
            "time": "day",
            "loaded_through": terms.costs_loaded,
            "time_grain": terms.costs_grain,
            "pins": {"scenario": "actual"},
        },
        "stock": {"time": "day", "closed_through": terms.stock_closed},
        "moves": {"time": "day"},
        "bills": {"time": "day", "key": "bill_id", "loaded_through": date(2025, 3, 31)},
        "paid": {"time": "day", "loaded_through": date(2025, 3, 31)},
    }
    return tuple(table(name, columns, **more[name]) for name, columns in COLUMNS.items())


@cache
def model_of(terms: Terms, spare: bool = False) -> SemanticModel:
    """The model; `spare` adds a dataset that nothing asks for, linked to those there are."""
    datasets: dict[str, Dataset] = {item.dataset.name: item.dataset for item in tables(terms)}
    amount = replace(datasets["sales"].fields["amount"], name="net", expression="amount - fee")
    datasets["sales"] = replace(datasets["sales"], fields={**datasets["sales"].fields, "net": amount})
    links: tuple[Relationship, ...] = LINKS
    if spare:
        extra = table("visits", "shop_id:id good_id:id club_id:id day:date amount:amount", time="day").dataset
        datasets = {"visits": extra, **datasets}
        links = (
            link("visits.shop_id", "shops.shop_id"),
            link("visits.good_id", "goods.good_id"),
            link("visits.club_id", "clubs.club_id"),
            *LINKS,
        )
    named = {item.name: item for item in METRICS}
    weeks: dict[str, Any] = {"pattern": "4-4-5", "fiscal_year_first_day": RETAIL_YEARS} if terms.is_retail else {}
    calendar = CalendarSpec(fiscal_year_start=terms.fiscal_start, week_start=terms.week_start, **weeks)
    return SemanticModel("m", datasets=datasets, relationships=links, metrics=named, calendar=calendar)


def layer_of(terms: Terms, rows: Mapping[str, list[Row]], spare: bool = False) -> Layer:
    """The model with its horizons as the rows tell them, or as declared."""
    model = model_of(terms, spare)
    horizons: dict[str, Horizon] = {}
    for name, dataset in model.datasets.items():
        if dataset.time_field:
            days = [row[dataset.time_field] for row in rows.get(name, []) if row[dataset.time_field]]
            last = dataset.loaded_through or max(days, default=None)
            horizons[name] = Horizon(min(days, default=None), last, dataset.closed_through)
    return Layer(model, horizons)


def calendar_of(terms: Terms) -> Calendar:
    """The same calendar for the reference."""
    if terms.is_retail:
        return Calendar(1, terms.week_start, (4, 4, 5), tuple(RETAIL_YEARS.values()))
    return Calendar(terms.fiscal_start, terms.week_start)


def world_of(terms: Terms, rows: Mapping[str, list[Row]], rules: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> World:
    return World(model_of(terms), rows, FORMULAS, COMPUTED, rules)


# ---- what is drawn

DAYS = [
    date(2023, 2, 28), date(2023, 3, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 1),
    date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31), date(2024, 6, 30), date(2024, 7, 1),
    date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 15), date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 1),
    date(2025, 3, 15), date(2025, 3, 31),
]  # fmt: skip
SNAPSHOTS = [date(2023, 12, 31), date(2024, 1, 31), date(2024, 3, 31), date(2024, 12, 31), date(2025, 1, 31),
             date(2025, 2, 28), date(2025, 3, 15)]  # fmt: skip
REGIONS, CITIES, LINES = ["East", "West", None], ["a", "b", None], ["x", "y", None]
_shop = st.sampled_from([1, 2, 3, 1, 2, 3, None, 9])
_good = st.sampled_from([1, 2, 1, 2, None, 9])
_day = st.sampled_from([*DAYS, None])
_amount = st.one_of(st.none(), st.integers(-50, 100).map(Decimal))


def _rows(most: int, **columns: st.SearchStrategy) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=most)


def _keyed(key: str, count: int, **columns: st.SearchStrategy) -> st.SearchStrategy[list[Row]]:
    """A dimension: keys from 1 to `count`."""
    rows = [st.fixed_dictionaries({key: st.just(number + 1), **columns}) for number in range(count)]
    return st.tuples(*rows).map(list)


TERMS = st.builds(
    Terms,
    fiscal_start=st.sampled_from([1, 1, 4, 2]),
    week_start=st.sampled_from([1, 1, 7]),
    is_retail=st.sampled_from([False, False, True]),
    sales_loaded=st.sampled_from([None, date(2025, 3, 31), date(2025, 3, 15), date(2025, 2, 28)]),
    costs_loaded=st.sampled_from([None, date(2025, 3, 31)]),
    costs_grain=st.sampled_from(["", "", "month"]),
    stock_closed=st.sampled_from([None, date(2025, 2, 28)]),
)


@st.composite
def rows_of(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Rows of every dataset; keys may be NULL or point nowhere, amounts may be NULL or negative."""
    pick = st.sampled_from
    return {
        "shops": draw(_keyed("shop_id", 3, region=pick(REGIONS), city=pick(CITIES))),
        "goods": draw(_keyed("good_id", 2, line=pick(LINES))),
        "clubs": draw(_keyed("club_id", 3, kind=pick(["gold", "blue", None]))),
        "shop_clubs": draw(_rows(5, shop_id=pick([1, 2, 3, None]), club_id=pick([1, 2, 3, 9, None]))),
        "sales": draw(_rows(9, shop_id=_shop, good_id=_good, day=_day, channel=pick(["web", "desk", None]),
                            amount=_amount, fee=_amount, buyer=pick([1, 2, 3, None]), paid_day=_day)),
        "costs": draw(_rows(7, shop_id=_shop, day=_day, scenario=pick(["actual", "actual", "plan", None]),
                            amount=_amount)),
        "stock": draw(_rows(9, shop_id=_shop, good_id=_good, day=pick([*SNAPSHOTS, None]),
                            state=pick(["ok", "ok", "bad", None]), level=_amount)),
        "moves": draw(_rows(6, shop_id=_shop, day=_day, amount=_amount)),
        "bills": draw(_keyed("bill_id", 4, shop_id=_shop, day=_day, due=_day, amount=_amount)),
        "paid": draw(_rows(6, bill_id=pick([1, 2, 3, 4, 1, 2, None, 9]), day=_day, amount=_amount)),
    }  # fmt: skip
