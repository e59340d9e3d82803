"""English phrases of time: last 90 days, the last two completed quarters, YTD, same period last year, as of, since.

Role: rules over folded text, for the lexer; the names of units are in `en_units`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.read.periods import en_units
from bot.read.periods.en_units import grain_of
from bot.read.periods.numerals import EN_NUMBER, en_number
from bot.read.periods.tokens import Builder, Kind, Rule, Token, fixed, token
from semantic_layer.periods import Grain

_START, _END = r"(?<![a-z0-9])", r"(?![a-z0-9])"
_UNITS = r"(days?|weeks?|months?|quarters?|years?)"
_PREVIOUS = r"(?:last|past|previous|prior|trailing|latest|most recent|recent|preceding|rolling)"
_MONTHS = rf"({EN_NUMBER})[- ]months?"
_MONTHS_OF = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}
_INNER = r"(year|quarter|month|week)"
_WHOLE = r"(?:(complete|completed|full|whole|calendar|fiscal|closed)\s+)?"
_ADVERBS = {
    "daily": Grain.DAY, "weekly": Grain.WEEK, "monthly": Grain.MONTH, "quarterly": Grain.QUARTER, "yearly": Grain.YEAR,
    "annually": Grain.YEAR, "annual": Grain.YEAR,
}  # fmt: skip


def _rule(pattern: str, build: Builder) -> Rule:
    return Rule(re.compile(_START + pattern + _END), build)


def _words(pattern: str, kind: Kind, **values: object) -> Rule:
    return fixed(f"{_START}(?:{pattern}){_END}", kind, "en", **values)


def _rolling(match: re.Match[str]) -> Sequence[Token] | None:
    n, grain = en_number(match[1]), grain_of(match[3], match[2])
    # Years of a number that is said to be complete are calendar years, beyond doubt.
    certain = match[2] is not None
    return token(match, Kind.ROLLING, n=n, grain=grain, lang="en", name="complete" if certain else "") if n else None


def _next(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.ROLLING, n=-en_number(match[1]), grain=grain_of(match[2]), lang="en")


def _ago(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.AGO, n=en_number(match[1]), grain=grain_of(match[2]), lang="en")


def _past(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.ROLLING, n=1, grain=grain_of(match[1]), lang="en")


def _grain(match: re.Match[str]) -> Sequence[Token]:
    """Groups: fiscal (may be none), unit."""
    return token(match, Kind.GRAIN, grain=grain_of(match[2], (match[1] or "").strip()), lang="en")


def _which(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.GRAIN, grain=grain_of(match[1]), lang="en", name="asks")


def _adverb(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.GRAIN, grain=_ADVERBS[match[1]], lang="en")


def _average(match: re.Match[str]) -> Sequence[Token]:
    word = match[1]
    return token(match, Kind.AVERAGE, grain=_ADVERBS[word] if word in _ADVERBS else grain_of(word), lang="en")


def _same(match: re.Match[str]) -> Sequence[Token]:
    """The unit that is one back: the first group that matched, else a year."""
    unit = next((group for group in match.groups() if group), "year")
    return token(match, Kind.SAME, n=-1, grain=grain_of(unit), lang="en")


def _to_date(match: re.Match[str]) -> Sequence[Token]:
    return token(match, Kind.TO_DATE, grain=grain_of(match[2], (match[1] or "").strip()), lang="en")


def _to_date_before(match: re.Match[str]) -> Sequence[Token]:
    """LYTD, "prior YTD": last year, to the day that this one has come to."""
    middle = match.end() - len("ytd")
    last_year = Token(Kind.REL, match.start(), middle, grain=Grain.YEAR, n=-1, lang="en")
    return (last_year, Token(Kind.TO_DATE, middle, match.end(), grain=Grain.YEAR, lang="en"))


def _edge(name: str) -> Builder:
    """Groups: by (may be none), fiscal (may be none), unit (none where it follows: end of …)."""

    def build(match: re.Match[str]) -> Sequence[Token]:
        unit = match[3]
        grain = grain_of(unit, (match[2] or "").strip()) if unit else None
        # "by year end" may look ahead, "at year end" does not.
        ahead = 1 if match[1] else None
        return token(match, Kind.EDGE if unit else Kind.EDGE_OF, grain=grain, name=name, lang="en", offset=ahead)

    return build


def _ended(match: re.Match[str]) -> Sequence[Token]:
    """Groups: unit (may be none), number of months (none where the unit is said)."""
    months = en_number(match[2]) if match[2] else _MONTHS_OF[grain_of(match[1])]
    return token(match, Kind.ENDED, n=months, lang="en")


_ROLLING = (
    _rule(rf"(?:the\s+)?{_PREVIOUS}\s+({EN_NUMBER})\s+{_WHOLE}{_UNITS}(?!\s+(?:overdue|due|late))", _rolling),
    _rule(r"(?:the\s+)?past\s+(day|week|month|quarter|year)(?!\s+due)", _past),
    _rule(r"(?:over|during|throughout|in|for|across)\s+the\s+last\s+(year)(?!\s*(?:'s|same|of\b))", _past),
    _words("(?:the )?(?:last|past|previous) half(?:[- ]a)?[- ]year", Kind.ROLLING, n=6, grain=Grain.MONTH),
    _words("(?:trailing|last|rolling) twelve months|ttm|ltm|[tlr]12m", Kind.ROLLING, n=12, grain=Grain.MONTH),
    _rule(rf"(?:the\s+)?(?:next|coming|upcoming)\s+({EN_NUMBER})\s+{_UNITS}", _next),
    _rule(rf"({EN_NUMBER}|an?)\s+(days|weeks?|months?|quarters?|years)\s+ago", _ago),
    _words(
        "recently|lately|recent (?:days|weeks|months|quarters|years)|in recent times|these days|a while ago"
        "|(?:the )?(?:last|past|recent|previous) (?:few|couple of|several|some) (?:days|weeks|months|quarters|years)",
        Kind.VAGUE,
    ),
)
_SO_FAR = ("year", "quarter", "month", "week")
_TO_DATE = (
    *(
        _words(
            rf"{unit[0]}td|{unit}[- ]to[- ]date|(?:the |this )?(?:current )?{unit} so far|so far this {unit}",
            Kind.TO_DATE,
            grain=grain_of(unit),
        )
        for unit in _SO_FAR
    ),
    _words("calendar (?:year[- ]to[- ]date|ytd)", Kind.TO_DATE, grain=Grain.YEAR, name="calendar"),
    _words(
        "fytd|fy to date|fiscal[- ]year[- ]to[- ]date|fiscal ytd|so far this fiscal year",
        Kind.TO_DATE,
        grain=Grain.FISCAL_YEAR,
    ),
    _rule(
        r"since the (?:start|beginning) of (?:the |this )?(?:current )?(fiscal )?(year|quarter|month|week)", _to_date
    ),
    _rule(r"(?:l|p|ly|py|last[- ]|prior[- ]|previous[- ])ytd", _to_date_before),
    _words("until now|till now|up to now", Kind.ONWARD, name="now"),
    _words("to date|to now|through today|until today|to today|onwards?|to the present|to present", Kind.ONWARD),
    _words("as (?:of|at) (?:now|today|this moment)|currently|right now|at present|at the moment", Kind.NOW),
)
_ALIKE = r"(?:same|corresponding|comparable|equivalent)"
_STRETCH = r"(?:period|time|month|quarter|week|days?|dates?|point)"
_STRETCHES = rf"(?:{EN_NUMBER} )?(?:months|quarters|weeks|periods)"
_EARLIER = r"(?:last|previous|prior)"
_SAME = (
    _words("(?:at )?this time last year", Kind.SAME, n=-1, grain=Grain.YEAR),
    _rule(rf"(?:the )?{_ALIKE} {_STRETCH}(?: (?:of|in|from))?(?: the)? {_EARLIER} (year|month|quarter|week)", _same),
    _rule(rf"(?:the )?{_EARLIER} (year)'?s? {_ALIKE} {_STRETCH}", _same),
    _rule(rf"(?:the )?{_ALIKE} {_STRETCHES}(?: (?:of|in|from))?(?: the)? {_EARLIER} (year)", _same),
    _rule(rf"(?:the )?{_ALIKE} {_STRETCHES}(?: (?:of|in|from))? (?:a|one|the) year (?:ago|earlier|before)", _same),
    _rule(rf"(?:the )?{_ALIKE} {_STRETCH}(?: (?:of|in|from))? (?:a|one|the) year (?:ago|earlier|before)", _same),
    _rule(rf"(?:the )?{_EARLIER}[- ](year)'?s? (?:period|comparative)", _same),
    _rule(r"(?:a|one) year (?:ago|earlier|before)|the year-ago (?:period|month|quarter)", _same),
    _rule(r"(?:the )?(?:same|corresponding|comparable) period", _same),
    _words("(?:the )?(?:previous|prior|preceding) period", Kind.SAME, n=-1, grain=None),
)
_AROUND = (
    _words("as (?:of|at|on)|up (?:to|until)(?: and including)?|until|till", Kind.AS_OF),
    _words("by(?= (?:the )?(?:end|year|month|quarter)\\b)", Kind.AS_OF),
    _words("through|thru", Kind.TO, name="through"),
    _words("to", Kind.TO),
    fixed(
        r"(?:(?<=growth )|(?<=increase )|(?<=change )|(?<=grew )|(?<=grow )|(?<=up )|(?<=down )|(?<=decrease ))"
        rf"(?:over|from|on){_END}",
        Kind.COMPARE,
        "en",
        name="calc",
    ),
    _words("from", Kind.FROM),
    _words("since|starting(?: from| in| on)?|beginning (?:in|on|from)", Kind.SINCE),
    _words("between", Kind.BETWEEN),
    _words("before|prior to", Kind.BEFORE),
    _words("after|following", Kind.AFTER),
    _rule(
        rf"(?:the\s+)?(?:fiscal\s+)?(?:(month|quarter|half[- ]year|year)|{_MONTHS})\s+(?:ended|ending)(?: on| in)?",
        _ended,
    ),
    _rule(rf"(?:the\s+)?(?P<unit>)?{_MONTHS}\s+to", _ended),
    _words("early|mid|late|earlier|later", Kind.ABOUT),
    fixed(rf"{_START}mid-", Kind.ABOUT, "en"),
    _words("and|plus|as well as", Kind.AND),
    _words(
        r"vs\.?|versus|compared? (?:with|to|against)|in comparison (?:with|to)|against|relative to|than", Kind.COMPARE
    ),
    _rule(rf"(?:at |(by ))?(?:the )?(?:end|close) of(?: the)?(?: (fiscal )?{_INNER}(?! (?:of|before)))?", _edge("end")),
    _rule(rf"(?:at |(by ))?(?:the )?(?:start|beginning) of(?: the)?(?: (fiscal )?{_INNER})?", _edge("start")),
    _rule(rf"(?:at |(by ))?(?:the )?(fiscal )?{_INNER}(?:[- ]|'s )ends?", _edge("end")),
    _words(
        "(?:the )?week (?:of|commencing|beginning|starting|ending|containing|with|including)(?: the)?", Kind.WEEK_OF
    ),
    _words("as a whole|in full", Kind.DURING),
)
_PERIODIC = r"(date|day|week|month|quarter|half[- ]year|year)"
_ADVERB = "(daily|weekly|monthly|quarterly|yearly|annually|annual)"
_GRAIN = (
    _rule(r"(?:at |for |as of )?(?:each|every) (fiscal )?(month|quarter|year)(?:[- ]|'s )ends?", _grain),
    _rule(r"(?:at |for |as of )?the end of (?:each|every) (fiscal )?(month|quarter|year)", _grain),
    _rule(
        rf"(?:by|per|(?:for )?each|(?:for )?every|split by|broken down by|grouped by)\s+(?:the\s+)?(?:calendar\s+)?"
        rf"(fiscal\s+)?{_PERIODIC}s?(?!\s*-?\s*(?:to|on|over|end))",
        _grain,
    ),
    _rule(r"()(day|week|month|quarter|year)[- ](?:by|after)[- ]\2", _grain),
    _rule(r"(daily|weekly|monthly|quarterly|yearly|annually)", _adverb),
    _rule(r"(annual)(?= trend| breakdown| comparison)", _adverb),
    _rule(r"which\s+(day|date|week|month|quarter|year)s?", _which),
    _rule(rf"(?:average|avg|mean)\s+{_ADVERB}", _average),
    _rule(rf"{_ADVERB}\s+(?:average|avg|mean)s?", _average),
    _rule(r"(?:on\s+)?average\s+(?:per|a|each|every)\s+(day|week|month|quarter|year)", _average),
    _rule(r"(?:per|a)\s+(day|week|month|quarter|year)\s+on\s+average", _average),
)
_MANY = rf"{EN_NUMBER}\s+(?:calendar\s+|working\s+)?(?:days?|weeks?|months?|years?)"
_BLOCKS = (
    # Ages, terms and limits: they count days, but say nothing of when.
    _words(
        r"(?:over|more than|less than|under|within|at least|at most|older than|exceeding|beyond|up to|greater than)\s+"
        rf"{_MANY}(?:\s+(?:old|overdue|past due|late|due))?",
        Kind.BLOCK,
    ),
    _words(
        rf"{EN_NUMBER}\+?[- ](?:days?|weeks?|months?|years?)[- ]"
        r"(?:or (?:more|older)|and (?:over|above)|old|overdue|past due|late|terms?)",
        Kind.BLOCK,
    ),
    _words(r"\d{1,3}\s*(?:-|to)\s*\d{1,3}\s+days", Kind.BLOCK),
    _words(r"(month|year|quarter|week)[- ](?:over|on)[- ](?:month|year|quarter|week)", Kind.BLOCK),
    _words("(?:past|over) due|(?:due|how|want|like|need|according|respect|next) to|in order to", Kind.BLOCK),
    _words("last one|the last time|last (?:order|invoice|customer|name|price)", Kind.BLOCK),
)

RULES: tuple[Rule, ...] = (*en_units.RULES, *_SAME, *_TO_DATE, *_ROLLING, *_GRAIN, *_BLOCKS, *_AROUND)
