"""Measures said by a verb or by their unit: 卖了多少, "how much did we collect", 发了多少票, "how many kWh".

Role: pieces → the same pieces, with links to the metrics a verb or a unit stands for, before they are interpreted. A
verb means what bears one of its nouns as a name (words/verbs.py); a unit means the metrics counted in it. Several stay
several, and are asked about; none leaves the word unexplained. A verb beside a metric of its own kind only leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import is_han, norms_of
from bot.read.pieces import Piece
from bot.read.walk import is_joint, next_of, piece_before
from bot.read.wording.counted import (
    absorb_person_after_name,
    absorb_persons,
    are_asked_for,
    is_denied,
    is_party_noun,
    is_person_unit,
    names_of_subject,
    own_names,
    read_by_count,
    said_as,
)
from bot.read.wording.owed_part import is_part_of_debt
from bot.read.words import Word
from bot.read.words.verbs import CONCEPTS
from semantic_layer.model import MetricKind, SemanticModel

_CONFIDENCE = 0.9
_WORD = re.compile(r"\w+")
_US = r"(我们|我司|公司|咱们|本公司|我方|我)"
_OWED_TO_US = re.compile(
    rf"欠(了|着)?{_US}|\bowe[sd]?\s+(to\s+)?(us|me)\b|\bare\s+we\s+(still\s+)?owed\b", re.IGNORECASE
)
_WE_OWE = re.compile(
    rf"{_US}(还|总共|一共|共|目前|现在|至今|到底|一共还)*(拖?欠)|\bwe\s+(still\s+|currently\s+)?owe\b", re.IGNORECASE
)
_SUBJECT = re.compile(r"(\bwe|\bdid|\bhave|\bthey|我们|我司|公司)\s*$", re.IGNORECASE)
_NUMBER_OF = (("number", "of"), ("no", "of"), ("count", "of"), ("total", "number", "of"))
_COUNTS = tuple(
    norms_of(word) for word in ("count", "数", "数量", "总数", "个数", "人数", "家数", "笔数", "单数", "张数")
)
_QUANTITY = re.compile(r"[量数率](?!额)|件|volume|quantity|units|count|number|rate|%", re.IGNORECASE)
_CASH = re.compile(r"cash|receipt|collect|payment|paid")
_PLANNED = re.compile(r"预 ?算|计 ?划|预 ?测|目 ?标|plan|budget|forecast|target")
_OF_MONEY = frozenset({"collect", "receivable", "payable", "spend", "pay", "earn", "compensate"})
_DIFFERENT = re.compile(r"(?:多少|几)[种款]|不同|\b(?:different|distinct|separate|unique)\b", re.IGNORECASE)
_OF_MEMBERS = frozenset("家位名人户个")
_BROAD = frozenset({"spend"})  # of many kinds: a kind of its own elsewhere makes the word open


def read_verbs(pieces: list[Piece], question: str, lexicon: Lexicon, model: SemanticModel) -> None:
    """Link verbs and units to the metrics they stand for, where exactly such are declared."""
    _settle_nouns(pieces, question)
    if not any(piece.metrics() for piece in pieces):
        _count_by_name(pieces, lexicon, model)
        read_by_count(pieces, model)
    _settle_parties(pieces)
    absorb_person_after_name(pieces, model)
    verbs = [piece for piece in pieces if piece.is_word("verb") and not piece.links and not piece.time]
    if len(verbs) == 1 and _candidates(verbs[0], question, lexicon):
        _unname_money(pieces)
    named = {name for piece in pieces for name in piece.metrics()}
    _split_count(pieces, lexicon)
    asked = _asked_unit(pieces)
    if asked is not None:
        _count_in(asked, pieces, verbs, question, lexicon, model)
    elif named:
        _lead_to(verbs, named, question, lexicon, model)
        _absorb_money(pieces, model)
    elif len(verbs) == 1:
        _measure(verbs[0], pieces, question, lexicon, model)
    elif verbs and not any(piece.links and not piece.values() for piece in pieces):
        _measure_each(verbs, pieces, question, lexicon)


def _settle_nouns(pieces: Sequence[Piece], question: str) -> None:
    """ "How much did we bill": a word that is a verb as well as a noun of the layer is the verb after its subject."""
    for piece in pieces:
        nouns = piece.links and all(link.kind in {"dataset", "field"} for link in piece.links)
        if nouns and piece.is_word("verb") and _SUBJECT.search(question[: piece.start]):
            piece.links = ()


def _settle_parties(pieces: Sequence[Piece]) -> None:
    """ "Our biggest debtors" are those who owe; the number of debtors, or debtor days, is nothing a verb stands for."""
    for piece in pieces:
        if piece.is_word("verb") and not piece.links and is_party_noun(piece) and not are_asked_for(pieces, piece):
            piece.words, piece.known = (), False


def _count_by_name(pieces: list[Piece], lexicon: Lexicon, model: SemanticModel) -> None:
    """有多少订单, "how many customers": the metric called "number of customers", 订单数, where there is one."""
    for place, piece in enumerate(pieces):
        asks = piece.is_word("calc", "count", "sum") or piece.is_word("question", "how_much", "few")
        if not asks or piece.links:
            continue
        after = next_of(pieces, place)
        before = place - 1 if place and is_han(piece.text[0]) and not piece.is_word("calc", "sum") else None
        for near in (after, before):
            noun = pieces[near] if near is not None else None
            if noun is None or noun.metrics() or not noun.datasets():
                continue
            names = _counts_called(norms_of(noun.text), lexicon) or _counts_of(noun.datasets()[0], lexicon)
            if _is_about_rows(pieces, noun):
                return
            names = tuple(name for name in names if not _is_told_otherwise(pieces, model.metrics[name].filter))
            if names and not piece.text.casefold().startswith("how much"):
                noun.links = tuple(Link("metric", name, "alias", _CONFIDENCE, noun.text) for name in names)
                noun.words = piece.words = (Word("filler", ""),)
                _absorb_unit(pieces, place, names, lexicon)
            return


def _absorb_unit(pieces: list[Piece], place: int, names: Sequence[str], lexicon: Lexicon) -> None:
    """理赔有几件: the unit behind, in which the number is counted."""
    unit = pieces[place + 1] if place + 1 < len(pieces) else None
    own = unit is not None and unit.is_word("unit") and not unit.links
    if unit is not None and own and set(names) <= set(lexicon.units.get(norms_of(unit.text), ())):
        unit.words = (Word("filler", ""),)


def _is_about_rows(pieces: Sequence[Piece], noun: Piece) -> bool:
    """ "How many members have no orders": the rows themselves are counted, by what they have or lack."""
    others = [piece for piece in pieces if piece is not noun and piece.datasets() and not piece.metrics()]
    told = any(piece.is_word("negation", "without") or piece.is_word("operator", "with") for piece in pieces)
    return bool(others) and told


def _is_told_otherwise(pieces: Sequence[Piece], condition: str | None) -> bool:
    """ "How many orders were cancelled" of a number that leaves cancelled ones out: another number is meant."""
    fields = {f"{ref.dataset}.{ref.field}" for piece in pieces for ref, _ in piece.values()}
    return any(re.search(rf"\b{re.escape(name)}\b", condition or "") for name in fields)


def _counts_called(noun: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """The metrics named as the number of a noun."""
    forms = [(*form, *noun) for form in _NUMBER_OF] + [(*noun, *form) for form in _COUNTS]
    found = [str(link.target) for form in forms for link in lexicon.find(form) if link.kind == "metric"]
    return tuple(dict.fromkeys(found))


def _counts_of(dataset: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The metrics named as the number of what a dataset is called by any of its names."""
    terms = [t for t, links in lexicon.terms.get("dataset", {}).items() if any(one.target == dataset for one in links)]
    found = [name for term in terms for name in _counts_called(norms_of(term), lexicon)]
    return tuple(dict.fromkeys(found))


