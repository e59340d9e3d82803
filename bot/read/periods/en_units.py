"""English names of calendar units: 2025, October, Oct 3, last quarter, third quarter, H1, fiscal 2025, week 40, Monday.

Role: rules over folded text, for the lexer. Months that are also words (may, march, mar …) are read only where
something around them says so; the lexer's `Rule` sees folded text, so capitals are judged in `lexer`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.periods.numerals import EN_NUMBER, EN_ORDINAL, en_number, en_ordinal, full_year
from bot.read.periods.tokens import Builder, Kind, Rule, Token, fixed, numbered, token
from semantic_layer.periods import Grain

_START, _END = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH_OF = (
    {name: n for n, name in enumerate(_MONTHS, 1)} | {name[:3]: n for n, name in enumerate(_MONTHS, 1)} | {"sept": 9}
)
MONTH = "(" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + r")\.?"
# Words of their own: a month only with a capital (not first in the text), after a preposition, or beside a number.
DOUBTFUL = frozenset({"may", "march", "mar"})
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNIT = r"(day|week|month|quarter|half[- ]year|half|year)"
_GRAINS = {
    "day": Grain.DAY, "date": Grain.DAY, "week": Grain.WEEK, "month": Grain.MONTH, "quarter": Grain.QUARTER,
    "half": Grain.HALF, "half-year": Grain.HALF, "half year": Grain.HALF, "year": Grain.YEAR,
}  # fmt: skip
_FISCAL = {
    Grain.MONTH: Grain.FISCAL_MONTH, Grain.QUARTER: Grain.FISCAL_QUARTER, Grain.HALF: Grain.FISCAL_HALF,
    Grain.YEAR: Grain.FISCAL_YEAR,
}  # fmt: skip
_NAMED = "(" + "|".join(sorted(_MONTH_OF, key=len, reverse=True)) + ")"
_OFFSETS = {
    "this": 0,
    "current": 0,
    "the current": 0,
    "last": -1,
    "previous": -1,
    "prior": -1,
    "preceding": -1,
    "next": 1,
}
_KIND_OF_YEAR = r"(?:(fiscal|financial|calendar|natural|full|whole|complete|completed|closed)\s+)?"


def grain_of(word: str, qualifier: str | None = None) -> Grain:
    grain = _GRAINS[word if word in _GRAINS else word.rstrip("s")]
    return _FISCAL.get(grain, grain) if qualifier in ("fiscal", "financial") else grain


def _rule(pattern: str, build: Builder) -> Rule:
    return Rule(re.compile(_START + pattern + _END), build)


def _whole_year(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.YEAR, n=int(match[1]), grain=Grain.YEAR)


def _month(match: re.Match[str]) -> Sequence[Token]:
    doubtful = match[1] in DOUBTFUL
    return token(match, Kind.NUMBER, n=_MONTH_OF[match[1]], grain=Grain.MONTH, lang="en", loose=doubtful)


def _month_day(month: int, day: int) -> Builder:
    """3 June, June 3rd: group numbers of the month and of the day."""

    def build(match: re.Match[str]) -> Sequence[Token]:
        return [
            *token(match, Kind.NUMBER, n=_MONTH_OF[match[month]], grain=Grain.MONTH, lang="en"),
            *numbered(match, Grain.DAY, int(match[day]), lang="en"),
        ]

    return build


def _day_range(match: re.Match[str]) -> Sequence[Token]:
    """June 3-9: one month, two days."""
    return [
        *token(match, Kind.NUMBER, n=_MONTH_OF[match[1]], grain=Grain.MONTH, lang="en"),
        *numbered(match, Grain.DAY, int(match[2]), lang="en"),
        *token(match, Kind.TO, lang="en"),
        *numbered(match, Grain.DAY, int(match[3]), lang="en"),
    ]


def _rel(match: re.Match[str]) -> Sequence[Token]:
    grain = grain_of(match[3], match[2])
    if match[1] == "last" and grain is Grain.DAY:  # the last day … of something
        return token(match, Kind.LAST, n=1, grain=grain, lang="en")
    fiscal, name = grain.startswith("fiscal"), _name_of(match[2])
    return token(match, Kind.REL, grain=grain, n=_OFFSETS[match[1]], fiscal=fiscal, name=name, lang="en")


def _fy(match: re.Match[str]) -> Sequence[Token]:
    """this FY."""
    return token(match, Kind.REL, grain=Grain.FISCAL_YEAR, n=_OFFSETS[match[1]], fiscal=True, lang="en")


def _fiscal_quarter(match: re.Match[str]) -> Sequence[Token]:
    """fiscal Q3, fiscal Q3 2027."""
    quarter = numbered(match, Grain.QUARTER, int(match[1]), fiscal=True, lang="en")
    if not match[2]:
        return quarter
    year = token(match, Kind.YEAR, n=full_year(int(match[2])), grain=Grain.FISCAL_YEAR, fiscal=True, lang="en")
    return [*year, *quarter]


def _name_of(qualifier: str | None) -> str:
    return "calendar" if (qualifier or "").strip() in ("calendar", "natural") else ""


def _ordinal(match: re.Match[str]) -> Sequence[Token]:
    grain = grain_of(match[3])
    fiscal = (match[2] or "").strip() == "fiscal"
    return numbered(match, grain, en_ordinal(match[1]), fiscal=fiscal, name=_name_of(match[2]), lang="en")


def _number(match: re.Match[str]) -> Sequence[Token]:
    return numbered(match, grain_of(match[1]), en_number(match[2]), lang="en")


def _fiscal_year(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.YEAR, n=full_year(int(match[1])), grain=Grain.FISCAL_YEAR, fiscal=True, lang="en")


def _weekend(match: re.Match[str]) -> Sequence[Token]:
    offset = -1 if match[1] == "last" else 0
    return token(match, Kind.WEEKDAY, n=67, offset=offset, grain=Grain.DAY, lang="en")


def _first_of(match: re.Match[str]) -> Sequence[Token]:
    """first month of Q3, last day of October."""
    kind = Kind.FIRST if match[1] == "first" else Kind.LAST
    return token(match, kind, n=1, grain=grain_of(match[2]), lang="en")


def _weekday(match: re.Match[str]) -> Sequence[Token]:
    n = _WEEKDAYS.index(match[2]) + 1
    return token(match, Kind.WEEKDAY, n=n, name=match[1] or "", grain=Grain.DAY, lang="en")


def _month_year(match: re.Match[str]) -> Sequence[Token]:
    """Oct-2025, Oct'25."""
    year = token(match, Kind.YEAR, n=full_year(int(match[2] or match[3])), grain=Grain.YEAR, lang="en")
    return [*year, *token(match, Kind.NUMBER, n=_MONTH_OF[match[1]], grain=Grain.MONTH, lang="en")]


