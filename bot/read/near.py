"""Near matches for words that nothing explains: suggestions, never silent corrections.

Role: unknown words → labels of metrics and fields that look or sound alike, or contain them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from bot.read.lexicon import AGE_DATASET, Lexicon, Link
from bot.read.normal import is_han, norms_of, tokenize
from bot.read.verbs import nouns_of
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef
from semantic_layer.suggest import suggest

LIMIT = 3


def nearest_labels(words: Iterable[str], lexicon: Lexicon, lang: str, rights: Rights) -> tuple[str, ...]:
    """Names of the layer near the words: those that contain them first, then those spelt alike; only such as the asker
    may use."""
    labels = [
        term
        for kind in ("metric", "field", "dataset")
        for term, links in lexicon.terms.get(kind, {}).items()
        if _is_of(term, lang) and any(_may_use(link, rights) for link in links)
    ]
    found: dict[str, None] = {}
    for word in words:
        lowered = word.casefold()
        found |= dict.fromkeys(_by_verb(word, lang, lexicon, rights))
        found |= dict.fromkeys(label for label in labels if len(lowered) > 1 and lowered in label.casefold())
        found |= dict.fromkeys(suggest(word, labels, LIMIT))
        if lang == "zh":
            found |= dict.fromkeys(_sharing(word, labels))
    return tuple(found)[:LIMIT]


def _by_verb(word: str, lang: str, lexicon: Lexicon, rights: Rights) -> list[str]:
    """Names of metrics that end as what a verb is about does: 线上销售额 for 卖."""
    nouns = nouns_of(word)
    return [
        term
        for term, links in lexicon.terms.get("metric", {}).items()
        if nouns and _is_of(term, lang) and any(_may_use(link, rights) for link in links)
        if any(norms_of(term)[-len(noun) :] == noun for noun in nouns)
    ]


def _may_use(link: Link, rights: Rights) -> bool:
    if isinstance(link.target, FieldRef):
        return link.target.dataset == AGE_DATASET or rights.may_use_field(link.target)
    return link.kind != "metric" or rights.may_use_metric(str(link.target))


def _is_of(term: str, lang: str) -> bool:
    chinese = any(is_han(char) for char in term)
    return chinese if lang == "zh" else not chinese and "_" not in term and "." not in term


def _sharing(word: str, labels: Iterable[str]) -> list[str]:
    """Chinese labels that share two neighbouring characters with the word."""
    norms = [token.norm for token in tokenize(word)]
    pairs = {a + b for a, b in pairwise(norms)}
    scored = [(-sum(pair in label for pair in pairs), len(label), label) for label in labels]
    return [label for score, _, label in sorted(scored) if score < 0]
