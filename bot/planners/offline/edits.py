"""Edits of a previous query: what a follow-up keeps, replaces, adds and takes away.

Role: the earlier QueryShape is read back into an Intent and a Choice, the new words are laid over it, and the common
writer builds the query anew; so an edited query obeys the same rules as a fresh one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from bot.planners.offline.build import Task, build_aggregate
from bot.planners.offline.definitions import leaves_out
from bot.planners.offline.measures import can_be_shared
from bot.planners.offline.options import ask_values
from bot.planners.offline.pointed import is_as_of_now, member_pointed_at
from bot.planners.offline.reach import base_datasets, is_balance
from bot.planners.offline.recall import Recalled, recall
from bot.planners.offline.replace_values import crosses_levels, may_narrow, on_one_path, taken_away
from bot.planners.offline.resolve import Choice, Said, belonging, fitting_fields, fitting_values
from bot.planners.offline.rows import build_rows
from bot.planners.offline.stop import ask, not_understood
from bot.planners.offline.times import Span, choose_span, relation_to, year_before
from bot.planners.offline.years import ask_period, periods_like, unit_before, years_meant
from bot.read import ReadContext
from bot.read.intent import Intent, ValueSaid
from bot.turn import Draft, Option, PriorTurn, Question
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.model import FieldRef
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.periods import Grain
from semantic_layer.shape import QueryShape


@dataclass(frozen=True, slots=True)
class Edit:
    """A follow-up: its words, the query it stands on, the turn that gave it."""

    intent: Intent
    shape: QueryShape
    turn: PriorTurn
    question: Question
    context: ReadContext
    settled: bool = False  # what a value replaces is decided
    gone: tuple[Said, ...] = ()  # values of the query before that no longer hold


@dataclass(slots=True)
class _Draft:
    """The query being edited."""

    intent: Intent
    metrics: list[str]
    groups: list[FieldRef]
    values: list[Said]
    span: Span
    base: Recalled
    marked: list[bool] = field(default_factory=list)


def apply_edits(edit: Edit) -> Draft:
    """The edited query. Stops where the words fit no edit of this query, or a year said may mean its part."""
    edit = _with_unit_before(_with_periods(edit))
    ways = years_meant(edit.intent, edit.shape, edit.question.today, edit.context.calendar)
    if ways:
        drafts = [_edited(replace(edit, intent=replace(edit.intent, periods=[way]))) for way in ways]
        raise ask_period(edit.intent.periods[0].words, ways, drafts)
    _ask_what_goes(edit)
    return _edited(edit)


def _ask_what_goes(edit: Edit) -> None:
    """外带 … 堂吃呢: within what was asked before, or in its place? The same field would be replaced without asking."""
    base = recall(edit.shape, edit.context)
    gone = may_narrow(edit.intent, base.values, edit.context.layer.model) if base and not edit.settled else ()
    if base and any(said.field in {ref for ref, _ in edit.intent.values[0].targets} for said in base.values if gone):
        before = _said_before(edit)  # 外带, 平台的, 堂吃呢: the platform came last, and may be within what is replaced
        gone = tuple(said for said in gone if before is not None and said not in before)
    if not gone:
        return
    word = edit.intent.values[0].word
    held = " · ".join(dict.fromkeys(said.value for said in gone))
    ways = (replace(edit, settled=True, gone=gone), replace(edit, settled=True))
    drafts = [_edited(way) for way in ways]
    labels = (word, f"{held} · {word}")
    options = tuple(Option(label, made.semantic_sql) for label, made in zip(labels, drafts, strict=True))
    raise ask(issue(IssueCode.AMBIGUOUS_WORD, word=word, candidates=labels), options)


def _with_unit_before(edit: Edit) -> Edit:
    """前一个月呢, "the previous month": the unit before that of the query before, or before today's? Asked."""
    meant = unit_before(edit.intent, edit.shape, edit.context.calendar)
    if meant is None:
        return edit
    piece, before = meant
    others = [one for one in edit.intent.periods if one.words != piece.text]
    rest = [one for one in edit.intent.unresolved if one is not piece]
    said = [one for one in edit.intent.periods if one.words == piece.text and one.start != before.start]
    ways = (before, *said)
    edits = [replace(edit, intent=replace(edit.intent, periods=[*others, way], unresolved=rest)) for way in ways]
    if len(edits) == 1:
        return edits[0]
    raise ask_period(piece.text, ways, [_edited(one) for one in edits])


