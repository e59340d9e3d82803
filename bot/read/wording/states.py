"""What has or has not happened to a thing, by a date of its own: 10月下单还没到货的采购单, "orders shipped in May",
"unpaid invoices", 没下架的菜; and the periods such words take.

Role: pieces → the same pieces, where a word made of the name of a date (or of a flag) of something the question names
becomes one piece with a state; then Intent → its `states`. Forms of such a name are "shipped", "unshipped", 没到过货
(see `stems`). The date that things are counted by takes its period as ever. A date that is planned (到期, "due") is
never denied: a day still to come is no empty one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.read.intent import Intent, StateSaid
from bot.read.lexicon import Lexicon
from bot.read.normal import tokenize
from bot.read.pieces import Piece, State
from bot.read.segment import cut
from bot.read.walk import is_joint, is_light, next_piece, piece_before
from bot.read.wording.stems import Stem, stems_of
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.formula import metrics_of
from semantic_layer.metrics.reach import base_datasets
from semantic_layer.model import FieldRef, FieldType, SemanticModel

_NEVER = r"(?:还未|还没有?|从来没有?|从未|没有|没|尚未|未)(?:被|能|完成)?"
_ALREADY = r"(?:已经|已|都)(?:被)?"
_THEN = r"(?=的?[,，]?(?:但|却|而|还没|还未|尚未|没|未))"
_NOT = re.compile(
    r"(?:\b(?:that |which |who )?(?:still |yet |currently )?"
    r"(?:(?:have|has|had|is|are|was|were|do|does|did)(?:n['’]t| not)|never|not|yet to be)"
    r"(?: yet| been| be| ever| still| fully)*|\bnon-?|\bun-?)\s*$",
    re.IGNORECASE,
)
_BEFORE_NOT = re.compile(r"\b(?:but|and|still|are|is|were|was|that are|which are)\s+$", re.IGNORECASE)
_DONE = re.compile(r"\b(?:already(?: been)?|(?:have|has) been)\s*$", re.IGNORECASE)
_BUT_NOT = re.compile(r"\s*,?\s*(?:but|and|yet)\s+(?:not|never|is|are|was|were|has|have|un\w+)\b", re.IGNORECASE)
_INTO = re.compile(r"[\s]*(?:(?:in|during|within|on|over|the|sometime|for)\s+)*", re.IGNORECASE)
_FROM_TIME = re.compile(r"[\s]*(?:份|里|内|中|期间|间)?(?:被|才|刚|就|已经|已|新)?")
_UP_TO = re.compile(r"by\b", re.IGNORECASE)
_OPEN_END = re.compile(r"以后|之后|以来|起$|\b(?:since|after)\b|onwards?\b", re.IGNORECASE)
_BUT = frozenset({"但", "但是", "却", "而", "可", "不过", "but", "yet", "and"})
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)?")
_DATES = frozenset({FieldType.DATE, FieldType.TIMESTAMP})


def read_states(pieces: list[Piece], question: str, lexicon: Lexicon, model: SemanticModel) -> None:
    """Make one piece of each word that says what has or has not happened."""
    named = _named(pieces, model)
    stems = [stem for name in sorted(named) for stem in stems_of(model.datasets[name])]
    if not stems:
        return
    axes = {FieldRef(name, model.datasets[name].time_field) for name in named}
    found: dict[tuple[int, int], tuple[set[FieldRef], bool | None]] = {}
    for start, end, ref, absent in _found(pieces, question, stems):
        if ref in axes and absent is not None:
            continue  # no row is without the date it is counted by
        refs, known = found.setdefault((start, end), (set(), absent))
        refs.add(ref)
        if absent is None and known is False:
            found[(start, end)] = (refs, None)  # the time beside it says when
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        refs, absent = found[(start, end)]
        covered = [place for place, one in enumerate(pieces) if one.start < end and start < one.end]
        if not covered or any(_is_other(pieces[place], refs) for place in covered):
            continue
        first, last = pieces[covered[0]], pieces[covered[-1]]
        if (first.links and first.start < start) or (last.links and end < last.end):
            continue
        if _is_said_of_another(pieces, covered[0], covered[-1], refs, question[start:end], model):
            continue
        state = State(tuple(sorted(refs, key=str)), absent)
        pieces[covered[0] : covered[-1] + 1] = [
            *cut_again(question, first.start, start, lexicon),
            Piece(start, end, question[start:end], state=state),
            *cut_again(question, end, last.end, lexicon),
        ]


def _is_said_of_another(
    pieces: Sequence[Piece], first: int, last: int, refs: set[FieldRef], text: str, model: SemanticModel
) -> bool:
    """Accounts that have not resolved a ticket, 没解决工单的客户: the members' deed, not what became of the thing."""
    own = {ref.dataset for ref in refs}
    if text.isascii():
        if re.match(r"(?:un|non-?)[a-z]", text, re.IGNORECASE):
            return False
        subject = next((one for one in reversed(pieces[:first]) if _things_in(one, model)), None)
        return subject is not None and not own & _things_in(subject, model)
    following = [piece for piece in pieces[last + 1 :] if piece.role != "sign"][:3]
    named = [_things_in(piece, model) for piece in following]
    if following and following[0].text == "的":
        return len(named) > 1 and bool(named[1]) and not own & named[1]
    if len(following) == 3 and named[0] and following[1].text == "的":
        return bool(named[2]) and not own & named[2]
    return False


