"""Questions about the layer: what a metric means, who owns it, what can be asked; greetings and thanks.

Role: Intent → Define, or None where the question asks for data.
"""

from __future__ import annotations

import re

from bot.planners.offline.stop import not_understood
from bot.prior import measures_named
from bot.read.intent import Intent
from bot.turn import Define, Question

_ABOUT_A_NAME = frozenset({"formula", "meaning", "owner"})
_ALONE = ("difference", "metrics", "help", "news", "greeting", "thanks")
_QUIET = frozenset({"filler", "sign", "definition", "which", "follow", ""})
_NAMES = frozenset({"metric", "group", "value", "anchor", "number", "column", "noun", "calc"})
# Verbs that ask for the number as often as for the definition.
_VERBS = re.compile(
    r"(calculat|comput|deriv|explain|descri|worked|how (is|are|was)|how'?s|说明|解释|是什么|是啥|意思|算法)",
    re.IGNORECASE,
)
_HOW_IT_GOES = re.compile(
    r"\bhow(\s+(is|are|was|were|has|have)|['’]?s)\b(?!.*\b(calculat|comput|defin|deriv|work(ed|s) out)).*"
    r"\b(doing|going|looking|tracking|trending|performing|performed|developing|faring|shaping|coming along|holding)\b",
    re.IGNORECASE,
)  # asks for the number
_WHAT_IS = re.compile(
    r"\s*(so\s+)?(what\s+is|what's|whats|what are)\s+(?!the\b|our\b|my\b|this\b|that\b)", re.IGNORECASE
)


_NUMBER = r"(这|那|上面的?|刚才的?|你的?)?(个|份|些)?(数(字|据|额)?|金额|结果|答案|口径)?"
_DIFFERS_ZH = re.compile(
    rf"\W*(请问|那)?(为什么|为何|为啥|怎么)?{_NUMBER}.{{0,12}}?(为什么|为何|为啥|怎么)?(和|跟|与|同).{{1,24}}?"
    r"(为什么|为何|为啥|怎么)?(会|都|总)?(不一样|不同|对不上|不一致|不符|不相等|有差异|有差别|有出入|差(这么|那么)多)(呢|啊|的)?\W*"
)
_DIFFERS_EN = re.compile(
    r"\W*(and )?(so )?why (does|do|is|are|doesn't|does not|isn't|is not|don't|do not|would|did) .{1,60}?"
    r"(differ(s|ent)?|(not )?(match|agree|tally|reconcile|equal|tie)|(not )?the same)\b.{0,60}",
    re.IGNORECASE,
)
_WHY = re.compile(r"为什么|为何|为啥|怎么|对不上|\bwhy\b", re.IGNORECASE)
_POINTS = re.compile(
    r"^\W*(为什么|为何|为啥|怎么)(会)?[和跟与同]|这|那|上面|刚才|你"
    r"|\b(this|that|these|it|your|the (number|figure|result)s?)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"[月季年周日]报|报表|报告|财报|报的|账上|账面|账务|系统|财务|台账|看板|excel|表格|别人|他们|\b(report(s|ed)?|statements?|dashboard|"
    r"ledger|books|system|finance|excel|spreadsheet|accounts|accounting|sap|erp)\b",
    re.IGNORECASE,
)


def define(intent: Intent, question: Question) -> Define | None:
    """The Define of a question about the layer; None for a question about data."""
    roles = {piece.role for piece in intent.pieces}
    if _asks_why_it_differs(question.text) and (other := _other_number(intent, question.text)) is not None:
        return other
    if not intent.definition:
        return _what_is(intent, question, roles)
    if intent.unexplained or _HOW_IT_GOES.search(question.text):
        return None
    if intent.definition & _ABOUT_A_NAME and roles <= _QUIET | _NAMES:
        named = _named(intent)
        if named is not None:
            return named
    if intent.definition & _ABOUT_A_NAME and roles <= _QUIET | {"follow", "calc", "period"} and not intent.periods:
        before = of_answer(question)
        if before is not None:
            return before
    content = roles - _QUIET
    for topic in _ALONE:
        if topic in intent.definition and not content:
            return Define(topic)  # type: ignore[arg-type]
    if "values" in intent.definition and len(intent.groups) == 1 and not intent.metrics:
        return Define("field", tuple(str(ref) for ref in intent.groups[0].refs))
    _must_be_verbs(intent)
    return None


def _asks_why_it_differs(text: str) -> bool:
    return bool(_WHY.search(text) and (_DIFFERS_ZH.fullmatch(text) or _DIFFERS_EN.fullmatch(text)))


def _other_number(intent: Intent, text: str) -> Define | None:
    """这个数为什么和财务报表不一样: what the number at hand stands for, and what another's may differ in.
    A metric named is shown beside it; two metrics named, without the number at hand, are shown both. Members, dates
    and groups would ask for the data's own reasons."""
    names = tuple(dict.fromkeys(name for said in intent.metrics for name in said.names))
    if intent.periods or intent.relations:
        return None
    if _POINTS.search(text) and (names or _REPORT.search(text)):
        return Define("elsewhere", names)
    if len(intent.metrics) > 1:
        return None if intent.values or intent.groups else Define("metric", names)
    return Define("elsewhere", names) if names and _REPORT.search(text) else None


def _what_is(intent: Intent, question: Question, roles: set[str]) -> Define | None:
    """ "What is DSO?" asks for the meaning; "what is the revenue?" for the number."""
    if _WHAT_IS.match(question.text) and intent.metrics and roles <= {"filler", "sign", "metric"}:
        return Define("metric", intent.metrics[0].names)
    return None


def of_answer(question: Question) -> Define | None:
    """ "What does that mean?", 怎么算的: what the last answer measured."""
    names = measures_named(question.last_query)
    return Define("metric", names) if names else None


def _named(intent: Intent) -> Define | None:
    if intent.metrics:
        names = tuple(dict.fromkeys(name for said in intent.metrics for name in said.names))
        return Define("metric", names)
    refs = [ref for said in (*intent.groups, *intent.numbers) for ref in said.refs]
    if refs:
        return Define("field", tuple(dict.fromkeys(str(ref) for ref in refs)))
    if intent.values:
        return Define("value", tuple(f"{ref}={value}" for ref, value in intent.values[0].targets))
    return None


def _must_be_verbs(intent: Intent) -> None:
    """Beside data, "calculate" is only a verb; other words of definition would be lost."""
    for piece in intent.pieces:
        if piece.role != "definition":
            continue
        targets = {word.target for word in piece.words if word.kind == "definition"}
        if targets & {"greeting", "thanks", "help"} or _VERBS.search(piece.text):
            continue
        raise not_understood(piece.text)
