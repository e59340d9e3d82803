"""Which chart a result deserves: from its shape, unless the question names a kind that can be drawn honestly.

Role: the decision, and the call of the kind's module. A kind asked for that would mislead (a pie of negative parts, a
stack of ratios) is replaced, and the chart says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.charts import gather
from bot.charts.fonts import width
from bot.charts.kinds import bars, combo, heatmap, kpi, line, parts, target, waterfall
from bot.charts.plot import Plot, Point, distinct
from bot.charts.theme import DARK, LABEL_SIZE, LIGHT, WIDTH
from bot.compose.buckets import partial_buckets
from bot.compose.headings import comparison
from bot.compose.headline import is_picked
from bot.compose.ordering import has_own_order, in_order
from bot.compose.present import present
from bot.compose.titles import title_of
from bot.compose.wording import say
from bot.turn import Chart
from semantic_layer.model import Layer
from semantic_layer.query import CheckedQuery, ResultTable

KINDS = (
    "line", "bar", "hbar", "grouped", "stacked", "stacked100", "pie", "combo", "waterfall", "heatmap", "kpi", "target",
)  # fmt: skip
FEW_POINTS = 4
_MOST_COLUMNS = 12

Spec = dict[str, Any]


def choose_chart(
    checked: CheckedQuery,
    table: ResultTable,
    layer: Layer,
    lang: str,
    wanted: str = "",
    title: str = "",
    subtitle: str = "",
    dark: bool = False,
) -> Chart | None:
    """The chart of a result; None where there is nothing to draw (no rows, details, no numbers)."""
    table = in_order(checked, table)
    view = present(checked, table, layer, lang)
    if not view.rows or not view.main or not any(view.values(place) for place in view.main):
        return None
    plot = Plot(view, title or title_of(view), subtitle, DARK if dark else LIGHT, is_ordered=bool(checked.order))
    plot.is_picked = is_picked(view, checked)
    plot.has_own_order = any(has_own_order(table.columns[place], table.rows, place) for place in view.groups[:1])
    _mark_partial(plot, checked)
    asked = wanted if wanted in KINDS else ""
    kind = asked if asked and _can_draw(plot, asked) else ""
    chosen = kind or _by_shape(plot)
    if asked and not kind:
        plot.notes.append(
            say("chart_instead", lang, wanted=say(f"kind_{asked}", lang), kind=say(f"kind_{chosen}", lang))
        )
    spec = _DRAW[chosen](plot)
    return Chart(chosen, spec, plot.title, _alt(plot, chosen))


def _mark_partial(plot: Plot, checked: CheckedQuery) -> None:
    """Buckets that are not whole, and exploratory results: said even where the chart is forwarded alone."""
    partial = partial_buckets(plot.view, checked)
    plot.partial = frozenset(partial)
    place = plot.view.time or 0
    for row, day in list(partial.items())[-1:]:
        plot.notes.append(say("last_bucket", plot.lang, bucket=plot.view.text(row, place), date=day))
    if checked.label == "exploratory":
        plot.notes.append(say("exploratory", plot.lang))


def _by_shape(plot: Plot) -> str:
    view = plot.view
    if len(view.rows) == 1:
        return "kpi"
    if view.time is not None:
        return _over_time(plot)
    if not view.groups:
        return "kpi"
    if len(view.groups) > 1:
        return "stacked" if _can_draw(plot, "stacked") else "grouped" if _can_draw(plot, "grouped") else "heatmap"
    return _by_one_group(plot)


def _over_time(plot: Plot) -> str:
    view = plot.view
    if plot.is_picked:
        return "hbar"
    if view.groups:
        series = len({tuple(row[group] for group in view.groups) for row in view.rows})
        return "heatmap" if series > gather.MOST_SERIES and not gather.is_additive(plot, view.main[0]) else "line"
    if len(view.main) == 2 and _units_differ(plot):
        return "combo"
    return "bar" if len(view.rows) <= FEW_POINTS else "line"


def _by_one_group(plot: Plot) -> str:
    view, first = plot.view, plot.view.main[0]
    if len(view.main) == 2 and _units_differ(plot):
        return "combo" if _names_fit(plot) and len(view.rows) <= _MOST_COLUMNS else "hbar"
    if view.columns[first].is_share or any(view.columns[place].is_share for place in view.beside(first)):
        return "pie" if _can_draw(plot, "pie") else "hbar"
    if len(view.main) > 1 or gather.prior_of(plot, first) is not None:
        return "grouped"
    return "bar" if plot.has_own_order else "hbar"


def _units_differ(plot: Plot) -> bool:
    units = [plot.view.columns[place].unit for place in plot.view.main[:2]]
    return len(units) == 2 and (units[0].kind, units[0].code) != (units[1].kind, units[1].code)


def _names_fit(plot: Plot) -> bool:
    names = distinct([plot.name(row, plot.view.groups) for row in range(len(plot.view.rows))])
    return all(width(name, LABEL_SIZE) + 8 <= WIDTH / len(names) for name in names)


def _can_draw(plot: Plot, kind: str) -> bool:
    """Whether a kind shows this result without misleading."""
    view = plot.view
    place = view.main[0]
    has_axis = view.time is not None or bool(view.groups)
    many = len(view.rows) > 1
    match kind:
        case "kpi":
            return not view.groups
        case "line":
            return view.time is not None and many
        case "bar" | "hbar":
            return has_axis
        case "grouped":
            return has_axis and many and (_has_series(plot) or _same_unit(plot))
        case "stacked" | "stacked100":
            return _stacks(plot)
        case "pie":
            column = view.columns[place]
            points = gather.by_group(plot, place, most=len(view.rows))
            adds_up = column.is_share or gather.is_additive(plot, place)
            return view.time is None and bool(view.groups) and adds_up and parts.is_drawable(points)
        case "combo":
            return has_axis and many and len(view.main) >= 2 and len(view.groups) + (view.time is not None) == 1
        case "waterfall":
            return has_axis and many and len(view.rows) <= _MOST_COLUMNS and gather.is_additive(plot, place)
        case "heatmap":
            return len(view.groups) + (view.time is not None) >= 2
        case _:
            return _target_places(plot) is not None and has_axis


def _has_series(plot: Plot) -> bool:
    view = plot.view
    return len(view.groups) + (view.time is not None) >= 2


def _same_unit(plot: Plot) -> bool:
    place = plot.view.main[0]
    return gather.prior_of(plot, place) is not None or (len(plot.view.main) > 1 and not _units_differ(plot))


def _stacks(plot: Plot) -> bool:
    """Parts of a whole: two groupings of an additive measure, no negative part."""
    view, place = plot.view, plot.view.main[0]
    if not _has_series(plot) or not gather.is_additive(plot, place):
        return False
    return all(value >= 0 for value in (plot.format(place).scaled(v) or 0.0 for _, v in view.values(place)))


def _target_places(plot: Plot) -> tuple[int, int] | None:
    """Actual and target: two measures of one unit, else a measure and its prior value."""
    first, *more = plot.view.main
    if more and not _units_differ(plot):
        return first, more[0]
    prior = gather.prior_of(plot, first)
    return None if prior is None else (first, prior)


def _line(plot: Plot) -> Spec:
    view, place = plot.view, plot.view.main[0]
    if view.groups:
        points, _ = gather.two_ways(plot, place)
        keep = gather.top_and_others if gather.is_additive(plot, place) else None
        points = keep(plot, points, place) if keep else gather.only_largest(plot, points)
        return line.draw(plot, points, place, past=[say("others", plot.lang)])
    places, past = _same_unit_places(plot)
    if len(places) == 1:
        return line.draw(plot, gather.by_time(plot, place), place)
    points = [point for other in places for point in gather.by_time(plot, other, plot.heading(other))]
    return line.draw(plot, points, place, past)


def _same_unit_places(plot: Plot) -> tuple[list[int], list[str]]:
    """The measures that share the first one's axis, prior values included, and which of them are the past."""
    view, first = plot.view, plot.view.main[0]
    unit = view.columns[first].unit
    places = [place for place in view.main if view.columns[place].unit == unit][: gather.MOST_SERIES]
    alike = sum(view.columns[place].unit == unit for place in view.main)
    if alike > len(places):
        plot.notes.append(say("chart_measures_note", plot.lang, shown=len(places), count=alike))
    prior = gather.prior_of(plot, first)
    if prior is not None:
        places.append(prior)
    return places, [plot.heading(prior)] if prior is not None else []