def _with_periods(edit: Edit) -> Edit:
    """A phrase of several ranges: the one of the calendar that the query before follows, else a question back."""
    piece = next((one for one in edit.intent.unresolved if one.time and one.time.candidates), None)
    if piece is None or piece.time is None:
        return edit
    rest = [one for one in edit.intent.unresolved if one is not piece]
    ways = periods_like(edit.shape, piece.time, edit.context.calendar)
    closed = [
        replace(edit, intent=replace(edit.intent, periods=[*edit.intent.periods, replace(way, words=piece.text)]))
        for way in ways
    ]
    closed = [replace(one, intent=replace(one.intent, unresolved=rest)) for one in closed]
    if len(closed) == 1:
        return _with_periods(closed[0])
    raise ask_period(piece.text, ways, [apply_edits(one) for one in closed])


def _said_before(edit: Edit) -> tuple[Said, ...] | None:
    """The values of the query before the last; None where there is none."""
    answers = [turn for turn in edit.question.history if turn.semantic_sql and turn is not edit.turn]
    parsed = parse_query(answers[-1].semantic_sql, edit.context.layer.model) if answers else None
    shape = None if parsed is None or isinstance(parsed, Issues) else shape_of(parsed, edit.context.layer.model)
    base = recall(shape, edit.context) if shape is not None else None
    return base.values if base is not None else None


def _edited(edit: Edit) -> Draft:
    base = recall(edit.shape, edit.context)
    if base is None:
        raise not_understood(edit.question.text.strip())
    held = [said for said in base.values if said not in edit.gone]
    now = _Draft(base.intent, list(base.metrics), list(base.groups), held, base.span, base)
    if edit.intent.counted is not None:
        counted = _counted(edit, now)
        if counted is not None:
            return counted
    for step in (_metrics, _periods, _those, _values, _grain, _groups, _columns, _order):
        step(edit, now)
    for threshold in now.intent.thresholds:
        if len(threshold.other) > 1:
            raise not_understood(threshold.word)
    choice = Choice(
        tuple(now.metrics),
        tuple(dict.fromkeys(now.groups)),
        tuple(now.values),
        tuple("" for _ in now.intent.thresholds),
        tuple(threshold.other[0] if threshold.other else "" for threshold in now.intent.thresholds),
    )
    task = Task(now.intent, choice, edit.question, edit.context, span=now.span, kept=base.kept, kept_having=base.having)
    return build_aggregate(task)


def _counted(edit: Edit, now: _Draft) -> Draft | None:
    """其中线上的有几张: the number asked before, of those; what its definition leaves out is counted as rows of the
    same period."""
    intent, model = edit.intent, edit.context.layer.model
    counted = intent.counted
    assert counted is not None
    dataset = counted.dataset or counted.refs[0].dataset
    counts = [name for name in now.metrics if base_datasets(model, name) == {dataset}]
    other = any(model.metrics[name].unit.kind != "count" for name in counts) or intent.metrics or intent.periods
    if counts != now.metrics or other or now.groups or now.intent.grain:
        raise not_understood(edit.question.text.strip())
    added = [
        Said(*fitting_values(said.word, said.targets, edit.question, model, now.metrics)[0], said.negated)
        for said in intent.values
    ]
    if not any(leaves_out(model, name, said) for name in now.metrics for said in added):
        return None
    if now.base.kept or now.base.having or now.span.period is None:
        raise not_understood(edit.question.text.strip())
    asked = replace(intent, periods=[now.span.period], follow=set())
    choice = Choice(values=(*now.values, *added))
    return build_rows(Task(asked, choice, edit.question, edit.context))


def _metrics(edit: Edit, now: _Draft) -> None:
    named = edit.intent.metrics
    if not named:
        return
    if "remove" in edit.intent.follow:
        _remove_metrics(edit, now)
        return
    names: list[str] = []
    for said in named:
        preferred = [name for name in said.names if name in now.metrics] or list(said.names)
        preferred = list(belonging(tuple(preferred), now.metrics, edit.context.layer.model))
        if len(preferred) > 1:
            raise not_understood(said.word)
        names.append(preferred[0])
    if now.base.having and set(names) != set(now.metrics):
        raise not_understood(named[0].word)
    now.metrics = list(dict.fromkeys([*now.metrics, *names])) if "add" in edit.intent.follow else names
    flows = any(not is_balance(edit.context.layer.model, name) for name in now.metrics)
    if now.span.start is None and now.span.end is not None and flows and not edit.intent.periods:
        now.span = choose_span(Intent([]), now.metrics, edit.question, edit.context)  # a day is no range for a flow
    if (
        now.intent.share
        and not edit.intent.share
        and not all(can_be_shared(edit.context.layer.model, n) for n in names)
    ):
        now.intent.share = ""


