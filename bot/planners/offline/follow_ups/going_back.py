"""Back to a grouping said before: 还是回到按省区, "back to all offices, but for October".

Role: the earlier answer that was grouped by what the words name; the edit goes on from it. Where the measure or the
period has changed since, it is open which of them is meant: the question is to be asked in full.
"""

from __future__ import annotations

from bot.planners.offline.stop import decline
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.turn import PriorTurn, Question
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape


def returned_to(
    intent: Intent, last: QueryShape | None, question: Question, context: ReadContext
) -> tuple[PriorTurn, QueryShape] | None:
    """The latest answer by the fields named, before the last; None where the words lead back to none."""
    if "return" not in intent.follow or not intent.groups or intent.metrics or last is None:
        return None
    model = context.layer.model
    for turn in reversed([turn for turn in question.history if turn.semantic_sql][:-1]):
        parsed = parse_query(turn.semantic_sql, model)
        shape = None if isinstance(parsed, Issues) else shape_of(parsed, model)
        if shape is None or shape.detail or shape.grain or not _is_by(shape, intent, model):
            continue
        moved = (shape.start, shape.end) != (last.start, last.end) and not intent.periods
        if moved or _metrics(shape) != _metrics(last):
            raise decline(IssueCode.ASK_IN_FULL)
        return turn, shape
    if last.grain:  # by month, and never by it alone: are the months to go?
        raise decline(IssueCode.ASK_IN_FULL)
    return None


def _is_by(shape: QueryShape, intent: Intent, model: SemanticModel) -> bool:
    fields = [ref for ref in shape.fields if not _is_key(ref, model)]
    named = [{*said.refs} for said in intent.groups]
    return len(fields) == len(named) and all(any(ref in refs for refs in named) for ref in fields)


def _is_key(ref: FieldRef, model: SemanticModel) -> bool:
    """The key grouped by beside the name, which keeps members of one name apart."""
    dataset = model.datasets.get(ref.dataset)
    return dataset is not None and dataset.display != ref.field and (ref.field,) == tuple(dataset.primary_key)


def _metrics(shape: QueryShape) -> set[str]:
    return {item.measure.metric for item in shape.items if item.measure is not None}
