"""What is already settled about a question, as lines of the prompt: its periods, values and words.

Role: says in finished SQL what the reading resolved, so that the model copies and never computes. Names that the asker
may not use are left out. `given_periods` are the ranges a query may take; the agreement of both readers uses the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.planners.model.history import kept_period, moved_periods
from bot.planners.model.quote import literal, plain, quoted
from bot.read.wording.compounds import compounds
from bot.read.wording.unread import is_slip, says_not
from bot.turn import Question, Reading, Span, ValueMatch
from semantic_layer.model import FieldRef, Layer, SemanticModel
from semantic_layer.periods import Period
from semantic_layer.shape import literal_sql

if TYPE_CHECKING:
    from bot.read.intent import Intent

WORDS = 40
_FALLS = {">": "<", ">=": "<="}
SURE = 0.95


def fact_lines(question: Question, reading: Reading, layer: Layer, default: Period | None) -> list[str]:
    """The facts, one a line."""
    model = layer.model
    lines = [
        *_periods(question, reading, layer, default),
        *_values(question, reading, model),
        *_numbers(reading),
        *_thresholds(question, reading),
        *_links(question, reading, model),
    ]
    intent: Intent | None = reading.intent
    if intent is not None and intent.per:
        lines.append(f"- on average per {intent.per}: AVG over the {intent.per}s of the period")
    if reading.grain:
        lines.append(
            f"- by {plain(reading.grain, WORDS)}: group by DATE_TRUNC('{plain(reading.grain, WORDS)}', period)"
        )
    if reading.limit is not None:
        lines.append(f"- LIMIT {reading.limit}")
    if reading.descending is not None:
        lines.append("- largest first (DESC)" if reading.descending else "- smallest first (ASC)")
    if reading.unexplained:
        words = ", ".join(quoted(word, WORDS) for word in reading.unexplained[:8])
        lines.append(f"- not recognised, yours to understand or to refuse: {words}")
    return lines


def _periods(question: Question, reading: Reading, layer: Layer, default: Period | None) -> Iterator[str]:
    for period in reading.periods:
        note = " (a balance stands at its end)" if period.as_of else ""
        yield f"- period {quoted(period.words, WORDS)}{note}: {period_sql(period)}"
    intent: Intent | None = reading.intent
    unresolved = [piece.text for piece in intent.unresolved] if intent is not None else []
    for words in unresolved:
        yield f"- time {quoted(words, WORDS)}: stands for no one range"
    days = [horizon.loaded_through for horizon in layer.horizons.values()]
    loaded = [day for day in days if day is not None and day <= question.today]  # a plan goes further
    is_now = intent is not None and intent.now and bool(loaded)
    if is_now:
        yield f"- now: of a balance period <= {literal_sql(max(loaded))}"
    if reading.periods or unresolved:
        return
    kept = kept_period(question, layer)
    if kept is not None and (reading.is_follow_up or not reading.metrics):
        yield f"- no period is named: keep the last query's: {period_sql(kept)}"
        moved = moved_periods(kept, layer)
        if moved:
            yield f"- the period before it: {period_sql(moved[0])}; a year before it: {period_sql(moved[-1])}"
    elif default is not None:
        named = quoted(layer.model.default_period, WORDS)
        earlier = f"; if it follows the last query, keep {period_sql(kept)}" if kept is not None else ""
        balances = "of balances as of now" if is_now else "for balances leave period out"
        yield f"- no period is named: take {named}: {period_sql(default)}; {balances}{earlier}"
    else:
        yield "- no period is named, and there is no default: leave period out"


def period_sql(period: Period) -> str:
    """The condition a query writes for a period.

    >>> from datetime import date
    >>> period_sql(Period(date(2026, 10, 1), date(2026, 10, 31)))
    "period BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'"
    """
    return f"period BETWEEN {literal_sql(period.start)} AND {literal_sql(period.end)}"


def _values(question: Question, reading: Reading, model: SemanticModel) -> Iterator[str]:
    """One line for each stretch of the question that names values; several fields for it are alternatives."""
    slips = {said.word for said in reading.intent.values if is_slip(said)} if reading.intent is not None else set()
    unread = says_not(reading)
    for words, matches in _named_values(reading):
        shown = [m for m in matches if question.rights.may_use_field(m.field) and _row_permits(question, m)]
        conditions = [text for match in shown if (text := condition_sql(match, model))]
        if conditions:
            also = f"one of: {'; '.join(conditions[:4])}" if len(conditions) > 1 else conditions[0]
            if words in slips and reading.unexplained:
                also = f"perhaps a slip for {also}; or another word"
            if unread and not any(match.negated for match in shown):
                also += "; if the words leave it out: IS DISTINCT FROM"
            yield f"- value {quoted(words, WORDS)}: {also}"


def _named_values(reading: Reading) -> Iterator[tuple[str, list[ValueMatch]]]:
    """Each stretch that names a value, with all it may be."""
    intent: Intent | None = reading.intent
    if intent is not None:
        for said in intent.values:
            yield said.word, [ValueMatch(ref, value, said.negated) for ref, value in said.targets]
        return
    groups: dict[object, list[ValueMatch]] = {}
    for at, match in enumerate(reading.values):
        groups.setdefault((match.span.start, match.span.end) if match.span else at, []).append(match)
    for matches in groups.values():
        yield matches[0].span.text if matches[0].span else matches[0].value, matches


def _numbers(reading: Reading) -> Iterator[str]:
    """Amounts with a scale, with all their zeros: 500万 is 5000000."""
    intent: Intent | None = reading.intent
    for piece in intent.pieces if intent is not None else ():
        if piece.number is not None and piece.number.scaled:
            yield f"- number {quoted(piece.text, WORDS)}: {piece.number.value.normalize():f}"


def _thresholds(question: Question, reading: Reading) -> Iterator[str]:
    """Bounds with the side that the words say: 90天以上 is over 90."""
    intent: Intent | None = reading.intent
    for said in intent.thresholds if intent is not None else ():
        if said.number is None or said.against:
            continue
        by = {"percent": 100, "points": 100}.get(said.number.unit, 1)
        names = " or ".join(str(ref) for ref in said.fields[:2] if question.rights.may_use_field(ref))
        bound = f"{names} {said.op} {(said.number.value / by).normalize():f}".strip()
        upper = f" and <= {(said.until.value / by).normalize():f}" if said.until else ""
        scale = " (as a fraction)" if by != 1 else ""
        if reading.unexplained and intent is not None and intent.relations and said.op in _FALLS and not said.until:
            scale += f", or of a fall {_FALLS[said.op]} -{(said.number.value / by).normalize():f}"
        yield f"- bound {quoted(said.word, WORDS)}: {bound}{upper}{scale}"


def _row_permits(question: Question, match: ValueMatch) -> bool:
    """A value outside the asker's rows is not confirmed to exist."""
    same = (rule for rule in question.rights.rows if _same(rule.field, match.field))
    return all(match.value in rule.values for rule in same)


