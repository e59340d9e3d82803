"""Conditions in a question: negated values, rows without something, thresholds.

Role: passes of `interpret`; each gives a role to the pieces it explains and adds to the Intent.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.read.intent import FieldSaid, Intent, MetricSaid, Threshold, ValueSaid
from bot.read.lexicon import AGE_DATASET, AGING_BUCKET, DAYS_PAST_DUE
from bot.read.pieces import Number, Piece
from bot.read.walk import before_of, is_joint, is_light, is_measure_word, next_of, next_piece, piece_before
from bot.read.wording.overrun import actuals_of
from bot.read.wording.plan_names import is_plan
from semantic_layer.metrics.reach import dataset_reaches
from semantic_layer.model import FieldRef, FieldRole, MetricKind, SemanticModel

_OPS = (">", ">=", "<", "<=", "=", "over")
_INVERTED = {">": "<=", "over": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "!="}
_ARTICLES = frozenset({"a", "an", "any", "the", "their"})
_LEAVING_OUT = frozenset({"without"})
_DATES = frozenset({"date", "timestamp"})
_SUFFIX = frozenset({">=", "<="})
_TO = frozenset({"到", "至", "-", "~", "–", "—", "to"})
_NUMERIC = frozenset({FieldRole.AMOUNT, FieldRole.BALANCE, FieldRole.RATE})


@dataclass(frozen=True, slots=True)
class Scene:
    """What the passes need: the model, the question as typed."""

    model: SemanticModel
    question: str


def numeric_fields(piece: Piece, model: SemanticModel) -> tuple[FieldRef, ...]:
    """The fields of a piece that are numbers."""
    return tuple(
        ref
        for ref in piece.fields()
        if ref == DAYS_PAST_DUE or (ref.dataset != AGE_DATASET and model.field(ref).role in _NUMERIC)
    )


# ---- negation


_LEADS = frozenset(
    ("除", "除了", "除去", "除开", "抛开", "非", "不是", "except", "except for", "other than", "non", "not")
)
_COUNTED_IN = frozenset(("在内", "在里面", "进去", "进来", "included", "counted", "in"))
_AFTERWARDS = frozenset({"后", "之后", "以后"})
_EXCLUDED = frozenset(
    ("不含", "不包括", "不包含", "不算", "不计", "剔除", "排除", "扣除", "不要", "不看", "非", "不是", "不属于")
)


def read_negations(intent: Intent, scene: Scene) -> None:
    """除…以外, 不含, "excluding": the values that follow (or stand before 以外) are left out."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        if piece.role or piece.links:
            continue
        if piece.is_word("negation", "without") and _read_without(intent, place):
            continue
        if piece.text.casefold() in _LEAVING_OUT and _stands_before_value(intent, place):
            _negate_after(intent, place)
            continue
        if piece.is_word("operator", "with") and _read_with(intent, place, scene):
            continue
        if piece.is_word("negation", "except") and _read_not_done(intent, place, scene):
            continue
        if piece.is_word("negation", "except"):
            _negate_after(intent, place)
            if not piece.role and _ends_clause(pieces, place):
                _negate_before(intent, place)  # 四川不算, "managers not included"
        elif piece.is_word("negation", "end"):
            _negate_before(intent, place)


def _ends_clause(pieces: list[Piece], place: int) -> bool:
    """Whether nothing or a comma follows, but for the rest of 不算在内, "not included". A word that leads (除, "not")
    stands behind what it leaves out only with such a rest."""
    rest = False
    for piece in pieces[place + 1 :]:
        if piece.text.casefold() in _COUNTED_IN and not piece.links:
            rest, piece.role, piece.known = True, "negation", True
        elif piece.role == "sign":
            break
        elif not is_light(piece):
            return False
    return rest or pieces[place].text.casefold() not in _LEADS


def _stands_before_value(intent: Intent, place: int) -> bool:
    """ "Without the US": a value left out, rather than rows that lack something."""
    index = next_of(intent.pieces, place)
    piece = intent.pieces[index] if index is not None else None
    return piece is not None and bool(piece.values()) and not (piece.datasets() or piece.fields())


