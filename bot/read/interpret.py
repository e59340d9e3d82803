"""Interpreting the pieces of a question into an Intent, pass by pass.

Role: pieces → Intent. Each pass explains some pieces by giving them a role; what carries content and has no role at
the end is `unexplained`, and then nothing is answered. The order of the passes is the order of precedence.
"""

from __future__ import annotations

from dataclasses import replace

from bot.read.asking.asked_again import read_asked_again
from bot.read.asking.binding import read_binding, read_directions, read_parts
from bot.read.asking.corrections import read_corrections, read_last_answers
from bot.read.asking.described import read_described
from bot.read.asking.exceeding import read_exceeding
from bot.read.asking.filters import Scene, read_negations, read_thresholds
from bot.read.asking.gaps import read_gaps
from bot.read.asking.kinds_listed import read_kinds_listed
from bot.read.asking.listed import read_how_many_listed
from bot.read.asking.met import read_attained
from bot.read.asking.most_of import read_most_of
from bot.read.asking.named_by_value import read_named_by_value
from bot.read.asking.naming import (
    read_bare_names,
    read_groups,
    read_metrics,
    read_owed,
    read_own_nouns,
    read_values,
    read_which,
    read_whose,
    settle_kinds,
)
from bot.read.asking.opposed import read_opposed
from bot.read.asking.over_members import read_over_members
from bot.read.asking.pointing import read_nth, read_pointing
from bot.read.asking.portions import order_portion, read_portions
from bot.read.asking.ranking import read_calculations, read_comparisons, read_ranking
from bot.read.asking.rates import read_rates
from bot.read.asking.reasons import read_reasons
from bot.read.asking.superlatives import read_superlatives
from bot.read.asking.theirs import read_theirs
from bot.read.asking.yes_no import read_yes_no
from bot.read.intent import Intent
from bot.read.lookalikes import settle_values
from bot.read.normal import is_han
from bot.read.pieces import Piece
from bot.read.walk import is_joint, is_measure_word, piece_before
from bot.read.wording.bound import read_ever
from bot.read.wording.differing import read_more
from bot.read.wording.distinct import read_distinct
from bot.read.wording.losses import read_losses
from bot.read.wording.own_rows import read_own_rows, read_said_in
from bot.read.wording.planned import read_over_by
from bot.read.wording.states import bind_states
from bot.read.wording.without_parent import read_without_parent
from bot.read.wording.worth import read_worth
from semantic_layer.model import FieldRole, SemanticModel

_HARMLESS = {
    "filler": {""},
    "operator": {"and", "of", "by", "each", "dimension", "with", "over"},
    "question": {"how_much", "percent", "points"},
    "follow": {"about", "only", "ones", "add"},
}
_AND_BY = frozenset({"再按", "再分"})
_DATES = frozenset({"date", "timestamp"})
_SIGNS = frozenset("+-*/÷×−=")
_TO_COME = frozenset({"要", "需要", "还要", "还需要", "还需", "得"})  # before a deed: it is not done yet
_DEEDS = frozenset("花付交收还缴买卖发赔")
_PRONOUNS = frozenset({"it", "that", "its", "其", "它"})  # weak: they point back only where nothing else is named
_PASSES = (
    read_corrections,
    read_nth,
    read_negations,
    read_thresholds,
    read_over_by,
    read_ranking,
    read_portions,
    settle_kinds,
    read_calculations,
    read_comparisons,
    read_ever,
    read_groups,
    read_values,
    read_how_many_listed,
    read_losses,
    read_metrics,
    read_named_by_value,
    order_portion,
    read_attained,
    read_reasons,
    read_bare_names,
    read_rates,
    read_kinds_listed,
    read_most_of,
    read_theirs,
    read_own_nouns,
    read_without_parent,
    read_own_rows,
    read_said_in,
    read_distinct,
    read_described,
    read_owed,
    read_which,
    read_whose,
    read_pointing,
    read_over_members,
    read_last_answers,
    read_superlatives,
    read_gaps,
    read_opposed,
    read_yes_no,
    read_exceeding,
    read_directions,
    read_more,
    read_parts,
    read_binding,
    read_asked_again,
)