def _unname_money(pieces: Sequence[Piece]) -> None:
    """ "How much cash did we collect": cash is what the verb is about, though a metric may be called so."""
    for piece in pieces:
        if piece.is_word("money"):
            piece.links = tuple(link for link in piece.links if link.kind != "metric")


def nouns_of(word: str) -> tuple[tuple[str, ...], ...]:
    """The nouns a verb stands for, in normal form; () for any other word."""
    key = norms_of(word)
    found = [c.nouns for c in CONCEPTS.values() if key in {norms_of(verb) for verb in c.verbs.split("|")}]
    return tuple(norms_of(noun) for nouns in found for noun in nouns)


def _concepts(piece: Piece, question: str) -> list[str]:
    """What a verb is about; who owes whom is told by where "we" stands."""
    found = [word.target for word in piece.words if word.kind == "verb"]
    if "receivable" in found:
        if _OWED_TO_US.search(question):
            found.remove("payable")
        elif _WE_OWE.search(question):
            found.remove("receivable")
    return found


def _candidates(piece: Piece, question: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The metrics that bear a noun of the verb as a name of their own."""
    found: dict[str, None] = {}
    for concept in _concepts(piece, question):
        for noun in CONCEPTS[concept].nouns:
            found |= dict.fromkeys(str(link.target) for link in lexicon.find(norms_of(noun)) if link.kind == "metric")
    return tuple(found)


def _kinds_called(word: str, lexicon: Lexicon) -> list[str]:
    """The metrics whose names end as what a verb is about does: 线上销售额 for 卖."""
    nouns = nouns_of(word)
    return [
        str(link.target)
        for term, links in lexicon.terms.get("metric", {}).items()
        if any(norms_of(term)[-len(noun) :] == noun for noun in nouns)
        for link in links
    ]


def _kinds_of(verb: Piece, names: tuple[str, ...], lexicon: Lexicon, model: SemanticModel) -> tuple[str, ...]:
    """With what is called a kind of it and counted elsewhere: purchases beside expenses are spent as well."""
    concepts = [word.target for word in verb.words if word.kind == "verb" and word.target in _BROAD]
    if not concepts or not names:
        return names
    nouns = [norms_of(noun) for concept in concepts for noun in CONCEPTS[concept].nouns]
    own = {dataset for name in names for dataset in datasets_of(name, model)}
    found = dict.fromkeys(names)
    for term, links in lexicon.terms.get("metric", {}).items():
        norms = norms_of(term)
        if any(len(norms) > len(noun) and norms[-len(noun) :] == noun for noun in nouns):
            names_here = [str(link.target) for link in links]
            found |= dict.fromkeys(name for name in names_here if _is_other_kind(name, own, model))
    return tuple(found)


def _is_other_kind(name: str, own: set[str], model: SemanticModel) -> bool:
    """Counted elsewhere, and no plan of it."""
    words = " ".join(" ".join(norms) for norms in _names_of(name, model))
    return not datasets_of(name, model) <= own and not _PLANNED.search(words)


def datasets_of(name: str, model: SemanticModel) -> frozenset[str]:
    """The datasets that stand in a metric's expression; none for one made of metrics."""
    metric = model.metrics[name]
    if metric.open_items is not None:
        return frozenset({metric.open_items.document})
    return frozenset(found for found in _WORD.findall(metric.expression) if found in model.datasets)


_OWING = frozenset({"receivable", "payable", None})


def _lead_to(verbs: Sequence[Piece], named: set[str], question: str, lexicon: Lexicon, model: SemanticModel) -> None:
    """ "How much revenue did we sell", 卖了多少间夜 of 售出间夜: the verb says nothing more, where its own kind of
    metric is named, or one that has a verb of its kind in its name."""
    for piece in verbs:
        borne = any(_bears(name, piece.text, model) for name in named)
        owed = _candidates(piece, question, lexicon) if piece.is_word("verb", "receivable", "payable") else ()
        borne = borne or is_part_of_debt(named, owed, question, model)
        if borne or named & set(_candidates(piece, question, lexicon)):
            piece.words = (Word("filler", ""),)
        elif piece.word("verb") not in _OWING and all(model.metrics[name].kind is MetricKind.BALANCE for name in named):
            piece.words, piece.known = (), False  # 收了多少应收账款: what came in is no balance
        else:
            piece.words = tuple(word for word in piece.words if word.kind != "verb")


def _bears(name: str, verb: str, model: SemanticModel) -> bool:
    """Whether the label of a metric has a verb of its kind in it. One character tells nothing: 收了多少应收账款."""
    key, label = norms_of(verb), model.metrics[name].label
    alike = [forms for one in CONCEPTS.values() if key in map(norms_of, forms := one.verbs.split("|"))]
    words, stems = set(norms_of(label.en)), [form.rstrip("了得") for forms in alike for form in forms]
    chinese = any(len(stem) > 1 and is_han(stem[0]) and stem in label.zh for stem in stems)
    return chinese or any(stem.isascii() and set(norms_of(stem)) <= words for stem in stems)


def _absorb_money(pieces: Sequence[Piece], model: SemanticModel) -> None:
    """The layer has the verb itself as a name of money: the money beside it says the same."""
    verbs = [piece for piece in pieces if piece.metrics() and nouns_of(piece.text)]
    if verbs and all(is_money(name, model) for piece in verbs for name in piece.metrics()):
        for piece in pieces:
            if piece.is_word("money") and not piece.links:
                piece.words = (Word("filler", ""),)


def _measure(verb: Piece, pieces: list[Piece], question: str, lexicon: Lexicon, model: SemanticModel) -> None:
    """The verb as the metrics it stands for; what is counted beside it must be part of their names."""
    names = _candidates(verb, question, lexicon) or names_of_subject(verb, pieces, lexicon)
    if not _asks_how_much(pieces) or verb.is_word("verb", "hold"):  # cash, shares, stock: the unit must tell
        names = ()
    money = [piece for piece in pieces if piece.is_word("money") and not piece.links]
    if money or "钱" in "".join(piece.text for piece in pieces if piece.is_word("question", "how_much")):
        names = tuple(name for name in names if is_money(name, model))
    if set(_concepts(verb, question)) <= _OF_MONEY:
        names = tuple(name for name in names if is_money(name, model)) or names
    if any(piece.text.casefold() == "cash" for piece in money):
        names = tuple(name for name in names if _CASH.search(" ".join(sum(_names_of(name, model), ())))) or names
    counted = _counted_noun(pieces, verb) or said_as(pieces, verb, question)
    if counted is not None and counted.datasets() and _DIFFERENT.search(question):
        counted = None  # 卖出了多少种商品: the products themselves are counted
    if counted is not None:
        names = tuple(name for name in names if _is_named_after(counted, name, model))
    if not names:
        return
    verb.verb = _concepts(verb, question)[0]
    kinds = dict.fromkeys(name for name in _kinds_called(verb.text, lexicon) if name not in names)
    verb.aside = tuple(Link("metric", name, "alias", _CONFIDENCE, verb.text) for name in kinds)
    _link(verb, _kinds_of(verb, names, lexicon, model), verb.text)
    absorb_persons(pieces, names, verb, model)
    goods = [piece for piece in pieces if piece.is_word("goods") and not piece.links]
    for piece in [*money, *goods, *([counted] if counted is not None else [])]:
        piece.links, piece.words = (), (Word("filler", ""),)


def is_money(name: str, model: SemanticModel) -> bool:
    """Whether a metric is an amount of money, as far as its unit or else its label tells."""
    metric = model.metrics[name]
    if metric.unit.kind != "none":
        return metric.unit.kind == "currency"
    return not _QUANTITY.search(f"{metric.label.zh} {metric.label.en}")


def _measure_each(verbs: Sequence[Piece], pieces: list[Piece], question: str, lexicon: Lexicon) -> None:
    """ "Billed and collected per month", 每月开票和回款: verbs in a list, with nothing else that could be measured."""
    places = [pieces.index(verb) for verb in verbs]
    between = [piece for piece in pieces[places[0] : places[-1] + 1] if piece not in verbs]
    if any(not is_joint(piece) for piece in between) or len(between) < len(verbs) - 1:
        return
    found = [_candidates(verb, question, lexicon) for verb in verbs]
    if all(found):
        for verb, names in zip(verbs, found, strict=True):
            _link(verb, names, verb.text)


def _asks_how_much(pieces: Sequence[Piece]) -> bool:
    """Whether an amount is asked for, or who is first by it: a verb in a statement is no measure."""
    for piece in pieces:
        if piece.is_word("question") or piece.is_word("order") or piece.is_word("limit") or piece.is_word("calc"):
            return True
        if piece.is_word("operator", ">", ">=", "<", "<=", "over", "between"):
            return True
        if piece.text.casefold().startswith(("how much", "how many", "how did", "how do")):
            return True
    return False


def _counted_noun(pieces: list[Piece], verb: Piece) -> Piece | None:
    """The entity in "how many members joined", 新增了多少会员: what a verb with a count is about."""
    for place, piece in enumerate(pieces):
        asks = piece.is_word("question", "how_much", "few") or piece.is_word("calc", "count")
        if not asks:
            continue
        after = next_of(pieces, place)
        for near in (after, place - 1 if piece.text and is_han(piece.text[0]) and place else None):
            if near is not None and pieces[near] is not verb and _is_noun(pieces[near]):
                return pieces[near]
    return None


def _is_noun(piece: Piece) -> bool:
    return bool(piece.datasets() or piece.fields()) and not piece.values()


def _is_named_after(noun: Piece, name: str, model: SemanticModel) -> bool:
    """Whether the entity's word stands in the metric's own names: 会员 in 新增会员数."""
    wanted = norms_of(noun.text)
    return any(_holds(norms, wanted) for norms in _names_of(name, model))


def _holds(norms: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    size = len(wanted)
    return any(norms[at : at + size] == wanted for at in range(len(norms) - size + 1))


def _names_of(name: str, model: SemanticModel) -> list[tuple[str, ...]]:
    metric = model.metrics[name]
    words = (metric.label.zh, metric.label.en, metric.name.replace("_", " "), *metric.synonyms)
    return [norms_of(word) for word in words if word]


def _link(piece: Piece, names: Iterable[str], term: str) -> None:
    piece.links = tuple(Link("metric", name, "alias", _CONFIDENCE, term) for name in names)
    piece.words, piece.known = (), True


# ---- units


def _split_count(pieces: list[Piece], lexicon: Lexicon) -> None:
    """有多少辆 at the end: 辆 is a unit of the layer, where no noun follows it."""
    for place, piece in enumerate(pieces):
        if not piece.is_word("calc", "count") or piece.links or len(piece.text) < 2 or not is_han(piece.text[-1]):
            continue
        following = next_of(pieces, place)
        noun = following is not None and (pieces[following].links or not pieces[following].known)
        noun = noun or _follows_noun(pieces, place)
        if not noun and lexicon.units.get(norms_of(piece.text[-1])):
            asks = Piece(piece.start, piece.end - 1, piece.text[:-1], words=(Word("question", "how_much"),))
            unit = Piece(piece.end - 1, piece.end, piece.text[-1], words=(Word("unit", ""),))
            pieces[place : place + 1] = [asks, unit]
            return


def _follows_noun(pieces: Sequence[Piece], place: int) -> bool:
    """客户有几家: the noun before is counted; 各客户多少单 tells apart by them, 各渠道多少家 counts nobody named."""
    before = piece_before(pieces, place)
    if before is None or not _is_noun(before):
        return False
    if {pieces[place].text[-1], *(piece.text for piece in pieces[place + 1 : place + 2])} & _OF_MEMBERS:
        return True
    each = piece_before(pieces, next(spot for spot, piece in enumerate(pieces) if piece is before))
    return each is None or bool(each.links) or not each.is_word("operator", "each")


def _asked_unit(pieces: list[Piece]) -> int | None:
    """The place of a unit that is asked for: 多少票, 几度, "how many kWh"."""
    for place, piece in enumerate(pieces):
        if not piece.is_word("unit") or piece.links or not place:
            continue
        before = piece_before(pieces, place)
        if before is not None and _follows_noun(pieces, pieces.index(before)):
            continue
        if before is not None and _ranks(before) and any(one.is_word("verb") and not one.links for one in pieces):
            return place  # who sold the most copies
        if before is not None and before.text.isascii() and "many" not in before.text.casefold():
            continue  # "how much did we invoice" asks for no number of invoices
        if before is not None and (
            before.is_word("question", "how_much", "few")
            or (before.is_word("operator", "apart") and before.text.endswith("多少"))  # 各多少票
            or before.text.casefold() in {"how many", "有多少", "number of"}
        ):
            return place
    return None


def _count_in(
    place: int, pieces: list[Piece], verbs: Sequence[Piece], question: str, lexicon: Lexicon, model: SemanticModel
) -> None:
    """The metrics counted in the unit; a verb beside it must belong to their names, or choose among them."""
    unit = pieces[place]
    names = lexicon.units.get(norms_of(unit.text), ())
    if _is_told_by_name(unit, names, pieces, model):
        return
    asks = piece_before(pieces, place)
    for verb in verbs:
        meant = set(_candidates(verb, question, lexicon))
        kept = tuple(name for name in names if name in meant or _shares_word(verb, name, model))
        if not kept and is_person_unit(unit.text):
            kept = tuple(name for name in meant if model.metrics[name].unit.kind in {"none", "count"})
        if kept:
            names, verb.words = kept, (Word("filler", ""),)
        elif asks is not None and _ranks(asks):
            return  # returned the most copies, where only those sold are counted
        else:
            verb.words = tuple(word for word in verb.words if word.kind != "verb")
    if not names:
        return
    _link(unit, names, unit.text)
    unit.own = own_names(unit.text, names, lexicon) if len(names) > 1 else ()
    if place + 1 < len(pieces):
        _absorb(pieces[place + 1], unit, names, model)
    if asks is not None and not (asks.links or asks.is_word("operator", "apart") or _ranks(asks)):
        asks.words = (Word("filler", ""),)


def _ranks(piece: Piece) -> bool:
    """The most, the fewest: of what is counted."""
    return piece.text.casefold() in {"most", "fewest", "least"} and piece.is_word("order") and not piece.links


def _is_told_by_name(unit: Piece, names: Sequence[str], pieces: list[Piece], model: SemanticModel) -> bool:
    """未结案件有几件, 库存一共多少件: the one measure counted so is named by another word, alone or with it."""
    named = [piece for piece in pieces if piece is not unit and piece.metrics()]
    if len(named) != 1 or any(is_joint(piece) for piece in pieces):
        return False
    said = named[0]
    counted = tuple(name for name in said.metrics() if name in names)
    if not counted:
        wanted = norms_of(said.text)
        counted = tuple(name for name in names if any(_holds(norms, wanted) for norms in _names_of(name, model)))
    if len(counted) != 1:
        return False
    if counted != said.metrics():
        _link(said, counted, said.text)
    before = piece_before(pieces, pieces.index(unit))
    for piece in (unit, *([before] if before is not None and not (before.links or _ranks(before)) else [])):
        piece.words = (Word("filler", ""),)
    return True


def _shares_word(verb: Piece, name: str, model: SemanticModel) -> bool:
    """发 in 发运票数: the verb is part of a name. In 待发运票数, "not shipped", it is what has not happened."""
    wanted = norms_of(verb.text)[:1]
    if verb.is_word("verb", "tie_up"):
        return False  # it begins with the goods, 货, and says nothing of sending them (发货箱数)
    names = [norms for norms in _names_of(name, model) if _holds(norms, wanted)]
    return bool(names) and not any(is_denied(norms, wanted) for norms in names)


def _absorb(piece: Piece, unit: Piece, names: Sequence[str], model: SemanticModel) -> None:
    """度 + 电: the thing counted stands behind its unit, where it is in the names of all that the unit may mean."""
    own = not piece.links and not piece.time and not piece.number and piece.start == unit.end
    if own and piece.is_word("goods"):  # 多少票货
        piece.words = (Word("filler", ""),)
        return
    if own and all(_holds(norms, norms_of(piece.text)) for norms in (sum(_names_of(n, model), ()) for n in names)):
        piece.words, piece.known = (Word("filler", ""),), True
