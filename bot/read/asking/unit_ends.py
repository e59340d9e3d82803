"""Month ends within a range: 近三个月月末应收, "month-end receivables July to September", 6到9月月末.

Role: Intent → the same, where the end of a unit and a longer range are said of balances: one value for each unit. Of
anything else the two ranges contradict each other, and the words are named.
"""

from __future__ import annotations

import re

from bot.read.intent import Intent
from semantic_layer.metrics.reach import leaves_of
from semantic_layer.model import MetricKind, SemanticModel
from semantic_layer.periods import Grain

_END = re.compile(
    r"(?:(?:at|on|as of|by|the)\s+)*(?P<en>month|quarter|year)[\s-]*ends?|(?P<zh>月|季度?|年)[末底]", re.IGNORECASE
)
_EACH = re.compile(r"月月[末底]$")  # 6到9月月末; 6到9月末 may be the end of it all
_GRAINS = {
    "month": Grain.MONTH,
    "月": Grain.MONTH,
    "quarter": Grain.QUARTER,
    "季": Grain.QUARTER,
    "季度": Grain.QUARTER,
}
_DAYS = {Grain.MONTH: 31, Grain.QUARTER: 92, Grain.YEAR: 366}


def read_unit_ends(intent: Intent, model: SemanticModel) -> None:
    """The range, gone through by the unit whose ends are meant."""
    if intent.grain or not intent.metrics or intent.relations:
        return
    balances = all(_is_balance(model, name) for said in intent.metrics for name in said.names)
    if len(intent.periods) == 1 and balances and _EACH.search(intent.periods[0].words):
        intent.grain = "month" if intent.periods[0].days > _DAYS[Grain.MONTH] else ""
        return
    ends = [one for one in intent.periods if one.as_of and _END.fullmatch(one.words)]
    ranges = [one for one in intent.periods if not one.as_of]
    if len(ends) != 1 or len(ranges) != 1 or len(intent.periods) != 2:
        return
    found = _END.fullmatch(ends[0].words)
    assert found is not None
    grain = _GRAINS.get((found["en"] or found["zh"]).casefold(), Grain.YEAR)
    if not balances:
        intent.unexplained.append(ends[0].words)
        return
    intent.periods = ranges
    if ranges[0].days > _DAYS[grain]:
        intent.grain = grain.value


def _is_balance(model: SemanticModel, name: str) -> bool:
    """A balance, or made of balances alone: the overdue share of receivables."""
    leaves = leaves_of(model, name)
    return bool(leaves) and all(model.metrics[leaf].kind is MetricKind.BALANCE for leaf in leaves)