def _this_code(match: re.Match[str]) -> Sequence[Token]:
    """last Q3, this H1."""
    grain = Grain.QUARTER if match[2] == "q" else Grain.HALF
    return numbered(match, grain, int(match[3]), name=match[1], lang="en")


def _this_month_name(match: re.Match[str]) -> Sequence[Token]:
    """last October, this March."""
    n = _MONTH_OF[match[2]]
    return token(match, Kind.NUMBER, n=n, grain=Grain.MONTH, name=match[1], lang="en")


_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_NOT_COUNTED = r"(?!\s*(?:%|percent|days|customers|orders|units|invoices|million|thousand|k\b|m\b))"

RULES: tuple[Rule, ...] = (
    _rule(r"(?:the\s+)?(?:full|whole|entire|calendar)\s+year\s+(?:of\s+)?((?:19|20)\d\d)", _whole_year),
    _rule(MONTH, _month),
    _rule(rf"(?:the\s+)?(?:(?:whole|full|entire)\s+)?month\s+of\s+{MONTH}", _month),
    _rule(rf"{_DAY}\s+(?:of\s+)?{MONTH}", _month_day(2, 1)),
    _rule(rf"{MONTH}\s*(?:the\s+)?{_DAY}(?!\d){_NOT_COUNTED}", _month_day(1, 2)),
    _rule(rf"{MONTH}\s*{_DAY}\s*(?:[-~]|to|through)\s*{_DAY}", _day_range),
    _rule(rf"(last|this|next|previous)\s+{MONTH}", _this_month_name),
    _rule(rf"{_NAMED}(?:-((?:19|20)\d\d)|'(\d\d))", _month_year),
    _rule(r"(last|this|next|previous)\s+(q)([1-4])", _this_code),
    _rule(r"(last|this|next|previous)\s+(h)([12])", _this_code),
    _rule(r"(last|this)\s+weekend", _weekend),
    _rule(r"(?:the\s+)?(first|last)\s+(day|week|month|quarter)(?=\s+of\b)", _first_of),
    _rule(rf"(this|the current|current|last|previous|prior|preceding|next)\s+{_KIND_OF_YEAR}{_UNIT}", _rel),
    _rule(r"(this|the current|current|last|previous|prior|preceding|next)\s+(fy)", _fy),
    _rule(r"(?:fiscal|financial)\s+q([1-4])(?:\s+(?:of\s+)?(?:fy\s*)?'?((?:20)?\d\d))?", _fiscal_quarter),
    _rule(
        rf"(?:the\s+)?{_UNIT} before last{_END}(?!\s+(?:week|month|quarter|half|year|{MONTH}))",
        lambda m: token(m, Kind.REL, grain=grain_of(m[1]), n=-2, lang="en"),
    ),
    fixed(f"{_START}(?:today){_END}", Kind.REL, "en", grain=Grain.DAY, n=0),
    fixed(f"{_START}yesterday{_END}", Kind.REL, "en", grain=Grain.DAY, n=-1),
    fixed(f"{_START}(?:the )?day before yesterday{_END}", Kind.REL, "en", grain=Grain.DAY, n=-2),
    fixed(f"{_START}tomorrow{_END}", Kind.REL, "en", grain=Grain.DAY, n=1),
    _rule(
        rf"(?:the\s+)?({EN_ORDINAL})\s+(quarter|half(?:[- ]year)?)\s+of\s+the\s+(?:fiscal|financial)\s+year(?!\s*'?\d)",
        lambda m: numbered(m, grain_of(m[2]), en_ordinal(m[1]), fiscal=True, lang="en"),
    ),
    # the second half of October is no half of a year
    _rule(
        rf"(?:the\s+)?({EN_ORDINAL})\s+(fiscal\s+|calendar\s+)?(quarter|half(?:[- ]year)?)"
        rf"(?!\s+of\s+(?:the\s+|this\s+|last\s+|each\s+|every\s+)?(?:{MONTH}|month|week|day|q[1-4]|quarter)\b)",
        _ordinal,
    ),
    _rule(r"(quarter|week)\s+(one|two|three|four|\d{1,2})", _number),
    _rule(r"(?:wk|w)\s?(\d{1,2})", lambda m: numbered(m, Grain.WEEK, int(m[1]), lang="en", loose=True)),
    _rule(r"(?:fiscal|financial)(?:\s+year)?\s*'?((?:20)?\d\d)", _fiscal_year),
    _rule(rf"(last|this|next|previous)?\s*(?:on\s+)?({'|'.join(_WEEKDAYS)})", _weekday),
    _rule(
        rf"(?:the\s+)?(?:first|1st)\s+({EN_NUMBER})\s+(days|weeks|months|quarters)",
        lambda m: token(m, Kind.FIRST, n=en_number(m[1]), grain=grain_of(m[2]), lang="en"),
    ),
    _rule(
        rf"(?:the\s+)?(?:final)\s+(?:({EN_NUMBER})\s+)?(days|weeks|months|quarters|month|quarter)",
        lambda m: token(m, Kind.LAST, n=en_number(m[1] or "1"), grain=grain_of(m[2]), lang="en"),
    ),
)
