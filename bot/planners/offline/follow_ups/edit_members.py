"""The members of an edited query: those shown before, values said now, what they replace.

Role: one step of `edits`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.planners.offline.follow_ups.edit import Edit, Edited
from bot.planners.offline.follow_ups.pointed import is_as_of_now, member_pointed_at
from bot.planners.offline.follow_ups.replace_values import crosses_levels, on_one_path
from bot.planners.offline.queries.reach import is_balance
from bot.planners.offline.questions_back.options import ask_values
from bot.planners.offline.resolve import Said, fitting_values
from bot.planners.offline.stop import decline, not_understood
from bot.prior import FIRST_ROWS
from bot.read.asking.listed import is_two
from bot.read.intent import Intent, ValueSaid
from bot.read.normal import norms_of
from bot.turn import Draft, PriorTurn
from semantic_layer.issues import IssueCode, Issues
from semantic_layer.model import FieldRef, SemanticModel
from semantic_layer.parse import parse_query, shape_of
from semantic_layer.shape import QueryShape

_WHOLE_LIST = ("down", "up", "best first", "worst first")
_EVERYTHING = frozenset({"全部", "全部的", "整体", "总体", "all", "overall"})
_DENIALS = frozenset({"不是", "不要", "不看", "not", "is not", "isn't", "are not", "aren't", "but not"})


def point_at_members(edit: Edit, now: Edited) -> None:
    """只看这三个, "what do they total?": the members the last answer showed."""
    intent = edit.intent
    if intent.pointed:
        _keep_one(edit, now)
        return
    total = intent.together
    if total and not (intent.metrics or intent.values) and _is_of_part(edit):
        raise decline(IssueCode.ASK_IN_FULL)  # 甲占多少 … 乙呢 … 合计: of which parts, and as what?
    if total and _adds_last_answers(edit, now):
        return
    kept_now = is_as_of_now(intent) and edit.shape.limit is not None
    chosen = edit.shape.limit is not None or bool(edit.shape.having)
    if (
        not intent.follow & {"those", "these_n", "it"}
        and not (chosen and "ones" in intent.follow)
        and not (edit.shape.limit is not None and _is_of_them(intent))
        and not kept_now
        and not (total and not intent.metrics and not intent.values)
    ):
        return
    other = any(not set(said.names) & set(now.base.metrics) for said in edit.intent.metrics)
    if chosen and intent.share and not (other or total or "only" in intent.follow):
        return  # their share is of the whole, not of one another
    bounded = bool(intent.thresholds) and _named_number(intent) is None and not chosen
    if (chosen or "only" in intent.follow) and not bounded:  # "only those over 1m": of all, not of the rows shown
        keep_members(edit, now)
        if intent.share and not total:  # of another measure: each of them in its whole
            now.values = [replace(said, part=said.part or said.field in edit.shape.fields) for said in now.values]
            now.groups = []
    if total:
        if edit.shape.grain and any(is_balance(edit.context.layer.model, name) for name in now.metrics):
            raise not_understood(edit.question.text.strip())  # month ends have no total
        now.groups, now.intent.together = [], True
        now.intent.ranked, now.intent.limit, now.intent.grain, now.intent.which = False, None, "", ""
    now.intent.share = now.intent.share if now.groups else ""


def _is_of_them(intent: Intent) -> bool:
    """Top 5 … which ones are down on last year, "worst first": among the five, and no others."""
    if intent.groups or intent.values or intent.metrics or intent.limit is not None or intent.grain or intent.periods:
        return False
    chosen = bool(intent.thresholds) and not intent.ranked and "correct" not in intent.follow
    ordered = any(piece.role == "order" and piece.is_word("order", *_WHOLE_LIST) for piece in intent.pieces)
    return chosen or (ordered and intent.which == "all")


def _is_of_part(edit: Edit) -> bool:
    return any(item.measure is not None and item.measure.where for item in edit.shape.items)


def _adds_last_answers(edit: Edit, now: Edited) -> bool:
    """甲多少 … 乙呢 … 两个加一起: the values of the last answers, where nothing else differs between them."""
    intent, shape = edit.intent, edit.shape
    named = intent.metrics or intent.values or intent.groups or intent.grain or intent.periods
    if named or _without_pinned(shape).fields or shape.grain or shape.limit is not None or shape.having:
        return False
    if any(piece.role not in {"follow", "calc", "filler", "sign", ""} for piece in intent.pieces):
        return False
    number = _named_number(intent)
    if number is None and any(piece.text.casefold() in _EVERYTHING for piece in intent.pieces):
        raise decline(IssueCode.ASK_IN_FULL)  # 全部呢: of the two, or of all there are?
    wanted = number or 2
    before = [shape_before(turn, edit) for turn in edit.question.history if turn.semantic_sql]
    shapes = before[-wanted:]
    own = [said for said in now.values if not said.negated]
    fields = [field for field in {said.field for said in own} if _alone_differ(shapes, field)]
    if len(shapes) != wanted or wanted < 2 or len(fields) != 1:
        return False
    values = [str(one.values[0]) for found in shapes if found for one in found.where if one.field == fields[0]]
    more = number is None and len(before) > 2 and _alone_differ(before[-3:], fields[0])
    if len(set(values)) != wanted or more:  # 一共 after three of them: of all three, or of the last two?
        return False
    now.values = [said for said in now.values if said.field != fields[0]]
    now.values += [Said(fields[0], value) for value in values]
    now.groups, now.intent.together = [], True
    return True


def _without_pinned(shape: QueryShape) -> QueryShape:
    """By city, of one city: one number."""
    alone = all(any(one.field == ref and one.op == "=" for one in shape.where) for ref in shape.fields)
    return shape.with_(fields=()) if alone else shape


def _alone_differ(shapes: Sequence[QueryShape | None], field: FieldRef) -> bool:
    """Whether each of the queries is the same but for its one value of the field."""
    rest: set[QueryShape] = set()
    for shape in shapes:
        own = [one for one in shape.where if one.field == field] if shape is not None else []
        if shape is None or len(own) != 1 or own[0].op != "=" or len(own[0].values) != 1:
            return False
        rest.add(_without_pinned(shape).with_(where=tuple(one for one in shape.where if one.field != field)))
    return len(rest) == 1


def shape_before(turn: PriorTurn, edit: Edit) -> QueryShape | None:
    """The query of an earlier turn as one block, if it is one."""
    parsed = parse_query(turn.semantic_sql, edit.context.layer.model)
    return None if isinstance(parsed, Issues) else shape_of(parsed, edit.context.layer.model)


def _keep_one(edit: Edit, now: Edited) -> None:
    """最低的那个按月看看: of that member, whatever it was found by is done with."""
    member = member_pointed_at(edit.question.text, edit.shape, edit.turn, edit.intent)
    now.values = [said for said in now.values if said.field != member.field] + [member]
    now.groups = [ref for ref in now.groups if ref != member.field]
    now.base = replace(now.base, having=())
    for intent in (now.intent, edit.intent):
        intent.ranked, intent.limit, intent.descending, intent.which, intent.order_by = False, None, None, "", ()


def keep_members(edit: Edit, now: Edited) -> None:
    """The members shown become values; what chose them (a limit, a condition) is done with."""
    shown = edit.turn.first_rows
    cut = len(shown) >= FIRST_ROWS and (edit.shape.limit is None or edit.shape.limit > len(shown))
    if len(edit.shape.fields) != 1 or not shown or cut:
        raise not_understood(edit.question.text.strip())
    ref = edit.shape.fields[0]
    place = 1 if edit.shape.grain else 0
    members = [row[place] for row in edit.turn.first_rows[: edit.shape.limit]]
    wrong = any(not isinstance(member, str) for member in members)
    if wrong or _named_number(edit.intent) not in (None, len(members)):
        raise not_understood(edit.question.text.strip())
    now.values = [said for said in now.values if said.field != ref]
    now.values += [Said(ref, str(member)) for member in dict.fromkeys(members)]
    now.base, now.pinned = replace(now.base, having=()), ref
    now.intent.limit, now.intent.which = None, "all" if now.intent.ranked else now.intent.which


def _named_number(intent: Intent) -> int | None:
    """The number in "those three"; two of both."""
    for piece in intent.pieces:
        if piece.role == "follow" and is_two(piece):
            return 2
        if piece.role == "follow" and piece.number is not None:
            return int(piece.number.value)
    return None


def lay_values(edit: Edit, now: Edited, edited: Callable[[Edit], Draft]) -> None:
    """那……呢 replaces; 再加上 adds; 去掉 removes; 除 leaves out."""
    replaced: set[FieldRef] = set()
    if "whole" in edit.intent.follow:
        now.values = []  # 全公司呢: of nobody in particular
        now.groups = now.groups if edit.intent.groups else []
    if edit.intent.widened is not None:  # 全部渠道 after one of them: of all, grouped as before
        fields, datasets = edit.intent.widened.fields(), edit.intent.widened.datasets()
        now.values = [said for said in now.values if said.field not in fields and said.field.dataset not in datasets]
    for said in edit.intent.values:
        targets = _of_this_query(said.targets, now)
        if len(targets) != 1:
            targets = fitting_values(said.word, targets, edit.question, edit.context.layer.model, now.metrics)
        if len(targets) > 1:
            ways = [(target, edited(_with_target(edit, said, target))) for target in targets]
            raise ask_values(said.word, ways, edit.question.lang, edit.context.layer.model)
        if len(targets) != 1:
            raise not_understood(said.word)
        new = Said(targets[0][0], targets[0][1], said.negated)
        same = Said(new.field, new.value)
        if not said.negated and "correct" in edit.intent.follow:
            now.values = _corrected(new, now.values)
        if said.negated and "correct" in edit.intent.follow:  # all but A … no, all but B: another one is left out
            now.values = [one for one in now.values if one.field != new.field or not one.negated or one == same]
        if said.negated or "remove" in edit.intent.follow:
            rest = [item for item in now.values if item != same]
            others = any(item.field == new.field and not item.negated for item in rest)
            told = "remove" in edit.intent.follow or others or _takes_back(edit.intent)
            taken_back = len(rest) < len(now.values) and told
            now.values = rest if taken_back else [*rest, replace(new, negated=True)]
            continue
        beside = bool(edit.intent.follow & {"add"}) or edit.intent.versus or edit.intent.difference
        model = edit.context.layer.model
        if beside and crosses_levels(new.field, now.values, model):
            raise not_understood(said.word)
        if not beside and new.field not in replaced:
            now.values = [one for one in now.values if one.field == now.pinned or not _is_replaced(one, new, model)]
            now.values = [one for one in now.values if one.field != new.field]
            replaced.add(new.field)
        if new not in now.values:
            now.values.append(new)
    if edit.intent.values and edit.intent.together:
        now.intent.together = True
    if edit.intent.share or now.intent.share:
        _take_part(edit, now)


def _is_replaced(old: Said, new: Said, model: SemanticModel) -> bool:
    return old.field == new.field or on_one_path(old.field, new.field, model)


def _corrected(new: Said, values: list[Said]) -> list[Said]:
    """Dallas Reed … I mean the Dallas branch: in the place of what it is a correction of, whatever its field."""
    said = [one for one in values if not one.negated]
    if not said or any(one.field == new.field for one in said):
        return values
    words = set(norms_of(new.value))
    meant = said if len(said) == 1 else [one for one in said if words & set(norms_of(one.value))]
    if not meant:
        raise decline(IssueCode.ASK_IN_FULL)
    return [one for one in values if one not in meant]


def _takes_back(intent: Intent) -> bool:
    """不是甲: what was said no longer holds. 除了甲, "other than", are all the others."""
    return not any(
        piece.role == "negation"
        and piece.text.casefold() not in _DENIALS
        and piece.is_word("negation", "except", "end")
        for piece in intent.pieces
    )


def _with_target(edit: Edit, said: ValueSaid, target: tuple[FieldRef, str]) -> Edit:
    values = [replace(one, targets=(target,)) if one is said else one for one in edit.intent.values]
    return replace(edit, intent=replace(edit.intent, values=values))


def _take_part(edit: Edit, now: Edited) -> None:
    """A value of the field whose groups have the shares is a part of the whole; within itself it would be all of it."""
    named = {value for said in edit.intent.values if not said.negated for _, value in said.targets}
    for place, said in enumerate(now.values):
        if said.field in now.groups and not said.negated and said.value in named:
            now.values[place] = replace(said, part=True)
    parts = {said.field for said in now.values if said.part}
    now.groups = [ref for ref in now.groups if ref not in parts]


def _of_this_query(targets: tuple[tuple[FieldRef, str], ...], now: Edited) -> tuple[tuple[FieldRef, str], ...]:
    """A value of a field this query filters or groups by is meant of that field."""
    used = {said.field for said in now.values} | set(now.groups)
    return tuple(target for target in targets if target[0] in used) or targets
