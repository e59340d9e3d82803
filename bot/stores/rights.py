"""Rights as a turn keeps them: so that what one person saw does not come back, by a follow-up, to one who may not.

Role: Rights ↔ plain JSON values. `remembered` is the part of a thread that a person may go on from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.turn import PriorTurn
from semantic_layer.access import Rights, RowRule, within
from semantic_layer.model import FieldRef


def remembered(turns: Iterable[PriorTurn], rights: Rights) -> tuple[PriorTurn, ...]:
    """The turns whose every word and row `rights` allow; one of unknown rights is left out."""
    return tuple(turn for turn in turns if turn.rights is not None and within(turn.rights, rights))


def may_still_see(body: Mapping[str, Any], rights: Rights) -> bool:
    """Whether `rights` allow all that a recorded turn was answered under."""
    recorded = rights_in(body.get("rights"))
    return recorded is not None and within(recorded, rights)


def rights_body(rights: Rights) -> dict[str, Any]:
    """What the rights allow; not whose they are."""
    return {
        "metrics": None if rights.metrics is None else sorted(rights.metrics),
        "fields": None if rights.fields is None else sorted(rights.fields),
        "denied_metrics": sorted(rights.denied_metrics),
        "denied_fields": sorted(rights.denied_fields),
        "rows": [[rule.field.dataset, rule.field.field, list(rule.values)] for rule in rights.rows],
        "exempt": sorted(rights.exempt),
        "detail": rights.detail,
        "sql": rights.sql,
    }


def rights_in(body: Mapping[str, Any] | None) -> Rights | None:
    """The rights of a body; None where a turn was kept without them."""
    if body is None:
        return None
    return Rights(
        metrics=None if body["metrics"] is None else frozenset(body["metrics"]),
        fields=None if body["fields"] is None else frozenset(body["fields"]),
        denied_metrics=frozenset(body["denied_metrics"]),
        denied_fields=frozenset(body["denied_fields"]),
        rows=tuple(RowRule(FieldRef(dataset, field), tuple(values)) for dataset, field, values in body["rows"]),
        exempt=frozenset(body["exempt"]),
        detail=body["detail"],
        sql=body["sql"],
    )