def _remove_metrics(edit: Edit, now: _Draft) -> None:
    """去掉毛利: no longer shown; 去掉财务费 of all expenses: the account so called is left out."""
    for said in edit.intent.metrics:
        shown = [name for name in said.names if name in now.metrics]
        values = tuple(link.target for link in said.piece.aside if isinstance(link.target, tuple))
        targets = fitting_values(said.word, values, edit.question, edit.context.layer.model, now.metrics)
        if shown and len(now.metrics) > 1 and not now.intent.share:
            now.metrics = [name for name in now.metrics if name not in shown]
        elif not shown and len(targets) == 1:
            now.values.append(Said(targets[0][0], targets[0][1], negated=True))
        else:
            raise not_understood(edit.question.text.strip())


def _periods(edit: Edit, now: _Draft) -> None:
    """Another period; or, beside a comparing word, what to compare with."""
    intent, calendar = edit.intent, edit.context.calendar
    if is_as_of_now(intent):
        if not all(is_balance(edit.context.layer.model, name) for name in now.metrics):
            raise not_understood(edit.question.text.strip())
        now.span = choose_span(intent, now.metrics, edit.question, edit.context)
        return
    if "bucket" in intent.follow:
        now.span, now.intent.grain = _bucket_shown(edit), ""
        now.intent.ranked, now.intent.limit, now.intent.when = False, None, False
        return
    if not intent.periods:
        if intent.relations and not _compares(intent) and now.span.period is not None:
            now.span = _shifted(now.span, intent.relations[0], edit, now.metrics)
            intent.relations.clear()
        return
    said = intent.periods[0]
    if len(intent.periods) == 1 and (intent.versus or intent.growth) and now.span.period is not None:
        relation = relation_to(now.span.period, said, edit.context)
        if not relation:
            raise not_understood(said.words or "")
        intent.relations.append(relation)
        intent.versus = False
        return
    now.span = choose_span(intent, now.metrics, edit.question, edit.context)
    if now.span.grain is None and now.span.start and now.span.end:
        now.span = replace(now.span, grain=calendar.unit_of(now.span.start, now.span.end))


def _bucket_shown(edit: Edit) -> Span:
    """那个月, "that quarter": the one bucket that the last answer found."""
    rows, grain = edit.turn.first_rows[: edit.shape.limit], edit.shape.grain
    found = rows[0][0] if len(rows) == 1 and grain else None
    try:
        day = date.fromisoformat(str(found)[:10])
    except ValueError:
        raise not_understood(edit.question.text.strip()) from None
    unit = edit.context.calendar.bucket(day, Grain(grain))
    return Span(unit.start, unit.end, unit.grain)


def _compares(intent: Intent) -> bool:
    """Whether 去年同期 is compared with, rather than asked for itself."""
    return intent.versus or intent.growth or intent.difference or any(p.role == "compare" for p in intent.pieces)


def _shifted(span: Span, relation: str, edit: Edit, metrics: list[str]) -> Span:
    calendar = edit.context.calendar
    assert span.start is not None
    assert span.end is not None
    if relation == "yoy":
        return year_before(span, metrics, edit.question, edit.context)
    before = calendar.prior_period(span.start, span.end, None)
    if before is None:
        raise not_understood(edit.question.text.strip())
    return Span(before.start, before.end, before.grain)


def _those(edit: Edit, now: _Draft) -> None:
    """只看这三个, "what do they total?": the members the last answer showed."""
    intent = edit.intent
    if intent.pointed:
        _keep_one(edit, now)
        return
    total = intent.together
    kept_now = is_as_of_now(intent) and edit.shape.limit is not None
    if (
        not intent.follow & {"those", "these_n", "it"}
        and not kept_now
        and not (total and not intent.metrics and not intent.values)
    ):
        return
    limited = edit.shape.limit is not None or bool(edit.shape.having)
    other = any(not set(said.names) & set(now.base.metrics) for said in edit.intent.metrics)
    if limited and intent.share and not (other or total or "only" in intent.follow):
        return  # their share is of the whole, not of one another
    if limited or "only" in intent.follow:
        _keep_members(edit, now)
        if intent.share and not total:  # of another measure: each of them in its whole
            now.values = [replace(said, part=said.part or said.field in edit.shape.fields) for said in now.values]
            now.groups = []
    if total:
        now.groups, now.intent.together = [], True
        now.intent.ranked, now.intent.limit, now.intent.grain = False, None, ""
    now.intent.share = now.intent.share if now.groups else ""


