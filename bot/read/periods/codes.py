"""Spellings that belong to no language: 2025-10-03, 2025Q3, Q3 FY25, H1, FY2025, W40, 202510.

Role: rules over folded text, for the lexer. A bare number of four digits is a year only where nothing around it
makes it an amount, a threshold or part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.periods.numerals import full_year
from bot.read.periods.tokens import Kind, Rule, Token, fixed, numbered, token
from semantic_layer.periods import Grain

_Y4 = r"(?:19|20)\d\d"
# Not inside a name, a decimal or an amount; not after a comparison, a currency sign, 前, 第, top …
_FREE = (
    r"(?<![a-z0-9.,#$¥€£%>=<+/第前超满达近约于至首过])"
    + "".join(
        f"(?<!{word} )"
        for word in (
            "over", "than", "top", "above", "under", "below", "exceeds", "exceed", "first", "last", "least", "most",
            "rmb", "cny", "usd", ">", "<", "=", "no", "nr",
        )
    )
)  # fmt: skip
# What is counted or measured after a number is no year.
_UNIT_AHEAD = (
    r"(?![0-9a-z%.,]*[0-9a-z%])(?!\s*(?:[元万亿千百块件台个家单条号名人位次笔天日户款套吨箱只张种倍股]|percent|days?\b|months?\b"
    r"|units?\b|pcs|customers|orders|invoices|usd|rmb|cny|yuan|dollars|million|thousand|billion|k\b|m\b))"
)


_SLASHED = re.compile(r"(?<![0-9a-z./])(\d\d?)/(\d\d?)(?![0-9/.%a-z])")
_DATE_BEFORE = re.compile(
    r"(?:\b(?:as of|as at|at|on|from|to|since|by|until|till|through|thru|between|and|before|after|ending|ended)"
    r"|\d\s?[-~])\s*$"
)
_DATE_AFTER = re.compile(r"\s*(?:[-~]|to|through|thru|and)\s*\d\d?/\d\d?(?![0-9/])")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def _iso(match: re.Match[str]) -> Sequence[Token]:
    parts = [*_year(match, int(match[1])), *numbered(match, Grain.MONTH, int(match[2]))]
    if match.lastindex and match.lastindex >= 3 and match[3]:
        parts.extend(numbered(match, Grain.DAY, int(match[3])))
    return parts


def _year(match: re.Match[str], year: int, fiscal: bool = False) -> tuple[Token, ...]:
    grain = Grain.FISCAL_YEAR if fiscal else Grain.YEAR
    return token(match, Kind.YEAR, n=full_year(year), fiscal=fiscal, grain=grain)


_CODE_GRAIN = {"q": Grain.QUARTER, "h": Grain.HALF, "m": Grain.MONTH, "w": Grain.WEEK}


def _code(match: re.Match[str]) -> Sequence[Token] | None:
    """Q3, 3Q, H1, and with a year on either side: 2025Q3, 25H1, Q3'25, FY25Q3, Q3FY25."""
    found = match.groupdict()
    grain = _CODE_GRAIN[found["unit"]]
    unit = numbered(match, grain, int(found["n"]))
    year = found.get("year")
    if not year:
        return unit
    return [*_year(match, int(year), fiscal=bool(found.get("fy"))), *unit]


def _day_first_or_last(match: re.Match[str]) -> Sequence[Token]:
    """10/3/2025: the third of October or the tenth of March? Sure only where one of them is no month."""
    first, second = int(match[1]), int(match[2])
    if first != second and first <= 12 and second <= 12:
        return token(match, Kind.VAGUE)
    month, day = (second, first) if first > 12 else (first, second)
    return [*_year(match, int(match[3])), *numbered(match, Grain.MONTH, month), *numbered(match, Grain.DAY, day)]


def _month_of_year(match: re.Match[str]) -> Sequence[Token]:
    """10/2026."""
    return [*_year(match, int(match[2])), *numbered(match, Grain.MONTH, int(match[1]))]


def _month_and_day(match: re.Match[str]) -> Sequence[Token] | None:
    """AR as of 9/30, sales 9/1 to 9/15: a day without its year, where a word of time or another such day stands beside
    it. Read month first where some day of the text can only be so read, day first likewise; else it is unclear."""
    text = match.string
    beside = _DATE_BEFORE.search(text, 0, match.start()) or _DATE_AFTER.match(text, match.end())
    if not beside or _HAN.search(text):
        return None
    pairs = [(int(a), int(b)) for a, b in _SLASHED.findall(text)]
    orders = {a > 12 for a, b in pairs if a != b and (a > 12) != (b > 12)}
    if any(not 1 <= a <= 31 or not 1 <= b <= 31 or min(a, b) > 12 for a, b in pairs) or len(orders) > 1:
        return None
    first, second = int(match[1]), int(match[2])
    if not orders and first != second:
        return token(match, Kind.VAGUE)
    month, day = (second, first) if True in orders else (first, second)
    return [*numbered(match, Grain.MONTH, month), *numbered(match, Grain.DAY, day)]


def _first_months(match: re.Match[str]) -> Sequence[Token]:
    """9M25: the first nine months of 2025."""
    months = token(match, Kind.FIRST, n=int(match[1]), grain=Grain.MONTH)
    return [*_year(match, int(match[2])), *months]


