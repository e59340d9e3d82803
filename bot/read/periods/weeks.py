"""Weekdays said side by side: Monday to Friday last week, 上周一到周三, Tuesday and Thursday of last week.

Role: a step of `links` and `spans`. A weekday without a week of its own is of the week that the other one names.
"""

from __future__ import annotations

from dataclasses import replace

from bot.read.periods.phrases import Point
from bot.read.periods.tokens import Kind, Token
from semantic_layer.periods import Grain


def in_week_of(point: Point, other: Point) -> Point:
    """A bare weekday, in the week of another weekday; else the point as it is."""
    day, named = _weekday(point), _weekday(other)
    if day is None or named is None or len(point.parts) > 1 or day.offset is not None or day.name:
        return point
    weeks = tuple(part for part in other.parts if part.kind is Kind.REL and part.grain is Grain.WEEK)
    if weeks:
        return point.with_parts((*weeks, day))
    return point.with_parts((replace(day, offset=named.offset),)) if named.offset is not None else point


def has_weekday(*points: Point) -> bool:
    return any(_weekday(point) is not None for point in points)


def _weekday(point: Point) -> Token | None:
    return next((part for part in point.parts if part.kind is Kind.WEEKDAY), None)