def _keep_one(edit: Edit, now: _Draft) -> None:
    """最低的那个按月看看: of that member, whatever it was found by is done with."""
    member = member_pointed_at(edit.question.text, edit.shape, edit.turn)
    now.values = [said for said in now.values if said.field != member.field] + [member]
    now.groups = [ref for ref in now.groups if ref != member.field]
    now.base = replace(now.base, having=())
    for intent in (now.intent, edit.intent):
        intent.ranked, intent.limit, intent.descending, intent.which, intent.order_by = False, None, None, "", ()


def _keep_members(edit: Edit, now: _Draft) -> None:
    """The members shown become values; what chose them (a limit, a condition) is done with."""
    if len(edit.shape.fields) != 1 or not edit.turn.first_rows:
        raise not_understood(edit.question.text.strip())
    ref = edit.shape.fields[0]
    place = 1 if edit.shape.grain else 0
    members = [row[place] for row in edit.turn.first_rows[: edit.shape.limit]]
    wrong = any(not isinstance(member, str) for member in members)
    if wrong or _named_number(edit.intent) not in (None, len(members)):
        raise not_understood(edit.question.text.strip())
    now.values = [said for said in now.values if said.field != ref]
    now.values += [Said(ref, str(member)) for member in dict.fromkeys(members)]
    now.base = replace(now.base, having=())
    now.intent.limit, now.intent.which = None, "all" if now.intent.ranked else now.intent.which


def _named_number(intent: Intent) -> int | None:
    """The number in "those three"."""
    for piece in intent.pieces:
        if piece.role == "follow" and piece.number is not None:
            return int(piece.number.value)
    return None


def _values(edit: Edit, now: _Draft) -> None:
    """那……呢 replaces; 再加上 adds; 去掉 removes; 除 leaves out."""
    replaced: set[FieldRef] = set()
    for said in edit.intent.values:
        targets = _of_this_query(said.targets, now)
        if len(targets) != 1:
            targets = fitting_values(said.word, targets, edit.question, edit.context.layer.model, now.metrics)
        if len(targets) > 1:
            ways = [(target, _edited(_with_target(edit, said, target))) for target in targets]
            raise ask_values(said.word, ways, edit.question.lang, edit.context.layer.model)
        if len(targets) != 1:
            raise not_understood(said.word)
        new = Said(targets[0][0], targets[0][1], said.negated)
        same = Said(new.field, new.value)
        if said.negated or "remove" in edit.intent.follow:
            rest = [item for item in now.values if item != same]
            now.values = rest if len(rest) < len(now.values) else [*now.values, replace(new, negated=True)]
            continue
        beside = bool(edit.intent.follow & {"add"}) or edit.intent.versus or edit.intent.difference
        model = edit.context.layer.model
        if beside and crosses_levels(new.field, now.values, model):
            raise not_understood(said.word)
        if not beside and new.field not in replaced:
            now.values = [i for i in now.values if i.field != new.field and not on_one_path(i.field, new.field, model)]
            replaced.add(new.field)
        if new not in now.values:
            now.values.append(new)
    if edit.intent.values and edit.intent.together:
        now.intent.together = True
    if edit.intent.share or now.intent.share:
        _take_part(edit, now)


def _with_target(edit: Edit, said: ValueSaid, target: tuple[FieldRef, str]) -> Edit:
    values = [replace(one, targets=(target,)) if one is said else one for one in edit.intent.values]
    return replace(edit, intent=replace(edit.intent, values=values))


def _take_part(edit: Edit, now: _Draft) -> None:
    """A value of the field whose groups have the shares is a part of the whole; within itself it would be all of it."""
    named = {value for said in edit.intent.values if not said.negated for _, value in said.targets}
    for place, said in enumerate(now.values):
        if said.field in now.groups and not said.negated and said.value in named:
            now.values[place] = replace(said, part=True)
    parts = {said.field for said in now.values if said.part}
    now.groups = [ref for ref in now.groups if ref not in parts]


def _of_this_query(targets: tuple[tuple[FieldRef, str], ...], now: _Draft) -> tuple[tuple[FieldRef, str], ...]:
    """A value of a field this query filters or groups by is meant of that field."""
    used = {said.field for said in now.values} | set(now.groups)
    return tuple(target for target in targets if target[0] in used) or targets


