"""The columns of an edited query: metrics, grain, groups, changes, shares, thresholds and order.

Role: one step of `edits`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.planners.offline.follow_ups.edit import Edit, Edited
from bot.planners.offline.follow_ups.edit_members import keep_members
from bot.planners.offline.follow_ups.replace_values import taken_away
from bot.planners.offline.queries.measures import can_be_shared
from bot.planners.offline.queries.reach import is_balance
from bot.planners.offline.queries.times import choose_span
from bot.planners.offline.questions_back.options import MAX_OPTIONS, label_of
from bot.planners.offline.resolve import Said, belonging, fitting_fields, fitting_values
from bot.planners.offline.stop import Stop, ask, decline, not_understood
from bot.planners.offline.verify import passes
from bot.prior import measures_named
from bot.read.intent import Intent, MetricSaid
from bot.read.wording.overrun import goes_with
from bot.read.wording.plan_names import is_bare, is_plan
from bot.turn import Draft, Option
from semantic_layer.issues import IssueCode, issue
from semantic_layer.model import FieldRef, SemanticModel

_LISTED = frozenset(
    {"列出", "列一下", "列举", "列出来", "列示", "list", "list out", "list all", "list the", "enumerate"}
)


def lay_metrics(edit: Edit, now: Edited, edited: Callable[[Edit], Draft]) -> None:
    named = edit.intent.metrics
    if not named:
        return
    if "remove" in edit.intent.follow:
        _remove_metrics(edit, now)
        return
    names: list[str] = []
    for said in named:
        preferred = [name for name in said.names if name in now.metrics] or list(said.names)
        preferred = list(belonging(said.word, tuple(preferred), now.metrics, edit.context.layer.model))
        if said.piece.instead_of and not set(said.piece.instead_of) & set(now.metrics):
            raise not_understood(said.word)  # net of returns, after the stock
        if is_bare(said.piece) and not _is_plan_of(preferred, now.metrics, edit.context.layer.model):
            raise not_understood(said.word)  # 运费 … 预算呢, where only other measures have one
        if len(preferred) > 1:
            raise _which(edit, said, preferred, edited)
        names.append(preferred[0])
    if now.base.having and set(names) != set(now.metrics):
        raise not_understood(named[0].word)
    part = _is_part_of(edit, now.metrics, names)
    added = part or "add" in edit.intent.follow or _is_set_beside(edit.intent, now.metrics, names)
    now.metrics = list(dict.fromkeys([*now.metrics, *names])) if added else names
    flows = any(not is_balance(edit.context.layer.model, name) for name in now.metrics)
    if now.span.start is None and now.span.end is not None and flows and not edit.intent.periods:
        now.span = choose_span(Intent([]), now.metrics, edit.question, edit.context)  # a day is no range for a flow
    if (
        now.intent.share
        and not edit.intent.share
        and not all(can_be_shared(edit.context.layer.model, n) for n in names)
    ):
        now.intent.share = ""


def _is_part_of(edit: Edit, shown: Sequence[str], named: Sequence[str]) -> bool:
    """As a % of sales, after the returns: of the measure shown, in the one named."""
    model = edit.context.layer.model
    single = len(shown) == len(named) == 1 and shown[0] != named[0]
    pointed = edit.intent.share == "share" and bool(edit.intent.follow & {"those", "it"})  # what % of sales is that
    if not (edit.intent.share == "of" or pointed) or not single or edit.intent.values or edit.intent.groups:
        return False
    part, whole = shown[0], named[0]
    alike = model.metrics[part].unit == model.metrics[whole].unit and is_balance(model, part) == is_balance(
        model, whole
    )
    if not alike or not can_be_shared(model, part):
        raise not_understood(edit.question.text.strip())
    edit.intent.share = "of"
    return True


def _is_plan_of(plans: list[str], metrics: list[str], model: SemanticModel) -> bool:
    """Whether a plan so called is that of a measure at hand, or plans are at hand."""
    measures = [name for name in metrics if not is_plan(model.metrics[name])]
    return not measures or any(goes_with(plan, name, model) for plan in plans for name in measures)


def _which(edit: Edit, said: MetricSaid, names: list[str], edited: Callable[[Edit], Draft]) -> Stop:
    """A word of several measures: which of them, with the edited query of each that can be written."""
    options: list[Option] = []
    for name in names:
        metrics = [replace(one, names=(name,)) if one is said else one for one in edit.intent.metrics]
        try:
            made = edited(replace(edit, intent=replace(edit.intent, metrics=metrics)))
        except Stop:
            continue
        if passes(made.semantic_sql, edit.question, edit.context):
            label = label_of(name, edit.question.lang, edit.context.layer.model)
            options.append(Option(label, made.semantic_sql, remember=(said.word, name)))
    if not options:
        return not_understood(said.word)
    labels = tuple(option.label for option in options)
    return ask(issue(IssueCode.AMBIGUOUS_WORD, word=said.word, candidates=labels), tuple(options[:MAX_OPTIONS]))


def _remove_metrics(edit: Edit, now: Edited) -> None:
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


def lay_grain(edit: Edit, now: Edited) -> None:
    intent = edit.intent
    by_time = bool(intent.grain or "trend" in intent.calcs)
    chosen = (edit.shape.limit is not None and now.intent.limit is not None) or bool(now.base.having)
    if by_time and chosen and not intent.ranked and not edit.shape.grain and now.groups:
        keep_members(edit, now)  # 前五 by month: those five
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


def lay_groups(edit: Edit, now: Edited) -> None:
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
    if "remove" in intent.follow and not _is_removed_behind(intent):
        now.groups = [ref for ref in now.groups if ref not in fields]
        now.values = [said for said in now.values if said.field not in fields]
        return
    adding = bool(intent.follow & {"add", "drill"})
    now.values = taken_away(fields, now.values, intent)
    if _is_added_up(intent) and not adding and not any(said.each for said in intent.groups):
        now.groups = [ref for ref in now.groups if ref not in fields]  # 全部片区合计: the total of them, no list
        return
    now.groups = [*now.groups, *fields] if adding else fields
    if not intent.ranked and not adding and now.intent.ranked and now.intent.limit is None:
        now.intent.ranked = False


def _is_added_up(intent: Intent) -> bool:
    """合计, "in total"; 全部 before a noun only says which of them."""
    return any(
        piece.is_word("calc", "sum") and piece.role == "calc" and piece.text != "全部" for piece in intent.pieces
    )


def _is_removed_behind(intent: Intent) -> bool:
    """按片区,去掉甲: what is taken away is the value behind the word, and not the grouping before it."""
    start = next((piece.start for piece in intent.pieces if piece.is_word("follow", "remove")), 0)
    behind = any(said.piece.start > start for said in intent.values)
    return behind and all(said.piece.start < start for said in intent.groups)


def _drill(edit: Edit, now: Edited) -> None:
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


def lay_columns(edit: Edit, now: Edited) -> None:
    """同比呢, 占比呢, 月均呢, thresholds."""
    intent = edit.intent
    if intent.relations:
        now.intent.relations = list(dict.fromkeys(intent.relations))
        now.intent.growth = intent.growth
        now.intent.share = now.intent.per = ""
    elif intent.growth and not now.intent.relations:
        now.intent.growth = True
    if intent.share and "remove" in intent.follow:
        raise not_understood(edit.question.text.strip())  # drop the share: nothing is added
    if intent.share:
        if not now.groups and any(p.is_word("operator", "each") and not p.links for p in intent.pieces):
            raise not_understood(edit.question.text.strip())
        now.intent.share = intent.share
        now.intent.relations, now.intent.per = [], ""
        _take_only_member(edit, now)
    if intent.per:
        now.intent.per, now.intent.share, now.intent.relations = intent.per, "", []
        now.intent.grain = ""
    beside = len(now.metrics) > 1 and intent.metrics and _compares_alone(intent)
    if (intent.versus or intent.difference) and not (intent.relations or intent.values or intent.against or beside):
        raise not_understood(edit.question.text.strip())  # compared with what?
    now.intent.difference = intent.difference and not intent.relations
    if beside and any(is_plan(edit.context.layer.model.metrics[name]) for name in now.metrics):
        now.intent.versus = True  # the plan goes no further than what was done
    if "cumulative" in intent.calcs:
        now.intent.calcs.add("cumulative")
    now.intent.thresholds, now.intent.against = list(intent.thresholds), list(intent.against)
    rows = intent.detail and not (_is_only_listed(intent) and (intent.grain or intent.groups))
    leftover = intent.latest is not None or intent.numbers or intent.without or rows
    if leftover or (intent.anchors and "add" not in intent.follow):
        raise not_understood(edit.question.text.strip())


def _is_set_beside(intent: Intent, shown: Sequence[str], named: Sequence[str]) -> bool:
    """Vs budget, 跟预算比: beside the one measure that is shown."""
    return len(shown) == len(named) == 1 and shown[0] != named[0] and _compares_alone(intent)


def _compares_alone(intent: Intent) -> bool:
    said = intent.values or intent.groups or intent.periods or intent.relations or intent.thresholds or intent.against
    return (intent.versus or intent.difference) and not said


def _take_only_member(edit: Edit, now: Edited) -> None:
    """占多少, of an answer by reason that keeps one reason: its part of all of them; of itself it is the whole."""
    if edit.intent.values or edit.intent.groups:
        return
    for ref in list(now.groups):
        kept = [place for place, said in enumerate(now.values) if said.field == ref]
        if len(kept) == 1 and not now.values[kept[0]].negated and len(now.groups) == 1:
            now.values[kept[0]] = replace(now.values[kept[0]], part=True)
            now.groups = []


def _is_only_listed(intent: Intent) -> bool:
    """按月列一下, "list it by month": the verb alone; 明细 and "line items" are rows whatever stands beside them."""
    return all(piece.text.casefold() in _LISTED for piece in intent.pieces if piece.role == "detail")


def lay_order(edit: Edit, now: Edited) -> None:
    intent = edit.intent
    picks = intent.limit is not None or intent.which == "one"
    if picks and intent.ranked and now.groups and now.intent.grain and not (intent.grain or intent.when):
        now.intent.grain = ""  # by month and client, 前三大客户: of the whole range, not three rows of it
    if "reverse" in intent.follow:
        _reverse(now)
    elif intent.ranked or intent.limit is not None:
        spoken = any(piece.role == "order" for piece in intent.pieces)
        several = now.intent.relations or (len(now.metrics) > 1 and not now.intent.share)
        if intent.quality and several and not (intent.order_by or intent.by_change or intent.metrics):
            raise decline(IssueCode.ASK_IN_FULL)  # worst first, of a measure beside its plan or the year before
        if _is_of_those_past_a_plan(edit, now):
            raise decline(IssueCode.ASK_IN_FULL)  # the first of those over budget: by what was spent, or by the gap?
        upwards = now.intent.ranked and now.intent.descending is False and now.intent.limit is None
        if upwards and intent.limit is not None and intent.descending and not spoken:
            raise decline(IssueCode.ASK_IN_FULL)  # 前三 of a list from the lowest: its first three, or the highest?
        now.intent.ranked = True
        now.intent.by_change, now.intent.order_by = intent.by_change, intent.order_by
        now.intent.places, now.intent.gap = intent.places, intent.gap
        now.intent.descending = intent.descending if intent.descending is not None else now.intent.descending
        now.intent.quality = intent.quality
        now.intent.limit = intent.limit if intent.limit is not None else now.intent.limit
        now.intent.which = intent.which
    elif intent.which:
        now.intent.ranked, now.intent.limit, now.intent.which = False, None, intent.which
    now.intent.pieces = intent.pieces


def _is_of_those_past_a_plan(edit: Edit, now: Edited) -> bool:
    """Whether the members shown passed or missed a plan, and are now ranked by nothing that is said."""
    intent, metrics = edit.intent, edit.context.layer.model.metrics
    said = intent.gap or intent.order_by or intent.by_change or intent.metrics
    listed = any(piece.is_word("order", "down", "up") for piece in intent.pieces if piece.role == "order")
    used = measures_named(" ".join(now.base.having))
    return not (said or listed) and any(name in metrics and is_plan(metrics[name]) for name in used)


def _reverse(now: Edited) -> None:
    """倒过来: a list of members from its other end; of the first five it is open whether the last five are meant."""
    if now.intent.limit is not None or now.intent.grain or not now.groups or now.intent.quality:
        raise decline(IssueCode.ASK_IN_FULL)
    now.intent.descending = now.intent.ranked and now.intent.descending is False
    now.intent.ranked, now.intent.which = True, "all"
