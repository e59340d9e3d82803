"""Laws over generated queries and data: equal to a naive evaluator, blind to the order of rows and filters."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.soundness.naive import Ask, Fact, Simple, evaluate, month_end, months_back
from tests.soundness.tiny import Books, books, link, metric, period, plain, table

LAST = date(2026, 6, 30)
REGIONS = {1: "East", 2: "West", 3: None, 4: "East"}


def total(field: str):
    return lambda rows: sum(row[field] for row in rows)


MEASURES = {
    "sales": Simple("sales", total("amount"), lambda row: row["kind"] != "void"),
    "deals": Simple("sales", len),
    "buyers": Simple("sales", lambda rows: len({row["customer"] for row in rows} - {None})),
    "paid": Simple("paid", total("amount")),
    "level": Simple("levels", total("amount"), is_balance=True),
}
TEXTS = {"": "MEASURE({0})", "PRIOR_YEAR": "PRIOR_YEAR(MEASURE({0}))", "YTD": "YTD(MEASURE({0}))"}


def _rows(seed: int, name: str, count: int) -> list[tuple[Any, ...]]:
    dice = random.Random(f"{seed} {name}")
    days = [date(2024, 11, 3) + timedelta(days=dice.randrange(600)) for _ in range(count)]
    if name == "levels":
        days = [month_end(day) for day in days]
    kinds = ["void", "done", "new"]
    return [
        (dice.choice([1, 2, 3, 4, None]), min(day, LAST), dice.choice(kinds), dice.randrange(1, 90)) for day in days
    ]


@lru_cache(maxsize=16)
def world(seed: int, order: int = 0) -> tuple[Books, dict[str, Fact]]:
    """Books and the same facts for the naive evaluator; `order` shuffles rows."""
    tables = [
        table(
            "customers",
            "customer:id region:text",
            "\n".join(f"{k} | {v or ''}" for k, v in REGIONS.items()),
            key="customer",
        )
    ]
    facts: dict[str, Fact] = {}
    for name, count in (("sales", 40), ("paid", 25), ("levels", 30)):
        rows = _rows(seed, name, count)
        random.Random(order).shuffle(rows)
        kind = "balance" if name == "levels" else "amount"
        text = "\n".join(" | ".join("" if cell is None else str(cell) for cell in row) for row in rows)
        tables.append(
            table(name, f"customer:id day:date kind:text amount:{kind}", text, time="day", loaded_through=LAST)
        )
        made: list[dict[str, Any]] = [
            dict(zip(("customer", "day", "kind", "amount"), row, strict=True)) for row in rows
        ]
        for row in made:
            row["region"] = REGIONS.get(row["customer"])
        facts[name] = Fact(tuple(made), min(row["day"] for row in made))
    found = books(
        tables,
        [link(f"{name}.customer", "customers.customer") for name in facts],
        [
            metric("sales", "SUM(sales.amount)", filter="sales.kind <> 'void'"),
            metric("deals", "COUNT(sales)"),
            metric("buyers", "COUNT(DISTINCT sales.customer)", "distinct"),
            metric("paid", "SUM(paid.amount)"),
            metric("level", "SUM(levels.amount)", "balance"),
        ],
    )
    return found, facts


@dataclass(frozen=True)
class Question:
    """A generated query: measures with modifiers, a grouping, a grain, a range, a filter."""

    seed: int
    chosen: list[tuple[str, str]]
    keyed: bool
    grain: str
    span: tuple[date, date]
    east: bool


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Drawn from one number, so that examples differ in everything at once."""
    dice = random.Random(draw(st.integers(0, 10**9)))
    chosen = []
    for name in dice.sample(sorted(MEASURES), dice.randrange(1, 5)):
        chosen.append(
            (name, dice.choice(["", "PRIOR_YEAR"] if name == "level" else ["", "PRIOR_YEAR", "YTD", "2", "7"]))
        )
    start = months_back(date(2026, 6, 1), dice.randrange(17))
    end = min(month_end(months_back(start, -dice.randrange(9))), LAST)
    grain = dice.choice(["", "", "month", "quarter", "year"])
    return Question(dice.randrange(4), chosen, dice.random() < 0.5, grain, (start, end), dice.random() < 0.3)