def _bar(plot: Plot) -> Spec:
    view, place = plot.view, plot.view.main[0]
    if _has_series(plot):
        return _grouped(plot)
    if view.time is not None:
        return bars.columns(plot, gather.by_time(plot, place), place, is_time=True)
    if not _names_fit(plot) or len(view.rows) > _MOST_COLUMNS:
        return bars.ranking(plot, gather.by_group(plot, place))
    return bars.columns(plot, gather.by_group(plot, place), place, is_time=False)


def _hbar(plot: Plot) -> Spec:
    view, place = plot.view, plot.view.main[0]
    points = gather.by_group(plot, place) if view.groups and view.time is None else _named_rows(plot, place)
    return bars.ranking(plot, points)


def _named_rows(plot: Plot, place: int) -> list[Point]:
    places = ([plot.view.time] if plot.view.time is not None else []) + list(plot.view.groups)
    rows = range(min(len(plot.view.rows), gather.MOST_BARS))
    if len(plot.view.rows) > gather.MOST_BARS:
        plot.notes.append(say("chart_cut_note", plot.lang, shown=gather.MOST_BARS, count=len(plot.view.rows)))
    return [plot.point(row, place, plot.name(row, places)) for row in rows]


def _grouped(plot: Plot) -> Spec:
    view, place = plot.view, plot.view.main[0]
    if _has_series(plot):
        points, is_time = gather.two_ways(plot, place)
        additive = gather.is_additive(plot, place)
        points = gather.top_and_others(plot, points, place, 5) if additive else gather.only_largest(plot, points, 5)
        return bars.columns(plot, points, place, is_time, past=[say("others", plot.lang)])
    places, past = _same_unit_places(plot)
    over_time = view.time is not None
    points = [
        point
        for other in places
        for point in (gather.by_time if over_time else gather.by_group)(plot, other, plot.heading(other))
    ]
    if len(places) == 1:
        points = [{key: value for key, value in point.items() if key != "s"} for point in points]
    if over_time or (_names_fit(plot) and bars.labels_fit(points, WIDTH / len(view.rows), len(places))):
        return bars.columns(plot, points, place, over_time, past)
    return bars.ranking(plot, points, past)


