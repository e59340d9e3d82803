"""What a reading is certain of, in the form that agreement compares.

Role: a view of a Reading. Where a word may mean several things, any of them agrees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.read.wording.unread import is_slip
from bot.turn import Reading
from semantic_layer.model import FieldRef
from semantic_layer.periods import Period

if TYPE_CHECKING:
    from bot.read.intent import Intent, Threshold

SURE, LIKELY = 0.95, 0.85  # LIKELY: by a verb or a measure word ("owes", 几票)
_SHOWN = frozenset({"trend", "cumulative", "count", "sum", "max", "min"})  # of the number named, not made of it
_SURE_SOURCES = frozenset({"exact", "alias", "remembered", "value", "word", "grammar"})


@dataclass(frozen=True, slots=True)
class SaidValue:
    """A value named; `targets` are its alternatives."""

    word: str
    targets: tuple[tuple[FieldRef, str], ...]
    negated: bool
    place: tuple[int, int] = (0, 0)  # where its word starts and ends
    is_slip: bool = False  # read as a typing slip, beside words that nobody understood
    is_told: bool = False  # every word is understood: nothing else says which field is meant

    def turned(self, negated: bool) -> SaidValue:
        """The same held, or left out."""
        return replace(self, negated=negated)


class Said:
    """One reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.intent: Intent | None = reading.intent

    @property
    def is_complete(self) -> bool:
        """Every content word is explained: nothing in the query can stem from a word the reader did not know."""
        return not self.reading.unexplained and not self.reading.issues and not self.reading.is_follow_up

    @property
    def removes(self) -> bool:
        """A follow-up that takes something away ("all regions again"): what it names need not stand in the query."""
        return self.reading.is_follow_up and self.intent is not None and "remove" in self.intent.follow

    @property
    def lacks_a_part(self) -> bool:
        """A share is asked for, and nothing says of what: no value, no grouping, no range. It goes on from the query
        before ("in percent of the total")."""
        intent = self.intent
        if intent is None or not intent.share or self.reading.periods:
            return False
        return not (intent.values or intent.groups or intent.nulls or intent.anchors)

    @property
    def asks_for_one(self) -> bool:
        """ "Which one …", "in which month …": a single row, if the list is cut at all."""
        if self.intent is None or self.intent.places:
            return False
        return self.intent.which == "one" or self.intent.when

    @property
    def average_grain(self) -> str:
        """The unit of "on average per month", "" if none is asked."""
        return self.intent.per if self.intent is not None else ""

    @property
    def ranks(self) -> bool:
        """Some order or cut is asked for: a direction, a number of rows, the best, the peak, the one in which."""
        if self.reading.limit is not None or self.reading.descending is not None:
            return True
        intent = self.intent
        return intent is not None and bool(intent.ranked or intent.quality or intent.calcs & {"max", "min"})

    @property
    def is_derived(self) -> bool:
        """The question asks for something computed from what it names (a share, a growth, an average), or holds words
        that may ask for it."""
        kinds = {span.kind for span in self.reading.spans} & {"calc", "compare", "share"}
        if kinds == {"calc"} and self.intent is not None:
            kinds = kinds if self.intent.per or self.intent.calcs - _SHOWN or self.intent.over_members else set()
        return bool(self.reading.unexplained) or bool(kinds)

    @property
    def only_compares(self) -> bool:
        """Nothing but a comparison is to be computed: of the metric named, or a metric that is its growth."""
        kinds = {span.kind for span in self.reading.spans}
        return not self.reading.unexplained and not kinds & {"calc", "share"}

    @property
    def is_plain(self) -> bool:
        """Understood to the last word, and nothing is to be computed from what is named."""
        intent = self.intent
        if not self.is_complete or self.is_derived or intent is None or len(self.reading.periods) > 1:
            return False
        computed = intent.share or intent.per or intent.calcs or intent.relations or intent.growth or intent.difference
        computed = computed or intent.year_before
        compared = any(said.against or said.other for said in intent.thresholds)
        compared = compared or any(said.part for said in intent.values)
        return not (computed or compared or intent.versus or intent.quality or intent.definition or intent.counted)

    @property
    def periods(self) -> tuple[Period, ...]:
        return self.reading.periods

    @property
    def compares(self) -> bool:
        """A period said may be the one compared with: several are said, or a word that compares but names no relation
        ("against last year"). With a relation (同比) the period said is the one that is compared."""
        if len(self.reading.periods) > 1:
            return True
        return not self.relations and any(span.kind == "compare" for span in self.reading.spans)

    @property
    def relations(self) -> tuple[str, ...]:
        """ "yoy" or "mom…" for each comparison with an earlier period."""
        if self.intent is not None:
            return tuple(self.intent.relations)
        targets = (span.target for span in self.reading.spans if span.kind == "compare")
        return tuple(target for target in targets if isinstance(target, str))

    @property
    def values(self) -> tuple[SaidValue, ...]:
        if self.intent is not None:
            unsure = bool(self.reading.unexplained)
            named = [(said, (said.piece.start, said.piece.end)) for said in self.intent.values if said.targets]
            return tuple(
                SaidValue(said.word, said.targets, said.negated, at, unsure and is_slip(said), self.is_complete)
                for said, at in named
            )
        groups: dict[object, SaidValue] = {}
        for place, match in enumerate(self.reading.values):
            key = (match.span.start, match.span.end) if match.span else place
            earlier = groups.get(key)
            targets = (*(earlier.targets if earlier else ()), (match.field, match.value))
            at = (match.span.start, match.span.end) if match.span else (0, 0)
            word = match.span.text if match.span else match.value
            groups[key] = SaidValue(word, targets, match.negated, at, is_told=self.is_complete)
        return tuple(groups.values())

    @property
    def metrics(self) -> tuple[tuple[str, ...], ...]:
        """For each word that surely names a metric, the metrics it may name."""
        return tuple(names for _, names in self.named)

    @property
    def named(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The same with the words."""
        if self.intent is not None:
            sure = [said for said in self.intent.metrics if _is_sure(said.piece.links)]
            named = [(said.word, (*said.names, *_kinds(said.piece.aside if said.piece.verb else ()))) for said in sure]
            return tuple((word, names) for word, names in named if names)
        groups: dict[tuple[int, int], list[str]] = {}
        for span in self.reading.spans:
            if span.kind == "metric" and span.confidence >= SURE and span.source in _SURE_SOURCES:
                names = span.target if isinstance(span.target, tuple) else (span.target,)
                groups.setdefault((span.start, span.end), []).extend(str(name) for name in names)
        return tuple((self.reading.question[start:end], tuple(names)) for (start, end), names in groups.items())

    @property
    def groups(self) -> tuple[tuple[FieldRef, ...], ...]:
        """For each grouping named, the fields it may be. A noun alone (the waybills that went to …) is none."""
        intent = self.intent
        if intent is None:
            return tuple((ref,) for ref in self.reading.fields)
        told = bool(intent.which or intent.ranked or intent.limit or intent.descending is not None)
        sure = (
            told or not self.reading.unexplained
        )  # beside unknown words, a field's name may be another word ("we use")
        split = bool(intent.metrics)  # without a metric, a plural noun is what is counted
        held = {ref.dataset for said in intent.values for ref, _ in said.targets}  # "from customers other than dealers"
        groups = [
            said
            for said in intent.groups
            if said.each or told or (said.plural and split and said.dataset not in held) or (sure and not said.dataset)
        ]
        return tuple(said.refs for said in groups if said.refs)

    @property
    def thresholds(self) -> tuple[Threshold, ...]:
        """The comparisons with a number, also by how much a plan is passed; not those with another metric or period."""
        given = self.intent.thresholds if self.intent is not None else ()
        return tuple(said for said in given if said.number is not None and not said.against)

    @property
    def amounts(self) -> tuple[tuple[str, Decimal], ...]:
        """Numbers written with a scale (500万, 1.2 million) that bound a comparison with another metric or period."""
        if self.intent is None:
            return ()
        others = [said for said in self.intent.thresholds if said.against or said.other]
        numbers = [(said.word, n) for said in others for n in (said.number, said.until) if n]
        return tuple((word, number.value) for word, number in numbers if number.scaled)


def _is_sure(links: tuple) -> bool:
    return bool(links) and all(link.confidence >= LIKELY and link.source in _SURE_SOURCES for link in links)


def _kinds(links: tuple) -> list[str]:
    """What else a verb may stand for: "sold" is the sales of dishes where those alone go with the question."""
    return [str(link.target) for link in links if link.kind == "metric"]
