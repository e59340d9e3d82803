"""What is worth saying of a result with several rows: at most three facts, always the same for the same cells.

Role: `add_facts(said, view, partial)` appends sentences. Every number in them is a cell or a recorded Figure. Buckets
that do not cover their whole unit (`partial`, rows) are never compared.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from decimal import Decimal
from statistics import median

from bot.compose.format import format_cell, to_decimal
from bot.compose.headings import comparison
from bot.compose.headline import Told
from bot.compose.present import Presentation, runs_on
from bot.compose.sentences import Said, change_from_column, judged, say_direction
from bot.compose.wording import listed, say
from bot.turn import Figure
from semantic_layer.model import MetricKind, SemanticModel, Unit
from semantic_layer.query import Column

MOST_FACTS = 3
_FEWEST_FOR_OUTLIER = 6
_FEWEST_FOR_SHARE = 7  # fewer are all named in the first line
_LEAST_SHARE = Decimal("0.5")
_SHORTEST_STREAK = 3
_MOST_NAMES = 3
_OUTLIER = Decimal("3.5")  # modified z-score (Iglewicz and Hoaglin)
_NORMAL = Decimal("0.6745")

_SHARE = Column("share", "computed", unit=Unit("percent"), is_share=True)

Fact = tuple[str, tuple[Figure, ...]]


def add_facts(
    said: Said, view: Presentation, model: SemanticModel, partial: AbstractSet[int], told: Told, is_cut: bool
) -> None:
    """Append up to three facts on the first measure. `told`: the extremes that the headline names; `is_cut`: the rows
    are the head of a longer list, of which neither a median nor a sum says anything."""
    if len(view.rows) < 2 or not view.main:
        return
    place = view.lead(view.main[0])  # of shares that were asked, facts speak of the shares
    points = [(row, to_decimal(value)) for row, value in view.values(place) if row not in partial]
    if len(points) < 2:
        return
    if runs_on(view.columns[place]):
        return  # always highest at its end
    is_series = view.time is not None and not view.groups and not is_cut
    facts = [None if told == "both" else _extremes(view, place, points, told == "highest")]
    if is_series:
        facts = [_streak(view, points), *facts, _first_last(view, place, points)]
    elif view.time is None and not is_cut and place == view.main[0]:
        facts.append(_outlier(view, place, points) or _top_three(view, place, points, model))
    if is_cut and view.time is None:
        facts.append(_together(view, place, points, model))
    if not is_cut and told != "both":
        facts.append(_moved(view, view.main[0], partial))
    is_named = len(view.main) > 1
    prefix = f"{view.headings[place]}{say('colon', view.lang)}" if is_named else ""
    for fact in [item for item in facts if item is not None][:MOST_FACTS]:
        said.add(prefix + fact[0], *fact[1])


def _extremes(view: Presentation, place: int, points: list[tuple[int, Decimal]], lowest_only: bool) -> Fact | None:
    most, least = max(value for _, value in points), min(value for _, value in points)
    if most == least:
        return None
    high, low = ([row for row, value in points if value == edge] for edge in (most, least))
    text = say(
        "fact_lowest" if lowest_only else "fact_extremes",
        view.lang,
        name=_names(view, high),
        value=view.text(high[0], place),
        other=_names(view, low),
        other_value=view.text(low[0], place),
    )
    return text + say("stop", view.lang), ()


def _names(view: Presentation, rows: list[int]) -> str:
    """The rows that share an extreme: three by name, more by an ellipsis."""
    names = listed((view.name(row) for row in rows[:_MOST_NAMES]), view.lang)
    return names if len(rows) <= _MOST_NAMES else f"{names} …"


def _streak(view: Presentation, points: list[tuple[int, Decimal]]) -> Fact | None:
    """How many buckets in a row the last whole one has risen or fallen; only where the rows are in order of time."""
    rows = [row for row, _ in points]
    times = [str(view.rows[row][view.time or 0]) for row in rows]
    if view.time is None or times not in (sorted(times), sorted(times, reverse=True)):
        return None
    ordered = points if times == sorted(times) else points[::-1]
    way = _sign(ordered[-1][1] - ordered[-2][1])
    count = 0
    for (row, before), (next_row, after) in zip(ordered[-2::-1], ordered[:0:-1], strict=True):
        if way == 0 or _sign(after - before) != way or abs(next_row - row) != 1:  # an empty bucket ends it
            break
        count += 1
    if count < _SHORTEST_STREAK:
        return None
    grain = view.columns[view.time].grain.removeprefix("fiscal_") or "day"
    key = "fact_rising" if way > 0 else "fact_falling"
    text = say(key, view.lang, name=view.name(ordered[-1][0]), count=count, grain=say(f"grain_{grain}", view.lang))
    return text + say("stop", view.lang), (Figure(str(count), "count", count=count),)


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)


def _first_last(view: Presentation, place: int, points: list[tuple[int, Decimal]]) -> Fact | None:
    if len(points) < 3:
        return None
    rows = sorted((row for row, _ in points), key=lambda row: str(view.rows[row][view.time or 0]))
    first, last = rows[0], rows[-1]
    text = say(
        "fact_first_last",
        view.lang,
        first=view.name(first),
        first_value=view.text(first, place),
        last=view.name(last),
        last_value=view.text(last, place),
    )
    return text + say("stop", view.lang), ()


def _top_three(view: Presentation, place: int, points: list[tuple[int, Decimal]], model: SemanticModel) -> Fact | None:
    """The share of the three largest in what is listed; only where the rows add up, and where it is most of all."""
    if len(points) < _FEWEST_FOR_SHARE or len(view.groups) != 1 or not _adds_up(view, place, model):
        return None
    values = sorted((value for _, value in points), reverse=True)
    total = sum(values)
    if values[-1] < 0 or total <= 0 or len(points) != len(view.rows):
        return None
    if sum(values[:3]) / total < _LEAST_SHARE:
        return None
    share = format_cell(sum(values[:3]) / total, _SHARE, view.lang)
    figure = Figure(share, "share_of_sum", tuple((row, place) for row, _ in points), 3)
    return say("fact_top_three", view.lang, share=share) + say("stop", view.lang), (figure,)


def _together(view: Presentation, place: int, points: list[tuple[int, Decimal]], model: SemanticModel) -> Fact | None:
    """What the shares of a cut list come to; only where they are parts of one whole."""
    if not view.columns[place].is_share or len(view.groups) != 1 or len(points) != len(view.rows):
        return None
    if not _adds_up(view, view.main[0], model):
        return None
    total = format_cell(sum(value for _, value in points), _SHARE, view.lang)
    figure = Figure(total, "sum", tuple((row, place) for row, _ in points))
    return say("fact_together", view.lang, share=total) + say("stop", view.lang), (figure,)


def _adds_up(view: Presentation, place: int, model: SemanticModel) -> bool:
    """Whether the rows are disjoint parts of one whole: an additive metric, no tree and no bridge in the grouping."""
    if view.columns[place].kind not in (MetricKind.FLOW, MetricKind.BALANCE):
        return False
    ref = view.columns[view.groups[0]].field
    dataset = model.datasets.get(ref.dataset) if ref else None
    if dataset is None or dataset.trees:
        return False
    bridges = {name for name, declared in model.datasets.items() if declared.bridge}
    return not any(link.from_dataset in bridges and link.to_dataset == dataset.name for link in model.relationships)


def _outlier(view: Presentation, place: int, points: list[tuple[int, Decimal]]) -> Fact | None:
    if len(points) < _FEWEST_FOR_OUTLIER:
        return None
    middle = Decimal(median(value for _, value in points))
    spread = Decimal(median(abs(value - middle) for _, value in points))
    if spread == 0:
        return None
    row, value = max(points, key=lambda p: abs(p[1] - middle))
    if _NORMAL * abs(value - middle) / spread <= _OUTLIER:
        return None
    text = view.formats[place].text(middle)
    figure = Figure(text, "median", tuple((index, place) for index, _ in points))
    key = "fact_outlier_high" if value > middle else "fact_outlier_low"
    sentence = say(key, view.lang, name=view.name(row), value=view.text(row, place), median=text)
    return sentence + say("stop", view.lang), (figure,)


def _moved(view: Presentation, place: int, partial: AbstractSet[int]) -> Fact | None:
    """The row whose comparison column moved most."""
    for beside in view.beside(place):
        column = view.columns[beside]
        if not (column.is_growth or (column.role == "computed" and not column.is_share)):
            continue
        moves = [(row, to_decimal(value)) for row, value in view.values(beside) if row not in partial]
        if len(moves) < 3:
            continue
        row = max(moves, key=lambda p: abs(p[1]))[0]
        change = change_from_column(view, row, beside)
        if change is None or change.direction == 0:
            continue
        phrase = say(say_direction(change, comparison(column)), view.lang, value=change.size)
        verdict = judged(change, column.better)
        phrase += say(verdict, view.lang) if verdict else ""
        return say("fact_moved", view.lang, name=view.name(row), value=phrase) + say("stop", view.lang), ()
    return None