def _same(left: FieldRef, right: FieldRef) -> bool:
    return (left.dataset, left.field) == (right.dataset, right.field)


def condition_sql(match: ValueMatch, model: SemanticModel) -> str:
    """The filter for a linked value; "" where the value cannot stand in a prompt. A member of a tree holds all that is
    below it; a dataset that is reached by roles is filtered through the one that is meant."""
    written = literal(match.value)
    if written is None:
        return ""
    tree = tree_of(match.field, model)
    if tree:
        within = f"WITHIN({tree}, {written})"
        return f"NOT COALESCE({within}, FALSE)" if match.negated else within
    sign = "IS DISTINCT FROM" if match.negated else "="
    roles = roles_of(match.field, model)
    by_role = f" (through its role: {', '.join(f'{role}.{match.field.field}' for role in roles)})" if roles else ""
    return f"{match.field} {sign} {written}{by_role}"


def tree_of(field: FieldRef, model: SemanticModel) -> str:
    """The tree whose members the field names, as a query writes it; "" for a field of none."""
    dataset = model.datasets.get(field.dataset)
    found = next((tree.name for tree in dataset.trees if tree.display == field.field), "") if dataset else ""
    return f"{field.role or field.dataset}.{found}" if found else ""


def roles_of(field: FieldRef, model: SemanticModel) -> tuple[str, ...]:
    """The roles in which the field's dataset is reached, where there are several and none is said."""
    roles = dict.fromkeys(link.role for link in model.relationships if link.to_dataset == field.dataset and link.role)
    return () if field.role or len(roles) < 2 else tuple(roles)


def _links(question: Question, reading: Reading, model: SemanticModel) -> Iterator[str]:
    groups: dict[tuple[int, int], list[Span]] = {}
    for span in reading.spans:
        if span.kind in ("metric", "field", "dataset"):
            groups.setdefault((span.start, span.end), []).append(span)
    words = [spans[0].text for spans in groups.values() if spans[0].kind == "metric"]
    for spans in groups.values():
        targets = [target for span in spans for target in _targets(span)]
        if spans[0].kind == "metric":
            targets += compounds(spans[0].text, words, model)
        names = list(dict.fromkeys(name for target in targets if (name := _name(question, target, model))))
        if names:
            sure = len(names) == 1 and spans[0].confidence >= SURE
            yield f"- {quoted(spans[0].text, WORDS)} {'is' if sure else 'may be'} {' or '.join(names[:4])}"


def _targets(span: Span) -> tuple[object, ...]:
    return span.target if isinstance(span.target, tuple) else (span.target,)


def _name(question: Question, target: object, model: SemanticModel) -> str:
    """How a query writes what a word stands for; "" where the asker may not use it."""
    if isinstance(target, FieldRef):
        return str(target) if question.rights.may_use_field(target) else ""
    if target in model.metrics:
        return f"MEASURE({target})" if question.rights.may_use_metric(str(target)) else ""
    if target in model.datasets:
        display = model.datasets[str(target)].display
        return f"{target}.{display}" if display else str(target)
    return ""