def _two_years(match: re.Match[str]) -> Sequence[Token] | None:
    """FY24/25, 2024-25财年: a fiscal year by the two years it lies in; `n` is the later."""
    first, last = full_year(int(match[1])), full_year(int(match[2]))
    if last != first + 1:
        return None
    return token(match, Kind.YEAR, n=last, fiscal=True, grain=Grain.FISCAL_YEAR, name="two")


def _years(match: re.Match[str]) -> Sequence[Token]:
    return [*_year(match, int(match[1])), *token(match, Kind.TO), *_year(match, int(match[2]))]


def _rule(pattern: str, build: object) -> Rule:
    return Rule(re.compile(pattern), build)  # type: ignore[arg-type]


RULES: tuple[Rule, ...] = (
    _rule(rf"(?<![0-9a-z.])({_Y4})-(\d\d?)-(\d\d?)(?![0-9])", _iso),
    _rule(rf"(?<![0-9a-z./])(\d\d?)/(\d\d?)/({_Y4})(?![0-9/])", _day_first_or_last),
    _rule(rf"(?<![0-9a-z./])(0?[1-9]|1[0-2])/({_Y4})(?![0-9/])", _month_of_year),
    _rule(_SLASHED.pattern, _month_and_day),
    _rule(r"(?<![0-9a-z.])([1-9]|1[0-2])m['-]?((?:20)?\d\d)(?![0-9a-z])", _first_months),
    _rule(r"(?<![0-9a-z])fy\s?'?((?:20)?\d\d)\s?[/-]\s?((?:20)?\d\d)(?![0-9])", _two_years),
    _rule(r"(?<![0-9a-z])((?:20)?\d\d)\s?[/-]\s?((?:20)?\d\d)(?:财年|会计年度)", _two_years),
    _rule(rf"(?<![0-9a-z.])({_Y4})/(\d\d?)/(\d\d?)(?![0-9])", _iso),
    _rule(rf"(?<![0-9a-z.])({_Y4})\.(\d\d?)\.(\d\d?)(?![0-9])", _iso),
    _rule(rf"(?<![0-9a-z.])({_Y4})[-/.](0[1-9]|1[0-9])(?![0-9.%/]|-\d)", _iso),
    _rule(rf"(?<![0-9a-z.])({_Y4})[-/]([1-9])(?![0-9.%/月]|-\d)", _iso),
    _rule(rf"{_FREE}({_Y4})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![0-9a-z.%]){_UNIT_AHEAD}", _iso),
    _rule(rf"{_FREE}(20[0-4]\d)(0[1-9]|1[0-2])(?:月|期)?(?![0-9a-z.%]){_UNIT_AHEAD}", _iso),
    _rule(rf"(?<![0-9a-z.])({_Y4})\s*年?\s*[-~到至]\s*({_Y4})(?:年度?)?(?![0-9a-z.%-]){_UNIT_AHEAD}", _years),
    _rule(
        r"(?<![0-9a-z.])(?P<fy>fy\s?)?'?(?P<year>(?:20)?\d\d)\s?年?[-/ ]?(?P<unit>[qhw])(?P<n>\d\d?)(?![0-9a-z])", _code
    ),
    _rule(r"(?<![0-9a-z.])(?P<unit>[qh])(?P<n>\d)\s?[-/ ]?(?P<fy>fy)\s?'?(?P<year>(?:20)?\d\d)(?![0-9a-z])", _code),
    _rule(r"(?<![0-9a-z.])(?P<unit>[qh])(?P<n>\d)[ ]?['](?P<year>\d\d)(?![0-9a-z])", _code),
    _rule(r"(?<![0-9a-z.])(?P<n>\d)(?P<unit>[qh])[' ]?(?P<fy>fy)?'?(?P<year>(?:20)?\d\d)(?![0-9a-z])", _code),
    # Without a year a number beyond the fourth is as likely a product (Q7, H5): only after a blank is it a bad quarter.
    _rule(r"(?<![0-9a-z.\u4e00-\u9fff-])(?P<unit>q)(?P<n>[5-9])(?![0-9a-z型款系版]|\s*(?:车|型|款))", _code),
    _rule(r"(?<![0-9a-z.])(?<![a-z]-)(?P<unit>q)\s?(?P<n>[1-4])(?![0-9a-z型款系版])", _code),
    _rule(r"(?<![0-9a-z.])(?<![a-z]-)(?P<unit>h)(?P<n>[12])(?![0-9a-z型款系版])", _code),
    _rule(r"(?<![0-9a-z.-])(?P<n>[1-4])(?P<unit>q)(?![0-9a-z型款系版])", _code),
    _rule(r"(?<![0-9a-z.-])(?P<n>[12])(?P<unit>h)(?![0-9a-z型款系版])", _code),
    _rule(r"(?:(?<=,)|(?<=, )|(?<=，))(20[0-4]\d)(?=[\s?？。.!！]*$)", lambda m: _year(m, int(m[1]))),
    _rule(r"(?<![0-9a-z])fy\s?'?((?:20)?\d\d)(?:财年|年度|年)?(?![0-9])", lambda m: _year(m, int(m[1]), fiscal=True)),
    _rule(rf"{_FREE}({_Y4})(?![0-9a-z.%]){_UNIT_AHEAD}", lambda m: _year(m, int(m[1]))),
    fixed(r"\s*~\s*|\s*-{1,2}\s*(?=\S)", Kind.TO),
    fixed(r"\s*[、&+/]\s*|\s*,\s*(?=\S)", Kind.AND),
)