def _stacked(plot: Plot, share: bool = False) -> Spec:
    place = plot.view.main[0]
    points, is_time = gather.two_ways(plot, place)
    points = gather.top_and_others(plot, points, place)
    return bars.stacked(plot, points, place, is_time, share)


def _pie(plot: Plot) -> Spec:
    view, place = plot.view, plot.view.main[0]
    shares = [other for other in (place, *view.beside(place)) if view.columns[other].is_share]
    place = shares[0] if shares else place
    return parts.draw(plot, gather.by_group(plot, place), is_share=bool(shares))


def _combo(plot: Plot) -> Spec:
    view = plot.view
    first, second = view.main[0], view.main[1]
    if view.columns[first].unit.kind == "percent" and view.columns[second].unit.kind != "percent":
        first, second = second, first
    collect = gather.by_time if view.time is not None else gather.by_group
    return combo.draw(plot, collect(plot, first), collect(plot, second), first, second, is_time=view.time is not None)


def _waterfall(plot: Plot) -> Spec:
    place = plot.view.main[0]
    return waterfall.draw(plot, gather.steps(plot, place), place)


def _heatmap(plot: Plot) -> Spec:
    points, is_time = gather.two_ways(plot, plot.view.main[0])
    return heatmap.draw(plot, gather.only_largest(plot, points, heatmap.MOST_ROWS), is_time)


def _kpi(plot: Plot) -> Spec:
    view = plot.view
    last = (
        max(range(len(view.rows)), key=lambda row: str(view.rows[row][view.time or 0])) if view.time is not None else 0
    )
    title_says_name = len(view.main) == 1 and view.time is None
    blocks = []
    for place in view.main:
        beside = [
            f"{plot.heading(other)} {view.text(last, other)}"
            for other in view.beside(place)
            if comparison(view.columns[other])
        ]
        name = "" if title_says_name else " ".join(p for p in (plot.safe(view.name(last)), plot.heading(place)) if p)
        blocks.append((name, view.text(last, place), plot.safe(say("comma", plot.lang).join(beside))))
    spark = gather.by_time(plot, view.main[0]) if view.time is not None and len(view.rows) > 2 else None
    return kpi.draw(plot, blocks, spark)


def _target(plot: Plot) -> Spec:
    places = _target_places(plot) or (plot.view.main[0], plot.view.main[0])
    collect = gather.by_time if plot.view.time is not None else gather.by_group
    actual, goal = (collect(plot, place) for place in places)
    return target.draw(plot, actual, goal, (plot.heading(places[0]), plot.heading(places[1])))


_DRAW: dict[str, Callable[[Plot], Spec]] = {
    "line": _line,
    "bar": _bar,
    "hbar": _hbar,
    "grouped": _grouped,
    "stacked": _stacked,
    "stacked100": lambda plot: _stacked(plot, share=True),
    "pie": _pie,
    "combo": _combo,
    "waterfall": _waterfall,
    "heatmap": _heatmap,
    "kpi": _kpi,
    "target": _target,
}


def _alt(plot: Plot, kind: str) -> str:
    """What a person who cannot see the chart is told."""
    view, place = plot.view, plot.view.main[0]
    parts = [say("chart_alt", plot.lang, kind=say(f"kind_{kind}", plot.lang), title=plot.title)]
    values = [(row, value) for row, value in view.values(place) if row not in plot.partial]
    if len(values) > 1:
        scaled = [(row, plot.format(place).scaled(value) or 0.0) for row, value in values]
        high, low = max(scaled, key=lambda p: p[1])[0], min(scaled, key=lambda p: p[1])[0]
        told = {"name": view.name(high), "value": view.text(high, place)}
        told |= {"other": view.name(low), "other_value": view.text(low, place)}
        parts.append(say("chart_alt_points", plot.lang, count=len(values), **told))
    return " ".join([*parts, *plot.all_notes()])


__all__ = ["KINDS", "choose_chart"]
