"""Chinese names of calendar units: 2025年, 去年, 本季度, 上上个月, 三季度, 10月3日, 上周三, 上旬, 财年.

Role: rules over folded text, for the lexer. Look-arounds keep out the words that only look like time: 成本月结,
线上周转, 以前年度, 月饼.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.periods.numerals import ZH_NUMBER, full_year, zh_number
from bot.read.periods.tokens import Builder, Kind, Rule, Token, fixed, numbered, token
from semantic_layer.periods import Grain

_N = f"({ZH_NUMBER})"
_Y = r"((?:19|20)\d\d|[一二][〇零九][〇零一二三四五六七八九]{2})"
# 以上月…, 线上月…, 网上周…, 晚上…; 成本月…, 资本年…; 以下月…, 线下周…
_UP, _DOWN, _THIS = "(?<![以线网早晚马])上", "(?<![以线旗名门地])下", "(?<![成资样版文基根日课书脚剧])本"
_WEEKWORD = "(?:周(?!转|期|边|年|岁|黑|大|报|密)|个?星期|个?礼拜)"
_WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
# 上周一共 and 上周六家店 count; 上周日均 is an average.
_WEEKDAY = r"([一二三四五六](?![共直些定样般次个季大种类条家项款月年线级十百万部店区])|[日天](?![均常报销活化]))"


def _rule(pattern: str, build: Builder) -> Rule:
    return Rule(re.compile(pattern), build)


def _year(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.YEAR, n=full_year(zh_number(match[1].replace("〇", "零"))), grain=Grain.YEAR)


def _fiscal_year(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.YEAR, n=full_year(zh_number(match[1])), grain=Grain.FISCAL_YEAR, fiscal=True)


def _calendar_year(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.YEAR, n=full_year(zh_number(match[1])), grain=Grain.YEAR, name="calendar")


def _unit(grain: Grain, **values: object) -> Builder:
    return lambda match: numbered(match, grain, zh_number(match[1]), **values)


def _several(grain: Grain, kind: Kind) -> Builder:
    """1-9月, 一至三季度: two numbers before one unit, joined by `kind`."""

    def build(match: re.Match[str]) -> Sequence[Token]:
        first, last = numbered(match, grain, zh_number(match[1])), numbered(match, grain, zh_number(match[2]))
        return [*first, *token(match, kind), *last]

    return build


def _listed(grain: Grain) -> Builder:
    """8、9、10月 and 一二季度: each number is a unit of its own, at its own place in the text."""

    def build(match: re.Match[str]) -> Sequence[Token]:
        found: list[Token] = []
        pieces = list(re.finditer(r"\d{1,2}|十[一二]?|[一二三四五六七八九]", match[1]))
        for place, piece in enumerate(pieces):
            start = match.start() + piece.start()
            end = match.end() if place == len(pieces) - 1 else match.start() + piece.end()
            n = zh_number(piece[0])
            if n > 12:
                return [Token(Kind.BAD, match.start(), match.end(), grain=grain, n=n)]
            found.append(Token(Kind.NUMBER, start, end, grain=grain, n=n))
            if place < len(pieces) - 1:
                found.append(Token(Kind.AND, end, match.start() + pieces[place + 1].start()))
        return found

    return build


def _weekday(offset: int | None) -> Builder:
    return lambda match: token(match, Kind.WEEKDAY, n=_WEEKDAYS[match[1]], offset=offset, grain=Grain.DAY)


def _rel(pattern: str, grain: Grain, n: int, fiscal: bool = False) -> Rule:
    return fixed(pattern, Kind.REL, grain=grain, n=n, fiscal=fiscal)


_YEARS = (
    _rule(rf"(?<![0-9]){_Y}\s*年?的?自然年度?", _calendar_year),
    _rule(rf"(?<![0-9]){_Y}\s*年度?", _year),
    # A number of two digits before 年 is a year unless it counts years: 10年以上, 近12年, 满20年.
    _rule(
        r"(?<![0-9.近满超第前后过达约])(1[5-9]|[23]\d)\s*年度?(?!以|内|来|间|期|前|后|龄|保|质|多|老|左右|的?账龄)",
        _year,
    ),
    _rule(
        r"(?<![0-9.])(\d\d)\s*年(?=\s*(?:[一二三四五六七八九十\d]{1,2}月|第?[一二三四1-4]季|[上下]半年|q[1-4]|h[12]))",
        _year,
    ),
    _rule(r"(?<![0-9])((?:20)?\d\d)\s*(?:财年|财政年度|会计年度|财务年度|财政年)", _fiscal_year),
    _rule(r"(?:财年|财政年度|会计年度)\s*((?:20)?\d\d)(?![0-9])年?", _fiscal_year),
    _rel(rf"(?:今年|{_THIS}年|当年|这一?年)度?(?!化|终奖)", Grain.YEAR, 0),
    _rel(rf"(?:去年|昨年|旧年|{_UP}一?个?年)度?", Grain.YEAR, -1),
    _rel("(?<![以之目提])前年度?", Grain.YEAR, -2),
    _rel("大前年", Grain.YEAR, -3),
    _rel(f"(?:(?<![说声证表])明年|来年|{_DOWN}一?年)度?", Grain.YEAR, 1),
    _rel("(?<![以之今])后年", Grain.YEAR, 2),
    _rel(
        f"(?:今|{_THIS}|(?<=[书课])本|这个?|当前|当)(?:财年|财政年度|会计年度|财务年度|fy)", Grain.FISCAL_YEAR, 0, True
    ),
    *(
        fixed(f"(?:{words})一?个?自然{unit}度?", Kind.REL, grain=grain, n=n, name="calendar")
        for unit, grain in (("年", Grain.YEAR), ("季", Grain.QUARTER))
        for words, n in ((f"今|{_THIS}|这|当前|当", 0), (f"{_UP}|去", -1))
    ),
    _rel(f"(?:{_UP}一?个?|去)(?:财年|财政年度|会计年度|财务年度)", Grain.FISCAL_YEAR, -1, True),
    _rel(f"{_DOWN}一?个?(?:财年|财政年度|会计年度|财务年度)", Grain.FISCAL_YEAR, 1, True),
)
_FISCAL = "(?:财年|财政年度|会计年度)"
_QUARTERS = (
    _rule(r"([一二三四](?:、?[一二三四]){1,3}|[1-4](?:、[1-4]){1,3})季度", _listed(Grain.QUARTER)),
    _rule(r"(?<![0-9零一二三四五六七八九十])([一二三四1-4])季(?=[末底])", _unit(Grain.QUARTER)),
    _rule(rf"第?{_N}\s*季度(?!末?节)", _unit(Grain.QUARTER)),
    _rule(rf"第\s*{_N}\s*个?\s*季度?(?!节)", _unit(Grain.QUARTER)),
    _rule(
        r"(?:(?<=[0-9今去前本上明]年)|(?<=[0-9今去前本上明]年度))([一二三四1-4])季(?![节报豆风度])",
        _unit(Grain.QUARTER),
    ),
    _rule(
        rf"(?:第?{_N}\s*财季)|财年第?{_N}季度?",
        lambda m: numbered(m, Grain.QUARTER, zh_number(m[1] or m[2]), fiscal=True),
    ),
    _rule(rf"第?{_N}季?度?\s*[-~至到]\s*第?{_N}季度", _several(Grain.QUARTER, Kind.TO)),
    _rel(f"(?:{_THIS}|这一?个?|当|当前)季度|{_THIS}季(?!节|度)", Grain.QUARTER, 0),
    _rel(f"{_UP}一?个?季度|{_UP}一?个?季(?!节|度)", Grain.QUARTER, -1),
    _rel("(?<![以之目提年度])前[一1]个?季度?(?!节|[到至~-])", Grain.QUARTER, -1),  # 今年前一季度 may be its first
    _rel(f"{_UP}上一?个?季度", Grain.QUARTER, -2),
    _rel(f"{_DOWN}一?个?季度", Grain.QUARTER, 1),
    _rel(f"(?:{_THIS}|当前)财季", Grain.FISCAL_QUARTER, 0, True),
    _rel(f"{_UP}一?个?财季", Grain.FISCAL_QUARTER, -1, True),
    fixed(f"[上前]半个?{_FISCAL}|{_FISCAL}的?[上前]半年度?", Kind.NUMBER, grain=Grain.FISCAL_HALF, n=1),
    fixed(f"[下后]半个?{_FISCAL}|{_FISCAL}的?[下后]半年度?", Kind.NUMBER, grain=Grain.FISCAL_HALF, n=2),
    fixed("(?:上|前)半年度?", Kind.NUMBER, grain=Grain.HALF, n=1),
    fixed("(?:下|后)半年度?", Kind.NUMBER, grain=Grain.HALF, n=2),
    _rel(f"{_UP}一?个半年", Grain.HALF, -1),
)
_MONTHS = (
    _rule(rf"{_N}\s*月(?:份|度)?(?![饼球亮嫂子薪])", _unit(Grain.MONTH)),
    _rule(rf"{_N}月?份?\s*[-~至到]\s*{_N}月份?", _several(Grain.MONTH, Kind.TO)),
    _rule(
        r"(?<![0-9])(\d{1,2}(?:、\d{1,2})+|[一二三四五六七八九十]{1,2}(?:、[一二三四五六七八九十]{1,2})+)月份?",
        _listed(Grain.MONTH),
    ),
    _rel(f"(?:{_THIS}|这一?个?|(?<![相每])当)月份?", Grain.MONTH, 0),
    _rel(f"{_UP}一?个?月份?|(?<![以之目])前一个?月", Grain.MONTH, -1),
    _rel(f"{_UP}上一?个?月份?", Grain.MONTH, -2),
    _rel(f"{_DOWN}一?个?月份?", Grain.MONTH, 1),
    *(fixed(word, Kind.PART, n=n) for word, n in (("上旬", 1), ("中旬", 2), ("下旬", 3), ("上半月", 4), ("下半月", 5))),
)
_WEEKS = (
    _rule(rf"第\s*{_N}\s*(?:周(?!年|岁)|个星期)", _unit(Grain.WEEK)),
    _rel(f"(?:{_THIS}|这一?){_WEEKWORD}", Grain.WEEK, 0),
    _rel(f"{_UP}一?{_WEEKWORD}", Grain.WEEK, -1),
    _rel(f"{_UP}上一?{_WEEKWORD}", Grain.WEEK, -2),
    _rel(f"{_DOWN}一?{_WEEKWORD}", Grain.WEEK, 1),
    _rule(f"(?:{_THIS}|这)一?(?:周|个?星期|个?礼拜){_WEEKDAY}", _weekday(0)),
    _rule(f"{_UP}一?(?:周|个?星期|个?礼拜){_WEEKDAY}", _weekday(-1)),
    _rule(f"{_UP}上一?(?:周|个?星期|个?礼拜){_WEEKDAY}", _weekday(-2)),
    _rule(rf"(?<![上本这下每一二三四五六七八九十0-9个第按])(?:周|星期|礼拜){_WEEKDAY}", _weekday(None)),
    fixed(f"{_UP}周末", Kind.WEEKDAY, n=67, offset=-1, grain=Grain.DAY),
    fixed(f"(?:{_THIS}|这)周末", Kind.WEEKDAY, n=67, offset=0, grain=Grain.DAY),
)
_DAYS = (
    _rule(rf"(?<=月){_N}\s*[日号](?![均报])", _unit(Grain.DAY)),
    _rule(rf"{_N}\s*[日号](?![均化店楼线仓机车院文令期报活常用库馆])", _unit(Grain.DAY)),
    _rule(rf"{_N}[日号]?\s*[-~至到]\s*{_N}[日号](?![均化店楼线仓])", _several(Grain.DAY, Kind.TO)),
    *(
        _rel(pattern, Grain.DAY, n)
        for pattern, n in (
            ("今天|今日|今儿", 0), ("昨天|昨日|昨儿", -1), ("(?<![以之目提])前(?:天|日(?!均))", -2), ("大前天", -3),
            ("明天|明日", 1), ("后天", 2),
        )
    ),
)  # fmt: skip

RULES: tuple[Rule, ...] = (*_YEARS, *_QUARTERS, *_MONTHS, *_WEEKS, *_DAYS)