def _negate_after(intent: Intent, place: int) -> None:
    pieces, index, found = intent.pieces, place + 1, False
    while index < len(pieces):
        piece = pieces[index]
        if piece.values() and not piece.role:
            piece.role, found = "negated", True
            intent.values.append(ValueSaid(piece.text, piece.values(), piece, negated=True))
        elif found and piece.is_word("negation", "end"):
            twice = pieces[place].text in _EXCLUDED
            piece.role = "unbound" if twice else "negation"  # 剔除甲以外的: without 甲, or nothing but 甲?
            break
        elif found and piece.text in _AFTERWARDS and pieces[place].text in _EXCLUDED and not piece.links:
            piece.role, piece.known = "negation", True  # 剔除甲后的
            break
        elif found and not piece.metrics() and _names_its_field(piece, intent):
            piece.role = "filler"
        elif not (is_light(piece) or is_joint(piece)) or (found and piece.text in ",,"):
            break
        index += 1
    if found:
        pieces[place].role = "negation"


def _names_its_field(piece: Piece, intent: Intent) -> bool:
    """Whether the field word repeats the field of a negated value beside it ("except the North zone")."""
    mine, entities = set(piece.fields()), set(piece.datasets())
    owners = {ref for said in intent.values if said.negated for ref, _ in said.targets}
    return bool(mine & owners) or any(owner.dataset in entities for owner in owners)


def _negate_before(intent: Intent, place: int) -> None:
    pieces, index, found = intent.pieces, place - 1, False
    while index >= 0:
        piece = pieces[index]
        if piece.values() and not piece.role:
            piece.role, found = "negated", True
            intent.values.append(ValueSaid(piece.text, piece.values(), piece, negated=True))
        elif not piece.role and not found and _is_noun_of_value(pieces, index):
            piece.role = "filler"  # 结构板块除外
        elif not (is_light(piece) or is_joint(piece)) or (found and piece.text in ",,"):
            break
        index -= 1
    if found:
        pieces[place].role = "negation"


def _is_noun_of_value(pieces: list[Piece], place: int) -> bool:
    """Whether the field word says again what the value before it is of."""
    before = pieces[place - 1] if place else None
    if before is None or before.role or pieces[place].metrics():
        return False
    owners = {ref for ref, _ in before.values()}
    return bool(owners & set(pieces[place].fields())) or bool(
        {ref.dataset for ref in owners} & set(pieces[place].datasets())
    )


def _read_without(intent: Intent, place: int) -> bool:
    """没有发票的订单, "orders without an invoice": a dataset (or a field) that is absent."""
    pieces = intent.pieces
    index = next_of(pieces, place)
    if index is None or pieces[index].role:
        return False
    piece = pieces[index]
    datasets = piece.datasets()
    if datasets and (not piece.metrics() or _is_listed(pieces, place)):
        intent.without.append((datasets[0], True))
    elif piece.fields() and (not piece.metrics() or _are_rows_named(pieces, index)):
        if index + 1 < len(pieces) and pieces[index + 1].text.casefold() in _ARTICLES:
            return False  # accounts that have not resolved a ticket: their deed, not what became of a ticket
        intent.nulls.append((FieldSaid(piece.text, piece.fields(), piece), True))
    else:
        return False
    pieces[place].role = piece.role = "without"
    return True


def _read_with(intent: Intent, place: int, scene: Scene) -> bool:
    """有理赔的运单, "shipments with claims": rows that have at least one row of another dataset, linked to them."""
    pieces = intent.pieces
    index = next_of(pieces, place)
    if index is None or pieces[index].role or pieces[index].metrics() or len(pieces[index].datasets()) != 1:
        return False
    (other,) = pieces[index].datasets()
    named = {name for spot, piece in enumerate(pieces) if spot != index for name in piece.datasets()}
    has = any(name != other and dataset_reaches(scene.model, other, FieldRef(name, "")) for name in named)
    one = scene.question[pieces[place].start : pieces[index].start].casefold().endswith((" a ", " an "))
    if not has and not (one and any(dataset_reaches(scene.model, name, FieldRef(other, "")) for name in named)):
        return False  # with a sales rep; "customers with sales rep" shows it along
    intent.without.append((other, False))
    pieces[place].role = pieces[index].role = "without"
    return True


def _are_rows_named(pieces: list[Piece], place: int) -> bool:
    """ "Tickets that have no score": what lacks the field is named, so its average is not what is meant."""
    return any(
        (piece.datasets() or piece.metrics()) and not piece.values()
        for index, piece in enumerate(pieces)
        if index != place
    )