def _things_in(piece: Piece, model: SemanticModel) -> set[str]:
    """The datasets whose rows or members a noun or a measure is of; a category of theirs names none."""
    found = {name for name in piece.datasets() if name in model.datasets}
    for ref in piece.fields():
        dataset = model.datasets.get(ref.dataset)
        if dataset is not None and (ref.field == dataset.display or (ref.field,) == dataset.primary_key):
            found.add(ref.dataset)
    for name in piece.metrics():
        found |= base_datasets(model, name)
    return found


def cut_again(question: str, start: int, end: int, lexicon: Lexicon) -> list[Piece]:
    """What is left of a stretch that was cut across: 但 of 修好但, 的 of 好的."""
    text = question[start:end]
    made = cut(text, tokenize(text), lexicon) if text.strip() else []
    return [replace(piece, start=piece.start + start, end=piece.end + start) for piece in made]


def _is_other(piece: Piece, refs: set[FieldRef]) -> bool:
    """Whether a piece is something else that was found: a measure, a value, a time."""
    own = {ref.dataset for ref in refs}
    other = any(
        not (link.kind == "field" and link.target in refs)
        and not (len(piece.text) == 1 and _is_noun_of(link.target, own))  # 店 in 还没闭店
        for link in piece.links
    )
    return other or piece.time is not None or piece.number is not None or piece.state is not None


def _is_noun_of(target: object, datasets: set[str]) -> bool:
    return (target.dataset if isinstance(target, FieldRef) else target) in datasets


def _named(pieces: Sequence[Piece], model: SemanticModel) -> set[str]:
    """The datasets whose rows or members the question names, by a noun, a value of theirs, or a measure of theirs."""
    found: set[str] = set()
    for piece in pieces:
        found |= {
            *piece.datasets(),
            *(ref.dataset for ref in piece.fields()),
            *(ref.dataset for ref, _ in piece.values()),
        }
        for name in piece.metrics():
            found |= base_datasets(model, name)
    return {name for name in found if name in model.datasets}


# ---- where such words stand


def _found(
    pieces: Sequence[Piece], question: str, stems: Sequence[Stem]
) -> Iterator[tuple[int, int, FieldRef, bool | None]]:
    """(start, end, field, True: it has not happened, False: it has, None: it did within the time beside it)."""
    times = [piece for piece in pieces if piece.time is not None and piece.time.kind in ("period", "unresolved")]
    for stem in stems:
        if stem.is_chinese:
            yield from _in_chinese(stem, times, pieces, question)
        else:
            yield from _in_english(stem, times, question)