def sql(chosen: list[tuple[str, str]], keyed: bool, grain: str, span: tuple[date, date], where: list[str]) -> str:
    keys = (["customers.region AS region"] if keyed else []) + (
        [f"DATE_TRUNC('{grain}', period) AS b"] if grain else []
    )
    items = [
        TEXTS.get(modifier, f"TRAILING(MEASURE({{0}}), {modifier}, month)").format(name) + f" AS v{n}"
        for n, (name, modifier) in enumerate(chosen)
    ]
    conditions = " AND ".join([period(str(span[0]), str(span[1])), *where])
    group = f" GROUP BY {', '.join(str(n) for n in range(1, len(keys) + 1))}" if keys else ""
    return f"SELECT {', '.join(keys + items)} FROM m WHERE {conditions}{group}"


def rows_of(found: Books, text: str) -> list[tuple[Any, ...]]:
    return [tuple(plain(cell) for cell in row) for row in found.connection.execute(found.compiled(text).sql).fetchall()]


CASES = settings(max_examples=60, deadline=None, derandomize=True)
FEW = settings(CASES, max_examples=20)


@CASES
@given(questions())
def test_equal_to_the_naive_evaluator(asked: Question):
    found, facts = world(asked.seed)
    where = ["customers.region = 'East'"] if asked.east else []
    text = sql(asked.chosen, asked.keyed, asked.grain, asked.span, where)
    got = rows_of(found, text)
    named = [Ask(MEASURES[name], modifier) for name, modifier in asked.chosen]

    def keep(row: dict[str, Any]) -> bool:
        return not asked.east or row["region"] == "East"

    keys = ["region"] if asked.keyed else []
    rows = evaluate(facts, named, keys, asked.grain, *asked.span, keep)
    wanted = {tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row) for row in rows}
    if not asked.keyed and not asked.grain:  # a count of nothing is 0 where there are no groups
        counts = [n for n, ask in enumerate(named) if ask.measure in (MEASURES["deals"], MEASURES["buyers"])]
        wanted = {tuple(cell or (0 if n in counts else None) for n, cell in enumerate(row)) for row in wanted}
        got = [tuple(cell or (0 if n in counts else None) for n, cell in enumerate(row)) for row in got]
    assert len(got) == len(set(got))
    assert set(got) == wanted, text


@FEW
@given(questions(), st.integers(1, 2))
def test_the_order_of_rows_and_filters_changes_nothing(asked: Question, order: int):
    conditions = ["customers.region IS DISTINCT FROM 'West'", "customers.customer IN (4, 1, 3)"]
    one, _ = world(asked.seed)
    two, _ = world(asked.seed, order)
    left = rows_of(one, sql(asked.chosen, asked.keyed, asked.grain, asked.span, conditions))
    right = rows_of(two, sql(asked.chosen, asked.keyed, asked.grain, asked.span, conditions[::-1]))
    assert left == right


@FEW
@given(questions())
def test_parts_sum_to_the_whole(asked: Question):
    found, _ = world(asked.seed)
    span = asked.span
    whole = rows_of(found, sql([("sales", ""), ("level", "")], False, "", span, []))[0]
    parts = rows_of(found, sql([("sales", ""), ("level", "")], False, "month", span, []))
    assert sum(row[1] or 0 for row in parts) == (whole[0] or 0)
    levels = [row[2] for row in parts if row[2] is not None]
    assert (levels[-1] if levels else None) == whole[1]
    groups = rows_of(found, sql([("sales", ""), ("level", "")], True, "", span, []))
    assert sum(row[1] or 0 for row in groups) == (whole[0] or 0)
    assert sum(row[2] or 0 for row in groups) == (whole[1] or 0)


def test_an_unused_dataset_changes_nothing():
    found, _ = world(0)
    text = sql([("sales", ""), ("paid", "YTD")], True, "month", (date(2026, 1, 1), LAST), [])
    model = found.layer.model
    fewer = replace(model, datasets={k: v for k, v in model.datasets.items() if k != "levels"})
    links = tuple(step for step in model.relationships if step.from_dataset != "levels")
    metrics = {k: v for k, v in model.metrics.items() if k != "level"}
    smaller = replace(found, layer=replace(found.layer, model=replace(fewer, relationships=links, metrics=metrics)))
    assert smaller.compiled(text).sql == found.compiled(text).sql
