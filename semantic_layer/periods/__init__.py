"""Periods: values, calendars and arithmetic; no words (those are read in `bot/read/periods`)."""

from semantic_layer.periods.period import Grain, Period

__all__ = ["Grain", "Period"]
