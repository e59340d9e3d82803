"""Periods: values, calendars and arithmetic; no words (those are read in `bot/read/periods`)."""

from semantic_layer.periods.calendar import Calendar, CalendarDeclaration
from semantic_layer.periods.grids import OutsideCalendar
from semantic_layer.periods.period import Grain, Period

__all__ = ["Calendar", "CalendarDeclaration", "Grain", "OutsideCalendar", "Period"]