def interpret(pieces: list[Piece], question: str, model: SemanticModel) -> Intent:
    """What the question asks for."""
    intent = Intent(pieces)
    for piece in pieces:
        piece.role = "state" if piece.state is not None else piece.role
    scene = Scene(model, question)
    _prefer_time(intent, scene)
    settle_values(intent, scene)
    _read_flat_words(intent, scene)
    for step in _PASSES:
        step(intent, scene)
    bind_states(intent, question, model)
    read_worth(intent, question, model)
    _read_leftovers(intent, scene)
    return intent


def _prefer_time(intent: Intent, scene: Scene) -> None:
    """Periods and grains first: nothing else may take their words."""
    for place, piece in enumerate(intent.pieces):
        time = piece.time
        bare = not piece.links or _is_date(piece, scene.model)
        if time is None and piece.is_word("grain") and bare and _stands_for_grain(intent.pieces, place):
            intent.grain, piece.role, piece.links = piece.word("grain") or "", "grain", ()
        if time is None:
            continue
        piece.links, piece.role = (), time.kind
        if time.kind == "period" and time.period is not None:
            intent.periods.append(time.period)
        elif time.kind == "grain":
            intent.grain = intent.grain or time.grain
        elif time.kind == "asked_grain":
            intent.grain, intent.when = time.grain, True
        elif time.kind == "average":
            intent.per = time.grain
        elif time.kind == "compare":
            intent.versus = True
        elif time.kind == "relation":
            intent.relations += [] if time.relation in intent.relations else [time.relation]
        elif time.kind == "unresolved":
            intent.unresolved.append(piece)
    _join_to_date(intent)


def _join_to_date(intent: Intent) -> None:
    """本月截至今天, "this month as of today": a unit and a day within it are the unit as far as that day."""
    if len(intent.periods) != 2:
        return
    points = [period for period in intent.periods if period.open_start and period.as_of]
    units = [period for period in intent.periods if not period.open_start]
    if len(points) != 1 or len(units) != 1 or not units[0].start <= points[0].end <= units[0].end:
        return
    places = [place for place, piece in enumerate(intent.pieces) if piece.role == "period"]
    joined = any(is_joint(piece) or piece.is_word("compare") for piece in intent.pieces[places[0] + 1 : places[-1]])
    if not joined and len(places) == 2:
        said = " ".join(intent.pieces[place].text for place in places)
        intent.periods[:] = [replace(units[0], end=points[0].end, grain=None, words=said)]


def _is_date(piece: Piece, model: SemanticModel) -> bool:
    """A date column that is called "month" is no other thing than the months."""
    dates = [ref for ref in piece.fields() if ref.dataset in model.datasets and model.field(ref).type in _DATES]
    return bool(dates) and len(dates) == len(piece.links)


def _stands_for_grain(pieces: list[Piece], place: int) -> bool:
    """A bare "month" counts where it is grouped by, ranked or counted: "top 3 months", "each month"."""
    near = pieces[max(0, place - 2) : place] + pieces[place + 1 : place + 2]
    if place and pieces[place - 1].text in _AND_BY:
        return True
    return any(
        piece.number or piece.is_word("operator", "each", "by") or piece.is_word("order") or piece.is_word("limit")
        for piece in near
    )


