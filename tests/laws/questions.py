"""Drawn questions: every column written twice, as semantic SQL and as the reference's value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from semantic_layer.model import FieldRef
from semantic_layer.shape import Condition, Item, QueryShape
from tests.laws.company import DAYS, FORMULAS, Terms, calendar_of
from tests.reference.asked import Asked
from tests.reference.formula import Expr, Growth, Moved, Named, Only, Ratio, Sum, Test, Total
from tests.reference.spans import uses
from tests.reference.world import World

FIELDS = ["shops.region", "shops.city", "goods.line", "clubs.kind", "sales.channel", "costs.scenario",
          "open_items.aging_bucket", "sales.net"]  # fmt: skip
VALUES: dict[str, tuple[object, ...]] = {
    "shops.region": ("East", "West", "North"),
    "shops.city": ("a", "b"),
    "goods.line": ("x", "y"),
    "clubs.kind": ("gold", "blue"),
    "sales.channel": ("web", "desk"),
    "costs.scenario": ("actual", "plan"),
    "stock.state": ("ok", "bad"),
    "open_items.aging_bucket": ("not_due", "90+"),
    "sales.net": (0, 10),
}
OF = {
    "sales": ("shops.region", "shops.city", "goods.line", "clubs.kind", "sales.channel", "sales.net"),
    "costs": ("shops.region", "shops.city", "clubs.kind", "costs.scenario"),
    "stock": ("shops.region", "shops.city", "goods.line", "clubs.kind", "stock.state"),
    "moves": ("shops.region", "shops.city", "clubs.kind"),
    "bills": ("shops.region", "shops.city", "clubs.kind", "open_items.aging_bucket"),
}
GRAINS = ["month", "quarter", "year", "day", "fiscal_quarter", "fiscal_year", "half", "week", "fiscal_month"]


@dataclass(frozen=True)
class Column:
    """One output column in both languages."""

    sql: str
    expr: Expr


@dataclass(frozen=True)
class Question:
    """One question in both languages."""

    shape: QueryShape
    asked: Asked

    @property
    def sql(self) -> str:
        return self.shape.to_sql()


def datasets_of(name: str) -> set[str]:
    """The datasets that a metric counts."""
    world = World(None, {}, FORMULAS)  # type: ignore[arg-type]
    return {leaf.dataset for leaf, _ in uses(world, FORMULAS[name])}


def shared(names: list[str]) -> list[str]:
    """The fields that every dataset of these metrics reaches."""
    found = [OF[dataset] for name in names for dataset in sorted(datasets_of(name))]
    return [field for field in found[0] if all(field in other for other in found)]


def is_balance(name: str) -> bool:
    world = World(None, {}, FORMULAS)  # type: ignore[arg-type]
    return any(leaf.nature != "flow" for leaf, _ in uses(world, FORMULAS[name]))


def has_moves(name: str) -> bool:
    world = World(None, {}, FORMULAS)  # type: ignore[arg-type]
    return any(moves for _, moves in uses(world, FORMULAS[name]))


@st.composite
def tests(draw: st.DrawFn, fields: list[str]) -> Test:
    """One condition on one of these fields."""
    field = draw(st.sampled_from(fields))
    op = draw(st.sampled_from(["=", "=", "<>", "IN", "NOT IN", "IS NULL", "IS NOT NULL", "IS DISTINCT FROM"]))
    values = VALUES[field]
    if op in ("IS NULL", "IS NOT NULL"):
        return Test(field, op)
    if op in ("IN", "NOT IN"):
        return Test(field, op, tuple(draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True))))
    return Test(field, op, (draw(st.sampled_from(values)),))


def condition_of(test: Test) -> Condition:
    dataset, _, name = test.field.partition(".")
    return Condition(FieldRef(dataset, name), test.op, test.values)  # type: ignore[arg-type]


def _filter_sql(test: Test) -> str:
    return condition_of(test).to_sql()


@st.composite
def columns(draw: st.DrawFn, name: str, groups: tuple[str, ...], grain: str) -> Column:
    """A column over one metric: plain or under modifiers."""
    base = Column(f"MEASURE({name})", Named(name))
    kinds = ["plain"] * 3 + ["prior_year", "prior_period", "growth", "change", "total", "share", "filter"]
    if not has_moves(name) and not is_balance(name):
        kinds += ["ytd", "qtd", "mtd", "trailing", "prior_ytd"]
    kind = draw(st.sampled_from(kinds))
    unit = draw(st.sampled_from(["", "month", "quarter", "year"]))
    over = f", {unit}" if unit else ""
    prior = Column(f"PRIOR_YEAR({base.sql})", Moved("prior_year", base.expr))
    if draw(st.booleans()):
        prior = Column(f"PRIOR_PERIOD({base.sql}{over})", Moved("prior_period", base.expr, grain=unit))
    match kind:
        case "prior_year" | "prior_period":
            return prior
        case "growth":
            return Column(f"{base.sql} / {prior.sql} - 1", Growth(base.expr, prior.expr))
        case "change":
            return Column(f"{base.sql} - {prior.sql}", Sum(base.expr, prior.expr, -1))
        case "ytd" | "qtd" | "mtd":
            return Column(f"{kind.upper()}({base.sql})", Moved(kind, base.expr))
        case "prior_ytd":
            inner = Moved("ytd", base.expr)
            return Column(f"PRIOR_YEAR(YTD({base.sql}))", Moved("prior_year", inner))
        case "trailing":
            n, of = draw(st.integers(1, 3)), draw(st.sampled_from(["month", "quarter"]))
            return Column(f"TRAILING({base.sql}, {n}, {of})", Moved("trailing", base.expr, n, of))
        case "filter":
            test = draw(tests(shared([name])))
            return Column(f"{base.sql} FILTER (WHERE {_filter_sql(test)})", Only(base.expr, (test,)))
        case "total" | "share":
            kept = groups[: draw(st.integers(0, len(groups)))]
            listed = "".join(f", BY {kept[0]}" if n == 0 else f", {field}" for n, field in enumerate(kept))
            total = Column(f"TOTAL({base.sql}{listed})", Total(base.expr, kept))
            return total if kind == "total" else Column(f"{base.sql} / {total.sql}", Ratio(base.expr, total.expr))
        case _:
            return base


@st.composite
def ranges(draw: st.DrawFn) -> tuple[date | None, date | None]:
    """Both ends, one, or none; mostly whole months."""
    starts = [date(2023, 2, 1), date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1), date(2024, 4, 1),
              date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]  # fmt: skip
    ends = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 6, 30), date(2024, 12, 31),
            date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31), date(2025, 12, 31)]  # fmt: skip
    kind = draw(st.sampled_from(["whole"] * 5 + ["days", "days", "until", "since", "none"]))
    pool = (starts, ends) if kind == "whole" else (DAYS, DAYS)
    first = draw(st.sampled_from(pool[0]))
    last = draw(st.sampled_from([day for day in pool[1] if day >= first] or [first]))
    return (None if kind in ("until", "none") else first, None if kind in ("since", "none") else last)


@st.composite
def questions(
    draw: st.DrawFn, terms: Terms, names: list[str] | None = None, plain: bool = False, timed: bool = True
) -> Question:
    """A question about one to three metrics. `plain`: no modifiers and no tests of single metrics."""
    chosen = draw(st.lists(st.sampled_from(names or sorted(FORMULAS)), min_size=1, max_size=3, unique=True))
    fields = shared(chosen)
    groups = tuple(draw(st.lists(st.sampled_from(fields), max_size=2, unique=True))) if fields else ()
    start, end = draw(ranges())
    grain = draw(st.sampled_from(["", "", *GRAINS])) if timed else ""
    if grain in ("day", "week") and (start is None or end is None or (end - start).days > 100):
        grain = "month"
    conditions = tuple(draw(st.lists(tests(fields), max_size=2, unique_by=lambda test: test.field))) if fields else ()
    made = [Column(f"MEASURE({name})", Named(name)) if plain else draw(columns(name, groups, grain)) for name in chosen]
    shape = QueryShape(
        "m",
        tuple(Item(f"c{n}", expression=column.sql) for n, column in enumerate(made)),
        tuple(FieldRef(*field.split(".")) for field in groups),
        grain,
        tuple(condition_of(test) for test in conditions),
        start,
        end,
    )
    asked = Asked(tuple(column.expr for column in made), groups, grain, start, end, conditions, calendar_of(terms))
    return Question(shape, asked)
