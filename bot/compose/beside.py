"""What stands beside a value: the value of an earlier period, the difference in the unit, the rate, good or bad.

Role: `add_beside(said, view, …)` appends one sentence from the comparisons that the query brought for a cell. What is
computed from cells is recorded as a Figure.
"""

from __future__ import annotations

from bot.compose.calendar_names import range_name, range_text
from bot.compose.format import format_cell, is_number, to_decimal
from bot.compose.headings import comparison
from bot.compose.present import Presentation
from bot.compose.sentences import Change, Said, change_from_cells, change_from_column, judged, say_direction
from bot.compose.wording import has_words, say
from bot.turn import Figure
from semantic_layer.model import Better
from semantic_layer.query import CheckedQuery, Column


def add_beside(said: Said, view: Presentation, checked: CheckedQuery, row: int, place: int, is_single: bool) -> None:
    """One sentence: the comparisons that the query brought for this cell. A single number also tells the difference
    in its unit, beside both values and the rate."""
    lang = view.lang
    parts: list[str] = []
    figures: list[Figure] = []
    for other in view.beside(place):
        column = view.columns[other]
        if column.is_growth or column.role == "computed":
            if column.is_share:
                parts.append(say("beside_other", lang, name=view.headings[other], value=view.text(row, other)))
                continue
            change = change_from_column(view, row, other)
            against = comparison(column)
            if is_single and not column.is_growth and _has_rate(view, place, against):
                continue  # the rate tells the difference with it
            difference = _difference(view, row, place, against) if is_single else None
            parts.append(phrase(view, change, column.better, against, difference) if change else say("no_base", lang))
            figures += [difference] if difference is not None and change is not None else []
            continue
        against = comparison(column)
        parts.append(_before(view, checked, row, place, other))
        if against and not _has_change(view, place, against):
            change = change_from_cells(view, (row, place), (row, other))
            if change is not None:
                difference = _difference(view, row, place, against) if is_single else None
                parts.append(phrase(view, change, view.columns[place].better, against, difference))
                figures += [change.figure] if change.figure and change.direction else []
                figures += [difference] if difference is not None else []
    add_sentence(said, view, parts, figures, "" if is_single else name_among(view, place))


def name_among(view: Presentation, place: int) -> str:
    """What a measure is called where others stand beside it; "" where it is the only one."""
    return view.headings[place] if len(view.main) > 1 else ""


def add_sentence(said: Said, view: Presentation, parts: list[str], figures: list[Figure], name: str = "") -> None:
    """Parts as one sentence, of the measure called `name`; nothing where there are none."""
    if parts:
        parts = [say("item", view.lang, name=name, value=parts[0]), *parts[1:]] if name else parts
        sentence = say("comma", view.lang).join(parts) + say("stop", view.lang)
        said.add(sentence[:1].upper() + sentence[1:], *figures)


def phrase(view: Presentation, change: Change, better: Better, against: str, difference: Figure | None = None) -> str:
    """A change in words: "down ¥5M or 3.2% year on year (unfavourable)"."""
    key = say_direction(change, against)
    told = f"{key}_by"
    if difference is not None and has_words(told, view.lang):
        text = say(told, view.lang, value=change.size, change=difference.text)
    else:
        text = say(key, view.lang, value=change.size)
    verdict = judged(change, better)
    text += say(verdict, view.lang) if verdict else ""
    if change.kind == "change" and change.figure is not None:  # a rate was wanted, the base allows none
        text += say("open", view.lang) + say("no_rate", view.lang) + say("close", view.lang)
    return text


def _difference(view: Presentation, row: int, place: int, against: str) -> Figure | None:
    """What a value and that of the earlier period differ by, without sign, if both are amounts and differ."""
    if not against or view.formats[place].unit.kind in ("percent", "points"):
        return None
    for other in view.beside(place):
        if view.columns[other].role != "measure" or comparison(view.columns[other]) != against:
            continue
        now, before = view.rows[row][place], view.rows[row][other]
        if not (is_number(now) and is_number(before)) or now == before:
            return None
        size = abs(to_decimal(now) - to_decimal(before))
        fmt = view.formats[place]
        is_shown = size >= fmt.scale.factor / 10  # two digits of its two decimals
        text = fmt.text(size) if is_shown else format_cell(size, view.columns[place].unit, view.lang)
        return Figure(text, "difference", ((row, place), (row, other)))
    return None


def _before(view: Presentation, checked: CheckedQuery, row: int, place: int, other: int) -> str:
    """A value of an earlier period: the year before by that name, with its dates where it is cut; any other by its own
    calendar name, dates or day."""
    lang, against = view.lang, comparison(view.columns[other])
    value = view.text(row, other)
    name, dates = _dates_before(checked, view.columns[place], view.columns[other], lang)
    if against in ("period", "range") and (name or dates):
        return say("beside_other", lang, name=name or dates, value=value)
    if against == "year" and dates and not name:
        return say("beside_prior_year_of", lang, dates=dates, value=value)
    key = f"beside_prior_{against}" if against in ("year", "period") else "beside_other"
    return say(key, lang, name=view.headings[other], value=value)


def _dates_before(checked: CheckedQuery, now: Column, before: Column, lang: str) -> tuple[str, str]:
    """Calendar name and dates of the period of a column, where it is another than that of the measure itself."""
    periods = {} if checked.grain else {p.column: p for p in checked.periods}
    own, its = periods.get(now.name), periods.get(before.name)
    if own is None or its is None or its.end is None or (its.start, its.end) == (own.start, own.end):
        return "", ""
    if its.is_as_of:
        return "", say("as_of", lang, date=its.end)
    if its.start is None:
        return "", ""
    return range_name(its.start, its.end, lang), range_text(its.start, its.end, lang)


def _has_rate(view: Presentation, place: int, against: str) -> bool:
    columns = [view.columns[other] for other in view.beside(place)]
    return any(one.is_growth and comparison(one) == against for one in columns) and any(
        one.role == "measure" and comparison(one) == against for one in columns
    )


def _has_change(view: Presentation, place: int, against: str) -> bool:
    """Whether the query itself computed the change that a prior column could give."""
    columns = [view.columns[other] for other in view.beside(place)]
    return any(c.role == "computed" and not c.is_share and comparison(c) in (against, "") for c in columns)
