"""Reading periods: phrases of time in Chinese and English → exact ranges.

Role: the front door. Text → tokens (`lexer`, with rules in `codes`, `zh*`, `en*`) → nodes (`phrases`) → links between
them (`links`) → dates (`resolve`, `spans`) → mentions (`reader`). What cannot be told carries an Issue.
"""

from bot.read.periods.reader import read_periods, resolve_relative
from bot.read.periods.reading import Mention, MentionKind, PeriodReading

__all__ = ["Mention", "MentionKind", "PeriodReading", "read_periods", "resolve_relative"]
