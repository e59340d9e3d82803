"""Spoken words of change, of both languages: 掉, 缩水, 跌破, "slumped", whether it was more or less, and 达标.

Role: grammar words as in `zh` and `en`. Which way each points is told in `bot/read/asking/binding.py`.
"""

from __future__ import annotations

_BASES = {
    "yoy": ("yoy", "y/y", "year over year", "year on year"),
    "mom:month": ("mom", "m/m", "month over month", "month on month"),
    "mom:quarter": ("qoq", "q/q", "quarter over quarter", "quarter on quarter"),
}
_SHARES = ("percentage", "percent", "pct", "%")
_CHANGES = ("growth", "change", "increase", "decrease", "drop", "rise", "decline")
# "growth rate of", "percentage change in": one phrase, or its last words would be read as part of a name behind them.
_OF_CHANGE = (
    "rate of growth of",
    "growth rate of",
    "growth rate in",
    *(f"{noun} {tail}" for noun in _CHANGES for tail in ("of", "in")),
    *(f"{share} {noun}{tail}" for share in _SHARES for noun in _CHANGES for tail in ("", " of", " in")),
)

WORDS: tuple[tuple[str, str, str], ...] = (
    ("compare", "growth", "|".join(_OF_CHANGE)),
    *(
        ("compare", base, "|".join(f"{word} {change}" for word in words for change in _OF_CHANGE))
        for base, words in _BASES.items()
    ),
    (
        "compare",
        "amount",
        "as an amount|in amount|by what amount|by which amount|what amount|in absolute terms|as an absolute amount|"
        "in absolute amount|in absolute amounts|按金额算|按绝对额|绝对额|绝对值",
    ),
    (
        "compare",
        "growth",
        "降到|降至|升到|升至|涨到|涨至|跌到|跌至|掉到|"
        "掉|掉得|跌|涨|缩水|缩水了|缩水得|下挫|滑落|走低|走高|跳水|暴跌|暴涨|大跌|大涨|飙升|"
        "缩水幅度|下挫幅度|slump|slumped|plunge|plunged|slid|slipped|dipped|sank|surge|surged|soared|climb|climbed|"
        "jumped",
    ),
    (
        "compare",
        "growth",
        "多了还是少了|是多了还是少了|多还是少|是多还是少|变多了还是变少了|变多还是变少|高了还是低了|是高了还是低了|"
        "高还是低|是高还是低|升还是降|是升还是降|是升了还是降了|上升还是下降|上涨还是下跌|上升了还是下降了|增了还是减了|"
        "增加还是减少|是增加还是减少|是增长还是下降|大了还是小了|"
        "more or less than|more or fewer than|higher or lower than|up or down on|up or down from",
    ),
    ("order", "desc", "最厉害|最猛|最狠|最凶|最明显|最显著|最剧烈"),
    (
        "attained",
        "<",
        "没完成的有哪些|没完成的是哪些|哪些没完成|哪几个没完成|有哪些没完成|谁没完成|没达成的有哪些|哪些没达成|"
        "没达标|未达标|不达标|没有达标|没能达标|未能达标|还没达标|没达标的|未达标的|不达标的",
    ),
    ("attained", ">=", "达标|达标了|已达标|达标的"),
    ("minus", "", "less|减|减去|减掉|减除|扣掉|扣去|扣减"),
    ("operator", "<", "跌破|降破|掉破|跌穿"),
)
