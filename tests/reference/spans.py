"""Which dates a number covers in the reference: effective ranges, buckets, moved cells (rules 2-11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from tests.reference import dates
from tests.reference.asked import Asked, Cell
from tests.reference.dates import Calendar
from tests.reference.formula import Expr, Leaf, Moved, Named, children
from tests.reference.world import Refused, World

RANK = {"day": 0, "week": 1, "month": 2, "quarter": 3, "half": 4, "year": 5}
TO_DATE = {"ytd": "fiscal_year", "qtd": "fiscal_quarter", "mtd": "fiscal_month"}


@dataclass(frozen=True)
class Span:
    """The effective range of one column; `is_open`: no period was asked, so undated rows count too."""

    start: date | None
    end: date | None
    is_open: bool = False


def uses(world: World, expr: Expr, moves: tuple[Moved, ...] = ()) -> list[tuple[Leaf, tuple[Moved, ...]]]:
    """Every leaf of an expression with the moves around it, outermost first."""
    if isinstance(expr, Leaf):
        return [(expr, moves)]
    if isinstance(expr, Named):
        return uses(world, world.metrics[expr.name], moves)
    inner = (*moves, expr) if isinstance(expr, Moved) else moves
    return [use for child in children(expr) for use in uses(world, child, inner)]


def time_field(world: World, leaf: Leaf) -> str:
    """ "dataset.field" the leaf is counted by; "" if none."""
    own = world.model.datasets[leaf.dataset].time_field
    return leaf.time or (f"{leaf.dataset}.{own}" if own else "")


def loaded(world: World, leaf: Leaf) -> date | None:
    """The last date the leaf's data goes to; a row dated in a coarse unit stands for all of it (rule 4)."""
    dataset = world.model.datasets[leaf.dataset]
    found = world.loaded(leaf.dataset)
    if found and dataset.time_grain and not dataset.loaded_through:
        return dates.unit(found, dataset.time_grain)[1]
    return found


def limit(world: World, asked: Asked, leaf: Leaf) -> date | None:
    """A balance without a period stands at the close of the books (rule 5)."""
    closed = world.model.datasets[leaf.dataset].closed_through
    found = loaded(world, leaf)
    if not asked.is_dated and leaf.nature != "flow" and closed:
        return min(closed, found) if found else closed
    return found


def span(world: World, asked: Asked, expr: Expr) -> Span:
    """The one range that all operands of a column share (rules 3-5); Refused where it lies outside the data."""
    found = uses(world, expr)
    dated = [(leaf, moves) for leaf, moves in found if time_field(world, leaf)]
    if (asked.is_dated or asked.grain) and len(dated) < len(found):
        raise Refused("NO_TIME_AXIS")
    for leaf, moves in dated:
        last, first = loaded(world, leaf), world.first(leaf.dataset)
        if asked.start and last and asked.start > last:
            raise Refused("AFTER_LOADED")
        if asked.end and first and asked.end < first and not moves:
            raise Refused("BEFORE_FIRST")
    limits = [limit(world, asked, leaf) for leaf, _ in dated]
    ends = [day for day in [*limits, asked.end] if day]
    end = floored(world, asked, dated, min(ends) if ends else None)
    start = asked.start
    if asked.grain and start is None:
        start = min((d for leaf, _ in dated if (d := world.first(leaf.dataset))), default=None)
    return Span(start, end, not asked.is_dated)


def floored(world: World, asked: Asked, dated: list[tuple[Leaf, tuple[Moved, ...]]], end: date | None) -> date | None:
    """The end, moved back to whole units of the coarsest `time_grain` among the operands (rule 4)."""
    grains = [world.model.datasets[leaf.dataset].time_grain for leaf, _ in dated]
    coarse = max((grain for grain in grains if grain), key=lambda grain: RANK[grain], default="")
    if not coarse:
        return end
    if asked.grain and RANK[asked.grain.removeprefix("fiscal_")] < RANK[coarse]:
        raise Refused("GRAIN_TOO_FINE")
    flows = [leaf for leaf, _ in dated if leaf.nature == "flow"]
    is_flow = any(world.model.datasets[leaf.dataset].time_grain == coarse for leaf in flows)
    if asked.start and is_flow and dates.unit(asked.start, coarse)[0] != asked.start:
        raise Refused("GRAIN_TOO_FINE")
    if end is None or dates.unit(end, coarse)[1] == end:
        return end
    if asked.end == end and all(grain == coarse for grain in grains):
        raise Refused("GRAIN_TOO_FINE")
    moved = dates.unit(end, coarse)[0] - dates.DAY
    if asked.start and moved < asked.start:
        raise Refused("AFTER_LOADED")
    return moved


