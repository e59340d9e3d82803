"""Members that have not a single one: 今年一票货都没发过的客户, 一件都没卖出去的商品, products that had no output.

Role: a step of `lacking`, pieces → the same pieces. What they have none of is told by the noun ("一张发票都没有"),
by the verb as far as it is known what it brings about (发货, 卖), or by the classifier, where it is the unit of
measures of one dataset (票, 班). All that is told must agree; where it does not, the one that the verb tells is
`guessed`, and asked about. A verb nobody knows, or one of what became of the thing, leaves the words as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.read.lexicon import Lexicon, Link
from bot.read.normal import norms_of
from bot.read.pieces import Piece, State
from bot.read.walk import is_light, next_of
from bot.read.wording.done_by import datasets_named, put_in_place
from bot.read.words.verbs import CONCEPTS
from semantic_layer.metrics import read_formula
from semantic_layer.metrics.grammar import anonymous_name
from semantic_layer.metrics.reach import base_datasets, counts_rows, dataset_reaches
from semantic_layer.metrics.scalar import columns_of
from semantic_layer.model import FieldRef, FieldType, MetricKind, SemanticModel

_NONE = re.compile(
    r"连?一(?P<unit>[一-鿿])(?P<noun>[一-鿿]{0,4}?)(?:都|也)(?:还|从来?)?(?:没有?|未)(?P<verb>[一-鿿]{0,4}?)(?P<end>过|了|出去|出来|掉|成)*"
    r"(?=的|[,，。.?？!！]|\s|$)"
)
_HAVING = frozenset({"", "有", "产生", "发生", "下", "开", "提", "提交"})
_GOODS = frozenset({"货", "东西", "货物", "钱", "款"})
_LISTING = frozenset({"or", "nor", "and", "或", "或者", "和", "及"})
_COUNTING = ("数", "量")


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words say is lacking: the datasets of the members that each of them may mean."""

    noun: frozenset[str]
    unit: frozenset[str]
    verb: frozenset[str]


def read_none_of(
    pieces: list[Piece], question: str, lexicon: Lexicon, model: SemanticModel, deeds: Iterable[tuple[str, str]]
) -> None:
    """Put "without" and the dataset in place of the words. `deeds`: (how it is said, nouns it is recorded under)."""
    for one in reversed([*_NONE.finditer(question)]):
        outside = [piece for piece in pieces if piece.end <= one.start() or one.end() <= piece.start]
        inside = [piece for piece in pieces if piece.start < one.end() and one.start() < piece.end]
        if any(piece.time or piece.state for piece in inside):
            continue
        owners = {name for piece in outside for name in (*_owners(piece, model), *_flagged(piece, model))}
        found = _lacked(one, owners, lexicon, model, [*deeds])
        if found is not None:
            record, guessed = found
            put_in_place(pieces, question, (one.start(), one.end()), record, lexicon, guessed=guessed)
    _read_no_measure(pieces, model)


def _owners(piece: Piece, model: SemanticModel) -> Iterator[str]:
    """The datasets of members that a noun names; a measure names none."""
    if not piece.metrics():
        yield from piece.datasets()
        for ref in piece.fields():
            dataset = model.datasets.get(ref.dataset)
            if dataset is not None and ref.field in (dataset.display, *dataset.primary_key):
                yield ref.dataset


def _of(names: Iterable[str], owners: set[str], model: SemanticModel) -> frozenset[str]:
    """Those of the datasets whose rows belong to the members named."""
    return frozenset(
        name
        for name in names
        if any(name != owner and dataset_reaches(model, name, FieldRef(owner, "")) for owner in owners)
    )


