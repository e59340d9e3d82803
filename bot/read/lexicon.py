"""The lexicon: every word by which people may name a part of the layer.

Role: built from the model alone (labels, names, synonyms, declared values), in both languages, without reading the
warehouse. Look-ups are by token sequence; nothing is scored here. A term may lead to several links: whoever reads
the question decides by context, or asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.read.normal import is_han, norms_of, term_keys
from bot.read.wording.plan_names import BARE, bare_plans
from bot.read.words import grammar
from semantic_layer.model import Dataset, Field, FieldRef, FieldRole, Label, Metric, SemanticModel

LinkKind = Literal["metric", "field", "value", "dataset"]
LinkSource = Literal["exact", "alias", "pinyin", "fuzzy", "value", "remembered"]
Key = tuple[str, ...]

# Age fields exist with open-item metrics only (rule 15); no model file declares their words.
AGE_DATASET = "open_items"
DAYS_PAST_DUE = FieldRef(AGE_DATASET, "days_past_due")
AGING_BUCKET = FieldRef(AGE_DATASET, "aging_bucket")
_PENDING = re.compile(r"(?P<form>pending|awaiting|waiting for) (?P<what>[a-z].*)", re.IGNORECASE)
_AVERAGE = re.compile(r"\b(average|avg)\b", re.IGNORECASE)
_ONE_SUM = re.compile(r"\s*SUM\(\s*(\w+)\.(\w+)\s*\)\s*", re.IGNORECASE)
_AGE_WORDS: Mapping[FieldRef, tuple[str, ...]] = {
    DAYS_PAST_DUE: ("逾期天数", "逾期", "过期天数", "days past due", "days overdue", "past due", "overdue"),
    AGING_BUCKET: (
        "账龄",
        "账龄段",
        "账龄区间",
        "账龄分布",
        "逾期区间",
        "aging bucket",
        "aging",
        "age bucket",
        "age band",
        "bucket",
    ),
}
_BUCKETS: Mapping[str, tuple[str, ...]] = {
    "not_due": (
        "未到期",
        "没到期",
        "未逾期",
        "没逾期",
        "没有逾期",
        "尚未逾期",
        "not due",
        "not yet due",
        "not overdue",
        "not yet overdue",
        "not past due",
        "non-overdue",
        "within terms",
    ),
    "1-30": ("1-30天", "1到30天", "1-30 days"),
    "31-60": ("31-60天", "31到60天", "31-60 days"),
    "61-90": ("61-90天", "61到90天", "61-90 days"),
    "90+": ("90+ days", "90+天"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One thing a word may mean. `target`: a metric's name, a FieldRef, (FieldRef, value), or a dataset's name."""

    kind: LinkKind
    target: str | FieldRef | tuple[FieldRef, str]
    source: LinkSource
    confidence: float
    term: str


