"""Near matches for words that nothing explains: suggestions, never silent corrections.

Role: unknown words → labels of metrics and fields that look or sound alike, or contain them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from bot.read.lexicon import AGE_DATASET, Lexicon, Link, LinkKind
from bot.read.normal import is_han, norms_of, tokenize
from bot.read.wording.verbs import nouns_of
from bot.read.words import grammar
from bot.read.words.function import FUNCTION_WORDS
from semantic_layer.access import Rights
from semantic_layer.model import FieldRef
from semantic_layer.suggest import suggest

LIMIT = 3
_KINDS: tuple[LinkKind, ...] = ("metric", "field", "dataset")
_LETTERS = 4  # a shorter word is like too many others


def nearest_labels(
    words: Iterable[str], lexicon: Lexicon, lang: str, rights: Rights, limit: int = LIMIT
) -> tuple[str, ...]:
    """Names of the layer near the words: those that contain them first, then those spelt alike; only such as the asker
    may use."""
    labels = [
        term
        for kind in _KINDS
        for term, links in lexicon.terms.get(kind, {}).items()
        if _is_of(term, lang) and any(_may_use(link, rights) for link in links)
    ]
    found: dict[str, None] = {}
    for word in words:
        found |= dict.fromkeys(_by_verb(word, lang, lexicon, rights))
        if _is_grammar(word) or (len(word) == 1 and not word.isascii()):
            continue  # "ever" is near to no name, though Severity holds it; nor is one character (人 to 法人)
        found |= dict.fromkeys(label for label in labels if _is_short_for(word, label))
        found |= dict.fromkeys(label for label in labels if _holds(label, word))
        if not word.isascii() or len(word) >= _LETTERS:
            found |= dict.fromkeys(suggest(word, labels, LIMIT))
        if lang == "zh":
            found |= dict.fromkeys(_sharing(word, labels))
    return _one_of_each(found, lexicon)[:limit]


def _one_of_each(labels: Iterable[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Each thing once: its names say nothing that the first of them does not."""
    kept: list[str] = []
    told: list[set[str | FieldRef | tuple[FieldRef, str]]] = []
    for label in labels:
        targets = {link.target for kind in _KINDS for link in lexicon.terms.get(kind, {}).get(label, ())}
        if not any(targets <= known for known in told):
            kept.append(label)
            told.append(targets)
    return tuple(kept)


def _is_grammar(word: str) -> bool:
    """Whether a word is one of any sentence rather than a name."""
    norms = norms_of(word)
    return word.isascii() and (norms in grammar().phrases or word.casefold() in FUNCTION_WORDS)


def _holds(label: str, word: str) -> bool:
    """Whether a name holds a word: Latin ones from the beginning of one of its own words."""
    lowered, name = word.casefold(), label.casefold()
    if not lowered.isascii():
        return len(lowered) > 1 and lowered in name
    one = " ".join(norms_of(word))  # "margins" is in "Gross margin"
    return len(lowered) > 2 and any(name.startswith(form) or f" {form}" in name for form in (lowered, one))


def _is_short_for(word: str, label: str) -> bool:
    """ "Subs", "depts": the beginning of a name of one word."""
    (norm, *more) = norms_of(word) or ("",)
    (name, *rest) = norms_of(label) or ("",)
    return not (more or rest) and len(norm) > 2 and norm.isascii() and name.startswith(norm) and name != norm


def names_by_verb(word: str, lexicon: Lexicon, rights: Rights) -> tuple[str, ...]:
    """The metrics whose names end as what a verb is about does."""
    terms = {term for lang in ("zh", "en") for term in _by_verb(word, lang, lexicon, rights)}
    links = [link for term in sorted(terms) for link in lexicon.terms["metric"][term] if _may_use(link, rights)]
    return tuple(dict.fromkeys(str(link.target) for link in links))


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