def _lacked(
    one: re.Match[str], owners: set[str], lexicon: Lexicon, model: SemanticModel, deeds: list[tuple[str, str]]
) -> tuple[str, bool] | None:
    """The dataset, and whether it is only guessed."""
    unit, noun, verb = one["unit"], one["noun"], one["verb"]
    named = datasets_named(noun, lexicon, model) if noun and noun not in _GOODS else set()
    counting = _counted_in(unit, lexicon)
    done = _by_deed((f"{verb}{noun}", verb), lexicon, model, deeds)
    done = done or _by_name(f"{verb}{unit}", lexicon, model)
    told = _Told(
        _of(named, owners, model),
        _of({name for metric in counting for name in base_datasets(model, metric)}, owners, model),
        _of(done, owners, model),
    )
    if told.noun:
        known = verb in _HAVING or told.noun == told.verb or _is_called(verb, told.noun, model)
        return (next(iter(told.noun)), False) if len(told.noun) == 1 and known else None
    said = [name for metric in counting for name in _names(metric, model)]
    if noun and noun not in _GOODS and not any(f"{verb}{noun}" in name for name in said) and not done:
        return None
    if told.verb:
        both = told.verb & told.unit
        if named and not both:
            return None  # of something else that has none of these
        fits = both or told.verb
        return (next(iter(fits)), not both) if len(fits) == 1 else None
    whole = [metric for metric in counting if counts_rows(model, metric) and not model.metrics[metric].filter]
    named_so = any(f"{verb}{noun}" in name for metric in whole for name in _names(metric, model))  # 发车 in 发车班次
    known = named_so or (not done and (verb in _HAVING or _is_called(verb, told.unit, model)))
    return (next(iter(told.unit)), False) if len(told.unit) == 1 and known else None


def _counted_in(unit: str, lexicon: Lexicon) -> list[str]:
    """The measures counted in a unit, or called its number: 票, 单数, 单量."""
    called = [link for tail in _COUNTING for link in lexicon.find(norms_of(unit + tail)) if link.kind == "metric"]
    return [*dict.fromkeys((*lexicon.units.get(norms_of(unit), ()), *(str(link.target) for link in called)))]


def _by_deed(said: tuple[str, ...], lexicon: Lexicon, model: SemanticModel, deeds: list[tuple[str, str]]) -> set[str]:
    """What a verb brings about, with its object or alone: the dataset of such records, else those of its measures."""
    for verb in dict.fromkeys(said):
        nouns = [noun for words, names in deeds if re.fullmatch(words, verb) for noun in names.split("|")]
        links = [link for noun in nouns for link in lexicon.find(norms_of(noun))]
        found = {str(link.target) for link in links if link.kind == "dataset"}
        found |= {name for metric in _measures(verb, lexicon) for name in base_datasets(model, metric)}
        if found:
            return found
    return set()


def _by_name(word: str, lexicon: Lexicon, model: SemanticModel) -> set[str]:
    """开单 of 开单额: what the measures are made of whose names begin with the verb and what it brings about."""
    terms = lexicon.terms.get("metric", {})
    named = {str(link.target) for term, links in terms.items() if term.startswith(word) for link in links}
    return {name for metric in named for name in base_datasets(model, metric)} if len(word) > 1 else set()


def _measures(verb: str, lexicon: Lexicon) -> set[str]:
    key = norms_of(verb)
    concepts = [one for one in CONCEPTS.values() if key in {norms_of(word) for word in one.verbs.split("|")}]
    nouns = [norms_of(noun) for one in concepts for noun in one.nouns]
    return {str(link.target) for noun in nouns for link in lexicon.find(noun) if link.kind == "metric"}


def _names(metric: str, model: SemanticModel) -> tuple[str, ...]:
    return (model.metrics[metric].label.zh, *model.metrics[metric].synonyms)


def _is_called(verb: str, datasets: frozenset[str], model: SemanticModel) -> bool:
    """开 of 开单日期, the day by which the rows are told: the verb is what brings a row about."""
    for name in datasets:
        dataset = model.datasets[name]
        item = dataset.fields.get(dataset.time_field or "")
        if item is None or not item.label.zh.startswith(verb):
            return False
    return bool(datasets)


# ---- members named by a flag of theirs


def read_members_by_flag(pieces: list[Piece], model: SemanticModel) -> None:
    """Which key accounts did not get a single invoice: the clients of that flag, where no noun names them."""
    records = [name for piece in pieces if piece.deed for name in piece.datasets()]
    named = {name for piece in pieces if not piece.deed for name in _owners(piece, model)}
    if not records or _of(records, named, model):
        return
    for place, piece in enumerate(pieces):
        owner = next(iter(_flagged(piece, model)), "")
        if not owner or not _of(records, {owner}, model):
            continue
        state = State(piece.fields(), absent=False)
        piece.links = (Link("dataset", owner, "alias", 0.9, piece.text),)
        pieces.insert(place, Piece(piece.start, piece.start, "", state=state, role="state"))
        return


