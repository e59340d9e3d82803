"""The lexer: folded text → tokens of time, left to right, the longest match at each place.

Role: runs the rules of both languages over every text, because people mix them (24年Q3 销售, show 上月 revenue).
What no rule knows is skipped; the distance between tokens tells the parser whether they belong together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from bot.read.periods import codes, en, zh
from bot.read.periods.tokens import Kind, Rule, Token, fixed, token
from semantic_layer.periods import Calendar, Grain

_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|of|for|since|from|to|through|thru|until|till|by|and|or|last|this|next|during|between|vs|versus|than|early|late"
    r"|mid|end|show|before|after|compared with|compared to)|[,&-]|[\u4e00-\u9fff])\s*$"
)
_AFTER_MONTH = re.compile(
    r"\s*(?:[,']?\s*(?:20)?\d\d\b|'s\b|and\b|to\b|through\b|-\s*(?:[a-z]{3}|\d)|vs\b|[\u4e00-\u9fff])"
)
# What makes it the verb: may I, may be, march on.
_VERB = re.compile(r"\s+(?:i|we|you|he|she|it|they|be|not|have|need|want|also|pay|on|ahead)\b")
# Where a name of a holiday is part of something else: 中秋礼盒, 五一路.
_NOT_A_HOLIDAY = r"(?!礼盒|礼品|月饼|礼包|款|版|系列|路|店|广场|大道|街|村|区|牌|型)"
_IS_HAN = re.compile(r"[\u4e00-\u9fff]")


def tokens_of(text: str, folded: str, calendar: Calendar) -> tuple[Token, ...]:
    """Every token of time in `folded`; `text` is the original, whose capitals tell May from may."""
    holidays = _holiday_rules(calendar.holiday_names())
    found: list[Token] = []
    place = 0
    while place < len(folded):
        matched = _longest(folded, place, (*_rules_at(folded, place), *holidays))
        if matched is None:
            place += 1
            continue
        end, tokens = matched
        if any(item.loose and item.kind is Kind.NUMBER and not _is_month(text, folded, item) for item in tokens):
            place = end
            continue
        found.extend(item for item in tokens if item.kind is not Kind.BLOCK)
        place = max(end, place + 1)
    return tuple(_listed(found))


def _listed(tokens: Sequence[Token]) -> Iterator[Token]:
    """8月9月10月, 一季度二季度: units of one kind side by side are a list, joined by nothing."""
    for place, item in enumerate(tokens):
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        is_dated = after is not None and after.kind is Kind.DAY and after.start == item.end  # 8月9月10日 is none
        if (
            not is_dated
            and before is not None
            and before.kind is item.kind is Kind.NUMBER
            and before.grain == item.grain
            and item.grain in (Grain.MONTH, Grain.QUARTER)
            and before.lang == item.lang == "zh"
            and before.end == item.start
            and before.n < item.n
        ):
            yield Token(Kind.AND, item.start, item.start)
        yield item


def _longest(folded: str, place: int, rules: Sequence[Rule]) -> tuple[int, Sequence[Token]] | None:
    best: tuple[int, Sequence[Token]] | None = None
    for rule in rules:
        match = rule.pattern.match(folded, place)
        if match and match.end() > (best[0] if best else place):
            tokens = rule.build(match)
            if tokens is not None:
                best = match.end(), tokens
    return best


def _rules_at(folded: str, place: int) -> Sequence[Rule]:
    """The rules that can start with this character."""
    char = folded[place]
    if char.isascii():
        if not char.isalnum():
            return codes.RULES if char in " -,/&+~'" else ()
        if place and folded[place - 1].isascii() and folded[place - 1].isalpha() and char.isalpha():
            return ()
        return _DIGIT_RULES if char.isdigit() else _LETTER_RULES
    if char in "、":
        return codes.RULES
    return zh.RULES if _IS_HAN.match(char) else ()


_DIGIT_RULES = (*codes.RULES, *zh.RULES, *en.RULES)
_LETTER_RULES = (*codes.RULES, *en.RULES)


def _is_month(text: str, folded: str, item: Token) -> bool:
    """Whether may, march or mar is the month here; W40 without a year is no week."""
    if item.name or item.grain != "month":
        return bool(item.name)
    before, after = folded[: item.start], folded[item.end :]
    if _VERB.match(after):
        return False
    if _AFTER_MONTH.match(after) or _BEFORE_MONTH.search(before):
        return True
    return text[item.start].isupper()


@lru_cache(maxsize=32)
def _holiday_rules(names: tuple[str, ...]) -> tuple[Rule, ...]:
    """One rule a name. A number (618) is a festival only where it stands apart."""
    rules = [_holiday_rule(name) for name in names]
    october = r"(?<![双二三四五六七八九十])十一(?=期间|假期|黄金周|长假|国庆)"
    may = r"5\.1(?=假期|黄金周|期间|小长假|节)"
    return (*rules, fixed(october, Kind.HOLIDAY, name="国庆"), fixed(may, Kind.HOLIDAY, name="五一"))


def _holiday_rule(name: str) -> Rule:
    escaped = re.escape(name)
    if name[0].isdigit():
        pattern = rf"(?<![0-9a-z.,¥$第前超过近约]){escaped}(?![0-9a-z.%])(?!\s*[元万亿千件台个家单号名人次天套吨])"
    elif name.isascii():
        pattern = rf"(?<![a-z0-9])(?:the )?{escaped}(?![a-z0-9])(?: (?:holiday|week(?= ?$)|period))?"
    else:
        pattern = rf"(?<![二三四六七八九十\d]){escaped}(?:节|大促)?{_NOT_A_HOLIDAY}"
    build: Callable[[re.Match[str]], Sequence[Token]] = lambda match: token(match, Kind.HOLIDAY, name=name)  # noqa: E731
    return Rule(re.compile(pattern), build)
