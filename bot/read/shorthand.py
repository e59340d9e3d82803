"""Shorthand of people in a hurry: "rev ytd vs ly", "ar >90d", "last 3 mths", "havent", "year-on-year".

Role: the text of a question → the same text written out, before anything is read. A closed list, English only; a word
that the company uses as a name or a value of its own stays as it is, and an abbreviated noun is written out only where
the layer knows the long form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.read.context import ReadContext
from bot.read.normal import norms_of
from bot.turn import Question

_UNITS = {"d": "day", "w": "week", "m": "month", "q": "quarter", "y": "year"}
_UNIT = r"(?P<unit>d|ds|w|wks?|m|mos?|mths?|mnths?|mons?|q|qtrs?|y|yrs?)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (  # last 3 mths, past 12m, next 2 wks
        re.compile(
            rf"\b(?P<lead>last|past|prior|previous|trailing|rolling|next)\s+(?P<n>\d{{1,3}})\s?{_UNIT}\b", re.IGNORECASE
        ),
        lambda found: f"{found['lead']} {found['n']} {_UNITS[found['unit'][0].casefold()]}s",
    ),
    (  # L3M
        re.compile(r"(?<![\w-])l(?P<n>\d{1,2})(?P<unit>[dwmq])(?![\w-])", re.IGNORECASE),
        lambda found: f"last {found['n']} {_UNITS[found['unit'].casefold()]}s",
    ),
    (  # >90d, over 60d, 31-60d, 90d+
        re.compile(
            r"(?P<lead>[<>]=?\s?|\b(?:over|under|than|least|beyond|within)\s+)(?P<n>\d{1,3})\s?d\b", re.IGNORECASE
        ),
        lambda found: f"{found['lead']}{found['n']} days",
    ),
    (
        re.compile(r"(?<![\w.])(?P<n>\d{1,3}\s?(?:-|to)\s?\d{1,3})\s?d\b", re.IGNORECASE),
        lambda found: f"{found['n']} days",
    ),
    (
        re.compile(r"(?<![\w.-])(?P<n>\d{2,3})\s?(?:d\+|\+\s?d\b)", re.IGNORECASE),
        lambda found: f"over {found['n']} days",
    ),
    (  # year-on-year, m-o-m
        re.compile(r"\b(?P<unit>year|month|quarter|week)-(?P<over>on|over)-(?P=unit)\b", re.IGNORECASE),
        lambda found: f"{found['unit']} {found['over']} {found['unit']}",
    ),
    (re.compile(r"\b(?P<unit>[ymqw])-o-(?P=unit)\b", re.IGNORECASE), lambda found: f"{found['unit']}o{found['unit']}"),
    (  # order by revenue: the command; neither orders by region nor per order by region
        re.compile(
            r"(?:\b(?P<noun>per|each|every|an?|the|one|of|sales|purchase|work|customer|new|open|online|average|avg|\w+ed)\s+)?"
            r"\border by\b",
            re.IGNORECASE,
        ),
        lambda found: found.group() if found["noun"] else "sort by",
    ),
    (  # who logged the most hours
        re.compile(
            r"\b(?:logged|clocked(?: up)?|racked up|notched up|chalked up|put in)\s+"
            r"(?=(?:the\s+)?(?:most|least|fewest|highest|lowest|biggest|largest|more than|over)\b)",
            re.IGNORECASE,
        ),
        lambda _found: "had ",
    ),
    (  # brought the most cash in
        re.compile(
            r"\b(?P<verb>brought|brings?|bring|took|takes?)\s+(?P<what>(?:the\s+)?(?:most|least|highest|lowest)\s+(?:\w+\s+)?)in"
            r"(?=\s*(?:[?.!,]|$|in\b|last\b|this\b))",
            re.IGNORECASE,
        ),
        lambda found: f"{found['verb']} in {found['what'].strip()}",
    ),
    (  # managers, senior managers not included
        re.compile(r"\b(?:not|never) (?:included|counted|considered)\b", re.IGNORECASE),
        lambda _found: "excluded",
    ),
    (  # with zero visits, had 0 orders
        re.compile(
            r"\b(?P<lead>with|had|has|have|having|got|made|placed)\s+(?:zero|0)\s+(?=[a-z])(?!to\b|days?\b|or\b|and\b|percent)",
            re.IGNORECASE,
        ),
        lambda found: f"{found['lead']} no ",
    ),
    (  # at last month end: the end of last month
        re.compile(
            r"\b(?:the\s+)?(?P<lead>last|prior|previous)\s+(?P<fiscal>fiscal\s+)?(?P<unit>month|quarter|year)"
            r"(?:[- ]|'s\s)end\b",
            re.IGNORECASE,
        ),
        lambda found: f"the end of {found['lead']} {found['fiscal'] or ''}{found['unit']}",
    ),
    (  # one line per quarter
        re.compile(
            r"(?P<lead>[,;:(]|^|\b(?:with|as|in|and|give me|show me|just))\s*(?:just )?"
            r"one (?:line|row|figure|number|value|entry) (?=(?:per|for each|for every|by)\b)",
            re.IGNORECASE,
        ),
        lambda found: f"{found['lead']} ",
    ),
    (re.compile(r"(?<![\w#])#\s?of\s+|(?<![\w#])#\s+(?=[a-z])", re.IGNORECASE), lambda _found: "number of "),
    (re.compile(r"(?<!\w)w/\s?(?=[a-z]{2})", re.IGNORECASE), lambda _found: "with "),
)
_CONTRACTED = re.compile(
    r"(?:have|has|had|did|do|does|is|are|was|were|wo|would|could|should|ca)nt|(?:what|how|who|where|that|let|there)s",
    re.IGNORECASE,
)
_TIMES: Mapping[str, str] = {
    "mth": "month", "mths": "months", "mnth": "month", "mnths": "months", "wk": "week", "wks": "weeks", "yr": "year",
    "yrs": "years", "qtr": "quarter", "qtrs": "quarters", "qtrly": "quarterly", "mthly": "monthly", "wkly": "weekly",
    "ly": "last year", "lm": "last month", "lw": "last week", "lq": "last quarter", "sply": "same period last year",
    "splm": "same period last month", "eom": "month end", "eoq": "quarter end", "eoy": "year end", "yest": "yesterday",
    "btwn": "between", "thx": "thanks",
}  # fmt: skip
_CODES = frozenset({"ly", "lm", "lw", "lq"})  # which a company may well use for something else
_NOUNS: Mapping[str, str] = {
    "cust": "customer", "custs": "customers", "dept": "department", "depts": "departments", "qty": "quantity",
    "amt": "amount", "acct": "account", "accts": "accounts", "mgr": "manager", "mgrs": "managers", "emp": "employee",
    "emps": "employees", "rev": "revenue", "revs": "revenue", "pmt": "payment", "pmts": "payments", "bal": "balance",
    "whse": "warehouse", "svc": "service", "svcs": "services", "hrs": "hours", "hc": "headcount", "gp": "gross profit",
    "gm": "gross margin", "ni": "net income", "cogs": "cost of goods sold", "opex": "operating expenses",
    "capex": "capital expenditure", "ar": "accounts receivable", "ap": "accounts payable", "exps": "expenses",
    "cat": "category", "cats": "categories", "prod": "product", "prods": "products", "reg": "region",
    "subs": "subscribers", "invs": "invoices", "txn": "transaction", "txns": "transactions", "prj": "project",
    "proj": "project", "projs": "projects", "loc": "location", "locs": "locations",
}  # fmt: skip
_WORD = re.compile(r"(?<![\w'’.-])[A-Za-z]{2,9}(?![\w'’-])")


_ENOUGH = re.compile(
    r"\b(?P<top>(?:the )?(?P<end>top|bottom) (?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten))"
    r"(?: (?:is|are|would be|will be) (?:enough|plenty|fine|sufficient|okay|ok|good)(?: for (?:me|us|now))?"
    r"| (?:will|would|should) (?:do|suffice)|'ll do| suffices)(?=\s*(?:[,.!;]|please\b|pls\b|thanks\b|$))",
    re.IGNORECASE,
)
_OVER_THEIR = re.compile(
    r"\b(?P<over>over|above|under|below) (?:their|its|his|her) "
    r"(?=(?:\w+ ){0,3}(?:budget|plan|target|forecast|quota)s?\b)",
    re.IGNORECASE,
)
_LOWEST = re.compile(r"\bASC(?: NULLS LAST)?\s+LIMIT \d+\s*$")
_SHOWN_IN = re.compile(
    r",?\s*\bin\s+(?:(?P<sign>[$€£¥])\s?(?i:k|mm?|mn|bn|thousands?|millions?|billions?)|K|M|MM|thousands|millions|billions)"
    r"(?=\s*(?:[,?.!)]|$|by\b|for\b|per\b|in\b|please\b|pls\b|thanks\b|thx\b))",
)
_SIGNS = {"$": {"USD", "CAD", "AUD", "SGD", "HKD", "NZD"}, "€": {"EUR"}, "£": {"GBP"}, "¥": {"CNY", "JPY"}}
_BOUND = re.compile(
    r"[<>]|\b(?:over|above|under|below|than|least|most|between|exceed\w*|reach\w*|beyond|up to|\d+ or)\b", re.IGNORECASE
)


def written_out(question: Question, context: ReadContext) -> Question:
    """The question with its shorthand written out; the same one where there is none."""
    text = _without_enough(_without_scale(question.text, context), question)
    if not question.history:  # projects that went over their budget: nobody was named before
        text = _OVER_THEIR.sub(lambda found: f"{found['over']} ", text)
    for form, written in _FORMS:
        text = form.sub(written, text)
    said = norms_of(text)
    short = [found for found in _WORD.finditer(text) if _long(found.group(), said, context)]
    if short:
        own = _named_by_index(text, context)
        for found in reversed(short):
            if not any(start < found.end() and found.start() < end for start, end in own):
                text = f"{text[: found.start()]}{_long(found.group(), said, context)}{text[found.end() :]}"
    return question if text == question.text else replace(question, text=text)


def _without_scale(text: str, context: ReadContext) -> str:
    """Opex Q3 in $K, "in millions": how it is to be written, which the answer says with its unit. Beside a bound it may
    be that of the number; the sign of another currency asks for a conversion."""
    found = _SHOWN_IN.search(text)
    if found is None or _BOUND.search(text):
        return text
    units = [metric.unit for metric in context.layer.model.metrics.values()]
    currencies = {unit.code for unit in units if unit.kind == "currency"}
    if found["sign"] and not currencies & _SIGNS[found["sign"]]:
        return text
    unit = found.group().split()[-1]
    if not found["sign"] and (context.lexicon.find(norms_of(unit)) or _named_by_index(unit, context)):
        return text  # shirts in M
    return f"{text[: found.start()]}{text[found.end() :]}"


def _without_enough(text: str, question: Question) -> str:
    """Top 3 is enough: how many, and no more. The top of a list of the lowest is not told from the highest."""
    last = question.last_query
    lowest = bool(_LOWEST.search(last))
    found = _ENOUGH.search(text)
    if found is None or (last and lowest != (found["end"].casefold() == "bottom")):
        return text
    return f"{text[: found.start()]}{found['top']}{text[found.end() :]}"


def _long(word: str, said: tuple[str, ...], context: ReadContext) -> str:
    """The word written out; "" where it is none, a name as it is written (Ly), or a word of the company's own."""
    low = word.casefold()
    if _CONTRACTED.fullmatch(low):
        return f"{word[:-1]}'{word[-1]}"
    if word not in (low, word.upper()):
        return ""
    if low in _TIMES and low not in _CODES:
        return _TIMES[low]  # a column may be called mth, and "this mth" is a month still
    if low in _TIMES:
        long = _TIMES[low]
    elif low in _NOUNS and all(norm in context.lexicon.words for norm in norms_of(_NOUNS[low])):
        long = _NOUNS[low]
    else:
        return ""
    return "" if _is_in_name(norms_of(word)[0], said, context) else long


def _is_in_name(norm: str, said: tuple[str, ...], context: ReadContext) -> bool:
    """Whether a name of the layer has the word, as it stands in the question."""
    return any(
        key == said[place : place + len(key)]
        for key in context.lexicon.links
        if norm in key
        for place in range(len(said))
    )


def _named_by_index(text: str, context: ReadContext) -> list[tuple[int, int]]:
    """Where values of the warehouse's columns are named."""
    hits = context.index.find(text, ()) if context.index is not None else []
    return [(hit.start, hit.end) for hit in hits if hit.source not in {"pinyin", "fuzzy"}]
