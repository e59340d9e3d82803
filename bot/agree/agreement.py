"""agree: does a checked query say what the reading resolved?

    reading ──┐
              ├─ periods · values · order and limit · metrics · groups ──▶ None | Issues (DISAGREES_*)
    checked ──┘

Role: the last check of meaning before SQL is compiled. The reading cannot understand everything; what it did resolve
is certain, and a query that says otherwise is wrong however well it is formed. Right queries come in many forms (a
filter in WHERE or over a measure, a range or its comparison, a rank in a window), so every rule looks for any of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.agree.accounts import account_issues
from bot.agree.asked import asked_issues
from bot.agree.changes import change_issues
from bot.agree.extras import extra_issues
from bot.agree.follow_ups import follow_up_issues
from bot.agree.kept import NOTHING_KEPT, kept_parts
from bot.agree.names import group_issues, metric_issues
from bot.agree.order import order_issues
from bot.agree.periods import period_issues
from bot.agree.said import Said
from bot.agree.values import number_issues, value_issues
from bot.agree.within import within_issues
from bot.agree.written import Written
from bot.turn import Reading
from semantic_layer.issues import Issues
from semantic_layer.model import Layer
from semantic_layer.periods import Period
from semantic_layer.query import CheckedQuery


def agree(
    reading: Reading, checked: CheckedQuery, layer: Layer, given: Sequence[Period] | None = None, last: str = ""
) -> Issues | None:
    """What of the reading the query does not keep; None if it keeps all. `given`: the ranges a query may take where the
    question names no period (the default's, the previous turn's); None = not known, then any is let pass. `last`: the
    previous turn's query, from which half a question ("in percent of the total") takes its part."""
    if reading.is_follow_up and not reading.spans:
        return None
    said, written = Said(reading), Written(checked, layer)
    kept = kept_parts(last, layer) if said.lacks_a_part else NOTHING_KEPT
    found = [
        *period_issues(said, written, given),
        *number_issues(said, written),
        *order_issues(said, written, kept.limit),
        *([] if said.removes else metric_issues(said, written)),
        *asked_issues(said, written),
        *change_issues(said, written),
        *within_issues(said, written),
    ]
    if not said.removes:
        found += [*value_issues(said, written), *group_issues(said, written)]
    found += follow_up_issues(said, written, last, layer)
    found += extra_issues(said, written, kept.texts)
    found += account_issues(said, written)
    different = {str(item): item for item in reversed(found)}
    return Issues(tuple(different.values())[::-1]) if found else None