def _read_flat_words(intent: Intent, scene: Scene) -> None:
    """Words whose meaning needs no neighbours: charts, lists, definitions, follow-ups, now and the future."""
    pieces = intent.pieces
    intent.percent = any(piece.is_word("question", "percent", "points") and not piece.links for piece in pieces)
    for place, piece in enumerate(pieces):
        if piece.role or piece.links:
            continue
        if piece.is_word("chart"):
            chart = piece.word("chart") or ""
            intent.chart = chart if intent.chart in {"", "auto"} else intent.chart
            piece.role = "chart"
        elif piece.is_word("operator", "detail"):
            intent.detail, piece.role = True, "detail"
        elif piece.is_word("operator", "now"):
            intent.now, piece.role = True, "now"
        elif piece.is_word("operator", "cause"):
            intent.cause, piece.role = True, "cause"
        elif piece.is_word("operator", "unknown_future"):
            intent.future, piece.role = True, "future"
        elif _is_value_of(pieces, place):
            piece.role = "filler"  # "inventory value of the main store"
        elif piece.is_word("definition"):
            intent.definition |= {word.target for word in piece.words if word.kind == "definition"}
            piece.role = "definition"
        elif piece.is_word("shift"):
            intent.relations.append(piece.word("shift") or "")
            piece.role = "relation"
        elif piece.is_word("follow", "remove") and scene.question[piece.end : piece.end + 1] == "的":
            piece.words, piece.known = (), False  # 取消的订单: no order to take something away
        elif piece.is_word("follow"):
            targets = {word.target for word in piece.words if word.kind == "follow"}
            if piece.text == "那" and not (place + 1 < len(pieces) and pieces[place + 1].number):
                targets.discard("these_n")  # 那三个 points back; 那上月呢 only goes on
            intent.follow |= {"it" if piece.text.casefold() in _PRONOUNS else target for target in targets}


def _is_value_of(pieces: list[Piece], place: int) -> bool:
    """The "value of" something measured: its members are asked for as "values of"."""
    before = piece_before(pieces, place)
    singular = pieces[place].text.casefold() == "value of"
    return singular and before is not None and bool(before.metrics())


def _read_leftovers(intent: Intent, scene: Scene) -> None:
    pieces = intent.pieces
    lost: list[Piece] = []
    for place, piece in enumerate(pieces):
        if piece.role == "sign" and _is_arithmetic(pieces, place):
            lost.append(piece)
        if piece.role == "unbound" or _is_still_to_come(pieces, place, scene.question):
            lost.append(piece)
            continue
        if piece.role:
            continue
        if piece.number and place and pieces[place - 1].role == "follow":
            piece.role = "follow"  # 这三个, "those three"
        elif _is_letter_in_chinese(piece, scene.question):
            lost.append(piece)
        elif _is_harmless(piece, intent, scene) or _is_measure_word(pieces, place):
            piece.role = "filler"
        elif piece.is_word("follow"):
            piece.role = "follow"
        elif _repeats_length(pieces, place):
            piece.role = "filler"
        else:
            lost.append(piece)
    intent.unexplained = _as_words(lost, pieces, scene.question)


def _is_letter_in_chinese(piece: Piece, question: str) -> bool:
    """A客户, I类: a letter beside Chinese is a class or a code, neither an article nor a pronoun."""
    if len(piece.text) != 1 or is_han(piece.text) or not piece.text.isalpha():
        return False
    near = (question[: piece.start][-1:], question[piece.end :][:1])
    far = (question[: piece.start].rstrip()[-1:], question[piece.end :].lstrip()[:1])
    beside = far if piece.text.isupper() else near
    return any(is_han(char) for char in beside if char)


def _is_still_to_come(pieces: list[Piece], place: int, question: str) -> bool:
    """这个月要付多少: what is to be paid is not what was paid; 要 carries nothing only before what is asked to see."""
    piece = pieces[place]
    behind = pieces[place + 1] if place + 1 < len(pieces) else None
    if piece.text not in _TO_COME or behind is None or behind.start != piece.end:
        return False
    if not behind.verb and (behind.links or behind.text[:1] not in _DEEDS):
        return False
    return behind.text[-1:] not in "了过" and question[behind.end : behind.end + 1] not in {"了", "过"}