def _in_chinese(
    stem: Stem, times: Sequence[Piece], pieces: Sequence[Piece], question: str
) -> Iterator[tuple[int, int, FieldRef, bool | None]]:
    text = stem.words[0]
    loose = rf"{text[0]}[过了]?{text[1]}" if len(text) == 2 else re.escape(text)
    if not stem.may_lie_ahead:
        for one in re.finditer(rf"{_NEVER}{loose}过?", question):
            yield one.start(), one.end(), stem.ref, True
        for one in re.finditer(rf"{_ALREADY}{loose}了?|{loose}了?{_THEN}", question):
            yield one.start(), one.end(), stem.ref, False
    if stem.is_flag:
        return
    for time in times:
        start = _FROM_TIME.match(question, time.end).end()  # type: ignore[union-attr]
        for one in re.compile(rf"{loose}[过了]?(?!日期|时间|[率量额数])").finditer(question, start):
            if one.start() == start or question[time.end : one.start()].strip() in ("", "才", "刚", "就", "被", "新"):
                yield one.start(), one.end(), stem.ref, None
            break
        if _is_split(text, time, pieces, question):
            yield time.end, time.end + 1, stem.ref, None


def _is_split(text: str, time: Piece, pieces: Sequence[Piece], question: str) -> bool:
    """11月下的采购单: 下单, where the thing itself is the 单; 2025年开的店."""
    if len(text) != 2 or question[time.end : time.end + 2] != f"{text[0]}的":
        return False
    following = next((piece for piece in pieces if piece.start == time.end + 2), None)
    return following is not None and bool(following.links) and following.text.endswith(text[1])


def _in_english(stem: Stem, times: Sequence[Piece], question: str) -> Iterator[tuple[int, int, FieldRef, bool | None]]:
    words = [*_WORD.finditer(question)]
    for place, word in enumerate(words):
        size = len(stem.words)
        spoken = [one.group() for one in words[place : place + size]]
        start, end = word.start(), words[place + len(spoken) - 1].end()
        unsaid = size == 1 and not stem.fits(spoken) and stem.fits([re.sub(r"^(un|non)-?", "", spoken[0], flags=re.I)])
        if unsaid and spoken[0].casefold().startswith(("un", "non")):
            if not stem.may_lie_ahead:
                yield start, end, stem.ref, True
            continue
        if not stem.fits(spoken):
            continue
        denied = _NOT.search(question[:start])
        if denied:
            if not stem.may_lie_ahead and stem.is_past(spoken):
                joined = _BEFORE_NOT.search(question[: denied.start()])
                for first in {denied.start(), joined.start() if joined else denied.start()}:
                    yield first, end, stem.ref, True
                    yield first, end + len(_yet(question, end)), stem.ref, True
            continue
        within = not stem.is_flag and any(
            _INTO.fullmatch(question[end : time.start]) for time in times if time.start >= end
        )
        if within:
            yield start, end, stem.ref, None
        elif not stem.may_lie_ahead and stem.is_past(spoken):
            done = _DONE.search(question[:start])
            if done or _BUT_NOT.match(question, end):
                yield (done.start() if done else start), end, stem.ref, False


def _yet(question: str, end: int) -> str:
    after = re.match(r" yet\b", question[end:])
    return after.group() if after else ""


# ---- the periods they take


def bind_states(intent: Intent, question: str, model: SemanticModel) -> None:
    """Each such word with the time it takes. A word for the very date that is counted by takes none away."""
    for piece in intent.pieces:
        if piece.state is None:
            continue
        said = StateSaid(piece.text, piece.state.refs, piece, piece.state.absent)
        if said.absent is None and not _take_time(intent, said, question):
            piece.role = ""
            intent.unexplained.append(piece.text)
            continue
        if len(said.refs) == 1 and said.period is not None and is_axis(intent, said.refs[0], model):
            intent.periods.append(said.period)
            intent.by_own_date = True
            piece.role = "filler"
            continue
        intent.states.append(said)
    _join(intent)
    if any(not _is_of_another(intent, said, model) for said in intent.states):
        intent.ever = True  # what was ordered is told by its own dates, whenever it was


