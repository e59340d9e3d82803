"""Holidays and shopping festivals: declared ones first, then fixed days, then public holidays of the country.

Role: name and year → first and last day. Public holidays come from the `holidays` package, loaded on first use, and
run over the days off around them (weekends and substituted days), up to the next day of work. What the authorities
have not announced yet is the package's estimate: a model that needs certainty declares the days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from semantic_layer.periods.dates import ONE_DAY

if TYPE_CHECKING:
    from holidays import HolidayBase

Span = tuple[date, date]

# What people say → the package's English name (matched from its start).
_PUBLIC: Mapping[str, tuple[str, ...]] = {
    "New Year's Day": ("元旦", "元旦节", "new year's day", "new years day"),
    "Chinese New Year": ("春节", "新春", "spring festival", "chinese new year", "lunar new year"),
    "Tomb-Sweeping Day": ("清明", "清明节", "tomb-sweeping day", "tomb sweeping day", "qingming", "qingming festival"),
    "Labor Day": ("五一", "五一节", "劳动节", "labor day", "labour day", "may day"),
    "Dragon Boat Festival": ("端午", "端午节", "dragon boat festival"),
    "Mid-Autumn Festival": ("中秋", "中秋节", "mid-autumn festival", "mid autumn festival", "moon festival"),
    "National Day": ("国庆", "国庆节", "十一黄金周", "national day", "golden week"),
    "Thanksgiving": ("感恩节", "thanksgiving", "thanksgiving day"),
}
# Days that fall on the same date every year and are no public holidays.
_FIXED: Mapping[tuple[int, int], tuple[str, ...]] = {
    (6, 18): ("618", "六一八", "618大促"),
    (11, 11): ("双十一", "双11", "双十一大促", "11.11", "double eleven", "double 11", "singles' day", "singles day"),
    (12, 25): ("圣诞节", "圣诞", "christmas", "christmas day"),
    (12, 12): ("双十二", "双12", "12.12", "double twelve", "double 12"),
}
_PUBLIC_OF = {said: name for name, words in _PUBLIC.items() for said in words}
_FIXED_OF = {said: day for day, words in _FIXED.items() for said in words}


class Festivals:
    """The holidays of one calendar."""

    def __init__(self, country: str, declared: Mapping[str, tuple[Span, ...]]) -> None:
        self._country = country
        self._declared = {_key(name): ranges for name, ranges in declared.items()}

    def names(self) -> tuple[str, ...]:
        """Every known name, longest first."""
        return tuple(sorted({*self._declared, *_PUBLIC_OF, *_FIXED_OF}, key=lambda name: (-len(name), name)))

    def span(self, name: str, year: int) -> Span | None:
        """First and last day in `year`; a declared range is that of the year in which it starts."""
        key = _key(name)
        for said in _aliases(key):
            for start, end in self._declared.get(said, ()):
                if start.year == year:
                    return start, end
        if key in _FIXED_OF:
            day = date(year, *_FIXED_OF[key])
            return day, day
        return _public_span(self._country, _PUBLIC_OF[key], year) if key in _PUBLIC_OF else None

    def main_day(self, name: str, year: int) -> date | None:
        """The day itself, where the holiday is a block of days; the last day of a declared range that lacks it."""
        key, block = _key(name), self.span(name, year)
        if block is None:
            return None
        if key in _FIXED_OF:
            day = date(year, *_FIXED_OF[key])
        elif key in _PUBLIC_OF:
            day = _public_day(self._country, _PUBLIC_OF[key], year) or block[0]
        else:
            day = block[0]
        return day if block[0] <= day <= block[1] else block[1]

    def is_working(self, day: date) -> bool:
        known = _public(self._country, day.year)
        if known is None:
            return day.weekday() < 5
        return not _is_off(known, day)


def _key(name: str) -> str:
    return name.strip().lower().replace("’", "'")


def _aliases(key: str) -> tuple[str, ...]:
    """The name itself and everything else the same festival is called by: a model may declare any of them."""
    if key in _FIXED_OF:
        return (key, *_FIXED[_FIXED_OF[key]])
    if key in _PUBLIC_OF:
        return (key, *_PUBLIC[_PUBLIC_OF[key]])
    return (key,)


@lru_cache(maxsize=64)
def _public(country: str, year: int) -> HolidayBase | None:
    """Public holidays of the country around `year`, named in English where the package can; None if unknown to it."""
    import holidays  # 40 ms, and needed only where a question names a holiday

    if country not in holidays.list_supported_countries():
        return None
    years = range(year - 1, year + 2)
    languages = holidays.list_localized_countries().get(country, [])
    return holidays.country_holidays(country, years=years, language="en_US" if "en_US" in languages else None)


@lru_cache(maxsize=256)
def _public_span(country: str, name: str, year: int) -> Span | None:
    known = _public(country, year)
    if known is None:
        return None
    day = _public_day(country, name, year)
    if day is None:
        return None
    # The eve and substituted days carry other names; the block of days off around the holiday is what people mean.
    start, end = day, day
    while _is_off(known, start - ONE_DAY):
        start -= ONE_DAY
    while _is_off(known, end + ONE_DAY):
        end += ONE_DAY
    return start, end


def _public_day(country: str, name: str, year: int) -> date | None:
    """The first day that carries the name itself, not an eve's."""
    known = _public(country, year)
    if known is None:
        return None
    named = (day for day in known if day.year == year and str(known[day]).startswith(name))
    return min((day for day in named if not str(known[day]).endswith("Eve")), default=None)


def _is_off(known: HolidayBase, day: date) -> bool:
    return day in known or (known.is_weekend(day) and day not in known.weekend_workdays)