def _repeats_length(pieces: list[Piece], place: int) -> bool:
    """国庆七天: the number of days of the period before it, said once more."""
    number, before = pieces[place].number, pieces[place - 1] if place else None
    if number is None or number.unit != "days" or before is None or before.time is None or before.time.period is None:
        return False
    return before.end == pieces[place].start and before.time.period.days == number.value


def _as_words(lost: list[Piece], pieces: list[Piece], question: str) -> list[str]:
    """Pieces nothing explains, as the words they are part of: a name is not broken at a character that happens to be
    a particle."""
    spans: list[tuple[int, int]] = []
    for piece in lost:
        if spans and _is_one_word(spans[-1][1], piece.start, pieces, question):
            spans[-1] = (spans[-1][0], piece.end)
        else:
            spans.append((_word_start(piece, pieces, question), piece.end))
    return [question[start:end] for start, end in spans]


def _word_start(piece: Piece, pieces: list[Piece], question: str) -> int:
    """差旅费 is told whole, although 差 alone is a word that compares."""
    before = next((one for one in pieces if one.end == piece.start), None)
    if piece.known or before is None or before.end - before.start != 1 or not is_han(question[before.start]):
        return piece.start
    short = piece.end - piece.start == 1 and before.text not in "的了"  # 到期 is no 到 and 期
    alone = short or (
        bool(before.words) and all(word.kind not in {"filler", "operator", "follow"} for word in before.words)
    )
    return before.start if alone and not before.links else piece.start


def _is_one_word(end: int, start: int, pieces: list[Piece], question: str) -> bool:
    """Whether nothing stands between, or one Chinese character that carries nothing."""
    between = question[end:start]
    if not between:
        return True
    inner = [piece for piece in pieces if piece.start >= end and piece.end <= start]
    return len(between) == 1 and is_han(between) and all(piece.role == "filler" for piece in inner) and between != "的"


def _is_arithmetic(pieces: list[Piece], place: int) -> bool:
    """收入-成本, "revenue / orders": a sign between two measures means a calculation, not a list."""
    if pieces[place].text not in _SIGNS or not 0 < place < len(pieces) - 1:
        return False
    return all(pieces[near].role in {"metric", "number", "calc"} for near in (place - 1, place + 1))


def _is_harmless(piece: Piece, intent: Intent, scene: Scene) -> bool:
    if piece.links or piece.number or not piece.known:
        return False
    if piece.is_word("negation", "others") and any(said.negated for said in intent.values):
        return True
    if piece.text.casefold() in _PRONOUNS and (intent.metrics or piece.is_word("filler")):
        return True
    for word in piece.words:
        if word.target in _HARMLESS.get(word.kind, ()):
            return True
        if word.kind == "filler" and _fits_metrics(word.target, intent, scene.model):
            return True
    return False


def _fits_metrics(tail: str, intent: Intent, model: SemanticModel) -> bool:
    """额 goes with money, 余额 with balances, "rate" with ratios: elsewhere the word would mean another metric."""
    named = [model.metrics[name] for said in intent.metrics for name in said.names]
    if tail == "amount":
        rows = [] if named else [name for piece in intent.pieces for name in piece.datasets()]
        return any(metric.unit.kind == "currency" for metric in named) or any(_has_amount(model, name) for name in rows)
    if tail == "balance":
        return any(metric.kind == "balance" for metric in named)
    if tail == "rate":
        return any(metric.kind == "ratio" for metric in named)
    return False


def _has_amount(model: SemanticModel, dataset: str) -> bool:
    return any(item.role is FieldRole.AMOUNT and not item.hidden for item in model.datasets[dataset].fields.values())


def _is_measure_word(pieces: list[Piece], place: int) -> bool:
    piece = pieces[place]
    if not is_measure_word(piece) or place == 0:
        return False
    before = pieces[place - 1]
    return before.role in {"which", "limit", "threshold", "calc", "follow"} or before.is_word("operator", "each")