def _join(intent: Intent) -> None:
    """下单但还没到货, "shipped but not invoiced": what stands between two of them sets them against each other."""
    for place, piece in enumerate(intent.pieces):
        if piece.role or piece.text.casefold() not in _BUT:
            continue
        before = piece_before(intent.pieces, place, _is_light_or_time)
        after = next_piece(intent.pieces, place, _is_light_or_time)
        if before is not None and after is not None and before.state is not None and after.state is not None:
            piece.role, piece.known = "filler", True


def _is_light_or_time(piece: Piece) -> bool:
    return is_light(piece) or piece.role == "period"


def _take_time(intent: Intent, said: StateSaid, question: str) -> bool:
    """The time that stands beside the word: before it in Chinese, behind it in English."""
    piece = said.piece
    for other in intent.pieces:
        if other.time is None or other.time.kind not in ("period", "unresolved"):
            continue
        if _is_listed(intent.pieces, other):
            continue
        english = piece.text.isascii()  # opened in September resolved in October: each with the period behind it
        before = not english and other.end <= piece.start and _is_gap(question[other.end : piece.start])
        after = piece.end <= other.start and _INTO.fullmatch(question[piece.end : other.start])
        if not (before or (after and english)):
            continue
        period = other.time.period
        if period is not None and period in intent.periods:
            intent.periods.remove(period)
            if _UP_TO.match(other.text) and not period.open_start:
                period = replace(period, open_start=True, as_of=True)  # due by the end of August: before August, too
            said.period, said.open_end = period, bool(_OPEN_END.search(other.text))
            return True
        if other in intent.unresolved and other.time.candidates:
            intent.unresolved.remove(other)
            said.word = other.text
            said.candidates, said.open_end = other.time.candidates, bool(_OPEN_END.search(other.text))
            other.role = "period"
            return True
    return False


def _is_listed(pieces: Sequence[Piece], time: Piece) -> bool:
    """9月或10月签收: one of several times, which the word takes all or none of."""
    place = pieces.index(time)
    for step in (-1, 1):
        index, joined = place + step, False
        while 0 <= index < len(pieces) and (is_joint(pieces[index]) or is_light(pieces[index])):
            joined = joined or is_joint(pieces[index])
            index += step
        if joined and 0 <= index < len(pieces) and pieces[index].time is not None:
            return not _is_taken(pieces, index)
    return False


def _is_taken(pieces: Sequence[Piece], place: int) -> bool:
    """9月签收和10月开票: that time has a word of its own, behind it or before it."""
    near = (piece_before(pieces, place), next_piece(pieces, place))
    return any(one is not None and one.state is not None for one in near)


def _is_gap(text: str) -> bool:
    return bool(_FROM_TIME.fullmatch(text))


def is_axis(intent: Intent, ref: FieldRef, model: SemanticModel) -> bool:
    """Whether what is asked for is counted by this very date."""
    names = [name for said in intent.metrics for name in said.names]
    if names:
        return all(axis == ref for name in names for axis in _axes(name, model))
    return model.datasets[ref.dataset].time_field == ref.field


def _axes(name: str, model: SemanticModel) -> Iterable[FieldRef]:
    metric = model.metrics[name]
    own = metric.time_field
    if own:
        dataset, _, field = own.rpartition(".")
        return [FieldRef(one, field) for one in ([dataset] if dataset else sorted(base_datasets(model, name)))]
    inner = (
        [one for one in metrics_of(read_formula(model, metric)) if one in model.metrics and one != name]
        if (metric.open_items is None)
        else []
    )
    if inner:
        return [axis for one in inner for axis in _axes(one, model)]
    return [FieldRef(one, model.datasets[one].time_field) for one in sorted(base_datasets(model, name))]


def _is_of_another(intent: Intent, said: StateSaid, model: SemanticModel) -> bool:
    """A date of the members a measure is cut by (stores opened last year), not of the rows it is made of."""
    names = [name for metric in intent.metrics for name in metric.names]
    owners = {ref.dataset for ref in said.refs}
    return bool(names) and not all(owners <= base_datasets(model, name) for name in names)
