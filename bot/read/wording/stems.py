"""The stems of dates and flags: what is left of a label without its words of time, and the forms English gives it.

Role: Dataset → stems, for `states`. 到货日期 → 到货, 采购下单日期 of 采购单 → 下单, "Ship date" → ship, "Invoice due
date" of invoices → due, 已下架 → 下架. Forms are compared by a rough root, with a few irregular ones; two words meet
only where their roots are equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from semantic_layer.model import Dataset, Field, FieldRef, FieldRole, FieldType

_DATES = frozenset({FieldType.DATE, FieldType.TIMESTAMP})
_TIME_ZH = re.compile(r"(?:的)?(?:日期|时间|时刻|年月|月份|日)$")
_TIME_EN = re.compile(
    r"\b(?:date|time|day|timestamp|month|on|at|of|the|when|is|was|been|has|flag|actual)\b", re.IGNORECASE
)
_FLAG_ZH = re.compile(r"^(?:是否|已经|已)+|(?:标志|标识|标记|与否)$")
_PLANNED = re.compile(
    r"到期|截止|届满|期满|失效|过期|有效|结束|终止|开始|生效|起始|计划|预计|预期|预约|预定|约定|承诺|应|目标|要求|"
    r"\b(?:due|expir\w*|matur\w*|end\w*|start\w*|begin\w*|effective|valid|until|deadline|plan\w*|expect\w*|schedul\w*|"
    r"estimat\w*|promis\w*|target|renew\w*|requested|required|book(?:ed|ing)|forecast|eta|etd|depart\w*|travel|event|"
    r"check-?(?:in|out))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"上市|发布|上线|开业|开张|交货|交付|送货|面试|上课|"
    r"\b(?:launch\w*|releas\w*|publish\w*|opening|delivery|go-?live|visit|appointment|interview|meeting|hearing)\b",
    re.IGNORECASE,
)
_ENDINGS = ("isation", "ization", "ation", "ment", "ing", "ed", "al", "ance", "ence")
_ROOTS = {
    "paid": "pay", "sold": "sell", "sale": "sell", "sales": "sell", "sent": "send", "received": "receipt",
    "receive": "receipt", "left": "leav", "begun": "begin", "began": "begin", "lost": "los", "loss": "los",
    "bought": "buy", "built": "build", "written": "write", "returned": "return", "closure": "clos", "birth": "born",
    "posting": "post", "entry": "enter", "entered": "enter", "expiry": "expir", "expiration": "expir",
    "subscription": "subscrib", "decision": "decid", "delivery": "deliver", "death": "die", "died": "die",
    "completion": "complet", "termination": "terminat", "terminated": "terminat", "creation": "creat",
    "resolution": "resolv", "inspection": "inspect", "admission": "admit", "discharge": "discharg",
}  # fmt: skip
_NOUNISH = frozenset(
    {"value", "record", "snapshot", "as", "fiscal", "business", "period", "calendar", "update", "load"}
)


@dataclass(frozen=True, slots=True)
class Stem:
    """One way to say that the date has come. `words`: the characters of a Chinese stem as one, or English roots."""

    ref: FieldRef
    words: tuple[str, ...]
    is_chinese: bool
    is_planned: bool
    is_flag: bool = False
    may_lie_ahead: bool = False  # planned, or entered before the day: an empty one is not the same as "not yet"

    def fits(self, spoken: Sequence[str]) -> bool:
        return len(spoken) == len(self.words) and all(
            root_of(word) == root for word, root in zip(spoken, self.words, strict=True)
        )

    def is_past(self, spoken: Sequence[str]) -> bool:
        """A form that tells of a deed ("shipped", "paid"), not its name ("order"); of a flag any form does."""
        word = spoken[0].casefold()
        return (
            self.is_flag
            or word.endswith("ed")
            or word in ("paid", "sold", "sent", "left", "lost", "bought", "built", "written")
        )


def stems_of(dataset: Dataset) -> list[Stem]:
    """The stems of all dates and flags of a dataset, each once."""
    found: dict[tuple[FieldRef, tuple[str, ...]], Stem] = {}
    for item in dataset.fields.values():
        is_flag = item.type is FieldType.BOOLEAN or item.role is FieldRole.FLAG
        if item.hidden or not (is_flag or item.type in _DATES):
            continue
        for stem in _stems(item, dataset, is_flag):
            found.setdefault((stem.ref, stem.words), stem)
    return list(found.values())


def _stems(item: Field, dataset: Dataset, is_flag: bool) -> Iterator[Stem]:
    ref = FieldRef(dataset.name, item.name)
    said = [word for word in (item.label.zh, item.label.en, *item.synonyms) if word]
    planned = not is_flag and any(_PLANNED.search(word) for word in (*said, item.name.replace("_", " ")))
    ahead = planned or (not is_flag and any(_AHEAD.search(word) for word in (*said, item.name.replace("_", " "))))
    nouns = [word for word in (dataset.label.zh, dataset.label.en, *dataset.synonyms) if word]
    for label in said:
        if label.isascii():
            words = re.findall(r"[a-z]+", _TIME_EN.sub(" ", label.casefold()))
            own = {root_of(word) for noun in nouns for word in re.findall(r"[a-z]+", noun.casefold())}
            if len(words) > 1 and root_of(words[0]) in own:
                words = words[1:]
            if 0 < len(words) < 3 and not _NOUNISH & set(words):
                yield Stem(ref, tuple(root_of(word) for word in words), False, planned, is_flag, ahead)
            continue
        bare = _FLAG_ZH.sub("", label) if is_flag else _TIME_ZH.sub("", label)
        if not is_flag and bare == label and not label.endswith(("期",)):
            continue  # no word of time: the name of something else
        for stem in dict.fromkeys((bare, *(_without_noun(bare, noun) for noun in nouns))):
            if len(stem) > 1:
                yield Stem(ref, (stem,), True, planned, is_flag, ahead)


def _without_noun(stem: str, noun: str) -> str:
    """采购下单 of 采购单 → 下单: the beginning that the thing's own name shares, left off."""
    size = next((size for size in range(min(len(stem), len(noun)), 1, -1) if stem[:size] == noun[:size]), 0)
    return stem[size:]


def root_of(word: str) -> str:
    """A rough root.

    >>> [root_of(word) for word in ("shipped", "Shipment", "shipping", "cancelled", "Cancellation", "expires", "paid")]
    ['ship', 'ship', 'ship', 'cancel', 'cancel', 'expir', 'pay']
    """
    plain = word.casefold().replace("-", "")
    if plain in _ROOTS:
        return _ROOTS[plain]
    if plain.endswith("s") and not plain.endswith("ss"):
        plain = plain[:-1]
    for ending in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) > 2:
            plain = plain[: -len(ending)]
            break
    plain = _ROOTS.get(plain, plain)
    if (len(plain) > 3 and plain[-1] == plain[-2] and plain[-1] not in "sle") or plain.endswith("ll"):
        plain = plain[:-1]
    return plain[:-1] if plain.endswith("e") and len(plain) > 3 else plain