@dataclass(slots=True)
class Lexicon:
    """Links by token sequence. `lengths`: sizes of the keys by their first token, longest first."""

    links: dict[Key, tuple[Link, ...]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    bags: dict[Key, tuple[Link, ...]] = field(default_factory=dict)  # metrics by their sorted content tokens
    bag_tokens: frozenset[str] = frozenset()  # every token that may stand in such a name
    terms: dict[LinkKind, dict[str, list[Link]]] = field(default_factory=dict)  # as declared, for near matches
    denied: dict[Key, tuple[Link, ...]] = field(default_factory=dict)  # metrics of what is not yet done (denied_key)
    units: dict[Key, tuple[str, ...]] = field(default_factory=dict)  # the metrics counted in a unit: 票, kWh
    row_units: dict[Key, tuple[FieldRef, ...]] = field(default_factory=dict)  # fields in a unit no metric is counted in
    _words: frozenset[str] | None = None

    @property
    def words(self) -> frozenset[str]:
        """Every Latin word in a name of a metric, field or dataset; gathered at the first misspelt word."""
        if self._words is None:
            named = {"metric", "field", "dataset"}
            self._words = frozenset(
                token
                for key, links in self.links.items()
                if any(link.kind in named for link in links)
                for token in key
                if token.isalpha() and token.isascii()
            )
        return self._words

    def find(self, key: Key) -> tuple[Link, ...]:
        return self.links.get(key, ())


@dataclass(slots=True)
class _Builder:
    links: dict[Key, dict[tuple, Link]] = field(default_factory=dict)
    bags: dict[Key, dict[tuple, Link]] = field(default_factory=dict)
    terms: dict[LinkKind, dict[str, list[Link]]] = field(default_factory=dict)
    denied: dict[Key, dict[tuple, Link]] = field(default_factory=dict)

    def add(self, term: str, kind: LinkKind, target, source: LinkSource, confidence: float = 1.0) -> None:
        """Every spelling of a term; the surer of two equal links stays."""
        if not term or not term.strip():
            return
        link = Link(kind, target, source, confidence, term)
        self.terms.setdefault(kind, {}).setdefault(term, []).append(link)
        norms = norms_of(term)
        for key in term_keys(norms):
            _keep_surest(self.links.setdefault(key, {}), link)
        if kind == "metric" and len(norms) > 1 and COMPARING.isdisjoint(norms):
            bag = bag_of(norms)
            if len(bag) > 1:
                _keep_surest(self.bags.setdefault(bag, {}), link)

    def add_denied(self, term: str, nouns: Iterable[str], metric: str) -> None:
        """What is not yet done, with or without the noun of what it counts: 没结的理赔案子 for 没结的案子."""
        link = Link("metric", metric, "alias", 0.85, term)
        for noun in ("", *nouns):
            _keep_surest(self.denied.setdefault(denied_key(norms_of(term + noun)), {}), link)

    def done(self) -> Lexicon:
        lengths: dict[str, set[int]] = {}
        for key in self.links:
            lengths.setdefault(key[0], set()).add(len(key))
        return Lexicon(
            {key: tuple(found.values()) for key, found in self.links.items()},
            {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()},
            {key: tuple(found.values()) for key, found in self.bags.items()},
            frozenset(token for key in self.bags for token in key) | PARTICLES | _OVER_TOKENS,
            self.terms,
        )


def _keep_surest(found: dict[tuple, Link], link: Link) -> None:
    identity = (link.kind, link.target)
    known = found.get(identity)
    if known is None or link.confidence > known.confidence:
        found[identity] = link


def build_lexicon(model: SemanticModel) -> Lexicon:
    """The words of one model. Hidden fields and metrics have no words."""
    builder = _Builder()
    for metric in model.metrics.values():
        if not metric.hidden:
            _add_metric(builder, metric)
            _add_denied(builder, metric, model)
    for word, names in bare_plans(model).items():
        for name in names:
            builder.add(word, "metric", name, "alias", BARE)
    for dataset in model.datasets.values():
        _add_dataset(builder, dataset)
    _add_roles(builder, model)
    for hierarchy in model.hierarchies:
        for word in (hierarchy.label.zh, hierarchy.label.en):
            if word and hierarchy.fields and not _names_level(builder, word, hierarchy.fields):
                builder.add(word, "field", hierarchy.fields[0], "alias", 0.8)
    if any(metric.open_items for metric in model.metrics.values()):
        _add_ages(builder)
    lexicon = builder.done()
    lexicon.units = _units(model)
    lexicon.row_units = _row_units(model, lexicon.units)
    lexicon.denied = {key: tuple(found.values()) for key, found in builder.denied.items()}
    return lexicon


def _names_level(builder: _Builder, word: str, fields: Iterable[FieldRef]) -> bool:
    """Whether one of its own levels is called so: then the word means that level, and not the highest."""
    named = builder.links.get(norms_of(word), {}).values()
    levels = {*fields}
    return any(link.target in levels or link.target in {ref.dataset for ref in levels} for link in named)


def _units(model: SemanticModel) -> dict[Key, tuple[str, ...]]:
    """The metrics that are counted in each unit named."""
    found: dict[Key, dict[str, None]] = {}
    for metric in model.metrics.values():
        if metric.unit.kind == "count" and not metric.hidden:
            name = metric.unit.name if metric.unit.name.zh or metric.unit.name.en else _summed_in(metric, model)
            for word in _labels(name.zh, name.en):
                found.setdefault(norms_of(word), {})[metric.name] = None
        for word in () if metric.hidden else (metric.label.zh, *metric.synonyms):
            if len(word) == 2 and word[1] == "数" and is_han(word[0]):  # 份数: 多少份
                found.setdefault(norms_of(word[0]), {})[metric.name] = None
    return {key: tuple(names) for key, names in found.items() if key}


def _summed_in(metric: Metric, model: SemanticModel) -> Label:
    """The unit of the field that a metric adds up, where it adds up nothing else."""
    made_of = _ONE_SUM.fullmatch(metric.expression)
    dataset = model.datasets.get(made_of[1]) if made_of else None
    item = dataset.fields.get(made_of[2]) if dataset and made_of else None
    return item.unit.name if item is not None and item.unit.kind == "count" else Label()


def _row_units(model: SemanticModel, counted: Mapping[Key, object]) -> dict[Key, tuple[FieldRef, ...]]:
    """The amounts of rows in each unit named, of those that no metric is counted in."""
    found: dict[Key, list[FieldRef]] = {}
    for dataset in model.datasets.values():
        for item in dataset.fields.values():
            amount = item.unit.kind == "count" and item.role is FieldRole.AMOUNT and not item.hidden
            for key in {norms_of(word) for word in _labels(item.unit.name.zh, item.unit.name.en)} if amount else ():
                if key and key not in counted:
                    found.setdefault(key, []).append(FieldRef(dataset.name, item.name))
    return {key: tuple(refs) for key, refs in found.items()}


def _add_metric(builder: _Builder, metric: Metric) -> None:
    for word in _labels(metric.label.zh, metric.label.en, _own(metric.name, metric.label.zh, metric.label.en)):
        builder.add(word, "metric", metric.name, "exact")
    for word in metric.synonyms:
        builder.add(word, "metric", metric.name, "alias", 0.95)
    for word in (metric.label.en, *metric.synonyms):
        for spelt in ("average", "avg") if _AVERAGE.search(word) else ():
            builder.add(_AVERAGE.sub(spelt, word), "metric", metric.name, "alias", 0.95)


def _add_denied(builder: _Builder, metric: Metric, model: SemanticModel) -> None:
    """What is not yet done, as names say it, and with the noun of the rows, which tells nothing more."""
    counted = [model.datasets[name] for name in re.findall(r"\w+", metric.expression) if name in model.datasets]
    nouns = [noun for dataset in counted for noun in (dataset.label.zh, *dataset.synonyms) if _is_chinese(noun)]
    for name in (metric.label.zh, *metric.synonyms):
        if _is_chinese(name) and any(token[:1] == _DENIED for token in denied_key(norms_of(name))):
            builder.add_denied(name, [noun for noun in nouns if noun not in name], metric.name)


def _add_dataset(builder: _Builder, dataset: Dataset) -> None:
    nouns = [*_labels(dataset.label.zh, dataset.label.en), *dataset.synonyms]
    for word in _labels(dataset.label.zh, dataset.label.en, _own(dataset.name, dataset.label.zh, dataset.label.en)):
        builder.add(word, "dataset", dataset.name, "exact")
    for word in dataset.synonyms:
        builder.add(word, "dataset", dataset.name, "alias", 0.95)
    for item in dataset.fields.values():
        if not item.hidden:
            _add_field(builder, item, nouns)


def _add_field(builder: _Builder, item: Field, nouns: list[str]) -> None:
    ref = FieldRef(item.dataset, item.name)
    words = [*_labels(item.label.zh, item.label.en, _own(item.name, item.label.zh, item.label.en)), *item.synonyms]
    for word in words:
        alias = word in item.synonyms
        builder.add(word, "field", ref, "alias" if alias else "exact", 0.95 if alias else 1.0)
    builder.add(f"{item.dataset}.{item.name}", "field", ref, "exact")
    for noun in nouns:
        for word in words:
            gap = "" if _is_chinese(noun) and _is_chinese(word) else " "
            if _is_chinese(noun) == _is_chinese(word) and not word.startswith(noun):
                builder.add(f"{noun}{gap}{word}", "field", ref, "alias", 0.95)
    for value in item.values:
        _add_value(builder, item, ref, value)
    for value, synonyms in item.value_synonyms.items():
        for word in synonyms:
            builder.add(word, "value", (ref, value), "alias", 0.95)
            for waiting in _waiting(word):
                builder.add(waiting, "value", (ref, value), "alias", 0.9)
        if value not in item.values:
            _add_value(builder, item, ref, value)


def _waiting(word: str) -> list[str]:
    """Pending approval, awaiting approval, (still) waiting for approval: one state.

    >>> _waiting("pending approval")
    ['awaiting approval', 'waiting for approval', 'still waiting for approval', 'waiting on approval']
    """
    found = _PENDING.fullmatch(word)
    forms = ("pending", "awaiting", "waiting for", "still waiting for", "waiting on") if found else ()
    return [f"{form} {found['what']}" for form in forms if found and form != found["form"].casefold()]


def _add_value(builder: _Builder, item: Field, ref: FieldRef, value: str) -> None:
    """A declared value under its own words, and with or without the noun of its field where the noun is its ending."""
    builder.add(value, "value", (ref, value), "value")
    for word in value_variants(value, field_nouns(item)):
        builder.add(word, "value", (ref, value), "alias", 0.9)


def field_nouns(item: Field) -> tuple[str, ...]:
    """The words for the field itself, which people put after or before a value of it."""
    return tuple(dict.fromkeys([*_labels(item.label.zh, item.label.en), *item.synonyms]))


def value_variants(value: str, nouns: Iterable[str]) -> set[str]:
    """What else people call a value, given the nouns of its field: "Sales Department" ↔ "Sales".

    >>> sorted(value_variants("护理部", ["部门"]))
    ['护理', '护理部门']
    >>> sorted(value_variants("North wing", ["Wing"]))
    ['North']
    """
    found: set[str] = set()
    for noun in nouns:
        if _is_chinese(noun) and len(noun) > 1 and len(value) > 2 and value.endswith((noun[0], noun[-1])):
            found |= {value[:-1], value[:-1] + noun}
        elif value.casefold().endswith(" " + noun.casefold()):
            found.add(value[: -len(noun) - 1])
    return {word for word in found if len(word) > 1 and word != value}


def _add_roles(builder: _Builder, model: SemanticModel) -> None:
    """Fields of a dataset that plays a role: "ship-to city"."""
    for relationship in model.relationships:
        if not relationship.role:
            continue
        dataset = model.datasets[relationship.to_dataset]
        role = relationship.role.replace("_", " ")
        if dataset.display:
            builder.add(role, "field", FieldRef(dataset.name, dataset.display, relationship.role), "alias", 0.9)
        for item in dataset.fields.values():
            if not item.hidden:
                ref = FieldRef(dataset.name, item.name, relationship.role)
                for word in {item.label.en, item.name.replace("_", " ")} - {""}:
                    builder.add(f"{role} {word}", "field", ref, "alias", 0.95)
                builder.add(f"{relationship.role}.{item.name}", "field", ref, "exact")


def _add_ages(builder: _Builder) -> None:
    for ref, words in _AGE_WORDS.items():
        for word in words:
            builder.add(word, "field", ref, "alias", 0.85)
    for value, words in _BUCKETS.items():
        for word in words:
            builder.add(word, "value", (AGING_BUCKET, value), "alias", 0.85)


def _own(name: str, *others: str) -> str:
    """A technical name, unless it is a word of grammar (a column "total") and people have a label for it."""
    return (
        "" if any(others) and any(word.kind in _GRAMMAR for word in grammar().phrases.get(norms_of(name), ())) else name
    )


def _labels(*words: str) -> list[str]:
    """The words given, each once, names with underscores as words."""
    return [word for word in dict.fromkeys(words) if word]


def _is_chinese(text: str) -> bool:
    return not text.isascii() and any(is_han(char) for char in text)


# Words that join a name to itself ("share of receivables"); "by", "in", "and" join it to something else.
# "A vs B" in another order is another thing, and these words join two names rather than belong to one.
COMPARING = frozenset({"vs", "versus", "against", "compared", "compare", "than", "per", "minus", "less"})
PARTICLES = frozenset({"的", "之", "'s", "of", "the", "a", "an"})
_OVER = tuple(
    norms_of(word)
    for word in ("超过", "大于", "高于", "逾", "over", "more than", "above", "greater than", ">", "+", "以上")
)
_OVER_FIRST = frozenset(words[0] for words in _OVER)
_OVER_TOKENS = frozenset(norm for words in _OVER for norm in words)
_GRAMMAR = frozenset({"calc", "order", "limit", "compare", "share", "follow", "negation", "question"})
_SIGNS = frozenset("-_/'\"()()%,,、.")


def bag_of(norms: tuple[str, ...]) -> Key:
    """The content tokens of a phrase, sorted, with "over 90 days" in one form: the same said in another order.

    >>> bag_of(norms_of("逾期90天以上占比")) == bag_of(norms_of("逾期超过90天的占比"))
    True
    >>> bag_of(norms_of("Share of stays over 30 days")) == bag_of(norms_of("stays more than 30 days share"))
    True
    """
    kept = [norm for norm in norms if norm not in PARTICLES and norm not in _SIGNS]
    if not _OVER_FIRST.isdisjoint(kept) and any(norm[0].isdigit() for norm in kept):
        kept = _without_over(kept)
    return tuple(sorted(kept))


_DENIED = "未"
_DENYING = tuple(tuple(word) for word in ("还没有", "还没", "还未", "尚未", "没有", "没", "未"))


def denied_key(norms: tuple[str, ...]) -> Key:
    """The content tokens, sorted, with 还没, 尚未, 没有 in one form; what is denied stays beside that word.

    >>> denied_key(norms_of("还没处理的退款")) == denied_key(norms_of("未处理退款"))
    True
    """
    kept: list[str] = []
    place = 0
    while place < len(norms):
        size = next((len(one) for one in _DENYING if norms[place : place + len(one)] == one), 0)
        if size and place + size < len(norms):
            kept.append(_DENIED + norms[place + size])
            size += 1
        elif norms[place] not in PARTICLES and norms[place] not in _SIGNS:
            kept.append(norms[place])
        place += size or 1
    return tuple(sorted(kept))


def _without_over(norms: list[str]) -> list[str]:
    """The tokens without the words for "more than"; a number stands among them, so it stays said."""
    kept: list[str] = []
    place = 0
    while place < len(norms):
        size = next((len(words) for words in _OVER if tuple(norms[place : place + len(words)]) == words), 0)
        if not size:
            kept.append(norms[place])
        place += size or 1
    return kept