def _read_not_done(intent: Intent, place: int, scene: Scene) -> bool:
    """ "Not resolved", where Resolved is the day it was: rows without that day. In a period it would be open whether it
    is those of the period, or those not resolved within it."""
    index = next_of(intent.pieces, place)
    piece = intent.pieces[index] if index is not None else None
    if piece is None or piece.role or intent.periods or not piece.fields() or piece.metrics() or piece.values():
        return False
    dates = [ref for ref in piece.fields() if ref.dataset in scene.model.datasets]
    if not dates or any(scene.model.field(ref).type not in _DATES for ref in dates) or not piece.text.endswith("ed"):
        return False
    intent.nulls.append((FieldSaid(piece.text, tuple(dates), piece), True))
    intent.ever = True  # what is open is, whenever it began
    intent.pieces[place].role = piece.role = "without"
    return True


def _is_listed(pieces: list[Piece], place: int) -> bool:
    """Whether another dataset stands in the question, whose rows may be without the one named."""
    following = next_of(pieces, place)
    return any(piece.datasets() and index != following for index, piece in enumerate(pieces))


# ---- thresholds


def read_thresholds(intent: Intent, scene: Scene) -> None:
    """超过500万, 1.2亿以上, "over 10%", "between 5 and 10 million", 低于去年, "below budget"."""
    pieces = intent.pieces
    for place, piece in enumerate(pieces):
        if piece.role or (piece.links and not piece.is_word("operator", "over")):
            continue
        if piece.is_word("operator", "between"):
            _read_between(intent, place, scene)
        elif piece.word("operator", *_OPS):
            _read_operator(intent, place, scene)
    for place, piece in enumerate(pieces):
        if piece.text in _TO and not piece.links and piece.role in ("", "sign"):
            _read_range(intent, place, scene)


def _read_range(intent: Intent, place: int, scene: Scene) -> None:
    """逾期30到60天, "30-60 days overdue": two numbers of days, the first without its unit or with it."""
    pieces = intent.pieces
    if not 0 < place < len(pieces) - 1:
        return
    left, right = pieces[place - 1], pieces[place + 1]
    if left.role or right.role or left.number is None or right.number is None or right.number.unit != "days":
        return
    if left.number.unit in ("", "days") and left.number.value < right.number.value:
        low = Number(left.number.value, "days", left.number.scaled)
        _take(intent, Threshold(">=", low, until=right.number), [place - 1, place, place + 1], scene)


def _read_operator(intent: Intent, place: int, scene: Scene) -> None:
    pieces = intent.pieces
    op = pieces[place].word("operator", *_OPS) or ""
    denied = place and pieces[place - 1].is_word("negation", "without", "except") and not pieces[place - 1].role
    if denied:
        op = _INVERTED.get(op, op)
    threshold: Threshold | None = None
    used: list[int] = []
    after = next_of(pieces, place)
    before = before_of(pieces, place)
    if after is not None and pieces[after].number and not pieces[after].role:
        threshold, used = Threshold(">" if op == "over" else op, pieces[after].number), [after]
        _absorb_suffix(pieces, after, threshold)
    elif op in _SUFFIX and before is not None and pieces[before].number and not pieces[before].role:
        threshold, used = Threshold(op, pieces[before].number), [before]
    elif after is not None:
        threshold = _over_plan(intent, op, after, scene.model)
        if threshold is None and (op != "over" or _is_of_plan(pieces[after], scene.model)):
            threshold = _against(intent, ">" if op == "over" else op, after)
        used = [after] if threshold else []
    if threshold is None:
        return
    _take(intent, threshold, [place - 1, place, *used] if denied else [place, *used], scene)


def _over_plan(intent: Intent, op: str, place: int, model: SemanticModel) -> Threshold | None:
    """超预算的部门: what the plan is set against is not said; the layer sets one measure against it."""
    plan = intent.pieces[place]
    if not plan.metrics() or any(other.metrics() for other in intent.pieces if other is not plan):
        return None
    pairs = actuals_of(plan, model)
    if not pairs or intent.metrics:
        return None
    intent.metrics.append(MetricSaid(plan.text, tuple(dict.fromkeys(pairs.values())), plan))
    return Threshold(">" if op == "over" else op, other=tuple(pairs))


def _is_of_plan(piece: Piece, model: SemanticModel) -> bool:
    """Ad spend over budget: what is named is passed."""
    return bool(piece.metrics()) and all(is_plan(model.metrics[name]) for name in piece.metrics())


def _absorb_suffix(pieces: list[Piece], place: int, threshold: Threshold) -> None:
    """超过90天以上: the second operator says the same again."""
    following = next_piece(pieces, place)
    if following is not None and threshold.op in {">", ">="} and following.is_word("operator", ">="):
        following.role = "threshold"


