"""The slice of the layer that a question needs: some metrics in full, some by name, the fields around them.

Role: turns a layer of any size into at most so many tokens. What the reading linked comes first, then what earlier
queries and examples name, then what is most like the question. The asker's rights come before everything: a metric, a
field or a value that they may not use is not in the text, and neither is a description that mentions one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.planners.model.likeness import Likeness, units
from bot.planners.model.quote import quoted
from bot.planners.model.tokens import estimate_tokens
from bot.ports import PlanContext
from semantic_layer.access import Rights
from semantic_layer.formulas import FormulaError, read_formula
from semantic_layer.model import Field, FieldRef, FieldRole, Label, Metric, SemanticModel

NAME, SYNONYMS, DESCRIPTION, VALUES = 40, 50, 110, 12
FULL_METRICS, ALIKE = 14, 0.12  # at most so many in full, and only those with something in common with the question
NAMES = 5  # people and things shown by name
CODE = 4  # letters of a value that says nothing by itself
BUCKETS = ("not_due", "1-30", "31-60", "61-90", "90+")
NEIGHBOURS = 8  # metrics shown by name whose datasets are joined too
FULL_SHARE, FIELD_SHARE = 0.42, 0.33  # of the budget; the rest is for names and joins
KNOWN_SHARE = 0.42  # of the fields, where the metric is known and few others need more than their names
_GROUPED_BY = (FieldRole.CATEGORY, FieldRole.NAME, FieldRole.FLAG)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the slice must hold: named by the reading, by earlier queries, by examples; most wanted first."""

    metrics: tuple[str, ...] = ()
    fields: tuple[FieldRef, ...] = ()


class _Budget:
    """Lines within a number of tokens."""

    def __init__(self, tokens: int) -> None:
        self.left = tokens

    def take(self, line: str, at_most: int | None = None) -> bool:
        cost = estimate_tokens(line) + 1
        if cost > (self.left if at_most is None else min(self.left, at_most)):
            return False
        self.left -= cost
        return True


