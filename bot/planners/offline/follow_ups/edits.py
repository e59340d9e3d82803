"""Edits of a previous query: what a follow-up keeps, replaces, adds and takes away.

Role: the earlier QueryShape is read back into an Intent and a Choice, the new words are laid over it, and the common
writer builds the query anew; so an edited query obeys the same rules as a fresh one.
"""

from __future__ import annotations

from dataclasses import replace

from bot.planners.offline.definitions import leaves_out
from bot.planners.offline.follow_ups.edit import Edit, Edited
from bot.planners.offline.follow_ups.edit_bounds import kept_bounds
from bot.planners.offline.follow_ups.edit_columns import lay_columns, lay_grain, lay_groups, lay_metrics, lay_order
from bot.planners.offline.follow_ups.edit_members import lay_values, point_at_members
from bot.planners.offline.follow_ups.edit_periods import lay_periods, with_periods, with_unit_before
from bot.planners.offline.follow_ups.of_the_found import of_the_found
from bot.planners.offline.follow_ups.recall import recall
from bot.planners.offline.follow_ups.replace_values import may_narrow
from bot.planners.offline.follow_ups.years import ask_period, years_meant
from bot.planners.offline.queries.build import Task, build_aggregate
from bot.planners.offline.queries.rows import build_rows
from bot.planners.offline.questions_back.alternatives import growth_of
from bot.planners.offline.resolve import Choice, Said, fitting_values
from bot.planners.offline.stop import ask, not_understood
from bot.turn import Draft, Option
from semantic_layer.issues import IssueCode, Issues, issue
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.parse import parse_query, shape_of


def apply_edits(edit: Edit) -> Draft:
    """The edited query. Stops where the words fit no edit of this query, or a year said may mean its part."""
    said = edit.intent
    if said.periods and (said.versus or said.growth):  # 比9月呢: the relation is found, and was not said
        edit = replace(edit, intent=replace(said, relations=[*said.relations]))
    edit = with_unit_before(with_periods(edit, apply_edits), _edited)
    edit = of_the_found(edit, _edited)
    ways = years_meant(edit.intent, edit.shape, edit.question.today, edit.context.calendar)
    if ways:
        drafts = [_edited(replace(edit, intent=replace(edit.intent, periods=[way]))) for way in ways]
        raise ask_period(edit.intent.periods[0].words, ways, drafts)
    _ask_against_what(edit)
    _ask_what_goes(edit)
    return _edited(edit)


def _ask_against_what(edit: Edit) -> None:
    """涨了没, "is it up?" after a number of one period: against the year before, or the period before?"""
    intent = edit.intent
    if not intent.growth or intent.relations or intent.periods or intent.versus or intent.ranked or intent.thresholds:
        return
    base = recall(edit.shape, edit.context)
    if base is None or base.intent.relations or base.intent.grain or base.span.period is None:
        return
    opened = growth_of(intent, edit.question.lang)
    drafts = [_edited(replace(edit, intent=way)) for _, way in opened.ways]
    options = [Option(label, made.semantic_sql) for (label, _), made in zip(opened.ways, drafts, strict=True)]
    raise ask(opened.issue, tuple(options))


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
    now = Edited(base.intent, list(base.metrics), list(base.groups), held, base.span, base)
    if edit.intent.counted is not None:
        counted = _counted(edit, now)
        if counted is not None:
            return counted
    lay_metrics(edit, now, _edited)
    for step in (lay_periods, point_at_members):
        step(edit, now)
    lay_values(edit, now, _edited)
    for step in (lay_grain, lay_groups, lay_columns, lay_order):
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
    bounds = kept_bounds(edit.intent, now.base)
    return build_aggregate(
        Task(now.intent, choice, edit.question, edit.context, span=now.span, kept=base.kept, kept_having=bounds)
    )


def _counted(edit: Edit, now: Edited) -> Draft | None:
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
