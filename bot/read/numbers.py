"""Numbers as people write them: 500万, 1.2亿, 三条, 百分之十, 10%, $3.5m, 2 thousand.

Role: tokens → Number. Calendar numbers are not read here; the period reader takes those first.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.read.normal import Token
from bot.read.pieces import Number

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_SCALES = {
    "万": 10**4, "亿": 10**8, "千": 10**3, "百": 10**2, "w": 10**4, "k": 10**3, "m": 10**6, "mn": 10**6, "mm": 10**6,
    "b": 10**9, "bn": 10**9, "thousand": 10**3, "million": 10**6, "billion": 10**9, "hundred": 100,
    "grand": 10**3, "mil": 10**6, "lakh": 10**5, "crore": 10**7,
}  # fmt: skip
_ENGLISH = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50,
}  # fmt: skip
_MONEY = frozenset(
    {"元", "块", "圆", "rmb", "cny", "usd", "eur", "dollar", "yuan", "euro", "$", "¥", "€", "£", "pound"}
)
_BOUNDS = frozenset(
    {"破", "过", "超", "上", "达", "满", "逾", "足"}
)  # 破万, 上亿: the bound says that there is one of it
_DAYS = frozenset({"天", "日", "day"})
_NOT_TENTHS = frozenset("本功交立品员都分果套长为熟人千百型年绩就效文语色册药衣")  # 三成 of 三成本 is no tenth


def read_number(tokens: Sequence[Token], place: int) -> tuple[int, Number] | None:
    """The number that starts at `place` and the place after it; None if there is none.

    >>> from bot.read.normal import tokenize
    >>> for text in ("500万元", "1.2亿", "三", "十二", "10%", "百分之百", "$3.5m", "90 days", "两千五百", "八成五"):
    ...     end, number = read_number(tokenize(text), 0)
    ...     print(end, number.value, number.unit or "plain")
    3 5000000 money
    2 120000000.0 money
    1 3 plain
    2 12 plain
    2 10 percent
    4 100 percent
    3 3500000.0 money
    2 90 days
    4 2500 plain
    3 85 percent
    """
    norms = [token.norm for token in tokens]
    if norms[place : place + 4] == ["百", "分", "之", "百"]:
        return place + 4, Number(Decimal(100), "percent")
    if norms[place : place + 3] == ["百", "分", "之"]:
        inner = _plain(tokens, place + 3)
        return (inner[0], Number(inner[1], "percent")) if inner else None
    if norms[place : place + 2] == ["一", "半"]:
        return place + 2, Number(Decimal(50), "percent")
    money = norms[place] in {"$", "¥", "€", "£"}
    inner = _plain(tokens, place + 1 if money else place)
    if inner is None:
        return None
    end, value = inner
    scaled = False
    while end < len(norms) and norms[end] in _SCALES and not _begins_word(tokens, end):
        value *= _SCALES[norms[end]]
        scaled, end = True, end + 1
    return _with_unit(norms, end, value, money, scaled)


def _begins_word(tokens: Sequence[Token], place: int) -> bool:
    """Whether a one-letter scale stands apart, as the beginning of something else ("10 k accounts" is not 10,000)."""
    token = tokens[place]
    return token.kind == "word" and len(token.norm) == 1 and token.start > tokens[place - 1].end


def _with_unit(norms: list[str], end: int, value: Decimal, money: bool, scaled: bool) -> tuple[int, Number]:
    following = norms[end] if end < len(norms) else ""
    if following == "%" or following in {"percent", "pct"}:
        return end + 1, Number(value, "percent")
    if following == "成" and not scaled and 0 < value <= 10 and not _goes_on(norms, end):
        return _tenths(norms, end + 1, value)
    if norms[end : end + 4] == ["个", "百", "分", "点"]:
        return end + 4, Number(value, "points")
    if norms[end : end + 2] == ["percentage", "point"]:
        return end + 2, Number(value, "points")
    if following in _DAYS:
        return end + 1, Number(value, "days")
    if following == "倍":
        return end + 1, Number(value, "times")
    if following in _MONEY:
        return end + 1, Number(value, "money", scaled)
    return end, Number(value, "money" if money or scaled else "", scaled)


def _goes_on(norms: list[str], end: int) -> bool:
    return end + 1 < len(norms) and norms[end + 1] in _NOT_TENTHS


def _tenths(norms: list[str], end: int, value: Decimal) -> tuple[int, Number]:
    """九成, 八成五, 九成半: tenths of the whole."""
    more = norms[end] if end < len(norms) else ""
    if more == "半" or (more in _DIGITS and more != "两"):
        return end + 1, Number(value * 10 + (5 if more == "半" else _DIGITS[more]), "percent")
    return end, Number(value * 10, "percent")


def _plain(tokens: Sequence[Token], place: int) -> tuple[int, Decimal] | None:
    """Digits, a Chinese numeral or an English one, without unit."""
    if place >= len(tokens):
        return None
    token = tokens[place]
    if token.kind == "number":
        try:
            return place + 1, Decimal(token.norm)
        except ArithmeticError:
            return None
    if token.norm in _ENGLISH:
        return place + 1, Decimal(_ENGLISH[token.norm])
    return _chinese(tokens, place)


def _is_bound(tokens: Sequence[Token], place: int) -> bool:
    before = "".join(token.norm for token in tokens[max(0, place - 2) : place])
    return before[-1:] in _BOUNDS or before in {"不到", "没到", "未到", "达到"}


def _one_of(tokens: Sequence[Token], place: int) -> tuple[int, Decimal] | None:
    """万, 千万, 亿 behind a word of a bound: one of it."""
    scale = _PLACES.get(tokens[place].norm, 0)
    end = place + bool(scale)
    if end >= len(tokens) or tokens[end].norm not in _MYRIADS:
        return None
    return end + 1, Decimal((scale or 1) * _MYRIADS[tokens[end].norm])


def _chinese(tokens: Sequence[Token], place: int) -> tuple[int, Decimal] | None:
    """A Chinese numeral: 三, 十二, 两百五十, 五百万; it begins with a digit or 十."""
    first = tokens[place].norm
    if _is_bound(tokens, place):
        bare = _one_of(tokens, place)
        if bare is not None:
            return bare
    if first not in _DIGITS and first != "十":
        return None
    total, section, digit, end = 0, 0, None, place
    while end < len(tokens):
        char = tokens[end].norm
        if char in _DIGITS and (digit is None or digit == 0):
            digit = _DIGITS[char]
        elif char in _PLACES:
            section += (1 if digit is None else digit) * _PLACES[char]
            digit = None
        elif char in _MYRIADS and end > place:
            total += (section + (digit or 0)) * _MYRIADS[char]
            section, digit = 0, None
        else:
            break
        end += 1
    return end, Decimal(total + section + (digit or 0))
