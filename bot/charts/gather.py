"""From a presentation to points: one series or several, top N and others, differences to a prior period.

Role: everything that decides which cells are drawn. Adding up ("others", totals of a bridge) happens for additive
measures only.
"""

from __future__ import annotations

from bot.charts.plot import Plot, Point, distinct
from bot.compose.format import Format, is_number, to_decimal
from bot.compose.headings import comparison
from bot.compose.wording import say
from semantic_layer.model import MetricKind
from semantic_layer.query import Cell

MOST_SERIES = 8
MOST_BARS = 20
_ADDITIVE = (MetricKind.FLOW, MetricKind.BALANCE)


def is_additive(plot: Plot, place: int) -> bool:
    """Whether cells of different groups may be added up: flows, and balances of one date."""
    column = plot.view.columns[place]
    return column.kind in _ADDITIVE and not column.is_growth and not column.is_share


def by_time(plot: Plot, place: int, series: str = "") -> list[Point]:
    """One measure over time, in order of time."""
    time = plot.view.time or 0
    rows = sorted(range(len(plot.view.rows)), key=lambda row: str(plot.view.rows[row][time]))
    return [plot.point(row, place, plot.name(row, [time]), series) for row in rows]


def by_group(plot: Plot, place: int, series: str = "", most: int = MOST_BARS) -> list[Point]:
    """One measure by its groups, at most `most`: in the order that the query asked for, else the largest first."""
    order_by = plot.view.main[0]
    rows = list(range(len(plot.view.rows)))
    if not plot.is_ordered and not plot.has_own_order:
        sizes = [plot.format(order_by).scaled(cells[order_by]) for cells in plot.view.rows]
        rows.sort(key=lambda row: (sizes[row] is None, -(sizes[row] or 0.0)))  # what is missing comes last
    if len(rows) > most:
        note = say("chart_cut_note", plot.lang, shown=most, count=len(rows))
        if note not in plot.notes:
            plot.notes.append(note)
    return [plot.point(row, place, plot.name(row, plot.view.groups), series) for row in rows[:most]]


def two_ways(plot: Plot, place: int) -> tuple[list[Point], bool]:
    """One measure by time and group, or by two groups, with every combination; True if the first is time."""
    view = plot.view
    is_time = view.time is not None
    across = view.time if view.time is not None else view.groups[0]
    down = [group for group in view.groups if group != across]
    rows = list(range(len(view.rows)))
    if is_time:
        rows.sort(key=lambda row: str(view.rows[row][across]))
    found = {(plot.name(row, [across]), plot.name(row, down)): row for row in rows}
    names, series = distinct([x for x, _ in found]), distinct([s for _, s in found])
    if not is_time:
        series = distinct([plot.name(row, down) for row in range(len(view.rows))])
    points = []
    for x in names:
        for s in series:
            row = found.get((x, s))
            points.append({"x": x, "s": s, "v": None, "t": ""} if row is None else plot.point(row, place, x, s))
    return points, is_time


def top_and_others(plot: Plot, points: list[Point], place: int, most: int = MOST_SERIES) -> list[Point]:
    """The largest series, and the others added up; only for an additive measure."""
    series = distinct([point["s"] for point in points])
    if len(series) <= most:
        return points
    weight = {name: sum(abs(p["v"] or 0.0) for p in points if p["s"] == name) for name in series}
    kept = set(sorted(series, key=lambda name: -weight[name])[: most - 1])
    label = say("others", plot.lang)
    plot.notes.append(say("chart_others_note", plot.lang, count=len(series) - len(kept), others=label))
    result = [point for point in points if point["s"] in kept]
    for name in distinct([point["x"] for point in points]):
        rest = [p["v"] for p in points if p["x"] == name and p["s"] not in kept and p["v"] is not None]
        result.append({"x": name, "s": label, "v": sum(rest) if rest else None, "t": _scaled_text(plot, place, rest)})
    return result


def _scaled_text(plot: Plot, place: int, scaled: list[float]) -> str:
    if not scaled:
        return ""
    fmt = plot.format(place)
    return fmt.text(sum(scaled) * fmt.scale.factor)


def only_largest(plot: Plot, points: list[Point], most: int = MOST_SERIES) -> list[Point]:
    """The series with the largest values, for what cannot be added up."""
    series = distinct([point["s"] for point in points])
    if len(series) <= most:
        return points
    weight = {name: max((abs(p["v"] or 0.0) for p in points if p["s"] == name), default=0.0) for name in series}
    kept = set(sorted(series, key=lambda name: -weight[name])[:most])
    plot.notes.append(say("chart_cut_note", plot.lang, shown=most, count=len(series)))
    return [point for point in points if point["s"] in kept]


def prior_of(plot: Plot, place: int) -> int | None:
    """The column with the same measure one period or year before."""
    for other in plot.view.beside(place):
        column = plot.view.columns[other]
        if column.role == "measure" and comparison(column):
            return other
    return None


def steps(plot: Plot, place: int) -> list[Point]:
    """A bridge: from the prior total by differences to the total, or the rows and their total."""
    view, lang = plot.view, plot.lang
    prior = prior_of(plot, place)
    fmt = plot.format(place)
    rows = list(range(len(view.rows)))[:MOST_BARS]
    values: list[tuple[str, Cell]] = []
    opening: list[Point] = []
    if prior is not None:
        values = [(view.name(row), _difference(plot, row, place, prior)) for row in rows]
        before = "chart_prior" if comparison(view.columns[prior]) == "year" else "chart_prior_period"
        opening = [_whole(plot, say(before, lang), _total(plot, prior), place)]
    else:
        values = [(view.name(row), view.rows[row][place]) for row in rows]
    points = [
        {"x": plot.safe(name), "v": fmt.scaled(value), "t": _step_text(fmt, value, prior is not None)}
        for name, value in values
    ]
    stands = "chart_end" if view.columns[place].kind is MetricKind.BALANCE else "chart_now"
    end = say(stands if prior is not None else "total_bar", lang)
    closing = _whole(plot, end, _total(plot, place), place)
    return [*opening, *points, closing]


def _step_text(fmt: Format, value: Cell, is_change: bool) -> str:
    """A step's label; a rise has its sign, as a fall has."""
    if not is_number(value):
        return "–"
    return f"+{fmt.text(value)}" if is_change and to_decimal(value) > 0 else fmt.text(value)


def _whole(plot: Plot, name: str, value: Cell, place: int) -> Point:
    fmt = plot.format(place)
    return {"x": name, "v": fmt.scaled(value), "t": fmt.text(value), "whole": True}


def _total(plot: Plot, place: int) -> Cell:
    return sum((to_decimal(value) for _, value in plot.view.values(place)), start=to_decimal(0))


def _difference(plot: Plot, row: int, place: int, prior: int) -> Cell:
    new, old = plot.view.rows[row][place], plot.view.rows[row][prior]
    if not is_number(new) and not is_number(old):
        return None
    return (to_decimal(new) if is_number(new) else 0) - (to_decimal(old) if is_number(old) else 0)
