"""plan_offline: a reading becomes semantic SQL, a question back, or an honest no.

Role: the default planner. It answers only when every content word is explained and all ways to read the names give one
query; otherwise it names the words it did not understand, or asks between the readings.
"""

from __future__ import annotations

from bot.planners.offline.alternatives import Open, left_open
from bot.planners.offline.build import Task, build_aggregate
from bot.planners.offline.define import define
from bot.planners.offline.follow import follow_up
from bot.planners.offline.options import ask_between
from bot.planners.offline.refuse import refuse_foreign, refuse_outright, refuse_unexplained
from bot.planners.offline.replies import answer_clarification
from bot.planners.offline.resolve import Choice, choices
from bot.planners.offline.rows import build_rows, is_about_rows
from bot.planners.offline.stop import Stop, decline
from bot.read import ReadContext
from bot.read.intent import Intent
from bot.turn import Ask, Decline, Draft, Option, Plan, Question, Reading
from semantic_layer.issues import IssueCode


def plan_offline(reading: Reading, question: Question, context: ReadContext) -> Plan:
    """Plan one question. Never raises for what the asker wrote."""
    try:
        return _plan(reading, question, context)
    except Stop as stop:
        return stop.plan


def _plan(reading: Reading, question: Question, context: ReadContext) -> Plan:
    refuse_outright(reading, question)
    reply = answer_clarification(question, context, plan_offline)
    if reply is not None:
        return reply
    intent = reading.intent
    assert isinstance(intent, Intent)
    defined = define(intent, question)
    if defined is not None:
        return defined
    refuse_unexplained(intent, question, context)
    if reading.is_follow_up:
        return follow_up(intent, question, context)
    if intent.follow & {"those", "first", "back", "again", "remove", "drill"} and not intent.metrics:
        raise decline(IssueCode.NOTHING_TO_FOLLOW)
    if not (intent.metrics or intent.counted or intent.anchors or intent.numbers or is_about_rows(intent)):
        refuse_foreign(intent, question, context)
    return plan_intent(intent, question, context)


def plan_intent(intent: Intent, question: Question, context: ReadContext) -> Plan:
    """The one draft that all readings come to; else an Ask between them."""
    opened = left_open(intent, question, context)
    if opened is not None:
        return _ask_open(opened, question, context)
    build = build_rows if is_about_rows(intent) else build_aggregate
    drafts: list[tuple[Draft, Choice]] = []
    stopped: Plan | None = None
    for choice in choices(intent, question, context.layer.model):
        try:
            made = build(Task(intent, choice, question, context))
        except Stop as stop:
            stopped = _better(stopped, stop.plan)
            continue
        if all(made.semantic_sql != known.semantic_sql for known, _ in drafts):
            drafts.append((made, choice))
    if not drafts:
        return stopped or Decline(())
    return drafts[0][0] if len(drafts) == 1 else ask_between(drafts, question, context)


def _ask_open(opened: Open, question: Question, context: ReadContext) -> Plan:
    """Ask how to close what is open; a way that cannot be written, or says the same as another, is no option."""
    options: list[Option] = []
    drafts: list[Draft] = []
    last: Plan = Decline((opened.issue,))
    for label, intent in opened.ways:
        last = plan_intent(intent, question, context)
        if isinstance(last, Draft) and all(last.semantic_sql != known.semantic_sql for known in drafts):
            drafts.append(last)
            options.append(Option(label, last.semantic_sql))
        elif isinstance(last, Ask):
            return last
    if len(drafts) < 2:
        return drafts[0] if drafts else last
    return Ask(opened.issue, tuple(options[:4]))


def _better(known: Plan | None, new: Plan) -> Plan:
    """A question back says more than a refusal."""
    return new if known is None or (isinstance(new, Ask) and not isinstance(known, Ask)) else known
