"""Chinese names taken apart by what is asked: 新增了几个客户 of 新增客户数, 开了多少票 of 开票额.

Role: tokens → stretches with links. A verb and its object take 了, 过 and the question between them; put together again
they are the name of a metric, with or without the 数, 额 or 量 that a name ends with and a spoken sentence does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import Token
from bot.read.segment import Given
from semantic_layer.model import MetricKind, SemanticModel

_ASPECTS = frozenset("了过")
_COUNTED = frozenset("几")
_HOW_MUCH = ("多", "少")
_CLASSIFIERS = frozenset("个家张笔单件台位名人份条次种款项套辆箱吨批户")
_MONEY = frozenset("钱元")
_ENDINGS = ("", "数", "额", "量", "数量", "金额", "总额", "笔数", "单数", "张数", "次数", "户数", "人数", "家数")
MAX_PART = 4  # characters on either side


def split_names(tokens: Sequence[Token], lexicon: Lexicon, model: SemanticModel) -> list[Given]:
    """The metrics named around a 了多少, 几个; a classifier asks for a count, 钱 for money."""
    norms = [token.norm for token in tokens]
    found: list[Given] = []
    for place, norm in enumerate(norms):
        if norm not in _ASPECTS and norm not in _COUNTED and norm != _HOW_MUCH[0]:
            continue
        if place and norms[place - 1] in _ASPECTS:
            continue  # begun there
        for end, kind in _asked(norms, place):
            named = _around(tokens, place, end, _fitting(kind, model), lexicon)
            found += named
            if named:
                break
    return found


def _asked(norms: Sequence[str], place: int) -> list[tuple[int, str]]:
    """(where the words between end, what is asked for: "count", "money" or ""). 开了多少单: 单 may be a classifier or
    the object. Empty where nothing is asked."""
    at, kind = place, ""
    if norms[at] in _ASPECTS:
        at += 1
    if tuple(norms[at : at + 2]) == _HOW_MUCH:
        at += 2
    elif at < len(norms) and norms[at] in _COUNTED:
        at, kind = at + 1, "count"
    else:
        return []
    counted = at < len(norms) and norms[at] in _CLASSIFIERS  # 多少单: so many of them, whether 单 is the object or not
    found = [(at, "count" if counted else kind)]
    if at < len(norms) and norms[at] in _CLASSIFIERS:
        found.insert(0, (at + 1, "count"))
    elif at < len(norms) and norms[at] in _MONEY:
        found.insert(0, (at + 1, "money"))
    return found


def _fitting(kind: str, model: SemanticModel) -> frozenset[str]:
    """The metrics that answer what is asked for."""
    return frozenset(
        name
        for name, metric in model.metrics.items()
        if not kind
        or (kind == "money" and metric.unit.kind == "currency")
        or (kind == "count" and (metric.unit.kind == "count" or metric.kind is MetricKind.DISTINCT))
    )


def _around(
    tokens: Sequence[Token], before: int, after: int, fitting: frozenset[str], lexicon: Lexicon
) -> Iterable[Given]:
    """The longest name made of what stands before and behind the words between."""
    norms = [token.norm for token in tokens]
    for size in range(2 * MAX_PART, 1, -1):
        for left in range(max(1, size - MAX_PART), min(MAX_PART, size - 1) + 1):
            start, end = before - left, after + size - left
            if start < 0 or end > len(tokens) or any(token.kind != "han" for token in tokens[start:end]):
                continue
            links = _named((*norms[start:before], *norms[after:end]), fitting, lexicon)
            if links:
                return [Given(tokens[start].start, tokens[end - 1].end, links)]
    return []


def _named(key: tuple[str, ...], fitting: frozenset[str], lexicon: Lexicon) -> tuple[Link, ...]:
    """Metrics whose name this is, but for its ending."""
    found: dict[str, Link] = {}
    for ending in _ENDINGS:
        for link in lexicon.find((*key, *ending)):
            if link.kind == "metric" and link.target in fitting:
                found.setdefault(str(link.target), Link("metric", link.target, "alias", 0.9, link.term))
    return tuple(found.values())