def _against(intent: Intent, op: str, place: int) -> Threshold | None:
    """A condition against another time or another metric instead of a number."""
    piece = intent.pieces[place]
    if piece.time and piece.time.kind == "relation":
        return Threshold(op, against=piece.time.relation)
    if piece.time and piece.time.kind == "period" and piece.time.period is not None:
        intent.periods.remove(piece.time.period)
        intent.against.append(piece.time.period)
        return Threshold(op, against="period")
    if piece.metrics() and any(other.metrics() for other in intent.pieces if other is not piece):
        return Threshold(op, other=piece.metrics())
    return None


def _read_between(intent: Intent, place: int, scene: Scene) -> None:
    pieces = intent.pieces
    numbers = [
        index
        for index in range(max(0, place - 4), min(len(pieces), place + 6))
        if pieces[index].number and not pieces[index].role
    ]
    if len(numbers) != 2:
        return
    low, high = (pieces[index].number for index in numbers)
    assert low is not None
    assert high is not None
    if high.scaled and not low.scaled and low.value < 1000:
        low = Number(low.value * _scale(high), high.unit, True)
    _take(intent, Threshold(">=", low, until=high), [place, *numbers], scene)
    for index in range(numbers[0], numbers[1]):
        if is_joint(pieces[index]) or is_light(pieces[index]):
            pieces[index].role = pieces[index].role or "threshold"
    for piece in pieces:
        if piece.is_word("operator", "between") and not piece.role:
            piece.role = "threshold"


def _scale(number: Number) -> Decimal:
    for scale in (10**9, 10**8, 10**6, 10**4, 10**3):
        if abs(number.value) >= scale:
            return Decimal(scale)
    return Decimal(1)


def _take(intent: Intent, threshold: Threshold, places: list[int], scene: Scene) -> None:
    """Find what the number belongs to, and mark the pieces as explained."""
    pieces = intent.pieces
    if threshold.number is not None:
        _find_subject(intent, threshold, min(places), max(places), scene)
        if threshold.number.unit == "days" and not threshold.fields and not threshold.metrics:
            if not _may_be_aged(pieces, min(places), max(places), scene.model):
                return
            threshold.fields, threshold.guessed = (DAYS_PAST_DUE,), True
            threshold.op = ">" if threshold.op == ">=" else threshold.op
        for place in places:
            _take_unit(pieces, place)
    threshold.word = scene.question[pieces[min(places)].start : pieces[max(places)].end]
    for place in places:
        pieces[place].role = "threshold"
    intent.thresholds.append(threshold)


def _may_be_aged(pieces: list[Piece], first: int, last: int, model: SemanticModel) -> bool:
    """Whether a balance stands beside a number of days that says of nothing else: "receivables older than 60 days"."""
    if not any(metric.open_items for metric in model.metrics.values()):
        return False
    near = [one for one in (piece_before(pieces, first), next_piece(pieces, last)) if one is not None and one.metrics()]
    names = near[0].metrics() if near else ()
    return bool(names) and all(model.metrics[name].kind is MetricKind.BALANCE for name in names)


def _take_unit(pieces: list[Piece], place: int) -> None:
    """500个: the measure word after the number belongs to it."""
    if pieces[place].number and place + 1 < len(pieces):
        following = pieces[place + 1]
        if is_measure_word(following):
            following.role = "threshold"


def _is_light_or_by(piece: Piece) -> bool:
    """ "overdue by more than 60 days": "by" joins here, and groups nothing."""
    return is_light(piece) or (piece.is_word("operator", "by") and not piece.links)


def _find_subject(intent: Intent, threshold: Threshold, first: int, last: int, scene: Scene) -> None:
    """The metric or numeric field beside the number: the one before it, else (ages) the one after."""
    pieces = intent.pieces
    number = threshold.number
    days = number is not None and number.unit == "days"
    for near in (piece_before(pieces, first, _is_light_or_by), next_piece(pieces, last)):
        if near is None or near.role not in ("", "subject"):
            continue
        fields = numeric_fields(near, scene.model)
        if AGING_BUCKET in near.fields():
            fields = (DAYS_PAST_DUE,)
        if fields and (not near.metrics() or days):
            aged = DAYS_PAST_DUE in fields
            if aged and not days:
                continue
            threshold.fields = (DAYS_PAST_DUE,) if aged else fields
            if aged and threshold.op == ">=":
                threshold.op = ">"  # 90天以上 names the bucket after 90 days (rule 15)
            near.role = "subject"
            return
        if near.metrics() and not days:
            threshold.metrics = near.metrics()
            return