def widened(found: list[Span]) -> list[Span]:
    """Under a time grouping a range that a dataset without rows leaves open is as wide as the result."""
    start = min((s.start for s in found if s.start), default=None)
    end = max((s.end for s in found if s.end), default=None)
    return [replace(s, start=s.start or start, end=s.end or end) for s in found]


def spine(asked: Asked, spans: list[Span]) -> list[date]:
    """The first dates of every bucket up to the latest effective end (rule 6)."""
    starts = [s.start for s in spans if s.start]
    ends = [s.end for s in spans if s.end]
    if not starts or not ends:
        raise Refused("NO_PERIOD")
    return [first for first, _ in dates.units(min(starts), max(ends), asked.grain, asked.calendar)]


def cells(asked: Asked, span: Span, timed: bool) -> list[Cell]:
    """One cell a bucket, clipped to the range; or the range. A dataset without rows has no bucket."""
    if timed and (span.start is None or span.end is None):
        return []
    if not timed or span.start is None or span.end is None:
        return [Cell(None, span.start, span.end)]
    found = dates.units(span.start, span.end, asked.grain, asked.calendar)
    return [Cell(first, max(first, span.start), min(last, span.end)) for first, last in found]


def moved(asked: Asked, cell: Cell, moves: tuple[Moved, ...]) -> Cell | None:
    """The cell under moves, outermost first; None where it has no counterpart."""
    start, end = cell.start, cell.end
    grain = asked.grain if cell.key else ""
    for move in moves:
        if end is None or (start is None and move.kind == "opening"):
            raise Refused("NO_PERIOD")
        is_open, first = start is None, start or end
        match move.kind:
            case "prior_year":
                if grain == "day" and (end.month, end.day) == (2, 29):
                    return None
                found = prior_year(first, end, grain, asked.calendar)
                if found is None:
                    return None
                start, end = found
            case "prior_period":
                start, end = prior_period(asked, first, end, move.grain or grain, grain)
            case "trailing":
                start, end = dates.trailing(end, move.n, move.grain, asked.calendar)
            case "opening":
                end = first - dates.DAY
                start = dates.unit(end, "month")[0]
            case kind:
                start = dates.unit(end, TO_DATE[kind], asked.calendar)[0]
        if is_open and move.kind in ("prior_year", "prior_period"):
            start = None
    return Cell(cell.key, start, end)


def prior_year(start: date, end: date, grain: str, calendar: Calendar) -> tuple[date, date] | None:
    """The range a year before; None for a week 53."""
    if grain == "day":
        day = dates.back(end, 12)[0]
        return day, day
    if grain == "week":
        return _week_of_last_year(start, end, calendar)
    if grain.startswith("fiscal_") and calendar.pattern:
        per_year = len(dates.units(*dates.unit(start, "fiscal_year", calendar), grain, calendar))
        return dates.each_back(start, end, grain, per_year, calendar)
    if grain and dates.unit(start, grain, calendar) == (start, end):
        return dates.unit(dates.back(start, 12)[0], grain, calendar)
    is_retail = calendar.pattern and end > start and dates.unit(start, "fiscal_month", calendar)[0] == start
    natural = any(dates.unit(start, unit) == (start, end) for unit in ("month", "quarter", "half", "year"))
    if not grain and is_retail and not natural:
        return dates.each_back(start, end, "fiscal_month", 12, calendar)
    return dates.earlier(start, end, 12)


def _week_of_last_year(start: date, end: date, calendar: Calendar) -> tuple[date, date] | None:
    year, number = dates.week_number(start, calendar)
    if number == 53:
        return None
    first = dates.unit(start, "week", calendar)[0]
    found = first
    while dates.week_number(found, calendar) != (year - 1, number):
        found -= dates.DAY * 7
    return start - (first - found), end - (first - found)


def prior_period(asked: Asked, start: date, end: date, wanted: str, grain: str) -> tuple[date, date]:
    if not wanted and asked.start and asked.end:
        wanted = dates.unit_name(asked.start, asked.end, asked.calendar) or ""
    if not wanted:
        raise Refused("NEEDS_GRAIN")
    whole = dates.unit(start, wanted, asked.calendar)
    if wanted == grain and whole == (start, end):
        return dates.unit(start - dates.DAY, wanted, asked.calendar)
    return dates.before(start, end, wanted, asked.calendar)


def lacks_history(asked: Asked, cell: Cell, moves: tuple[Moved, ...], first: date | None) -> bool:
    """The cell, or its first trailing unit, lies before the data (rules 11 and 19)."""
    if first is None or cell.end is None:
        return False
    trailing = next((move for move in moves if move.kind == "trailing"), None)
    if trailing is None or cell.start is None:
        return cell.end < first
    return cell.end < first or dates.unit(cell.start, trailing.grain, asked.calendar)[1] < first
