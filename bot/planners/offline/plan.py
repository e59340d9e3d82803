"""plan_offline: a reading becomes semantic SQL, a question back, or an honest no.

Role: the default planner. It answers only when every content word is explained and all ways to read the names give one
query; otherwise it names the words it did not understand, or asks between the readings.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import zip_longest

from bot.planners.offline.conflicts import refuse_conflicts
from bot.planners.offline.define import define
from bot.planners.offline.doubts import ahead, refuse_doubts
from bot.planners.offline.follow_ups.about_answer import said_of_answer
from bot.planners.offline.follow_ups.after_definition import about_what_was_explained
from bot.planners.offline.follow_ups.behind import what_is_behind
from bot.planners.offline.follow_ups.follow import follow_up, keeps_period
from bot.planners.offline.follow_ups.nameless import without_nameless
from bot.planners.offline.follow_ups.replies import answer_clarification
from bot.planners.offline.follow_ups.value_ends import ending_value
from bot.planners.offline.included import what_is_included
from bot.planners.offline.misread import refuse_misread
from bot.planners.offline.one_by_one import refuse_in_a_row, refuse_lost, refuse_several
from bot.planners.offline.queries.build import Task, build_aggregate
from bot.planners.offline.queries.lacking_rows import counting_measure
from bot.planners.offline.queries.named_share import named_share
from bot.planners.offline.queries.reach import leaves_rows_out
from bot.planners.offline.queries.rows import build_members, build_rows, is_about_members, is_about_rows
from bot.planners.offline.questions_back.alternatives import Open, left_open, read_base_as_period
from bot.planners.offline.questions_back.by_which import measures_open
from bot.planners.offline.questions_back.causes import ask_where
from bot.planners.offline.questions_back.joined import values_joined
from bot.planners.offline.questions_back.near_questions import near_questions
from bot.planners.offline.questions_back.offers import ages_named, parts_named
from bot.planners.offline.questions_back.options import ask_between, label_of, records_label
from bot.planners.offline.questions_back.preferred import choices_said, in_chosen_calendar, with_choices
from bot.planners.offline.questions_back.spent import called_so, is_settled
from bot.planners.offline.questions_back.state_dates import states_open, unclear_state
from bot.planners.offline.questions_back.wider import wider_verbs
from bot.planners.offline.questions_back.worded_alike import other_measure
from bot.planners.offline.refuse import refuse_foreign, refuse_outright, refuse_unexplained
from bot.planners.offline.resolve import Choice, choices
from bot.planners.offline.stop import Stop, decline
from bot.planners.offline.verify import passes
from bot.read import ReadContext
from bot.read.intent import Intent, ValueSaid, begins_within
from bot.read.repair import is_slip
from bot.read.times import read_phrase
from bot.turn import Ask, Decline, Draft, Option, Plan, Question, Reading
from semantic_layer.issues import Issue, IssueCode, issue
from semantic_layer.model import FieldRef, FieldRole, SemanticModel

_LEANING = frozenset({"those", "these_n", "bucket", "first", "back", "again", "remove", "drill"})
_MOST_MEASURES = 4
_LONG = 8  # letters
_HEARD_CATEGORY, _HEARD_NAME = 3, 4  # characters of a name of which one may be a homophone
_SURE = 0.85  # of one slip in a word of six letters or more
_PERIODS = ("last month", "this month", "this year", "last year")


def plan_offline(reading: Reading, question: Question, context: ReadContext) -> Plan:
    """Plan one question. Never raises for what the asker wrote."""
    if isinstance(reading.intent, Intent):
        question = replace(question, text=reading.question)  # as it was read: with its shorthand written out
    try:
        made = _plan(reading, question, context)
    except Stop as stop:
        return stop.plan
    chosen = choices_said(reading, question)
    if not isinstance(made, Draft) or not chosen:
        return made
    undecided = plan_offline(reading, replace(question, preferences={}), context)
    return with_choices(made, chosen, undecided)


def _plan(reading: Reading, question: Question, context: ReadContext) -> Plan:
    refuse_outright(question)
    reply = answer_clarification(question, context, plan_offline)
    if reply is not None:
        return reply
    assert isinstance(reading.intent, Intent)
    intent = reading.intent if reading.is_follow_up else in_chosen_calendar(reading.intent, question)
    explained = about_what_was_explained(intent, question, context, plan_offline)
    if explained is not None:
        return explained
    behind = what_is_behind(question, context, plan_offline) or without_nameless(question, context)
    behind = behind or said_of_answer(intent, question, context, plan_offline)
    if behind is not None:
        return behind
    defined = what_is_included(intent, question) or define(intent, question)
    if defined is not None:
        return defined
    refuse_in_a_row(intent, question.text)
    if intent.unexplained:
        ending = ending_value(intent, question, context, plan_offline)
        if ending is not None:
            return ending
        near = near_questions(intent, question, context, plan_offline)
        if near is not None:
            return near
    refuse_unexplained(intent, question, context)
    refuse_misread(intent, question, context)
    refuse_several(intent, question.text)
    follows = reading.is_follow_up or keeps_period(intent, question, context)
    if follows and intent.again and not intent.lost_again and (intent.periods or intent.now):
        return plan_offline(replace(reading, is_follow_up=False), replace(question, history=()), context)
    refuse_lost(intent, follows)
    if reading.is_follow_up and _asks_whole(intent):
        return _followed_or_whole(intent, reading, question, context)
    if reading.is_follow_up or keeps_period(intent, question, context):
        return follow_up(intent, question, context, plan_offline)
    if begins_within(intent) or intent.pointed or intent.follow & _LEANING:
        raise decline(IssueCode.NOTHING_TO_FOLLOW)
    share = named_share(intent, question, context, plan_offline)
    if share is not None:
        return share
    asked = _by_which(intent, question, context)
    if asked is not None:
        return asked
    if not (
        intent.metrics
        or intent.counted
        or intent.anchors
        or intent.numbers
        or is_about_rows(intent)
        or is_about_members(intent)
    ):
        refuse_foreign(intent, question, context)
    if intent.cause:
        return ask_where(intent, question, context, lambda one: plan_intent(one, question, context))
    refuse_conflicts(intent, question.text, context.layer.model)
    refuse_doubts(intent, question.text, context.layer.model)
    return plan_intent(intent, question, context)


def _asks_whole(intent: Intent) -> bool:
    """现在应收多少 in a thread: a measure and how much of it; whether it goes on with what was asked before, or begins
    anew, no word says."""
    asks = intent.now or any(piece.is_word("question", "how_much") for piece in intent.pieces)
    return bool(intent.metrics and asks) and not (intent.follow or intent.pointed or intent.values or intent.groups)


def _followed_or_whole(intent: Intent, reading: Reading, question: Question, context: ReadContext) -> Plan:
    """The question with what was asked before; where that cannot be said of its measure, the question alone."""
    stopped: Stop | None = None
    try:
        made = follow_up(intent, question, context, plan_offline)
        if not isinstance(made, Draft) or passes(made.semantic_sql, question, context):
            return made
    except Stop as stop:
        if isinstance(stop.plan, Ask):
            raise
        stopped, made = stop, stop.plan
    alone = plan_offline(replace(reading, is_follow_up=False), replace(question, history=()), context)
    if isinstance(alone, Draft) and passes(alone.semantic_sql, question, context):
        return alone
    if stopped is not None:
        raise stopped
    return made


def _by_which(intent: Intent, question: Question, context: ReadContext) -> Ask | None:
    """ "Top customers", 最大的客户: by which measure? At most four that go with it, each with its query."""
    opened = measures_open(intent, question, context.layer.model)
    options: list[Option] = []
    whole = [replace(said, part=True) for said in intent.values] if intent.share == "share" else intent.values
    unsaid = intent.growth and not intent.relations and len(intent.periods) < 2
    base = {"zh": "，同比", "en": ", year over year"}[question.lang] if unsaid else ""
    relations = ["yoy"] if base else intent.relations  # 增长最快的城市: the label says against what
    for said in opened[1] if opened else ():
        asked = replace(intent, metrics=[said], values=whole, relations=relations)
        made = plan_intent(asked, question, context)
        if isinstance(made, Draft) and passes(made.semantic_sql, question, context):
            label = label_of(said.names[0], question.lang, context.layer.model)
            options.append(Option(f"{label}{base}", made.semantic_sql))
        if len(options) == _MOST_MEASURES:
            break
    if opened is None or not options:
        return None
    labels = tuple(option.label for option in options)
    code = IssueCode.NO_METRIC if opened[0].role == "value" else IssueCode.AMBIGUOUS_WORD
    return Ask(issue(code, word=opened[0].text, candidates=labels), tuple(options))


def plan_intent(intent: Intent, question: Question, context: ReadContext) -> Plan:
    """The one draft that all readings come to; else an Ask between them."""
    intent = read_base_as_period(intent, question, context)
    aged = ages_named(intent, question, context)
    if aged is not None:
        made = _ask_open(aged, question, context)
        option = Option(aged.ways[0][0], made.semantic_sql) if isinstance(made, Draft) else None
        return made if option is None else Ask(aged.issue, (option,))  # another metric is offered, never taken
    opened = left_open(intent, question, context) or ahead(intent, question, context)
    opened = opened or parts_named(intent, question, context) or states_open(intent, question, context)
    opened = opened or values_joined(intent, question, context)
    if opened is not None:
        return _ask_open(opened, question, context)
    build = _builder(intent)
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
    if drafts and not any(passes(made.semantic_sql, question, context) for made, _ in drafts):
        wider = wider_verbs(intent, question, context)
        if wider is not None:
            return plan_intent(wider, question, context)
    if not drafts:
        return _ask_period(stopped, intent, question, context) or stopped or Decline(())
    if len(drafts) > 1:
        model = context.layer.model
        own = called_so([one for one in drafts if passes(one[0].semantic_sql, question, context)], intent)
        if own is not None:
            return _confirmed(own, intent, question, context)
        verbs = [said for said in intent.metrics if said.piece.verb and _are_alike(said.names, context)]
        loose = [said.word for said in verbs if not is_settled(said, intent, model)]
        return ask_between(drafts, question, context, loose)
    return _confirmed(drafts[0][0], intent, question, context)


def _are_alike(names: Sequence[str], context: ReadContext) -> bool:
    """Several of one unit: four profits, of which one happens to fit."""
    return len({context.layer.model.metrics[name].unit.kind for name in names}) == 1


def _ask_period(stopped: Plan | None, intent: Intent, question: Question, context: ReadContext) -> Ask | None:
    """No default is declared: the same question of the periods people mean most."""
    if not isinstance(stopped, Decline) or stopped.issues[0].code is not IssueCode.NO_PERIOD:
        return None
    options: list[Option] = []
    for phrase in _PERIODS:
        period = read_phrase(phrase, question.today, context)
        made = plan_intent(replace(intent, periods=[period]), question, context) if period else None
        if isinstance(made, Ask):
            return made  # the metric is open too, and asked about first
        if period and isinstance(made, Draft) and passes(made.semantic_sql, question, context):
            options.append(Option(f"{period.start} – {period.end}", made.semantic_sql))
    return Ask(stopped.issues[0], tuple(options)) if options else None


def _builder(intent: Intent) -> Callable[[Task], Draft]:
    if is_about_members(intent):
        return build_members
    return build_rows if is_about_rows(intent) else build_aggregate


def _confirmed(made: Draft, intent: Intent, question: Question, context: ReadContext) -> Plan:
    """A value that only looks like what was typed may be another one: it is asked about, with the query ready. So is
    what never happened, where the measures of such rows leave some out: does a void one count?"""
    deeds = [piece for piece in intent.pieces if piece.deed and piece.role == "without"]
    for piece in deeds:
        if counting_measure(intent, piece.datasets()[0], context.layer.model):
            continue  # the layer says which of them count
        if piece.guessed or any(leaves_rows_out(context.layer.model, name) for name in piece.datasets()):
            absent = dict(intent.without)[piece.datasets()[0]]
            label = records_label(piece.datasets()[0], absent, question.lang, context.layer.model)
            found = issue(IssueCode.AMBIGUOUS_WORD, word=piece.text, candidates=(label,))
            return Ask(found, (Option(label, made.semantic_sql),))
    label = unclear_state(intent, question, context)
    if label:
        found = issue(IssueCode.AMBIGUOUS_WORD, word=intent.states[0].word, candidates=(label,))
        return Ask(found, (Option(label, made.semantic_sql),))
    for said in intent.values:
        sources = {link.source for link in said.piece.links if link.target in said.targets}
        ref, value = said.targets[0]
        if sources == {"fuzzy"} and not _is_sure_slip(said, ref, context.layer.model):
            label = label_of(f"{ref}={value}", question.lang, context.layer.model)
            found = issue(IssueCode.AMBIGUOUS_WORD, word=said.word, candidates=(label,))
            return Ask(found, (Option(label, made.semantic_sql),))
    return _told_from_namesake(made, intent, question, context)


def _told_from_namesake(made: Draft, intent: Intent, question: Question, context: ReadContext) -> Plan:
    """The measure within a value, or the measure that both words name together?"""
    other = other_measure(intent, question, context.layer.model)
    if other is None:
        return made
    words, label, meant = other
    options = [Option(label, made.semantic_sql)]
    second = plan_intent(meant, question, context)
    if isinstance(second, Draft) and passes(second.semantic_sql, question, context):
        options.append(
            Option(label_of(meant.metrics[0].names[0], question.lang, context.layer.model), second.semantic_sql)
        )
    labels = tuple(option.label for option in options)
    return Ask(issue(IssueCode.AMBIGUOUS_WORD, word=words, candidates=labels), tuple(options))


def _is_sure_slip(said: ValueSaid, ref: FieldRef, model: SemanticModel) -> bool:
    """One slip of the hand in a long word, and one value of a category that it can be: it is taken, and stands in the
    scope. A letter replaced may make another word (a revenue bridge is no fridge), and a name somebody else."""
    links = [link for link in said.piece.links if link.kind == "value"]
    category = ref.dataset in model.datasets and model.field(ref).role is FieldRole.CATEGORY
    values = {value for _, value in said.piece.values()}
    if len(values) == 1 and not said.word.isascii():
        return _is_heard(said.word, next(iter(values)), ref, category, model)
    if not category or len(values) != 1:
        return False
    (value,) = values
    known = (value, *model.field(ref).value_synonyms.get(value, ()))
    slip = any(_is_slip_of(said.word.casefold(), spelt.casefold()) for spelt in known)
    return slip and all(link.confidence >= _SURE for link in links)


def _is_heard(word: str, value: str, ref: FieldRef, category: bool, model: SemanticModel) -> bool:
    """One character of a declared name that sounds alike; in a short one it may be another name."""
    if ref.dataset not in model.datasets or value not in model.field(ref).values:
        return False
    known = (value, *model.field(ref).value_synonyms.get(value, ()))
    least = _HEARD_CATEGORY if category else _HEARD_NAME
    return len(word) >= least and any(
        len(word) == len(spelt) and sum(a != b for a, b in zip(word, spelt, strict=True)) == 1 for spelt in known
    )


def _is_slip_of(word: str, known: str) -> bool:
    """One slip; a letter replaced only within a long word, which then hardly is another one."""
    if is_slip(word, known):
        return True
    differing = [place for place, (a, b) in enumerate(zip(word, known, strict=False)) if a != b]
    return len(word) == len(known) >= _LONG and len(differing) == 1 and differing[0] > 0


def _ask_open(opened: Open, question: Question, context: ReadContext) -> Plan:
    """Ask how to close what is open; a way that cannot be written, or says the same as another, is no option."""
    options: list[Option] = []
    drafts: list[Draft] = []
    last: Plan = Decline((opened.issue,))
    for (label, intent), kept in zip_longest(opened.ways, opened.remember):
        last = plan_intent(intent, question, context)
        if isinstance(last, Draft) and all(last.semantic_sql != known.semantic_sql for known in drafts):
            drafts.append(last)
            options.append(Option(label, last.semantic_sql, remember=kept))
        elif isinstance(last, Ask) and last.issue.code is IssueCode.AMBIGUOUS_PERIOD:
            first = last.options[0]
            drafts.append(Draft(first.semantic_sql, "offline", chart=intent.chart))
            options.append(Option(f"{label}: {first.label}", first.semantic_sql, remember=kept))
        elif isinstance(last, Ask):
            return last
    if len(drafts) < 2:
        return drafts[0] if drafts else last
    labels = tuple(option.label for option in options[:4])
    return Ask(Issue(opened.issue.code, {**opened.issue.params, "candidates": labels}), tuple(options[:4]))


def _better(known: Plan | None, new: Plan) -> Plan:
    """A question back says more than a refusal."""
    return new if known is None or (isinstance(new, Ask) and not isinstance(known, Ask)) else known