def _grain(edit: Edit, now: _Draft) -> None:
    intent = edit.intent
    by_time = bool(intent.grain or "trend" in intent.calcs)
    chosen = edit.shape.limit is not None and now.intent.limit is not None
    if by_time and chosen and not intent.ranked and not edit.shape.grain and now.groups:
        _keep_members(edit, now)  # 前五 by month: those five
    if intent.grain and "remove" in intent.follow:
        if now.intent.grain != intent.grain:
            raise not_understood(edit.question.text.strip())
        now.intent.grain, now.intent.when = "", False
    elif intent.grain:
        now.intent.grain = intent.grain
        now.intent.when = intent.when
        if not intent.ranked:
            now.intent.ranked, now.intent.limit = False, None
    elif "trend" in intent.calcs:
        now.intent.calcs.add("trend")
        now.intent.ranked, now.intent.limit = False, None


def _groups(edit: Edit, now: _Draft) -> None:
    """按客户呢 regroups; 再按, 下钻 add; 去掉 with a field takes its grouping and filter away."""
    intent, model = edit.intent, edit.context.layer.model
    if "drill" in intent.follow and not intent.groups:
        _drill(edit, now)
        return
    fields: list[FieldRef] = []
    for said in intent.groups:
        refs = fitting_fields(said.word, said.refs, edit.question, model, now.metrics)
        if len(refs) != 1:
            refs = tuple(ref for ref in refs if ref in now.groups) or refs
        if len(refs) != 1:
            raise not_understood(said.word)
        fields.append(refs[0])
    if not fields:
        return
    if "remove" in intent.follow:
        now.groups = [ref for ref in now.groups if ref not in fields]
        now.values = [said for said in now.values if said.field not in fields]
        return
    adding = bool(intent.follow & {"add", "drill"})
    now.values = taken_away(fields, now.values, intent)
    now.groups = [*now.groups, *fields] if adding else fields
    if not intent.ranked and not adding and now.intent.ranked and now.intent.limit is None:
        now.intent.ranked = False


def _drill(edit: Edit, now: _Draft) -> None:
    """One level down the hierarchy of the field grouped by or filtered."""
    fixed = {said.field for said in now.values if not said.negated}
    for hierarchy in edit.context.layer.model.hierarchies:
        for place, ref in enumerate(hierarchy.fields[:-1]):
            if ref in now.groups or ref in fixed:
                following = hierarchy.fields[place + 1]
                if following in now.groups:
                    continue
                now.groups = [item for item in now.groups if item not in hierarchy.fields] + [following]
                return
    raise not_understood(edit.question.text.strip())


def _columns(edit: Edit, now: _Draft) -> None:
    """同比呢, 占比呢, 月均呢, thresholds."""
    intent = edit.intent
    if intent.relations:
        now.intent.relations = list(intent.relations)
        now.intent.growth = intent.growth
        now.intent.share = now.intent.per = ""
    elif intent.growth and not now.intent.relations:
        now.intent.growth = True
    if intent.share:
        now.intent.share = intent.share
        now.intent.relations, now.intent.per = [], ""
    if intent.per:
        now.intent.per, now.intent.share, now.intent.relations = intent.per, "", []
        now.intent.grain = ""
    if (intent.versus or intent.difference) and not (intent.relations or intent.values or intent.against):
        raise not_understood(edit.question.text.strip())  # compared with what?
    now.intent.difference = intent.difference and not intent.relations
    if "cumulative" in intent.calcs:
        now.intent.calcs.add("cumulative")
    now.intent.thresholds, now.intent.against = list(intent.thresholds), list(intent.against)
    leftover = intent.latest is not None or intent.numbers or intent.without or intent.detail
    if leftover or (intent.anchors and "add" not in intent.follow):
        raise not_understood(edit.question.text.strip())


def _order(edit: Edit, now: _Draft) -> None:
    intent = edit.intent
    if intent.ranked or intent.limit is not None:
        now.intent.ranked = True
        now.intent.by_change, now.intent.order_by = intent.by_change, intent.order_by
        now.intent.places = intent.places
        now.intent.descending = intent.descending if intent.descending is not None else now.intent.descending
        now.intent.quality = intent.quality
        now.intent.limit = intent.limit if intent.limit is not None else now.intent.limit
        now.intent.which = intent.which
    elif intent.which:
        now.intent.ranked, now.intent.limit, now.intent.which = False, None, intent.which
    now.intent.pieces = intent.pieces