def _flagged(piece: Piece, model: SemanticModel) -> list[str]:
    """The dataset of members that a word tells by a flag of theirs alone."""
    flags = [ref for ref in piece.fields() if ref.dataset in model.datasets]
    if len(flags) != 1 or len(piece.links) != 1 or model.field(flags[0]).type is not FieldType.BOOLEAN:
        return []
    return [flags[0].dataset] if model.datasets[flags[0].dataset].display else []


def read_members_by_value(pieces: list[Piece], model: SemanticModel) -> None:
    """Schools that haven't ordered anything: the customers of that kind, where no noun names them. What has not ordered
    are those that orders belong to, and not what they in turn belong to."""
    records = [name for piece in pieces if piece.deed for name in piece.datasets()]
    if not records or any(piece.metrics() for piece in pieces):
        return
    if _of(records, {name for piece in pieces if not piece.deed for name in _owners(piece, model)}, model):
        return
    deed = next(piece for piece in pieces if piece.deed)
    owners = {link.to_dataset for link in model.relationships if link.from_dataset in records}
    for place, piece in enumerate(pieces):
        named = {ref.dataset for ref, _ in piece.values()} & owners
        fits = [name for name in named if model.datasets[name].display]
        if len(fits) != 1 or piece.end > deed.start or piece.fields() or piece.datasets():
            continue
        piece.links = tuple(
            link for link in piece.links if isinstance(link.target, tuple) and link.target[0].dataset == fits[0]
        )
        noun = Link("dataset", fits[0], "alias", 0.9, piece.text)
        pieces.insert(place + 1, Piece(piece.end, piece.end, "", links=(noun,)))
        return


# ---- a measure that there is none of


def _read_no_measure(pieces: list[Piece], model: SemanticModel) -> None:
    """Products that had no output, 10月没有产量的产品: the rows that the measure adds up. A row of nothing counts like
    none in a measure, so it is confirmed."""
    for place, piece in enumerate(pieces):
        denies = piece.is_word("negation", "without") and not piece.links
        after = next_of(pieces, place, _passed_over) if denies else None
        if after is None or not pieces[after].metrics() or pieces[after].datasets() or pieces[after].fields():
            continue
        noun = pieces[after]
        if any(one.text.casefold() in _LISTING for one in pieces[after + 1 : after + 2]):
            continue  # without complaints or repairs: none of both
        bases = {_base(name, noun.text, model) for name in noun.metrics()}
        owners = {name for one in pieces if one is not noun for name in _owners(one, model)}
        fits = _of({name for name in bases if name}, owners, model)
        if None in bases or len(bases) != 1 or len(fits) != 1:
            continue
        (record,) = fits
        noun.aside = tuple(link for link in noun.links if link.kind == "metric")
        noun.links = (Link("dataset", record, "alias", 0.9, noun.text),)
        noun.deed, noun.guessed = True, len(noun.aside) != 1  # of one measure, its rows are meant


def _passed_over(piece: Piece) -> bool:
    """Without a single complaint."""
    return is_light(piece) or (piece.is_word("single") and not piece.links)


def _base(name: str, word: str, model: SemanticModel) -> str | None:
    """The one dataset whose rows a flow adds up, where its name says what happened (sales, output), not what is taken
    off or measured on the way (discount, tax); or whose rows it counts, by their own date."""
    metric = model.metrics[name]
    if metric.open_items is not None or metric.kind is not MetricKind.FLOW:
        return None
    tree = read_formula(model, metric)
    plain = anonymous_name(tree) == "COUNT_ROWS" or len([*columns_of(tree)]) == 1
    nouns = {norms_of(noun) for one in CONCEPTS.values() for noun in one.nouns}
    bases = base_datasets(model, name)
    if len(bases) != 1 or not plain:
        return None
    (base,) = bases
    own = str(metric.time_field or "") in ("", f"{base}.{model.datasets[base].time_field}")
    return base if norms_of(word) in nouns or (counts_rows(model, name) and metric.filter and own) else None
