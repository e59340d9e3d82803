"""Places in a ranking: 第二大, 排第3到第5, "second highest", "3rd to 5th". (kind, target, phrases separated by |)

Role: the phrases of the first ten places, as `grammar` takes them. The target is "first-last:direction".
"""

from __future__ import annotations

from collections.abc import Iterator

_ZH = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_EN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SHORT = ("1st", "2nd", "3rd", "4th", "5th", "6th", "7th", "8th", "9th", "10th")
_DOWN_ZH, _UP_ZH = "大高多", "低小少"
_DOWN_EN = ("highest", "largest", "biggest", "most")
_UP_EN = ("lowest", "smallest", "fewest", "least")


def _one(n: int) -> Iterator[tuple[str, str]]:
    names = (_ZH[n - 1], str(n))
    for sign, ends in (("desc", _DOWN_ZH), ("asc", _UP_ZH)):
        yield sign, "|".join(f"第{name}{end}" for name in names for end in ends)
    yield (
        "",
        "|".join(f"{form}{name}" for name in names for form in ("排第", "排名第", "排在第"))
        + "|"
        + "|".join(f"第{name}名" for name in names),
    )
    yield "asc", "|".join(f"{form}第{name}{end}" for name in names for form in ("倒数", "排倒数") for end in ("", "名"))
    for sign, ends in (("desc", _DOWN_EN), ("asc", _UP_EN)):
        words = (_EN[n - 1], _SHORT[n - 1])
        yield sign, "|".join(f"{word}{joint}{end}" for word in words for joint in (" ", "-") for end in ends)


def _range(first: int, last: int) -> str:
    forms: list[str] = []
    for left, right in ((_ZH[first - 1], _ZH[last - 1]), (str(first), str(last))):
        for joint in ("到", "至", "-"):
            core = (f"第{left}{joint}第{right}", f"第{left}{joint}{right}")
            forms += [f"{form}{one}{end}" for one in core for form, end in (("排", ""), ("排名", ""), ("", "名"))]
    forms += [f"{_SHORT[first - 1]} to {_SHORT[last - 1]}", f"{_EN[first - 1]} to {_EN[last - 1]}"]
    forms += [f"ranked {first} to {last}", f"places {first} to {last}", f"ranks {first} to {last}"]
    return "|".join(forms)


WORDS: tuple[tuple[str, str, str], ...] = (
    *(("place", f"{n}-{n}:{sign}", listed) for n in range(2, 11) for sign, listed in _one(n)),
    *(("place", f"{a}-{b}:", _range(a, b)) for a in range(1, 10) for b in range(a + 1, 11)),
)