class Slicer:
    """One layer as one asker may see it."""

    def __init__(self, context: PlanContext, rights: Rights) -> None:
        self._model: SemanticModel = context.layer.model
        self._index = context.index
        self._rights = rights
        shown = [m for m in self._model.metrics.values() if not m.hidden]
        self.metrics = {m.name: m for m in shown if rights.may_use_metric(m.name)}
        self.fields = {
            FieldRef(dataset.name, field.name): field
            for dataset in self._model.datasets.values()
            for field in dataset.fields.values()
            if not field.hidden and rights.may_use_field(FieldRef(dataset.name, field.name))
        }
        self._secret = tuple(self._secret_words())

    def _secret_words(self) -> Iterator[str]:
        """Names that must not appear: of what the asker may not use."""
        for metric in self._model.metrics.values():
            if not self._rights.may_use_metric(metric.name):
                yield from _names(metric.name, metric.label, metric.synonyms)
        for dataset in self._model.datasets.values():
            for field in dataset.fields.values():
                ref = FieldRef(dataset.name, field.name)
                if not self._rights.may_use_field(ref):
                    yield str(ref)

    def text(self, question: str, wanted: Wanted, tokens: int, lang: str) -> str:
        """The slice as lines of the prompt, at most `tokens` long."""
        budget = _Budget(tokens - 40)  # the headings
        likeness = Likeness(question, self._corpus())
        ranked, alike = self._rank_metrics(likeness, wanted)
        full: list[str] = []
        lines: list[str] = []
        for name in ranked[: min(FULL_METRICS, max(alike, 1))]:
            line = self._metric_line(self.metrics[name], lang)
            if not budget.take(line, int(budget.left - tokens * (1 - FULL_SHARE))) and full:
                break
            lines.append(line)
            full.append(name)
        others = self._by_family(ranked[len(full) :], full)
        is_known = any(name in full for name in wanted.metrics)
        akin = self._akin(others, full) if is_known else others
        near = self._datasets_near([*full, *akin[:NEIGHBOURS]])
        trees = [line for line in self._tree_lines(near) if budget.take(line)]
        joins = [line for line in self._join_lines(near) if budget.take(line)]
        fields = self._field_lines(
            likeness, wanted, near, budget, int(tokens * (KNOWN_SHARE if is_known else FIELD_SHARE)), lang
        )
        rest = self._rest(others, budget, lang)
        told = [name for name in others[: len(rest)] if name in akin]
        more = [self._metric_line(self.metrics[name], lang, brief=True) for name in told]
        more = [line for line in more if budget.take(line)]
        parts = ["Metrics", *lines]
        parts += ["Other metrics: " + "; ".join(rest)] if rest else []
        parts += ["Of these", *more] if more else []
        ages = [line for line in self._age_lines([*full, *told]) if budget.take(line)]
        parts += ["Fields", *fields, *ages]
        parts += ["Joins (many to one)", *joins] if joins else []
        parts += ["Trees", *trees] if trees else []
        return "\n".join(parts)

    # -- metrics

    def _corpus(self) -> Iterator[frozenset[str]]:
        for metric in self.metrics.values():
            yield frozenset().union(*(units(n) for n in _names(metric.name, metric.label, metric.synonyms)))

    def _rank_metrics(self, likeness: Likeness, wanted: Wanted) -> tuple[list[str], int]:
        """Metrics in order of need, and how many of them are wanted or like the question."""
        place = {name: at for at, name in enumerate(wanted.metrics)}
        scores: dict[str, tuple[int, float]] = {}
        for metric in self.metrics.values():
            names = _names(metric.name, metric.label, metric.synonyms)
            described = units(f"{metric.description.zh} {metric.description.en}")
            scores[metric.name] = (place.get(metric.name, len(place)), -likeness.best(names, described))
        ranked = sorted(scores, key=lambda name: (*scores[name], name))
        alike = sum(1 for at, score in scores.values() if at < len(place) or -score >= ALIKE)
        return ranked, alike

    def _by_family(self, names: Sequence[str], full: Sequence[str]) -> list[str]:
        """The rest with the families of what is shown in full first: what the question means may be a neighbour."""
        families = {self.metrics[name].family for name in full}
        return sorted(names, key=lambda name: self.metrics[name].family not in families)

    def _akin(self, names: Sequence[str], full: Sequence[str]) -> list[str]:
        """Those of a family of what is shown in full, or of the same rows: what the question may mean as well."""
        families = {self.metrics[name].family for name in full} - {""}
        rows = frozenset().union(*(self.datasets_of(name) for name in full))
        return [name for name in names if self.metrics[name].family in families or self.datasets_of(name) <= rows]

    def _metric_line(self, metric: Metric, lang: str, brief: bool = False) -> str:
        parts = [] if brief else [_labels(metric.label)]
        if metric.synonyms and not brief:
            parts.append("also " + quoted(", ".join(metric.synonyms), SYNONYMS))
        unit = metric.unit.code or metric.unit.kind
        parts.append(f"{metric.kind}, {unit}" if unit != "none" else str(metric.kind))
        sources = sorted(self.datasets_of(metric.name))
        if sources:
            parts.append("of " + ", ".join(sources))
        parts += self._described(metric.description, lang)
        return f"- {metric.name}: " + "; ".join(part for part in parts if part)

    def _described(self, description: Label, lang: str) -> list[str]:
        text = description.text(lang)
        if not text or any(word in text for word in self._secret):
            return []
        return [quoted(text, DESCRIPTION)]

    def _rest(self, names: Sequence[str], budget: _Budget, lang: str) -> list[str]:
        rest: list[str] = []
        for name in names:
            label = self.metrics[name].label.text(lang)
            entry = f"{name} {quoted(label, NAME)}" if label and label.casefold() != name.replace("_", " ") else name
            if not budget.take(entry):
                break
            rest.append(entry)
        return rest

    def datasets_of(self, metric: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
        """The datasets whose rows a metric counts, through the metrics it is made of."""
        declared = self._model.metrics.get(metric)
        if declared is None or metric in seen:
            return frozenset()
        try:
            formula = read_formula(declared.expression)
        except FormulaError:
            return frozenset()
        own = {name.qualifier for name in formula.fields} | set(formula.counted)
        if declared.open_items:
            own.add(declared.open_items.document)
        found = frozenset(name for name in own if name in self._model.datasets)
        return found.union(*(self.datasets_of(part, seen | {metric}) for part in formula.metrics))

    # -- fields

    def _datasets_near(self, metrics: Iterable[str]) -> dict[str, int]:
        """Datasets by distance from the metrics in full: their own 0, what those join to 1, and so on."""
        near = dict.fromkeys((d for name in metrics for d in sorted(self.datasets_of(name))), 0)
        for steps in range(1, 4):
            for link in self._model.relationships:
                if near.get(link.from_dataset) == steps - 1:
                    near.setdefault(link.to_dataset, steps)
        return near

    def _join_lines(self, near: dict[str, int]) -> list[str]:
        lines = []
        for dataset in near:
            targets = [
                f"{link.to_dataset} (as {link.role}.field)" if link.role else link.to_dataset
                for link in self._model.relationships
                if link.from_dataset == dataset
            ]
            if targets:
                lines.append(f"- {dataset} → {', '.join(dict.fromkeys(targets))}")
        return lines

    def _tree_lines(self, near: dict[str, int]) -> list[str]:
        """The trees of the datasets around."""
        return [
            f"- {name}.{tree.name}: nodes are {name}.{tree.display}"
            for name in near
            for tree in self._model.datasets[name].trees
            if FieldRef(name, tree.display) in self.fields
        ]

    def _field_lines(
        self, likeness: Likeness, wanted: Wanted, near: dict[str, int], budget: _Budget, tokens: int, lang: str
    ) -> list[str]:
        ranked = self._rank_fields(likeness, wanted, near)
        stop = max(0, budget.left - tokens)
        lines: list[str] = []
        for ref in ranked:
            line = self._field_line(ref, lang, wanted.fields)
            if not budget.take(line, budget.left - stop):
                break
            lines.append(line)
        return sorted(lines)

    def _age_lines(self, names: Sequence[str]) -> list[str]:
        """The fields that open-item metrics alone have."""
        having = [name for name in names if self.metrics[name].open_items is not None][:4]
        if not having:
            return []
        only = f"only with {', '.join(having)}"
        buckets = ", ".join(f'"{bucket}"' for bucket in BUCKETS)
        return [
            f"- open_items.days_past_due: integer; days after the due date; {only}",
            f"- open_items.aging_bucket: values {buckets}; {only}",
        ]

    def _rank_fields(self, likeness: Likeness, wanted: Wanted, near: dict[str, int]) -> list[FieldRef]:
        named = {(ref.dataset, ref.field): at for at, ref in enumerate(wanted.fields)}
        things = {ref.dataset for ref in wanted.fields}  # a flag of clients is said of clients: they are listed by name
        scores: dict[FieldRef, tuple[float, ...]] = {}
        for ref, field in self.fields.items():
            dataset = self._model.datasets[ref.dataset]
            names = _names(field.name, field.label, field.synonyms)
            if dataset.display == field.name:
                names += _names(dataset.name, dataset.label, dataset.synonyms)
            like = likeness.best([*names, *field.values], frozenset())
            use = 0.3 if field.role in _GROUPED_BY else 0.0
            keys = 0.2 if field.name in dataset.primary_key else 0.0
            far = 0.1 * near.get(ref.dataset, 6)
            linked = named.get((ref.dataset, ref.field), len(named))
            shown = 0.5 if dataset.display == field.name and ref.dataset in things else 0.0
            scores[ref] = (float(linked), keys + far - use - like - shown)
        return sorted(scores, key=lambda ref: (*scores[ref], str(ref)))

    def _field_line(self, ref: FieldRef, lang: str, named: Collection[FieldRef] = ()) -> str:
        field = self.fields[ref]
        dataset = self._model.datasets[ref.dataset]
        parts = [_labels(field.label)]
        if dataset.display == field.name and (dataset.label.zh or dataset.label.en):
            parts.append(f"stands for {quoted(dataset.label.text(lang), NAME)}")
        if field.synonyms:
            parts.append("also " + quoted(", ".join(field.synonyms), NAME))
        is_many = field.role is FieldRole.NAME and ref not in named  # whom the question names, the facts hold
        values = self._values(ref, field)
        if values and not (is_many and len(values) > NAMES):
            parts.append("values " + ", ".join(_meant(value, field, lang) for value in values))
        elif field.role not in _GROUPED_BY:
            parts.append(f"{field.role} {field.type}" if field.role != FieldRole.TIME else str(field.type))
        if field.pinned is not None:
            parts.append(f"stands at {quoted(field.pinned, NAME)} unless filtered or grouped")
        return f"- {ref}: " + "; ".join(part for part in parts if part)

    def _values(self, ref: FieldRef, field: Field) -> list[str]:
        """A short list of values; under row rules only what the rules themselves admit."""
        if field.values and len(field.values) <= VALUES:
            values = list(field.values)
        elif self._index is not None and field.index_values and not self._rights.rows:
            count = self._index.count(ref)
            values = self._index.values(ref, VALUES) if 0 < count <= VALUES else []
        else:
            return []
        for rule in self._rights.rows:
            if (rule.field.dataset, rule.field.field) == (ref.dataset, ref.field):
                values = [value for value in values if value in rule.values]
        return values


def _meant(value: str, field: Field, lang: str) -> str:
    """A value; a code with what people call it."""
    called = field.value_synonyms.get(value, ())
    if not called or len(value) > CODE or not value.isascii():
        return quoted(value, NAME)
    own = [word for word in called if word.isascii() == (lang != "zh")]
    return f"{quoted(value, NAME)} ({quoted((own or called)[0], NAME)})"


def _names(name: str, label: Label, synonyms: Sequence[str]) -> list[str]:
    """Everything a thing is called, each once."""
    return list(dict.fromkeys(word for word in (name, label.zh, label.en, *synonyms) if word))


def _labels(label: Label) -> str:
    both = [quoted(text, NAME) for text in dict.fromkeys((label.zh, label.en)) if text]
    return " / ".join(both)
